// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/device_factors.h"

#include "core/inspect/device_collector.h"

#if MAMBASCOPE_CUDA_KERNELS
#include "core/inspect/device_factors_cuda.h"
#endif

namespace mambascope {

std::shared_ptr<const DeviceFactors> DeviceFactors::send([[maybe_unused]] const LayerFactors& factors,
                                                         [[maybe_unused]] const Device& device)
{
#if MAMBASCOPE_CUDA_KERNELS
    if (device.kind == Device::Kind::Cuda)
        return sendToCuda(factors, device);
#endif
    return nullptr;
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
