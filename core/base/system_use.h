// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace mambascope {

/// Names of the GPUs that the driver shows, in the order of their indices; empty where there is none, no driver, or
/// this program has no kernels. Does not load LibTorch's CUDA library.
std::vector<std::string> gpuNames();

/// Resident memory of this process in bytes; 0 where the system does not say.
std::int64_t residentMemory();

} // namespace mambascope
