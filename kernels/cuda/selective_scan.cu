// SPDX-License-Identifier: GPL-3.0-or-later
// A block owns some channels of one sequence and walks over its tokens in tiles. Producer warps read x, dt and z, apply
// bias, softplus, limits and filter, and leave dt, dt x, B and C in shared memory; consumer warps run the recurrence
// and leave C . h there; producers then add D x, gate and write. Two tiles are in flight, so that reading, recurrence
// and writing overlap.
//
// The recurrence is bound by the exponentials (16 a clock on a multiprocessor), N for every channel and token. Q lanes
// share a channel, each with N / Q states in registers, so that no exponential is computed twice and few channels still
// fill a multiprocessor. Lanes of one channel are 32 / Q apart: neighbours read the same B and C, which shared memory
// serves at once.
#include "mambascope/cuda/selective_scan.h"

#include "kernels/cuda/common.cuh"

#include <cmath>
#include <cstdint>

namespace mambascope::cuda {

namespace {

constexpr int kGroup = 4; // tokens that a lane handles together: their sums over lanes are formed in one transposition
constexpr int kStages = 2;

struct Arguments
{
    std::int64_t tokens, channels;
    View x, dt, b, c, z;
    MutableView out;
    const float *a, *d, *dtBias, *threshold, *initialState;
    float* finalState;
    float dtMin, dtMax;
    bool softplus, limited;
};

template <int N, int Q, int Channels, int Tokens>
struct Shape
{
    static constexpr int kPerLane = N / Q;                      // states of a lane
    static constexpr int kWarpChannels = 32 / Q;                // channels of a consumer warp
    static constexpr int kConsumers = Channels / kWarpChannels; // warps
    static constexpr int kPairs = Channels / 2;
    static constexpr int kProducers = kPairs * (Tokens / kGroup) / 32; // warps
    static constexpr int kThreads = 32 * (kConsumers + kProducers);
    // Narrow blocks come in pairs: together they are as many channels as a wide one.
    static constexpr int kBlocks = Channels < 32 ? 2 : 1;
    static_assert(Channels % kWarpChannels == 0 && N % Q == 0 && Q >= 4);
    static_assert(kPairs * (Tokens / kGroup) % 32 == 0);
};

// Where a channel's four tokens lie in a row of a Stage. Producers write neighbours one after the other, consumers read
// a run of channels at once: with even and odd channels apart, by half a turn of the banks, neither finds one taken.
template <int Channels>
__device__ __forceinline__ int slotOf(int channel)
{
    return channel / 2 + channel % 2 * (Channels / 2 + 4);
}

template <int N, int Channels, int Tokens>
struct Stage
{
    float4 dt[Tokens / kGroup][Channels + 4]; // four tokens of a channel side by side, slotOf()
    float4 dtx[Tokens / kGroup][Channels + 4];
    float4 y[Tokens / kGroup][Channels + 4];
    float b[Tokens][N];
    float c[Tokens][N];
};

// The same tile as it lies in memory. Rows are a little longer, so that rows four apart meet different banks.
template <typename T, int N, int Channels, int Tokens>
struct RawTile
{
    alignas(16) T x[Tokens][Channels + 16 / sizeof(T)];
    alignas(16) T dt[Tokens][Channels + 16 / sizeof(T)];
    alignas(16) T z[Tokens][Channels + 16 / sizeof(T)];
    alignas(16) T b[Tokens][N];
    alignas(16) T c[Tokens][N];
};
constexpr int kRawStages = 3; // one on its way, one prepared, one that waits for its sums

enum Barrier { kFull = 1, kDone = kFull + kStages, kProducers = kDone + kStages };

template <int Count>
__device__ __forceinline__ void readRow(const float* from, float (&to)[Count])
{
    if constexpr (Count % 4 == 0) {
#pragma unroll
        for (int i = 0; i < Count; i += 4)
            *reinterpret_cast<float4*>(to + i) = *reinterpret_cast<const float4*>(from + i);
    } else if constexpr (Count == 2) {
        *reinterpret_cast<float2*>(to) = *reinterpret_cast<const float2*>(from);
    } else {
        to[0] = from[0];
    }
}

// The consumer's side: one lane's states of one channel. The recurrence is written as a pipeline over tokens, because
// the compiler does not move loads from shared memory over the stores of sums: while token t is added to the state, the
// decays of t + 2 are computed, B and C of t + 3 are on their way, and the sums of the four tokens before are formed.
template <int N, int Q, int Channels, int Tokens>
class Consumer
{
    using S = Shape<N, Q, Channels, Tokens>;
    using Tile = Stage<N, Channels, Tokens>;
    static constexpr int kPerLane = S::kPerLane;
    static constexpr int kGroups = Tokens / kGroup;
    static constexpr int kAhead = 3; ///< tokens

public:
    __device__ Consumer(const Arguments& s, Tile* stages, std::int64_t firstChannel, int tiles)
        : m_stages(stages), m_tiles(tiles), m_lane(static_cast<int>(threadIdx.x) % 32),
          m_part(m_lane / S::kWarpChannels)
    {
        const int channel = static_cast<int>(threadIdx.x) / 32 * S::kWarpChannels + m_lane % S::kWarpChannels;
        m_slot = slotOf<Channels>(channel);
        const std::int64_t column = firstChannel + channel;
        const bool exists = column < s.channels;
        const std::int64_t first =
            (static_cast<std::int64_t>(blockIdx.y) * N + m_part * kPerLane) * s.channels + column;
#pragma unroll
        for (int n = 0; n < kPerLane; ++n) {
            m_a[n] = exists ? s.a[(m_part * kPerLane + n) * s.channels + column] * kLog2e : 0.0F;
            m_h[n] = exists && s.initialState != nullptr ? s.initialState[first + n * s.channels] : 0.0F;
        }
        run();
        if (exists && s.finalState != nullptr) {
#pragma unroll
            for (int n = 0; n < kPerLane; ++n)
                s.finalState[first + n * s.channels] = m_h[n];
        }
    }

private:
    __device__ __forceinline__ void loadSteps(const Tile& tile, int group)
    {
        *reinterpret_cast<float4*>(m_dt[group % 2]) = tile.dt[group][m_slot];
        *reinterpret_cast<float4*>(m_dtx[group % 2]) = tile.dtx[group][m_slot];
    }
    __device__ __forceinline__ void loadMatrices(const Tile& tile, int token)
    {
        readRow(tile.b[token] + m_part * kPerLane, m_b[token % (kAhead + 1)]);
        readRow(tile.c[token] + m_part * kPerLane, m_c[token % (kAhead + 1)]);
    }
    __device__ __forceinline__ void computeDecays(int token)
    {
#pragma unroll
        for (int n = 0; n < kPerLane; ++n)
            m_decay[token % kAhead][n] = exp2Fast(m_dt[token / kGroup % 2][token % kGroup] * m_a[n]);
    }
    __device__ __forceinline__ void advance(int token)
    {
        float y = 0.0F;
#pragma unroll
        for (int n = 0; n < kPerLane; ++n) {
            m_h[n] = fmaf(m_decay[token % kAhead][n], m_h[n],
                          m_dtx[token / kGroup % 2][token % kGroup] * m_b[token % (kAhead + 1)][n]);
            y = fmaf(m_h[n], m_c[token % (kAhead + 1)][n], y);
        }
        m_y[token / kGroup % 2][token % kGroup] = y;
    }

