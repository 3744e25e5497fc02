// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/receptive_field.h"

#include "core/base/error.h"
#include "core/inspect/attention_source.h"
#include "core/inspect/device_factors.h"

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
        throw Error("last rows " + std::to_string(lastRows),
                    "must be between 1 and the " + std::to_string(factors.length) + " tokens");
}

std::unique_ptr<const DeviceMap> mapOnDevice(const LayerFactors& factors, std::int64_t channel,
                                             std::optional<float> keepAbove)
{
    return factors.onDevice->channel(channel, keepAbove.value_or(factors.threshold(channel)));
}

float meanDistanceOf(const AttentionSource& source, std::int64_t lastRows, std::vector<float>& buffer)
{
    const std::int64_t length = source.kernel().length;
    buffer.resize(static_cast<std::size_t>(lastRows * length));
    kernels::attentionTile(source.kernel(), length - lastRows, length, 0, length, buffer.data(), length);
    double sum = 0;
    for (std::int64_t r = 0; r < lastRows; ++r) {
        double total = 0;
        double distance = 0;
        kernels::absMoments(buffer.data() + r * length, length - lastRows + r, &total, &distance);
        if (total == 0)
            return std::numeric_limits<float>::quiet_NaN();
        sum += distance / total;
    }
    return static_cast<float>(sum / static_cast<double>(lastRows));
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
    at::parallel_for(0, factors.channels, 1, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> buffer;
        for (std::int64_t channel = begin; channel < end; ++channel)
            result[static_cast<std::size_t>(channel)] =
                meanDistanceOf(AttentionSource(factors, channel, std::nullopt), lastRows, buffer);
    });
    return result;
}

float meanDistance(const LayerFactors& factors, std::int64_t channel, std::int64_t lastRows,
                   std::optional<float> keepAbove)
{
    checkRows(factors, lastRows);
    if (factors.onDevice)
        return mapOnDevice(factors, channel, keepAbove)->meanDistance(lastRows).front();
    std::vector<float> buffer;
    return meanDistanceOf(AttentionSource(factors, channel, keepAbove), lastRows, buffer);
}

std::vector<std::int64_t> reach(const LayerFactors& factors, std::int64_t channel,
                                const std::vector<std::int64_t>& rows, double level, std::optional<float> keepAbove)
{
    if (factors.onDevice)
        return mapOnDevice(factors, channel, keepAbove)->reach(rows, level);
    const AttentionSource source(factors, channel, keepAbove);
    std::vector<std::int64_t> result(rows.size(), -1);
    at::parallel_for(0, static_cast<std::int64_t>(rows.size()), 1, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> row(static_cast<std::size_t>(factors.length));
        for (std::int64_t k = begin; k < end; ++k) {
            const std::int64_t i = rows[static_cast<std::size_t>(k)];
            kernels::attentionTile(source.kernel(), i, i + 1, 0, i + 1, row.data(), factors.length);
            float most = 0;
            for (std::int64_t j = 0; j <= i; ++j)
                most = std::max(most, std::abs(row[static_cast<std::size_t>(j)]));
            if (most == 0)
                continue;
            const auto enough = static_cast<float>(level * static_cast<double>(most));
            std::int64_t j = 0;
            while (std::abs(row[static_cast<std::size_t>(j)]) < enough)
                ++j;
            result[static_cast<std::size_t>(k)] = i - j;
        }
    });
    return result;
}

} // namespace mambascope
