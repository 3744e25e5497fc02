// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"
#include "core/inspect/device_factors.h"

#include <cstdint>
#include <memory>
#include <span>

namespace mambascope {

struct DeviceChunk;
struct LayerFactors;

/// Puts a layer's factors together on the GPU that computes them, chunk by chunk, so that a pass that only sums them
/// brings none to the host.
class DeviceCollector
{
public:
    /// For layers of a sequence of `length` tokens. Null where the host computes: no GPU, or none that this build has
    /// kernels for.
    static std::unique_ptr<DeviceCollector> make(const ModelConfig& config, const Device& device, std::int64_t length);
    virtual ~DeviceCollector() = default;

    /// Bytes of the GPU that a layer takes from its first chunk on, what is made of it included.
    static std::int64_t memoryNeeded(const ModelConfig& config, std::int64_t length);

    /// False when the GPU has too little memory for the layer: its chunks then have to go to the host, all of them.
    virtual bool add(const DeviceChunk& chunk) = 0;
    /// Whether there is a layer whose chunks were added.
    virtual bool holdsLayer() const = 0;
    /// Of that layer, `stateMatrix` [channels, K] being its A.
    /// \throws Error when the device fails or has too little memory left; the layer is still there.
    virtual std::shared_ptr<const DeviceFactors> factors(std::span<const float> stateMatrix) = 0;
    /// dt, b and c of that layer, brought to the host after all.
    virtual void copyTo(LayerFactors& factors) const = 0;
    virtual void drop() = 0;
};

} // namespace mambascope
