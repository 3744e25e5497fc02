// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace mambascope::kernels {

/// Mamba-2 recurrence of one sequence (arXiv 2405.21060 eq 1-2 with scalar A per head):
///   h_t = exp(dt_t A) h_(t-1) + dt_t B_t x_t^T,   y_t = C_t^T h_t + D x_t
/// Token-major, fp32. Filter as in SelectiveScan, one threshold a head.
struct SsdScan
{
    std::int64_t tokens = 0;  ///< L
    std::int64_t heads = 0;   ///< H
    std::int64_t headDim = 0; ///< P
    std::int64_t states = 0;  ///< N
    std::int64_t groups = 1;  ///< G; head h reads group h / (H / G)
    const float* x = nullptr; ///< [L, H P], row stride xStride
    std::int64_t xStride = 0;
    const float* dt = nullptr; ///< [L, H], after bias, softplus and limits
    std::int64_t dtStride = 0;
    const float* a = nullptr; ///< [H], negative
    const float* b = nullptr; ///< [L, G N], row stride bStride
    std::int64_t bStride = 0;
    const float* c = nullptr; ///< [L, G N]
    std::int64_t cStride = 0;
    const float* d = nullptr;         ///< [H P]
    const float* threshold = nullptr; ///< [H] or null
    float* state = nullptr;           ///< [H, N, P] in and out
    float* out = nullptr;             ///< [L, H P], row stride outStride
    std::int64_t outStride = 0;
};

/// Heads first..last only.
void ssdScan(const SsdScan& arguments, std::int64_t first, std::int64_t last);

} // namespace mambascope::kernels
