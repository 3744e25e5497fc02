// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/attention.cuh"

#include <algorithm>

namespace mambascope::cuda {

namespace {

constexpr int kTile = 128; // rows and columns of a block's part of the map; both begin at multiples of it
constexpr int kThreads = 256;
constexpr int kChunk = 16; // terms of a product that lie in shared memory at once
constexpr int kStride = kTile + 4;
constexpr int kGroups = kTile / static_cast<int>(kStepGroup);

// Where a block's entries go.
struct Target
{
    AttentionRect rect;
    float* values = nullptr; // or:
    std::int64_t stride = 0;
    std::int64_t height = 0, width = 0;
    float* most = nullptr;
    double* sum = nullptr;
};

struct Shared
{
    float left[2][kChunk][kTile];  // of rows
    float right[2][kChunk][kTile]; // of columns
    double step[kTile];            // running sum of the tile's steps, on the diagonal
    float weight[kTile];
    int list[kThreads]; // channels that reach this tile
    int listed[kThreads / 32];
    float entries[kTile][kStride];
};

// A thread's 8 x 8 entries: rows 8 ty.., columns 4 tx.. and 64 + 4 tx... A warp is 4 x 8 threads, so that both sides
// of its product are read from shared memory without conflicts.
struct Place
{
    int tx, ty;
    __device__ Place()
    {
        const int lane = static_cast<int>(threadIdx.x) % 32;
        const int warp = static_cast<int>(threadIdx.x) / 32;
        tx = lane % 8 + 8 * (warp % 2);
        ty = lane / 8 + 4 * (warp / 2);
    }
    __device__ int row(int r) const { return 8 * ty + r; }
    __device__ int column(int c) const { return c < 4 ? 4 * tx + c : 64 + 4 * tx + c - 4; }
};

struct Tile
{
    std::int64_t row, column; // first ones
    __device__ bool diagonal() const { return row == column; }
};

using Accumulators = float[8][8];

__device__ __forceinline__ void clear(Accumulators& sum)
{
#pragma unroll
    for (int r = 0; r < 8; ++r)
#pragma unroll
        for (int c = 0; c < 8; ++c)
            sum[r][c] = 0;
}

__device__ __forceinline__ float4* entriesOf(Shared& s, const Place& at, int r, int half)
{
    return reinterpret_cast<float4*>(s.entries[at.row(r)] + 64 * half + 4 * at.tx);
}

__device__ __forceinline__ void store(Shared& s, const Place& at, const Accumulators& sum)
{
#pragma unroll
    for (int r = 0; r < 8; ++r)
#pragma unroll
        for (int half = 0; half < 2; ++half)
            *entriesOf(s, at, r, half) =
                make_float4(sum[r][4 * half], sum[r][4 * half + 1], sum[r][4 * half + 2], sum[r][4 * half + 3]);
}

__device__ __forceinline__ void load8(const float* low, const float* high, float (&to)[8])
{
    const float4 a = *reinterpret_cast<const float4*>(low);
    const float4 b = *reinterpret_cast<const float4*>(high);
    to[0] = a.x, to[1] = a.y, to[2] = a.z, to[3] = a.w;
    to[4] = b.x, to[5] = b.y, to[6] = b.z, to[7] = b.w;
}

// sum += left' right over the first `terms` of a chunk.
__device__ __forceinline__ void multiply(const Shared& s, int buffer, int terms, const Place& at, Accumulators& sum)
{
#pragma unroll 4
    for (int k = 0; k < terms; ++k) {
        float l[8];
        float r[8];
        const float* left = s.left[buffer][k] + 8 * at.ty;
        const float* right = s.right[buffer][k] + 4 * at.tx;
        load8(left, left + 4, l);
        load8(right, right + 64, r);
#pragma unroll
        for (int i = 0; i < 8; ++i)
#pragma unroll
            for (int j = 0; j < 8; ++j)
                sum[i][j] = fmaf(l[i], r[j], sum[i][j]);
    }
}

// The half of a block that prepares rows (threads 0..127) or columns, one token a thread.
class Side
{
public:
    __device__ Side(const AttentionLayer& f, const Tile& tile)
        : m_rows(threadIdx.x < kTile), m_at(static_cast<int>(threadIdx.x) % kTile),
          m_token((m_rows ? tile.row : tile.column) + m_at), m_reference(tile.row / kStepGroup)
    {
        m_lane = m_at % 32;
        m_inside = m_token < f.length;
        m_group = min(m_token / kStepGroup, (f.length + kStepGroup - 1) / kStepGroup - 1);
    }
    __device__ bool rows() const { return m_rows; }
    __device__ int at() const { return m_at; }
    __device__ std::int64_t token() const { return m_token; }
    __device__ float* factors(Shared& s, int buffer) const { return (m_rows ? s.left : s.right)[buffer][0] + m_at; }
    // C or B of a state, 0 behind the end of the sequence.
    __device__ float plain(const AttentionLayer& f, std::int64_t state) const
    {
        return m_inside ? (m_rows ? f.c + state * f.cStride : f.b + state * f.bStride)[m_token] : 0.0F;
    }
    // What a channel's factor of this token is made of; read early, because it comes from far.
    struct Step
    {
        float dt = 0;
        float threshold = 0;
        float rate = 0; // of state `lane`
        double from = 0, to = 0;
    };
    __device__ Step read(const AttentionLayer& f, std::int64_t channel) const
    {
        Step step;
        step.threshold = thresholdOf(f, channel);
        step.dt = m_inside ? f.dt[channel * f.dtStride + m_token] : 0.0F;
        const double* sums = sumsOf(f, channel);
        step.from = sums[m_rows ? m_reference : m_group + 1];
        step.to = sums[m_rows ? m_group : m_reference];
        return step;
    }
    // How far the token lies from the tile's first row in S, >= 0, and what its factor is weighed with. Steps of the
    // tokens between two groups of 32 are summed in fp64 before, those within a group by the warp.
    __device__ void decay(float dt, float threshold, float between, float& gap, float& weight) const
    {
        const float w = dt > threshold ? dt : 0.0F;
        const float within = m_rows ? sumUpTo(w, m_lane) : sumAfter(w, m_lane);
        gap = fmaxf(between + within, 0.0F);
        weight = m_rows ? 1.0F : w;
    }
    __device__ int lane() const { return m_lane; }
    __device__ bool inside() const { return m_inside; }
    __device__ std::int64_t group() const { return m_group; }

private:
    bool m_rows;
    bool m_inside;
    int m_at;
    int m_lane;
    std::int64_t m_token;
    std::int64_t m_reference;
    std::int64_t m_group; // of 32 tokens
};

// Whether anything of a channel is left between the tile's last column and its first row.
__device__ __forceinline__ bool reaches(const AttentionLayer& f, std::int64_t channel, const Tile& tile)
{
    if (tile.diagonal())
        return true;
    const double* sums = sumsOf(f, channel);
    const double gap = sums[tile.row / kStepGroup] - sums[tile.column / kStepGroup + kGroups];
    return f.slowest[channel] * kLog2e * static_cast<float>(gap) > kDeadExponent;
}

// Which of the channels first.. (up to as many as there are threads) reach the tile, in order; how many.
__device__ int listChannels(const AttentionLayer& f, const Tile& tile, std::int64_t first, std::int64_t end, Shared& s)
{
    if (end - first == 1) { // every thread sees the same
        __syncthreads();
        if (threadIdx.x == 0)
            s.list[0] = static_cast<int>(first);
        const bool here = reaches(f, first, tile);
        __syncthreads();
        return here ? 1 : 0;
    }
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int warp = static_cast<int>(threadIdx.x) / 32;
    const std::int64_t channel = first + threadIdx.x;
    const bool here = channel < end && reaches(f, channel, tile);
    const unsigned ballot = __ballot_sync(kWarp, here);
    __syncthreads(); // the list before this one has been read
    if (lane == 0)
        s.listed[warp] = __popc(ballot);
    __syncthreads();
    int before = __popc(ballot & ((1U << lane) - 1));
    int count = 0;
    for (int w = 0; w < kThreads / 32; ++w) {
        before += w < warp ? s.listed[w] : 0;
        count += s.listed[w];
    }
    if (here)
        s.list[before] = static_cast<int>(channel);
    __syncthreads();
    return count;
}

// ---- one rate a state --------------------------------------------------------------------------------------------

// Factors of 16 states: C_i exp(A (S_i - S_ref)) and exp(A (S_ref - S_j)) w_j B_j, both exponentials <= 1.
__device__ __forceinline__ void fillStates(const Side& side, const Side::Step& step, const float (&plain)[kChunk],
                                           Shared& s, int buffer)
{
    float gap = 0;
    float weight = 0;
    side.decay(step.dt, step.threshold, static_cast<float>(step.to - step.from), gap, weight);
    float* to = side.factors(s, buffer);
#pragma unroll
    for (int n = 0; n < kChunk; ++n)
        to[n * kTile] = plain[n] * weight * exp2Fast(__shfl_sync(kWarp, step.rate, n) * gap);
}

__device__ __forceinline__ void readPlain(const AttentionLayer& f, const Side& side, std::int64_t state,
                                          float (&plain)[kChunk])
{
#pragma unroll
    for (int n = 0; n < kChunk; ++n)
        plain[n] = state + n < f.states ? side.plain(f, state + n) : 0.0F;
}

// Sum over channels and states of a tile below the diagonal. False: nothing reaches it.
__device__ bool productOfStates(const AttentionLayer& f, const Tile& tile, Shared& s, const Place& at,
                                Accumulators& sum)
{
    const Side side(f, tile);
    const int chunks = static_cast<int>((f.states + kChunk - 1) / kChunk);
    float plain[kChunk];
    if (chunks == 1)
        readPlain(f, side, 0, plain); // B and C are the same for every channel
    bool any = false;
    for (std::int64_t first = 0; first < f.channels; first += kThreads) {
        const int listed = listChannels(f, tile, first, f.channels, s);
        const int steps = listed * chunks;
        any = any || listed > 0;
        const auto read = [&](int step) {
            const std::int64_t channel = s.list[step / chunks];
            const std::int64_t state = static_cast<std::int64_t>(step % chunks) * kChunk;
            Side::Step next = side.read(f, channel);
            if (side.lane() < kChunk && state + side.lane() < f.states)
                next.rate = f.a[channel * f.states + state + side.lane()] * kLog2e;
            return next;
        };
        const auto fill = [&](int step, const Side::Step& next) {
            if (chunks > 1)
                readPlain(f, side, static_cast<std::int64_t>(step % chunks) * kChunk, plain);
            fillStates(side, next, plain, s, step % 2);
        };
        if (steps > 0)
            fill(0, read(0));
        for (int step = 0; step < steps; ++step) {
            __syncthreads();
            Side::Step next;
            if (step + 1 < steps)
                next = read(step + 1);
            const auto left = static_cast<int>(f.states) - step % chunks * kChunk;
            multiply(s, step % 2, min(kChunk, left), at, sum);
            if (step + 1 < steps)
                fill(step + 1, next);
        }
    }
    return any;
}

// Steps of a diagonal tile, whose rows and columns are the same tokens: running sums in fp64, differences of which are
// taken directly.
__device__ void fillSteps(const AttentionLayer& f, const Side& side, std::int64_t channel, Shared& s)
{
    if (!side.rows())
        return;
    const double* sums = sumsOf(f, channel);
    const std::int64_t first = side.token() - side.at();
    const float w = keptStep(f, channel, side.token(), thresholdOf(f, channel));
    s.step[side.at()] = sumUpTo(static_cast<double>(w), side.lane()) + (sums[side.group()] - sums[first / kStepGroup]);
    s.weight[side.at()] = w;
}

// Apart from the rest, which then has all registers to itself.
__device__ __noinline__ void diagonalOfStates(const AttentionLayer& f, const Tile& tile, Shared& s)
{
    const Place at;
    const Side side(f, tile);
    Accumulators sum;
    clear(sum);
    float plain[kChunk];
    for (std::int64_t channel = 0; channel < f.channels; ++channel)
        for (std::int64_t state = 0; state < f.states; state += kChunk) {
            __syncthreads();
            fillSteps(f, side, channel, s);
            if (channel == 0 || f.states > kChunk) {
                readPlain(f, side, state, plain);
                for (int n = 0; n < kChunk; ++n)
                    side.factors(s, 0)[n * kTile] = plain[n];
            }
            __syncthreads();
            const int count = static_cast<int>(min(static_cast<std::int64_t>(kChunk), f.states - state));
            const float* a = f.a + channel * f.states + state;
#pragma unroll
            for (int r = 0; r < 8; ++r) {
                const int i = at.row(r);
                float gap[8];
                float part[8];
#pragma unroll
                for (int c = 0; c < 8; ++c) {
                    gap[c] = fmaxf(static_cast<float>(s.step[i] - s.step[at.column(c)]), 0.0F);
                    part[c] = 0;
                }
#pragma unroll 1
                for (int n = 0; n < count; ++n) {
                    const float rate = a[n] * kLog2e;
                    const float left = s.left[0][n][i];
                    float right[8];
                    load8(s.right[0][n] + 4 * at.tx, s.right[0][n] + 64 + 4 * at.tx, right);
#pragma unroll
                    for (int c = 0; c < 8; ++c)
                        part[c] = fmaf(left * right[c], exp2Fast(rate * gap[c]), part[c]);
                }
#pragma unroll
                for (int c = 0; c < 8; ++c)
                    if (at.column(c) <= i)
                        sum[r][c] = fmaf(part[c], s.weight[at.column(c)], sum[r][c]);
            }
        }
    store(s, at, sum);
}

// ---- one rate a channel: (C_i . B_j) is the same for all channels of a group ----------------------------------------

template <int Bytes>
__device__ __forceinline__ void copyAsync(float* to, const float* from, int bytes)
{
    const auto address = static_cast<unsigned>(__cvta_generic_to_shared(to));
    asm volatile("cp.async.ca.shared.global [%0], [%1], %2, %3;" ::"r"(address), "l"(from), "n"(Bytes), "r"(bytes)
                 : "memory");
}

// A warp copies a state's 128 tokens; there are 16 of C and 16 of B. What does not exist becomes zero.
__device__ __forceinline__ void copyStates(const AttentionLayer& f, const Tile& tile, std::int64_t group, int chunk,
                                           bool aligned, Shared& s)
{
    const int lane = static_cast<int>(threadIdx.x) % 32;
#pragma unroll
    for (int k = 0; k < 2 * kChunk / (kThreads / 32); ++k) {
        const int line = static_cast<int>(threadIdx.x) / 32 + k * (kThreads / 32);
        const bool rows = line < kChunk;
        const int n = line % kChunk;
        const std::int64_t state = static_cast<std::int64_t>(chunk) * kChunk + n;
        const float* from = rows ? f.c : f.b;
        const std::int64_t first = rows ? tile.row : tile.column;
        int tokens = 0;
        if (state < f.states) {
            from += (group * f.states + state) * (rows ? f.cStride : f.bStride) + first;
            tokens = static_cast<int>(min(f.length - first, static_cast<std::int64_t>(kTile)));
        }
        float* to = (rows ? s.left : s.right)[chunk % 2][n];
        if (aligned) {
            const int there = min(max(tokens - 4 * lane, 0), 4);
            copyAsync<16>(to + 4 * lane, there > 0 ? from + 4 * lane : from, 4 * there);
        } else {
#pragma unroll
            for (int q = 0; q < 4; ++q) {
                const int token = lane + 32 * q;
                copyAsync<4>(to + token, token < tokens ? from + token : from, token < tokens ? 4 : 0);
            }
        }
    }
    asm volatile("cp.async.commit_group;" ::: "memory");
}

__device__ void productOfGroup(const AttentionLayer& f, const Tile& tile, std::int64_t group, Shared& s,
                               const Place& at, Accumulators& sum)
{
    const auto chunks = static_cast<int>((f.states + kChunk - 1) / kChunk);
    const bool aligned = (reinterpret_cast<std::uintptr_t>(f.b) | reinterpret_cast<std::uintptr_t>(f.c)) % 16 == 0 &&
                         f.bStride % 4 == 0 && f.cStride % 4 == 0;
    __syncthreads();
    copyStates(f, tile, group, 0, aligned, s);
    for (int chunk = 0; chunk < chunks; ++chunk) {
        asm volatile("cp.async.wait_all;" ::: "memory");
        __syncthreads();
        if (chunk + 1 < chunks)
            copyStates(f, tile, group, chunk + 1, aligned, s);
        multiply(s, chunk % 2, min(kChunk, static_cast<int>(f.states) - chunk * kChunk), at, sum);
    }
    __syncthreads();
}

// sum over the channels first..end of exp(A (S_i - S_j)) w_j below the diagonal: a product whose terms are channels.
// False: nothing reaches the tile.
__device__ bool decayOfGroup(const AttentionLayer& f, const Tile& tile, const Side& side, std::int64_t first,
                             std::int64_t end, Shared& s, const Place& at, Accumulators& sum)
{
    bool any = false;
    for (std::int64_t batch = first; batch < end; batch += kThreads) {
        const int listed = listChannels(f, tile, batch, end, s);
        const int chunks = (listed + kChunk - 1) / kChunk;
        any = any || listed > 0;
        const auto fill = [&](int chunk) {
            // Lane n knows what is the same for all tokens of the warp in channel n.
            const int terms = min(kChunk, listed - chunk * kChunk);
            float rate = 0;
            float threshold = 0;
            float between = 0;
            if (side.lane() < terms) {
                const std::int64_t channel = s.list[chunk * kChunk + side.lane()];
                const Side::Step step = side.read(f, channel);
                rate = f.a[channel] * kLog2e;
                threshold = step.threshold;
                between = static_cast<float>(step.to - step.from);
            }
            float* to = side.factors(s, chunk % 2);
#pragma unroll 4
            for (int n = 0; n < terms; ++n) {
                const float dt = side.inside() ? f.dt[s.list[chunk * kChunk + n] * f.dtStride + side.token()] : 0.0F;
                float gap = 0;
                float weight = 0;
                side.decay(dt, __shfl_sync(kWarp, threshold, n), __shfl_sync(kWarp, between, n), gap, weight);
                to[n * kTile] = weight * exp2Fast(__shfl_sync(kWarp, rate, n) * gap);
            }
        };
        if (chunks > 0)
            fill(0);
        for (int chunk = 0; chunk < chunks; ++chunk) {
            __syncthreads();
            if (chunk + 1 < chunks)
                fill(chunk + 1);
            multiply(s, chunk % 2, min(kChunk, listed - chunk * kChunk), at, sum);
        }
        __syncthreads();
    }
    return any;
}

__device__ __noinline__ void diagonalOfGroup(const AttentionLayer& f, const Tile& tile, std::int64_t first,
                                             std::int64_t end, Shared& s)
{
    const Place at;
    const Side side(f, tile);
    Accumulators sum;
    clear(sum);
    for (std::int64_t channel = first; channel < end; ++channel) {
        __syncthreads();
        fillSteps(f, side, channel, s);
        __syncthreads();
        const float rate = f.a[channel] * kLog2e;
#pragma unroll
        for (int c = 0; c < 8; ++c) {
            const int j = at.column(c);
            const double from = s.step[j];
            const float weight = s.weight[j];
#pragma unroll
            for (int r = 0; r < 8; ++r) {
                const float gap = fmaxf(static_cast<float>(s.step[at.row(r)] - from), 0.0F);
                if (j <= at.row(r))
                    sum[r][c] = fmaf(weight, exp2Fast(rate * gap), sum[r][c]);
            }
        }
    }
    store(s, at, sum);
}

// ---- what becomes of the entries -----------------------------------------------------------------------------------

__device__ __forceinline__ void load(const float (*rows)[kStride], const Place& at, Accumulators& sum)
{
#pragma unroll
    for (int r = 0; r < 8; ++r)
        load8(rows[at.row(r)] + 4 * at.tx, rows[at.row(r)] + 64 + 4 * at.tx, sum[r]);
}

// A thread's entries of the block. False: all of the block's are zero.
template <bool RatePerState>
__device__ bool computeEntries(const AttentionLayer& f, const Tile& tile, Shared& s, const Place& at, Accumulators& sum)
{
    const float share = 1.0F / static_cast<float>(f.channels);
    clear(sum);
    if constexpr (RatePerState) {
        if (tile.diagonal()) {
            diagonalOfStates(f, tile, s);
            load(s.entries, at, sum);
        } else if (!productOfStates(f, tile, s, at, sum)) {
            return false;
        }
#pragma unroll
        for (int r = 0; r < 8; ++r)
#pragma unroll
            for (int c = 0; c < 8; ++c)
                sum[r][c] *= share;
        return true;
    } else {
        // A thread's entries are its own: it keeps the decay, and the sum over groups, in shared memory while it needs
        // its registers for another product. Room for the latter lies behind the rest where there are several groups.
        auto* const total = reinterpret_cast<float(*)[kStride]>(&s + 1);
        const Side side(f, tile);
        const std::int64_t channels = f.channels / f.groups;
        bool any = false;
        for (std::int64_t group = 0; group < f.groups; ++group) {
            clear(sum);
            const std::int64_t first = group * channels;
            if (tile.diagonal()) {
                diagonalOfGroup(f, tile, first, first + channels, s);
            } else {
                if (!decayOfGroup(f, tile, side, first, first + channels, s, at, sum))
                    continue;
                store(s, at, sum);
            }
            clear(sum);
            productOfGroup(f, tile, group, s, at, sum);
#pragma unroll
            for (int r = 0; r < 8; ++r) {
                float decay[8];
                load8(s.entries[at.row(r)] + 4 * at.tx, s.entries[at.row(r)] + 64 + 4 * at.tx, decay);
#pragma unroll
                for (int c = 0; c < 8; ++c)
                    sum[r][c] *= share * decay[c];
                if (f.groups > 1) {
                    float* kept = total[at.row(r)];
#pragma unroll
                    for (int c = 0; c < 8; ++c) {
                        sum[r][c] += any ? kept[at.column(c)] : 0.0F;
                        kept[at.column(c)] = sum[r][c];
                    }
                }
            }
            any = true;
        }
        if (any && f.groups > 1) // the last groups may not have reached here
            load(total, at, sum);
        return any;
    }
}

__device__ void writeEntries(const Target& target, const Tile& tile, const Shared& s, bool zero)
{
    for (int k = static_cast<int>(threadIdx.x); k < kTile * kTile; k += kThreads) {
        const std::int64_t i = tile.row + k / kTile;
        const std::int64_t j = tile.column + k % kTile;
        if (i >= target.rect.row0 && i < target.rect.row1 && j >= target.rect.col0 && j < target.rect.col1)
            target.values[(i - target.rect.row0) * target.stride + j - target.rect.col0] =
                zero ? 0.0F : s.entries[k / kTile][k % kTile];
    }
}

// The cell of entry `at` when `size` entries are divided into `cells`.
__device__ __forceinline__ std::int64_t cellOf(std::int64_t at, std::int64_t size, std::int64_t cells)
{
    if ((size + 1) * cells < std::int64_t{1} << 32)
        return (static_cast<unsigned>(at + 1) * static_cast<unsigned>(cells) - 1) / static_cast<unsigned>(size);
    return ((at + 1) * cells - 1) / size;
}

__device__ __forceinline__ float larger(float a, float b)
{
    float most;
    asm("max.NaN.f32 %0, %1, %2;" : "=f"(most) : "f"(a), "f"(b)); // a NaN is shown, not hidden
    return most;
}

template <bool Most>
__device__ __forceinline__ float join(float a, float b)
{
    return Most ? larger(a, b) : a + b;
}

// Which of the tile's rows are the last ones of a cell, of 64 from `first`; rows outside the rectangle have no bit.
__device__ unsigned long long lastRows(const Target& target, const Tile& tile, int first)
{
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const std::int64_t size = target.rect.row1 - target.rect.row0;
    unsigned long long bits = 0;
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        const std::int64_t i = tile.row + first + 32 * half + lane - target.rect.row0;
        const bool inside = i >= 0 && i < size;
        const bool last =
            inside && (i + 1 == size || cellOf(i, size, target.height) != cellOf(i + 1, size, target.height));
        bits |= static_cast<unsigned long long>(__ballot_sync(kWarp, last)) << (32 * half);
    }
    return bits;
}

// Reduces the block to cells: a thread its 8 rows as far as they belong to one cell; a warp 64 rows of 32 columns of
// what is left, down the columns until a cell ends, then lanes of one cell together.
template <bool Most>
__device__ void poolEntries(const Target& target, const Tile& tile, Shared& s, const Place& at, const Accumulators& sum)
{
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int warp = static_cast<int>(threadIdx.x) / 32;
    const std::int64_t rowsOfRect = target.rect.row1 - target.rect.row0;
    {
        const unsigned long long bits = lastRows(target, tile, at.row(0) / 64 * 64) >> (at.row(0) % 64);
        float part[8] = {};
#pragma unroll
        for (int r = 0; r < 8; ++r) {
            const std::int64_t i = tile.row + at.row(r) - target.rect.row0;
            if (i >= 0 && i < rowsOfRect)
#pragma unroll
                for (int c = 0; c < 8; ++c)
                    part[c] = join<Most>(part[c], fabsf(sum[r][c]));
            if (r == 7 || (bits >> r & 1U) != 0) {
                *entriesOf(s, at, r, 0) = make_float4(part[0], part[1], part[2], part[3]);
                *entriesOf(s, at, r, 1) = make_float4(part[4], part[5], part[6], part[7]);
#pragma unroll
                for (int c = 0; c < 8; ++c)
                    part[c] = 0;
            }
        }
    }
    __syncthreads();
    const int column = warp % 4 * 32 + lane;
    const int first = warp / 4 * 64;
    const std::int64_t j = tile.column + column - target.rect.col0;
    const std::int64_t columnsOfRect = target.rect.col1 - target.rect.col0;
    const std::int64_t x = j >= 0 && j < columnsOfRect ? cellOf(j, columnsOfRect, target.width) : -1;
    unsigned together = 0; // bit k: the lane 2^k on is in the same cell
#pragma unroll
    for (int k = 0; k < 5; ++k) {
        const std::int64_t other = __shfl_down_sync(kWarp, x, 1 << k);
        if (lane + (1 << k) < 32 && other == x)
            together |= 1U << k;
    }
    const std::int64_t before = __shfl_up_sync(kWarp, x, 1);
    const bool head = x >= 0 && (lane == 0 || before != x);
    const unsigned long long ends = lastRows(target, tile, first);
    unsigned long long left = ends | 0x8080808080808080ULL; // every eighth row has something, too
    std::int64_t y = 0;
    {
        const std::int64_t i = tile.row + first - target.rect.row0;
        if (i < rowsOfRect)
            y = cellOf(i > 0 ? i : 0, rowsOfRect, target.height);
    }
    const std::int64_t lastRow = min(rowsOfRect - 1 + target.rect.row0 - tile.row, std::int64_t{kTile - 1});
    float value = 0;
    while (left != 0) {
        const int bit = __ffsll(static_cast<long long>(left)) - 1;
        left &= left - 1;
        value = join<Most>(value, s.entries[first + bit][column]);
        const bool end = (ends >> bit & 1U) != 0;
        if (!end && bit < 63)
            continue;
#pragma unroll
        for (int k = 0; k < 5; ++k) {
            const float other = __shfl_down_sync(kWarp, value, 1 << k);
            if (together >> k & 1U)
                value = join<Most>(value, other);
        }
        if (head && !(value == 0) && first <= lastRow) {
            const std::int64_t cell = y * target.width + x;
            if constexpr (Most) // floats without a sign are ordered as integers are, NaN last
                atomicMax(reinterpret_cast<unsigned*>(target.most) + cell, __float_as_uint(value));
            else
                atomicAdd(target.sum + cell, static_cast<double>(value));
        }
        value = 0;
        ++y;
    }
}

template <bool RatePerState>
__global__ __launch_bounds__(kThreads, 2) void tiles(const __grid_constant__ AttentionLayer f,
                                                     const __grid_constant__ Target target, std::int64_t firstRow,
                                                     std::int64_t nearest)
{
    extern __shared__ float4 memory[];
    Shared& s = *reinterpret_cast<Shared*>(memory);
    Tile tile;
    tile.row = (firstRow + blockIdx.x) * kTile;
    // Diagonals one after the other, so that the costly one begins first.
    tile.column = tile.row - (nearest + static_cast<std::int64_t>(blockIdx.y)) * kTile;
    if (tile.column < 0 || tile.column + kTile <= target.rect.col0 || tile.column >= target.rect.col1)
        return;
    const Place at;
    float sum[8][8];
    const bool any = tile.column <= tile.row && computeEntries<RatePerState>(f, tile, s, at, sum);
    if (target.values != nullptr) {
        if (any)
            store(s, at, sum);
        __syncthreads();
        writeEntries(target, tile, s, !any);
        return;
    }
    if (!any)
        return;
    __syncthreads();
    if (target.most != nullptr)
        poolEntries<true>(target, tile, s, at, sum);
    if (target.most != nullptr && target.sum != nullptr)
        __syncthreads();
    if (target.sum != nullptr)
        poolEntries<false>(target, tile, s, at, sum);
}

void requireRect(const AttentionLayer& f, const AttentionRect& r)
{
    require(r.row0 >= 0 && r.col0 >= 0 && r.row0 < r.row1 && r.col0 < r.col1 && r.row1 <= f.length &&
                r.col1 <= f.length,
            "attention: not a part of the map");
}

// Rows begin..end of the target's rectangle.
void launch(const AttentionLayer& f, const Target& target, std::int64_t begin, std::int64_t end, cudaStream_t stream)
{
    const std::int64_t firstRow = begin / kTile;
    const std::int64_t rows = (end + kTile - 1) / kTile - firstRow;
    // Tiles by how far they lie from the diagonal; above it there is something to write only where zeros are wanted.
    std::int64_t nearest = firstRow - (target.rect.col1 - 1) / kTile;
    if (target.values == nullptr)
        nearest = std::max<std::int64_t>(nearest, 0);
    const std::int64_t farthest = firstRow + rows - 1 - target.rect.col0 / kTile;
    if (farthest < nearest)
        return; // all above the diagonal
    require(farthest - nearest < 65535, "attention: more than 8 million columns");
    auto* const kernel = f.ratePerState ? tiles<true> : tiles<false>;
    const std::size_t bytes = sizeof(Shared) + (!f.ratePerState && f.groups > 1 ? sizeof(float) * kTile * kStride : 0);
    if (const cudaError_t status =
            cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(bytes));
        status != cudaSuccess)
        throw Failure(std::string("attention: ") + cudaGetErrorString(status));
    const dim3 grid(static_cast<unsigned>(rows), static_cast<unsigned>(farthest - nearest + 1));
    kernel<<<grid, kThreads, bytes, stream>>>(f, target, firstRow, nearest);
    checkLaunch("attention tiles");
}

