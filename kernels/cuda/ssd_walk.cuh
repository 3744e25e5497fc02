// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/ssd_chunks.cuh"
#include "kernels/cuda/ssd_tile.cuh"

// A block walks over the chunks of one segment of a sequence. A warp owns 16 columns of a head: their state stays in
// its registers, transposed (16 columns x N), so that the accumulators of one product are the operand of the next:
//   Y^T  = (h^T C^T) exp(cum) + X^T M^T + D X^T,   M = (C B^T) exp(cum_i - cum_j) dt_j for j <= i
//   h^T' = h^T exp(total) + (X^T w) B,             w_j = exp(total - cum_j) dt_j
// Every exponent is <= 0. B, C, C B^T and x of the next chunk are on their way meanwhile; the warps of a head share M,
// which they form for the next chunk.
namespace mambascope::cuda {

template <typename T, int N, bool kOutput>
class Walk
{
    static constexpr int kQ = kChunk<T>;
    static constexpr int kP = kParts<T>;
    static constexpr int kRowBytes = 2 * N;                // of B and C
    static constexpr int kMaskBytes = 2 * kQ;              // a row of M
    static constexpr int kProductBytes = kQ * sizeof(T);   // a row of C B^T
    static constexpr int kSliceBytes = kSlice * sizeof(T); // a row of a warp's x
    static constexpr int kTileBytes = kQ * kRowBytes;
    static constexpr int kSteps = kQ / 16;
    static constexpr int kTokenTiles = kQ / 8;
    static constexpr int kThreads = 32 * kWarps;
    static_assert(4 * kQ / 2 <= kThreads); // dt and cum of four heads in one go

public:
    __device__ Walk(const Chunked& arguments, unsigned char* shared)
        : m(arguments), m_thread(static_cast<int>(threadIdx.x)), m_lane(m_thread % 32), m_warp(m_thread / 32)
    {
        const SsdScan& s = m.s;
        const std::int64_t headsPerGroup = s.heads / s.groups;
        m_group = blockIdx.x / static_cast<unsigned>(m.blocksPerGroup);
        const std::int64_t slice = blockIdx.x % static_cast<unsigned>(m.blocksPerGroup) * m.slices;
        const auto slicesPerHead = static_cast<int>(s.headDim / kSlice);
        m_firstHead = m_group * headsPerGroup + slice / slicesPerHead;
        m_heads = static_cast<int>(
            min(static_cast<std::int64_t>(m.headsPerBlock), (m_group + 1) * headsPerGroup - m_firstHead));
        m_local = m_warp / m.warpsPerHead;
        m_exists = m_warp < m.slices && m_local < m_heads;
        m_column = (m_firstHead + m_local) * s.headDim + (slice + m_warp) % slicesPerHead * kSlice;
        m_sequence = blockIdx.z;
        m_segment = blockIdx.y;

        const unsigned base = sharedAddress(shared);
        const unsigned rows = (kOutput ? 2 : 1) * kP * kTileBytes;
        m_b = base;
        m_c = base + kP * kTileBytes;
        m_rowStage = rows;
        m_x = base + 2 * rows + static_cast<unsigned>(m_warp * kQ * kSliceBytes);
        m_xStage = static_cast<unsigned>(kWarps * kQ * kSliceBytes);
        m_product = shared + 2 * rows + 2 * m_xStage;
        m_scalars = reinterpret_cast<float*>(m_product + (kOutput ? 2 * kQ * kProductBytes : 0));
        m_weights = m_scalars + 2 * m.headsPerBlock * 2 * kQ;
        m_mask = sharedAddress(m_weights + 2 * m.headsPerBlock * 2 * kQ);
    }

