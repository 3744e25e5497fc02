// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/common.cuh"
#include "mambascope/cuda/selective_scan.h"

#include <cstddef>
#include <cstdint>

// What producers and consumers of a selective scan share.
namespace mambascope::cuda::scan {

inline constexpr int kGroup = 4; // tokens that lie side by side in shared memory

struct Arguments
{
    std::int64_t tokens, channels;
    View x, dt, b, c, z;
    MutableView out, dtOut;
    const float *a, *d, *dtBias, *threshold, *initialState;
    const std::uint8_t* mask;
    std::int64_t maskStride;
    float* finalState;
    float dtMin, dtMax;
    bool softplus, limited;
};

/// N states, Q lanes a channel, `Channels` a block, tiles of `Tokens`; a producer's thread has `Columns` channels of
/// four tokens, and `Teams` of producers take tiles in turn.
template <int N_, int Q_, int Channels_, int Tokens_, int Columns_, int Teams_>
struct Shape
{
    static constexpr int N = N_, Q = Q_, Channels = Channels_, Tokens = Tokens_, Columns = Columns_;
    static constexpr int kTeams = Teams_;
    static constexpr int kPerLane = N / Q;                   // states of a lane
    static constexpr int kParts = Q / 4;                     // warps that share their channels
    static constexpr int kConsumers = Channels / 8 * kParts; // warps
    static constexpr int kRowThreads = Channels / Columns;   // producer threads beside each other
    static constexpr int kGroups = Tokens / kGroup;
    static constexpr int kTeamThreads = kRowThreads * kGroups;
    static constexpr int kThreads = 32 * kConsumers + kTeams * kTeamThreads;
    static constexpr int kMeeting = 32 * kConsumers + kTeamThreads; // threads at a barrier
    static_assert(Channels % 8 == 0 && N % Q == 0 && Q % 4 == 0);
    static_assert(kTeamThreads % 32 == 0 && Channels % Columns == 0);

    // Where a channel lies in a row of 16-byte places. Eight producer threads that write the first, second ... of their
    // neighbouring channels then meet different banks, and the channels of a consumer warp stay together.
    static __device__ __forceinline__ int slotOf(int channel) { return channel ^ (channel >> 3 & 3); }
};

/// Four tokens in shared memory; the four of a channel side by side.
template <typename S>
struct Group
{
    float4 dt[S::Channels];
    float4 dtx[S::Channels];
    float4 y[S::Q][S::Channels + 4]; ///< the lanes' parts of C . h; a row more than half the banks longer
    float b[kGroup][S::N];
    float c[kGroup][S::N];
};
template <typename S>
struct Memory
{
    Group<S> groups[S::kTeams * S::kGroups];
};

/// Numbers of the barriers of a team's tile: it is prepared; its sums are there.
__device__ __forceinline__ int fullBarrier(int team)
{
    return 1 + 2 * team;
}
__device__ __forceinline__ int doneBarrier(int team)
{
    return 2 + 2 * team;
}

// Shared memory by its 32-bit address: the compiler forms those of one that it knows anew in every turn of a loop.
__device__ __forceinline__ unsigned sharedAddress(const void* at)
{
    return static_cast<unsigned>(__cvta_generic_to_shared(at));
}
template <int Count>
__device__ __forceinline__ void readShared(unsigned from, float (&to)[Count])
{
    if constexpr (Count % 4 == 0) {
#pragma unroll
        for (int i = 0; i < Count; i += 4)
            asm volatile("ld.shared.v4.f32 {%0, %1, %2, %3}, [%4];"
                         : "=f"(to[i]), "=f"(to[i + 1]), "=f"(to[i + 2]), "=f"(to[i + 3])
                         : "r"(from + 4 * i));
    } else if constexpr (Count == 2) {
        asm volatile("ld.shared.v2.f32 {%0, %1}, [%2];" : "=f"(to[0]), "=f"(to[1]) : "r"(from));
    } else {
        asm volatile("ld.shared.f32 %0, [%1];" : "=f"(to[0]) : "r"(from));
    }
}
__device__ __forceinline__ void writeShared(unsigned to, const float (&v)[4])
{
    asm volatile("st.shared.v4.f32 [%0], {%1, %2, %3, %4};" ::"r"(to), "f"(v[0]), "f"(v[1]), "f"(v[2]), "f"(v[3])
                 : "memory");
}

} // namespace mambascope::cuda::scan
