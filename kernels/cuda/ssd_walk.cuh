// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/ssd_helper.cuh"

// A block walks over the chunks of one segment of a sequence. A warp owns 16 columns of a head: their state stays in
// its registers, transposed (16 columns x N), so that the accumulators of one product are the operand of the next:
//   Y^T  = (h^T C^T) exp(cum) + X^T M^T + D X^T,   M = (C B^T) exp(cum_i - cum_j) dt_j for j <= i
//   h^T' = h^T exp(total) + (X^T w) B,             w_j = exp(total - cum_j) dt_j
// Every exponent is <= 0. Helper warps meanwhile copy B, C, C B^T and x of the next chunk and form its M and w, which
// the warps of a head share: the exponentials run beside the tensor cores.
namespace mambascope::cuda {

template <typename T, int N, bool kOutput>
class Columns
{
    using Place = Block<T, N, kOutput>;
    static constexpr int kQ = Place::kQ;
    static constexpr int kP = Place::kP;
    static constexpr int kRowBytes = Place::kRowBytes;
    static constexpr int kMaskBytes = Place::kMaskBytes;
    static constexpr int kTileBytes = Place::kTileBytes;
    static constexpr int kPieceElements = Place::kPieceElements;
    static constexpr int kSlicePieces = Place::kSlicePieces;
    static constexpr int kSteps = kQ / 16;
    static constexpr int kTokenTiles = kQ / 8;

public:
    __device__ __forceinline__ Columns(const Place& place, int warp)
        : block(place), m(place.m), m_lane(static_cast<int>(threadIdx.x) % 32), m_local(warp / m.warpsPerHead),
          m_column(place.firstColumn + warp * kSlice), m_exists(warp * kSlice < place.columns),
          m_piece(warp * kSlicePieces)
    {
    }

    __device__ __forceinline__ void run()
    {
        begin();
        float total = 0.0F;
        for (int chunk = 0; chunk < block.chunks; ++chunk) {
            const int stage = chunk % Place::kCount;
            barrierWait<Place::kThreads>(Place::kFull + stage);
            if (m_exists)
                advance(stage, chunk + 1 < block.chunks ? kQ : block.lastRows);
            if constexpr (!kOutput)
                total += block.weights(stage, m_local)[2 * kQ];
            if (chunk + Place::kCount < block.chunks)
                barrierArrive<Place::kThreads>(Place::kEmpty + stage);
        }
        end(total);
    }

private:
    // One chunk, of which `rows` exist.
    __device__ __forceinline__ void advance(int stage, int rows)
    {
        const float* weight = block.weights(stage, m_local);
        const unsigned xTile = block.x + static_cast<unsigned>(stage) * block.xStage;
        if constexpr (kOutput) {
            float y[kTokenTiles][4];
            readState(block.c + static_cast<unsigned>(stage) * block.rowStage, y);
#pragma unroll
            for (int i = 0; i < kTokenTiles; ++i) {
                const float2 e = *reinterpret_cast<const float2*>(weight + i * 8 + m_lane % 4 * 2);
                y[i][0] *= e.x;
                y[i][1] *= e.y;
                y[i][2] *= e.x;
                y[i][3] *= e.y;
            }
            readX(xTile);
            addWithin(block.mask(stage, m_local), y);
            addSkip(y);
            keepRows(xTile, y);
        } else {
            readX(xTile);
        }
        addToState(block.b + static_cast<unsigned>(stage) * block.rowStage, weight + kQ);
        if constexpr (kOutput)
            writeRows(xTile, block.z + static_cast<unsigned>(stage) * block.xStage, rows);
    }

