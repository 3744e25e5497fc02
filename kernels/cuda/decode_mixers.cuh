// SPDX-License-Identifier: GPL-3.0-or-later
// The small parts of a layer's step: x_proj, dt_proj and the recurrences. What they read of weights and states is asked
// for when they are made, before the block waits for the others, and used behind that, in run().
#pragma once

#include "kernels/cuda/decode_block.cuh"

namespace mambascope::cuda::decode {

constexpr int kAhead = 2; // pieces of a small matrix or states that a thread asks for early

/// conv_k of a channel in eight lanes: lane k has tap k and the input that it meets.
struct ConvLane
{
    float weight = 0, input = 0, bias = 0;
    __device__ void ask(const DecodeLayer& layer, int channel, int width, int taps)
    {
        const int k = static_cast<int>(threadIdx.x) % kSumLanes;
        weight = k < taps ? layer.convWeight[static_cast<std::int64_t>(k) * width + channel] : 0.0F;
        input = k < taps - 1 ? layer.conv[static_cast<std::int64_t>(k) * width + channel] : 0.0F;
        bias = layer.convBias != nullptr ? layer.convBias[channel] : 0.0F;
    }
    /// silu(conv), in every lane; the state moves on by `value`. Called by whole warps, writes where `valid`.
    __device__ float run(const DecodeLayer& layer, int channel, int width, int taps, float value, bool valid) const
    {
        const int k = static_cast<int>(threadIdx.x) % kSumLanes;
        const float x = k == taps - 1 ? value : input;
        float sum = weight * x;
        for (int offset = 1; offset < kSumLanes; offset *= 2)
            sum += __shfl_xor_sync(0xffffffff, sum, offset);
        if (valid && k >= 1 && k < taps)
            layer.conv[static_cast<std::int64_t>(k - 1) * width + channel] = x;
        return silu(sum + bias);
    }
};

/// x_proj: a few long rows, each by the whole block.
template <typename W>
class LowRank
{
public:
    __device__ LowRank(const DecodeModel& model, const DecodeLayer& layer)
        : m_rows(model.dtRank + 2 * model.dState), m_perRow(static_cast<int>(model.dInner * sizeof(W) / 16)),
          m_rounds((m_perRow + kThreads - 1) / kThreads),
          m_from(static_cast<const uint4*>(layer.xProj) + m_rows.begin * m_perRow)
    {
#pragma unroll
        for (int q = 0; q < kAhead; ++q)
            m_early[q] = q < m_rows.count() * m_rounds ? load(q) : make_uint4(0, 0, 0, 0);
    }
    __device__ void run(const Exchange& exchange, const unsigned char* x, Scratch& scratch) const
    {
        float sum = 0;
        const int warp = static_cast<int>(threadIdx.x / 32);
        const auto add = [&](int q, const uint4& w) {
            const int row = q / m_rounds;
            const int piece = (q - row * m_rounds) * kThreads + static_cast<int>(threadIdx.x);
            if (piece < m_perRow)
                sum = dotPiece<W>(w, x + piece * 16, sum);
            if (q - row * m_rounds < m_rounds - 1)
                return;
            for (int offset = 1; offset < 32; offset *= 2)
                sum += __shfl_xor_sync(0xffffffff, sum, offset);
            if (threadIdx.x % 32 == 0)
                scratch.sums[0][warp * kSumStride + row] = sum;
            sum = 0;
        };
        const int total = m_rows.count() * m_rounds;
#pragma unroll
        for (int q = 0; q < kAhead; ++q)
            if (q < total)
                add(q, m_early[q]);
        for (int q = kAhead; q < total; ++q)
            add(q, load(q));
        meet();
        const int row = static_cast<int>(threadIdx.x) / kSumLanes;
        const float value = roundedTo<W>(sumOverWarps(scratch.sums[0]));
        if (row < m_rows.count() && threadIdx.x % kSumLanes == 0)
            exchange.low[m_rows.begin + row] = value;
    }

private:
    __device__ uint4 load(int q) const
    {
        const int row = q / m_rounds;
        const int piece = (q - row * m_rounds) * kThreads + static_cast<int>(threadIdx.x);
        return piece < m_perRow ? __ldcs(m_from + static_cast<std::int64_t>(row) * m_perRow + piece)
                                : make_uint4(0, 0, 0, 0);
    }
    Rows m_rows;
    int m_perRow, m_rounds; // pieces of 16 bytes in a row; rounds in which the block reads them
    const uint4* m_from;
    uint4 m_early[kAhead];
};

/// dt_proj, softplus and the recurrence of this block's channels: 16 lanes form a dt; then a lane has a channel, a warp
/// every sixteenth state.
template <typename W>
class Recurrence1
{
public:
    __device__ Recurrence1(const DecodeModel& model, const DecodeLayer& layer)
        : m_model(model), m_layer(layer), m_channels(model.dInner), m_warp(static_cast<int>(threadIdx.x / 32)),
          m_lane(static_cast<int>(threadIdx.x % 32)), m_states(static_cast<int>(model.dState)),
          m_stateRounds((m_states + kWarps - 1) / kWarps), m_perRow(static_cast<int>(model.dtColumns * sizeof(W) / 16)),
          m_rounds((m_perRow + 15) / 16)
    {
#pragma unroll
        for (int q = 0; q < kAhead; ++q) {
            m_early[q] = loadPiece(q);
            m_state[q] = loadState(m_layer.ssm, q);
            m_a[q] = loadState(m_layer.a, q);
        }
        if (const int row = m_warp * 2 + m_lane / 16; row < m_channels.count())
            m_dtBias = m_layer.dtBias[m_channels.begin + row];
        if (const int row = static_cast<int>(threadIdx.x) / kSumLanes; row < min(32, m_channels.count()))
            m_d = m_layer.d[m_channels.begin + row];
    }

