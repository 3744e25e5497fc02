// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/attention_map.h"

#include "core/base/error.h"
#include "core/inspect/attention_source.h"
#include "core/inspect/device_factors.h"
#include "mambascope/kernels/attention_mean.h"
#include "mambascope/kernels/attention_pool.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>

namespace mambascope {

namespace {

constexpr std::int64_t kTileRows = kernels::kMeanRows;
constexpr std::int64_t kRowsOfThread = 32; // fewer are not worth a thread
constexpr std::int64_t kTileColumns =
    8 * kernels::kAttentionColumns; // 256 KiB of tile: stays in the second-level cache

std::string interval(std::int64_t begin, std::int64_t end)
{
    return std::to_string(begin) + ".." + std::to_string(end);
}

void checkRect(const AttentionMap::Rect& r, std::int64_t length)
{
    if (r.row0 < 0 || r.col0 < 0 || r.row1 > length || r.col1 > length || r.row0 >= r.row1 || r.col0 >= r.col1)
        throw Error("map rows " + interval(r.row0, r.row1) + ", columns " + interval(r.col0, r.col1),
                    "are not a part of a map of " + std::to_string(length) + " x " + std::to_string(length));
}

void checkValues(const AttentionMap::Rect& r, std::span<const float> out)
{
    const std::int64_t entries = (r.row1 - r.row0) * (r.col1 - r.col0);
    if (static_cast<std::int64_t>(out.size()) != entries)
        throw Error("map", "the buffer does not have " + std::to_string(entries) + " entries");
}

void checkPosition(std::int64_t position, std::int64_t length)
{
    if (position < 0 || position >= length)
        throw Error("token " + std::to_string(position),
                    "is outside the sequence of " + std::to_string(length) + " tokens");
}

void checkCells(const AttentionMap::Rect& r, std::int64_t height, std::int64_t width, std::span<const float> out)
{
    const std::int64_t rows = r.row1 - r.row0;
    const std::int64_t cols = r.col1 - r.col0;
    if (height < 1 || width < 1 || height > rows || width > cols)
        throw Error("map size " + std::to_string(height) + "x" + std::to_string(width),
                    "must be between 1x1 and the part's own " + std::to_string(rows) + "x" + std::to_string(cols));
    if (static_cast<std::int64_t>(out.size()) != height * width)
        throw Error("map", "the buffer does not have " + std::to_string(height * width) + " cells");
}

// Calls work(y0, y1) for bands of whole rows of cells, each in one thread; the lower ones, which hold more of the
// triangle, first.
template <typename Work>
void forBands(const kernels::AttentionCells& cells, const Progress& progress, Work work)
{
    // Larger bands share more, smaller ones keep every thread busy.
    const std::int64_t least = std::clamp<std::int64_t>(cells.rows / (8 * at::get_num_threads()), kTileRows, 256);
    std::vector<std::int64_t> bands{0};
    for (std::int64_t y = 1; y <= cells.height; ++y)
        if (y == cells.height || cells.firstRow(y) - cells.firstRow(bands.back()) >= least)
            bands.push_back(y);
    std::atomic<std::int64_t> next{std::ssize(bands) - 2};
    at::parallel_for(0, at::get_num_threads(), 1, [&](std::int64_t, std::int64_t) {
        for (std::int64_t band = next--; band >= 0 && !progress.cancelled(); band = next--)
            work(bands[static_cast<std::size_t>(band)], bands[static_cast<std::size_t>(band) + 1]);
    });
    progress.check();
}

// Where the cells are of sums, makes them means.
void finishCells(const kernels::AttentionCells& cells)
{
    if (cells.maximum)
        return;
    for (std::int64_t y = 0; y < cells.height; ++y)
        for (std::int64_t x = 0; x < cells.width; ++x) {
            const std::int64_t area =
                (cells.firstRow(y + 1) - cells.firstRow(y)) * (cells.firstColumn(x + 1) - cells.firstColumn(x));
            cells.out[y * cells.width + x] /= static_cast<float>(area);
        }
}

// Reduces a map to cells without ever holding more than a tile a thread. `fillTile(row0, row1, col0, col1, out,
// stride)` writes signed entries.
template <typename FillTile>
void poolTiles(const kernels::AttentionCells& cells, const Progress& progress, FillTile fillTile)
{
    forBands(cells, progress, [&](std::int64_t y0, std::int64_t y1) {
        static thread_local std::vector<float> tile(static_cast<std::size_t>(kTileRows * kTileColumns));
        static thread_local std::vector<float> columns(static_cast<std::size_t>(kTileColumns));
        const std::int64_t colEnd = cells.col0 + cells.cols;
        for (std::int64_t y = y0; y < y1;) {
            // As many cells as fit into a tile's rows, or a part of one larger cell after the other.
            std::int64_t last = y + 1;
            while (last < y1 && cells.firstRow(last + 1) - cells.firstRow(y) <= kTileRows)
                ++last;
            const std::int64_t cellsEnd = cells.firstRow(last);
            for (std::int64_t row = cells.firstRow(y); row < cellsEnd && !progress.cancelled(); row += kTileRows) {
                const std::int64_t rowEnd = std::min(row + kTileRows, cellsEnd);
                for (std::int64_t col = cells.col0; col < std::min(colEnd, rowEnd); col += kTileColumns) {
                    const std::int64_t width = std::min({col + kTileColumns, colEnd, rowEnd}) - col;
                    fillTile(row, rowEnd, col, col + width, tile.data(), kTileColumns);
                    for (std::int64_t cell = y; cell < last; ++cell) {
                        const std::int64_t from = std::max(row, cells.firstRow(cell));
                        const std::int64_t to = std::min(rowEnd, cells.firstRow(cell + 1));
                        if (from >= to)
                            continue;
                        std::fill(columns.begin(), columns.end(), 0.0F);
                        kernels::absReduceRows(tile.data() + (from - row) * kTileColumns, kTileColumns, to - from,
                                               width, cells.maximum, columns.data());
                        kernels::addToCells(cells, cell, col, width, columns.data());
                    }
                }
            }
            y = last;
        }
    });
}

kernels::AttentionCells cellsOf(const AttentionMap::Rect& r, std::int64_t height, std::int64_t width, Reduce reduce,
                                std::span<float> out)
{
    std::fill(out.begin(), out.end(), 0.0F);
    return {r.row0, r.row1 - r.row0, height, r.col0, r.col1 - r.col0, width, reduce == Reduce::MaxAbs, out.data()};
}

} // namespace

AttentionSource::AttentionSource(const LayerFactors& factors, std::int64_t channel, std::optional<float> keepAbove)
    : m_dt(factors.effectiveDt(channel, keepAbove.value_or(factors.threshold(channel)))), m_sum(m_dt.size())
{
    double sum = 0;
    std::transform(m_dt.begin(), m_dt.end(), m_sum.begin(),
                   [&](float value) { return sum += static_cast<double>(value); });
    const std::int64_t group = factors.family == Family::Mamba1 ? 0 : channel / (factors.channels / factors.groups);
    const std::int64_t width = factors.groups * factors.states;
    m_kernel.length = factors.length;
    m_kernel.states = factors.states;
    m_kernel.rates = factors.ratesPerChannel();
    m_kernel.a = factors.a.data() + channel * m_kernel.rates;
    m_kernel.sum = m_sum.data();
    m_kernel.w = m_dt.data();
    m_kernel.b = factors.b.data() + group * factors.states * factors.length;
    m_kernel.bStride = factors.length;
    m_kernel.c = factors.c.data() + group * factors.states;
    m_kernel.cStride = width;
}

namespace {

// All channels of a layer, of which the signed mean is wanted.
class ChannelSum
{
public:
    explicit ChannelSum(const LayerFactors& factors) : m_sources(static_cast<std::size_t>(factors.channels))
    {
        at::parallel_for(0, factors.channels, 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t channel = begin; channel < end; ++channel)
                m_sources[static_cast<std::size_t>(channel)] =
                    std::make_unique<const AttentionSource>(factors, channel, std::nullopt);
        });
        for (const auto& source : m_sources)
            m_kernels.push_back(source->kernel());
    }
    void mean(std::int64_t row0, std::int64_t row1, std::int64_t col0, std::int64_t col1, float* out,
              std::int64_t stride) const
    {
        kernels::attentionMeanTile(m_kernels.data(), std::ssize(m_kernels), row0, row1, col0, col1, out, stride);
    }

private:
    std::vector<std::unique_ptr<const AttentionSource>> m_sources;
    std::vector<kernels::AttentionFactors> m_kernels;
};

} // namespace

