// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/map_colouring.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace mambascope::ui {

namespace {

constexpr std::size_t kNotFinite = ColourMap::kEntries; // one entry behind the colours
constexpr double kRounding = 1e-6;                      // tokens
constexpr float kLargest = std::numeric_limits<float>::max();

/// log2 to 3e-5, without a library call per cell. Zero gives about -127, which every range clamps.
float fastLog2(float x)
{
    const auto bits = std::bit_cast<std::uint32_t>(x);
    const auto exponent = static_cast<float>(static_cast<int>(bits >> 23U) - 127);
    const float m = std::bit_cast<float>((bits & 0x007fffffU) | 0x3f800000U) - 1.0F; // 0..1
    // log2(1 + m) = m + m (1 - m) p(m): exact at both ends; p by least squares, weighted with m (1 - m).
    const float p = 0.442085F - m * (0.267913F - m * (0.148927F - m * 0.044874F));
    return exponent + m + m * (1.0F - m) * p;
}

float magnitude(float v)
{
    return std::fabs(v);
}

/// Of two cells the one that a pixel shows: the larger magnitude; NaN wins, so that a defect is never hidden.
float stronger(float a, float b)
{
    return (magnitude(b) > magnitude(a) || b != b) ? b : a;
}

/// Pixels along one axis: which cells each covers, half-open; empty outside the image.
struct Span
{
    int first = 0, last = 0;
    bool operator==(const Span&) const = default;
};

std::vector<Span> spans(double from, double extent, int pixels, double cells0, double cells1, int cells)
{
    std::vector<Span> result(static_cast<std::size_t>(pixels));
    const double perToken = cells / (cells1 - cells0);
    const double step = extent / pixels;
    for (int p = 0; p < pixels; ++p) {
        const double centre = (from + (p + 0.5) * step - cells0) * perToken;
        if (centre < 0 || centre >= cells) {
            continue;
        }
        Span& span = result[static_cast<std::size_t>(p)];
        if (step * perToken <= 1) { // a cell is at least a pixel wide
            span.first = std::min(static_cast<int>(centre), cells - 1);
            span.last = span.first + 1;
        } else {
            span.first = std::clamp(static_cast<int>(std::floor((from + p * step - cells0) * perToken)), 0, cells - 1);
            const int end = static_cast<int>(std::floor((from + (p + 1) * step - cells0) * perToken));
            span.last = std::clamp(end, span.first + 1, cells);
        }
    }
    return result;
}

/// Normalised value = scale * f(v) + offset with f = v, |v| or log2 |v|; every normalisation is one of these after the
/// row factor.
struct Normaliser
{
    enum class Function { Signed, Magnitude, Log } function = Function::Magnitude;
    double scale = 1, offset = 0;

    Normaliser(Normalise normalise, const MapStatistics& statistics)
    {
        if (normalise == Normalise::Raw) {
            function = Function::Signed;
        } else if (normalise == Normalise::Log10) {
            function = Function::Log;
            scale = std::log10(2.0);
        } else if (normalise == Normalise::MinMax) {
            const double extent = statistics.maximum - statistics.minimum;
            scale = extent > 0 ? 1 / extent : 0;
            offset = -statistics.minimum * scale;
        }
    }

    float operator()(float v) const
    {
        const float f = function == Function::Signed      ? v
                        : function == Function::Magnitude ? magnitude(v)
                                                          : fastLog2(magnitude(v));
        return static_cast<float>(scale * f + offset);
    }
};

/// 1 / peak of each row for Normalise::Row, else nothing.
std::vector<float> rowFactors(const MapImage& image, Normalise normalise)
{
    std::vector<float> factors;
    if (normalise != Normalise::Row) {
        return factors;
    }
    const auto height = static_cast<std::size_t>(image.height);
    const auto width = static_cast<std::size_t>(image.width);
    factors.resize(height);
    for (std::size_t y = 0; y < height; ++y) {
        float peak = 0;
        if (image.rowPeaks && image.rowPeaks->size() == height) {
            peak = (*image.rowPeaks)[y];
        } else {
            const float* row = image.values->data() + y * width;
            for (std::size_t x = 0; x < width; ++x) {
                peak = std::max(peak, magnitude(row[x]));
            }
        }
        factors[y] = peak > 0 ? 1 / peak : 0;
    }
    return factors;
}

/// Looks colours up for n values.
class Lookup
{
public:
    Lookup(const MapColouring& colouring, QRgb notFinite)
    {
        const ColourMap& map = ColourMap::named(colouring.colourMap);
        std::copy(map.table().begin(), map.table().end(), m_colours.begin());
        m_colours[kNotFinite] = notFinite;
        const Normaliser normaliser(colouring.normalise, colouring.statistics);
        m_function = normaliser.function;
        const double extent = colouring.range.high - colouring.range.low;
        // A range without extent is a step: everything above it gets the last colour.
        const double perUnit = (ColourMap::kEntries - 1) / (extent > 0 ? extent : 1e-30);
        m_scale = static_cast<float>(normaliser.scale * perUnit);
        m_offset = static_cast<float>((normaliser.offset - colouring.range.low) * perUnit);
    }

