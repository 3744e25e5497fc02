// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/cuda/views.h"

namespace mambascope::cuda {

/// Whether the kernels run on that device: compute capability 8.0 and up.
bool isSupported(int index);

/// The device that this thread's kernels run on from now on. \throws Failure
void useDevice(int index);

} // namespace mambascope::cuda
