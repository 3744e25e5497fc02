// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/ssd_block.cuh"

namespace mambascope::cuda {

/// The warps of a block that fill a stage while the other one is read: they copy tiles, and form M and w of them. C
/// B^T, dt and cum come a chunk earlier than the rest, because M is made of them.
template <typename T, int N, bool kOutput>
class Helper
{
    using Place = Block<T, N, kOutput>;
    static constexpr int kQ = Place::kQ;
    static constexpr int kP = Place::kP;
    static constexpr int kRowBytes = Place::kRowBytes;
    static constexpr int kMaskBytes = Place::kMaskBytes;
    static constexpr int kProductBytes = Place::kProductBytes;
    static constexpr int kPieceElements = Place::kPieceElements;
    static constexpr int kWidePieces = Place::kCompute * Place::kSlicePieces; ///< of a row of x
    static_assert(4 * kQ / 2 <= Place::kHelperThreads);                       // dt and cum of four heads in one go

public:
    __device__ __forceinline__ Helper(const Place& place, int thread)
        : block(place), m(place.m), m_thread(thread), m_lane(thread % 32)
    {
        const std::int64_t token = static_cast<std::int64_t>(block.firstChunk) * kQ;
#pragma unroll
        for (int part = 0; part < kP; ++part) {
            const auto first = [&](const NarrowRows& rows) {
                return rows.data + part * rows.partStride + block.sequence * rows.batchStride +
                       block.group * rows.groupStride + token * rows.rowStride;
            };
            m_b[part].begin(first(m.b), m.b.rowStride, thread, m.b.columns);
            if constexpr (kOutput)
                m_c[part].begin(first(m.c), m.c.rowStride, thread, m.c.columns);
        }
        const auto wide = [&](const View& view) {
            return static_cast<const T*>(view.data) + block.sequence * view.batchStride + token * view.rowStride +
                   block.firstColumn;
        };
        m_x.begin(wide(m.s.x), m.s.x.rowStride, thread, block.columns);
        if (kOutput && block.gated())
            m_z.begin(wide(m.s.z), m.s.z.rowStride, thread, block.columns);
        const int head = thread / (kQ / 2);
        m_copiesScalars = head < block.heads;
        m_scalars = (thread / (kQ / 4) % 2 == 0 ? m.dt : m.cum) +
                    ((block.sequence * m.s.heads + block.firstHead + (m_copiesScalars ? head : 0)) * m.chunks +
                     block.firstChunk) *
                        kQ +
                    thread % (kQ / 4) * 4;
        if constexpr (kOutput)
            m_product.begin(static_cast<const T*>(m.product) +
                                ((block.sequence * m.s.groups + block.group) * m.chunks + block.firstChunk) * kQ * kQ,
                            kQ, thread, kQ);
    }

    __device__ __forceinline__ void run()
    {
        const int perHead = max(1, kHelpers / m.headsPerBlock);
        if (perHead == 2)
            runWith<2>();
        else if (perHead == 4)
            runWith<4>();
        else
            runWith<1>();
    }

private:
    template <int PerHead>
    __device__ __forceinline__ void runWith()
    {
        if constexpr (kOutput)
            fillWithMasks<PerHead>();
        else
            fill<PerHead>();
    }

    // C B^T, dt and cum come a chunk earlier than the rest, because M is made of them.
    template <int PerHead>
    __device__ __forceinline__ void fillWithMasks()
    {
        copyScalars(0);
        copyCommit();
        copyWait();
        barrierWait<Place::kHelperThreads>(Place::kHelped);
        for (int chunk = 0; chunk < block.chunks; ++chunk) {
            const int stage = chunk % Place::kCount;
            if (chunk >= Place::kCount)
                barrierWait<Place::kThreads>(Place::kEmpty + stage);
            copyRows(stage, chunk + 1 < block.chunks ? kQ : block.lastRows);
            if (chunk + 1 < block.chunks)
                copyScalars((chunk + 1) % Place::kCount);
            copyCommit();
            prepare<PerHead>(stage);
            copyWait();
            barrierArrive<Place::kThreads>(Place::kFull + stage);
            // Scalars of the next chunk are there, those of this one are free.
            barrierWait<Place::kHelperThreads>(Place::kHelped);
        }
    }

    // Chunks are completed two later than they are asked for.
    template <int PerHead>
    __device__ __forceinline__ void fill()
    {
        constexpr int kLater = Place::kCount / 2;
        for (int chunk = 0; chunk < block.chunks + kLater; ++chunk) {
            if (chunk < block.chunks) {
                const int stage = chunk % Place::kCount;
                if (chunk >= Place::kCount)
                    barrierWait<Place::kThreads>(Place::kEmpty + stage);
                copyRows(stage, chunk + 1 < block.chunks ? kQ : block.lastRows);
                copyScalars(stage);
            }
            copyCommit();
            if (chunk < kLater)
                continue;
            copyWait<kLater>();
            barrierWait<Place::kHelperThreads>(Place::kHelped); // scalars of all of them are there
            const int stage = (chunk - kLater) % Place::kCount;
            prepare<PerHead>(stage);
            barrierArrive<Place::kThreads>(Place::kFull + stage);
        }
    }