    void operator()(const float* values, std::size_t n, QRgb* out) const
    {
        switch (m_function) {
        case Normaliser::Function::Signed:
            return run(values, n, out, [](float v) { return v; });
        case Normaliser::Function::Magnitude:
            return run(values, n, out, [](float v) { return magnitude(v); });
        case Normaliser::Function::Log:
            return run(values, n, out, [](float v) { return fastLog2(magnitude(v)); });
        }
    }

private:
    // Two loops, so that the compiler vectorises the first one.
    template <typename F>
    void run(const float* values, std::size_t n, QRgb* out, F function) const
    {
        constexpr float kLast = ColourMap::kEntries - 1;
        for (std::size_t k = 0; k < n; ++k) {
            const float position = function(values[k]) * m_scale + m_offset;
            const float low = position > 0 ? position : 0;
            const int index = static_cast<int>((low < kLast ? low : kLast) + 0.5F);
            out[k] = static_cast<QRgb>(magnitude(values[k]) <= kLargest ? index : static_cast<int>(kNotFinite));
        }
        for (std::size_t k = 0; k < n; ++k) {
            out[k] = m_colours[out[k]];
        }
    }

    std::array<QRgb, ColourMap::kEntries + 1> m_colours{};
    Normaliser::Function m_function;
    float m_scale = 1, m_offset = 0;
};

/// Calls visit(normalised value) for every finite non-zero cell.
template <typename F>
void visitNonZero(const MapImage& image, Normalise normalise, const MapStatistics& statistics, F visit)
{
    const Normaliser normaliser(normalise, statistics);
    const std::vector<float> factors = rowFactors(image, normalise);
    const auto width = static_cast<std::size_t>(image.width);
    for (std::size_t y = 0; y < static_cast<std::size_t>(image.height); ++y) {
        const float* row = image.values->data() + y * width;
        const float factor = factors.empty() ? 1 : factors[y];
        for (std::size_t x = 0; x < width; ++x) {
            if (row[x] != 0 && magnitude(row[x]) <= kLargest) {
                visit(normaliser(row[x] * factor));
            }
        }
    }
}

} // namespace

void normaliseValues(std::span<float> values, Normalise normalise, const MapStatistics& statistics,
                     std::span<const float> rowPeaks)
{
    const Normaliser normaliser(normalise, statistics);
    const std::size_t width = rowPeaks.empty() ? values.size() : values.size() / rowPeaks.size();
    for (std::size_t k = 0; k < values.size(); ++k) {
        const float peak = rowPeaks.empty() ? 1 : rowPeaks[k / width];
        values[k] = normaliser(peak > 0 ? values[k] / peak : 0);
    }
}

MapStatistics mapStatistics(const MapImage& image)
{
    MapStatistics statistics;
    if (image.isEmpty()) {
        return statistics;
    }
    const double tokensPerRow = (image.row1 - image.row0) / image.height;
    const double tokensPerColumn = (image.col1 - image.col0) / image.width;
    float low = std::numeric_limits<float>::max();
    float high = 0;
    float nonZero = std::numeric_limits<float>::max();
    const auto width = static_cast<std::size_t>(image.width);
    for (int y = 0; y < image.height; ++y) {
        const double end =
            image.row0 + (y + 1) * tokensPerRow; // a cell counts when its first column is before the last row
        const auto cells = std::clamp<double>(std::ceil((end - image.col0) / tokensPerColumn), 0, image.width);
        const float* row = image.values->data() + static_cast<std::size_t>(y) * width;
        for (std::size_t x = 0; x < static_cast<std::size_t>(cells); ++x) {
            const float v = magnitude(row[x]);
            if (v <= kLargest) {
                low = std::min(low, v);
                high = std::max(high, v);
                nonZero = v > 0 ? std::min(nonZero, v) : nonZero;
            }
        }
    }
    statistics.maximum = high;
    statistics.minimum = std::min(low, high);
    statistics.smallestNonZero = high > 0 ? nonZero : 0;
    return statistics;
}

