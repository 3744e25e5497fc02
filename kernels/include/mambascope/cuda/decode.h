// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/cuda/views.h"

#include <limits>

namespace mambascope::cuda {

/// One layer's weights and state, in device memory. Matrices are of the model's type, rows follow one another, and a
/// row is a multiple of 16 bytes; everything else is fp32. Null where the model has none.
struct alignas(16) DecodeLayer
{
    const float* norm = nullptr;       ///< [D]
    const void* inProj = nullptr;      ///< Mamba-1 [2E, D] (x | z); Mamba-2 [2E + 2GN + H, D] (z | x | B | C | dt)
    const float* inBias = nullptr;     ///< [rows of inProj] or null
    const float* convWeight = nullptr; ///< [K, conv width]; conv width: Mamba-1 E, Mamba-2 E + 2GN
    const float* convBias = nullptr;   ///< [conv width] or null
    const void* xProj = nullptr;       ///< Mamba-1 [r + 2N, E] (dt | B | C)
    const void* dtProj = nullptr;      ///< Mamba-1 [E, dtColumns], zeros behind column r
    const float* dtBias = nullptr;     ///< Mamba-1 [E], Mamba-2 [H]
    const float* a = nullptr;          ///< negative; Mamba-1 [N, E], Mamba-2 [H]
    const float* d = nullptr;          ///< [E]
    const float* gateNorm = nullptr;   ///< Mamba-2 [E]
    const void* outProj = nullptr;     ///< [D, E]
    const float* outBias = nullptr;    ///< [D] or null
    float* conv = nullptr;             ///< [K-1, conv width], oldest first; advanced
    float* ssm = nullptr;              ///< Mamba-1 [N, E], Mamba-2 [H, N, P]; advanced
};

/// A whole model and one sequence's state.
struct DecodeModel
{
    bool mamba2 = false;
    /// Of the matrices. With bf16 everything that goes from one operation to the next is rounded to bf16: both sides of
    /// a product and its result, with and without bias, what leaves the convolution, normed B and C, y. The residual,
    /// dt, states, norms, sums and logits are fp32.
    Type type = Type::BFloat16;
    std::int64_t layers = 0;
    std::int64_t dModel = 0;    ///< D, at most 8,192
    std::int64_t dInner = 0;    ///< E, at most 8,192
    std::int64_t dState = 0;    ///< N
    std::int64_t dConv = 0;     ///< K, at most 8
    std::int64_t dtRank = 0;    ///< r, Mamba-1
    std::int64_t dtColumns = 0; ///< columns that dtProj has, Mamba-1
    std::int64_t heads = 0;     ///< H, Mamba-2
    std::int64_t headDim = 0;   ///< P, Mamba-2
    std::int64_t groups = 1;    ///< G, Mamba-2; E / G is a multiple of 32 where G > 1
    std::int64_t vocab = 0;
    std::int64_t choices = 0; ///< only ids below this can be the likeliest token
    float normEps = 1e-5F;
    float gateNormEps = 1e-5F; ///< Mamba-2
    float mixerNormEps = -1;   ///< Mamba-1: of weightless norms of B, C and the raw dt; negative: none
    float dtMin = 0;
    float dtMax = std::numeric_limits<float>::infinity();
    const void* embedding = nullptr;    ///< [vocab, D]
    const void* head = nullptr;         ///< [vocab, D], may be `embedding`
    const float* normF = nullptr;       ///< [D]
    const DecodeLayer* table = nullptr; ///< [layers], in device memory
};

/// What a step leaves behind, in device memory.
struct DecodeResult
{
    float* logits = nullptr;      ///< [vocab]
    std::int64_t* best = nullptr; ///< the likeliest token; ties go to the smaller id, NaN never wins; -1: no number was
                                  ///< there, or the largest is infinite
};

/// Bytes of device memory that a sequence's steps work in; they start as zeros.
std::size_t decodeWorkspace(const DecodeModel& model);

/// One token through all layers: states advance, logits and the likeliest token come out. One cooperative kernel with a
/// block on every multiprocessor; weights stream through shared memory without waiting for the values that they are
/// multiplied with. Compute capability 9.0 and up. `workspace` may be used by one step at a time.
/// \throws Failure naming what the model has that this kernel does not take.
void decodeStep(const DecodeModel& model, std::int64_t token, void* workspace, const DecodeResult& result,
                Stream stream);

/// Why decodeStep() does not take this model on that device; empty: it does. Pointers are not looked at.
const char* decodeObstacle(const DecodeModel& model, int device);

} // namespace mambascope::cuda
