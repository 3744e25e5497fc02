// SPDX-License-Identifier: GPL-3.0-or-later
// The recurrence as it is written. A block owns a head of one sequence; four neighbouring lanes share a column of the
// state and hold a quarter of its N values each. B, C and dt of a tile of tokens are in shared memory.
#include "kernels/cuda/ssd_steps.cuh"

namespace mambascope::cuda {

namespace {

constexpr int kTile = 16; // tokens
constexpr int kLanes = 4;

template <int Count>
__global__ void __launch_bounds__(512) byToken(SsdScan s)
{
    __shared__ float b[kTile][kLanes * Count];
    __shared__ float c[kTile][kLanes * Count];
    __shared__ float dt[kTile];
    const int lane = static_cast<int>(threadIdx.x) % kLanes;
    const std::int64_t p = threadIdx.x / kLanes;
    const std::int64_t head = blockIdx.x;
    const std::int64_t sequence = blockIdx.y;
    const std::int64_t column = head * s.headDim + p;
    const std::int64_t group = head / (s.heads / s.groups) * s.states;
    const std::int64_t states = (sequence * s.heads + head) * s.states * s.headDim + p;
    const StepRule rule(s, head);
    const float rate = s.a[head] * kLog2e;
    const float skip = s.d != nullptr ? s.d[column] : 0.0F;
    float h[Count];
#pragma unroll
    for (int k = 0; k < Count; ++k) {
        const int n = k * kLanes + lane;
        h[k] = n < s.states && s.initialState != nullptr ? s.initialState[states + n * s.headDim] : 0.0F;
    }
    for (std::int64_t first = 0; first < s.tokens; first += kTile) {
        __syncthreads();
        for (int i = static_cast<int>(threadIdx.x); i < kTile * kLanes * Count; i += static_cast<int>(blockDim.x)) {
            const int row = i / (kLanes * Count);
            const int n = i % (kLanes * Count);
            const std::int64_t token = first + row;
            const bool exists = token < s.tokens && n < s.states;
            const std::int64_t atB = sequence * s.b.batchStride + token * s.b.rowStride + group + n;
            const std::int64_t atC = sequence * s.c.batchStride + token * s.c.rowStride + group + n;
            b[row][n] = exists ? readElement(s.b.data, s.b.type, atB) : 0.0F;
            c[row][n] = exists ? readElement(s.c.data, s.c.type, atC) : 0.0F;
        }
        if (threadIdx.x < kTile && first + threadIdx.x < s.tokens) {
            const std::int64_t token = first + threadIdx.x;
            const float step = rule.step(
                readElement(s.dt.data, s.dt.type, sequence * s.dt.batchStride + token * s.dt.rowStride + head));
            if (s.dtOut.data != nullptr)
                static_cast<float*>(s.dtOut.data)[sequence * s.dtOut.batchStride + token * s.dtOut.rowStride + head] =
                    step;
            dt[threadIdx.x] = rule.kept(step, tokenKept(s, sequence, token));
        }
        __syncthreads();
        for (int row = 0; row < kTile && first + row < s.tokens; ++row) {
            const std::int64_t token = first + row;
            const float x =
                readElement(s.x.data, s.x.type, sequence * s.x.batchStride + token * s.x.rowStride + column);
            const float decay = exp2Fast(dt[row] * rate);
            const float dtx = dt[row] * x;
            float y = 0.0F;
#pragma unroll
            for (int k = 0; k < Count; ++k) {
                h[k] = fmaf(decay, h[k], dtx * b[row][k * kLanes + lane]);
                y = fmaf(h[k], c[row][k * kLanes + lane], y);
            }
            y += __shfl_xor_sync(0xffffffffU, y, 1);
            y += __shfl_xor_sync(0xffffffffU, y, 2);
            if (lane == 0) {
                y = fmaf(skip, x, y);
                if (s.z.data != nullptr)
                    y *= silu(
                        readElement(s.z.data, s.z.type, sequence * s.z.batchStride + token * s.z.rowStride + column));
                writeElement(s.out.data, s.out.type, sequence * s.out.batchStride + token * s.out.rowStride + column,
                             y);
            }
        }
    }
    if (s.finalState != nullptr) {
#pragma unroll
        for (int k = 0; k < Count; ++k)
            if (const int n = k * kLanes + lane; n < s.states)
                s.finalState[states + n * s.headDim] = h[k];
    }
}

} // namespace

void ssdScanByToken(const SsdScan& s, cudaStream_t stream)
{
    const dim3 grid(static_cast<unsigned>(s.heads), static_cast<unsigned>(s.batch));
    const auto threads = static_cast<unsigned>(s.headDim * kLanes);
    if (s.states <= 64)
        byToken<16><<<grid, threads, 0, stream>>>(s);
    else if (s.states <= 128)
        byToken<32><<<grid, threads, 0, stream>>>(s);
    else
        byToken<64><<<grid, threads, 0, stream>>>(s);
    checkLaunch("SSD scan");
}

} // namespace mambascope::cuda