QImage colourise(const MapImage& image, const QRectF& viewport, QSize pixels, const MapColouring& colouring,
                 QRgb causal, QRgb notFinite)
{
    QImage result(pixels, QImage::Format_ARGB32_Premultiplied);
    if (result.isNull()) {
        return result;
    }
    if (image.isEmpty() || viewport.isEmpty()) {
        result.fill(Qt::transparent);
        return result;
    }
    const auto columns = spans(viewport.x(), viewport.width(), pixels.width(), image.col0, image.col1, image.width);
    const auto rows = spans(viewport.y(), viewport.height(), pixels.height(), image.row0, image.row1, image.height);
    const auto inside = [](const Span& span) { return span.last > span.first; };
    const auto x0 = static_cast<std::size_t>(std::find_if(columns.begin(), columns.end(), inside) - columns.begin());
    const auto x1 =
        static_cast<std::size_t>(std::find_if(columns.rbegin(), columns.rend(), inside).base() - columns.begin());
    if (x0 >= x1) {
        result.fill(Qt::transparent);
        return result;
    }
    const int cell0 = columns[x0].first;
    const auto cellsUpTo = [&](std::size_t x) { return static_cast<std::size_t>(columns[x - 1].last - cell0); };
    const bool magnified = cellsUpTo(x1) <= x1 - x0;
    // The diagonal is exact in tokens even over a coarse image. A pixel is blank when its first column lies behind its
    // last row; both are limited to the cells it really shows, or a pixel between two cells would show the zeros beyond
    // the diagonal.
    const double tokensPerX = viewport.width() / pixels.width();
    const double tokensPerY = viewport.height() / pixels.height();
    std::vector<double> firstColumn(columns.size());
    for (std::size_t x = x0; x < x1; ++x) {
        const double left = viewport.x() + static_cast<double>(x) * tokensPerX;
        const double cell = image.col0 + columns[x].first * (image.col1 - image.col0) / image.width;
        firstColumn[x] = std::floor((tokensPerX <= 1 ? left + tokensPerX / 2 : std::max(left, cell)) + kRounding);
    }
    const auto causalEnd = [&](int y) {
        const double top = viewport.y() + y * tokensPerY;
        const double cell =
            image.row0 + rows[static_cast<std::size_t>(y)].last * (image.row1 - image.row0) / image.height;
        const double lastRow = tokensPerY <= 1
                                   ? std::floor(top + tokensPerY / 2 + kRounding) + 1
                                   : std::min(std::ceil(top + tokensPerY - kRounding), std::floor(cell + kRounding));
        const auto begin = firstColumn.begin() + static_cast<std::ptrdiff_t>(x0);
        const auto end = firstColumn.begin() + static_cast<std::ptrdiff_t>(x1);
        return static_cast<std::size_t>(std::lower_bound(begin, end, lastRow) - firstColumn.begin());
    };
    const Lookup lookup(colouring, notFinite);
    const std::vector<float> factors = rowFactors(image, colouring.normalise);
    std::vector<float> values(cellsUpTo(x1)); // of the cells under one line of pixels
    std::vector<float> pooled(x1 - x0);
    std::vector<QRgb> cellColours(magnified ? values.size() : 0);

    for (int y = 0; y < pixels.height();) {
        const Span span = rows[static_cast<std::size_t>(y)];
        int next = y + 1; // lines with the same cells are computed once, as far as the longest of them goes
        while (next < pixels.height() && rows[static_cast<std::size_t>(next)] == span) {
            ++next;
        }
        auto* first = reinterpret_cast<QRgb*>(result.scanLine(y));
        std::fill_n(first, pixels.width(), 0U);
        const std::size_t reach = inside(span) ? causalEnd(next - 1) : x0;
        const std::size_t cells = reach > x0 ? cellsUpTo(reach) : 0;
        for (int r = span.first; r < span.last; ++r) {
            const float* source = image.values->data() +
                                  static_cast<std::size_t>(r) * static_cast<std::size_t>(image.width) +
                                  static_cast<std::size_t>(cell0);
            const float factor = factors.empty() ? 1 : factors[static_cast<std::size_t>(r)];
            if (r == span.first) {
                std::transform(source, source + cells, values.begin(), [factor](float v) { return v * factor; });
                continue;
            }
            for (std::size_t c = 0; c < cells; ++c) {
                values[c] = stronger(values[c], source[c] * factor);
            }
        }
        if (magnified) {
            lookup(values.data(), cells, cellColours.data());
            for (std::size_t x = x0; x < reach; ++x) {
                first[x] = cellColours[static_cast<std::size_t>(columns[x].first - cell0)];
            }
        } else {
            for (std::size_t x = x0; x < reach; ++x) {
                float strongest = values[static_cast<std::size_t>(columns[x].first - cell0)];
                for (int c = columns[x].first + 1; c < columns[x].last; ++c) {
                    strongest = stronger(strongest, values[static_cast<std::size_t>(c - cell0)]);
                }
                pooled[x - x0] = strongest;
            }
            lookup(pooled.data(), reach - x0, first + x0);
        }
        for (int line = next - 1; line >= y; --line) { // `first` last: the others copy from it
            auto* out = reinterpret_cast<QRgb*>(result.scanLine(line));
            if (out != first) {
                std::copy_n(first, pixels.width(), out);
            }
            if (inside(span)) {
                std::fill(out + causalEnd(line), out + x1, causal);
            }
        }
        y = next;
    }
    return result;
}

