// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/attention.cuh"

#include <algorithm>

namespace mambascope::cuda {

namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;
constexpr std::int64_t kMaxStates = 256; // of moments

// S of a token from the sum before its group of 32 and the steps of the group, known to the whole warp.
__device__ double sumAtRow(const AttentionLayer& f, std::int64_t channel, std::int64_t row, int lane)
{
    const std::int64_t token = row / kStepGroup * kStepGroup + lane;
    const float w = token <= row ? keptStep(f, channel, token, thresholdOf(f, channel)) : 0.0F;
    return sumsOf(f, channel)[row / kStepGroup] + warpSum(static_cast<double>(w));
}

// alpha(i, j) of the channels first, first + step, .. added up: differences of S taken directly, in fp64. For a warp of
// neighbouring columns.
__device__ float sumOfEntries(const AttentionLayer& f, std::int64_t i, std::int64_t j, std::int64_t first,
                              std::int64_t step, int lane)
{
    const std::int64_t group = j / kStepGroup;
    const std::int64_t row = i / kStepGroup;
    if (group > row)
        return 0;
    const bool seen = j <= i;
    const std::int64_t shared = f.channels / f.groups;
    const float* c = f.c + i;
    const float* b = f.b + min(j, f.length - 1);
    std::int64_t known = -1; // group of channels that `product`, C_i . B_j, is of
    float product = 0;
    float sum = 0;
    for (std::int64_t channel = first; channel < f.channels; channel += step) {
        const double* sums = sumsOf(f, channel);
        if (row > group &&
            f.slowest[channel] * kLog2e * static_cast<float>(sums[row] - sums[group + 1]) <= kDeadExponent)
            continue;
        const double at = sumAtRow(f, channel, i, lane);
        const float w = keptStep(f, channel, j, thresholdOf(f, channel));
        const double own = sums[group] + sumUpTo(static_cast<double>(w), lane);
        const float gap = fmaxf(static_cast<float>(at - own), 0.0F);
        if (f.ratePerState) {
            float entry = 0;
#pragma unroll 4
            for (std::int64_t n = 0; n < f.states; ++n)
                entry = fmaf(c[n * f.cStride] * b[n * f.bStride], exp2Fast(f.a[channel * f.states + n] * kLog2e * gap),
                             entry);
            sum += seen ? entry * w : 0.0F;
            continue;
        }
        if (channel / shared != known) {
            known = channel / shared;
            product = 0;
#pragma unroll 4
            for (std::int64_t n = known * f.states; n < (known + 1) * f.states; ++n)
                product = fmaf(c[n * f.cStride], b[n * f.bStride], product);
        }
        sum += seen ? product * w * exp2Fast(f.a[channel] * kLog2e * gap) : 0.0F;
    }
    return sum;
}

// Of one channel: a thread is a column. Of many: a warp is 32 columns of every eighth channel.
template <bool Many>
__global__ __launch_bounds__(kThreads) void rowsKernel(const __grid_constant__ AttentionLayer f,
                                                       const std::int64_t* rows, float* out, std::int64_t stride)
{
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const std::int64_t i = rows[blockIdx.y];
    if constexpr (Many) {
        __shared__ float parts[kWarps][32];
        const std::int64_t j = blockIdx.x * std::int64_t{32} + lane;
        parts[threadIdx.x / 32][lane] = sumOfEntries(f, i, j, threadIdx.x / 32, kWarps, lane);
        __syncthreads();
        if (threadIdx.x >= 32 || j >= f.length)
            return;
        float sum = 0;
        for (int w = 0; w < kWarps; ++w)
            sum += parts[w][lane];
        out[blockIdx.y * stride + j] = sum / static_cast<float>(f.channels);
    } else {
        const std::int64_t j = blockIdx.x * std::int64_t{kThreads} + threadIdx.x;
        const float entry = sumOfEntries(f, i, j, 0, 1, lane);
        if (j < f.length)
            out[blockIdx.y * stride + j] = entry;
    }
}

__global__ __launch_bounds__(kThreads) void reachKernel(const float* values, std::int64_t stride,
                                                        const std::int64_t* rows, float level, std::int64_t* out)
{
    __shared__ float mosts[kWarps];
    __shared__ unsigned long long first;
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const std::int64_t i = rows[blockIdx.x];
    const float* row = values + blockIdx.x * stride;
    float most = 0;
    for (std::int64_t j = threadIdx.x; j <= i; j += kThreads)
        most = fmaxf(most, fabsf(row[j]));
    for (int d = 16; d > 0; d /= 2)
        most = fmaxf(most, __shfl_xor_sync(kWarp, most, d));
    if (lane == 0)
        mosts[threadIdx.x / 32] = most;
    if (threadIdx.x == 0)
        first = ~0ULL;
    __syncthreads();
    for (int w = 0; w < kWarps; ++w)
        most = fmaxf(most, mosts[w]);
    const float enough = level * most;
    for (std::int64_t j = threadIdx.x; j <= i; j += kThreads)
        if (fabsf(row[j]) >= enough) {
            atomicMin(&first, static_cast<unsigned long long>(j));
            break;
        }
    __syncthreads();
    if (threadIdx.x == 0)
        out[blockIdx.x] = most > 0 && first != ~0ULL ? i - static_cast<std::int64_t>(first) : -1;
}

// ---- moments
// --------------------------------------------------------------------------------------------------------- Rows first
// .. first + count of all channels. Columns up to `first` are split around it: exp(A (S_i - S_first)) is a factor of
// the row, exp(A (S_first - S_j)) of the column, both <= 1, so an exponential serves every row. The few columns behind
// `first` are taken directly.

struct Moments
{
    std::int64_t first = 0;
    int count = 0;
    double* total = nullptr;
    double* moment = nullptr;

