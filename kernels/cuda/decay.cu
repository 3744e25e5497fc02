// SPDX-License-Identifier: GPL-3.0-or-later
#include "mambascope/cuda/decay.h"

#include "kernels/cuda/attention.cuh"

namespace mambascope::cuda {

namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;
constexpr int kGroupsOfBlock = 256; // groups of 32 tokens: 8,192 tokens a block
constexpr int kTokensOfLog = 8;      // as many factors >= 1 / N are multiplied before a logarithm is taken of them
constexpr int kMaxStates = 256;
constexpr int kScanThreads = 512;

// One block is one channel and a range of its tokens. Writes the groups' own sums (behind the first entry of the
// channel) and adds to lnDecay and kept. The slowest rate is taken out of the mean, so that it never underflows; what
// is left of it is 1 and needs no exponential.
template <bool Decay>
__global__ __launch_bounds__(kThreads) void sumSteps(const AttentionLayer f, const StepSums out, std::int64_t blocks)
{
    __shared__ float rates[kMaxStates];
    __shared__ float slowestOf;
    const std::int64_t channel = blockIdx.x / blocks;
    const std::int64_t part = blockIdx.x % blocks;
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int warp = static_cast<int>(threadIdx.x) / 32;
    const int count = f.ratePerState ? static_cast<int>(f.states) : 1;
    const float* a = f.a + channel * count;
    if (warp == 0) {
        float most = a[0];
        int where = 0;
        for (int n = 1; n < count; ++n)
            if (a[n] > most) {
                most = a[n];
                where = n;
            }
        for (int n = lane; n < count; n += 32)
            if (n != where)
                rates[n - (n > where)] = (a[n] - most) * kLog2e;
        if (lane == 0) {
            slowestOf = most;
            if (part == 0 && out.slowest != nullptr)
                out.slowest[channel] = most;
        }
    }
    __syncthreads();
    const float threshold = thresholdOf(f, channel);
    const std::int64_t groups = (f.length + kStepGroup - 1) / kStepGroup;
    const std::int64_t end = min(groups, (part + 1) * kGroupsOfBlock);
    double* sums = out.sums + channel * (groups + 1);
    double total = 0;
    double ln = 0;
    float product = 1;
    int factors = 0;
    int kept = 0;
    const float share = 1.0F / static_cast<float>(count);
    for (std::int64_t group = part * kGroupsOfBlock + warp; group < end; group += kWarps) {
        const std::int64_t token = group * kStepGroup + lane;
        const float w = keptStep(f, channel, token, threshold);
        const double sum = warpSum(static_cast<double>(w));
        if (lane == 0) {
            sums[group + 1] = sum;
            total += sum;
        }
        kept += token < f.length && f.dt[channel * f.dtStride + token] > threshold ? 1 : 0;
        if constexpr (Decay) {
            float mean = 1;
#pragma unroll 5
            for (int n = 0; n < count - 1; ++n)
                mean += exp2Fast(w * rates[n]);
            product *= mean * share;
            if (++factors == kTokensOfLog) {
                ln += static_cast<double>(logf(product));
                product = 1;
                factors = 0;
            }
        }
    }
    if constexpr (Decay)
        ln += static_cast<double>(logf(product));
    if (out.lnDecay == nullptr && out.kept == nullptr)
        return;
    ln += total * static_cast<double>(slowestOf);
    ln = warpSum(ln);
    kept = warpSum(kept);
    if (lane > 0)
        return;
    if (out.lnDecay != nullptr)
        atomicAdd(out.lnDecay + channel, ln);
    if (out.kept != nullptr && kept > 0)
        atomicAdd(reinterpret_cast<unsigned long long*>(out.kept + channel), static_cast<unsigned long long>(kept));
}

// Sums of groups to sums before them, in place; one block a channel.
__global__ __launch_bounds__(kScanThreads) void scanGroups(double* all, std::int64_t groups)
{
    __shared__ double ofWarp[kScanThreads / 32];
    double* sums = all + blockIdx.x * (groups + 1);
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int warp = static_cast<int>(threadIdx.x) / 32;
    double carried = 0;
    if (threadIdx.x == 0)
        sums[0] = 0;
    for (std::int64_t first = 0; first < groups; first += kScanThreads) {
        const std::int64_t group = first + threadIdx.x;
        double value = sumUpTo(group < groups ? sums[group + 1] : 0.0, lane);
        if (lane == 31)
            ofWarp[warp] = value;
        __syncthreads();
        double before = carried;
        double everything = carried;
        for (int w = 0; w < kScanThreads / 32; ++w) {
            before += w < warp ? ofWarp[w] : 0.0;
            everything += ofWarp[w];
        }
        if (group < groups)
            sums[group + 1] = before + value;
        carried = everything;
        __syncthreads();
    }
}

void zero(void* memory, std::size_t bytes, cudaStream_t stream)
{
    if (const cudaError_t status = cudaMemsetAsync(memory, 0, bytes, stream); status != cudaSuccess)
        throw Failure(std::string("sums of steps: ") + cudaGetErrorString(status));
}

} // namespace

void stepSums(const AttentionLayer& f, const StepSums& out, Stream queue)
{
    requireLayer(f);
    require(out.sums != nullptr, "sums of steps: memory for the sums is needed");
    require(!f.ratePerState || f.states <= kMaxStates, "sums of steps: at most 256 states with rates of their own");
    auto* const stream = static_cast<cudaStream_t>(queue);
    const auto channels = static_cast<std::size_t>(f.channels);
    if (out.lnDecay != nullptr)
        zero(out.lnDecay, channels * sizeof(double), stream);
    if (out.kept != nullptr)
        zero(out.kept, channels * sizeof(std::int64_t), stream);
    const std::int64_t groups = stepGroups(f.length);
    const std::int64_t blocks = (groups + kGroupsOfBlock - 1) / kGroupsOfBlock;
    require(blocks * f.channels < (std::int64_t(1) << 31), "sums of steps: more than 2^31 blocks");
    const auto grid = static_cast<unsigned>(blocks * f.channels);
    if (out.lnDecay != nullptr && f.ratePerState)
        sumSteps<true><<<grid, kThreads, 0, stream>>>(f, out, blocks);
    else
        sumSteps<false><<<grid, kThreads, 0, stream>>>(f, out, blocks);
    checkLaunch("sums of steps");
    scanGroups<<<static_cast<unsigned>(f.channels), kScanThreads, 0, stream>>>(out.sums, groups);
    checkLaunch("scan of steps");
}

} // namespace mambascope::cuda
