// SPDX-License-Identifier: GPL-3.0-or-later
#include "mambascope/cuda/softplus.h"

#include "kernels/cuda/vectors.cuh"

#include <algorithm>

namespace mambascope::cuda {

namespace {

constexpr int kThreads = 256;

template <typename T, int Count>
__global__ void __launch_bounds__(kThreads) softplusRows(const __grid_constant__ SoftplusBias s)
{
    const std::int64_t vectors = s.width / Count;
    const std::int64_t all = s.rows * vectors;
    const auto step = static_cast<std::int64_t>(gridDim.x) * kThreads;
    for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x; i < all; i += step) {
        const std::int64_t row = i / vectors;
        const std::int64_t column = i % vectors * Count;
        float value[Count];
        float bias[Count] = {};
        readWide(static_cast<const T*>(s.x.data) + row * s.x.rowStride + column, value);
        if (s.bias != nullptr)
            readWide(s.bias + column, bias);
#pragma unroll
        for (int k = 0; k < Count; ++k)
            value[k] = fminf(fmaxf(softplus(value[k] + bias[k]), s.low), s.high);
        writeNarrow(s.out + row * s.width + column, value);
    }
}

template <typename T>
void launch(const SoftplusBias& s, cudaStream_t stream)
{
    constexpr int kCount = 16 / sizeof(T);
    const bool aligned = s.width % kCount == 0 && isAligned(s.x) && isAligned(s.bias) && isAligned(s.out);
    const std::int64_t vectors = s.rows * s.width / (aligned ? kCount : 1);
    const auto blocks = static_cast<unsigned>(std::min<std::int64_t>((vectors + kThreads - 1) / kThreads, 1 << 20));
    if (aligned)
        softplusRows<T, kCount><<<blocks, kThreads, 0, stream>>>(s);
    else
        softplusRows<T, 1><<<blocks, kThreads, 0, stream>>>(s);
    checkLaunch("softplus");
}

} // namespace

void softplusBias(const SoftplusBias& s, Stream stream)
{
    require(s.rows > 0 && s.width > 0, "softplus: no elements");
    require(s.x.data != nullptr && s.out != nullptr, "softplus: x and out are needed");
    const auto queue = static_cast<cudaStream_t>(stream);
    if (s.x.type == Type::Float32)
        launch<float>(s, queue);
    else
        launch<__nv_bfloat16>(s, queue);
}

} // namespace mambascope::cuda
