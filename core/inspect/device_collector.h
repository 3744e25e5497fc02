// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"
#include "core/inspect/device_factors.h"

#include <cstdint>
#include <memory>
#include <span>

namespace mambascope {

struct DeviceChunk;

/// Puts a layer's factors together on the GPU that computes them, chunk by chunk, so that a pass that only sums them
/// brings none to the host.
class DeviceCollector
{
public:
    /// For layers of a sequence of `length` tokens. Null where the host computes: no GPU, or none that this build has
    /// kernels for.
    static std::unique_ptr<DeviceCollector> make(const ModelConfig& config, const Device& device, std::int64_t length);
    virtual ~DeviceCollector() = default;

    /// False when the GPU has too little memory for the layer: its chunks then have to go to the host, all of them.
    virtual bool add(const DeviceChunk& chunk) = 0;
    /// Of the layer whose chunks were added, `stateMatrix` [channels, K] being its A. Null when none were.
    /// \throws Error when the device fails.
    virtual std::shared_ptr<const DeviceFactors> take(std::span<const float> stateMatrix) = 0;
};

} // namespace mambascope