    __device__ void add(std::int64_t channel, int row, float sum, float distance) const
    {
        atomicAdd(total + channel * count + row, static_cast<double>(sum));
        atomicAdd(moment + channel * count + row, static_cast<double>(distance));
    }
};

// What the rows of one channel need; made by one warp.
struct RowSteps
{
    double reference;        // S of row `first`
    double gap[kMomentRows]; // S of the rows less it
};

__device__ void makeRowSteps(const AttentionLayer& f, std::int64_t channel, const Moments& m, int lane, RowSteps& to)
{
    const double reference = sumAtRow(f, channel, m.first, lane);
    const std::int64_t token = m.first + lane;
    const float w = lane > 0 && lane < m.count ? keptStep(f, channel, token, thresholdOf(f, channel)) : 0.0F;
    const double gap = sumUpTo(static_cast<double>(w), lane);
    if (lane == 0)
        to.reference = reference;
    if (lane < m.count)
        to.gap[lane] = gap;
}

// S_first - S_j and w_j of a column up to `first`. False for the whole warp: nothing of the channel is left there.
__device__ __forceinline__ bool columnStep(const AttentionLayer& f, std::int64_t channel, double reference,
                                           std::int64_t first, std::int64_t j, int lane, float& gap, float& w)
{
    const std::int64_t group = j / kStepGroup;
    float least = 0;
    if (group < first / kStepGroup) {
        least = static_cast<float>(reference - sumsOf(f, channel)[group + 1]);
        if (f.slowest[channel] * kLog2e * least <= kDeadExponent)
            return false;
    }
    w = j <= first ? keptStep(f, channel, j, thresholdOf(f, channel)) : 0.0F;
    gap = fmaxf(least + sumAfter(w, lane), 0.0F);
    return true;
}

// Columns first + 1 .. of rows after them; thread 16 k + column. Half warps are rows.
template <typename Entry>
__device__ void addBehind(const Moments& m, std::int64_t channel, const RowSteps& steps, Entry entry)
{
    const int row = static_cast<int>(threadIdx.x) / static_cast<int>(kMomentRows);
    const int column = static_cast<int>(threadIdx.x) % static_cast<int>(kMomentRows);
    float sum = 0;
    if (row < m.count && column > 0 && column <= row)
        sum = fabsf(entry(row, column, static_cast<float>(steps.gap[row] - steps.gap[column])));
    float distance = sum * static_cast<float>(row - column);
    for (int d = 8; d > 0; d /= 2) {
        sum += __shfl_xor_sync(kWarp, sum, d);
        distance += __shfl_xor_sync(kWarp, distance, d);
    }
    if (column == 0 && row > 0 && row < m.count)
        m.add(channel, row, sum, distance);
}

constexpr std::int64_t kSegment = 4096; // columns of a block

// Mamba-1. A thread is a column and has B_j in registers while it goes through the block's channels.
template <int Channels, int Rows, bool OneChunk>
__global__ __launch_bounds__(kThreads) void momentsOfStates(const __grid_constant__ AttentionLayer f, const Moments m)
{
    constexpr int kChunk = 16;
    extern __shared__ float memory[];
    __shared__ RowSteps steps[Channels];
    __shared__ float thresholds[Channels];
    __shared__ float slowest[Channels];
    const int states = (static_cast<int>(f.states) + kChunk - 1) / kChunk * kChunk;
    float* rates = memory;                    // [Channels, states]
    float* left = memory + Channels * states; // [Channels, Rows, states] C_i exp(A (S_i - S_first))
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int warp = static_cast<int>(threadIdx.x) / 32;
    const std::int64_t channel0 = blockIdx.y * std::int64_t{Channels};
    const int channels = static_cast<int>(min(std::int64_t{Channels}, f.channels - channel0));
    if (warp < channels) {
        makeRowSteps(f, channel0 + warp, m, lane, steps[warp]);
        thresholds[warp] = thresholdOf(f, channel0 + warp);
        slowest[warp] = f.slowest[channel0 + warp] * kLog2e;
    }
    __syncthreads();
    for (int k = static_cast<int>(threadIdx.x); k < Channels * states; k += kThreads) {
        const int n = k % states;
        const int channel = k / states;
        const bool there = channel < channels && n < f.states;
        const float rate = there ? f.a[(channel0 + channel) * f.states + n] * kLog2e : 0.0F;
        rates[k] = rate;
        for (int r = 0; r < Rows; ++r)
            left[(channel * Rows + r) * states + n] =
                there && r < m.count
                    ? f.c[n * f.cStride + m.first + r] * exp2Fast(rate * static_cast<float>(steps[channel].gap[r]))
                    : 0.0F;
    }
    __syncthreads();

    float total[Channels][Rows] = {};
    float moment[Channels][Rows] = {};
    const std::int64_t begin = blockIdx.x * kSegment;
    const std::int64_t end = min(m.first + 1, begin + kSegment);
    for (std::int64_t base = begin; base < end; base += kThreads) {
        const std::int64_t j = base + threadIdx.x;
        if (j - lane > m.first)
            continue; // the whole warp
        const float* b = f.b + min(j, f.length - 1);
        float plain[kChunk];
        const auto read = [&](int state) {
#pragma unroll
            for (int n = 0; n < kChunk; ++n)
                plain[n] = state + n < f.states ? b[(state + n) * f.bStride] : 0.0F;
        };
        if constexpr (OneChunk)
            read(0);
        // Everything from memory is asked for before any of it is waited for.
        const std::int64_t group = j / kStepGroup;
        double sums[Channels];
#pragma unroll
        for (int c = 0; c < Channels; ++c)
            sums[c] =
                c < channels && group < m.first / kStepGroup ? sumsOf(f, channel0 + c)[group + 1] : steps[c].reference;
        float least[Channels];
        float step[Channels];
#pragma unroll
        for (int c = 0; c < Channels; ++c) {
            least[c] = static_cast<float>(steps[c].reference - sums[c]);
            const bool reaches = c < channels && slowest[c] * least[c] > kDeadExponent;
            step[c] = reaches && j <= m.first ? f.dt[(channel0 + c) * f.dtStride + j] : 0.0F;
        }
#pragma unroll
        for (int c = 0; c < Channels; ++c) {
            if (c >= channels || slowest[c] * least[c] <= kDeadExponent)
                continue; // the whole warp
            const float w = step[c] > thresholds[c] ? step[c] : 0.0F;
            const float gap = fmaxf(least[c] + sumAfter(w, lane), 0.0F);
            float value[Rows] = {};
            for (int state = 0; state < states; state += kChunk) {
                if constexpr (!OneChunk)
                    read(state);
                const float4* rate = reinterpret_cast<const float4*>(rates + c * states + state);
                float right[kChunk];
#pragma unroll
                for (int n = 0; n < kChunk; n += 4) {
                    const float4 a = rate[n / 4];
                    right[n] = plain[n] * exp2Fast(a.x * gap);
                    right[n + 1] = plain[n + 1] * exp2Fast(a.y * gap);
                    right[n + 2] = plain[n + 2] * exp2Fast(a.z * gap);
                    right[n + 3] = plain[n + 3] * exp2Fast(a.w * gap);
                }
#pragma unroll
                for (int r = 0; r < Rows; ++r) {
                    if (r >= m.count)
                        break;
                    const float4* from = reinterpret_cast<const float4*>(left + (c * Rows + r) * states + state);
#pragma unroll
                    for (int n = 0; n < kChunk; n += 4) {
                        const float4 l = from[n / 4];
                        value[r] = fmaf(l.x, right[n], value[r]);
                        value[r] = fmaf(l.y, right[n + 1], value[r]);
                        value[r] = fmaf(l.z, right[n + 2], value[r]);
                        value[r] = fmaf(l.w, right[n + 3], value[r]);
                    }
                }
                if constexpr (OneChunk)
                    break;
            }
            const auto distance = static_cast<float>(m.first - j);
#pragma unroll
            for (int r = 0; r < Rows; ++r) {
                const float weight = fabsf(value[r]) * w;
                total[c][r] += weight;
                moment[c][r] = fmaf(weight, distance, moment[c][r]);
            }
        }
    }
#pragma unroll
    for (int c = 0; c < Channels; ++c)
#pragma unroll
        for (int r = 0; r < Rows; ++r) {
            const float sum = warpSum(total[c][r]);
            const float distance = warpSum(moment[c][r]) + static_cast<float>(r) * sum;
            if (lane == 0 && c < channels && r < m.count && sum > 0)
                m.add(channel0 + c, r, sum, distance);
        }
    if (blockIdx.x > 0 || m.count == 1)
        return;
    for (int c = 0; c < channels; ++c)
        addBehind(m, channel0 + c, steps[c], [&](int row, int column, float gap) {
            float value = 0;
            for (std::int64_t n = 0; n < f.states; ++n)
                value = fmaf(f.c[n * f.cStride + m.first + row] * f.b[n * f.bStride + m.first + column],
                             exp2Fast(f.a[(channel0 + c) * f.states + n] * kLog2e * gap), value);
            return value * keptStep(f, channel0 + c, m.first + column, thresholdOf(f, channel0 + c));
        });
}

// Mamba-2. C_i . B_j of a column is the same for all heads of a group and is formed once.
constexpr int kHeads = 32; // of a block

template <int Rows>
__global__ __launch_bounds__(kThreads) void momentsOfGroup(const __grid_constant__ AttentionLayer f, const Moments m,
                                                           int parts)
{
    extern __shared__ float left[]; // [states, Rows] C_i
    __shared__ RowSteps steps[kHeads];
    __shared__ float scale[kHeads][Rows]; // exp(A (S_i - S_first))
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int warp = static_cast<int>(threadIdx.x) / 32;
    const std::int64_t group = blockIdx.y / static_cast<unsigned>(parts);
    const std::int64_t shared = f.channels / f.groups;
    const std::int64_t channel0 = group * shared + blockIdx.y % static_cast<unsigned>(parts) * std::int64_t{kHeads};
    const int channels = static_cast<int>(min(std::int64_t{kHeads}, (group + 1) * shared - channel0));
    const float* bGroup = f.b + group * f.states * f.bStride;
    const float* cGroup = f.c + group * f.states * f.cStride;
    for (int c = warp; c < channels; c += kWarps) {
        makeRowSteps(f, channel0 + c, m, lane, steps[c]);
        __syncwarp();
        if (lane < Rows)
            scale[c][lane] =
                lane < m.count ? exp2Fast(f.a[channel0 + c] * kLog2e * static_cast<float>(steps[c].gap[lane])) : 0.0F;
    }
    for (int k = static_cast<int>(threadIdx.x); k < f.states * Rows; k += kThreads) {
        const int r = k % Rows;
        left[k] = r < m.count ? cGroup[k / Rows * f.cStride + m.first + r] : 0.0F;
    }
    __syncthreads();

    const std::int64_t j = blockIdx.x * std::int64_t{kThreads} + threadIdx.x;
    if (j - lane <= m.first) {
        float product[Rows] = {};
        const float* b = bGroup + min(j, f.length - 1);
        for (std::int64_t n = 0; n < f.states; ++n) {
            const float right = b[n * f.bStride];
#pragma unroll
            for (int r = 0; r < Rows; ++r)
                product[r] = fmaf(left[n * Rows + r], right, product[r]);
        }
        const auto distance = static_cast<float>(m.first - j);
        for (int c = 0; c < channels; ++c) {
            float gap = 0;
            float w = 0;
            if (!columnStep(f, channel0 + c, steps[c].reference, m.first, j, lane, gap, w))
                continue;
            const float decay = w * exp2Fast(f.a[channel0 + c] * kLog2e * gap);
#pragma unroll
            for (int r = 0; r < Rows; ++r) {
                if (r >= m.count)
                    break;
                const float weight = fabsf(product[r]) * decay * scale[c][r];
                const float sum = warpSum(weight);
                const float moment = warpSum(weight * distance) + static_cast<float>(r) * sum;
                if (lane == 0 && sum > 0)
                    m.add(channel0 + c, r, sum, moment);
            }
        }
    }
    if (blockIdx.x > 0 || m.count == 1)
        return;
    __syncwarp();
    for (int c = 0; c < channels; ++c)
        addBehind(m, channel0 + c, steps[c], [&](int row, int column, float gap) {
            float value = 0;
            for (std::int64_t n = 0; n < f.states; ++n)
                value = fmaf(cGroup[n * f.cStride + m.first + row], bGroup[n * f.bStride + m.first + column], value);
            return value * exp2Fast(f.a[channel0 + c] * kLog2e * gap) *
                   keptStep(f, channel0 + c, m.first + column, thresholdOf(f, channel0 + c));
        });
}

void zero(double* memory, std::int64_t count, cudaStream_t stream)
{
    if (const cudaError_t status = cudaMemsetAsync(memory, 0, static_cast<std::size_t>(count) * sizeof(double), stream);
        status != cudaSuccess)
        throw Failure(std::string("moments of rows: ") + cudaGetErrorString(status));
}

template <int Channels, int Rows, bool OneChunk>
void launchStates(const AttentionLayer& f, const Moments& m, cudaStream_t stream)
{
    const std::int64_t states = (f.states + 15) / 16 * 16;
    const std::size_t bytes = static_cast<std::size_t>(Channels * states * (1 + Rows)) * sizeof(float);
    const std::int64_t blocks = (f.channels + Channels - 1) / Channels;
    require(blocks <= 65535, "moments of rows: too many channels");
    const dim3 grid(static_cast<unsigned>(m.first / kSegment + 1), static_cast<unsigned>(blocks));
    momentsOfStates<Channels, Rows, OneChunk><<<grid, kThreads, bytes, stream>>>(f, m);
}

} // namespace

