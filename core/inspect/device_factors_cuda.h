// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/device_collector.h"
#include "core/inspect/device_factors.h"

namespace mambascope {

/// DeviceFactors::send() for NVIDIA GPUs, in builds that have kernels for them.
std::shared_ptr<const DeviceFactors> sendToCuda(const LayerFactors& factors, const Device& device);
/// DeviceCollector::make(), the same.
std::unique_ptr<DeviceCollector> collectOnCuda(const ModelConfig& config, const Device& device, std::int64_t length);

} // namespace mambascope