// What a map's entries come from.
class AttentionMap::Entries
{
public:
    Entries() = default;
    Entries(const Entries&) = delete;
    Entries& operator=(const Entries&) = delete;
    virtual ~Entries() = default;
    virtual std::int64_t length() const = 0;
    virtual float value(std::int64_t i, std::int64_t j) const = 0; // j <= i
    virtual void tile(std::int64_t row0, std::int64_t row1, std::int64_t col0, std::int64_t col1, float* out,
                      std::int64_t stride) const = 0;
    // |entries| reduced to cells: through tile(), if there is nothing better.
    virtual void pool(const kernels::AttentionCells& cells, const Progress& progress) const
    {
        poolTiles(cells, progress,
                  [this](std::int64_t row0, std::int64_t row1, std::int64_t col0, std::int64_t col1, float* out,
                         std::int64_t stride) { tile(row0, row1, col0, col1, out, stride); });
    }
    virtual std::int64_t keptTokens() const = 0;
    virtual std::span<const float> dt() const = 0;
    /// Null: tile() computes the map, on the host.
    virtual const DeviceMap* onDevice() const { return nullptr; }
};

namespace {

class HiddenAttention final : public AttentionMap::Entries
{
public:
    HiddenAttention(std::shared_ptr<const LayerFactors> from, std::int64_t channel, std::optional<float> keepAbove)
        : m_factors(std::move(from)), m_source(*m_factors, channel, keepAbove)
    {
        if (m_factors->onDevice)
            m_device = m_factors->onDevice->channel(channel, keepAbove.value_or(m_factors->threshold(channel)));
    }
    std::int64_t length() const override { return m_factors->length; }
    float value(std::int64_t i, std::int64_t j) const override
    {
        const kernels::AttentionFactors& f = m_source.kernel();
        const double gap = f.sum[i] - f.sum[j];
        double total = 0;
        for (std::int64_t n = 0; n < f.states; ++n) {
            const double decay = std::exp(static_cast<double>(f.a[f.rates == 1 ? 0 : n]) * gap);
            total += static_cast<double>(f.c[i * f.cStride + n]) * decay * static_cast<double>(f.b[n * f.bStride + j]);
        }
        return static_cast<float>(total * static_cast<double>(f.w[j]));
    }
    void tile(std::int64_t row0, std::int64_t row1, std::int64_t col0, std::int64_t col1, float* out,
              std::int64_t stride) const override
    {
        kernels::attentionTile(m_source.kernel(), row0, row1, col0, col1, out, stride);
    }
    void pool(const kernels::AttentionCells& cells, const Progress& progress) const override
    {
        forBands(cells, progress,
                 [&](std::int64_t y0, std::int64_t y1) { kernels::attentionPool(m_source.kernel(), cells, y0, y1); });
    }
    std::int64_t keptTokens() const override
    {
        const std::vector<float>& w = m_source.dt();
        return std::count_if(w.begin(), w.end(), [](float value) { return value > 0; });
    }
    std::span<const float> dt() const override { return m_source.dt(); }
    const DeviceMap* onDevice() const override { return m_device.get(); }

private:
    std::shared_ptr<const LayerFactors> m_factors;
    AttentionSource m_source;
    std::unique_ptr<const DeviceMap> m_device;
};

class SoftmaxAttention final : public AttentionMap::Entries
{
public:
    SoftmaxAttention(std::shared_ptr<const SoftmaxFactors> from, std::int64_t head)
        : m_factors(std::move(from)), m_q(m_factors->query(head)), m_k(m_factors->key(head)),
          m_logSum(m_factors->logSum(head))
    {
    }
    std::int64_t length() const override { return m_factors->length; }
    float value(std::int64_t i, std::int64_t j) const override
    {
        const std::int64_t width = m_factors->headDim;
        double score = 0;
        for (std::int64_t d = 0; d < width; ++d)
            score += static_cast<double>(m_q[i * width + d]) * static_cast<double>(m_k[j * width + d]);
        return static_cast<float>(
            std::exp(score * m_factors->scale - static_cast<double>(m_logSum[static_cast<std::size_t>(i)])));
    }
    void tile(std::int64_t row0, std::int64_t row1, std::int64_t col0, std::int64_t col1, float* out,
              std::int64_t stride) const override
    {
        m_factors->scores(m_q, m_k, row0, row1, col0, col1, out, stride);
        for (std::int64_t i = row0; i < row1; ++i) {
            float* row = out + (i - row0) * stride;
            const std::int64_t seen = std::clamp<std::int64_t>(i + 1 - col0, 0, col1 - col0);
            for (std::int64_t j = 0; j < seen; ++j)
                row[j] = std::exp(row[j] - m_logSum[static_cast<std::size_t>(i)]);
            std::fill(row + seen, row + (col1 - col0), 0.0F);
        }
    }
    std::int64_t keptTokens() const override { return m_factors->length; }
    std::span<const float> dt() const override { return {}; }

private:
    std::shared_ptr<const SoftmaxFactors> m_factors;
    const float* m_q;
    const float* m_k;
    std::vector<float> m_logSum;
};

} // namespace

