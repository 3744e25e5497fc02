// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/selective_scan_shared.cuh"

namespace mambascope::cuda::scan {

// The consumer's side: one lane's states of one channel. The recurrence is written as a pipeline over tokens that does
// not stop at the end of a tile: while token t is added to the state, the decays of t + 4 are computed, and B and C of
// t + 5 and the steps of the group after the next are on their way.
template <typename S>
class Consumer
{
    static constexpr int kPerLane = S::kPerLane;
    static constexpr int kRing = 8;        ///< tokens whose B, C and decays are in registers
    static constexpr int kDecaysAhead = 4; ///< tokens
    static constexpr int kMatricesAhead = 5;
    static constexpr int kStepsAhead = 2; ///< groups
    static constexpr int kBody = 4;       ///< groups of one turn of the loop
    static constexpr int kBodyTokens = kBody * kGroup;
    static constexpr unsigned kGroupBytes = sizeof(Group<S>);
    static constexpr unsigned kTileBytes = S::kGroups * kGroupBytes;
    static constexpr unsigned kToC = offsetof(Group<S>, c) - offsetof(Group<S>, b);
    static constexpr unsigned kToDtx = offsetof(Group<S>, dtx);
    static_assert(S::kGroups % kBody == 0);

public:
    __device__ Consumer(const Arguments& s, Group<S>* groups, std::int64_t firstChannel, int tiles) : m_tiles(tiles)
    {
        // Which four lanes share a channel: shared memory serves a load of 16 bytes twice as fast where lanes 1 or 2
        // apart want the same. Lanes 1 apart share their states (B and C), lanes 2 apart their channel (dt).
        const int lane = static_cast<int>(threadIdx.x) % 32;
        const int warp = static_cast<int>(threadIdx.x) / 32;
        const int part = warp % S::kParts * 4 + (lane >> 1 & 1) + (lane >> 4 & 1) * 2;
        const int channel = warp / S::kParts * 8 + (lane & 1) + (lane >> 2 & 3) * 2;
        const unsigned memory = sharedAddress(groups);
        m_steps = memory + S::slotOf(channel) * 16;
        m_matrices = memory + offsetof(Group<S>, b) + part * kPerLane * 4;
        m_sums = memory + offsetof(Group<S>, y) + (part * (S::Channels + 4) + S::slotOf(channel)) * 16;
        const std::int64_t column = firstChannel + channel;
        const bool exists = column < s.channels;
        const std::int64_t first =
            (static_cast<std::int64_t>(blockIdx.y) * S::N + part * kPerLane) * s.channels + column;
#pragma unroll
        for (int n = 0; n < kPerLane; ++n) {
            m_a[n] = exists ? s.a[(part * kPerLane + n) * s.channels + column] * kLog2e : 0.0F;
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
    // `at` is where the group lies, from the first one on.
    __device__ __forceinline__ void loadSteps(unsigned at, int group)
    {
        readShared(m_steps + at, m_dt[group % 2]);
    }
    __device__ __forceinline__ void loadInputs(unsigned at, int group)
    {
        readShared(m_steps + at + kToDtx, m_dtx[group % 2]);
    }
    __device__ __forceinline__ void loadMatrices(unsigned at, int token)
    {
        readShared(m_matrices + at + token % kGroup * S::N * 4, m_b[token % kRing]);
        readShared(m_matrices + at + token % kGroup * S::N * 4 + kToC, m_c[token % kRing]);
    }
    __device__ __forceinline__ void computeDecays(int token)
    {
#pragma unroll
        for (int n = 0; n < kPerLane; ++n)
            m_decay[token % kRing][n] = exp2Fast(m_dt[token / kGroup % 2][token % kGroup] * m_a[n]);
    }
    __device__ __forceinline__ void advance(int token)
    {
        float y = 0.0F;
#pragma unroll
        for (int n = 0; n < kPerLane; ++n) {
            m_h[n] = fmaf(m_decay[token % kRing][n], m_h[n],
                          m_dtx[token / kGroup % 2][token % kGroup] * m_b[token % kRing][n]);
            y = fmaf(m_h[n], m_c[token % kRing][n], y);
        }
        m_y[token % kGroup] = y;
    }

    __device__ __forceinline__ void run()
    {
        barrierWait<S::kMeeting>(fullBarrier(0));
        unsigned at = 0;
#pragma unroll
        for (int group = 0; group < kStepsAhead; ++group)
            loadSteps(group * kGroupBytes, group);
        loadInputs(0, 0);
#pragma unroll
        for (int token = 0; token < kMatricesAhead; ++token)
            loadMatrices(token / kGroup * kGroupBytes, token);
#pragma unroll
        for (int token = 0; token < kDecaysAhead; ++token)
            computeDecays(token);
        int team = 0;
        for (int tile = 0; tile < m_tiles; ++tile) {
            const int nextTeam = team + 1 < S::kTeams ? team + 1 : 0;
#pragma unroll 1
            for (int turn = 0; turn < S::kGroups; turn += kBody) {
                // What follows this body. After the last tile it is what an earlier one left, and not used.
                unsigned next = at + kBody * kGroupBytes;
#pragma unroll
                for (int token = 0; token < kBodyTokens; ++token) {
                    const int group = token / kGroup;
                    const auto groupAt = [&](int g) {
                        return g < kBody ? at + g * kGroupBytes : next + (g - kBody) * kGroupBytes;
                    };
                    if (token == (kBody - kStepsAhead) * kGroup && turn + kBody == S::kGroups) {
                        next = nextTeam * kTileBytes;
                        if (tile + 1 < m_tiles)
                            barrierWait<S::kMeeting>(fullBarrier(nextTeam));
                    }
                    if (token % kGroup == 0) {
                        loadSteps(groupAt(group + kStepsAhead), group + kStepsAhead);
                        loadInputs(groupAt(group + 1), group + 1);
                    }
                    loadMatrices(groupAt((token + kMatricesAhead) / kGroup), token + kMatricesAhead);
                    computeDecays(token + kDecaysAhead);
                    advance(token);
                    if (token % kGroup == kGroup - 1)
                        writeShared(m_sums + groupAt(group), m_y);
                }
                at = next;
            }
            barrierArrive<S::kMeeting>(doneBarrier(team));
            team = nextTeam;
        }
    }

    int m_tiles;
    unsigned m_steps, m_matrices, m_sums; ///< this lane's places in the first group
    float m_a[kPerLane], m_h[kPerLane];
    float m_dt[2][kGroup], m_dtx[2][kGroup];
    float m_b[kRing][kPerLane], m_c[kRing][kPerLane];
    float m_decay[kRing][kPerLane];
    float m_y[kGroup];
};

} // namespace mambascope::cuda::scan
