// SPDX-License-Identifier: GPL-3.0-or-later
// Bound by memory: every input is read once and every output written once. A thread owns four neighbouring channels and
// walks down a run of tokens with the window in registers, the next inputs on their way meanwhile; the K - 1 inputs
// before a run are read again by its thread, from the cache.
#include "mambascope/cuda/conv1d.h"

#include "kernels/cuda/vectors.cuh"

#include <algorithm>

namespace mambascope::cuda {

namespace {

constexpr int kThreads = 128;
constexpr int kCount = 4;          ///< channels of a thread, where rows are aligned
constexpr int kUnroll = 4;         ///< tokens whose loads are on their way together
constexpr std::int64_t kRun = 128; ///< tokens of a thread, at most

struct Arguments
{
    std::int64_t tokens, channels;
    std::int64_t run; ///< tokens of a thread
    int width;
    View x;
    MutableView out;
    const float *weight, *bias, *initialState;
    float* finalState;
};

template <typename T, int Count>
struct Place
{
    const T* x;
    T* out;
    const float* initialState; ///< or null
    float* finalState;         ///< or null
    std::int64_t column;

    __device__ Place(const Arguments& s, int states)
        : column((blockIdx.y * kThreads + threadIdx.x) * std::int64_t{Count})
    {
        const std::int64_t sequence = blockIdx.z;
        x = static_cast<const T*>(s.x.data) + sequence * s.x.batchStride + column;
        out = static_cast<T*>(s.out.data) + sequence * s.out.batchStride + column;
        const std::int64_t state = sequence * states * s.channels + column;
        initialState = s.initialState != nullptr ? s.initialState + state : nullptr;
        finalState = s.finalState != nullptr ? s.finalState + state : nullptr;
    }
    // The input `token` places behind the first one; negative ones are the state's.
    __device__ __forceinline__ void input(const Arguments& s, std::int64_t token, int states, float (&to)[Count]) const
    {
        if (token >= 0) {
            readWide(x + token * s.x.rowStride, to);
        } else if (initialState != nullptr) {
            readWide(initialState + (token + states) * s.channels, to);
        } else {
#pragma unroll
            for (int i = 0; i < Count; ++i)
                to[i] = 0;
        }
    }
    // By the thread that reads the initial state, which may be the same memory. In ascending order no row is read after
    // it was written.
    __device__ void writeState(const Arguments& s, int states) const
    {
        if (finalState == nullptr)
            return;
        for (int k = 0; k < states; ++k) {
            float last[Count];
            input(s, s.tokens - states + k, states, last);
            writeNarrow(finalState + k * s.channels, last);
        }
    }
};

template <typename T, int Count, int K>
__global__ void __launch_bounds__(kThreads) conv1d(const __grid_constant__ Arguments s)
{
    constexpr int kStates = K - 1;
    const Place<T, Count> place(s, kStates);
    if (place.column >= s.channels)
        return;
    const std::int64_t first = blockIdx.x * s.run;
    const std::int64_t last = min(first + s.run, s.tokens);

    float weight[K][Count];
    float bias[Count] = {};
#pragma unroll
    for (int k = 0; k < K; ++k)
        readWide(s.weight + k * s.channels + place.column, weight[k]);
    if (s.bias != nullptr)
        readWide(s.bias + place.column, bias);
    float window[kStates + kUnroll][Count];
#pragma unroll
    for (int k = 0; k < kStates; ++k)
        place.input(s, first - kStates + k, kStates, window[k]);
    if (first == 0)
        place.writeState(s, kStates);

    const T* x = place.x + first * s.x.rowStride;
    T* out = place.out + first * s.out.rowStride;
    Packed<T, Count> next[kUnroll] = {}; // zeros where there is no token
    const auto loadNext = [&](std::int64_t t) {
#pragma unroll
        for (int u = 0; u < kUnroll; ++u)
            if (t + u < last)
                next[u].load(x + u * s.x.rowStride);
        x += kUnroll * s.x.rowStride;
    };
    loadNext(first);
    for (std::int64_t t = first; t < last; t += kUnroll) {
#pragma unroll
        for (int u = 0; u < kUnroll; ++u)
            next[u].widen(window[kStates + u]);
        loadNext(t + kUnroll);
#pragma unroll
        for (int u = 0; u < kUnroll; ++u) {
            if (t + u >= last)
                break;
            float y[Count];
#pragma unroll
            for (int i = 0; i < Count; ++i) {
                y[i] = bias[i];
#pragma unroll
                for (int k = 0; k < K; ++k)
                    y[i] = fmaf(weight[k][i], window[u + k][i], y[i]);
                y[i] = silu(y[i]);
            }
            writeNarrow(out + u * s.out.rowStride, y);
        }
#pragma unroll
        for (int k = 0; k < kStates; ++k)
#pragma unroll
            for (int i = 0; i < Count; ++i)
                window[k][i] = window[kUnroll + k][i];
        out += kUnroll * s.out.rowStride;
    }
}

// Any width: the window comes from the cache again for every token.
template <typename T>
__global__ void __launch_bounds__(kThreads) conv1dAnyWidth(const __grid_constant__ Arguments s)
{
    const int states = s.width - 1;
    const Place<T, 1> place(s, states);
    if (place.column >= s.channels)
        return;
    const std::int64_t first = blockIdx.x * s.run;
    const std::int64_t last = min(first + s.run, s.tokens);
    for (std::int64_t t = first; t < last; ++t) {
        float y = s.bias != nullptr ? s.bias[place.column] : 0.0F;
        for (int k = 0; k < s.width; ++k) {
            float x[1];
            place.input(s, t - states + k, states, x);
            y = fmaf(s.weight[k * s.channels + place.column], x[0], y);
        }
        place.out[t * s.out.rowStride] = fromFloat<T>(silu(y));
    }
    if (first == 0)
        place.writeState(s, states);
}

// Blocks as many as the card holds at once, or several times as many: a last round with little to do would cost as much
// as a full one.
template <int Count, typename Kernel>
void launch(Kernel kernel, Arguments a, std::int64_t batch, cudaStream_t stream)
{
    int blocks = 1; // on a multiprocessor
    cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, kernel, kThreads, 0);
    const std::int64_t columns = (a.channels + kThreads * Count - 1) / (kThreads * Count);
    const std::int64_t runs = std::max<std::int64_t>(blocks * multiprocessors() / (columns * batch), 1); // at once
    const std::int64_t rounds = (a.tokens + runs * kRun - 1) / (runs * kRun);
    a.run = std::max<std::int64_t>((a.tokens + runs * rounds - 1) / (runs * rounds), kUnroll);
    const dim3 grid(static_cast<unsigned>((a.tokens + a.run - 1) / a.run), static_cast<unsigned>(columns),
                    static_cast<unsigned>(batch));
    kernel<<<grid, kThreads, 0, stream>>>(a);
    checkLaunch("convolution");
}

template <typename T, int Count>
void launchWidth(const Arguments& a, std::int64_t batch, cudaStream_t stream)
{
    switch (a.width) {
    case 2:
        return launch<Count>(conv1d<T, Count, 2>, a, batch, stream);
    case 3:
        return launch<Count>(conv1d<T, Count, 3>, a, batch, stream);
    case 4:
        return launch<Count>(conv1d<T, Count, 4>, a, batch, stream);
    default:
        return launch<1>(conv1dAnyWidth<T>, a, batch, stream);
    }
}

template <typename T>
void launchType(const Arguments& a, std::int64_t batch, cudaStream_t stream)
{
    const bool aligned = a.channels % kCount == 0 && isAligned(a.x) && isAligned(a.out) && isAligned(a.weight) &&
                         isAligned(a.bias) && isAligned(a.initialState) && isAligned(a.finalState);
    if (aligned)
        launchWidth<T, kCount>(a, batch, stream);
    else
        launchWidth<T, 1>(a, batch, stream);
}

} // namespace

void conv1dSilu(const Conv1dSilu& s, Stream stream)
{
    require(s.batch > 0 && s.batch < 65536, "convolution: between 1 and 65,535 sequences");
    require(s.tokens > 0 && s.tokens < std::int64_t{1} << 32, "convolution: no tokens");
    require(s.channels > 0 && s.channels < std::int64_t{1} << 22, "convolution: no channels");
    require(s.width >= 1 && s.width <= 64, "convolution: a width of 1 to 64");
    require(s.x.data != nullptr && s.out.data != nullptr && s.weight != nullptr,
            "convolution: x, weight and out are needed");
    require(s.x.type == s.out.type, "convolution: x and out have one type");
    const Arguments a = {s.tokens, s.channels,     0,           static_cast<int>(s.width), s.x, s.out, s.weight,
                         s.bias,   s.initialState, s.finalState};
    const auto queue = static_cast<cudaStream_t>(stream);
    if (s.x.type == Type::Float32)
        launchType<float>(a, s.batch, queue);
    else
        launchType<__nv_bfloat16>(a, s.batch, queue);
}

} // namespace mambascope::cuda