__global__ void finishMean(const AttentionPool pool, float* out)
{
    const std::int64_t cell = blockIdx.x * std::int64_t{blockDim.x} + threadIdx.x;
    if (cell >= pool.height * pool.width)
        return;
    const std::int64_t y = cell / pool.width;
    const std::int64_t x = cell % pool.width;
    const std::int64_t rows = pool.rect.row1 - pool.rect.row0;
    const std::int64_t columns = pool.rect.col1 - pool.rect.col0;
    const std::int64_t area = ((y + 1) * rows / pool.height - y * rows / pool.height) *
                              ((x + 1) * columns / pool.width - x * columns / pool.width);
    out[cell] = static_cast<float>(pool.sum[cell] / static_cast<double>(area));
}

} // namespace

AttentionLayer oneChannel(const AttentionLayer& layer, std::int64_t channel)
{
    AttentionLayer one = layer;
    const std::int64_t group = channel / (layer.channels / layer.groups);
    one.channels = 1;
    one.groups = 1;
    one.dt += channel * layer.dtStride;
    one.a += channel * (layer.ratePerState ? layer.states : 1);
    one.b += group * layer.states * layer.bStride;
    one.c += group * layer.states * layer.cStride;
    if (layer.threshold != nullptr)
        one.threshold += channel;
    if (layer.sums != nullptr)
        one.sums += channel * (stepGroups(layer.length) + 1);
    if (layer.slowest != nullptr)
        one.slowest += channel;
    return one;
}

