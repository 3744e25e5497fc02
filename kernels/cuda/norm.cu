// SPDX-License-Identifier: GPL-3.0-or-later
// Bound by memory. A block owns a row (or a group of one) and keeps it in registers between the sum of squares and the
// product with the weight, so that everything is read once; rows that are too long for that, or not aligned, are read
// again from the cache.
#include "mambascope/cuda/norm.h"

#include "kernels/cuda/vectors.cuh"

#include <algorithm>

namespace mambascope::cuda {

namespace {

constexpr int kVector = 8;         ///< elements that a thread handles together, where rows are aligned
constexpr int kLargestBlock = 512; ///< threads

enum class Source {
    Plain, ///< x
    Sum,   ///< x + update
    Gated, ///< y silu(z)
};

struct Arguments
{
    std::int64_t width;  ///< of a group
    std::int64_t groups; ///< of a row
    View x;              ///< x or y
    View other;          ///< update or z
    MutableView sum;     ///< Source::Sum only
    MutableView out;
    const float* weight;
    float eps;
};

// `In` is the type of x and z, or of the update: x is fp32 then.
template <Source From, typename In, int Count>
struct Row
{
    using X = std::conditional_t<From == Source::Sum, float, In>;
    const X* x;
    const In* other = nullptr;
    float* sum = nullptr;