    // X^T as the tensor cores take it: registers i of step k hold two tokens of a column.
    __device__ __forceinline__ void readX(unsigned tile)
    {
#pragma unroll
        for (int k = 0; k < kSteps; ++k) {
            if constexpr (sizeof(T) == 2) {
                const int row = k * 16 + m_lane / 16 * 8 + m_lane % 8;
                loadMatricesTransposed(m_raw[k], tile + block.wideOffset(row, m_piece + m_lane / 8 % 2));
            } else {
#pragma unroll
                for (int i = 0; i < 8; ++i) {
                    const int row = k * 16 + i / 4 * 8 + m_lane % 4 * 2 + i % 2;
                    const int column = m_lane / 4 + i / 2 % 2 * 8;
                    const unsigned from = tile + block.wideOffset(row, m_piece + column / 4) + column % 4 * 4;
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
        const PairAddresses<kRowBytes> from(c, m_lane / 16 * 8 + m_lane % 8, m_lane / 8 % 2);
#pragma unroll
        for (int k = 0; k < N / 16; ++k) {
            Operand<kP> a;
#pragma unroll
            for (int i = 0; i < 4; ++i)
                a.set(i, m_h[2 * k + i / 2][i % 2 * 2], m_h[2 * k + i / 2][i % 2 * 2 + 1]);
#pragma unroll
            for (int i = 0; i < kTokenTiles; i += 2) {
                Operand<kP> b;
#pragma unroll
                for (int part = 0; part < kP; ++part)
                    loadMatrices(b.r[part], from.at(k, i * 8) + static_cast<unsigned>(part * kTileBytes));
                multiplyPair(y[i], y[i + 1], a, b);
            }
        }
    }
    // y += X^T M^T
    __device__ __forceinline__ void addWithin(unsigned maskTile, float (&y)[kTokenTiles][4])
    {
        const PairAddresses<kMaskBytes> from(maskTile, m_lane / 16 * 8 + m_lane % 8, m_lane / 8 % 2);
#pragma unroll
        for (int k = 0; k < kSteps; ++k) {
            const Operand<kP> a = xOperand(k);
#pragma unroll
            for (int i = 2 * k; i < kTokenTiles; i += 2) {
                Operand<kP> b;
#pragma unroll
                for (int part = 0; part < kP; ++part)
                    loadMatrices(b.r[part], from.at(k, i * 8) + static_cast<unsigned>(part * kQ * kMaskBytes));
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
        const PairAddresses<kRowBytes> from(b, m_lane / 8 % 2 * 8 + m_lane % 8, m_lane / 16);
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
#pragma unroll
            for (int i = 0; i < N / 8; i += 2) {
                Operand<kP> matrices;
#pragma unroll
                for (int part = 0; part < kP; ++part)
                    loadMatricesTransposed(matrices.r[part],
                                           from.at(i / 2, k * 16) + static_cast<unsigned>(part * kTileBytes));
                multiplyPair(m_h[i], m_h[i + 1], a, matrices);
            }
        }
    }

    // ---- out: through the place of this warp's x, so that rows are written 16 bytes at a time

    __device__ __forceinline__ void keepRows(unsigned tile, const float (&y)[kTokenTiles][4])
    {
        __syncwarp();
        if constexpr (sizeof(T) == 2) {
#pragma unroll
            for (int k = 0; k < kSteps; ++k) {
                unsigned packed[4];
#pragma unroll
                for (int i = 0; i < 4; ++i)
                    packed[i] = packPair(y[2 * k + i / 2][i % 2 * 2], y[2 * k + i / 2][i % 2 * 2 + 1]);
                const int row = k * 16 + m_lane / 16 * 8 + m_lane % 8;
                storeMatricesTransposed(tile + block.wideOffset(row, m_piece + m_lane / 8 % 2), packed);
            }
        } else {
#pragma unroll
            for (int i = 0; i < kTokenTiles; ++i)
#pragma unroll
                for (int k = 0; k < 4; ++k) {
                    const int row = i * 8 + m_lane % 4 * 2 + k % 2;
                    const int column = m_lane / 4 + k / 2 * 8;
                    const unsigned to = tile + block.wideOffset(row, m_piece + column / 4) + column % 4 * 4;
                    asm volatile("st.shared.f32 [%0], %1;" ::"r"(to), "f"(y[i][k]) : "memory");
                }
        }
        __syncwarp();
    }
    // A lane moves the same piece of rows that are kStep apart.
    static constexpr int kStep = 32 / kSlicePieces;
    static constexpr int kMoves = kQ / kStep;

    __device__ __forceinline__ uint4 readPiece(unsigned tile, int i) const
    {
        const unsigned from =
            tile + block.wideOffset(i * kStep + m_lane / kSlicePieces, m_piece + m_lane % kSlicePieces);
        uint4 bits;
        asm volatile("ld.shared.v4.b32 {%0, %1, %2, %3}, [%4];"
                     : "=r"(bits.x), "=r"(bits.y), "=r"(bits.z), "=r"(bits.w)
                     : "r"(from)
                     : "memory");
        return bits;
    }
    __device__ __forceinline__ void writeRows(unsigned yTile, unsigned zTile, int rows)
    {
        uint4 y[kMoves];
#pragma unroll
        for (int i = 0; i < kMoves; ++i)
            y[i] = readPiece(yTile, i);
        if (block.gated()) {
#pragma unroll
            for (int i = 0; i < kMoves; ++i) {
                const uint4 z = readPiece(zTile, i);
                y[i] = {gate(y[i].x, z.x), gate(y[i].y, z.y), gate(y[i].z, z.z), gate(y[i].w, z.w)};
            }
        }
        const std::int64_t step = kStep * m.s.out.rowStride;
        T* to = m_out;
        if (m.alignedOut && rows == kQ) {
#pragma unroll
            for (int i = 0; i < kMoves; ++i, to += step)
                *reinterpret_cast<uint4*>(to) = y[i];
        } else {
#pragma unroll
            for (int i = 0; i < kMoves; ++i, to += step)
                if (i * kStep + m_lane / kSlicePieces < rows)
                    writeSlowly(to, y[i]);
        }
        m_out += kQ * m.s.out.rowStride;
    }
    static __device__ __forceinline__ unsigned gate(unsigned y, unsigned z)
    {
        if constexpr (sizeof(T) == 2)
            return packPair(lowOf(y) * silu(lowOf(z)), highOf(y) * silu(highOf(z)));
        else
            return __float_as_uint(__uint_as_float(y) * silu(__uint_as_float(z)));
    }
    static __device__ __forceinline__ void writeSlowly(T* to, uint4 bits)
    {
        const unsigned words[4] = {bits.x, bits.y, bits.z, bits.w};
#pragma unroll
        for (int i = 0; i < kPieceElements; ++i) {
            if constexpr (sizeof(T) == 2)
                to[i] = __float2bfloat16_rn(i % 2 == 0 ? lowOf(words[i / 2]) : highOf(words[i / 2]));
            else
                to[i] = __uint_as_float(words[i]);
        }
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
        const int head = block.firstHead + m_local;
        return (index * m.s.heads + head) * m.s.states * m.s.headDim + (m_column - head * m.s.headDim);
    }
    __device__ __forceinline__ void begin()
    {
        const float* from = nullptr;
        if (m_exists && kOutput && block.part > 0)
            from =
                m.states + stateOffset(block.sequence * m.pieces + block.part * (m.segmentChunks / m.pieceChunks) - 1);
        else if (m_exists && kOutput && m.s.initialState != nullptr)
            from = m.s.initialState + stateOffset(block.sequence);
#pragma unroll
        for (int i = 0; i < N / 8; ++i)
#pragma unroll
            for (int k = 0; k < 4; ++k)
                m_h[i][k] = from != nullptr && stateExists(i) ? from[stateElement(i, k)] : 0.0F;
        if constexpr (kOutput) {
            const bool skips = m_exists && m.s.d != nullptr;
            m_skip[0] = skips ? m.s.d[m_column + m_lane / 4] : 0.0F;
            m_skip[1] = skips ? m.s.d[m_column + m_lane / 4 + 8] : 0.0F;
            const std::int64_t token = static_cast<std::int64_t>(block.firstChunk) * kQ + m_lane / kSlicePieces;
            m_out = static_cast<T*>(m.s.out.data) + block.sequence * m.s.out.batchStride + token * m.s.out.rowStride +
                    m_column + m_lane % kSlicePieces * kPieceElements;
        }
    }
    __device__ __forceinline__ void end(float total)
    {
        if (!m_exists)
            return;
        float* to = nullptr;
        if constexpr (kOutput) {
            if (m.s.finalState != nullptr && block.part == m.segments - 1)
                to = m.s.finalState + stateOffset(block.sequence);
        } else {
            const std::int64_t index = block.sequence * m.pieces + block.part;
            to = m.states + stateOffset(index);
            if (m_lane == 0 && m_column % m.s.headDim == 0)
                m.decays[index * m.s.heads + block.firstHead + m_local] = total;
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

    const Place& block;
    const Chunked& m;
    int m_lane;
    int m_local; ///< head within the block
    int m_column;
    bool m_exists;
    int m_piece; ///< first of this warp in a row of x
    T* m_out;    ///< where this lane writes its first row of the chunk to come
    float m_h[N / 8][4];
    unsigned m_raw[kSteps][4 * kP];
    float m_skip[2];
};

template <typename T, int N, bool kOutput>
__global__ void __launch_bounds__(32 * (kComputeWarps<N> + kHelpers), 1) walk(const __grid_constant__ Chunked arguments)
{
    extern __shared__ __align__(128) unsigned char shared[];
    const Block<T, N, kOutput> block(arguments, shared);
    const int warp = static_cast<int>(threadIdx.x) / 32;
    if (warp >= kComputeWarps<N>)
        Helper<T, N, kOutput>(block, static_cast<int>(threadIdx.x) - 32 * kComputeWarps<N>).run();
    else
        Columns<T, N, kOutput>(block, warp).run();
}

} // namespace mambascope::cuda
