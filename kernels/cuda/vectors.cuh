// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/common.cuh"

#include <cstdint>

namespace mambascope::cuda {

/// Neighbouring elements as they lie in memory, moved with the widest accesses that their size allows.
template <typename T, int Count>
struct Packed
{
    static constexpr int kBytes = Count * static_cast<int>(sizeof(T));
    static constexpr int kAlignment = kBytes >= 16 ? 16 : kBytes;
    struct alignas(kAlignment) Values
    {
        T at[Count];
    };
    Values values;

    __device__ __forceinline__ void load(const T* from) { values = *reinterpret_cast<const Values*>(from); }
    __device__ __forceinline__ void store(T* to) const { *reinterpret_cast<Values*>(to) = values; }
    __device__ __forceinline__ void widen(float (&to)[Count]) const
    {
        if constexpr (sizeof(T) == 2 && Count % 2 == 0) {
#pragma unroll
            for (int i = 0; i < Count; i += 2) {
                const float2 two = __bfloat1622float2(__nv_bfloat162(values.at[i], values.at[i + 1]));
                to[i] = two.x;
                to[i + 1] = two.y;
            }
        } else {
#pragma unroll
            for (int i = 0; i < Count; ++i)
                to[i] = static_cast<float>(values.at[i]);
        }
    }
    __device__ __forceinline__ void narrow(const float (&from)[Count])
    {
        if constexpr (sizeof(T) == 2 && Count % 2 == 0) {
#pragma unroll
            for (int i = 0; i < Count; i += 2) {
                const __nv_bfloat162 two = __float22bfloat162_rn(make_float2(from[i], from[i + 1]));
                values.at[i] = two.x;
                values.at[i + 1] = two.y;
            }
        } else {
#pragma unroll
            for (int i = 0; i < Count; ++i)
                values.at[i] = fromFloat<T>(from[i]);
        }
    }
};

template <typename T, int Count>
__device__ __forceinline__ void readWide(const T* from, float (&to)[Count])
{
    Packed<T, Count> packed;
    packed.load(from);
    packed.widen(to);
}

template <typename T, int Count>
__device__ __forceinline__ void writeNarrow(T* to, const float (&from)[Count])
{
    Packed<T, Count> packed;
    packed.narrow(from);
    packed.store(to);
}

inline std::int64_t bytesOf(Type type)
{
    return type == Type::Float32 ? 4 : 2;
}

/// Whether every row of a view begins at a multiple of 16 bytes.
template <typename Pointer>
bool isAligned(const BasicView<Pointer>& view)
{
    const auto strides = static_cast<std::uint64_t>(view.rowStride | view.batchStride);
    return (reinterpret_cast<std::uintptr_t>(view.data) | strides * static_cast<std::uint64_t>(bytesOf(view.type))) %
               16 ==
           0;
}

inline bool isAligned(const float* array)
{
    return reinterpret_cast<std::uintptr_t>(array) % 16 == 0;
}

inline int multiprocessors()
{
    int device = 0;
    int count = 1;
    cudaGetDevice(&device);
    cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, device);
    return count;
}

} // namespace mambascope::cuda