    // The four tokens' sums over the Q lanes of a channel, of which each then holds one token's.
    __device__ __forceinline__ void exchangeFar(int group)
    {
        const float(&y)[kGroup] = m_y[group % 2];
        const bool high = (m_lane & 16) != 0;
        m_first = (high ? y[2] : y[0]) + __shfl_xor_sync(0xffffffffU, high ? y[0] : y[2], 16);
        m_second = (high ? y[3] : y[1]) + __shfl_xor_sync(0xffffffffU, high ? y[1] : y[3], 16);
    }
    __device__ __forceinline__ void exchangeNear()
    {
        const bool odd = (m_lane & 8) != 0;
        m_first = (odd ? m_second : m_first) + __shfl_xor_sync(0xffffffffU, odd ? m_first : m_second, 8);
#pragma unroll
        for (int distance = 4; distance >= 32 / Q; distance /= 2)
            m_first += __shfl_xor_sync(0xffffffffU, m_first, distance);
    }
    __device__ __forceinline__ void storeSums(Tile& tile, int group)
    {
        const bool writes = m_lane % 8 / S::kWarpChannels == 0;
        if (writes)
            reinterpret_cast<float*>(&tile.y[group][m_slot])[m_lane / 8] = m_first;
    }

    __device__ __forceinline__ void begin(int tile)
    {
        barrierWait<S::kThreads>(kFull + tile % kStages);
        const Tile& stage = m_stages[tile % kStages];
        loadSteps(stage, 0);
#pragma unroll
        for (int token = 0; token < kAhead; ++token)
            loadMatrices(stage, token);
        computeDecays(0);
        computeDecays(1);
    }