void attentionRows(const AttentionLayer& f, const std::int64_t* rows, std::int64_t count, float* out,
                   std::int64_t stride, Stream stream)
{
    requireFactors(f);
    require(rows != nullptr && out != nullptr && stride >= f.length && count > 0, "attention rows: no room");
    const std::int64_t columns = f.channels > 1 ? 32 : kThreads; // of a block
    auto* const kernel = f.channels > 1 ? rowsKernel<true> : rowsKernel<false>;
    constexpr std::int64_t kAtOnce = 65535;
    for (std::int64_t first = 0; first < count; first += kAtOnce) {
        const dim3 grid(static_cast<unsigned>((f.length + columns - 1) / columns),
                        static_cast<unsigned>(std::min(kAtOnce, count - first)));
        kernel<<<grid, kThreads, 0, static_cast<cudaStream_t>(stream)>>>(f, rows + first, out + first * stride, stride);
        checkLaunch("attention rows");
    }
}

void attentionReach(const float* values, std::int64_t stride, const std::int64_t* rows, std::int64_t count, float level,
                    std::int64_t* out, Stream stream)
{
    require(values != nullptr && rows != nullptr && out != nullptr && count > 0, "reach of rows: no room");
    reachKernel<<<static_cast<unsigned>(count), kThreads, 0, static_cast<cudaStream_t>(stream)>>>(values, stride, rows,
                                                                                                  level, out);
    checkLaunch("reach of rows");
}

