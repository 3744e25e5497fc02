// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/cuda/views.h"

#include <limits>

namespace mambascope::cuda {

/// Mamba-1 selective scan (arXiv 2312.00752 algorithm 2, Euler B), token-major:
///   dt = clamp(softplus(dt + bias)), then 0 where dt <= threshold or the token is masked
///   h_t = exp(dt_t A) h_(t-1) + dt_t x_t B_t,   y_t = C_t . h_t + D x_t,   out_t = y_t silu(z_t)
/// A forgotten token leaves h exactly as it was; the D and z paths are untouched.
struct SelectiveScan
{
    std::int64_t batch = 1;
    std::int64_t tokens = 0;       ///< L
    std::int64_t channels = 0;     ///< E, any
    std::int64_t states = 0;       ///< N: 8, 16, 32 or 64
    View x;                        ///< [batch, L, E]
    View dt;                       ///< [batch, L, E]
    View b;                        ///< [batch, L, N]
    View c;                        ///< [batch, L, N]
    View z;                        ///< [batch, L, E] or null: no gate
    MutableView out;               ///< [batch, L, E]. All views have one type.
    const float* a = nullptr;      ///< [N, E], negative
    const float* d = nullptr;      ///< [E] or null: no D path
    const float* dtBias = nullptr; ///< [E] or null
    bool softplus = false;         ///< false: `dt` is used as it is (after bias and limits)
    float dtMin = 0;
    float dtMax = std::numeric_limits<float>::infinity();
    const float* threshold = nullptr;    ///< [E] or null: a token is kept iff dt > threshold
    const float* initialState = nullptr; ///< [batch, N, E] or null: zeros
    float* finalState = nullptr;         ///< [batch, N, E] or null; may be `initialState`
    /// [batch, L] or null: a token whose byte is 0 has dt = 0 in every channel, whatever its threshold.
    const std::uint8_t* tokenMask = nullptr;
    std::int64_t maskStride = 0; ///< bytes from a sequence to the next
    /// [batch, L, E] in fp32 or bf16, or null: dt after bias, softplus and limits, before threshold and mask.
    MutableView dtOut;
    int lanes = 0; ///< of 16 states: threads that share a channel, 4, 8 or 16; 0: chosen by the number of channels
};

/// \throws Failure
void selectiveScan(const SelectiveScan& arguments, Stream stream);

} // namespace mambascope::cuda
