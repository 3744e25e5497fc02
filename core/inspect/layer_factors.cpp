// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/layer_factors.h"

#include <algorithm>

namespace mambascope {

std::vector<float> LayerFactors::effectiveDt(std::int64_t channel, float keepAbove) const
{
    const std::span<const float> raw = rawDt(channel);
    std::vector<float> out(raw.size());
    std::transform(raw.begin(), raw.end(), out.begin(), [&](float value) { return value > keepAbove ? value : 0.0F; });
    return out;
}

std::int64_t LayerFactors::keptTokens(std::int64_t channel) const
{
    const std::span<const float> raw = rawDt(channel);
    const float keepAbove = threshold(channel);
    return std::count_if(raw.begin(), raw.end(), [&](float value) { return value > keepAbove; });
}

std::int64_t LayerFactors::memory() const
{
    return static_cast<std::int64_t>((dt.size() + b.size() + c.size() + a.size() + thresholds.size()) * sizeof(float));
}

} // namespace mambascope