    __device__ void run()
    {
        const std::int64_t first = m_segment * m.segmentChunks;
        const std::int64_t last = min(first + m.segmentChunks, m.chunks);
        begin();
        beginCopies(first);
        copyScalars(0);
        copyRows(first, 0);
        copyCommit();
        copyWait();
        __syncthreads();
        if (first + 1 < last)
            copyScalars(1);
        copyCommit();
        prepare(0);
        for (std::int64_t chunk = first; chunk < last; ++chunk) {
            const int stage = static_cast<int>(chunk - first) & 1;
            copyWait();
            __syncthreads();
            if (chunk + 1 < last)
                copyRows(chunk + 1, stage ^ 1);
            if (chunk + 2 < last)
                copyScalars(stage);
            copyCommit();
            if (chunk + 1 < last)
                prepare(stage ^ 1);
            if (m_exists)
                advance(chunk, stage);
        }
        end();
    }

private:
    // ---- copies

    // What one thread copies of a tile: always the same 16 bytes of rows that are a fixed distance apart.
    template <typename E, int RowBytes, int Threads>
    struct Copier
    {
        static constexpr int kPieces = RowBytes / 16;
        static constexpr int kRows = Threads / kPieces; ///< that all threads copy at once
        static constexpr int kCount = kQ / kRows;
        static_assert(kRows % 8 == 0 && kQ % kRows == 0); // so that pieces of all its rows are exchanged alike
        const E* from;                                    ///< of the chunk to come
        int row;
        unsigned to;
        bool exists, aligned;

        /// `data`: the first element of the tile's first row.
        __device__ __forceinline__ void begin(const E* data, std::int64_t stride, int thread, int columns,
                                              bool isAligned)
        {
            constexpr int kElements = 16 / sizeof(E);
            row = thread / kPieces;
            const int column = thread % kPieces * kElements;
            to = static_cast<unsigned>(pieceOffset<RowBytes>(row, thread % kPieces));
            exists = column < columns;
            aligned = isAligned;
            from = exists ? data + row * stride + column : data;
        }
        /// `left` rows are there.
        __device__ __forceinline__ void copy(unsigned tile, std::int64_t stride, std::int64_t left)
        {
            const E* source = from;
            if (aligned && left >= kQ) {
#pragma unroll
                for (int i = 0; i < kCount; ++i, source += kRows * stride)
                    copyAsync(tile + to + static_cast<unsigned>(i * kRows * RowBytes), source, exists);
            } else {
#pragma unroll 1
                for (int i = 0; i < kCount; ++i, source += kRows * stride) {
                    const bool there = exists && row + i * kRows < left;
                    const unsigned target = tile + to + static_cast<unsigned>(i * kRows * RowBytes);
                    if (aligned)
                        copyAsync(target, there ? source : from, there);
                    else
                        copySlowly(target, source, there);
                }
            }
            from += exists ? kQ * stride : 0;
        }
    };

