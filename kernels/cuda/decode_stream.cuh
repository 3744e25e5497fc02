// SPDX-License-Identifier: GPL-3.0-or-later
// A block's rows of the model's large matrices, in the order in which they are needed, through a ring in shared memory.
// One warp fills the ring and never waits for a value that a product needs, only for room: memory stays busy while
// blocks wait for each other. Sixteen warps multiply, 256 bytes of 16 rows each at a time.
#pragma once

#include "kernels/cuda/common.cuh"

#include "mambascope/cuda/decode.h"

namespace mambascope::cuda::decode {

constexpr int kWarps = 16; // that compute; one more copies
constexpr int kThreads = 32 * kWarps;
constexpr int kTileRows = 16;            // of one matrix instruction
constexpr int kChunkBytes = 256;         // of a row: what a warp multiplies at a time
constexpr int kPieceBytes = 4096;        // of a row: what a stage holds at most, a chunk for every warp
constexpr int kPitch = kPieceBytes + 64; // between rows of a stage: two rows then lie in different banks
constexpr int kStageBytes = kTileRows * kPitch;
constexpr int kMostStages = 3;
constexpr int kParts = 2; // of a stage, each with a barrier: the ring is filled by these
constexpr int kPartRows = kTileRows / kParts;
// Of a block's copies on their way at a time: what keeps memory busy. More would only make everything else that blocks
// read, and their meetings, wait behind them.
constexpr int kWindowBytes = 40 << 10;
constexpr int kGroupRows = 64;                   // sums that warps exchange together
constexpr int kSumStride = kGroupRows + 4;       // spread over the banks
constexpr int kSumLanes = kThreads / kGroupRows; // threads that form one sum

/// The warps that compute meet.
__device__ __forceinline__ void meet()
{
    barrierWait<kThreads>(1);
}

__device__ __forceinline__ unsigned sharedAddress(const void* pointer)
{
    return static_cast<unsigned>(__cvta_generic_to_shared(pointer));
}

/// d += a b: a [16, 16], b [16, 8]
__device__ __forceinline__ void multiply(float (&d)[4], unsigned a0, unsigned a1, unsigned a2, unsigned a3, unsigned b0,
                                         unsigned b1)
{
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
                 "{%0,%1,%2,%3};"
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                 : "r"(a0), "r"(a1), "r"(a2), "r"(a3), "r"(b0), "r"(b1));
}

/// The rows of a matrix that one block multiplies.
struct Rows
{
    std::int64_t begin, end;
    __device__ Rows(std::int64_t rows) : begin(rows * blockIdx.x / gridDim.x), end(rows * (blockIdx.x + 1) / gridDim.x)
    {
    }
    __device__ int count() const { return static_cast<int>(end - begin); }
};

/// How a row is cut: the pieces of a stage, all of one length but the last.
struct Pieces
{
    int rowBytes, bytes, count;
    __device__ Pieces(std::int64_t row) : rowBytes(static_cast<int>(row))
    {
        count = (rowBytes + kPieceBytes - 1) / kPieceBytes;
        bytes = ((rowBytes + count - 1) / count + kChunkBytes - 1) / kChunkBytes * kChunkBytes;
        count = (rowBytes + bytes - 1) / bytes;
    }
    __device__ int length(int piece) const { return min(bytes, rowBytes - piece * bytes); }
};

/// Two barriers for every stage, and the stages.
struct Ring
{
    unsigned char* stages;
    unsigned long long* full; ///< [kParts] of each, completed by copies
    unsigned long long* free; ///< by the warps that have read
    int count;
    int slot = 0;
    unsigned phase = 0;

    __device__ unsigned char* stage() const { return stages + slot * kStageBytes; }
    __device__ void next()
    {
        if (++slot == count) {
            slot = 0;
            phase ^= 1;
        }
    }
};

__device__ __forceinline__ void waitFor(const unsigned long long* barrier, unsigned phase)
{
    unsigned done = 0;
    while (done == 0) {
        asm volatile("{.reg .pred p; mbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2; selp.u32 %0, 1, 0, p;}"
                     : "=r"(done)
                     : "r"(sharedAddress(barrier)), "r"(phase)
                     : "memory");
    }
}
__device__ __forceinline__ void arriveAt(unsigned long long* barrier)
{
    asm volatile("{.reg .b64 state; mbarrier.arrive.shared.b64 state, [%0];}" ::"r"(sharedAddress(barrier)) : "memory");
}

