// SPDX-License-Identifier: GPL-3.0-or-later
// Maps made of several: the mean over a layer's channels, the difference of two.
#include "core/inspect/attention_entries.h"
#include "core/inspect/attention_source.h"
#include "mambascope/kernels/attention_mean.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <mutex>

namespace mambascope {

namespace {

constexpr std::int64_t kTileColumns = 8 * kernels::kAttentionColumns;

std::vector<float>& scratch(std::int64_t size)
{
    static thread_local std::vector<float> buffer;
    if (std::ssize(buffer) < size)
        buffer.resize(static_cast<std::size_t>(size));
    return buffer;
}

class ChannelMean final : public AttentionMap::Entries
{
public:
    explicit ChannelMean(std::shared_ptr<const LayerFactors> factors) : m_factors(std::move(factors))
    {
        if (!m_factors->onDevice)
            prepare();
    }
    std::int64_t length() const override { return m_factors->length; }
    float value(std::int64_t i, std::int64_t j) const override
    {
        prepare();
        double total = 0;
        for (const kernels::AttentionFactors& f : m_kernels) {
            const double gap = f.sum[i] - f.sum[j];
            double alpha = 0;
            for (std::int64_t n = 0; n < f.states; ++n)
                alpha += static_cast<double>(f.c[i * f.cStride + n]) * static_cast<double>(f.b[n * f.bStride + j]) *
                         std::exp(static_cast<double>(f.a[f.rates == 1 ? 0 : n]) * gap);
            total += alpha * static_cast<double>(f.w[j]);
        }
        return static_cast<float>(total / static_cast<double>(m_kernels.size()));
    }
    void tile(std::int64_t row0, std::int64_t row1, std::int64_t col0, std::int64_t col1, float* out,
              std::int64_t stride) const override
    {
        prepare();
        // The kernel writes whole blocks of columns; `out` may have no room for them.
        std::vector<float>& part = scratch(kernels::kMeanRows * kTileColumns);
        for (std::int64_t row = row0; row < row1; row += kernels::kMeanRows)
            for (std::int64_t col = col0; col < col1; col += kTileColumns) {
                const std::int64_t rowEnd = std::min(row + kernels::kMeanRows, row1);
                const std::int64_t colEnd = std::min(col + kTileColumns, col1);
                kernels::attentionMeanTile(m_kernels.data(), std::ssize(m_kernels), row, rowEnd, col, colEnd,
                                           part.data(), kTileColumns);
                for (std::int64_t i = row; i < rowEnd; ++i)
                    std::copy_n(part.data() + (i - row) * kTileColumns, colEnd - col,
                                out + (i - row0) * stride + (col - col0));
            }
    }
    // The columns and the rows behind them as a sequence of their own, in which the rows do follow one another: the
    // kernel then shares the decays of the columns between them.
    void rowsBehind(std::span<const std::int64_t> rows, std::int64_t col0, std::int64_t col1, float* out,
                    std::int64_t stride) const override
    {
        prepare();
        const std::int64_t columns = col1 - col0;
        const std::int64_t count = std::ssize(rows);
        const std::int64_t length = columns + count;
        const std::int64_t width = m_factors->groups * m_factors->states;
        std::vector<float> c(static_cast<std::size_t>(length * width));
        for (std::int64_t k = 0; k < count; ++k)
            std::copy_n(m_factors->c.data() + rows[static_cast<std::size_t>(k)] * width, width,
                        c.data() + (columns + k) * width);
        std::vector<double> sums(m_kernels.size() * static_cast<std::size_t>(length));
        std::vector<kernels::AttentionFactors> parts = m_kernels;
        for (std::size_t channel = 0; channel < parts.size(); ++channel) {
            kernels::AttentionFactors& part = parts[channel];
            double* sum = sums.data() + static_cast<std::int64_t>(channel) * length;
            std::copy(part.sum + col0, part.sum + col1, sum);
            for (std::int64_t k = 0; k < count; ++k)
                sum[columns + k] = part.sum[rows[static_cast<std::size_t>(k)]];
            part.length = length;
            part.sum = sum;
            part.w += col0;
            part.b += col0;
            part.c = c.data() + (part.c - m_factors->c.data());
        }
        std::vector<float>& whole = scratch(count * kTileColumns);
        for (std::int64_t col = 0; col < columns; col += kTileColumns) {
            const std::int64_t colEnd = std::min(col + kTileColumns, columns);
            kernels::attentionMeanTile(parts.data(), std::ssize(parts), columns, length, col, colEnd, whole.data(),
                                       kTileColumns);
            for (std::int64_t k = 0; k < count; ++k)
                std::copy_n(whole.data() + k * kTileColumns, colEnd - col, out + k * stride + col);
        }
    }
    const DeviceMap* onDevice() const override
    {
        return m_factors->onDevice ? &m_factors->onDevice->allChannels() : nullptr;
    }

private:
    // With a GPU only what it does not compute is computed here, if anything.
    void prepare() const
    {
        std::call_once(m_prepared, [this] {
            m_sources.resize(static_cast<std::size_t>(m_factors->channels));
            at::parallel_for(0, m_factors->channels, 1, [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t channel = begin; channel < end; ++channel)
                    m_sources[static_cast<std::size_t>(channel)] =
                        std::make_unique<const AttentionSource>(*m_factors, channel, std::nullopt);
            });
            for (const auto& source : m_sources)
                m_kernels.push_back(source->kernel());
        });
    }

