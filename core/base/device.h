// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <cstdint>
#include <string>

namespace mambascope {

/// Where a model's weights and states live.
struct Device
{
    enum class Kind { Cpu, Cuda } kind = Kind::Cpu;
    int index = 0;
    /// "cpu", "cuda", "cuda:1". \throws Error for anything else.
    static Device parse(const std::string& text);
    std::string text() const;
    bool operator==(const Device&) const = default;
};

/// Number format of the weights and activations. States, decays and everything the methods compare stay fp32 or wider.
enum class DType { Float32, BFloat16 };
DType parseDType(const std::string& text);

/// What the CUDA driver answered about a device. Apart from asking, so that every answer can be tested without a GPU.
struct CudaAnswer
{
    int driver = 0;  ///< newest version of CUDA that it serves, 12040 is 12.4; 0: no driver
    int needed = 0;  ///< version that this program was built with
    int devices = 0; ///< that are visible
    std::string failure;
    std::string name; ///< of the device asked for
    int major = 0;    ///< its compute capability
    int minor = 0;
};
/// Why nothing can be computed there, as a part of a sentence; empty if nothing stands in the way.
Message obstacle(const CudaAnswer& answer, const Device& device);

/// Loads LibTorch's CUDA library on first use and makes sure that the device answers.
/// \throws Error (subject "device cuda:0") saying what is missing: library, driver, device.
void requireDevice(const Device& device);

/// GPUs that can be asked for. \throws Error like requireDevice() when there is none.
int gpuCount();

/// Number of threads for CPU work; 0 leaves the default (all cores).
void setThreads(int threads);
int threads();

/// Peak resident memory of this process in bytes.
std::int64_t peakMemory();
/// Memory that can still be taken on the host, in bytes.
std::int64_t availableMemory();
/// Memory that can still be taken where the device computes, in bytes. \throws Error when a GPU does not say.
std::int64_t freeMemory(const Device& device);

} // namespace mambascope