    __device__ __forceinline__ void run()
    {
        for (int tile = 0; tile < m_tiles; ++tile) {
            begin(tile);
            Tile& stage = m_stages[tile % kStages];
#pragma unroll
            for (int token = 0; token < Tokens; ++token) {
                const int group = token / kGroup;
                const int k = token % kGroup;
                if (k == 0 && group + 1 < kGroups)
                    loadSteps(stage, group + 1);
                if (token + kAhead < Tokens)
                    loadMatrices(stage, token + kAhead);
                if (token + 2 < Tokens)
                    computeDecays(token + 2);
                if (group > 0 && k == 0)
                    exchangeFar(group - 1);
                if (group > 0 && k == 1)
                    exchangeNear();
                if (group > 0 && k == 3)
                    storeSums(stage, group - 1);
                advance(token);
            }
            exchangeFar(kGroups - 1);
            exchangeNear();
            storeSums(stage, kGroups - 1);
            barrierArrive<S::kThreads>(kDone + tile % kStages);
        }
    }

    Tile* m_stages;
    int m_tiles;
    int m_lane;
    int m_part; ///< which states
    int m_slot;
    float m_a[kPerLane], m_h[kPerLane];
    float m_dt[2][kGroup], m_dtx[2][kGroup];
    float m_b[kAhead + 1][kPerLane], m_c[kAhead + 1][kPerLane];
    float m_decay[kAhead][kPerLane];
    float m_y[2][kGroup];
    float m_first = 0, m_second = 0;
};

// Copies of `Width` bytes run on their own; two bytes are too few for that and go through a register.
template <int Width>
__device__ __forceinline__ void copyToShared(void* to, const void* from, bool there)
{
    if constexpr (Width == 2) {
        *static_cast<std::uint16_t*>(to) = there ? *static_cast<const std::uint16_t*>(from) : std::uint16_t{0};
    } else {
        const auto target = static_cast<unsigned>(__cvta_generic_to_shared(to));
        const int bytes = there ? Width : 0; // the rest is filled with zeros
        if constexpr (Width == 16)
            asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(target), "l"(from), "r"(bytes)
                         : "memory");
        else
            asm volatile("cp.async.ca.shared.global [%0], [%1], %2, %3;" ::"r"(target), "l"(from), "n"(Width),
                         "r"(bytes)
                         : "memory");
    }
}

// The producers' side. A thread prepares and finishes two neighbouring channels of four tokens.
template <typename T, int Width, int N, int Q, int Channels, int Tokens>
class Producer
{
    using S = Shape<N, Q, Channels, Tokens>;
    using Tile = Stage<N, Channels, Tokens>;
    using Raw = RawTile<T, N, Channels, Tokens>;
    static constexpr int kThreads = 32 * S::kProducers;

public:
    __device__ Producer(const Arguments& s, Tile* stages, Raw* raw, std::int64_t firstChannel, int tiles)
        : m(s), m_stages(stages), m_raw(raw), m_thread(static_cast<int>(threadIdx.x) - 32 * S::kConsumers),
          m_channel(m_thread % S::kPairs * 2), m_group(m_thread / S::kPairs),
          m_copyX(copier<Channels>(s.x, firstChannel, s.channels)),
          m_copyDt(copier<Channels>(s.dt, firstChannel, s.channels)),
          m_copyZ(copier<Channels>(s.z, firstChannel, s.channels)), m_copyB(copier<N>(s.b, 0, N)),
          m_copyC(copier<N>(s.c, 0, N))
    {
        const std::int64_t column = firstChannel + m_channel;
        const std::int64_t left = s.channels - column;
        m_channels = left >= 2 ? 2 : (left > 0 ? 1 : 0);
#pragma unroll
        for (int i = 0; i < 2; ++i) {
            if (i >= m_channels)
                continue;
            m_bias[i] = s.dtBias != nullptr ? s.dtBias[column + i] : 0.0F;
            m_threshold[i] = s.threshold != nullptr ? s.threshold[column + i] : -INFINITY;
            m_skip[i] = s.d != nullptr ? s.d[column + i] : 0.0F;
        }
        m_out =
            static_cast<T*>(s.out.data) + blockIdx.y * s.out.batchStride + m_group * kGroup * s.out.rowStride + column;

        read(0);
        for (int tile = 0; tile < tiles; ++tile) {
            asm volatile("cp.async.wait_all;" ::: "memory");
            barrierWait<kThreads>(
                kProducers); // everybody's part is there, and nobody reads the tile before the last one
            prepare(tile);
            if (tile + 1 < tiles)
                read(tile + 1);
            if (tile > 0)
                finish(tile - 1);
        }
        finish(tiles - 1);
    }

private:
    // A matrix as one thread copies it: always the same column, rows a fixed distance apart.
    template <int Columns>
    struct Copier
    {
        static constexpr int kElements = Width / sizeof(T);
        static constexpr int kRowChunks = Columns / kElements;
        static constexpr int kRows = (kThreads + kRowChunks - 1) / kRowChunks; ///< that all threads copy at once
        static constexpr int kCount = (Tokens + kRows - 1) / kRows;
        static constexpr int kColumns = (kRowChunks + kThreads - 1) / kThreads; ///< of a row, for every thread
        static_assert(kThreads % kRowChunks == 0 || kRowChunks % kThreads == 0);
        const T* from; ///< this thread's first element of the tile to come
        std::int64_t rowStride;
        std::int32_t row, column;
        bool exists; ///< the column does
    };
    template <int Columns>
    __device__ __forceinline__ Copier<Columns> copier(const View& view, std::int64_t firstColumn, std::int64_t columns)
    {
        using C = Copier<Columns>;
        C c;
        c.row = m_thread / C::kRowChunks;
        c.column = m_thread % C::kRowChunks * C::kElements;
        c.exists = firstColumn + c.column < columns && view.data != nullptr;
        c.rowStride = view.rowStride;
        c.from = static_cast<const T*>(view.data);
        if (c.exists)
            c.from += blockIdx.y * view.batchStride + c.row * view.rowStride + firstColumn + c.column;
        return c;
    }
    // `left` tokens are there, from the first of this tile on.
    template <int Columns, int Pitch>
    __device__ __forceinline__ void copy(Copier<Columns>& c, std::int64_t left, T (*to)[Pitch])
    {
        using C = Copier<Columns>;
        const bool whole = left >= Tokens && c.exists;
        const T* from = c.from;
#pragma unroll
        for (int i = 0; i < C::kCount; ++i) {
            const int row = c.row + i * C::kRows;
            if (C::kCount * C::kRows <= Tokens || row < Tokens) {
#pragma unroll
                for (int j = 0; j < C::kColumns * kThreads * C::kElements; j += kThreads * C::kElements) {
                    if (whole)
                        copyToShared<Width>(to[row] + c.column + j, from + j, true);
                    else // the address is not used, but has to be one
                        copyToShared<Width>(to[row] + c.column + j, row < left ? from + j : c.from,
                                            c.exists && row < left);
                }
            }
            from += C::kRows * c.rowStride;
        }
        if (c.exists)
            c.from += Tokens * c.rowStride;
    }
    __device__ __forceinline__ void read(int tile)
    {
        Raw& raw = m_raw[tile % kRawStages];
        const std::int64_t left = m.tokens - static_cast<std::int64_t>(tile) * Tokens;
        copy(m_copyX, left, raw.x);
        copy(m_copyDt, left, raw.dt);
        if (m.z.data != nullptr)
            copy(m_copyZ, left, raw.z);
        copy(m_copyB, left, raw.b);
        copy(m_copyC, left, raw.c);
    }

