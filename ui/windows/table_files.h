// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/attention_map.h"

#include <QSaveFile>
#include <QString>
#include <QStringList>

#include <functional>
#include <span>
#include <vector>

namespace mambascope::ui {

/// Files of exported data. All functions \throws Error naming the file.

/// An array: .npy, or .csv with a header line; NaN is an empty field.
void writeTable(const QString& path, const std::vector<QString>& columns, const std::vector<double>& values);

/// A .csv of numbers and texts; the file appears when finish() is called.
class CsvFile
{
public:
    CsvFile(const QString& path, const QStringList& columns);
    void add(const QStringList& fields);
    void finish();

    static QString quoted(const QString& text);
    /// Empty for NaN; `digits` tell every double from its neighbours, 9 every float.
    static QString number(double value, int digits = 17);

private:
    [[noreturn]] void fail() const;
    QSaveFile m_file;
};

/// A part of a map, row by row: .npy, or .csv with the tokens along its first line and column. `values` fills
/// [rows, columns].
using MapValues = std::function<void(const AttentionMap::Rect& rect, std::span<float> out)>;
void writeMap(const QString& path, const AttentionMap::Rect& rect, const MapValues& values, Progress& progress);

} // namespace mambascope::ui
