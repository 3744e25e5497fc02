// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace mambascope::ui {

/// A rectangle of an attention map reduced to height x width cells. Token positions: rows are queries i, columns keys
/// j; ranges are half-open. Values are signed or absolute, row-major; cells above the diagonal are 0.
struct MapImage
{
    double row0 = 0, row1 = 0, col0 = 0, col1 = 0;
    int height = 0, width = 0;
    std::shared_ptr<const std::vector<float>> values;
    /// Largest |value| of each of the `height` rows over all columns of the map. Needed for Normalise::Row when columns
    /// are cut off; empty: taken from the values here.
    std::shared_ptr<const std::vector<float>> rowPeaks;

    bool isEmpty() const { return !values || height <= 0 || width <= 0; }
};

/// How values become what the range control shows.
enum class Normalise {
    Raw,    ///< a, signed
    Abs,    ///< |a|
    MinMax, ///< (|a| - min) / (max - min) over the whole map
    Log10,  ///< log10 |a|
    Row,    ///< |a| / largest |a| of the same row
};

QStringList normaliseNames(); ///< raw, abs, minmax, log10, row
QString toString(Normalise normalise);
Normalise normaliseFromString(const QString& name); ///< an unknown name gives Abs
QString normaliseTitle(Normalise normalise);        ///< translated, for menus
QString normaliseFormula(Normalise normalise);      ///< for axis labels and tool-tips: "log10 |α|"

} // namespace mambascope::ui
