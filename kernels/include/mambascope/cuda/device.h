// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/cuda/views.h"

#include <string>

namespace mambascope::cuda {

/// What the CUDA driver says, and what it says of one device. Nothing is thrown: that there is no driver is an answer.
struct Answer
{
    int driver = 0;           ///< newest version of CUDA that it serves, 12040 is 12.4; 0: no driver
    int needed = 0;           ///< version that the kernels were built with
    int devices = 0;          ///< that are visible
    std::string failure;      ///< in the driver's words, where it does not answer
    std::string name;         ///< of the device, where it exists
    int major = 0, minor = 0; ///< its compute capability
};
Answer askDriver(int index);

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
