// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/common.cuh"
#include "mambascope/cuda/attention.h"

namespace mambascope::cuda {

inline constexpr unsigned kWarp = 0xffffffffU;
/// 2^this is zero in exp2Fast(), which knows no denormals: what has decayed so far need not be computed.
inline constexpr float kDeadExponent = -126.0F;

/// Running sums of steps before each group of kStepGroup tokens.
__device__ __forceinline__ const double* sumsOf(const AttentionLayer& f, std::int64_t channel)
{
    return f.sums + channel * (stepGroups(f.length) + 1);
}

__device__ __forceinline__ float thresholdOf(const AttentionLayer& f, std::int64_t channel)
{
    return f.threshold == nullptr ? -1.0F : f.threshold[channel];
}

/// w of a token: its step, or 0 where it was dropped or there is none.
__device__ __forceinline__ float keptStep(const AttentionLayer& f, std::int64_t channel, std::int64_t token,
                                          float threshold)
{
    if (token >= f.length)
        return 0.0F;
    const float dt = f.dt[channel * f.dtStride + token];
    return dt > threshold ? dt : 0.0F;
}

/// Sum over the lanes up to this one.
template <typename T>
__device__ __forceinline__ T sumUpTo(T value, int lane)
{
#pragma unroll
    for (int d = 1; d < 32; d *= 2) {
        const T other = __shfl_up_sync(kWarp, value, d);
        if (lane >= d)
            value += other;
    }
    return value;
}

/// Sum over the lanes after this one.
template <typename T>
__device__ __forceinline__ T sumAfter(T value, int lane)
{
#pragma unroll
    for (int d = 1; d < 32; d *= 2) {
        const T other = __shfl_down_sync(kWarp, value, d);
        if (lane + d < 32)
            value += other;
    }
    const T after = __shfl_down_sync(kWarp, value, 1);
    return lane == 31 ? T(0) : after;
}

template <typename T>
__device__ __forceinline__ T warpSum(T value)
{
#pragma unroll
    for (int d = 16; d > 0; d /= 2)
        value += __shfl_xor_sync(kWarp, value, d);
    return value;
}

inline void requireLayer(const AttentionLayer& f)
{
    require(f.length > 0 && f.channels > 0 && f.states > 0 && f.groups > 0, "attention: an empty layer");
    require(f.channels % f.groups == 0, "attention: channels must be a multiple of groups");
    require(!f.ratePerState || f.groups == 1, "attention: one rate a state has one group");
    require(f.dt != nullptr && f.a != nullptr, "attention: dt and a are needed");
}

inline void requireFactors(const AttentionLayer& f)
{
    requireLayer(f);
    require(f.b != nullptr && f.c != nullptr && f.sums != nullptr && f.slowest != nullptr,
            "attention: b, c and the sums of steps are needed");
}

} // namespace mambascope::cuda
