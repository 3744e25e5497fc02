// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/device.h"
#include "core/inspect/attention_map.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace mambascope {

/// Hidden attention that is computed on a GPU: of one channel, or the signed mean over a layer's channels. Results come
/// to the host. Thread-safe. All functions throw Error when the device fails or its memory does not suffice.
class DeviceMap
{
public:
    virtual ~DeviceMap() = default;
    /// As AttentionMap::values() and pooled(), for arguments that have been checked.
    virtual void values(const AttentionMap::Rect& rect, std::span<float> out, const Progress& progress) const = 0;
    virtual void pooled(const AttentionMap::Rect& rect, std::int64_t height, std::int64_t width, Reduce reduce,
                        std::span<float> out, const Progress& progress) const = 0;
    virtual void row(std::int64_t i, std::span<float> out) const = 0;
    /// As mambascope::reach().
    virtual std::vector<std::int64_t> reach(const std::vector<std::int64_t>& rows, double level) const = 0;
    /// Mamba Mean Distance of the last rows, of every channel that the map is made of.
    virtual std::vector<float> meanDistance(std::int64_t lastRows) const = 0;
};

/// The factors of one layer in a GPU's memory: sent there once, shared by every picture of the layer.
class DeviceFactors
{
public:
    /// Null where the host computes: no GPU, none that this build has kernels for, or too little memory on it.
    static std::shared_ptr<const DeviceFactors> send(const LayerFactors& factors, const Device& device);
    virtual ~DeviceFactors() = default;

    /// `keepAbove`: see AttentionMap.
    virtual std::unique_ptr<const DeviceMap> channel(std::int64_t channel, float keepAbove) const = 0;
    virtual const DeviceMap& allChannels() const = 0;
    /// ln of every channel's decay over the sequence, as filtered, and its kept tokens. [channels]
    virtual const std::vector<double>& lnDecay() const = 0;
    virtual const std::vector<std::int64_t>& keptTokens() const = 0;
    /// How many of some channels keep each token. [L]
    virtual std::vector<std::int32_t> keptBy(const std::vector<std::int64_t>& channels) const = 0;
};

} // namespace mambascope
