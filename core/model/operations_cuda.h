// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/operations.h"

namespace mambascope::ops::cuda {

/// Whether there is a kernel for these arguments: where they lie, and how many states.
bool hasSelectiveScan(const ScanInput& in);
/// As ops::selectiveScan(). \throws mambascope::cuda::Failure
at::Tensor selectiveScan(const ScanInput& in, at::Tensor& state);

} // namespace mambascope::ops::cuda