    __device__ Row(const Arguments& s, std::int64_t row, std::int64_t first)
        : x(static_cast<const X*>(s.x.data) + row * s.x.rowStride + first)
    {
        if constexpr (From != Source::Plain)
            other = static_cast<const In*>(s.other.data) + row * s.other.rowStride + first;
        if constexpr (From == Source::Sum)
            sum = static_cast<float*>(s.sum.data) + row * s.sum.rowStride + first;
    }
    __device__ __forceinline__ void read(std::int64_t at, float (&value)[Count]) const
    {
        readWide(x + at, value);
        if constexpr (From != Source::Plain) {
            float more[Count];
            readWide(other + at, more);
#pragma unroll
            for (int i = 0; i < Count; ++i)
                value[i] = From == Source::Sum ? value[i] + more[i] : value[i] * silu(more[i]);
        }
    }
    __device__ __forceinline__ void keepSum(std::int64_t at, const float (&value)[Count]) const
    {
        if constexpr (From == Source::Sum)
            writeNarrow(sum + at, value);
    }
    // Behind keepSum().
    __device__ __forceinline__ void readAgain(std::int64_t at, float (&value)[Count]) const
    {
        if constexpr (From == Source::Sum)
            readWide(sum + at, value);
        else
            read(at, value);
    }
};

// The same sum in every thread of the block.
__device__ __forceinline__ float blockSum(float value)
{
    __shared__ float parts[kLargestBlock / 32];
#pragma unroll
    for (int offset = 16; offset > 0; offset /= 2)
        value += __shfl_xor_sync(0xffffffffU, value, offset);
    if (blockDim.x == 32)
        return value;
    if (threadIdx.x % 32 == 0)
        parts[threadIdx.x / 32] = value;
    __syncthreads();
    float sum = 0;
    for (unsigned i = 0; i < blockDim.x / 32; ++i)
        sum += parts[i];
    return sum;
}

template <int Count>
__device__ __forceinline__ float squares(const float (&value)[Count])
{
    float sum = 0;
#pragma unroll
    for (int i = 0; i < Count; ++i)
        sum = fmaf(value[i], value[i], sum);
    return sum;
}

template <typename Out, int Count>
__device__ __forceinline__ void scale(float (&value)[Count], float factor, const float* weight, Out* out)
{
    float w[Count];
    if (weight != nullptr)
        readWide(weight, w);
#pragma unroll
    for (int i = 0; i < Count; ++i)
        value[i] = weight != nullptr ? value[i] * factor * w[i] : value[i] * factor;
    writeNarrow(out, value);
}

// `Kept` vectors of a row stay in a thread's registers; 0: none.
template <Source From, typename In, typename Out, int Count, int Kept>
__global__ void __launch_bounds__(kLargestBlock) norm(const __grid_constant__ Arguments s)
{
    const std::int64_t row = blockIdx.x / s.groups;
    const std::int64_t first = blockIdx.x % s.groups * s.width;
    const Row<From, In, Count> source(s, row, first);
    Out* const out = s.out.data != nullptr ? static_cast<Out*>(s.out.data) + row * s.out.rowStride + first : nullptr;
    const float* const weight = s.weight != nullptr ? s.weight + first : nullptr;
    const std::int64_t begin = threadIdx.x * std::int64_t{Count};
    const std::int64_t step = blockDim.x * std::int64_t{Count};
    float sum = 0;
    if constexpr (Kept > 0) {
        float value[Kept][Count];
#pragma unroll
        for (int k = 0; k < Kept; ++k)
            if (begin + k * step < s.width)
                source.read(begin + k * step, value[k]);
#pragma unroll
        for (int k = 0; k < Kept; ++k)
            if (begin + k * step < s.width) {
                source.keepSum(begin + k * step, value[k]);
                sum += squares(value[k]);
            }
        if (out == nullptr)
            return;
        const float factor = rsqrtf(blockSum(sum) / static_cast<float>(s.width) + s.eps);
#pragma unroll
        for (int k = 0; k < Kept; ++k)
            if (const std::int64_t at = begin + k * step; at < s.width)
                scale(value[k], factor, weight != nullptr ? weight + at : nullptr, out + at);
    } else {
        float value[Count];
        for (std::int64_t at = begin; at < s.width; at += step) {
            source.read(at, value);
            source.keepSum(at, value);
            sum += squares(value);
        }
        if (out == nullptr)
            return;
        const float factor = rsqrtf(blockSum(sum) / static_cast<float>(s.width) + s.eps);
        for (std::int64_t at = begin; at < s.width; at += step) {
            source.readAgain(at, value);
            scale(value, factor, weight != nullptr ? weight + at : nullptr, out + at);
        }
    }
}

template <Source From, typename In, typename Out>
void launch(const Arguments& s, std::int64_t rows, cudaStream_t stream)
{
    const auto blocks = static_cast<unsigned>(rows * s.groups);
    const bool aligned = s.width % kVector == 0 && isAligned(s.x) && isAligned(s.other) && isAligned(s.sum) &&
                         isAligned(s.out) && isAligned(s.weight);
    const std::int64_t vectors = s.width / kVector;
    const auto threads = [&](std::int64_t count) { return static_cast<unsigned>((count + 31) / 32 * 32); };
    if (!aligned || vectors > 4 * kLargestBlock)
        norm<From, In, Out, 1, 0><<<blocks, threads(std::min<std::int64_t>(s.width, kLargestBlock)), 0, stream>>>(s);
    else if (vectors <= 128)
        norm<From, In, Out, kVector, 1><<<blocks, threads(vectors), 0, stream>>>(s);
    else if (vectors <= 512)
        norm<From, In, Out, kVector, 2><<<blocks, threads((vectors + 1) / 2), 0, stream>>>(s);
    else
        norm<From, In, Out, kVector, 4><<<blocks, threads((vectors + 3) / 4), 0, stream>>>(s);
    checkLaunch("norm");
}

template <Source From, typename In>
void launch(const Arguments& s, std::int64_t rows, cudaStream_t stream)
{
    if (s.out.type == Type::Float32)
        launch<From, In, float>(s, rows, stream);
    else
        launch<From, In, __nv_bfloat16>(s, rows, stream);
}

void checkSizes(std::int64_t rows, std::int64_t width, std::int64_t groups)
{
    require(rows > 0 && width > 0, "norm: no elements");
    require(groups > 0 && width % groups == 0, "norm: groups of one size");
    require(rows * groups < std::int64_t{1} << 31, "norm: fewer than 2^31 rows");
}

} // namespace

void rmsNorm(const RmsNorm& s, Stream stream)
{
    checkSizes(s.rows, s.width, 1);
    require(s.x.data != nullptr, "norm: x is needed");
    require(s.out.data != nullptr || s.update.data != nullptr, "norm: nothing to compute");
    require(s.update.data == nullptr ||
                (s.sum.data != nullptr && s.x.type == Type::Float32 && s.sum.type == Type::Float32),
            "norm: a sum is formed and kept in fp32");
    const Arguments a = {s.width, 1, s.x, s.update, s.sum, s.out, s.weight, s.eps};
    const auto queue = static_cast<cudaStream_t>(stream);
    if (s.update.data != nullptr) {
        if (s.update.type == Type::Float32)
            launch<Source::Sum, float>(a, s.rows, queue);
        else
            launch<Source::Sum, __nv_bfloat16>(a, s.rows, queue);
    } else if (s.x.type == Type::Float32) {
        launch<Source::Plain, float>(a, s.rows, queue);
    } else {
        launch<Source::Plain, __nv_bfloat16>(a, s.rows, queue);
    }
}

void gatedRmsNorm(const GatedRmsNorm& s, Stream stream)
{
    checkSizes(s.rows, s.width, s.groups);
    require(s.y.data != nullptr && s.z.data != nullptr && s.out.data != nullptr && s.weight != nullptr,
            "gated norm: y, z, weight and out are needed");
    require(s.y.type == s.z.type && s.y.type == s.out.type, "gated norm: all views have one type");
    const Arguments a = {s.width / s.groups, s.groups, s.y, s.z, {}, s.out, s.weight, s.eps};
    const auto queue = static_cast<cudaStream_t>(stream);
    if (s.y.type == Type::Float32)
        launch<Source::Gated, float, float>(a, s.rows, queue);
    else
        launch<Source::Gated, __nv_bfloat16, __nv_bfloat16>(a, s.rows, queue);
}

} // namespace mambascope::cuda
