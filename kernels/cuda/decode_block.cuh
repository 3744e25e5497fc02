// SPDX-License-Identifier: GPL-3.0-or-later
// What the threads of a block do together within a step of generation: bring a vector to shared memory, sum what the
// warps have.
#pragma once

#include "kernels/cuda/decode_stream.cuh"

namespace mambascope::cuda::decode {

constexpr int kSegment = 32;                          // values whose squares 8 lanes sum
constexpr int kMostWidth = 8192;                      // of D and E
constexpr int kVectors = kMostWidth / (4 * kThreads); // fours of a vector that a thread holds
constexpr int kMostChannels = 256;                    // of a block, Mamba-1
constexpr int kMostStates = 256;

/// Shared memory beside the ring.
struct Scratch
{
    float sums[2][kWarps * kSumStride]; ///< [warp][row]; two, so that one can be read while the next fills
    float segments[kMostWidth / kSegment];
    float dt[kMostChannels];
    float b[kMostStates];
    float c[kMostStates];
    DecodeLayer layers[2];                                            ///< the present one and the next
    unsigned long long full[kMostStages * kParts], free[kMostStages]; ///< barriers of the ring
};

/// Values that blocks hand to each other, in device memory. Read through L2: no line of it is in a first-level cache.
struct Exchange
{
    unsigned long long* meetings;
    unsigned long long* best; ///< the largest key of a logit, and how many blocks have added theirs
    float* residual;          ///< [D]
    float* convolved;         ///< [conv width] behind SiLU: x, and B and C of Mamba-2
    float* gate;              ///< [E] silu(z)
    float* dt;                ///< Mamba-2 [H]
    float* low;               ///< Mamba-1 [r + 2N]: what x_proj makes
    float* y;                 ///< [E] gated
};

struct Arguments
{
    DecodeModel model;
    Exchange exchange;
    DecodeResult result;
    std::int64_t token;
    int stages;
};

/// What a product of these weights rounds its sides and its result to.
template <typename W>
__device__ __forceinline__ float roundedTo(float value)
{
    if constexpr (sizeof(W) == 4)
        return value;
    else
        return __bfloat162float(__float2bfloat16_rn(value));
}

__device__ __forceinline__ float4 loadFour(const float* from)
{
    return __ldcg(reinterpret_cast<const float4*>(from));
}
__device__ __forceinline__ float4 loadFour(const __nv_bfloat16* from)
{
    const uint2 raw = *reinterpret_cast<const uint2*>(from);
    return {__uint_as_float(raw.x << 16), __uint_as_float(raw.x & 0xffff0000U), __uint_as_float(raw.y << 16),
            __uint_as_float(raw.y & 0xffff0000U)};
}
__device__ __forceinline__ void storeFour(float* to, const float4& v)
{
    *reinterpret_cast<float4*>(to) = v;
}
__device__ __forceinline__ void storeFour(__nv_bfloat16* to, const float4& v)
{
    const __nv_bfloat162 low = __floats2bfloat162_rn(v.x, v.y);
    const __nv_bfloat162 high = __floats2bfloat162_rn(v.z, v.w);
    uint2 raw;
    raw.x = *reinterpret_cast<const unsigned*>(&low);
    raw.y = *reinterpret_cast<const unsigned*>(&high);
    *reinterpret_cast<uint2*>(to) = raw;
}

/// sum + the products of 16 bytes of a matrix and of x in shared memory
template <typename W>
__device__ __forceinline__ float dotPiece(const uint4& w, const unsigned char* x, float sum)
{
    const uint4 v = *reinterpret_cast<const uint4*>(x);
    const unsigned left[] = {w.x, w.y, w.z, w.w};
    const unsigned right[] = {v.x, v.y, v.z, v.w};
#pragma unroll
    for (int i = 0; i < 4; ++i) {
        if constexpr (sizeof(W) == 4) {
            sum = fmaf(__uint_as_float(left[i]), __uint_as_float(right[i]), sum);
        } else {
            sum = fmaf(__uint_as_float(left[i] << 16), __uint_as_float(right[i] << 16), sum);
            sum = fmaf(__uint_as_float(left[i] & 0xffff0000U), __uint_as_float(right[i] & 0xffff0000U), sum);
        }
    }
    return sum;
}

/// Zeros from `width` to the end of the last chunk.
template <typename W>
__device__ void clearTail(W* x, int width)
{
    constexpr int perChunk = kChunkBytes / static_cast<int>(sizeof(W));
    const int end = (width + perChunk - 1) / perChunk * perChunk;
    for (int i = width + static_cast<int>(threadIdx.x); i < end; i += kThreads)
        x[i] = fromFloat<W>(0);
}

/// x = source, rounded. The block meets before it returns.
template <typename W>
__device__ void stage(const float* source, int width, W* x)
{
#pragma unroll
    for (int j = 0; j < kVectors; ++j)
        if (const int i = 4 * (static_cast<int>(threadIdx.x) + j * kThreads); i < width)
            storeFour(x + i, loadFour(source + i));
    clearTail(x, width);
    meet();
}

/// x = source / rms(source) weight, rounded; a mean for each group of `group` values. The block meets before it
/// returns.
template <typename W, typename Source>
__device__ void stageNormed(const Source* source, const float* weight, float eps, int width, int group, float* segments,
                            W* x)
{
    const int lane = static_cast<int>(threadIdx.x % 32);
    float4 v[kVectors];
    float4 w[kVectors];
#pragma unroll
    for (int j = 0; j < kVectors; ++j) {
        const int i = 4 * (static_cast<int>(threadIdx.x) + j * kThreads);
        v[j] = i < width ? loadFour(source + i) : make_float4(0, 0, 0, 0);
        if (i < width)
            w[j] = *reinterpret_cast<const float4*>(weight + i);
    }
#pragma unroll
    for (int j = 0; j < kVectors; ++j) {
        const int i = 4 * (static_cast<int>(threadIdx.x) + j * kThreads);
        if (i - 4 * lane >= width) // for the whole warp
            break;
        float sum = v[j].x * v[j].x + v[j].y * v[j].y + v[j].z * v[j].z + v[j].w * v[j].w;
        for (int offset = 1; offset < kSegment / 4; offset *= 2)
            sum += __shfl_xor_sync(0xffffffff, sum, offset);
        if (lane % (kSegment / 4) == 0 && i < width)
            segments[i / kSegment] = sum;
    }
    meet();
    int of = -1;
    float scale = 0;
#pragma unroll
    for (int j = 0; j < kVectors; ++j) {
        const int i = 4 * (static_cast<int>(threadIdx.x) + j * kThreads);
        if (i - 4 * lane >= width)
            break;
        if (group == width || group % 128 == 0) { // one group for the whole warp
            if ((i - 4 * lane) / group != of) {
                of = (i - 4 * lane) / group;
                float sum = 0;
                for (int k = of * group / kSegment + lane; k * kSegment < (of + 1) * group; k += 32)
                    sum += segments[k];
                for (int offset = 1; offset < 32; offset *= 2)
                    sum += __shfl_xor_sync(0xffffffff, sum, offset);
                scale = rsqrtf(sum / static_cast<float>(group) + eps);
            }
        } else if (i < width && i / group != of) {
            of = i / group;
            float sum = 0;
            for (int k = of * group / kSegment; k * kSegment < (of + 1) * group; ++k)
                sum += segments[k];
            scale = rsqrtf(sum / static_cast<float>(group) + eps);
        }
        if (i < width)
            storeFour(x + i, make_float4(v[j].x * scale * w[j].x, v[j].y * scale * w[j].y, v[j].z * scale * w[j].z,
                                         v[j].w * scale * w[j].w));
    }
    clearTail(x, width);
    meet();
}

/// The sum of all warps' values of row threadIdx.x / kSumLanes, in each of the threads that share it.
__device__ __forceinline__ float sumOverWarps(const float* sums)
{
    const int row = static_cast<int>(threadIdx.x) / kSumLanes;
    float sum = 0;
#pragma unroll
    for (int i = 0; i < kWarps / kSumLanes; ++i)
        sum += sums[(static_cast<int>(threadIdx.x) % kSumLanes + i * kSumLanes) * kSumStride + row];
    for (int offset = 1; offset < kSumLanes; offset *= 2)
        sum += __shfl_xor_sync(0xffffffff, sum, offset);
    return sum;
}

/// The block's rows of the next matrix of the ring times x. epilogue(row of the block, whether there is one, product)
/// is called by the kSumLanes threads of every row, by whole warps.
template <typename W, class Epilogue>
__device__ void product(Multiplier<W>& multiplier, const Rows& rows, int columns, const unsigned char* x,
                        Scratch& scratch, Epilogue epilogue)
{
    const int warp = static_cast<int>(threadIdx.x / 32);
    const int lane = static_cast<int>(threadIdx.x % 32);
    const Pieces pieces(static_cast<std::int64_t>(columns) * static_cast<std::int64_t>(sizeof(W)));
    int buffer = 0;
    for (int first = 0; first < rows.count(); first += kGroupRows) {
        float* sums = scratch.sums[buffer];
        for (int row = 0; row < min(kGroupRows, rows.count() - first); row += kTileRows) {
            float part[2];
            multiplier.tile(x, pieces, part);
            if (lane % 4 == 0) {
                sums[warp * kSumStride + row + lane / 4] = part[0];
                sums[warp * kSumStride + row + lane / 4 + 8] = part[1];
            }
        }
        meet();
        const int row = first + static_cast<int>(threadIdx.x) / kSumLanes;
        epilogue(row, row < rows.count(), sumOverWarps(sums));
        buffer ^= 1;
    }
}

} // namespace mambascope::cuda::decode