    __device__ __forceinline__ static float2 pairAt(const T* at)
    {
        return Pair<T>::wide(*reinterpret_cast<const typename Pair<T>::Raw*>(at));
    }

    __device__ __forceinline__ void prepare(int tile)
    {
        const Raw& raw = m_raw[tile % kRawStages];
        Tile& stage = m_stages[tile % kStages];
        // A token that does not exist has dt = 0, which changes nothing.
        const std::int64_t left = m.tokens - static_cast<std::int64_t>(tile) * Tokens - m_group * kGroup;
        float dt[2][kGroup];
        float dtx[2][kGroup];
#pragma unroll
        for (int k = 0; k < kGroup; ++k) {
            const float2 step = pairAt(raw.dt[m_group * kGroup + k] + m_channel);
            const float2 x = pairAt(raw.x[m_group * kGroup + k] + m_channel);
            dt[0][k] = effective(step.x + m_bias[0], m_threshold[0]);
            dt[1][k] = effective(step.y + m_bias[1], m_threshold[1]);
            if (left < kGroup && k >= left)
                dt[0][k] = dt[1][k] = 0.0F;
            dtx[0][k] = dt[0][k] * x.x;
            dtx[1][k] = dt[1][k] * x.y;
        }
#pragma unroll
        for (int i = 0; i < 2; ++i) {
            stage.dt[m_group][slotOf<Channels>(m_channel + i)] = *reinterpret_cast<const float4*>(dt[i]);
            stage.dtx[m_group][slotOf<Channels>(m_channel + i)] = *reinterpret_cast<const float4*>(dtx[i]);
        }
        constexpr int kRowPairs = N / 2;
#pragma unroll
        for (int pair = m_thread; pair < Tokens * kRowPairs; pair += kThreads) {
            const int row = pair / kRowPairs;
            const int column = pair % kRowPairs * 2;
            *reinterpret_cast<float2*>(stage.b[row] + column) = pairAt(raw.b[row] + column);
            *reinterpret_cast<float2*>(stage.c[row] + column) = pairAt(raw.c[row] + column);
        }
        barrierArrive<S::kThreads>(kFull + tile % kStages);
    }
    __device__ __forceinline__ float effective(float raw, float threshold) const
    {
        float dt = m.softplus ? softplus(raw) : raw;
        if (m.limited)
            dt = fminf(fmaxf(dt, m.dtMin), m.dtMax);
        return dt > threshold ? dt : 0.0F;
    }