std::vector<double> mapHistogram(const MapImage& image, const MapColouring& colouring, const MapRange& extent, int bins)
{
    std::vector<double> counts(static_cast<std::size_t>(std::max(bins, 1)), 0.0);
    if (image.isEmpty() || !(extent.high > extent.low)) {
        return counts;
    }
    const double perUnit = static_cast<double>(counts.size()) / (extent.high - extent.low);
    visitNonZero(image, colouring.normalise, colouring.statistics, [&](float v) {
        if (v >= extent.low && v <= extent.high) {
            const auto bin = static_cast<std::size_t>((v - extent.low) * perUnit);
            counts[std::min(bin, counts.size() - 1)] += 1;
        }
    });
    return counts;
}

MapRange dataRange(const MapImage& image, Normalise normalise, const MapStatistics& statistics, double decades)
{
    if (image.isEmpty() || !(statistics.maximum > 0)) {
        return normalise == Normalise::Log10 ? MapRange{-decades, 0}
               : normalise == Normalise::Raw ? MapRange{-1, 1}
                                             : MapRange{0, 1};
    }
    switch (normalise) {
    case Normalise::Raw:
        return {-statistics.maximum, statistics.maximum};
    case Normalise::Abs:
        return {0, statistics.maximum};
    case Normalise::Log10: {
        const double high = std::log10(statistics.maximum);
        const double low = std::max(high - decades, std::log10(statistics.smallestNonZero));
        return {low < high ? low : high - 1, high};
    }
    case Normalise::MinMax:
    case Normalise::Row:
        break;
    }
    return {0, 1};
}

MapRange autoRange(const MapImage& image, Normalise normalise, const MapStatistics& statistics)
{
    const MapRange whole = dataRange(image, normalise, statistics);
    if (normalise == Normalise::Log10) {
        return {whole.high - 3, whole.high};
    }
    if (image.isEmpty()) {
        return whole;
    }
    std::vector<float> values;
    values.reserve(image.values->size() / 2);
    visitNonZero(image, normalise, statistics, [&](float v) { values.push_back(magnitude(v)); });
    if (values.empty()) {
        return whole;
    }
    const auto rank = values.begin() + static_cast<std::ptrdiff_t>(0.998 * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), rank, values.end());
    const double high = *rank > 0 ? *rank : whole.high;
    return {normalise == Normalise::Raw ? -high : 0, high};
}

void SharedRange::add(const MapRange& range, const MapStatistics& statistics)
{
    const bool hasValues = statistics.maximum > 0;
    if (!m_any || (hasValues && !m_hasValues)) {
        m_range = range;
    } else if (hasValues == m_hasValues) {
        m_range = {std::min(m_range.low, range.low), std::max(m_range.high, range.high)};
    }
    m_any = true;
    m_hasValues = m_hasValues || hasValues;
}

MapImage withRowPeaks(MapImage detail, const MapImage& overview)
{
    if (detail.isEmpty() || overview.isEmpty() || detail.rowPeaks) {
        return detail;
    }
    const std::vector<float> factors = rowFactors(overview, Normalise::Row);
    auto peaks = std::make_shared<std::vector<float>>(static_cast<std::size_t>(detail.height), 0.0F);
    for (int y = 0; y < detail.height; ++y) {
        const double token = detail.row0 + (y + 0.5) * (detail.row1 - detail.row0) / detail.height;
        const double row = (token - overview.row0) / (overview.row1 - overview.row0) * overview.height;
        const float factor = factors[static_cast<std::size_t>(std::clamp<double>(row, 0, overview.height - 1))];
        (*peaks)[static_cast<std::size_t>(y)] = factor > 0 ? 1 / factor : 0;
    }
    detail.rowPeaks = std::move(peaks);
    return detail;
}

} // namespace mambascope::ui