/// By one thread, before anybody uses the ring.
__device__ __forceinline__ void initialise(const Ring& ring)
{
    for (int i = 0; i < ring.count * kParts; ++i)
        asm volatile("mbarrier.init.shared.b64 [%0], 1;" ::"r"(sharedAddress(ring.full + i)) : "memory");
    for (int i = 0; i < ring.count; ++i)
        asm volatile("mbarrier.init.shared.b64 [%0], %1;" ::"r"(sharedAddress(ring.free + i)), "r"(kWarps) : "memory");
    asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory"); // seen by the unit that copies
}

/// The warp that copies.
class Filler
{
public:
    __device__ explicit Filler(const Ring& ring)
        : m_ring(ring), m_oldest(ring), m_lane(static_cast<int>(threadIdx.x % 32))
    {
        // Weights are read once a token: they are the first to leave L2, and everything else stays.
        asm volatile("createpolicy.fractional.L2::evict_first.b64 %0, 1.0;" : "=l"(m_policy));
    }

    __device__ void matrix(const void* data, std::int64_t rows, std::int64_t rowBytes)
    {
        const Rows mine(rows);
        const Pieces pieces(rowBytes);
        const unsigned char* from = static_cast<const unsigned char*>(data) + mine.begin * rowBytes;
        m_window = min(max(kWindowBytes / (kPartRows * pieces.bytes), 1), m_ring.count * kParts);
        for (int row = 0; row < mine.count(); row += kTileRows)
            for (int piece = 0; piece < pieces.count; ++piece)
                copy(from + row * rowBytes + piece * pieces.bytes, min(kTileRows, mine.count() - row), rowBytes,
                     pieces.length(piece));
    }

private:
    __device__ void copy(const unsigned char* from, int rows, std::int64_t rowBytes, int length)
    {
        waitFor(m_ring.free + m_ring.slot, m_ring.phase ^ 1); // the first time round nothing has to be waited for
        for (int part = 0; part < kParts; ++part) {
            for (; m_onWay >= m_window; --m_onWay) {
                waitFor(m_oldest.full + m_oldest.slot * kParts + m_oldestPart, m_oldest.phase);
                if (++m_oldestPart == kParts) {
                    m_oldestPart = 0;
                    m_oldest.next();
                }
            }
            ++m_onWay;
            const int first = part * kPartRows;
            copyPart(from + first * rowBytes, min(max(rows - first, 0), kPartRows), rowBytes, length,
                     m_ring.full + m_ring.slot * kParts + part, sharedAddress(m_ring.stage()) + first * kPitch);
        }
        m_ring.next();
    }
    __device__ void copyPart(const unsigned char* from, int rows, std::int64_t rowBytes, int length,
                             unsigned long long* full, unsigned to) const
    {
        if (m_lane == 0)
            asm volatile(
                "{.reg .b64 state; mbarrier.arrive.expect_tx.shared.b64 state, [%0], %1;}" ::"r"(sharedAddress(full)),
                "r"(rows * length)
                : "memory");
        __syncwarp();
        if (m_lane < rows)
            asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes.L2::cache_hint [%0], [%1], "
                         "%2, [%3], %4;" ::"r"(to + m_lane * kPitch),
                         "l"(from + m_lane * rowBytes), "r"(length), "r"(sharedAddress(full)), "l"(m_policy)
                         : "memory");
    }

    Ring m_ring;
    Ring m_oldest; // where the oldest part on its way lies
    int m_oldestPart = 0;
    int m_onWay = 0;  // parts, as far as is known
    int m_window = 1; // that may be
    int m_lane;
    unsigned long long m_policy = 0;
};

/// The warps that multiply what comes through the ring.
template <typename W>
class Multiplier
{
public:
    __device__ explicit Multiplier(const Ring& ring)
        : m_ring(ring), m_warp(static_cast<int>(threadIdx.x / 32)), m_lane(static_cast<int>(threadIdx.x % 32))
    {
    }

