// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/common.cuh"

#include <cstdint>

// Tiles of 16-bit values in shared memory and the tensor cores' m16n8k16 product.
namespace mambascope::cuda {

/// Bytes from the start of a tile to 16 bytes of it. Rows follow one another without gaps; the 16-byte pieces of a row
/// are exchanged so that the same piece of eight neighbouring rows lies in eight different groups of banks.
template <int RowBytes>
__device__ __forceinline__ int pieceOffset(int row, int piece)
{
    static_assert(RowBytes == 32 || RowBytes == 64 || RowBytes % 128 == 0);
    constexpr int kShift = RowBytes == 32 ? 2 : (RowBytes == 64 ? 1 : 0);
    constexpr int kMask = RowBytes == 32 ? 1 : (RowBytes == 64 ? 3 : 7);
    return row * RowBytes + ((piece ^ ((row >> kShift) & kMask)) << 4);
}

/// Where a lane finds its row of pairs of neighbouring pieces, for loadMatrices(): pair i of `row` + n is at(i, n), n a
/// multiple of eight. Pairs are exchanged as a whole, so that one register and constants are enough.
template <int RowBytes>
struct PairAddresses
{
    static constexpr int kCount = RowBytes < 128 ? RowBytes / 32 : 4;
    unsigned base;

    /// `tile` at a multiple of 128 bytes; `second`: whether the lane's piece is the second of a pair.
    __device__ __forceinline__ PairAddresses(unsigned tile, int row, int second)
        : base(tile + static_cast<unsigned>(pieceOffset<RowBytes>(row, second)))
    {
    }
    __device__ __forceinline__ unsigned at(int pair, int rows) const
    {
        return (base ^ static_cast<unsigned>(pair % kCount * 32)) +
               static_cast<unsigned>(pair / kCount * 128 + rows * RowBytes);
    }
};

__device__ __forceinline__ unsigned sharedAddress(const void* pointer)
{
    return static_cast<unsigned>(__cvta_generic_to_shared(pointer));
}

/// 16 bytes on their own way to shared memory; zeros unless `there`.
__device__ __forceinline__ void copyAsync(unsigned to, const void* from, bool there)
{
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to), "l"(from), "r"(there ? 16 : 0) : "memory");
}
__device__ __forceinline__ void copyCommit()
{
    asm volatile("cp.async.commit_group;" ::: "memory");
}
/// Until no more than the newest `Pending` groups are on their way.
template <int Pending = 0>
__device__ __forceinline__ void copyWait()
{
    asm volatile("cp.async.wait_group %0;" ::"n"(Pending) : "memory");
}

/// Four 8 x 8 matrices; lane i names the row i % 8 of matrix i / 8.
__device__ __forceinline__ void loadMatrices(unsigned (&r)[4], unsigned address)
{
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(address));
}
__device__ __forceinline__ void loadMatricesTransposed(unsigned (&r)[4], unsigned address)
{
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(address));
}
__device__ __forceinline__ void storeMatricesTransposed(unsigned address, const unsigned (&r)[4])
{
#if __CUDA_ARCH__ >= 900
    asm volatile("stmatrix.sync.aligned.m8n8.x4.trans.shared.b16 [%0], {%1, %2, %3, %4};" ::"r"(address), "r"(r[0]),
                 "r"(r[1]), "r"(r[2]), "r"(r[3])
                 : "memory");
#else
    const unsigned lane = threadIdx.x % 32;
#pragma unroll
    for (int i = 0; i < 4; ++i) {
        unsigned row;
        asm volatile("movmatrix.sync.aligned.m8n8.trans.b16 %0, %1;" : "=r"(row) : "r"(r[i]));
        const unsigned to = __shfl_sync(0xffffffffU, address, i * 8 + static_cast<int>(lane / 4)) + lane % 4 * 4;
        asm volatile("st.shared.b32 [%0], %1;" ::"r"(to), "r"(row) : "memory");
    }
#endif
}

/// d += a b: a 16 x 16 (rows lane / 4 and 8 below), b 16 x 8.
__device__ __forceinline__ void multiply(float (&d)[4], const unsigned (&a)[4], unsigned b0, unsigned b1)
{
    asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
        "{%0, %1, %2, %3};"
        : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

__device__ __forceinline__ unsigned packPair(float low, float high)
{
    const __nv_bfloat162 pair = __floats2bfloat162_rn(low, high);
    return *reinterpret_cast<const unsigned*>(&pair);
}
__device__ __forceinline__ float lowOf(unsigned pair)
{
    return __uint_as_float(pair << 16);
}
__device__ __forceinline__ float highOf(unsigned pair)
{
    return __uint_as_float(pair & 0xffff0000U);
}

/// Values as the tensor cores take them: one bf16 each, or two whose sum has 16 bits of mantissa. A product of the
/// latter is three: what is left out is 2^-18 of it.
template <int Parts>
struct Operand
{
    unsigned r[Parts][4];

    __device__ __forceinline__ void set(int i, float low, float high)
    {
        r[0][i] = packPair(low, high);
        if constexpr (Parts == 2)
            r[1][i] = packPair(low - lowOf(r[0][i]), high - highOf(r[0][i]));
    }
};

/// d[tile], d[tile + 1] += a b, where b holds two tiles of eight columns side by side.
template <int Parts>
__device__ __forceinline__ void multiplyPair(float (&first)[4], float (&second)[4], const Operand<Parts>& a,
                                             const Operand<Parts>& b)
{
#pragma unroll
    for (int i = 0; i < Parts; ++i)
#pragma unroll
        for (int k = 0; i + k < Parts; ++k) {
            multiply(first, a.r[i], b.r[k][0], b.r[k][1]);
            multiply(second, a.r[i], b.r[k][2], b.r[k][3]);
        }
}

} // namespace mambascope::cuda
