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

inline constexpr int kSlice = 16; ///< columns of a warp
inline constexpr int kWarps = 8;  ///< of a block that walks

/// B or C as 16-bit rows: the caller's, or the halves of fp32 that chunk preparation made.
struct NarrowRows
{
    const __nv_bfloat16* data;
    std::int64_t rowStride, batchStride;
    std::int64_t groupStride; ///< elements from a group to the next
    std::int64_t partStride;  ///< from the high halves to the low ones
    std::int64_t tokens;      ///< that exist; later rows are zeros
    int columns;              ///< that exist
};

struct Chunked
{
    SsdScan s;
    NarrowRows b, c;
    std::int64_t chunks, segments, segmentChunks;
    float *dt, *cum;       ///< [batch, H, chunks, Q]: kept steps, and running sums of dt A log2(e) within a chunk
    void* product;         ///< [batch, G, chunks, Q, Q] of T: C B^T, its lower triangle
    float* states;         ///< [batch, segments - 1, H, N, P]: what a segment adds, then the state at its end
    float* decays;         ///< [batch, segments - 1, H]: log2 of a segment's decay
    __nv_bfloat16* halves; ///< fp32: [4, batch, G, chunks Q, padded N], B and C, high and low
    int slices;            ///< of a block that walks: 8, or 4 where shared memory is small
    int headsPerBlock, warpsPerHead, blocksPerGroup;
    bool alignedX, alignedB, alignedC, alignedZ, alignedOut; ///< 16-byte pieces of the caller's rows
};

template <typename T, int N>
void launchChunked(const Chunked& s, cudaStream_t stream);

/// Bytes of shared memory of a block that walks.
template <typename T>
constexpr std::size_t walkBytes(int paddedStates, int headsPerBlock)
{
    constexpr int kQ = kChunk<T>;
    const std::size_t rows = std::size_t{2} * kQ * static_cast<std::size_t>(paddedStates) * 2 * kParts<T>;
    const std::size_t x = std::size_t{kQ} * kSlice * sizeof(T) * std::size_t{kWarps};
    const std::size_t product = std::size_t{kQ} * kQ * sizeof(T);
    const std::size_t perHead = 2 * kQ * sizeof(float) * 2 + std::size_t{kQ} * kQ * 2 * kParts<T>;
    return 2 * (rows + x + product + perHead * static_cast<std::size_t>(headsPerBlock));
}

} // namespace mambascope::cuda
