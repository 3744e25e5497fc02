// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/attention.cuh"

// A block's part of a map, in registers and shared memory.
namespace mambascope::cuda::attention {

constexpr int kTile = 128; // rows and columns of a block's part of the map; both begin at multiples of it
constexpr int kThreads = 256;
constexpr int kChunk = 16; // terms of a product that lie in shared memory at once
constexpr int kStride = kTile + 4;
constexpr int kGroups = kTile / static_cast<int>(kStepGroup);

struct Shared
{
    float left[2][kChunk][kTile];  // of rows
    float right[2][kChunk][kTile]; // of columns
    double step[kTile];            // running sum of the tile's steps, on the diagonal
    float weight[kTile];
    int list[kThreads]; // channels that reach this tile
    int listed[kThreads / 32];
    float entries[kTile][kStride];
};

// A thread's 8 x 8 entries: rows 8 ty.., columns 4 tx.. and 64 + 4 tx... A warp is 4 x 8 threads, so that both sides
// of its product are read from shared memory without conflicts.
struct Place
{
    int tx, ty;
    __device__ Place()
    {
        const int lane = static_cast<int>(threadIdx.x) % 32;
        const int warp = static_cast<int>(threadIdx.x) / 32;
        tx = lane % 8 + 8 * (warp % 2);
        ty = lane / 8 + 4 * (warp / 2);
    }
    __device__ int row(int r) const { return 8 * ty + r; }
    __device__ int column(int c) const { return c < 4 ? 4 * tx + c : 64 + 4 * tx + c - 4; }
};

struct Tile
{
    std::int64_t row, column; // first ones
    __device__ bool diagonal() const { return row == column; }
};

using Accumulators = float[8][8];

__device__ __forceinline__ void clear(Accumulators& sum)
{
#pragma unroll
    for (int r = 0; r < 8; ++r)
#pragma unroll
        for (int c = 0; c < 8; ++c)
            sum[r][c] = 0;
}

__device__ __forceinline__ float4* entriesOf(Shared& s, const Place& at, int r, int half)
{
    return reinterpret_cast<float4*>(s.entries[at.row(r)] + 64 * half + 4 * at.tx);
}

__device__ __forceinline__ void store(Shared& s, const Place& at, const Accumulators& sum)
{
#pragma unroll
    for (int r = 0; r < 8; ++r)
#pragma unroll
        for (int half = 0; half < 2; ++half)
            *entriesOf(s, at, r, half) =
                make_float4(sum[r][4 * half], sum[r][4 * half + 1], sum[r][4 * half + 2], sum[r][4 * half + 3]);
}

__device__ __forceinline__ void load8(const float* low, const float* high, float (&to)[8])
{
    const float4 a = *reinterpret_cast<const float4*>(low);
    const float4 b = *reinterpret_cast<const float4*>(high);
    to[0] = a.x, to[1] = a.y, to[2] = a.z, to[3] = a.w;
    to[4] = b.x, to[5] = b.y, to[6] = b.z, to[7] = b.w;
}

// sum += left' right over the first `terms` of a chunk.
__device__ __forceinline__ void multiply(const Shared& s, int buffer, int terms, const Place& at, Accumulators& sum)
{
#pragma unroll 4
    for (int k = 0; k < terms; ++k) {
        float l[8];
        float r[8];
        const float* left = s.left[buffer][k] + 8 * at.ty;
        const float* right = s.right[buffer][k] + 4 * at.tx;
        load8(left, left + 4, l);
        load8(right, right + 64, r);
#pragma unroll
        for (int i = 0; i < 8; ++i)
#pragma unroll
            for (int j = 0; j < 8; ++j)
                sum[i][j] = fmaf(l[i], r[j], sum[i][j]);
    }
}

// The half of a block that prepares rows (threads 0..127) or columns, one token a thread.
class Side
{
public:
    __device__ Side(const AttentionLayer& f, const Tile& tile)
        : m_rows(threadIdx.x < kTile), m_at(static_cast<int>(threadIdx.x) % kTile),
          m_token((m_rows ? tile.row : tile.column) + m_at), m_reference(tile.row / kStepGroup)
    {
        m_lane = m_at % 32;
        m_inside = m_token < f.length;
        m_group = min(m_token / kStepGroup, stepGroups(f.length) - 1);
    }
    __device__ bool rows() const { return m_rows; }
    __device__ int at() const { return m_at; }
    __device__ std::int64_t token() const { return m_token; }
    __device__ float* factors(Shared& s, int buffer) const { return (m_rows ? s.left : s.right)[buffer][0] + m_at; }
    // What a channel's factor of this token is made of; read early, because it comes from far.
    struct Step
    {
        float dt = 0;
        float threshold = 0;
        float rate = 0; // of state `lane`
        double from = 0, to = 0;
    };
    __device__ Step read(const AttentionLayer& f, std::int64_t channel) const
    {
        Step step;
        step.threshold = thresholdOf(f, channel);
        step.dt = m_inside ? f.dt[channel * f.dtStride + m_token] : 0.0F;
        const double* sums = sumsOf(f, channel);
        step.from = sums[m_rows ? m_reference : m_group + 1];
        step.to = sums[m_rows ? m_group : m_reference];
        return step;
    }
    // How far the token lies from the tile's first row in S, >= 0, and what its factor is weighed with. Steps of the
    // tokens between two groups of 32 are summed in fp64 before, those within a group by the warp.
    __device__ void decay(float dt, float threshold, float between, float& gap, float& weight) const
    {
        const float w = dt > threshold ? dt : 0.0F;
        const float within = m_rows ? sumUpTo(w, m_lane) : sumAfter(w, m_lane);
        gap = fmaxf(between + within, 0.0F);
        weight = m_rows ? 1.0F : w;
    }
    __device__ int lane() const { return m_lane; }
    __device__ bool inside() const { return m_inside; }
    __device__ std::int64_t group() const { return m_group; }

private:
    bool m_rows;
    bool m_inside;
    int m_at;
    int m_lane;
    std::int64_t m_token;
    std::int64_t m_reference;
    std::int64_t m_group; // of 32 tokens
};

// Whether anything of a channel is left between the tile's last column and its first row.
__device__ __forceinline__ bool reaches(const AttentionLayer& f, std::int64_t channel, const Tile& tile)
{
    if (tile.diagonal())
        return true;
    const double* sums = sumsOf(f, channel);
    const double gap = sums[tile.row / kStepGroup] - sums[tile.column / kStepGroup + kGroups];
    return f.slowest[channel] * kLog2e * static_cast<float>(gap) > kDeadExponent;
}

// Which of the channels first.. (up to as many as there are threads) reach the tile, in order; how many.
__device__ inline int listChannels(const AttentionLayer& f, const Tile& tile, std::int64_t first, std::int64_t end,
                                   Shared& s)
{
    if (end - first == 1) { // every thread sees the same
        __syncthreads();
        if (threadIdx.x == 0)
            s.list[0] = static_cast<int>(first);
        const bool here = reaches(f, first, tile);
        __syncthreads();
        return here ? 1 : 0;
    }
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int warp = static_cast<int>(threadIdx.x) / 32;
    const std::int64_t channel = first + threadIdx.x;
    const bool here = channel < end && reaches(f, channel, tile);
    const unsigned ballot = __ballot_sync(kWarp, here);
    __syncthreads(); // the list before this one has been read
    if (lane == 0)
        s.listed[warp] = __popc(ballot);
    __syncthreads();
    int before = __popc(ballot & ((1U << lane) - 1));
    int count = 0;
    for (int w = 0; w < kThreads / 32; ++w) {
        before += w < warp ? s.listed[w] : 0;
        count += s.listed[w];
    }
    if (here)
        s.list[before] = static_cast<int>(channel);
    __syncthreads();
    return count;
}

} // namespace mambascope::cuda::attention
