// SPDX-License-Identifier: GPL-3.0-or-later
#include "mambascope/cuda/decay.h"

#include "kernels/cuda/attention.cuh"

namespace mambascope::cuda {

namespace {

constexpr int kThreads = 256;
constexpr int kTerms = 6;            // of the series of ln(mean exp(w A))
constexpr float kSeriesReach = 0.5F; // it is used while w times the spread of the rates is below that: error 1e-7
constexpr int kWarps = kThreads / 32;
constexpr int kGroupsOfBlock = 256; // groups of 32 tokens: 8,192 tokens a block
constexpr int kMaxStates = 256;
constexpr int kScanThreads = 512;

// What a block knows of its channel's rates.
struct Rates
{
    float slowest;
    float spread;
    float series[kTerms];     // cumulants over factorials: ln(mean exp(w A)) = sum_k series[k] w^(k + 1)
    float others[kMaxStates]; // the rates less the slowest one, which is left out; times log2(e)
};

// By the first warp. Small steps have small decays, of which a mean of exponentials near 1 would keep few digits.
__device__ void makeRates(const float* a, int count, int lane, Rates& rates)
{
    float most = -INFINITY;
    float least = INFINITY;
    double sum = 0;
    for (int n = lane; n < count; n += 32) {
        most = fmaxf(most, a[n]);
        least = fminf(least, a[n]);
        sum += static_cast<double>(a[n]);
    }
    for (int d = 16; d > 0; d /= 2) {
        most = fmaxf(most, __shfl_xor_sync(kWarp, most, d));
        least = fminf(least, __shfl_xor_sync(kWarp, least, d));
    }
    const double mean = warpSum(sum) / count;
    // The first of the slowest rates is left out; those behind it move up.
    int where = count;
    double m2 = 0;
    double m3 = 0;
    double m4 = 0;
    double m5 = 0;
    double m6 = 0;
    for (int n = lane; n < count; n += 32) {
        if (a[n] == most)
            where = min(where, n);
        const double d = static_cast<double>(a[n]) - mean;
        const double d2 = d * d / count;
        m2 += d2;
        m3 += d2 * d;
        m4 += d2 * d * d;
        m5 += d2 * d * d * d;
        m6 += d2 * d * d * d * d;
    }
    for (int d = 16; d > 0; d /= 2)
        where = min(where, __shfl_xor_sync(kWarp, where, d));
    for (int n = lane; n < count; n += 32)
        if (n != where)
            rates.others[n - (n > where)] = (a[n] - most) * kLog2e;
    m2 = warpSum(m2);
    m3 = warpSum(m3);
    m4 = warpSum(m4);
    m5 = warpSum(m5);
    m6 = warpSum(m6);
    if (lane > 0)
        return;
    rates.slowest = most;
    rates.spread = most - least;
    rates.series[0] = static_cast<float>(mean);
    rates.series[1] = static_cast<float>(m2 / 2);
    rates.series[2] = static_cast<float>(m3 / 6);
    rates.series[3] = static_cast<float>((m4 - 3 * m2 * m2) / 24);
    rates.series[4] = static_cast<float>((m5 - 10 * m3 * m2) / 120);
    rates.series[5] = static_cast<float>((m6 - 15 * m4 * m2 - 10 * m3 * m3 + 30 * m2 * m2 * m2) / 720);
}

// ln(mean_n exp(w A_n)); the slowest rate is taken out of the mean, so that it never underflows.
__device__ __forceinline__ float lnDecay(const Rates& rates, int count, float share, float w)
{
    float ln = rates.series[kTerms - 1];
#pragma unroll
    for (int k = kTerms - 2; k >= 0; --k)
        ln = fmaf(ln, w, rates.series[k]);
    ln *= w;
    if (w * rates.spread > kSeriesReach) {
        float mean = 1;
#pragma unroll 5
        for (int n = 0; n < count - 1; ++n)
            mean += exp2Fast(w * rates.others[n]);
        ln = fmaf(w, rates.slowest, logf(mean * share));
    }
    return ln;
}

// Sums over the warp of four values a lane, that of value k in the lanes 8 k .. 8 k + 7.
__device__ __forceinline__ double sumOfFour(const float (&w)[4], int lane)
{
    const bool upper = (lane & 16) != 0;
    double a = static_cast<double>(upper ? w[2] : w[0]);
    double b = static_cast<double>(upper ? w[3] : w[1]);
    a += static_cast<double>(__shfl_xor_sync(kWarp, upper ? w[0] : w[2], 16));
    b += static_cast<double>(__shfl_xor_sync(kWarp, upper ? w[1] : w[3], 16));
    const bool second = (lane & 8) != 0;
    double sum = (second ? b : a) + __shfl_xor_sync(kWarp, second ? a : b, 8);
#pragma unroll
    for (int d = 4; d > 0; d /= 2)
        sum += __shfl_xor_sync(kWarp, sum, d);
    return sum;
}

// One block is one channel and a range of its tokens. Writes the groups' own sums (behind the first entry of the
// channel) and adds to lnDecay and kept.
template <bool Decay>
__global__ __launch_bounds__(kThreads) void sumSteps(const AttentionLayer f, const StepSums out, std::int64_t blocks)
{
    __shared__ Rates rates;
    const std::int64_t channel = blockIdx.x / blocks;
    const std::int64_t part = blockIdx.x % blocks;
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int warp = static_cast<int>(threadIdx.x) / 32;
    const int count = f.ratePerState ? static_cast<int>(f.states) : 1;
    if (warp == 0)
        makeRates(f.a + channel * count, count, lane, rates);
    __syncthreads();
    if (threadIdx.x == 0 && part == 0 && out.slowest != nullptr)
        out.slowest[channel] = rates.slowest;
    const float threshold = thresholdOf(f, channel);
    const std::int64_t groups = stepGroups(f.length);
    const std::int64_t end = min(groups, (part + 1) * kGroupsOfBlock);
    double* sums = out.sums + channel * (groups + 1);
    double total = 0;
    double ln = 0;
    int kept = 0;
    const float share = 1.0F / static_cast<float>(count);
    // Four groups at once: their reads wait together, and so do their sums.
    for (std::int64_t group = part * kGroupsOfBlock + 4 * warp; group < end; group += 4 * kWarps) {
        float w[4];
#pragma unroll
        for (int q = 0; q < 4; ++q) {
            const std::int64_t token = (group + q) * kStepGroup + lane;
            w[q] = token < f.length ? f.dt[channel * f.dtStride + token] : -1.0F;
        }
#pragma unroll
        for (int q = 0; q < 4; ++q) {
            const bool keep = w[q] > threshold && (group + q) * kStepGroup + lane < f.length;
            w[q] = keep ? w[q] : 0.0F;
            kept += keep ? 1 : 0;
            if constexpr (Decay)
                ln += static_cast<double>(lnDecay(rates, count, share, w[q]));
        }
        const int mine = 2 * (lane / 16) + lane / 8 % 2; // the group whose sum ends up in this lane
        const double sum = sumOfFour(w, lane);
        if (lane % 8 == 0 && group + mine < end) {
            sums[group + mine + 1] = sum;
            total += sum;
        }
    }
    if (out.lnDecay == nullptr && out.kept == nullptr)
        return;
    ln = warpSum(Decay ? ln : total * static_cast<double>(rates.slowest));
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
