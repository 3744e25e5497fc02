// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace mambascope {

/// One channel of a model and its ln cumulative decay.
struct ChannelRef
{
    std::int64_t layer = 0, channel = 0;
    double lnDecay = 0;
    bool operator==(const ChannelRef&) const = default;
};

/// Which channels a gallery shows.
struct ChannelSample
{
    std::int64_t layer = -1; ///< -1: of all layers
    std::int64_t count = 48; ///< 0: all of them
    std::uint64_t seed = 0;  ///< of the choice when there are more than `count`
    bool operator==(const ChannelSample&) const = default;
};

/// A seeded sample without repetition, the same on every machine, sorted by cumulative decay as figure 5 of LongMamba
/// (arXiv 2504.16053) is: here those that keep most come first, unknown ones (NaN) last.
/// `lnDecay` is [layers, channels]. \throws Error for a layer that does not exist or a negative count.
std::vector<ChannelRef> sampleChannels(std::span<const double> lnDecay, std::int64_t channels,
                                       const ChannelSample& sample);

} // namespace mambascope
