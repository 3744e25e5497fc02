// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/ssd_chunks.cuh"
#include "kernels/cuda/ssd_tile.cuh"

namespace mambascope::cuda {

/// Tiles that a block holds at a time: one is read while the others are filled. The state alone is little work for a
/// chunk, so more of them have to be on their way.
template <bool kOutput>
inline constexpr int kStages = kOutput ? 2 : 4;

/// What a block that walks works on, and where its tiles lie in shared memory.
template <typename T, int N, bool kOutput>
struct Block
{
    static constexpr int kQ = kChunk<T>;
    static constexpr int kP = kParts<T>;
    static constexpr int kRowBytes = 2 * N;              // of B and C
    static constexpr int kMaskBytes = 2 * kQ;            // a row of M
    static constexpr int kProductBytes = kQ * sizeof(T); // a row of C B^T
    static constexpr int kTileBytes = kQ * kRowBytes;
    static constexpr int kCompute = kComputeWarps<N>;
    static constexpr int kHelperThreads = 32 * kHelpers;
    static constexpr int kThreads = 32 * kCompute + kHelperThreads;
    static constexpr int kPieceElements = 16 / sizeof(T);
    static constexpr int kSlicePieces = kSlice * sizeof(T) / 16;

    static constexpr int kCount = kStages<kOutput>;
    /// Numbers of barriers: a stage is filled, a stage is free (one for each), helpers among themselves.
    enum Barrier { kFull = 1, kEmpty = kFull + kCount, kHelped = kEmpty + kCount };

    const Chunked& m;
    int group, sequence, part;
    int firstHead, heads;     ///< that exist
    int firstColumn, columns; ///< likewise
    int firstChunk, chunks;
    int lastRows; ///< of the last chunk
    unsigned b, c, x, z;
    unsigned rowStage, xStage; ///< bytes from one stage to the other
    unsigned char* product;

    __device__ __forceinline__ Block(const Chunked& arguments, unsigned char* shared) : m(arguments)
    {
        const SsdScan& s = m.s;
        const int blocksPerGroup = m.blocksPerGroup;
        const auto headsPerGroup = static_cast<int>(s.heads / s.groups);
        const auto headDim = static_cast<int>(s.headDim);
        group = static_cast<int>(blockIdx.x) / blocksPerGroup;
        part = static_cast<int>(blockIdx.y);
        sequence = static_cast<int>(blockIdx.z);
        const int firstOfGroup = group * headsPerGroup * headDim;
        firstColumn = firstOfGroup + static_cast<int>(blockIdx.x) % blocksPerGroup * m.slices * kSlice;
        columns = min(m.slices * kSlice, firstOfGroup + headsPerGroup * headDim - firstColumn);
        firstHead = firstColumn / headDim;
        heads = min(m.headsPerBlock, (group + 1) * headsPerGroup - firstHead);

        const std::int64_t length = kOutput ? m.segmentChunks : m.pieceChunks;
        firstChunk = static_cast<int>(part * length);
        chunks = static_cast<int>(min(length, m.chunks - firstChunk));
        lastRows = static_cast<int>(
            min(s.tokens - (static_cast<std::int64_t>(firstChunk) + chunks - 1) * kQ, std::int64_t{kQ}));

        rowStage = (kOutput ? 2 : 1) * kP * kTileBytes;
        xStage = static_cast<unsigned>(m.slices * kSlice * kQ * static_cast<int>(sizeof(T)));
        b = sharedAddress(shared);
        c = b + kP * kTileBytes;
        x = b + kCount * rowStage;
        z = x + kCount * xStage;
        product = shared + kCount * (rowStage + (kOutput && gated() ? 2 : 1) * xStage);
    }
    __device__ __forceinline__ bool gated() const { return m.s.z.data != nullptr; }

    /// dt and cum of a head.
    __device__ __forceinline__ float* scalars(int stage, int head) const
    {
        return reinterpret_cast<float*>(product + (kOutput ? kCount * kQ * kProductBytes : 0)) +
               (stage * m.headsPerBlock + head) * 2 * kQ;
    }
    /// exp(cum), w and the last cum of a head.
    __device__ __forceinline__ float* weights(int stage, int head) const
    {
        constexpr int kWeights = 2 * kQ + 4;
        return scalars(kCount, 0) + (stage * m.headsPerBlock + head) * kWeights;
    }
    __device__ __forceinline__ unsigned mask(int stage, int head) const
    {
        return ((sharedAddress(weights(kCount, 0)) + 127U) & ~127U) +
               static_cast<unsigned>((stage * m.headsPerBlock + head) * kP * kQ * kMaskBytes);
    }
    /// In a tile of x, z or y: rows of all columns of the block, 16-byte pieces exchanged as in pieceOffset().
    __device__ __forceinline__ unsigned wideOffset(int row, int piece) const
    {
        return static_cast<unsigned>(row * m.slices * kSlice * static_cast<int>(sizeof(T)) +
                                     ((piece ^ (row & 7)) << 4));
    }
};

/// Bytes of shared memory of a block that walks.
template <typename T, int N, bool kOutput>
constexpr std::size_t walkBytes(int slices, int headsPerBlock, bool gated)
{
    constexpr std::size_t kQ = kChunk<T>;
    constexpr std::size_t kRows = (kOutput ? 2 : 1) * kQ * N * 2 * kParts<T>;
    constexpr std::size_t kX = kQ * kSlice * sizeof(T);
    constexpr std::size_t kProduct = kOutput ? kQ * kQ * sizeof(T) : 0;
    constexpr std::size_t kHead = (4 * kQ + 4) * sizeof(float) + (kOutput ? kQ * kQ * 2 * kParts<T> : 0);
    return kStages<kOutput> * (kRows + kX * static_cast<std::size_t>(slices) * (kOutput && gated ? 2 : 1) + kProduct +
                               kHead * static_cast<std::size_t>(headsPerBlock)) +
           128;
}

} // namespace mambascope::cuda
