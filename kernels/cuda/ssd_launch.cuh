// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/ssd_prepare.cuh"
#include "kernels/cuda/ssd_walk.cuh"

namespace mambascope::cuda {

namespace {

// States at the ends of pieces, from what each adds.
__global__ void passStates(const __grid_constant__ Chunked m)
{
    const std::int64_t perHead = m.s.states * m.s.headDim;
    const std::int64_t perSegment = m.s.heads * perHead;
    const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    const std::int64_t sequence = blockIdx.y;
    if (i >= perSegment)
        return;
    float h = m.s.initialState != nullptr ? m.s.initialState[sequence * perSegment + i] : 0.0F;
    for (std::int64_t piece = 0; piece < m.pieces; ++piece) {
        const std::int64_t index = sequence * m.pieces + piece;
        float& state = m.states[index * perSegment + i];
        h = fmaf(exp2Fast(m.decays[index * m.s.heads + i / perHead]), h, state);
        state = h;
    }
}

template <typename Kernel>
void launch(Kernel* kernel, dim3 grid, int threads, std::size_t bytes, const Chunked& m, cudaStream_t stream)
{
    if (cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(bytes)) !=
        cudaSuccess)
        throw Failure("SSD scan: not enough shared memory");
    kernel<<<grid, static_cast<unsigned>(threads), bytes, stream>>>(m);
    checkLaunch("SSD scan");
}

} // namespace

template <typename T, int N>
void launchChunked(const Chunked& m, cudaStream_t stream)
{
    const auto batch = static_cast<unsigned>(m.s.batch);
    const auto groups = static_cast<unsigned>(m.s.groups);
    launch(prepare<T, N>, dim3(static_cast<unsigned>(m.chunks), groups, batch), kPrepareThreads, prepareBytes<T, N>(),
           m, stream);
    constexpr int kThreads = 32 * (kComputeWarps<N> + kHelpers);
    const auto blocks = static_cast<unsigned>(m.blocksPerGroup) * groups;
    const bool gated = m.s.z.data != nullptr;
    if (m.segments > 1) {
        launch(walk<T, N, false>, dim3(blocks, static_cast<unsigned>(m.pieces), batch), kThreads,
               walkBytes<T, N, false>(m.slices, m.headsPerBlock, gated), m, stream);
        const std::int64_t elements = m.s.heads * m.s.states * m.s.headDim;
        launch(passStates, dim3(static_cast<unsigned>((elements + 255) / 256), batch), 256, 0, m, stream);
    }
    launch(walk<T, N, true>, dim3(blocks, static_cast<unsigned>(m.segments), batch), kThreads,
           walkBytes<T, N, true>(m.slices, m.headsPerBlock, gated), m, stream);
}

} // namespace mambascope::cuda