    __device__ __forceinline__ void finish(int tile)
    {
        barrierWait<S::kThreads>(kDone + tile % kStages);
        const Raw& raw = m_raw[tile % kRawStages];
        const Tile& stage = m_stages[tile % kStages];
        float y[2][kGroup];
#pragma unroll
        for (int i = 0; i < 2; ++i)
            *reinterpret_cast<float4*>(y[i]) = stage.y[m_group][slotOf<Channels>(m_channel + i)];
        T* const out = m_out + static_cast<std::int64_t>(tile) * Tokens * m.out.rowStride;
        const std::int64_t left = m.tokens - static_cast<std::int64_t>(tile) * Tokens - m_group * kGroup;
        const bool whole = left >= kGroup && m_channels == 2;
        float2 result[kGroup];
#pragma unroll
        for (int k = 0; k < kGroup; ++k) {
            const float2 x = pairAt(raw.x[m_group * kGroup + k] + m_channel);
            result[k] = make_float2(fmaf(m_skip[0], x.x, y[0][k]), fmaf(m_skip[1], x.y, y[1][k]));
        }
        if (m.z.data != nullptr) {
#pragma unroll
            for (int k = 0; k < kGroup; ++k) {
                const float2 z = pairAt(raw.z[m_group * kGroup + k] + m_channel);
                result[k].x *= silu(z.x);
                result[k].y *= silu(z.y);
            }
        }
        if (Width >= 2 * static_cast<int>(sizeof(T)) && whole) {
#pragma unroll
            for (int k = 0; k < kGroup; ++k)
                *reinterpret_cast<typename Pair<T>::Raw*>(out + k * m.out.rowStride) = Pair<T>::narrow(result[k]);
            return;
        }
#pragma unroll
        for (int k = 0; k < kGroup; ++k) {
            if (k < left && m_channels > 0)
                out[k * m.out.rowStride] = fromFloat<T>(result[k].x);
            if (k < left && m_channels > 1)
                out[k * m.out.rowStride + 1] = fromFloat<T>(result[k].y);
        }
    }