    __device__ __forceinline__ void beginCopies(std::int64_t chunk)
    {
        const std::int64_t token = chunk * kQ;
#pragma unroll
        for (int part = 0; part < kP; ++part) {
            const auto first = [&](const NarrowRows& rows) {
                return rows.data + part * rows.partStride + m_sequence * rows.batchStride + m_group * rows.groupStride +
                       token * rows.rowStride;
            };
            m_copyB[part].begin(first(m.b), m.b.rowStride, m_thread, m.b.columns, kP == 2 || m.alignedB);
            if constexpr (kOutput)
                m_copyC[part].begin(first(m.c), m.c.rowStride, m_thread, m.c.columns, kP == 2 || m.alignedC);
        }
        const std::int64_t column = m_exists ? m_column : 0;
        m_copyX.begin(static_cast<const T*>(m.s.x.data) + m_sequence * m.s.x.batchStride + token * m.s.x.rowStride +
                          column,
                      m.s.x.rowStride, m_lane, kSlice, m.alignedX);
        const int kind = m_thread / (kQ / 4) % 2;
        const int head = m_thread / (kQ / 2);
        m_copiesScalars = head < m_heads;
        m_scalarSource = kind == 0 ? m.dt : m.cum;
        if (m_copiesScalars)
            m_scalarSource +=
                ((m_sequence * m.s.heads + m_firstHead + head) * m.chunks + chunk) * kQ + m_thread % (kQ / 4) * 4;
        if constexpr (kOutput)
            m_copyProduct.begin(static_cast<const T*>(m.product) +
                                    ((m_sequence * m.s.groups + m_group) * m.chunks + chunk) * kQ * kQ,
                                kQ, m_thread, kQ, true);
    }
    __device__ __forceinline__ void copyRows(std::int64_t chunk, int stage)
    {
        const std::int64_t left = m.s.tokens - chunk * kQ;
        const unsigned rows = static_cast<unsigned>(stage) * m_rowStage;
#pragma unroll
        for (int part = 0; part < kP; ++part) {
            const auto at = rows + static_cast<unsigned>(part * kTileBytes);
            m_copyB[part].copy(m_b + at, m.b.rowStride, kP == 2 ? kQ : left);
            if constexpr (kOutput)
                m_copyC[part].copy(m_c + at, m.c.rowStride, kP == 2 ? kQ : left);
        }
        if (m_exists)
            m_copyX.copy(m_x + static_cast<unsigned>(stage) * m_xStage, m.s.x.rowStride, left);
    }
    __device__ __forceinline__ void copyScalars(int stage)
    {
        if (m_copiesScalars)
            copyAsync(sharedAddress(scalars(stage, 0)) + static_cast<unsigned>(m_thread) * 16, m_scalarSource, true);
        m_scalarSource += kQ;
        if constexpr (kOutput)
            m_copyProduct.copy(sharedAddress(m_product + stage * kQ * kProductBytes), kQ, kQ);
    }
    // Rows that do not begin at multiples of 16 bytes.
    template <typename E>
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

    // dt and cum of a head as they were copied; exp(cum) and w made of them.
    __device__ __forceinline__ float* scalars(int stage, int head)
    {
        return m_scalars + (stage * m.headsPerBlock + head) * 2 * kQ;
    }
    __device__ __forceinline__ float* weights(int stage, int head)
    {
        return m_weights + (stage * m.headsPerBlock + head) * 2 * kQ;
    }
    __device__ __forceinline__ unsigned mask(int stage, int head)
    {
        return m_mask + static_cast<unsigned>((stage * m.headsPerBlock + head) * kP * kQ * kMaskBytes);
    }

    // ---- M and w of the chunk whose scalars are in `stage`, by the warps of a head together