void attentionMoments(const AttentionLayer& f, std::int64_t first, std::int64_t count, double* total, double* moment,
                      Stream queue)
{
    requireFactors(f);
    require(first >= 0 && count > 0 && count <= kMomentRows && first + count <= f.length,
            "moments of rows: 1 to 16 rows of the map");
    require(f.states <= kMaxStates, "moments of rows: at most 256 states");
    auto* const stream = static_cast<cudaStream_t>(queue);
    zero(total, f.channels * count, stream);
    zero(moment, f.channels * count, stream);
    const Moments m{first, static_cast<int>(count), total, moment};
    if (!f.ratePerState) {
        const int parts = static_cast<int>((f.channels / f.groups + kHeads - 1) / kHeads);
        require(parts * f.groups <= 65535, "moments of rows: too many channels");
        const dim3 grid(static_cast<unsigned>(first / kThreads + 1), static_cast<unsigned>(parts * f.groups));
        const auto bytes = static_cast<std::size_t>(f.states) * sizeof(float);
        if (count == 1)
            momentsOfGroup<1><<<grid, kThreads, bytes, stream>>>(f, m, parts);
        else
            momentsOfGroup<kMomentRows><<<grid, kThreads, bytes * kMomentRows, stream>>>(f, m, parts);
    } else if (f.states > 16) {
        launchStates<1, kMomentRows, false>(f, m, stream);
    } else if (count == 1) {
        launchStates<8, 1, true>(f, m, stream);
    } else {
        launchStates<2, kMomentRows, true>(f, m, stream);
    }
    checkLaunch("moments of rows");
}

} // namespace mambascope::cuda
