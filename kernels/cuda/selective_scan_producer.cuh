// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/selective_scan_elements.cuh"
#include "kernels/cuda/selective_scan_shared.cuh"

namespace mambascope::cuda::scan {

__device__ __forceinline__ float maxKeepingNaN(float a, float b)
{
    float c;
    asm("max.NaN.f32 %0, %1, %2;" : "=f"(c) : "f"(a), "f"(b));
    return c;
}
__device__ __forceinline__ float minKeepingNaN(float a, float b)
{
    float c;
    asm("min.NaN.f32 %0, %1, %2;" : "=f"(c) : "f"(a), "f"(b));
    return c;
}

/// A place in device memory by its address.
template <typename T>
__device__ __forceinline__ T* inDeviceMemory(std::uint64_t address)
{
    return static_cast<T*>(__cvta_global_to_generic(address));
}
/// base + factor * step, in one instruction.
__device__ __forceinline__ std::uint64_t addressAfter(std::uint64_t base, std::uint32_t factor, std::uint32_t step)
{
    std::uint64_t address;
    asm("mad.wide.u32 %0, %1, %2, %3;" : "=l"(address) : "r"(step), "r"(factor), "l"(base));
    return address;
}

// The producers' side. A thread prepares and finishes neighbouring channels of four tokens.
template <typename T, bool Vector, typename S>
class Producer
{
    static constexpr int kColumns = S::Columns;
    static constexpr int kChunk = 16 / static_cast<int>(sizeof(T)); ///< elements of B and C that a thread moves at once
    static constexpr int kRowChunks = S::N / kChunk;
    static constexpr int kChunks = S::Tokens * kRowChunks;
    static constexpr int kTurns = (kChunks + S::kTeamThreads - 1) / S::kTeamThreads;
    static constexpr int kTurnRows = S::kTeamThreads / kRowChunks; ///< rows between a thread's chunks
    static_assert(S::kTeamThreads % kRowChunks == 0);
    using Columns = Elements<T, kColumns>;
    using Chunk = Elements<T, kChunk>;

    /// A matrix as a thread meets it: the address of its first element of the tile to come, and bytes from a row to the
    /// next, which fit 32 bits (selectiveScan() sees to that).
    struct Cursor
    {
        std::uint64_t at;
        std::uint32_t rowBytes;

