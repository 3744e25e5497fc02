// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/colour_map.h"
#include "ui/widgets/map_image.h"

#include <QImage>
#include <QRectF>
#include <QSize>

#include <span>
#include <vector>

namespace mambascope::ui {

/// Of |value| over the cells that touch the causal half.
struct MapStatistics
{
    double minimum = 0, maximum = 0;
    double smallestNonZero = 0;
};
MapStatistics mapStatistics(const MapImage& image);

struct MapRange
{
    double low = 0, high = 1;
    bool operator==(const MapRange&) const = default;
};

/// All that decides about a map's colours.
struct MapColouring
{
    Normalise normalise = Normalise::Abs;
    MapRange range; ///< in normalised units; low gives the map's first colour, high its last
    QString colourMap = QStringLiteral("ember");
    MapStatistics
        statistics; ///< of the whole map: Normalise::MinMax needs them, so that a detail looks like the overview
};

/// Paints the part `viewport` (x, width: columns j; y, height: rows i, in tokens) at `pixels`. A pixel that covers
/// several cells shows the one with the largest |value|, so that thin lines stay. Pixels wholly above the diagonal get
/// `causal`, those outside the image's own rectangle stay transparent. Format_ARGB32_Premultiplied. Pure: for any
/// thread.
QImage colourise(const MapImage& image, const QRectF& viewport, QSize pixels, const MapColouring& colouring,
                 QRgb causal, QRgb notFinite);

/// Values become what the range is of; Normalise::Row divides by the peaks of `rows` equal rows, [rows].
void normaliseValues(std::span<float> values, Normalise normalise, const MapStatistics& statistics,
                     std::span<const float> rowPeaks);

/// Counts of the normalised non-zero values in equal bins from low to high; values outside are left out.
std::vector<double> mapHistogram(const MapImage& image, const MapColouring& colouring, const MapRange& extent,
                                 int bins);
/// From the smallest to the largest normalised value; Raw: symmetric; Log10: ends `decades` below the maximum. A map
/// of zeros has a range, too, in which zero means what it means elsewhere: Raw -1 to 1, Abs 0 to 1.
MapRange dataRange(const MapImage& image, Normalise normalise, const MapStatistics& statistics, double decades = 8);
/// A range that shows structure: zeros and the largest 0.2 % ignored, Raw symmetric around 0, Log10 the three decades
/// below the maximum.
MapRange autoRange(const MapImage& image, Normalise normalise, const MapStatistics& statistics);

/// One range for several maps, so that their colours mean the same. A map of zeros has no scale of its own to bring in:
/// its range counts only while there is no other map.
class SharedRange
{
public:
    void add(const MapRange& range, const MapStatistics& statistics);
    const MapRange& range() const { return m_range; }

private:
    MapRange m_range;
    bool m_any = false;
    bool m_hasValues = false; ///< there was a map with another value than 0
};

/// `detail` with row peaks taken from the overview where it has none of its own.
MapImage withRowPeaks(MapImage detail, const MapImage& overview);

} // namespace mambascope::ui