    __device__ void run(const Exchange& exchange, W* x, Scratch& scratch) const
    {
        // Raw dt, B and C by a warp each; Falcon-Mamba normalises them.
        const int r = static_cast<int>(m_model.dtRank);
        if (m_warp == 0)
            bring(exchange.low, r, [&](int i, float value) { x[i] = fromFloat<W>(value); });
        else if (m_warp == 1)
            bring(exchange.low + r, m_states, [&](int i, float value) { scratch.b[i] = roundedTo<W>(value); });
        else if (m_warp == 2)
            bring(exchange.low + r + m_states, m_states,
                  [&](int i, float value) { scratch.c[i] = roundedTo<W>(value); });
        else if (m_warp == 3)
            for (int i = r + m_lane; i < m_model.dtColumns; i += 32)
                x[i] = fromFloat<W>(0);
        const int channel = static_cast<int>(m_channels.begin) + m_lane;
        const bool first = m_lane < m_channels.count();
        float u = first ? __ldcg(exchange.convolved + channel) : 0.0F;
        // Of the channel that this thread will write.
        const int row = static_cast<int>(threadIdx.x) / kSumLanes;
        float x0 = 0;
        float gate = 0;
        if (row < min(32, m_channels.count())) {
            x0 = __ldcg(exchange.convolved + m_channels.begin + row);
            gate = __ldcg(exchange.gate + m_channels.begin + row);
        }
        meet();
        formSteps(reinterpret_cast<const unsigned char*>(x), scratch);
        meet();
        for (int pass = 0; pass * 32 < m_channels.count(); ++pass) {
            float d = m_d;
            if (pass > 0) {
                u = pass * 32 + m_lane < m_channels.count() ? __ldcg(exchange.convolved + channel + pass * 32) : 0.0F;
                if (row < 32 && pass * 32 + row < m_channels.count()) {
                    const std::int64_t e = m_channels.begin + pass * 32 + row;
                    d = m_layer.d[e];
                    x0 = __ldcg(exchange.convolved + e);
                    gate = __ldcg(exchange.gate + e);
                }
            }
            const float sum = advance(pass, u, scratch);
            if (row < 32 && threadIdx.x % kSumLanes == 0 && pass * 32 + row < m_channels.count())
                exchange.y[m_channels.begin + pass * 32 + row] = fmaf(d, x0, sum) * gate;
        }
    }

private:
    __device__ uint4 loadPiece(int q) const
    {
        const int pass = q / m_rounds;
        const int row = pass * 32 + m_warp * 2 + m_lane / 16;
        const int piece = (q - pass * m_rounds) * 16 + m_lane % 16;
        if (row >= m_channels.count() || piece >= m_perRow)
            return make_uint4(0, 0, 0, 0);
        return __ldcs(static_cast<const uint4*>(m_layer.dtProj) + (m_channels.begin + row) * m_perRow + piece);
    }
    // State or A of round q: the states m_warp + 16 j of the channels of a pass.
    __device__ float loadState(const float* from, int q) const
    {
        const int pass = q / m_stateRounds;
        const int n = m_warp + kWarps * (q - pass * m_stateRounds);
        const int channel = pass * 32 + m_lane;
        if (channel >= m_channels.count() || n >= m_states)
            return 0;
        return from[n * m_model.dInner + m_channels.begin + channel];
    }

