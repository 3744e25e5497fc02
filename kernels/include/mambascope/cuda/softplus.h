// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/cuda/views.h"

#include <limits>

namespace mambascope::cuda {

/// Delta from what the projection gives: out = clamp(ln(1 + e^(x + bias)), low, high), fp32. The same arithmetic as in
/// the scans, so that what is shown is what they compared with a threshold.
struct SoftplusBias
{
    std::int64_t rows = 0;
    std::int64_t width = 0;
    View x;                      ///< [rows, width]
    const float* bias = nullptr; ///< [width] or null
    float low = 0;
    float high = std::numeric_limits<float>::infinity();
    float* out = nullptr; ///< [rows, width] without gaps
};
/// \throws Failure
void softplusBias(const SoftplusBias& arguments, Stream stream);

} // namespace mambascope::cuda
