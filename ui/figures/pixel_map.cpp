// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "ui/figures/figures.h"
#include "ui/style/theme.h"
#include "ui/widgets/map_colouring.h"

#include <QFileInfo>
#include <QImage>
#include <QSaveFile>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

constexpr int kColours = 254; // of the map; two more indices are for what has no value
constexpr uchar kCausalIndex = 254;
constexpr uchar kNotFiniteIndex = 255;
constexpr std::int64_t kBand = 64; // rows
constexpr std::int64_t kSample = 512;

QList<QRgb> colourTable(const PixelMapOptions& options)
{
    const ColourMap& map = ColourMap::named(QString::fromStdString(options.colourMap));
    const PlotColours& colours = plotColours(options.theme == "dark");
    QList<QRgb> table;
    for (int k = 0; k < kColours; ++k)
        table << map.at(static_cast<double>(k) / (kColours - 1));
    return table << colours.causal.rgb() << colours.notFinite.rgb();
}

uchar indexOf(float value, const MapRange& range)
{
    if (!std::isfinite(value))
        return std::isnan(value) || value > 0 ? kNotFiniteIndex : 0; // log of zero is the lowest colour
    const double extent = range.high > range.low ? range.high - range.low : 1e-30;
    const double position = (static_cast<double>(value) - range.low) / extent;
    return static_cast<uchar>(std::lround(std::clamp(position, 0.0, 1.0) * (kColours - 1)));
}

} // namespace

void writePixelMap(const std::filesystem::path& path, const AttentionMap& map, const PixelMapOptions& options,
                   Progress& progress)
{
    const QString name = QString::fromStdString(path.string());
    const std::int64_t length = map.length();
    if (QFileInfo(name).suffix().toLower() != QLatin1String("png"))
        throw Error(path.string(), say("cannot be written: one pixel a token is for .png files"));
    if (length > kLargestPixelMap)
        throw Error(path.string(), say("cannot be written: one pixel a token is for up to {0} tokens, these are {1}",
                                       kLargestPixelMap, length));
    const Normalise how = normaliseFromString(QString::fromStdString(options.normalise));
    // The scale is that of the pooled map, as in the window.
    MapImage overview;
    overview.row1 = overview.col1 = static_cast<double>(length);
    overview.height = overview.width = static_cast<int>(std::min(length, kSample));
    auto pooled = std::make_shared<std::vector<float>>(static_cast<std::size_t>(overview.height) *
                                                       static_cast<std::size_t>(overview.width));
    map.pooled({0, length, 0, length}, overview.height, overview.width,
               how == Normalise::Raw ? Reduce::Peak : Reduce::MaxAbs, *pooled, progress);
    overview.values = pooled;
    const MapStatistics statistics = mapStatistics(overview);
    const MapRange range = options.rangeLow == 0 && options.rangeHigh == 0
                               ? autoRange(overview, how, statistics)
                               : MapRange{options.rangeLow, options.rangeHigh};

    QImage image(static_cast<int>(length), static_cast<int>(length), QImage::Format_Indexed8);
    if (image.isNull())
        throw Error(path.string(), say("cannot be written: there is not enough memory for the picture"));
    image.setColorTable(colourTable(options));
    std::vector<float> values;
    for (std::int64_t begin = 0; begin < length; begin += kBand) {
        progress.step(say("drawing the map"), begin, length);
        const std::int64_t end = std::min(begin + kBand, length);
        const std::int64_t columns = end; // nothing lies behind the last row's diagonal
        values.resize(static_cast<std::size_t>((end - begin) * columns));
        map.values({begin, end, 0, columns}, values);
        std::vector<float> peaks;
        for (std::int64_t i = begin; i < end && how == Normalise::Row; ++i) {
            const auto row = values.begin() + (i - begin) * columns;
            float peak = 0;
            std::for_each(row, row + columns, [&peak](float value) { peak = std::max(peak, std::fabs(value)); });
            peaks.push_back(peak);
        }
        normaliseValues(values, how, statistics, peaks);
        for (std::int64_t i = begin; i < end; ++i) {
            uchar* line = image.scanLine(static_cast<int>(i));
            const float* row = values.data() + (i - begin) * columns;
            std::transform(row, row + i + 1, line, [&range](float value) { return indexOf(value, range); });
            std::fill(line + i + 1, line + length, kCausalIndex);
        }
    }
    QSaveFile file(name);
    if (!file.open(QIODevice::WriteOnly) || !image.save(&file, "PNG") || !file.commit())
        throw Error(path.string(), say("cannot be written: {0}", file.errorString().toStdString()));
}

} // namespace mambascope::ui
