// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/ssd_steps.cuh"

#include <cuda_bf16.h>

#include <cstdint>

namespace mambascope::cuda {

/// Tokens of a chunk. fp32 is two bf16 to the tensor cores, so its tiles are twice as large.
template <typename T>
inline constexpr int kChunk = sizeof(T) == 2 ? 64 : 32;

/// bf16 values that stand for one of T.
template <typename T>
inline constexpr int kParts = sizeof(T) == 2 ? 1 : 2;

inline constexpr int kSlice = 16;  ///< columns of a warp
inline constexpr int kHelpers = 4; ///< warps of a block that walks, besides those that own columns

/// Warps that own columns. The state of 256 of them leaves registers for no more than four.
template <int N>
inline constexpr int kComputeWarps = N <= 128 ? 8 : 4;

/// B or C as 16-bit rows: the caller's, or the halves of fp32 that chunk preparation made.
struct NarrowRows
{
    const __nv_bfloat16* data;
    std::int64_t rowStride, batchStride;
    std::int64_t groupStride; ///< elements from a group to the next
    std::int64_t partStride;  ///< from the high halves to the low ones
    int columns;              ///< that exist; later ones are zeros
};

struct Chunked
{
    SsdScan s;
    NarrowRows b, c;
    std::int64_t chunks, segments, segmentChunks;
    std::int64_t pieces, pieceChunks; ///< of all segments but the last, whose parts of the state are found apart
    float *dt, *cum;       ///< [batch, H, chunks, Q]: kept steps, and running sums of dt A log2(e) within a chunk
    void* product;         ///< [batch, G, chunks, Q, Q] of T: C B^T, its lower triangle
    float* states;         ///< [batch, pieces, H, N, P]: what a piece adds, then the state at its end
    float* decays;         ///< [batch, pieces, H]: log2 of a piece's decay
    __nv_bfloat16* halves; ///< fp32: [4, batch, G, chunks Q, padded N], B and C, high and low
    int slices;            ///< of 16 columns in a block that walks: 8; 4 where N or shared memory leaves no more
    int headsPerBlock, warpsPerHead, blocksPerGroup;
    bool alignedX, alignedB, alignedC, alignedZ, alignedOut; ///< 16-byte pieces of the caller's rows
};

template <typename T, int N>
void launchChunked(const Chunked& s, cudaStream_t stream);

} // namespace mambascope::cuda