    std::shared_ptr<const LayerFactors> m_factors;
    mutable std::once_flag m_prepared;
    mutable std::vector<std::unique_ptr<const AttentionSource>> m_sources;
    mutable std::vector<kernels::AttentionFactors> m_kernels;
};

class Difference final : public AttentionMap::Entries
{
public:
    Difference(std::shared_ptr<const AttentionMap> left, const Entries& leftEntries,
               std::shared_ptr<const AttentionMap> right, const Entries& rightEntries)
        : m_leftMap(std::move(left)), m_rightMap(std::move(right)), m_left(leftEntries), m_right(rightEntries)
    {
    }
    std::int64_t length() const override { return m_left.length(); }
    float value(std::int64_t i, std::int64_t j) const override { return m_left.value(i, j) - m_right.value(i, j); }
    void tile(std::int64_t row0, std::int64_t row1, std::int64_t col0, std::int64_t col1, float* out,
              std::int64_t stride) const override
    {
        m_left.tile(row0, row1, col0, col1, out, stride);
        std::vector<float>& other = buffer((row1 - row0) * (col1 - col0));
        m_right.tile(row0, row1, col0, col1, other.data(), col1 - col0);
        subtract(other, row1 - row0, col1 - col0, out, stride);
    }
    void rowsBehind(std::span<const std::int64_t> rows, std::int64_t col0, std::int64_t col1, float* out,
                    std::int64_t stride) const override
    {
        m_left.rowsBehind(rows, col0, col1, out, stride);
        std::vector<float>& other = buffer(std::ssize(rows) * (col1 - col0));
        m_right.rowsBehind(rows, col0, col1, other.data(), col1 - col0);
        subtract(other, std::ssize(rows), col1 - col0, out, stride);
    }

private:
    // Not scratch(), which a mean below may be using.
    static std::vector<float>& buffer(std::int64_t size)
    {
        static thread_local std::vector<float> result;
        if (std::ssize(result) < size)
            result.resize(static_cast<std::size_t>(size));
        return result;
    }
    static void subtract(const std::vector<float>& other, std::int64_t rows, std::int64_t columns, float* out,
                         std::int64_t stride)
    {
        for (std::int64_t row = 0; row < rows; ++row)
            for (std::int64_t k = 0; k < columns; ++k)
                out[row * stride + k] -= other[static_cast<std::size_t>(row * columns + k)];
    }

    std::shared_ptr<const AttentionMap> m_leftMap, m_rightMap; // own the entries
    const Entries& m_left;
    const Entries& m_right;
};

} // namespace

std::unique_ptr<const AttentionMap::Entries> channelMeanEntries(std::shared_ptr<const LayerFactors> factors)
{
    return std::make_unique<ChannelMean>(std::move(factors));
}

std::unique_ptr<const AttentionMap::Entries> differenceEntries(std::shared_ptr<const AttentionMap> left,
                                                               const AttentionMap::Entries& leftEntries,
                                                               std::shared_ptr<const AttentionMap> right,
                                                               const AttentionMap::Entries& rightEntries)
{
    return std::make_unique<Difference>(std::move(left), leftEntries, std::move(right), rightEntries);
}

} // namespace mambascope