    // What one thread copies of a tile: always the same 16 bytes of rows that are a fixed distance apart.
    template <typename E, int Pieces>
    struct Copier
    {
        static constexpr int kRows = Place::kHelperThreads / Pieces; ///< that all threads copy at once
        static constexpr int kCount = kQ / kRows;
        static_assert(kQ % kRows == 0);
        const E* from;     ///< of the chunk to come
        std::int64_t step; ///< elements from one of its rows to the next
        int row, piece;
        bool exists;

        /// `data`: the first element of the tile's first row.
        __device__ __forceinline__ void begin(const E* data, std::int64_t stride, int thread, int columns)
        {
            row = thread / Pieces;
            piece = thread % Pieces;
            const int column = piece * static_cast<int>(16 / sizeof(E));
            exists = column < columns;
            from = exists ? data + row * stride + column : data;
            step = kRows * stride;
            asm volatile("" : "+l"(step)); // else it is read from constant memory and multiplied again for every tile
        }
        /// `rows` of the tile are there; `offset(row, piece)` is where 16 bytes go.
        template <typename Offset>
        __device__ __forceinline__ void copy(unsigned tile, Offset offset, int rows, bool aligned)
        {
            const E* source = from;
            if (aligned && rows == kQ) {
#pragma unroll
                for (int i = 0; i < kCount; ++i, source += step)
                    copyAsync(tile + offset(row + i * kRows, piece), source, exists);
            } else {
#pragma unroll 1
                for (int i = 0; i < kCount; ++i, source += step) {
                    const bool there = exists && row + i * kRows < rows;
                    const unsigned target = tile + offset(row + i * kRows, piece);
                    if (aligned)
                        copyAsync(target, there ? source : from, there);
                    else
                        copySlowly(target, source, there);
                }
            }
            from += exists ? kCount * step : 0;
        }
        // Rows that do not begin at multiples of 16 bytes.
        static __device__ __forceinline__ void copySlowly(unsigned to, const E* from, bool there)
        {
#pragma unroll
            for (int i = 0; i < static_cast<int>(16 / sizeof(E)); ++i) {
                if constexpr (sizeof(E) == 2) {
                    const unsigned short bits =
                        there ? reinterpret_cast<const unsigned short*>(from)[i] : static_cast<unsigned short>(0);
                    asm volatile("st.shared.u16 [%0], %1;" ::"r"(to + 2 * i), "h"(bits) : "memory");
                } else {
                    asm volatile("st.shared.f32 [%0], %1;" ::"r"(to + 4 * i), "f"(there ? from[i] : 0.0F) : "memory");
                }
            }
        }
    };

    __device__ __forceinline__ void copyRows(int stage, int rows)
    {
        const auto offset = [](int row, int piece) {
            return static_cast<unsigned>(pieceOffset<kRowBytes>(row, piece));
        };
        const auto wideOffset = [&](int row, int piece) { return block.wideOffset(row, piece); };
        const unsigned narrow = static_cast<unsigned>(stage) * block.rowStage;
        const unsigned wide = static_cast<unsigned>(stage) * block.xStage;
#pragma unroll
        for (int part = 0; part < kP; ++part) {
            const auto at = narrow + static_cast<unsigned>(part * Place::kTileBytes);
            // The halves of fp32 are rows of the workspace, all of which exist.
            m_b[part].copy(block.b + at, offset, kP == 2 ? kQ : rows, kP == 2 || m.alignedB);
            if constexpr (kOutput)
                m_c[part].copy(block.c + at, offset, kP == 2 ? kQ : rows, kP == 2 || m.alignedC);
        }
        if (m_x.exists)
            m_x.copy(block.x + wide, wideOffset, rows, m.alignedX);
        if (kOutput && block.gated() && m_z.exists)
            m_z.copy(block.z + wide, wideOffset, rows, m.alignedZ);
    }
    __device__ __forceinline__ void copyScalars(int stage)
    {
        if (m_copiesScalars)
            copyAsync(sharedAddress(block.scalars(stage, 0)) + static_cast<unsigned>(m_thread) * 16, m_scalars, true);
        m_scalars += kQ;
        if constexpr (kOutput)
            m_product.copy(
                sharedAddress(block.product + stage * kQ * kProductBytes),
                [](int row, int piece) { return static_cast<unsigned>(pieceOffset<kProductBytes>(row, piece)); }, kQ,
                true);
    }