        __device__ __forceinline__ std::uint64_t row(int row) const { return addressAfter(at, row, rowBytes); }
        __device__ __forceinline__ void advance() { at = addressAfter(at, S::kTeams * S::Tokens, rowBytes); }
    };

public:
    __device__ Producer(const Arguments& s, Group<S>* groups, std::int64_t firstChannel, int tiles)
        : m(s), m_team((static_cast<int>(threadIdx.x) - 32 * S::kConsumers) / S::kTeamThreads),
          m_thread((static_cast<int>(threadIdx.x) - 32 * S::kConsumers) % S::kTeamThreads),
          m_groups(groups + m_team * S::kGroups), m_rowThread(m_thread % S::kRowThreads),
          m_group(m_thread / S::kRowThreads)
    {
        const std::int64_t column = firstChannel + m_rowThread * kColumns;
        m_there = static_cast<int>(min(max(s.channels - column, std::int64_t{0}), std::int64_t{kColumns}));
        // A thread without channels reads those of the block's first thread and writes nothing.
        const std::int64_t own = m_there > 0 ? column : firstChannel;
#pragma unroll
        for (int i = 0; i < kColumns; ++i) {
            const bool exists = i < m_there;
            m_bias[i] = exists && s.dtBias != nullptr ? s.dtBias[column + i] : 0.0F;
            m_threshold[i] = exists && s.threshold != nullptr ? s.threshold[column + i] : -INFINITY;
            m_skip[i] = exists && s.d != nullptr ? s.d[column + i] : 0.0F;
            m_slot[i] = 16 * S::slotOf(m_rowThread * kColumns + i);
        }
        const int firstRow = m_team * S::Tokens;
        m_x = cursor(s.x, firstRow + m_group * kGroup, own);
        m_dt = cursor(s.dt, firstRow + m_group * kGroup, own);
        m_z = cursor(s.z, firstRow + m_group * kGroup, own);
        m_out = cursor(s.out, firstRow + m_group * kGroup, own);
        m_b = cursor(s.b, firstRow + m_thread / kRowChunks, m_thread % kRowChunks * kChunk);
        m_c = cursor(s.c, firstRow + m_thread / kRowChunks, m_thread % kRowChunks * kChunk);

        if (m_team < tiles)
            read(m_team);
        for (int tile = m_team; tile < tiles; tile += S::kTeams) {
            prepare(tile);
            Columns x[kGroup]; // these and z wait for the sums
            Columns z[kGroup];
#pragma unroll
            for (int k = 0; k < kGroup; ++k)
                x[k] = m_xNext[k];
            if (s.z.data != nullptr)
                readColumns(m_z, left(tile), z);
            if (tile + S::kTeams < tiles)
                read(tile + S::kTeams);
            finish(tile, x, z);
        }
    }

private:
    template <typename Pointer>
    __device__ __forceinline__ static Cursor cursor(const BasicView<Pointer>& view, int row, std::int64_t column)
    {
        return {__cvta_generic_to_global(view.data) +
                    (blockIdx.y * view.batchStride + row * view.rowStride + column) * sizeof(T),
                static_cast<std::uint32_t>(view.rowStride * static_cast<std::int64_t>(sizeof(T)))};
    }
    __device__ __forceinline__ std::int64_t left(int tile) const
    {
        return m.tokens - static_cast<std::int64_t>(tile) * S::Tokens;
    }

    template <typename Several>
    __device__ __forceinline__ static void load(Several& to, std::uint64_t from, int there)
    {
        if constexpr (Vector)
            to.load(inDeviceMemory<const void>(from));
        else
            to.loadSingly(inDeviceMemory<const T>(from), there);
    }
    // `left` tokens are there from this tile on. Rows that do not exist are read from the last one that does; their dt
    // will be 0.
    __device__ __forceinline__ void readColumns(Cursor& c, std::int64_t left, Columns (&to)[kGroup])
    {
        const int there = max(m_there, 1);
        if (left >= S::Tokens) {
#pragma unroll
            for (int k = 0; k < kGroup; ++k)
                load(to[k], c.row(k), there);
        } else {
#pragma unroll
            for (int k = 0; k < kGroup; ++k) {
                const std::int64_t row = min(static_cast<int>(left) - 1 - m_group * kGroup, k); // may be negative
                load(to[k], c.at + row * static_cast<std::int64_t>(c.rowBytes), there);
            }
        }
        c.advance();
    }
    __device__ __forceinline__ void readChunks(Cursor& c, std::int64_t left, Chunk (&to)[kTurns])
    {
#pragma unroll
        for (int i = 0; i < kTurns; ++i) {
            const int row = m_thread / kRowChunks + i * kTurnRows;
            if (kChunks % S::kTeamThreads != 0 && row >= S::Tokens)
                continue;
            const std::int64_t last = left - 1;
            const std::int64_t back = left >= S::Tokens || row <= last ? 0 : row - last;
            load(to[i], c.row(i * kTurnRows) - back * static_cast<std::int64_t>(c.rowBytes), kChunk);
        }
        c.advance();
    }
    __device__ __forceinline__ void read(int tile)
    {
        const std::int64_t there = left(tile);
        readColumns(m_dt, there, m_dtNext);
        readColumns(m_x, there, m_xNext);
        readChunks(m_b, there, m_bNext);
        readChunks(m_c, there, m_cNext);
    }

    using Steps = float[kColumns][kGroup];