AttentionMap::AttentionMap(std::shared_ptr<const LayerFactors> factors, std::int64_t channel,
                           std::optional<float> keepAbove)
{
    if (channel < 0 || channel >= factors->channels)
        throw Error("channel " + std::to_string(channel), "layer " + std::to_string(factors->layer) +
                                                              " has channels 0.." +
                                                              std::to_string(factors->channels - 1));
    m = std::make_unique<HiddenAttention>(std::move(factors), channel, keepAbove);
}

AttentionMap::AttentionMap(std::shared_ptr<const SoftmaxFactors> factors, std::int64_t head)
{
    if (head < 0 || head >= factors->heads)
        throw Error("attention head " + std::to_string(head),
                    "layer " + std::to_string(factors->layer) + " has heads 0.." + std::to_string(factors->heads - 1));
    m = std::make_unique<SoftmaxAttention>(std::move(factors), head);
}

AttentionMap::~AttentionMap() = default;
AttentionMap::AttentionMap(AttentionMap&&) noexcept = default;

std::int64_t AttentionMap::length() const
{
    return m->length();
}

float AttentionMap::value(std::int64_t i, std::int64_t j) const
{
    checkPosition(i, length());
    checkPosition(j, length());
    return j > i ? 0.0F : m->value(i, j);
}

