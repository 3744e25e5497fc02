// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/receptive_field.h"

#include "core/base/error.h"
#include "core/inspect/attention_source.h"
#include "core/inspect/device_factors.h"
#include "mambascope/kernels/attention_moments.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace mambascope {

namespace {

void checkRows(const LayerFactors& factors, std::int64_t lastRows)
{
    if (lastRows < 1 || lastRows > factors.length)
        throw Error(say("last rows {0}", lastRows), say("must be between 1 and the {0} tokens", factors.length));
}

std::unique_ptr<const DeviceMap> mapOnDevice(const LayerFactors& factors, std::int64_t channel,
                                             std::optional<float> keepAbove)
{
    return factors.onDevice->channel(channel, keepAbove.value_or(factors.threshold(channel)));
}

// Mean distances of the last rows of some channels that share B and C: out [count]. `keepAbove`
// stands for the channels' own thresholds.
void meanDistances(const LayerFactors& f, std::int64_t first, std::int64_t count, std::int64_t lastRows,
                   std::optional<float> keepAbove, float* out)
{
    const std::int64_t group = f.family == Family::Mamba1 ? 0 : first / (f.channels / f.groups);
    std::vector<double> sum(static_cast<std::size_t>(count), 0.0);
    std::vector<float> products;
    for (std::int64_t done = 0; done < lastRows; done += kernels::kMomentRows) {
        kernels::AttentionMoments m;
        m.length = f.length;
        m.states = f.states;
        m.rates = f.ratesPerChannel();
        m.b = f.b.data() + group * f.states * f.length;
        m.bStride = f.length;
        m.c = f.c.data() + group * f.states;
        m.cStride = f.groups * f.states;
        m.first = f.length - lastRows + done;
        m.count = std::min(kernels::kMomentRows, lastRows - done);
        if (m.rates == 1) {
            products.resize(static_cast<std::size_t>(m.count * f.length));
            constexpr std::int64_t kColumns = 512;
            const std::int64_t columns = m.first + m.count;
            at::parallel_for(0, (columns + kColumns - 1) / kColumns, 1, [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t k = begin; k < end; ++k)
                    kernels::attentionProducts(m, k * kColumns, std::min((k + 1) * kColumns, columns), products.data());
            });
            m.products = products.data();
        }
        at::parallel_for(0, count, 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t k = begin; k < end; ++k) {
                kernels::AttentionMoments one = m;
                one.a = f.a.data() + (first + k) * m.rates;
                one.dt = f.rawDt(first + k).data();
                one.threshold = keepAbove.value_or(f.threshold(first + k));
                double total[kernels::kMomentRows];
                double moment[kernels::kMomentRows];
                kernels::attentionMoments(one, total, moment);
                for (std::int64_t r = 0; r < m.count; ++r)
                    sum[static_cast<std::size_t>(k)] +=
                        total[r] > 0 ? moment[r] / total[r] : std::numeric_limits<double>::quiet_NaN();
            }
        });
    }
    std::transform(sum.begin(), sum.end(), out,
                   [&](double value) { return static_cast<float>(value / static_cast<double>(lastRows)); });
}

} // namespace

double lnDecayOfStep(std::span<const float> a, double dt)
{
    if (a.size() == 1)
        return dt * static_cast<double>(a.front());
    // The slowest rate is taken out of the mean, so that it never underflows.
    const auto slowest = static_cast<double>(*std::max_element(a.begin(), a.end()));
    double sum = 0;
    for (const float rate : a)
        sum += std::exp(dt * (static_cast<double>(rate) - slowest));
    return dt * slowest + std::log(sum / static_cast<double>(a.size()));
}

std::vector<double> cumulativeDecay(const LayerFactors& factors, std::int64_t channel, std::optional<float> keepAbove)
{
    const std::vector<float> dt = factors.effectiveDt(channel, keepAbove.value_or(factors.threshold(channel)));
    const std::int64_t rates = factors.ratesPerChannel();
    const std::span<const float> a(factors.a.data() + channel * rates, static_cast<std::size_t>(rates));
    std::vector<double> ln(dt.size());
    double sum = 0;
    std::transform(dt.begin(), dt.end(), ln.begin(),
                   [&](float value) { return sum += lnDecayOfStep(a, static_cast<double>(value)); });
    return ln;
}

std::vector<float> meanDistance(const LayerFactors& factors, std::int64_t lastRows)
{
    checkRows(factors, lastRows);
    if (factors.onDevice)
        return factors.onDevice->allChannels().meanDistance(lastRows);
    std::vector<float> result(static_cast<std::size_t>(factors.channels));
    const std::int64_t shared = factors.channels / factors.groups;
    for (std::int64_t first = 0; first < factors.channels; first += shared)
        meanDistances(factors, first, shared, lastRows, std::nullopt, result.data() + first);
    return result;
}

float meanDistance(const LayerFactors& factors, std::int64_t channel, std::int64_t lastRows,
                   std::optional<float> keepAbove)
{
    checkRows(factors, lastRows);
    if (factors.onDevice)
        return mapOnDevice(factors, channel, keepAbove)->meanDistance(lastRows).front();
    float distance = 0;
    meanDistances(factors, channel, 1, lastRows, keepAbove, &distance);
    return distance;
}

std::int64_t reachOfRow(std::span<const float> row, double level, ReachOf of)
{
    float most = 0;
    for (const float value : row)
        most = std::max(most, std::abs(value));
    if (!(most > 0))
        return -1;
    const auto enough = static_cast<float>(of == ReachOf::Row ? level * static_cast<double>(most) : level);
    const auto first =
        std::find_if(row.begin(), row.end(), [enough](float value) { return std::abs(value) >= enough; });
    return first == row.end() ? -1 : std::ssize(row) - 1 - (first - row.begin());
}

std::vector<std::int64_t> reach(const LayerFactors& factors, std::int64_t channel,
                                const std::vector<std::int64_t>& rows, double level, std::optional<float> keepAbove,
                                ReachOf of)
{
    std::vector<std::int64_t> result(rows.size(), -1);
    if (factors.onDevice) {
        const auto map = mapOnDevice(factors, channel, keepAbove);
        if (of == ReachOf::Row)
            return map->reach(rows, level);
        std::vector<float> row; // the kernel knows shares only
        for (std::size_t k = 0; k < rows.size(); ++k) {
            row.resize(static_cast<std::size_t>(factors.length));
            map->row(rows[k], row);
            result[k] = reachOfRow(std::span(row).first(static_cast<std::size_t>(rows[k] + 1)), level, of);
        }
        return result;
    }
    const AttentionSource source(factors, channel, keepAbove);
    at::parallel_for(0, static_cast<std::int64_t>(rows.size()), 1, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> row(static_cast<std::size_t>(factors.length));
        for (std::int64_t k = begin; k < end; ++k) {
            const std::int64_t i = rows[static_cast<std::size_t>(k)];
            kernels::attentionTile(source.kernel(), i, i + 1, 0, i + 1, row.data(), factors.length);
            result[static_cast<std::size_t>(k)] =
                reachOfRow(std::span(row).first(static_cast<std::size_t>(i + 1)), level, of);
        }
    });
    return result;
}

} // namespace mambascope