    // dt before the filter. Everything is asked once for all of a thread's elements, which are then computed side by
    // side.
    __device__ __forceinline__ void computeSteps(Steps& dt)
    {
#pragma unroll
        for (int i = 0; i < kColumns * kGroup; ++i)
            dt[i / kGroup][i % kGroup] = m_dtNext[i % kGroup][i / kGroup] + m_bias[i / kGroup];
        if (m.softplus) {
#pragma unroll
            for (int i = 0; i < kColumns * kGroup; ++i)
                dt[i / kGroup][i % kGroup] = softplus(dt[i / kGroup][i % kGroup]);
        }
        if (m.limited) {
#pragma unroll
            for (int i = 0; i < kColumns * kGroup; ++i)
                dt[i / kGroup][i % kGroup] = minKeepingNaN(maxKeepingNaN(dt[i / kGroup][i % kGroup], m.dtMin), m.dtMax);
        }
    }
    // Computed anew, so that those who do not ask for it do not pay for it.
    __device__ __forceinline__ void writeSteps(int tile)
    {
        const std::int64_t row = static_cast<std::int64_t>(tile) * S::Tokens + m_group * kGroup;
        const std::int64_t at = blockIdx.y * m.dtOut.batchStride + row * m.dtOut.rowStride +
                                static_cast<std::int64_t>(blockIdx.x) * S::Channels + m_rowThread * kColumns;
        Steps dt;
        computeSteps(dt);
#pragma unroll
        for (int k = 0; k < kGroup; ++k) {
            float values[kColumns];
#pragma unroll
            for (int i = 0; i < kColumns; ++i)
                values[i] = dt[i][k];
            if (row + k >= m.tokens)
                continue;
            if (m.dtOut.type == Type::Float32)
                storeRow(static_cast<float*>(m.dtOut.data) + at + k * m.dtOut.rowStride, values);
            else
                storeRow(static_cast<__nv_bfloat16*>(m.dtOut.data) + at + k * m.dtOut.rowStride, values);
        }
    }
    // This thread's channels of one token.
    template <typename Element>
    __device__ __forceinline__ void storeRow(Element* to, const float (&values)[kColumns])
    {
        if (Vector && m_there == kColumns) {
            Elements<Element, kColumns> packed;
            packed.pack(values);
            packed.store(to);
        } else {
#pragma unroll
            for (int i = 0; i < kColumns; ++i)
                if (i < m_there)
                    to[i] = fromFloat<Element>(values[i]);
        }
    }
    // Which of this thread's four tokens exist and are not masked, one bit each.
    __device__ __forceinline__ unsigned keptTokens(int tile)
    {
        const std::int64_t there = left(tile) - m_group * kGroup;
        const std::uint8_t* const mask =
            m.mask == nullptr
                ? nullptr
                : m.mask + blockIdx.y * m.maskStride + static_cast<std::int64_t>(tile) * S::Tokens + m_group * kGroup;
        unsigned kept = 0;
#pragma unroll
        for (int k = 0; k < kGroup; ++k)
            if (k < there && (mask == nullptr || mask[k] != 0))
                kept |= 1U << k;
        return kept;
    }

