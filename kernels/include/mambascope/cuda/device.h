// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/cuda/views.h"

#include <string>

namespace mambascope::cuda {

/// Whether the kernels run on that device: compute capability 8.0 and up.
bool isSupported(int index);

/// The device that this thread's kernels run on from now on. \throws Failure
void useDevice(int index);

/// What that device is called. Empty when it does not say.
std::string deviceName(int index);

/// Exponentials that its special function units make in a second at best: 16 per clock of each multiprocessor. 0 when
/// the device does not say.
double exponentialsPerSecond(int index);

} // namespace mambascope::cuda
