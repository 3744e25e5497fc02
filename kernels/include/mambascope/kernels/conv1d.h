// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace mambascope::kernels {

/// Causal depthwise convolution of width K with bias, then SiLU; the last tap multiplies the current token.
struct Conv1dSilu
{
    std::int64_t tokens = 0;
    std::int64_t channels = 0;
    std::int64_t width = 4;   ///< K
    const float* x = nullptr; ///< [L, channels], row stride xStride
    std::int64_t xStride = 0;
    const float* weight = nullptr; ///< [K, channels] transposed
    const float* bias = nullptr;   ///< [channels] or null
    float* state = nullptr;        ///< [K-1, channels]: the K-1 inputs before the first token, oldest first; in and out
    float* out = nullptr;          ///< [L, channels], row stride outStride; must not overlap x
    std::int64_t outStride = 0;
};

/// Tokens first..last only; reads the state but does not advance it, so ranges can run in parallel.
void conv1dSilu(const Conv1dSilu& arguments, std::int64_t first, std::int64_t last);
/// Replaces the state by the last K-1 inputs. Call once, after all ranges.
void advanceConv1dState(const Conv1dSilu& arguments);

} // namespace mambascope::kernels
