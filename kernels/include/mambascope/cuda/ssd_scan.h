// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/cuda/views.h"

#include <cstddef>
#include <limits>

namespace mambascope::cuda {

/// Mamba-2 recurrence (arXiv 2405.21060 eq 1-2 with scalar A per head), token-major:
///   dt = clamp(softplus(dt + bias)), 0 where dt <= threshold or the token is masked
///   h_t = exp(dt_t A) h_(t-1) + dt_t B_t x_t^T,   y_t = C_t^T h_t + D x_t,   out_t = y_t silu(z_t)
/// A forgotten token leaves h as it was; the D and z paths are untouched.
///
/// Products run on tensor cores in chunks of tokens (ibid. section 6), sums and states in fp32. Errors relative to the
/// largest value: bf16 about 4e-3 in out and the final state, fp32 below 2e-5 in both.
struct SsdScan
{
    std::int64_t batch = 1;
    std::int64_t tokens = 0;       ///< L
    std::int64_t heads = 0;        ///< H
    std::int64_t headDim = 0;      ///< P: 32, 64 or 128
    std::int64_t states = 0;       ///< N: a multiple of 16 up to 256
    std::int64_t groups = 1;       ///< G, divides H; head h reads group h / (H / G)
    View x;                        ///< [batch, L, H P]
    View dt;                       ///< [batch, L, H], x's type or fp32
    View b;                        ///< [batch, L, G N], x's type, as are c, z and out
    View c;                        ///< [batch, L, G N]
    View z;                        ///< [batch, L, H P] or null: no gate
    MutableView out;               ///< [batch, L, H P]
    MutableView dtOut;             ///< [batch, L, H] fp32 or null: dt after bias, softplus and limits, all tokens
    const float* a = nullptr;      ///< [H], negative
    const float* d = nullptr;      ///< [H P] or null: no D path
    const float* dtBias = nullptr; ///< [H] or null
    bool softplus = false;         ///< false: `dt` is used as it is (after bias and limits)
    float dtMin = 0;
    float dtMax = std::numeric_limits<float>::infinity();
    const float* threshold = nullptr;    ///< [H] or null: a token is kept iff dt > threshold
    const std::uint8_t* keep = nullptr;  ///< [batch, L] or null: 0 masks the token for every head
    std::int64_t keepBatchStride = 0;    ///< bytes from a sequence to the next
    const float* initialState = nullptr; ///< [batch, H, N, P] or null: zeros
    float* finalState = nullptr;         ///< [batch, H, N, P] or null; may be `initialState`
    void* workspace = nullptr;           ///< ssdScanWorkspace() bytes, 256-byte aligned, until the kernels have run
    std::size_t workspaceBytes = 0;
    std::int64_t segments = 0; ///< parts of a sequence that are walked over at once; 0: chosen by shape and device
    bool byToken = false;      ///< no tensor cores, no chunks: what devices with little shared memory run
};

/// Bytes of `workspace` that these sizes, types and the current device need. Of the pointers only z counts: null or
/// not. \throws Failure
std::size_t ssdScanWorkspace(const SsdScan& arguments);

/// \throws Failure
void ssdScan(const SsdScan& arguments, Stream stream);

} // namespace mambascope::cuda