    const Arguments& m;
    Tile* m_stages;
    Raw* m_raw;
    int m_thread;
    int m_channel; ///< of the block
    int m_group;
    Copier<Channels> m_copyX, m_copyDt, m_copyZ;
    Copier<N> m_copyB, m_copyC;
    int m_channels = 0; ///< of this thread that exist
    float m_bias[2] = {0, 0};
    float m_threshold[2] = {0, 0};
    float m_skip[2] = {0, 0};
    T* m_out;
};

template <typename T, int N, int Channels, int Tokens>
struct Memory
{
    Stage<N, Channels, Tokens> stages[kStages];
    RawTile<T, N, Channels, Tokens> raw[kRawStages];
};

template <typename T, int Width, int N, int Q, int Channels, int Tokens>
__global__ void __launch_bounds__(Shape<N, Q, Channels, Tokens>::kThreads, Shape<N, Q, Channels, Tokens>::kBlocks)
    scan(const __grid_constant__ Arguments s)
{
    extern __shared__ float4 shared[];
    auto& memory = *reinterpret_cast<Memory<T, N, Channels, Tokens>*>(shared);
    const std::int64_t firstChannel = static_cast<std::int64_t>(blockIdx.x) * Channels;
    const int tiles = static_cast<int>((s.tokens + Tokens - 1) / Tokens);
    if (threadIdx.x < 32 * Shape<N, Q, Channels, Tokens>::kConsumers)
        Consumer<N, Q, Channels, Tokens>(s, memory.stages, firstChannel, tiles);
    else
        Producer<T, Width, N, Q, Channels, Tokens>(s, memory.stages, memory.raw, firstChannel, tiles);
}

template <typename T, int Width, int N, int Q, int Channels, int Tokens>
void launch(const Arguments& s, std::int64_t batch, cudaStream_t stream)
{
    using S = Shape<N, Q, Channels, Tokens>;
    constexpr int kBytes = sizeof(Memory<T, N, Channels, Tokens>);
    const auto kernel = scan<T, Width, N, Q, Channels, Tokens>;
    if (kBytes > 48 * 1024) // only asked for where it is needed
        cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, kBytes);
    const dim3 grid(static_cast<unsigned>((s.channels + Channels - 1) / Channels), static_cast<unsigned>(batch));
    kernel<<<grid, S::kThreads, kBytes, stream>>>(s);
    checkLaunch("selective scan");
}

template <typename T, int Width, int N>
void launchFor(const Arguments& s, std::int64_t batch, int lanes, cudaStream_t stream)
{
    constexpr int kTokens = N == 64 ? 16 : (N == 32 ? 32 : 64); // what shared memory holds
    if constexpr (N == 16 || N == 32)
        if (lanes == 16)
            return launch<T, Width, N, 16, 8, kTokens>(s, batch, stream);
    if (lanes >= 8)
        return launch<T, Width, N, 8, 16, kTokens>(s, batch, stream);
    launch<T, Width, N, N == 64 ? 8 : 4, 32, kTokens>(s, batch, stream);
}

