// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/ssd_chunks.cuh"
#include "kernels/cuda/ssd_tile.cuh"

namespace mambascope::cuda {

inline constexpr int kPrepareThreads = 256;
inline constexpr int kPrepareHeads = 32; // whose steps are in shared memory at a time

template <typename T, int N>
constexpr std::size_t prepareBytes()
{
    return std::size_t{2} * kParts<T> * kChunk<T> * N * 2 +
           std::size_t{kChunk<T>} * (kPrepareHeads + 1) * sizeof(float);
}

// What does not depend on the state, one block for a chunk of a group: C B^T, and dt and its running sums for the heads
// of the group. fp32 B and C are also left as two bf16 each.
template <typename T, int N>
class Prepare
{
    static constexpr int kQ = kChunk<T>;
    static constexpr int kP = kParts<T>;
    static constexpr int kRowBytes = 2 * N;
    static constexpr int kTileBytes = kQ * kRowBytes;
    static constexpr int kWarps = kPrepareThreads / 32;

public:
    __device__ Prepare(const Chunked& arguments, unsigned char* shared)
        : m(arguments), m_thread(static_cast<int>(threadIdx.x)), m_lane(m_thread % 32), m_warp(m_thread / 32),
          m_chunk(blockIdx.x), m_group(blockIdx.y), m_sequence(blockIdx.z), m_shared(shared)
    {
    }
    __device__ void run()
    {
        readRows(m.s.b, 0);
        readRows(m.s.c, 1);
        __syncthreads();
        multiplyRows();
        const std::int64_t heads = m.s.heads / m.s.groups;
        for (std::int64_t first = 0; first < heads; first += kPrepareHeads)
            sumSteps(m_group * heads + first, static_cast<int>(min(heads - first, std::int64_t{kPrepareHeads})));
    }

private:
    __device__ __forceinline__ unsigned char* tile(int matrix, int part) const
    {
        return m_shared + (matrix * kP + part) * kTileBytes;
    }
    __device__ void readRows(const View& view, int matrix)
    {
        constexpr int kPieces = N / 8;
        for (int i = m_thread; i < kQ * kPieces; i += kPrepareThreads) {
            const int row = i / kPieces;
            const int piece = i % kPieces;
            const std::int64_t token = m_chunk * kQ + row;
            const bool there = token < m.s.tokens && piece * 8 < m.s.states;
            alignas(16) T values[8] = {};
            if (there) {
                const T* from = static_cast<const T*>(view.data) + m_sequence * view.batchStride +
                                token * view.rowStride + m_group * m.s.states + piece * 8;
                if (matrix == 0 ? m.alignedB : m.alignedC) {
#pragma unroll
                    for (int k = 0; k < static_cast<int>(sizeof(T) / 2); ++k)
                        reinterpret_cast<uint4*>(values)[k] = reinterpret_cast<const uint4*>(from)[k];
                } else {
#pragma unroll
                    for (int k = 0; k < 8; ++k)
                        values[k] = from[k];
                }
            }
            Operand<kP> narrow;
#pragma unroll
            for (int k = 0; k < 4; ++k)
                narrow.set(k, static_cast<float>(values[2 * k]), static_cast<float>(values[2 * k + 1]));
#pragma unroll
            for (int part = 0; part < kP; ++part) {
                const uint4 bits = {narrow.r[part][0], narrow.r[part][1], narrow.r[part][2], narrow.r[part][3]};
                *reinterpret_cast<uint4*>(tile(matrix, part) + pieceOffset<kRowBytes>(row, piece)) = bits;
                if constexpr (kP == 2)
                    *reinterpret_cast<uint4*>(halves(matrix, part) + (m_chunk * kQ + row) * N + piece * 8) = bits;
            }
        }
    }
    __device__ __forceinline__ __nv_bfloat16* halves(int matrix, int part) const
    {
        return m.halves + (((matrix * kP + part) * m.s.batch + m_sequence) * m.s.groups + m_group) * m.chunks * kQ * N;
    }

