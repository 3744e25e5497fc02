// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/device_factors.h"

#include "core/inspect/device_collector.h"
#include "mambascope/cuda/attention.h"

#if MAMBASCOPE_CUDA_KERNELS
#include "core/inspect/device_factors_cuda.h"
#endif

namespace mambascope {

namespace {

constexpr std::int64_t kRoomForSums = std::int64_t{1} << 28;

} // namespace

std::shared_ptr<const DeviceFactors> DeviceFactors::send([[maybe_unused]] const LayerFactors& factors,
                                                         [[maybe_unused]] const Device& device)
{
#if MAMBASCOPE_CUDA_KERNELS
    if (device.kind == Device::Kind::Cuda)
        return sendToCuda(factors, device);
#endif
    return nullptr;
}

std::int64_t DeviceCollector::memoryNeeded(const ModelConfig& config, std::int64_t length)
{
    // Beside the factors: the sums of every channel's steps, and room for what is counted with them.
    const std::int64_t floats = (config.channels() + 2 * config.stateWidth()) * length;
    const std::int64_t sums = config.channels() * (cuda::stepGroups(length) + 1) * std::int64_t{sizeof(double)};
    return floats * std::int64_t{sizeof(float)} + sums + kRoomForSums;
}

std::unique_ptr<DeviceCollector> DeviceCollector::make([[maybe_unused]] const ModelConfig& config,
                                                       [[maybe_unused]] const Device& device,
                                                       [[maybe_unused]] std::int64_t length)
{
#if MAMBASCOPE_CUDA_KERNELS
    if (device.kind == Device::Kind::Cuda)
        return collectOnCuda(config, device, length);
#endif
    return nullptr;
}

} // namespace mambascope