    template <typename Put>
    __device__ void bring(const float* from, int count, Put put) const
    {
        float scale = 1;
        if (m_model.mixerNormEps >= 0) {
            float sum = 0;
            for (int i = m_lane; i < count; i += 32) {
                const float value = __ldcg(from + i);
                sum = fmaf(value, value, sum);
            }
            for (int offset = 1; offset < 32; offset *= 2)
                sum += __shfl_xor_sync(0xffffffff, sum, offset);
            scale = rsqrtf(sum / static_cast<float>(count) + m_model.mixerNormEps);
        }
        for (int i = m_lane; i < count; i += 32)
            put(i, __ldcg(from + i) * scale);
    }

    __device__ void formSteps(const unsigned char* x, Scratch& scratch) const
    {
        float sum = 0;
        const auto add = [&](int q, const uint4& w) {
            const int pass = q / m_rounds;
            const int piece = (q - pass * m_rounds) * 16 + m_lane % 16;
            if (piece < m_perRow)
                sum = dotPiece<W>(w, x + piece * 16, sum);
            if (q - pass * m_rounds < m_rounds - 1)
                return;
            for (int offset = 1; offset < 16; offset *= 2)
                sum += __shfl_xor_sync(0xffffffff, sum, offset);
            const int row = pass * 32 + m_warp * 2 + m_lane / 16;
            if (m_lane % 16 == 0 && row < m_channels.count()) {
                const float bias = pass == 0 ? m_dtBias : m_layer.dtBias[m_channels.begin + row];
                const float dt = softplus(roundedTo<W>(sum) + bias);
                scratch.dt[row] = fminf(fmaxf(dt, m_model.dtMin), m_model.dtMax);
            }
            sum = 0;
        };
        const int total = (m_channels.count() + 31) / 32 * m_rounds;
#pragma unroll
        for (int q = 0; q < kAhead; ++q)
            if (q < total)
                add(q, m_early[q]);
        for (int q = kAhead; q < total; ++q)
            add(q, loadPiece(q));
    }

    // h = exp(dt A) h + dt x B for 32 channels; C . h of channel threadIdx.x / kSumLanes.
    __device__ float advance(int pass, float u, Scratch& scratch) const
    {
        const int channel = pass * 32 + m_lane;
        const bool here = channel < m_channels.count();
        const float dt = here ? scratch.dt[channel] : 0.0F;
        float y = 0;
        const auto step = [&](int j, float h, float a) {
            const int n = m_warp + kWarps * j;
            if (!here || n >= m_states)
                return;
            h = fmaf(exp2Fast(dt * a * kLog2e), h, dt * u * scratch.b[n]);
            m_layer.ssm[n * m_model.dInner + m_channels.begin + channel] = h;
            y = fmaf(h, scratch.c[n], y);
        };
        if (pass == 0 && m_stateRounds <= kAhead) {
#pragma unroll
            for (int j = 0; j < kAhead; ++j)
                step(j, m_state[j], m_a[j]); // behind the last round n is too large
        } else {
            for (int j = 0; j < m_stateRounds; ++j)
                step(j, loadState(m_layer.ssm, pass * m_stateRounds + j),
                     loadState(m_layer.a, pass * m_stateRounds + j));
        }
        float* sums = scratch.sums[pass % 2];
        sums[m_warp * kSumStride + m_lane] = y;
        meet();
        return sumOverWarps(sums);
    }

    const DecodeModel& m_model;
    const DecodeLayer& m_layer;
    Rows m_channels;
    int m_warp, m_lane;
    int m_states, m_stateRounds; // a thread's states of one channel
    int m_perRow, m_rounds;      // pieces of 16 bytes in a row of dt_proj; a lane's share of them
    uint4 m_early[kAhead];
    float m_state[kAhead];
    float m_a[kAhead];
    float m_dtBias = 0; // of the row that this half warp forms first
    float m_d = 0;      // of the channel that this thread writes first
};

/// The recurrence of Mamba-2: 32 entries of a head at a time, a lane has an entry, a warp every sixteenth state.
template <typename W>
class Recurrence2
{
public:
    static constexpr int kEarly = 8;

    __device__ Recurrence2(const DecodeModel& model, const DecodeLayer& layer)
        : m_model(model), m_layer(layer), m_warp(static_cast<int>(threadIdx.x / 32)),
          m_lane(static_cast<int>(threadIdx.x % 32)), m_states(static_cast<int>(model.dState)),
          m_headDim(static_cast<int>(model.headDim)), m_parts((m_headDim + 31) / 32)
    {
        if (static_cast<int>(blockIdx.x) < units())
            ask(static_cast<int>(blockIdx.x));
    }

