// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "ui/figures/figures.h"
#include "ui/style/save_file.h"
#include "ui/style/theme.h"
#include "ui/widgets/map_colouring.h"

#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>
#include <cmath>

#include <png.h>

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

/// An indexed .png that is written row by row; the file appears when finish() is called. libpng tells of errors by
/// longjmp: each call to it stands alone in a function without anything to destroy.
class PngRows
{
public:
    PngRows(const QString& path, std::int64_t side, const QList<QRgb>& colours)
        : m_file(path), m_png(png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr)),
          m_info(m_png ? png_create_info_struct(m_png) : nullptr)
    {
        std::vector<png_color> palette;
        for (const QRgb colour : colours)
            palette.push_back({static_cast<png_byte>(qRed(colour)), static_cast<png_byte>(qGreen(colour)),
                               static_cast<png_byte>(qBlue(colour))});
        if (!m_info || !m_file.open(QIODevice::WriteOnly) || !begin(static_cast<png_uint_32>(side), palette))
            fail();
    }
    ~PngRows() { png_destroy_write_struct(&m_png, &m_info); }
    PngRows(const PngRows&) = delete;
    PngRows& operator=(const PngRows&) = delete;

    void add(const std::vector<png_byte>& row)
    {
        if (!write(row.data()))
            fail();
    }
    void finish()
    {
        if (!end() || !commitWhole(m_file))
            fail();
    }

private:
    bool begin(png_uint_32 side, const std::vector<png_color>& palette)
    {
        if (setjmp(png_jmpbuf(m_png)))
            return false;
        png_set_write_fn(m_png, &m_file, toFile, nullptr);
        // Neighbours are alike as they are, and half of the picture is one colour.
        png_set_filter(m_png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
        png_set_compression_level(m_png, 4);
        png_set_IHDR(m_png, m_info, side, side, 8, PNG_COLOR_TYPE_PALETTE, PNG_INTERLACE_NONE,
                     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
        png_set_PLTE(m_png, m_info, palette.data(), static_cast<int>(palette.size()));
        png_write_info(m_png, m_info);
        return true;
    }
    bool write(const png_byte* row)
    {
        if (setjmp(png_jmpbuf(m_png)))
            return false;
        png_write_row(m_png, row);
        return true;
    }
    bool end()
    {
        if (setjmp(png_jmpbuf(m_png)))
            return false;
        png_write_end(m_png, m_info);
        return true;
    }
    static void toFile(png_structp png, png_bytep data, png_size_t size)
    {
        auto* file = static_cast<QSaveFile*>(png_get_io_ptr(png));
        if (file->write(reinterpret_cast<const char*>(data), static_cast<qint64>(size)) != static_cast<qint64>(size))
            png_error(png, "the file does not take it"); // its own text says why
    }
    [[noreturn]] void fail() const
    {
        throw Error(m_file.fileName().toStdString(), say("cannot be written: {0}", m_file.errorString().toStdString()));
    }

    QSaveFile m_file;
    png_structp m_png;
    png_infop m_info;
};

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

    PngRows picture(name, length, colourTable(options));
    std::vector<png_byte> line(static_cast<std::size_t>(length));
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
            const float* row = values.data() + (i - begin) * columns;
            std::transform(row, row + i + 1, line.begin(), [&range](float value) { return indexOf(value, range); });
            std::fill(line.begin() + i + 1, line.end(), kCausalIndex);
            picture.add(line);
        }
    }
    picture.finish();
}

} // namespace mambascope::ui
