// SPDX-License-Identifier: GPL-3.0-or-later
// LongMamba's ablations: filters that look at all Deltas of a prompt (see Filter).
#include "core/base/error.h"
#include "core/method/longmamba.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace mambascope {

namespace {

struct NamedFilter
{
    Filter filter;
    const char* name;
};
constexpr NamedFilter kFilters[] = {{Filter::Threshold, "dt_thre"}, {Filter::Alpha, "alpha"},
                                    {Filter::Offline, "offline"},   {Filter::Bound, "bound"},
                                    {Filter::Norm, "norm"},         {Filter::ChannelwiseTopK, "channelwise_topk"},
                                    {Filter::AllTopK, "all_topk"}};

std::vector<float> descending(std::span<const float> values)
{
    std::vector<float> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    return sorted;
}

// Of equal Deltas the earlier ones are kept.
void keepLargest(std::span<float> dt, std::int64_t count)
{
    std::vector<std::int64_t> order(dt.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
        return dt[static_cast<std::size_t>(a)] > dt[static_cast<std::size_t>(b)];
    });
    for (std::size_t rank = static_cast<std::size_t>(count); rank < order.size(); ++rank)
        dt[static_cast<std::size_t>(order[rank])] = 0;
}

template <typename Keeps>
void keepIf(std::span<float> dt, const Keeps& keeps)
{
    for (float& value : dt)
        if (!keeps(value))
            value = 0;
}

// Between its neighbours linear, as torch.quantile and numpy have it.
double quantile(const std::vector<float>& descending, double share)
{
    const auto last = static_cast<double>(descending.size() - 1);
    const double at = (1 - share) * last; // from the largest on
    const auto above = static_cast<std::size_t>(at);
    const std::size_t below = std::min(above + 1, descending.size() - 1);
    const double weight = at - static_cast<double>(above);
    return (1 - weight) * static_cast<double>(descending[above]) + weight * static_cast<double>(descending[below]);
}

} // namespace

const char* filterName(Filter filter)
{
    return std::find_if(std::begin(kFilters), std::end(kFilters),
                        [&](const NamedFilter& f) { return f.filter == filter; })
        ->name;
}

Filter filterNamed(const std::string& name)
{
    std::string all;
    for (const NamedFilter& f : kFilters) {
        if (name == f.name)
            return f.filter;
        all += (all.empty() ? "" : ", ") + std::string(f.name);
    }
    throw Error(say("filter \"{0}\"", name), say("is not known ({0} expected)", all));
}

bool LongMamba::rewritesDelta(std::int64_t layer, std::int64_t promptLength) const
{
    if (m_filter == Filter::Threshold || !acts(promptLength))
        return false;
    const auto first = m_global.begin() + layer * m_profile->channels;
    return std::any_of(first, first + m_profile->channels, [](std::uint8_t global) { return global != 0; });
}

// 1 for each token whose Deltas of the global channels have one of the n largest norms.
std::vector<std::uint8_t> LongMamba::largestNorms(std::int64_t layer, std::span<const float> delta,
                                                  std::int64_t tokens) const
{
    std::vector<double> norm(static_cast<std::size_t>(tokens));
    for (std::int64_t t = 0; t < tokens; ++t)
        for (std::int64_t channel = 0; channel < m_profile->channels; ++channel)
            if (isGlobal(layer, channel)) {
                const auto value =
                    static_cast<double>(delta[static_cast<std::size_t>(t * m_profile->channels + channel)]);
                norm[static_cast<std::size_t>(t)] += value * value;
            }
    std::vector<std::size_t> order(norm.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return norm[a] > norm[b]; });
    order.resize(std::min(order.size(), static_cast<std::size_t>(m_profile->calibrationLength)));
    std::vector<std::uint8_t> keeps(norm.size());
    for (const std::size_t t : order)
        keeps[t] = 1;
    return keeps;
}

// One global channel's Deltas of the prompt.
void LongMamba::rewriteChannel(std::int64_t layer, std::int64_t channel, std::int64_t bucket, std::span<float> dt) const
{
    const auto tokens = static_cast<double>(dt.size());
    const auto cell = static_cast<std::size_t>(layer * m_profile->channels + channel);
    const auto cells = static_cast<std::size_t>(m_profile->layers * m_profile->channels);
    const auto share = [&] { // of the tokens, as a number of them
        const auto alpha = static_cast<double>(m_profile->keepRatio[static_cast<std::size_t>(bucket) * cells + cell]);
        return std::min(tokens, m_scale * alpha * tokens);
    };
    const auto target = [&] { return m_scale * static_cast<double>(m_profile->deltaSum[cell]); };
    switch (m_filter) {
    case Filter::Alpha:
        keepLargest(dt, static_cast<std::int64_t>(std::ceil(share())));
        break;
    case Filter::Offline: {
        if (m_scale == 0)
            return keepLargest(dt, 0);
        const auto rank = std::min(static_cast<std::size_t>(share()), dt.size() - 1);
        const float least = descending(dt)[rank];
        keepIf(dt, [&](float value) { return value >= least; });
        break;
    }
    case Filter::Bound: {
        double sum = 0;
        std::int64_t count = 0;
        for (const float value : descending(dt)) {
            sum += static_cast<double>(value);
            if (sum > target())
                break;
            ++count;
        }
        keepLargest(dt, count);
        break;
    }
    case Filter::Norm: {
        const double factor = target() / std::accumulate(dt.begin(), dt.end(), 0.0);
        for (float& value : dt)
            value = static_cast<float>(static_cast<double>(value) * factor);
        break;
    }
    case Filter::ChannelwiseTopK: {
        const double kept = std::min(tokens, static_cast<double>(m_profile->calibrationLength));
        const auto above = static_cast<float>(quantile(descending(dt), 1 - kept / tokens));
        keepIf(dt, [&](float value) { return value > above; });
        break;
    }
    case Filter::Threshold:
    case Filter::AllTopK:
        break; // not of one channel alone
    }
}

void LongMamba::rewriteDelta(std::int64_t layer, std::int64_t promptLength, std::span<float> delta,
                             std::span<float> keptAbove) const
{
    const std::int64_t channels = m_profile->channels;
    const std::int64_t tokens = std::ssize(delta) / channels;
    const std::int64_t bucket = bucketFor(promptLength);
    const std::vector<std::uint8_t> keeps =
        m_filter == Filter::AllTopK ? largestNorms(layer, delta, tokens) : std::vector<std::uint8_t>();
    std::vector<float> dt(static_cast<std::size_t>(tokens));
    for (std::int64_t channel = 0; channel < channels; ++channel) {
        if (!isGlobal(layer, channel))
            continue;
        const auto at = [&](std::int64_t t) -> float& {
            return delta[static_cast<std::size_t>(t * channels + channel)];
        };
        for (std::int64_t t = 0; t < tokens; ++t)
            dt[static_cast<std::size_t>(t)] = keeps.empty() || keeps[static_cast<std::size_t>(t)] != 0 ? at(t) : 0.0F;
        rewriteChannel(layer, channel, bucket, dt);
        for (std::int64_t t = 0; t < tokens; ++t)
            at(t) = dt[static_cast<std::size_t>(t)];
        keptAbove[static_cast<std::size_t>(channel)] = 0;
    }
}

} // namespace mambascope