    __device__ __forceinline__ void prepare(int tile)
    {
        const unsigned kept = m.mask == nullptr && left(tile) >= S::Tokens ? 0xfU : keptTokens(tile);
        const unsigned to = sharedAddress(&m_groups[m_group].dt[0]);
        constexpr unsigned kToDtx = offsetof(Group<S>, dtx) - offsetof(Group<S>, dt);
        Steps dt;
        computeSteps(dt);
        if (kept != 0xfU) {
#pragma unroll
            for (int i = 0; i < kColumns * kGroup; ++i)
                if ((kept >> i % kGroup & 1U) == 0)
                    dt[i / kGroup][i % kGroup] = 0.0F;
        }
#pragma unroll
        for (int i = 0; i < kColumns; ++i) {
            float dtx[kGroup];
#pragma unroll
            for (int k = 0; k < kGroup; ++k) {
                dt[i][k] = dt[i][k] <= m_threshold[i] ? 0.0F : dt[i][k]; // not-a-number stays
                dtx[k] = dt[i][k] * m_xNext[k][i];
            }
            writeShared(to + m_slot[i], dt[i]);
            writeShared(to + m_slot[i] + kToDtx, dtx);
        }
        writeMatrices();
        barrierArrive<S::kMeeting>(fullBarrier(m_team));
        if (m.dtOut.data != nullptr)
            writeSteps(tile);
    }
    __device__ __forceinline__ void writeMatrices()
    {
#pragma unroll
        for (int i = 0; i < kTurns; ++i) {
            const int row = m_thread / kRowChunks + i * kTurnRows;
            if (kChunks % S::kTeamThreads != 0 && row >= S::Tokens)
                continue;
            const unsigned b = sharedAddress(&m_groups[row / kGroup].b[row % kGroup][m_thread % kRowChunks * kChunk]);
            constexpr unsigned kToC = offsetof(Group<S>, c) - offsetof(Group<S>, b);
#pragma unroll
            for (int j = 0; j < kChunk; j += 4) {
                const Chunk& mb = m_bNext[i];
                const Chunk& mc = m_cNext[i];
                writeShared(b + 4 * j, {mb[j], mb[j + 1], mb[j + 2], mb[j + 3]});
                writeShared(b + 4 * j + kToC, {mc[j], mc[j + 1], mc[j + 2], mc[j + 3]});
            }
        }
    }

    __device__ __forceinline__ void finish(int tile, const Columns (&x)[kGroup], const Columns (&z)[kGroup])
    {
        barrierWait<S::kMeeting>(doneBarrier(m_team));
        float result[kGroup][kColumns];
        readSums(sharedAddress(&m_groups[m_group].y), result);
#pragma unroll
        for (int i = 0; i < kColumns; ++i)
#pragma unroll
            for (int k = 0; k < kGroup; ++k)
                result[k][i] = fmaf(m_skip[i], x[k][i], result[k][i]);
        if (m.z.data != nullptr) {
#pragma unroll
            for (int k = 0; k < kGroup; ++k)
#pragma unroll
                for (int i = 0; i < kColumns; ++i)
                    result[k][i] *= silu(z[k][i]);
        }
        const std::int64_t there = left(tile) - m_group * kGroup;
#pragma unroll
        for (int k = 0; k < kGroup; ++k)
            if (k < there)
                storeRow(inDeviceMemory<T>(m_out.row(k)), result[k]);
        m_out.advance();
    }
    __device__ __forceinline__ void readSums(unsigned from, float (&y)[kGroup][kColumns])
    {
#pragma unroll
        for (int i = 0; i < kColumns; ++i) {
            float sum[kGroup];
            readShared(from + m_slot[i], sum);
#pragma unroll
            for (int q = 1; q < S::Q; ++q) {
                float part[kGroup];
                readShared(from + m_slot[i] + q * (S::Channels + 4) * 16, part);
#pragma unroll
                for (int k = 0; k < kGroup; ++k)
                    sum[k] += part[k];
            }
#pragma unroll
            for (int k = 0; k < kGroup; ++k)
                y[k][i] = sum[k];
        }
    }

    const Arguments& m;
    int m_team;
    int m_thread; ///< of its team
    Group<S>* m_groups;
    int m_rowThread; ///< which channels
    int m_group;     ///< which tokens
    int m_there;     ///< of its channels exist
    Cursor m_x, m_dt, m_z, m_b, m_c, m_out;
    int m_slot[kColumns]; ///< where its channels lie in shared memory, in bytes
    float m_bias[kColumns], m_threshold[kColumns], m_skip[kColumns];
    Columns m_dtNext[kGroup], m_xNext[kGroup]; ///< the tile to prepare
    Chunk m_bNext[kTurns], m_cNext[kTurns];
};

} // namespace mambascope::cuda::scan