void AttentionMap::row(std::int64_t i, std::span<float> out) const
{
    values({i, i + 1, 0, length()}, out);
}

void AttentionMap::column(std::int64_t j, std::span<float> out) const
{
    values({0, length(), j, j + 1}, out);
}

void AttentionMap::values(const Rect& rect, std::span<float> out) const
{
    checkRect(rect, length());
    checkValues(rect, out);
    const std::int64_t cols = rect.col1 - rect.col0;
    if (const DeviceMap* map = m->onDevice()) {
        map->values(rect, out, Progress());
        return;
    }
    at::parallel_for(0, rect.row1 - rect.row0, kRowsOfThread, [&](std::int64_t begin, std::int64_t end) {
        m->tile(rect.row0 + begin, rect.row0 + end, rect.col0, rect.col1, out.data() + begin * cols, cols);
    });
}

void AttentionMap::pooled(const Rect& rect, std::int64_t height, std::int64_t width, Reduce reduce,
                          std::span<float> out, Progress& progress) const
{
    checkRect(rect, length());
    checkCells(rect, height, width, out);
    if (const DeviceMap* map = m->onDevice()) {
        map->pooled(rect, height, width, reduce, out, progress);
        return;
    }
    const kernels::AttentionCells cells = cellsOf(rect, height, width, reduce, out);
    m->pool(cells, progress);
    finishCells(cells);
}