template <typename T, int Width>
void launchWidth(const Arguments& s, std::int64_t states, std::int64_t batch, int lanes, cudaStream_t stream)
{
    switch (states) {
    case 8:
        return launchFor<T, Width, 8>(s, batch, lanes, stream);
    case 16:
        return launchFor<T, Width, 16>(s, batch, lanes, stream);
    case 32:
        return launchFor<T, Width, 32>(s, batch, lanes, stream);
    default:
        return launchFor<T, Width, 64>(s, batch, lanes, stream);
    }
}

/// The largest of 16, 4 and 2 bytes that divides every address and every row.
int widthOf(const SelectiveScan& s)
{
    const std::uint64_t bytes = s.x.type == Type::Float32 ? 4 : 2;
    std::uint64_t bits = static_cast<std::uint64_t>(s.channels) * bytes;
    const auto add = [&](const auto& view) {
        if (view.data != nullptr)
            bits |= reinterpret_cast<std::uintptr_t>(view.data) | static_cast<std::uint64_t>(view.rowStride) * bytes |
                    static_cast<std::uint64_t>(view.batchStride) * bytes;
    };
    for (const View& view : {s.x, s.dt, s.b, s.c, s.z})
        add(view);
    add(s.out);
    return bits % 16 == 0 ? 16 : (bits % 4 == 0 ? 4 : 2);
}

// Few channels do not fill the card; then more lanes share one.
int chooseLanes(const SelectiveScan& s)
{
    int device = 0;
    int processors = 1;
    cudaGetDevice(&device);
    cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, device);
    const auto blocks = [&](std::int64_t channels) { return s.batch * ((s.channels + channels - 1) / channels); };
    if (10 * blocks(32) >= 9 * processors)
        return 4;
    return 10 * blocks(16) >= 7 * processors ? 8 : 16;
}

void check(const SelectiveScan& s)
{
    require(s.batch > 0 && s.batch < 65536, "selective scan: between 1 and 65,535 sequences");
    require(s.tokens > 0 && s.tokens < std::int64_t{1} << 35, "selective scan: no tokens");
    require(s.channels > 0, "selective scan: no channels");
    require(s.states == 8 || s.states == 16 || s.states == 32 || s.states == 64,
            "selective scan: 8, 16, 32 or 64 states");
    require(s.a != nullptr && s.x.data != nullptr && s.dt.data != nullptr && s.b.data != nullptr &&
                s.c.data != nullptr && s.out.data != nullptr,
            "selective scan: x, dt, A, B, C and out are needed");
    for (const View& view : {s.dt, s.b, s.c, s.z})
        require(view.data == nullptr || view.type == s.x.type, "selective scan: all views have one type");
    require(s.out.type == s.x.type, "selective scan: all views have one type");
}

} // namespace

void selectiveScan(const SelectiveScan& arguments, Stream stream)
{
    check(arguments);
    const SelectiveScan& s = arguments;
    const Arguments a = {s.tokens,
                         s.channels,
                         s.x,
                         s.dt,
                         s.b,
                         s.c,
                         s.z,
                         s.out,
                         s.a,
                         s.d,
                         s.dtBias,
                         s.threshold,
                         s.initialState,
                         s.finalState,
                         s.dtMin,
                         s.dtMax,
                         s.softplus,
                         !s.softplus || s.dtMin > 0 || std::isfinite(s.dtMax)};
    const int lanes = s.lanes != 0 ? s.lanes : chooseLanes(s);
    const int width = widthOf(s);
    const auto queue = static_cast<cudaStream_t>(stream);
    if (s.x.type == Type::Float32) {
        if (width == 16)
            return launchWidth<float, 16>(a, s.states, s.batch, lanes, queue);
        return launchWidth<float, 4>(a, s.states, s.batch, lanes, queue);
    }
    if (width == 16)
        return launchWidth<__nv_bfloat16, 16>(a, s.states, s.batch, lanes, queue);
    if (width == 4)
        return launchWidth<__nv_bfloat16, 4>(a, s.states, s.batch, lanes, queue);
    launchWidth<__nv_bfloat16, 2>(a, s.states, s.batch, lanes, queue);
}

} // namespace mambascope::cuda
