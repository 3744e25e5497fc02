// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A block owns some channels of one sequence and walks over its tokens in tiles. Producer warps read x, dt and z
// straight into registers one tile ahead, apply bias, softplus, limits and filter, and leave dt, dt x, B and C in
// shared memory; consumer warps run the recurrence and leave their parts of C . h there; producers then add the parts
// and D x, gate and write. Two teams of producers take tiles in turn, each with a tile of shared memory of its own, so
// that reading, preparing, recurrence and writing overlap.
//
// The recurrence is bound by the exponentials (16 a clock on a multiprocessor), N for every channel and token. Q lanes
// share a channel, each with N / Q states in registers, so that no exponential is computed twice and few channels still
// fill a multiprocessor. docs/kernels.md has what was measured.
#include "kernels/cuda/selective_scan_consumer.cuh"
#include "kernels/cuda/selective_scan_producer.cuh"

namespace mambascope::cuda::scan {

template <typename T, bool Vector, typename S>
__global__ void __launch_bounds__(S::kThreads, 1) kernel(const __grid_constant__ Arguments s)
{
    extern __shared__ float4 shared[];
    auto* const groups = reinterpret_cast<Memory<S>*>(shared)->groups;
    const std::int64_t firstChannel = static_cast<std::int64_t>(blockIdx.x) * S::Channels;
    const int tiles = static_cast<int>((s.tokens + S::Tokens - 1) / S::Tokens);
    if (threadIdx.x < 32 * S::kConsumers)
        Consumer<S>(s, groups, firstChannel, tiles);
    else
        Producer<T, Vector, S>(s, groups, firstChannel, tiles);
}

template <typename T, bool Vector, typename S>
void launch(const Arguments& s, std::int64_t batch, cudaStream_t stream)
{
    constexpr int kBytes = sizeof(Memory<S>);
    const auto function = kernel<T, Vector, S>;
    require(cudaFuncSetAttribute(function, cudaFuncAttributeMaxDynamicSharedMemorySize, kBytes) == cudaSuccess,
            "selective scan: this device has too little shared memory for a block");
    const dim3 grid(static_cast<unsigned>((s.channels + S::Channels - 1) / S::Channels), static_cast<unsigned>(batch));
    function<<<grid, S::kThreads, kBytes, stream>>>(s);
    checkLaunch("selective scan");
}

template <typename T, bool Vector>
void launchStates(const Arguments& s, std::int64_t states, std::int64_t batch, int lanes, cudaStream_t stream)
{
    switch (states) {
    case 8:
        return launch<T, Vector, Shape<8, 4, 32, 64, 4, 2>>(s, batch, stream);
    case 16:
        if (lanes >= 16)
            return launch<T, Vector, Shape<16, 16, 8, 64, 2, 2>>(s, batch, stream);
        return lanes >= 8 ? launch<T, Vector, Shape<16, 8, 16, 64, 2, 2>>(s, batch, stream)
                          : launch<T, Vector, Shape<16, 4, 32, 64, 4, 2>>(s, batch, stream);
    case 32:
        return launch<T, Vector, Shape<32, 8, 16, 64, 2, 2>>(s, batch, stream);
    default:
        return launch<T, Vector, Shape<64, 16, 16, 32, 2, 2>>(s, batch, stream);
    }
}

/// In a file of its own for each type, so that they compile side by side.
template <typename T>
void launchType(const Arguments& s, std::int64_t states, std::int64_t batch, int lanes, bool vector,
                cudaStream_t stream);

} // namespace mambascope::cuda::scan