    // M and w of the chunk whose scalars are in `stage`; `PerHead` helpers share a head.
    template <int PerHead>
    __device__ __forceinline__ void prepare(int stage)
    {
        const int head = m_thread / 32 / PerHead;
        const int part = m_thread / 32 % PerHead;
        if (head >= block.heads)
            return;
        const float* dt = block.scalars(stage, head);
        const float* cum = dt + kQ;
        float* weight = block.weights(stage, head);
        const float last = cum[kQ - 1];
#pragma unroll
        for (int first = 0; first < kQ; first += PerHead * 32) {
            const int i = first + part * 32 + m_lane;
            if (i >= kQ)
                break;
            weight[i] = exp2Fast(cum[i]);
            weight[kQ + i] = dt[i] * exp2Fast(last - cum[i]);
            if (i == kQ - 1)
                weight[2 * kQ] = last;
        }
        if constexpr (kOutput) {
            // A lane forms 16-byte pieces of one column of them, eight rows apart.
            const unsigned char* product = block.product + stage * kQ * kProductBytes;
            const unsigned to = block.mask(stage, head);
#pragma unroll
            for (int side = 0; side < kQ / 32; ++side) {
                constexpr int kTogether = 2; // one waits while the other is computed
                const int piece = side * 4 + m_lane / 8;
                float cums[8];
                float steps[8];
#pragma unroll
                for (int j = 0; j < 8; j += 4) {
                    *reinterpret_cast<float4*>(cums + j) = *reinterpret_cast<const float4*>(cum + piece * 8 + j);
                    *reinterpret_cast<float4*>(steps + j) = *reinterpret_cast<const float4*>(dt + piece * 8 + j);
                }
#pragma unroll
                for (int first = side * 4; first < kQ / 8; first += kTogether * PerHead) {
                    float value[kTogether][8];
                    float here[kTogether];
#pragma unroll
                    for (int i = 0; i < kTogether; ++i) {
                        const int row = (first + i * PerHead + part) * 8 + m_lane % 8;
                        if (first + i * PerHead < kQ / 8) {
                            readProduct(product, row, piece, value[i]);
                            here[i] = cum[row];
                        }
                    }
#pragma unroll
                    for (int i = 0; i < kTogether; ++i) {
                        const int row = (first + i * PerHead + part) * 8 + m_lane % 8;
                        if (first + i * PerHead < kQ / 8)
                            formMask(to, cums, steps, here[i], row, piece, first + i * PerHead < side * 4 + 4,
                                     value[i]);
                    }
                }
            }
        }
    }
    static __device__ __forceinline__ void formMask(unsigned to, const float (&cums)[8], const float (&steps)[8],
                                                    float here, int row, int piece, bool diagonal, float (&value)[8])
    {
#pragma unroll
        for (int j = 0; j < 8; ++j)
            value[j] *= exp2Fast(here - cums[j]) * steps[j];
        if (diagonal) { // the others lie below it
#pragma unroll
            for (int j = 0; j < 8; ++j)
                value[j] = piece * 8 + j <= row ? value[j] : 0.0F;
        }
        Operand<kP> packed;
#pragma unroll
        for (int j = 0; j < 4; ++j)
            packed.set(j, value[2 * j], value[2 * j + 1]);
        const unsigned at = to + static_cast<unsigned>(pieceOffset<kMaskBytes>(row, piece));
#pragma unroll
        for (int i = 0; i < kP; ++i)
            asm volatile("st.shared.v4.b32 [%0], {%1, %2, %3, %4};" ::"r"(at + i * kQ * kMaskBytes),
                         "r"(packed.r[i][0]), "r"(packed.r[i][1]), "r"(packed.r[i][2]), "r"(packed.r[i][3])
                         : "memory");
    }
    static __device__ __forceinline__ void readProduct(const unsigned char* tile, int row, int piece, float (&value)[8])
    {
        if constexpr (sizeof(T) == 2) {
            const uint4 raw = *reinterpret_cast<const uint4*>(tile + pieceOffset<kProductBytes>(row, piece));
            const unsigned pairs[4] = {raw.x, raw.y, raw.z, raw.w};
#pragma unroll
            for (int i = 0; i < 4; ++i) {
                value[2 * i] = lowOf(pairs[i]);
                value[2 * i + 1] = highOf(pairs[i]);
            }
        } else {
#pragma unroll
            for (int i = 0; i < 2; ++i)
                *reinterpret_cast<float4*>(value + 4 * i) =
                    *reinterpret_cast<const float4*>(tile + pieceOffset<kProductBytes>(row, 2 * piece + i));
        }
    }

    const Place& block;
    const Chunked& m;
    int m_thread, m_lane;
    Copier<__nv_bfloat16, kRowBytes / 16> m_b[kP], m_c[kP];
    Copier<T, kProductBytes / 16> m_product;
    Copier<T, kWidePieces> m_x, m_z;
    const float* m_scalars;
    bool m_copiesScalars;
};

} // namespace mambascope::cuda