    __device__ void run(const Exchange& exchange, Scratch& scratch)
    {
        int buffer = 0;
        for (int unit = static_cast<int>(blockIdx.x); unit < units(); unit += static_cast<int>(gridDim.x)) {
            if (unit != static_cast<int>(blockIdx.x))
                ask(unit);
            advance(unit, exchange, scratch.sums[buffer]);
            buffer ^= 1;
        }
    }

    /// How many units there are, and where the 32 entries of one begin in the state's row n.
    static __device__ int units(const DecodeModel& m) { return static_cast<int>(m.heads * ((m.headDim + 31) / 32)); }
    static __device__ std::int64_t placeOf(const DecodeModel& m, int unit, int n)
    {
        const int parts = static_cast<int>((m.headDim + 31) / 32);
        const int head = unit / parts;
        return (head * m.dState + n) * m.headDim + (unit - head * parts) * 32;
    }

private:
    __device__ int units() const { return units(m_model); }
    __device__ bool has(int unit, int n) const { return n < m_states && unit % m_parts * 32 + m_lane < m_headDim; }
    __device__ void ask(int unit)
    {
        const float* from = m_layer.ssm + placeOf(m_model, unit, m_warp) + m_lane;
#pragma unroll
        for (int j = 0; j < kEarly; ++j)
            m_early[j] = has(unit, m_warp + kWarps * j) ? from[j * kWarps * m_headDim] : 0.0F;
        m_a = m_layer.a[unit / m_parts];
        const int row = static_cast<int>(threadIdx.x) / kSumLanes;
        if (row < 32 && unit % m_parts * 32 + row < m_headDim)
            m_d = m_layer.d[unit / m_parts * m_headDim + unit % m_parts * 32 + row];
    }

    __device__ void advance(int unit, const Exchange& exchange, float* sums) const
    {
        const int head = unit / m_parts;
        const int entry = head * m_headDim + unit % m_parts * 32; // the first of 32
        const int group = head / static_cast<int>(m_model.heads / m_model.groups);
        const float* b = exchange.convolved + m_model.dInner + group * m_states;
        const float* c = b + m_model.groups * m_states;
        const bool here = unit % m_parts * 32 + m_lane < m_headDim;
        // Everything is asked for before anything is used.
        const float dt = __ldcg(exchange.dt + head);
        const float x = here ? __ldcg(exchange.convolved + entry + m_lane) : 0.0F;
        float bs[kEarly];
        float cs[kEarly];
#pragma unroll
        for (int j = 0; j < kEarly; ++j) {
            const int n = m_warp + kWarps * j;
            bs[j] = n < m_states ? __ldcg(b + n) : 0.0F;
            cs[j] = n < m_states ? __ldcg(c + n) : 0.0F;
        }
        const int row = static_cast<int>(threadIdx.x) / kSumLanes;
        const bool writes = row < 32 && threadIdx.x % kSumLanes == 0 && unit % m_parts * 32 + row < m_headDim;
        const float x0 = writes ? __ldcg(exchange.convolved + entry + row) : 0.0F;
        const float gate = writes ? __ldcg(exchange.gate + entry + row) : 0.0F;

        const float decay = exp2Fast(dt * m_a * kLog2e);
        const float input = dt * x;
        float* to = m_layer.ssm + placeOf(m_model, unit, m_warp) + m_lane;
        float y = 0;
#pragma unroll
        for (int j = 0; j < kEarly; ++j) {
            const float h = fmaf(decay, m_early[j], input * bs[j]);
            y = fmaf(h, cs[j], y);
            if (here && m_warp + kWarps * j < m_states)
                to[j * kWarps * m_headDim] = h;
        }
        for (int n = m_warp + kWarps * kEarly; here && n < m_states; n += kWarps) {
            float& state = to[(n - m_warp) * m_headDim];
            const float h = fmaf(decay, state, input * __ldcg(b + n));
            y = fmaf(h, __ldcg(c + n), y);
            state = h;
        }
        sums[m_warp * kSumStride + m_lane] = y;
        meet();
        const float sum = sumOverWarps(sums);
        if (writes)
            exchange.y[entry + row] = roundedTo<W>(fmaf(m_d, x0, sum)) * gate;
    }

    const DecodeModel& m_model;
    const DecodeLayer& m_layer;
    int m_warp, m_lane;
    int m_states, m_headDim;
    int m_parts; // of 32 entries in a head
    float m_early[kEarly];
    float m_a = 0, m_d = 0; // of the head; of the entry that this thread writes
};

} // namespace mambascope::cuda::decode