void attentionValues(const AttentionLayer& f, const AttentionRect& rect, float* out, std::int64_t stride, Stream stream)
{
    requireFactors(f);
    requireRect(f, rect);
    require(out != nullptr && stride >= rect.col1 - rect.col0, "attention: the output is too narrow");
    Target target;
    target.rect = rect;
    target.values = out;
    target.stride = stride;
    launch(f, target, rect.row0, rect.row1, static_cast<cudaStream_t>(stream));
}

void attentionPool(const AttentionLayer& f, const AttentionPool& pool, std::int64_t begin, std::int64_t end,
                   Stream stream)
{
    requireFactors(f);
    requireRect(f, pool.rect);
    const AttentionRect& r = pool.rect;
    require(pool.height > 0 && pool.width > 0 && pool.height <= r.row1 - r.row0 && pool.width <= r.col1 - r.col0,
            "attention: more cells than entries");
    require(pool.most != nullptr || pool.sum != nullptr, "attention: no cells to add to");
    // A row may be added once only, so pieces end where tiles do.
    begin = std::max(begin, r.row0);
    end = std::min(end, r.row1);
    require(begin < end && (begin == r.row0 || begin % kTile == 0) && (end == r.row1 || end % kTile == 0),
            "attention: pieces of a map begin and end at multiples of 128 rows");
    Target target;
    target.rect = r;
    target.height = pool.height;
    target.width = pool.width;
    target.most = pool.most;
    target.sum = pool.sum;
    launch(f, target, begin, end, static_cast<cudaStream_t>(stream));
}

void attentionPoolMean(const AttentionPool& pool, float* out, Stream stream)
{
    require(pool.sum != nullptr && out != nullptr, "attention: no sums to divide");
    constexpr std::int64_t kBlock = 256;
    const auto blocks = static_cast<unsigned>((pool.height * pool.width + kBlock - 1) / kBlock);
    finishMean<<<blocks, kBlock, 0, static_cast<cudaStream_t>(stream)>>>(pool, out);
    checkLaunch("mean of cells");
}

} // namespace mambascope::cuda