std::int64_t AttentionMap::keptTokens() const
{
    return m->keptTokens();
}

std::span<const float> AttentionMap::dt() const
{
    return m->dt();
}

void pooledChannelMean(const LayerFactors& factors, const AttentionMap::Rect& rect, std::int64_t height,
                       std::int64_t width, Reduce reduce, std::span<float> out, Progress& progress)
{
    checkRect(rect, factors.length);
    checkCells(rect, height, width, out);
    if (factors.onDevice) {
        factors.onDevice->allChannels().pooled(rect, height, width, reduce, out, progress);
        return;
    }
    const ChannelSum channels(factors);
    const kernels::AttentionCells cells = cellsOf(rect, height, width, reduce, out);
    poolTiles(cells, progress,
              [&](std::int64_t row0, std::int64_t row1, std::int64_t col0, std::int64_t col1, float* tile,
                  std::int64_t stride) { channels.mean(row0, row1, col0, col1, tile, stride); });
    finishCells(cells);
}

void channelMeanValues(const LayerFactors& factors, const AttentionMap::Rect& rect, std::span<float> out,
                       const Progress& progress)
{
    checkRect(rect, factors.length);
    checkValues(rect, out);
    if (factors.onDevice) {
        const bool oneRow = rect.row1 - rect.row0 == 1 && rect.col0 == 0 && rect.col1 == factors.length;
        if (oneRow)
            factors.onDevice->allChannels().row(rect.row0, out);
        else
            factors.onDevice->allChannels().values(rect, out, progress);
        return;
    }
    const ChannelSum channels(factors);
    const std::int64_t cols = rect.col1 - rect.col0;
    const std::int64_t across = (cols + kTileColumns - 1) / kTileColumns;
    const std::int64_t down = (rect.row1 - rect.row0 + kTileRows - 1) / kTileRows;
    at::parallel_for(0, across * down, 1, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> tile(static_cast<std::size_t>(kTileRows * kTileColumns));
        for (std::int64_t k = begin; k < end && !progress.cancelled(); ++k) {
            const std::int64_t row = rect.row0 + k / across * kTileRows;
            const std::int64_t col = rect.col0 + k % across * kTileColumns;
            const std::int64_t rowEnd = std::min(row + kTileRows, rect.row1);
            const std::int64_t colEnd = std::min(col + kTileColumns, rect.col1);
            channels.mean(row, rowEnd, col, colEnd, tile.data(), kTileColumns);
            for (std::int64_t i = row; i < rowEnd; ++i)
                std::copy_n(tile.begin() + (i - row) * kTileColumns, colEnd - col,
                            out.begin() + (i - rect.row0) * cols + (col - rect.col0));
        }
    });
    progress.check();
}

void channelMeanRow(const LayerFactors& factors, std::int64_t i, std::span<float> out)
{
    checkPosition(i, factors.length);
    channelMeanValues(factors, {i, i + 1, 0, factors.length}, out, Progress());
}

} // namespace mambascope
