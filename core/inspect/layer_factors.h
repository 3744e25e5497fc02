// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace mambascope {

class DeviceFactors;

/// Everything that the hidden attention of one layer is made of, for a sequence of L tokens. From these O(L (channels +
/// N)) numbers any part of any channel's L x L map is computed on demand; the map itself is never stored. Immutable
/// once made; shared between threads.
struct LayerFactors
{
    Family family = Family::Mamba2;
    std::int64_t layer = 0;
    std::int64_t length = 0; ///< L
    std::int64_t channels = 0;
    std::int64_t states = 0;       ///< N
    std::int64_t groups = 1;       ///< G
    std::vector<float> dt;         ///< [channels, L] Delta after bias and softplus, before any filter
    std::vector<float> b;          ///< [G N, L] transposed: the maps run over columns j
    std::vector<float> c;          ///< [L, G N]
    std::vector<float> a;          ///< [channels, K] negative; K = N for Mamba-1, 1 for Mamba-2
    std::vector<float> thresholds; ///< [channels], Method::kKeepAll for unfiltered ones; empty: no filter in this layer

    /// The same on the GPU that the model lives on, where maps are then computed; null: on the host.
    std::shared_ptr<const DeviceFactors> onDevice;

    std::int64_t ratesPerChannel() const { return family == Family::Mamba1 ? states : 1; }
    std::span<const float> rawDt(std::int64_t channel) const
    {
        return {dt.data() + channel * length, static_cast<std::size_t>(length)};
    }
    float threshold(std::int64_t channel) const
    {
        return thresholds.empty() ? -1.0F : thresholds[static_cast<std::size_t>(channel)];
    }
    /// Delta as the scan used it: 0 where the token was dropped. [L]
    std::vector<float> effectiveDt(std::int64_t channel) const { return effectiveDt(channel, threshold(channel)); }
    /// The same under another threshold: a preview that keeps this pass's Delta, B and C.
    std::vector<float> effectiveDt(std::int64_t channel, float keepAbove) const;
    std::int64_t keptTokens(std::int64_t channel) const;
    std::int64_t memory() const; ///< of the host, in bytes
};

} // namespace mambascope
