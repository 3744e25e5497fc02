// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/attention_tile.cuh"

// The entries of a block as products whose factors cannot overflow.
namespace mambascope::cuda::attention {

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
    const std::int64_t stride = side.rows() ? f.cStride : f.bStride;
    const float* from = (side.rows() ? f.c : f.b) + state * stride + side.token();
    const auto count = side.inside() ? static_cast<int>(min(f.states - state, std::int64_t{kChunk})) : 0;
#pragma unroll
    for (int n = 0; n < kChunk; ++n, from += stride)
        plain[n] = n < count ? *from : 0.0F;
}

// Sum over channels and states of a tile below the diagonal. False: nothing reaches it.
__device__ inline bool productOfStates(const AttentionLayer& f, const Tile& tile, Shared& s, const Place& at,
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
__device__ inline void fillSteps(const AttentionLayer& f, const Side& side, std::int64_t channel, Shared& s)
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

__device__ inline void productOfGroup(const AttentionLayer& f, const Tile& tile, std::int64_t group, Shared& s,
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
__device__ inline bool decayOfGroup(const AttentionLayer& f, const Tile& tile, const Side& side, std::int64_t first,
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
__device__ inline bool computeEntries(const AttentionLayer& f, const Tile& tile, Shared& s, const Place& at,
                                      Accumulators& sum)
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

} // namespace mambascope::cuda::attention
