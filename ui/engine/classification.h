// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/method/profile.h"

#include <cstdint>
#include <vector>

namespace mambascope::ui {

/// Which channels are global under a theta, with the sums that the window shows. Cheap enough for every mouse move:
/// one comparison a channel on cached logarithms.
struct Classification
{
    std::vector<std::uint8_t> global;        ///< [layers, channels], 1 = global; empty without a profile
    std::vector<std::int64_t> globalInLayer; ///< [layers]
    std::int64_t globalCount = 0;
    std::int64_t localCount = 0;
};

inline Classification classify(const Profile& profile, double lnTheta)
{
    Classification result;
    result.global = profile.globalChannels(lnTheta);
    result.globalInLayer.assign(static_cast<std::size_t>(profile.layers), 0);
    for (std::size_t i = 0; i < result.global.size(); ++i)
        result.globalInLayer[i / static_cast<std::size_t>(profile.channels)] += result.global[i];
    for (const std::int64_t count : result.globalInLayer)
        result.globalCount += count;
    result.localCount = static_cast<std::int64_t>(result.global.size()) - result.globalCount;
    return result;
}

} // namespace mambascope::ui
