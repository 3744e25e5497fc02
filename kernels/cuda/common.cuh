// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/cuda/views.h"

#include <cuda_bf16.h>
#include <cuda_runtime.h>

#include <string>

namespace mambascope::cuda {

inline constexpr float kLog2e = 1.44269504088896341F;

inline void require(bool condition, const char* what)
{
    if (!condition)
        throw Failure(what);
}

/// After a launch.
inline void checkLaunch(const char* kernel)
{
    if (const cudaError_t status = cudaGetLastError(); status != cudaSuccess)
        throw Failure(std::string(kernel) + ": " + cudaGetErrorString(status));
}

/// Two neighbouring elements, moved together.
template <typename T>
struct Pair;
template <>
struct Pair<float>
{
    using Raw = float2;
    static __device__ float2 wide(float2 raw) { return raw; }
    static __device__ float2 narrow(float2 value) { return value; }
};
template <>
struct Pair<__nv_bfloat16>
{
    using Raw = __nv_bfloat162;
    static __device__ float2 wide(Raw raw) { return __bfloat1622float2(raw); }
    static __device__ Raw narrow(float2 value) { return __float22bfloat162_rn(value); }
};

template <typename T>
__device__ __forceinline__ T fromFloat(float value)
{
    if constexpr (sizeof(T) == 4)
        return value;
    else
        return __float2bfloat16_rn(value);
}

/// 2^x, relative error below 2^-22, exactly 1 at 0.
__device__ __forceinline__ float exp2Fast(float x)
{
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

__device__ __forceinline__ float reciprocal(float x)
{
    float y;
    asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

__device__ __forceinline__ float silu(float x)
{
    return x * reciprocal(1.0F + exp2Fast(-kLog2e * x));
}

/// ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|). A polynomial for the logarithm, because the hardware's has no relative
/// accuracy where its argument is near 1, which is where small steps come from. Relative error below 6e-7.
__device__ __forceinline__ float softplus(float x)
{
    const float e = exp2Fast(-kLog2e * fabsf(x));
    float p = -8.539208211e-3F; // ln(1 + e) / e on [0, 1], least relative error (2e-7 before rounding)
    p = fmaf(p, e, 4.408963397e-2F);
    p = fmaf(p, e, -0.107681714F);
    p = fmaf(p, e, 0.1774524152F);
    p = fmaf(p, e, -0.2449546307F);
    p = fmaf(p, e, 0.3327547908F);
    p = fmaf(p, e, -0.4999740422F);
    p = fmaf(p, e, 0.9999998212F);
    return fmaf(p, e, fmaxf(x, 0.0F));
}

/// Producers and consumers of a block meet at numbered barriers; 0 is __syncthreads().
template <int Threads>
__device__ __forceinline__ void barrierWait(int number)
{
    asm volatile("bar.sync %0, %1;" ::"r"(number), "n"(Threads) : "memory");
}
template <int Threads>
__device__ __forceinline__ void barrierArrive(int number)
{
    asm volatile("bar.arrive %0, %1;" ::"r"(number), "n"(Threads) : "memory");
}

} // namespace mambascope::cuda