    /// The sums of one tile over this warp's columns: lane 4g + t has row g in sums[0] and row g + 8 in sums[1], whole
    /// for every t. `x` lies in shared memory in the type of the weights, zeros up to a multiple of a chunk.
    __device__ void tile(const unsigned char* x, const Pieces& pieces, float (&sums)[2])
    {
        float d[4] = {};
        for (int piece = 0; piece < pieces.count; ++piece) {
            for (int part = 0; part < kParts; ++part)
                waitFor(m_ring.full + m_ring.slot * kParts + part, m_ring.phase);
            const int left = pieces.length(piece) - m_warp * kChunkBytes;
            if (left > 0)
                multiplyChunk(x + piece * pieces.bytes + m_warp * kChunkBytes, m_ring.stage() + m_warp * kChunkBytes,
                              left, d);
            __syncwarp();
            if (m_lane == 0)
                arriveAt(m_ring.free + m_ring.slot);
            m_ring.next();
        }
        sums[0] = d[0];
        sums[1] = d[2];
        if constexpr (sizeof(W) == 4) { // a lane has every fourth 16 bytes of its rows
            for (int offset = 1; offset < 4; offset *= 2) {
                sums[0] += __shfl_xor_sync(0xffffffff, sums[0], offset);
                sums[1] += __shfl_xor_sync(0xffffffff, sums[1], offset);
            }
        }
    }

private:
    __device__ void multiplyChunk(const unsigned char* x, const unsigned char* stage, int left, float (&d)[4]) const
    {
        const unsigned char* rows = stage + m_lane / 4 * kPitch;
#pragma unroll
        for (int step = 0; step < kChunkBytes / 64; ++step) {
            const int at = step * 64 + m_lane % 4 * 16;
            uint4 upper = make_uint4(0, 0, 0, 0); // behind the end of a row lies what was there before
            uint4 lower = upper;
            if (at < left) {
                upper = *reinterpret_cast<const uint4*>(rows + at);
                lower = *reinterpret_cast<const uint4*>(rows + at + 8 * kPitch);
            }
            const uint4 v = *reinterpret_cast<const uint4*>(x + at);
            if constexpr (sizeof(W) == 2) {
                // The order of columns within a step does not matter as long as both sides have the same.
                multiply(d, upper.x, lower.x, upper.y, lower.y, v.x, v.y);
                multiply(d, upper.z, lower.z, upper.w, lower.w, v.z, v.w);
            } else {
                const auto product = [](const uint4& a, const uint4& b, float sum) {
                    sum = fmaf(__uint_as_float(a.x), __uint_as_float(b.x), sum);
                    sum = fmaf(__uint_as_float(a.y), __uint_as_float(b.y), sum);
                    sum = fmaf(__uint_as_float(a.z), __uint_as_float(b.z), sum);
                    return fmaf(__uint_as_float(a.w), __uint_as_float(b.w), sum);
                };
                d[0] = product(upper, v, d[0]);
                d[2] = product(lower, v, d[2]);
            }
        }
    }

    Ring m_ring;
    int m_warp, m_lane;
};

/// All blocks of a cooperative launch meet. The counter only ever grows, by the number of blocks for each meeting, so
/// it needs no reset between launches.
class GridBarrier
{
public:
    __device__ explicit GridBarrier(unsigned long long* counter) : m_counter(counter) {}

    /// What this block wrote is seen by every block behind its wait().
    __device__ void arrive()
    {
        meet();
        if (threadIdx.x != 0)
            return;
        if (m_target == 0) {
            __threadfence();
            m_target = (atomicAdd(m_counter, 1ULL) / gridDim.x + 1) * gridDim.x;
        } else {
            m_target += gridDim.x;
            asm volatile("red.release.gpu.global.add.u64 [%0], 1;" ::"l"(m_counter) : "memory");
        }
    }
    __device__ void wait()
    {
        if (threadIdx.x == 0) {
            unsigned long long seen = 0;
            do {
                asm volatile("ld.acquire.gpu.global.u64 %0, [%1];" : "=l"(seen) : "l"(m_counter) : "memory");
            } while (seen < m_target);
        }
        meet();
    }

private:
    unsigned long long* m_counter;
    unsigned long long m_target = 0; // thread 0 only; 0: nobody has met yet
};

} // namespace mambascope::cuda::decode
