// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/attention_map.h"

#include "core/base/error.h"
#include "core/inspect/attention_pooling.h"
#include "core/inspect/attention_source.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace mambascope {

namespace {

constexpr std::int64_t kRowsOfThread = 32; // fewer are not worth a thread
constexpr std::int64_t kColumnsOfThread = 16 * kernels::kAttentionColumns;

std::string interval(std::int64_t begin, std::int64_t end)
{
    return std::to_string(begin) + ".." + std::to_string(end);
}

void checkRect(const AttentionMap::Rect& r, std::int64_t length)
{
    if (r.row0 < 0 || r.col0 < 0 || r.row1 > length || r.col1 > length || r.row0 >= r.row1 || r.col0 >= r.col1)
        throw Error(say("map rows {0}, columns {1}", interval(r.row0, r.row1), interval(r.col0, r.col1)),
                    say("are not a part of a map of {0} x {0}", length));
}

void checkValues(const AttentionMap::Rect& r, std::span<const float> out)
{
    const std::int64_t entries = (r.row1 - r.row0) * (r.col1 - r.col0);
    if (static_cast<std::int64_t>(out.size()) != entries)
        throw Error(say("map"), say("the buffer does not have {0} entries", entries));
}

void checkPosition(std::int64_t position, std::int64_t length)
{
    if (position < 0 || position >= length)
        throw Error(say("token {0}", position), say("is outside the sequence of {0} tokens", length));
}

void checkCells(const AttentionMap::Rect& r, std::int64_t height, std::int64_t width, std::span<const float> out)
{
    const std::int64_t rows = r.row1 - r.row0;
    const std::int64_t cols = r.col1 - r.col0;
    if (height < 1 || width < 1 || height > rows || width > cols)
        throw Error(say("map size {0}x{1}", height, width),
                    say("must be between 1x1 and the part's own {0}x{1}", rows, cols));
    if (static_cast<std::int64_t>(out.size()) != height * width)
        throw Error(say("map"), say("the buffer does not have {0} cells", height * width));
}

// Where the cells are of sums, makes them means.
void finishCells(const kernels::AttentionCells& cells, const CellRows& rows)
{
    if (cells.maximum)
        return;
    for (std::int64_t y = rows.y0; y < rows.y1; ++y)
        for (std::int64_t x = 0; x < cells.width; ++x) {
            const std::int64_t area =
                (cells.firstRow(y + 1) - cells.firstRow(y)) * (cells.firstColumn(x + 1) - cells.firstColumn(x));
            cells.out[y * cells.width + x] /= static_cast<float>(area);
        }
}

kernels::AttentionCells cellsOf(const AttentionMap::Rect& r, std::int64_t height, std::int64_t width, Reduce reduce,
                                std::span<float> out)
{
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

void AttentionMap::Entries::rowsBehind(std::span<const std::int64_t> rows, std::int64_t col0, std::int64_t col1,
                                       float* out, std::int64_t stride) const
{
    for (std::size_t k = 0; k < rows.size(); ++k)
        tile(rows[k], rows[k] + 1, col0, col1, out + static_cast<std::int64_t>(k) * stride, stride);
}

void AttentionMap::Entries::pool(const kernels::AttentionCells& cells, const CellRows& rows,
                                 const Progress& progress) const
{
    poolMagnitudes(*this, cells, rows, progress);
}

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
    void pool(const kernels::AttentionCells& cells, const CellRows& rows, const Progress& progress) const override
    {
        forBands(cells, rows, progress,
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
        throw Error(say("channel {0}", channel),
                    say("layer {0} has channels 0..{1}", factors->layer, factors->channels - 1));
    m = std::make_unique<HiddenAttention>(std::move(factors), channel, keepAbove);
}

AttentionMap::AttentionMap(std::shared_ptr<const SoftmaxFactors> factors, std::int64_t head)
{
    if (head < 0 || head >= factors->heads)
        throw Error(say("attention head {0}", head),
                    say("layer {0} has heads 0..{1}", factors->layer, factors->heads - 1));
    m = std::make_unique<SoftmaxAttention>(std::move(factors), head);
}

AttentionMap::AttentionMap(std::shared_ptr<const Rollout> rollout) : m(rolloutEntries(std::move(rollout))) {}

AttentionMap::AttentionMap(std::unique_ptr<const Entries> entries) : m(std::move(entries)) {}

AttentionMap AttentionMap::meanOfChannels(std::shared_ptr<const LayerFactors> factors)
{
    return AttentionMap(channelMeanEntries(std::move(factors)));
}

AttentionMap AttentionMap::difference(std::shared_ptr<const AttentionMap> left,
                                      std::shared_ptr<const AttentionMap> right)
{
    if (left->length() != right->length())
        throw Error(say("difference of maps"),
                    say("one is of {0} tokens, the other of {1}", left->length(), right->length()));
    const Entries& leftEntries = *left->m;
    const Entries& rightEntries = *right->m;
    return AttentionMap(differenceEntries(std::move(left), leftEntries, std::move(right), rightEntries));
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
    checkPosition(i, length());
    const DeviceMap* map = m->onDevice();
    if (map == nullptr)
        return values({i, i + 1, 0, length()}, out);
    checkValues({i, i + 1, 0, length()}, out);
    map->row(i, out);
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
    if (rect.row1 - rect.row0 <= kRowsOfThread) { // too few for the threads: columns are divided
        at::parallel_for(0, (cols + kColumnsOfThread - 1) / kColumnsOfThread, 1,
                         [&](std::int64_t begin, std::int64_t end) {
                             const std::int64_t from = begin * kColumnsOfThread;
                             const std::int64_t to = std::min(end * kColumnsOfThread, cols);
                             m->tile(rect.row0, rect.row1, rect.col0 + from, rect.col0 + to, out.data() + from, cols);
                         });
        return;
    }
    at::parallel_for(0, rect.row1 - rect.row0, kRowsOfThread, [&](std::int64_t begin, std::int64_t end) {
        m->tile(rect.row0 + begin, rect.row0 + end, rect.col0, rect.col1, out.data() + begin * cols, cols);
    });
}

void AttentionMap::pooled(const Rect& rect, std::int64_t height, std::int64_t width, Reduce reduce,
                          std::span<float> out, Progress& progress) const
{
    pooledRows(rect, height, width, 0, height, reduce, out, progress);
}

void AttentionMap::pooledRows(const Rect& rect, std::int64_t height, std::int64_t width, std::int64_t y0,
                              std::int64_t y1, Reduce reduce, std::span<float> out, Progress& progress) const
{
    checkRect(rect, length());
    checkCells(rect, height, width, out);
    if (y0 < 0 || y0 >= y1 || y1 > height)
        throw Error(say("map cells {0}", interval(y0, y1)), say("are not among the {0} rows of cells", height));
    if (isOnDevice() && reduce != Reduce::Peak) {
        m->onDevice()->pooled(rect, height, width, reduce, out, progress);
        return;
    }
    std::fill(out.begin() + y0 * width, out.begin() + y1 * width, 0.0F);
    const kernels::AttentionCells cells = cellsOf(rect, height, width, reduce, out);
    const CellRows rows{y0, y1};
    if (reduce == Reduce::Peak)
        return poolPeaks(*m, cells, rows, progress);
    m->pool(cells, rows, progress);
    finishCells(cells, rows);
}

bool AttentionMap::isOnDevice() const
{
    return m->onDevice() != nullptr;
}

void AttentionMap::sampleRows(std::span<const std::int64_t> rows, std::int64_t width, std::span<float> out,
                              const Progress& progress) const
{
    for (const std::int64_t row : rows)
        checkPosition(row, length());
    checkCells({0, length(), 0, length()}, 1, width, out.first(std::min(out.size(), static_cast<std::size_t>(width))));
    if (out.size() != rows.size() * static_cast<std::size_t>(width))
        throw Error(say("map"), say("the buffer does not have room for {0} rows", rows.size()));
    poolRows(*m, rows, width, RowReduce::Peak, out, progress);
}

std::int64_t AttentionMap::keptTokens() const
{
    return m->keptTokens();
}

std::span<const float> AttentionMap::dt() const
{
    return m->dt();
}

} // namespace mambascope
