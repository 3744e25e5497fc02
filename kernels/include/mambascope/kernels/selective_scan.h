// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace mambascope::kernels {

/// Mamba-1 selective scan of one sequence (arXiv 2312.00752 algorithm 2, Euler B):
///   h_t = exp(dt_t A) h_(t-1) + dt_t x_t B_t,   y_t = C_t . h_t + D x_t,   out_t = y_t silu(z_t)
/// Token-major, fp32. A token whose dt is not larger than the channel's threshold is forgotten: dt = 0, so h stays
/// exactly as it was; the D and z paths are untouched.
struct SelectiveScan
{
    std::int64_t tokens = 0;   ///< L
    std::int64_t channels = 0; ///< E
    std::int64_t states = 0;   ///< N
    const float* x = nullptr;  ///< [L, E], row stride xStride
    std::int64_t xStride = 0;
    const float* dt = nullptr; ///< [L, E], after bias and softplus
    std::int64_t dtStride = 0;
    const float* a = nullptr; ///< [N, E] transposed, negative
    const float* b = nullptr; ///< [L, N], row stride bStride
    std::int64_t bStride = 0;
    const float* c = nullptr; ///< [L, N]
    std::int64_t cStride = 0;
    const float* d = nullptr; ///< [E]
    const float* z = nullptr; ///< [L, E] or null: no gate
    std::int64_t zStride = 0;
    const float* threshold = nullptr; ///< [E] or null: no filter
    float* state = nullptr;           ///< [N, E] in: before the first token, out: after the last
    float* out = nullptr;             ///< [L, E], row stride outStride
    std::int64_t outStride = 0;
};

/// Channels first..last only: callers split channels over threads. Any range is fine, multiples of 64 are fastest.
void selectiveScan(const SelectiveScan& arguments, std::int64_t first, std::int64_t last);

} // namespace mambascope::kernels
