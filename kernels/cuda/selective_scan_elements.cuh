// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/common.cuh"

#include <cstdint>

namespace mambascope::cuda::scan {

/// `Count` neighbouring elements as they lie in memory.
template <typename T, int Count>
struct Elements
{
    static constexpr int kWords = Count * static_cast<int>(sizeof(T)) / 4;
    static_assert(kWords == 1 || kWords == 2 || kWords == 4);
    std::uint32_t words[kWords];

    __device__ __forceinline__ float operator[](int i) const
    {
        if constexpr (sizeof(T) == 4)
            return __uint_as_float(words[i]);
        else // a bf16 is the upper half of a float
            return __uint_as_float(i % 2 == 0 ? words[i / 2] << 16 : words[i / 2] & 0xffff0000U);
    }
    __device__ __forceinline__ void load(const void* from)
    {
        if constexpr (kWords == 4) {
            const uint4 v = __ldg(static_cast<const uint4*>(from));
            words[0] = v.x, words[1] = v.y, words[2] = v.z, words[3] = v.w;
        } else if constexpr (kWords == 2) {
            const uint2 v = __ldg(static_cast<const uint2*>(from));
            words[0] = v.x, words[1] = v.y;
        } else {
            words[0] = __ldg(static_cast<const std::uint32_t*>(from));
        }
    }
    /// Elements that need not be aligned; those from `there` on are zeros.
    __device__ __forceinline__ void loadSingly(const T* from, int there)
    {
#pragma unroll
        for (int w = 0; w < kWords; ++w) {
            if constexpr (sizeof(T) == 4) {
                words[w] = w < there ? __float_as_uint(from[w]) : 0U;
            } else {
                const auto* const halves = reinterpret_cast<const std::uint16_t*>(from);
                const std::uint32_t low = 2 * w < there ? halves[2 * w] : 0U;
                const std::uint32_t high = 2 * w + 1 < there ? halves[2 * w + 1] : 0U;
                words[w] = low | high << 16;
            }
        }
    }
    __device__ __forceinline__ void pack(const float (&values)[Count])
    {
#pragma unroll
        for (int w = 0; w < kWords; ++w) {
            if constexpr (sizeof(T) == 4) {
                words[w] = __float_as_uint(values[w]);
            } else {
                const __nv_bfloat162 pair = __floats2bfloat162_rn(values[2 * w], values[2 * w + 1]);
                words[w] = *reinterpret_cast<const std::uint32_t*>(&pair);
            }
        }
    }
    __device__ __forceinline__ void store(void* to) const
    {
        if constexpr (kWords == 4)
            *static_cast<uint4*>(to) = make_uint4(words[0], words[1], words[2], words[3]);
        else if constexpr (kWords == 2)
            *static_cast<uint2*>(to) = make_uint2(words[0], words[1]);
        else
            *static_cast<std::uint32_t*>(to) = words[0];
    }
};

} // namespace mambascope::cuda::scan