    // Tiles of 16 x 16 of the lower triangle.
    __device__ void multiplyRows()
    {
        constexpr int kSide = kQ / 16;
        T* product = static_cast<T*>(m.product) + ((m_sequence * m.s.groups + m_group) * m.chunks + m_chunk) * kQ * kQ;
        for (int t = m_warp; t < kSide * kSide; t += kWarps) {
            const int rows = t / kSide;
            const int columns = t % kSide;
            if (columns > rows)
                continue;
            float sum[2][4] = {};
#pragma unroll 4
            for (int k = 0; k < N / 16; ++k) {
                Operand<kP> a;
                Operand<kP> b;
#pragma unroll
                for (int part = 0; part < kP; ++part) {
                    loadMatrices(a.r[part], sharedAddress(tile(1, part)) +
                                                static_cast<unsigned>(pieceOffset<kRowBytes>(
                                                    rows * 16 + m_lane / 8 % 2 * 8 + m_lane % 8, 2 * k + m_lane / 16)));
                    loadMatrices(b.r[part],
                                 sharedAddress(tile(0, part)) +
                                     static_cast<unsigned>(pieceOffset<kRowBytes>(
                                         columns * 16 + m_lane / 16 * 8 + m_lane % 8, 2 * k + m_lane / 8 % 2)));
                }
                multiplyPair(sum[0], sum[1], a, b);
            }
#pragma unroll
            for (int i = 0; i < 2; ++i)
#pragma unroll
                for (int half = 0; half < 2; ++half)
                    *reinterpret_cast<typename Pair<T>::Raw*>(product + (rows * 16 + half * 8 + m_lane / 4) * kQ +
                                                              columns * 16 + i * 8 + m_lane % 4 * 2) =
                        Pair<T>::narrow({sum[i][2 * half], sum[i][2 * half + 1]});
        }
    }

    __device__ void sumSteps(std::int64_t firstHead, int heads)
    {
        auto* steps = reinterpret_cast<float(*)[kPrepareHeads + 1]>(m_shared + 2 * kP * kTileBytes);
        __syncthreads();
        if (m_lane < heads) {
            const std::int64_t head = firstHead + m_lane;
            const StepRule rule(m.s, head);
#pragma unroll 4
            for (int row = m_warp; row < kQ; row += kWarps) {
                const std::int64_t token = m_chunk * kQ + row;
                float step = 0.0F;
                if (token < m.s.tokens) {
                    step = rule.step(readElement(m.s.dt.data, m.s.dt.type,
                                                 m_sequence * m.s.dt.batchStride + token * m.s.dt.rowStride + head));
                    if (m.s.dtOut.data != nullptr)
                        static_cast<float*>(
                            m.s.dtOut.data)[m_sequence * m.s.dtOut.batchStride + token * m.s.dtOut.rowStride + head] =
                            step;
                    step = rule.kept(step, tokenKept(m.s, m_sequence, token));
                }
                steps[row][m_lane] = step;
            }
        }
        __syncthreads();
        constexpr int kEach = kQ / 32;
        for (int i = m_warp; i < heads; i += kWarps) {
            const float rate = m.s.a[firstHead + i] * kLog2e;
            const std::int64_t to = (((m_sequence * m.s.heads + firstHead + i) * m.chunks) + m_chunk) * kQ;
            float step[kEach];
            float sum[kEach];
#pragma unroll
            for (int k = 0; k < kEach; ++k) {
                step[k] = steps[m_lane * kEach + k][i];
                sum[k] = step[k] * rate + (k > 0 ? sum[k - 1] : 0.0F);
            }
            float before = sum[kEach - 1];
#pragma unroll
            for (int distance = 1; distance < 32; distance *= 2) {
                const float other = __shfl_up_sync(0xffffffffU, before, distance);
                before += m_lane >= distance ? other : 0.0F;
            }
            before = __shfl_up_sync(0xffffffffU, before, 1);
            before = m_lane == 0 ? 0.0F : before;
#pragma unroll
            for (int k = 0; k < kEach; ++k) {
                m.dt[to + m_lane * kEach + k] = step[k];
                m.cum[to + m_lane * kEach + k] = before + sum[k];
            }
        }
    }

    const Chunked& m;
    int m_thread, m_lane, m_warp;
    std::int64_t m_chunk, m_group, m_sequence;
    unsigned char* m_shared;
};

template <typename T, int N>
__global__ void __launch_bounds__(kPrepareThreads) prepare(const __grid_constant__ Chunked arguments)
{
    extern __shared__ __align__(128) unsigned char shared[];
    Prepare<T, N>(arguments, shared).run();
}

} // namespace mambascope::cuda