    __device__ __forceinline__ void prepare(int stage)
    {
        if (!m_exists)
            return;
        const float* dt = scalars(stage, m_local);
        const float* cum = dt + kQ;
        const int part = m_warp % m.warpsPerHead;
        float* weight = weights(stage, m_local);
        const float last = cum[kQ - 1];
        m_total += last;
        for (int i = part * 32 + m_lane; i < kQ; i += m.warpsPerHead * 32) {
            weight[i] = exp2Fast(cum[i]);
            weight[kQ + i] = dt[i] * exp2Fast(last - cum[i]);
        }
        if constexpr (kOutput) {
            // Pieces of 8 rows and 32 columns that reach the lower triangle.
            constexpr int kPieces = kQ == 64 ? 12 : 4;
            for (int i = part; i < kPieces; i += m.warpsPerHead) {
                const int row = (i < 8 ? i : i - 4) * 8 + m_lane % 8;
                const int piece = (i < 8 ? 0 : 4) + m_lane / 8;
                maskPiece(stage, dt, cum, row, piece);
            }
        }
    }
    __device__ __forceinline__ void maskPiece(int stage, const float* dt, const float* cum, int row, int piece)
    {
        float value[8];
        readProduct(m_product + stage * kQ * kProductBytes, row, piece, value);
        const float here = cum[row];
        Operand<kP> packed;
#pragma unroll
        for (int j = 0; j < 8; j += 4) {
            const float4 there = *reinterpret_cast<const float4*>(cum + piece * 8 + j);
            const float4 step = *reinterpret_cast<const float4*>(dt + piece * 8 + j);
            const auto factor = [&](int k, float cumJ, float dtJ) {
                return piece * 8 + k <= row ? value[k] * (exp2Fast(here - cumJ) * dtJ) : 0.0F;
            };
            packed.set(j / 2, factor(j, there.x, step.x), factor(j + 1, there.y, step.y));
            packed.set(j / 2 + 1, factor(j + 2, there.z, step.z), factor(j + 3, there.w, step.w));
        }
        const unsigned to = mask(stage, m_local) + static_cast<unsigned>(pieceOffset<kMaskBytes>(row, piece));
#pragma unroll
        for (int i = 0; i < kP; ++i)
            asm volatile("st.shared.v4.b32 [%0], {%1, %2, %3, %4};" ::"r"(to + i * kQ * kMaskBytes),
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

    // ---- one chunk of one warp

    __device__ __forceinline__ void advance(std::int64_t chunk, int stage)
    {
        const float* weight = weights(stage, m_local);
        const unsigned xTile = m_x + static_cast<unsigned>(stage) * m_xStage;
        readX(xTile);
        if constexpr (kOutput) {
            if (m.alignedZ)
                prefetchZ(chunk);
            float y[kTokenTiles][4];
            readState(m_c + static_cast<unsigned>(stage) * m_rowStage, y);
#pragma unroll
            for (int i = 0; i < kTokenTiles; ++i) {
                const float2 e = *reinterpret_cast<const float2*>(weight + i * 8 + m_lane % 4 * 2);
                y[i][0] *= e.x;
                y[i][1] *= e.y;
                y[i][2] *= e.x;
                y[i][3] *= e.y;
            }
            addWithin(mask(stage, m_local), y);
            addSkip(y);
            __syncwarp();
            write(chunk, xTile, y);
        }
        addToState(m_b + static_cast<unsigned>(stage) * m_rowStage, weight + kQ);
    }

    // X^T as the tensor cores take it: registers i of step k hold two tokens of a column.
    __device__ __forceinline__ void readX(unsigned tile)
    {
#pragma unroll
        for (int k = 0; k < kSteps; ++k) {
            if constexpr (sizeof(T) == 2) {
                const int row = k * 16 + m_lane / 16 * 8 + m_lane % 8;
                loadMatricesTransposed(m_raw[k],
                                       tile + static_cast<unsigned>(pieceOffset<kSliceBytes>(row, m_lane / 8 % 2)));
            } else {
#pragma unroll
                for (int i = 0; i < 8; ++i) {
                    const int row = k * 16 + i / 4 * 8 + m_lane % 4 * 2 + i % 2;
                    const int column = m_lane / 4 + i / 2 % 2 * 8;
                    const unsigned from =
                        tile + static_cast<unsigned>(pieceOffset<kSliceBytes>(row, column / 4) + column % 4 * 4);
                    asm volatile("ld.shared.b32 %0, [%1];" : "=r"(m_raw[k][i]) : "r"(from));
                }
            }
        }
    }
    __device__ __forceinline__ float2 xPair(int k, int i) const
    {
        if constexpr (sizeof(T) == 2)
            return {lowOf(m_raw[k][i]), highOf(m_raw[k][i])};
        else
            return {__uint_as_float(m_raw[k][2 * i]), __uint_as_float(m_raw[k][2 * i + 1])};
    }
    __device__ __forceinline__ Operand<kP> xOperand(int k) const
    {
        Operand<kP> a;
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            if constexpr (sizeof(T) == 2) {
                a.r[0][i] = m_raw[k][i];
            } else {
                const float2 x = xPair(k, i);
                a.set(i, x.x, x.y);
            }
        }
        return a;
    }

    // y = h^T C^T
    __device__ __forceinline__ void readState(unsigned c, float (&y)[kTokenTiles][4])
    {
#pragma unroll
        for (int i = 0; i < kTokenTiles; ++i)
#pragma unroll
            for (int k = 0; k < 4; ++k)
                y[i][k] = 0.0F;
        const int row = m_lane / 16 * 8 + m_lane % 8;
#pragma unroll
        for (int k = 0; k < N / 16; ++k) {
            Operand<kP> a;
#pragma unroll
            for (int i = 0; i < 4; ++i)
                a.set(i, m_h[2 * k + i / 2][i % 2 * 2], m_h[2 * k + i / 2][i % 2 * 2 + 1]);
            const unsigned from = c + static_cast<unsigned>(pieceOffset<kRowBytes>(row, 2 * k + m_lane / 8 % 2));
#pragma unroll
            for (int i = 0; i < kTokenTiles; i += 2) {
                Operand<kP> b;
#pragma unroll
                for (int part = 0; part < kP; ++part)
                    loadMatrices(b.r[part], from + static_cast<unsigned>(part * kTileBytes + i * 8 * kRowBytes));
                multiplyPair(y[i], y[i + 1], a, b);
            }
        }
    }
    // y += X^T M^T
    __device__ __forceinline__ void addWithin(unsigned maskTile, float (&y)[kTokenTiles][4])
    {
        const int row = m_lane / 16 * 8 + m_lane % 8;
#pragma unroll
        for (int k = 0; k < kSteps; ++k) {
            const Operand<kP> a = xOperand(k);
            const unsigned from =
                maskTile + static_cast<unsigned>(pieceOffset<kMaskBytes>(row, 2 * k + m_lane / 8 % 2));
#pragma unroll
            for (int i = 2 * k; i < kTokenTiles; i += 2) {
                Operand<kP> b;
#pragma unroll
                for (int part = 0; part < kP; ++part)
                    loadMatrices(b.r[part], from + static_cast<unsigned>(part * kQ * kMaskBytes + i * 8 * kMaskBytes));
                multiplyPair(y[i], y[i + 1], a, b);
            }
        }
    }
    __device__ __forceinline__ void addSkip(float (&y)[kTokenTiles][4])
    {
#pragma unroll
        for (int k = 0; k < kSteps; ++k)
#pragma unroll
            for (int i = 0; i < 4; ++i) {
                const float2 x = xPair(k, i);
                float(&at)[4] = y[2 * k + i / 2];
                at[i % 2 * 2] = fmaf(m_skip[i % 2], x.x, at[i % 2 * 2]);
                at[i % 2 * 2 + 1] = fmaf(m_skip[i % 2], x.y, at[i % 2 * 2 + 1]);
            }
    }
    // h^T = h^T exp(total) + (X^T w) B
    __device__ __forceinline__ void addToState(unsigned b, const float* weight)
    {
        const float decay = weight[-1]; // exp(cum) of the last token
#pragma unroll
        for (int i = 0; i < N / 8; ++i)
#pragma unroll
            for (int k = 0; k < 4; ++k)
                m_h[i][k] *= decay;
#pragma unroll
        for (int k = 0; k < kSteps; ++k) {
            Operand<kP> a;
#pragma unroll
            for (int i = 0; i < 4; ++i) {
                const float2 x = xPair(k, i);
                const float2 w = *reinterpret_cast<const float2*>(weight + k * 16 + i / 2 * 8 + m_lane % 4 * 2);
                a.set(i, x.x * w.x, x.y * w.y);
            }
            const int row = k * 16 + m_lane / 8 % 2 * 8 + m_lane % 8;
#pragma unroll
            for (int i = 0; i < N / 8; i += 2) {
                const unsigned from = b + static_cast<unsigned>(pieceOffset<kRowBytes>(row, i + m_lane / 16));
                Operand<kP> matrices;
#pragma unroll
                for (int part = 0; part < kP; ++part)
                    loadMatricesTransposed(matrices.r[part], from + static_cast<unsigned>(part * kTileBytes));
                multiplyPair(m_h[i], m_h[i + 1], a, matrices);
            }
        }
    }

    // ---- out: through the place of this warp's x, so that rows are written 16 bytes at a time

    __device__ __forceinline__ void prefetchZ(std::int64_t chunk)
    {
        for (int row = m_lane; row < kQ; row += 32)
            if (const std::int64_t token = chunk * kQ + row; token < m.s.tokens)
                asm volatile("prefetch.global.L2 [%0];" ::"l"(zAt(token)));
    }
    __device__ __forceinline__ const T* zAt(std::int64_t token) const
    {
        return static_cast<const T*>(m.s.z.data) + m_sequence * m.s.z.batchStride + token * m.s.z.rowStride + m_column;
    }
    __device__ __forceinline__ void write(std::int64_t chunk, unsigned tile, const float (&y)[kTokenTiles][4])
    {
        if constexpr (sizeof(T) == 2) {
#pragma unroll
            for (int k = 0; k < kSteps; ++k) {
                unsigned packed[4];
#pragma unroll
                for (int i = 0; i < 4; ++i)
                    packed[i] = packPair(y[2 * k + i / 2][i % 2 * 2], y[2 * k + i / 2][i % 2 * 2 + 1]);
                const int row = k * 16 + m_lane / 16 * 8 + m_lane % 8;
                storeMatricesTransposed(tile + static_cast<unsigned>(pieceOffset<kSliceBytes>(row, m_lane / 8 % 2)),
                                        packed);
            }
        } else {
#pragma unroll
            for (int i = 0; i < kTokenTiles; ++i)
#pragma unroll
                for (int k = 0; k < 4; ++k) {
                    const int row = i * 8 + m_lane % 4 * 2 + k % 2;
                    const int column = m_lane / 4 + k / 2 * 8;
                    const unsigned to =
                        tile + static_cast<unsigned>(pieceOffset<kSliceBytes>(row, column / 4) + column % 4 * 4);
                    asm volatile("st.shared.f32 [%0], %1;" ::"r"(to), "f"(y[i][k]) : "memory");
                }
        }
        __syncwarp();
        constexpr int kPieces = kSliceBytes / 16;
        constexpr int kCount = 16 / sizeof(T);
        const int row = m_lane / kPieces;
        const int piece = m_lane % kPieces;
        const std::int64_t token = chunk * kQ + row;
        const std::int64_t left = m.s.tokens - token;
        T* to = static_cast<T*>(m.s.out.data) + m_sequence * m.s.out.batchStride + token * m.s.out.rowStride +
                m_column + piece * kCount;
        const unsigned from = tile + static_cast<unsigned>(pieceOffset<kSliceBytes>(row, piece));
#pragma unroll
        for (int i = 0; i < kQ; i += 32 / kPieces, to += 32 / kPieces * m.s.out.rowStride) {
            if (i >= left)
                continue;
            alignas(16) T values[kCount];
            auto* bits = reinterpret_cast<unsigned*>(values);
            asm volatile("ld.shared.v4.b32 {%0, %1, %2, %3}, [%4];"
                         : "=r"(bits[0]), "=r"(bits[1]), "=r"(bits[2]), "=r"(bits[3])
                         : "r"(from + static_cast<unsigned>(i * kSliceBytes)));
            if (m.s.z.data != nullptr)
                gate(values, zAt(token + i) + piece * kCount);
            if (m.alignedOut) {
                *reinterpret_cast<uint4*>(to) = *reinterpret_cast<const uint4*>(values);
            } else {
#pragma unroll
                for (int k = 0; k < kCount; ++k)
                    to[k] = values[k];
            }
        }
    }
    template <int Count>
    __device__ __forceinline__ void gate(T (&values)[Count], const T* z) const
    {
        alignas(16) T gates[Count];
        if (m.alignedZ) {
            *reinterpret_cast<uint4*>(gates) = *reinterpret_cast<const uint4*>(z);
        } else {
#pragma unroll
            for (int k = 0; k < Count; ++k)
                gates[k] = z[k];
        }
#pragma unroll
        for (int k = 0; k < Count; ++k)
            values[k] = fromFloat<T>(static_cast<float>(values[k]) * silu(static_cast<float>(gates[k])));
    }

    // ---- the state

    __device__ __forceinline__ std::int64_t stateElement(int i, int k) const
    {
        const int n = i * 8 + m_lane % 4 * 2 + k % 2;
        return n * m.s.headDim + m_lane / 4 + k / 2 * 8;
    }
    __device__ __forceinline__ bool stateExists(int i) const
    {
        return i * 8 < m.s.states;
    }
    // Of this warp's head and columns, in [.., H, N, P].
    __device__ __forceinline__ std::int64_t stateOffset(std::int64_t index) const
    {
        const std::int64_t head = m_firstHead + m_local;
        return (index * m.s.heads + head) * m.s.states * m.s.headDim + (m_column - head * m.s.headDim);
    }
    __device__ __forceinline__ void begin()
    {
        const float* from = nullptr;
        if (m_exists && kOutput && m_segment > 0)
            from = m.states + stateOffset(m_sequence * (m.segments - 1) + m_segment - 1);
        else if (m_exists && kOutput && m.s.initialState != nullptr)
            from = m.s.initialState + stateOffset(m_sequence);
#pragma unroll
        for (int i = 0; i < N / 8; ++i)
#pragma unroll
            for (int k = 0; k < 4; ++k)
                m_h[i][k] = from != nullptr && stateExists(i) ? from[stateElement(i, k)] : 0.0F;
        if constexpr (kOutput) {
            const bool skips = m_exists && m.s.d != nullptr;
            m_skip[0] = skips ? m.s.d[m_column + m_lane / 4] : 0.0F;
            m_skip[1] = skips ? m.s.d[m_column + m_lane / 4 + 8] : 0.0F;
        }
    }
    __device__ __forceinline__ void end()
    {
        if (!m_exists)
            return;
        float* to = nullptr;
        if constexpr (kOutput) {
            if (m.s.finalState != nullptr && m_segment == m.segments - 1)
                to = m.s.finalState + stateOffset(m_sequence);
        } else {
            const std::int64_t index = m_sequence * (m.segments - 1) + m_segment;
            to = m.states + stateOffset(index);
            if (m_lane == 0 && m_column % m.s.headDim == 0)
                m.decays[index * m.s.heads + m_firstHead + m_local] = m_total;
        }
        if (to == nullptr)
            return;
#pragma unroll
        for (int i = 0; i < N / 8; ++i)
#pragma unroll
            for (int k = 0; k < 4; ++k)
                if (stateExists(i))
                    to[stateElement(i, k)] = m_h[i][k];
    }

    const Chunked& m;
    int m_thread, m_lane, m_warp;
    int m_local; ///< head within the block
    int m_heads; ///< of the block that exist
    bool m_exists;
    std::int64_t m_group, m_firstHead, m_column, m_sequence, m_segment;
    unsigned m_b, m_c, m_x, m_mask;
    unsigned m_rowStage, m_xStage;
    unsigned char* m_product;
    float *m_scalars, *m_weights;
    float m_total = 0.0F; ///< of cum, over all chunks prepared so far
    float m_h[N / 8][4];
    unsigned m_raw[kSteps][4 * kP];
    Copier<__nv_bfloat16, kRowBytes, kThreads> m_copyB[kP], m_copyC[kP];
    Copier<T, kSliceBytes, 32> m_copyX;
    Copier<T, kProductBytes, kThreads> m_copyProduct;
    const float* m_scalarSource;
    bool m_copiesScalars;
    float m_skip[2];
};

template <typename T, int N, bool kOutput>
__global__ void __launch_bounds__(32 * kWarps, 1) walk(const __grid_constant__ Chunked arguments)
{
    extern __shared__ __align__(128) unsigned char shared[];
    Walk<T, N, kOutput>(arguments, shared).run();
}

} // namespace mambascope::cuda
