// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/channel_sample.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <string>
#include <utility>

namespace mambascope {

std::vector<ChannelRef> sampleChannels(std::span<const double> lnDecay, std::int64_t channels,
                                       const ChannelSample& sample)
{
    const std::int64_t layers = channels > 0 ? std::ssize(lnDecay) / channels : 0;
    if (sample.layer < -1 || sample.layer >= layers)
        throw Error(say("layer {0}", sample.layer), say("the model has layers 0 to {0}", layers - 1));
    if (sample.count < 0)
        throw Error(say("number of channels"), say("must be 0 (all) or more"));
    std::vector<std::int64_t> candidates(static_cast<std::size_t>(sample.layer < 0 ? layers * channels : channels));
    std::iota(candidates.begin(), candidates.end(), std::max<std::int64_t>(0, sample.layer) * channels);
    if (sample.count > 0 && sample.count < std::ssize(candidates)) {
        // The first steps of a Fisher-Yates shuffle. std::shuffle and the standard distributions differ between
        // libraries; the engine does not, and the bias of a remainder of 64 bits is of no account.
        std::mt19937_64 random(sample.seed);
        for (std::size_t k = 0; k < static_cast<std::size_t>(sample.count); ++k) {
            const std::size_t other = k + static_cast<std::size_t>(random() % (candidates.size() - k));
            std::swap(candidates[k], candidates[other]);
        }
        candidates.resize(static_cast<std::size_t>(sample.count));
    }
    std::vector<ChannelRef> result;
    result.reserve(candidates.size());
    for (const std::int64_t place : candidates)
        result.push_back({place / channels, place % channels, lnDecay[static_cast<std::size_t>(place)]});
    std::sort(result.begin(), result.end(), [](const ChannelRef& a, const ChannelRef& b) {
        const bool unknownA = std::isnan(a.lnDecay);
        const bool unknownB = std::isnan(b.lnDecay);
        if (unknownA != unknownB)
            return unknownB;
        if (!unknownA && a.lnDecay != b.lnDecay)
            return a.lnDecay > b.lnDecay;
        return std::pair(a.layer, a.channel) < std::pair(b.layer, b.channel);
    });
    return result;
}

} // namespace mambascope
