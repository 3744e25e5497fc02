// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/cuda/views.h"

namespace mambascope::cuda {

/// Causal depthwise convolution with bias, then SiLU (arXiv 2312.00752 figure 3), token-major:
///   out_t = silu(bias + sum over k of weight_k x_(t - K + 1 + k))
/// The last tap multiplies the current token. Sums are fp32, in the order of k.
struct Conv1dSilu
{
    std::int64_t batch = 1;
    std::int64_t tokens = 0;             ///< L
    std::int64_t channels = 0;           ///< E, any
    std::int64_t width = 4;              ///< K, 1..64; made for 2, 3 and 4
    View x;                              ///< [batch, L, E]
    MutableView out;                     ///< [batch, L, E], of the same type; must not overlap x
    const float* weight = nullptr;       ///< [K, E] transposed
    const float* bias = nullptr;         ///< [E] or null
    const float* initialState = nullptr; ///< [batch, K-1, E] the inputs before the first, oldest first; null: zeros
    float* finalState = nullptr;         ///< [batch, K-1, E] or null; may be `initialState`
};

/// \throws Failure
void conv1dSilu(const Conv1dSilu& arguments, Stream stream);

} // namespace mambascope::cuda
