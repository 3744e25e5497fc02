// SPDX-License-Identifier: GPL-3.0-or-later
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/ssd_scan.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "hwy/aligned_allocator.h"
#include "kernels/cpu/math-inl.h"
#include "mambascope/kernels/ssd_scan.h"

#include <algorithm>
#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {

// Tokens whose outputs are computed together (arXiv 2405.21060 section 6, with short chunks): everything is then a
// small matrix product, the state passes through registers once for all of them, and the work inside a chunk, which
// grows with its length, is still little.
constexpr std::int64_t kChunk = 16;
// Fewer tokens than that are cheaper one by one.
constexpr std::int64_t kFewTokens = 4;
// Rows of a product that are summed in registers, for two vectors of columns.
constexpr int kRows = HWY_TARGET <= HWY_AVX3 || HWY_TARGET == HWY_NEON ? 8 : 4;
constexpr float kLog2e = 1.44269504088896341F;

// Room for one chunk: what all heads of a group share, and what one head needs.
class Room
{
public:
    Room(std::int64_t states, std::int64_t headDim)
        : m_memory(hwy::AllocateAligned<float>(static_cast<std::size_t>(3 * states * kChunk + 2 * kChunk * kChunk +
                                                                        2 * kChunk * (headDim + 1) + 3 * kChunk))),
          b(m_memory.get()), bTransposed(b + states * kChunk), cTransposed(bTransposed + states * kChunk),
          products(cTransposed + states * kChunk), inside(products + kChunk * kChunk), before(inside + kChunk * kChunk),
          dt(before + kChunk), after(dt + kChunk), x(after + kChunk), xKept(x + kChunk * headDim)
    {
    }

private:
    hwy::AlignedFreeUniquePtr<float[]> m_memory;

public:
    float* b;           ///< [kChunk, N]
    float* bTransposed; ///< [N, kChunk]
    float* cTransposed; ///< [N, kChunk]
    float* products;    ///< [s, t] B_s . C_t
    float* inside;      ///< [s, t] what token s gives to the output of token t >= s, else 0
    float* before;      ///< [t] decay from the chunk's beginning to token t, its own step included
    float* dt;          ///< [t] after the filter, 0 behind the last token
    float* after;       ///< [t] dt and decay from token t to the chunk's end
    float* x;           ///< [kChunk, P]
    float* xKept;       ///< [kChunk, P] x times after
};

// Columns in steps of two vectors, one vector, one value.
template <class Body>
HWY_INLINE void forColumns(std::int64_t count, Body body)
{
    const hn::ScalableTag<float> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    std::int64_t i = 0;
    for (; i + 2 * lanes <= count; i += 2 * lanes)
        body(d, std::integral_constant<int, 2>(), i);
    for (; i + lanes <= count; i += lanes)
        body(d, std::integral_constant<int, 1>(), i);
    const hn::CappedTag<float, 1> one;
    for (; i < count; ++i)
        body(one, std::integral_constant<int, 1>(), i);
}

// sum[r][v] += sum over k of left[k * leftStride + r] right[k * rightStride + v-th vector]
template <int Rows, int Vectors, class D>
HWY_INLINE void multiply(const float* left, std::int64_t leftStride, const float* right, std::int64_t rightStride,
                         std::int64_t count, hn::Vec<D> (&sum)[Rows][Vectors], D d)
{
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    for (std::int64_t k = 0; k < count; ++k) {
        hn::Vec<D> column[Vectors];
        HWY_UNROLL(2)
        for (int v = 0; v < Vectors; ++v)
            column[v] = hn::LoadU(d, right + k * rightStride + v * lanes);
        HWY_UNROLL(8)
        for (int r = 0; r < Rows; ++r) {
            const hn::Vec<D> factor = hn::Set(d, left[k * leftStride + r]);
            HWY_UNROLL(2)
            for (int v = 0; v < Vectors; ++v)
                sum[r][v] = hn::MulAdd(factor, column[v], sum[r][v]);
        }
    }
}

// What the heads of a group share. Rows behind the last token are zero.
void readGroup(const SsdScan& s, std::int64_t group, std::int64_t t, std::int64_t count, Room& room)
{
    for (std::int64_t k = 0; k < kChunk; ++k) {
        const float* b = s.b + (t + k) * s.bStride + group * s.states;
        const float* c = s.c + (t + k) * s.cStride + group * s.states;
        for (std::int64_t n = 0; n < s.states; ++n) {
            const float value = k < count ? b[n] : 0.0F;
            room.b[k * s.states + n] = value;
            room.bTransposed[n * kChunk + k] = value;
            room.cTransposed[n * kChunk + k] = k < count ? c[n] : 0.0F;
        }
    }
    const hn::CappedTag<float, kChunk> d;
    using V = hn::Vec<decltype(d)>;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    for (std::int64_t row = 0; row < kChunk; row += kRows)
        for (std::int64_t column = 0; column < kChunk; column += lanes) {
            V sum[kRows][1];
            HWY_UNROLL(8)
            for (int r = 0; r < kRows; ++r)
                sum[r][0] = hn::Zero(d);
            multiply<kRows, 1>(room.bTransposed + row, kChunk, room.cTransposed + column, kChunk, s.states, sum, d);
            HWY_UNROLL(8)
            for (int r = 0; r < kRows; ++r)
                hn::StoreU(sum[r][0], d, room.products + (row + r) * kChunk + column);
        }
}

// 2^x for x <= 0, zero where products with it would not be normal numbers any more (which processors are slow at).
template <class D, class V = hn::Vec<D>>
HWY_INLINE V decayOrZero(D d, V x)
{
    return hn::IfThenElseZero(hn::Ge(x, hn::Set(d, -100.0F)), decayExp2(d, x));
}

// Decays between the tokens of a chunk and dt, for one head. Sums of steps are formed from the later token backwards:
// they have one sign, so that their relative error stays that of a few additions, however large the sums before are.
void readHead(const SsdScan& s, std::int64_t head, std::int64_t t, std::int64_t count, Room& room)
{
    HWY_ALIGN float step[kChunk + 1] = {}; // log2 of a token's decay
    const float rate = s.a[head] * kLog2e;
    for (std::int64_t k = 0; k < kChunk; ++k) {
        float dt = k < count ? s.dt[(t + k) * s.dtStride + head] : 0.0F;
        if (s.threshold != nullptr && !(dt > s.threshold[head]))
            dt = 0;
        room.dt[k] = dt;
        step[k] = dt * rate;
    }
    float sum = 0;
    for (std::int64_t k = kChunk - 1; k >= 0; --k) {
        room.after[k] = sum;
        sum += step[k];
    }
    const hn::CappedTag<float, kChunk> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    for (std::int64_t column = 0; column < kChunk; column += lanes) {
        const auto token = hn::Iota(d, static_cast<float>(column));
        auto between = hn::Zero(d);
        for (std::int64_t k = kChunk - 1; k >= 0; --k) {
            const auto later = hn::Gt(token, hn::Set(d, static_cast<float>(k)));
            between = hn::Add(between, hn::IfThenElseZero(later, hn::Set(d, step[k + 1])));
            const auto decay = hn::Mul(decayOrZero(d, between), hn::Set(d, room.dt[k]));
            const auto seen = hn::Ge(token, hn::Set(d, static_cast<float>(k)));
            const auto product = hn::LoadU(d, room.products + k * kChunk + column);
            hn::StoreU(hn::IfThenElseZero(seen, hn::Mul(decay, product)), d, room.inside + k * kChunk + column);
        }
        hn::StoreU(decayOrZero(d, hn::Add(between, hn::Set(d, step[0]))), d, room.before + column);
        const auto rest = decayOrZero(d, hn::LoadU(d, room.after + column));
        hn::StoreU(hn::Mul(rest, hn::LoadU(d, room.dt + column)), d, room.after + column);
    }
    for (std::int64_t k = 0; k < kChunk; ++k) {
        const float* x = s.x + (t + k) * s.xStride + head * s.headDim;
        float* to = room.x + k * s.headDim;
        float* kept = room.xKept + k * s.headDim;
        forLanes(s.headDim, [&](auto tag, std::int64_t p) {
            const auto value = k < count ? hn::LoadU(tag, x + p) : hn::Zero(tag);
            hn::StoreU(value, tag, to + p);
            hn::StoreU(hn::Mul(value, hn::Set(tag, room.after[k])), tag, kept + p);
        });
    }
}

// out = before (C . state) + inside^T x + D x for kRows tokens and some columns of a head.
template <int Vectors, class D>
void writeOutputs(const SsdScan& s, std::int64_t head, std::int64_t t, std::int64_t count, std::int64_t row,
                  std::int64_t p, const Room& room, D d)
{
    using V = hn::Vec<D>;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    const std::int64_t column = head * s.headDim + p;
    V sum[kRows][Vectors];
    HWY_UNROLL(8)
    for (int r = 0; r < kRows; ++r)
        HWY_UNROLL(2)
    for (int v = 0; v < Vectors; ++v)
        sum[r][v] = hn::Zero(d);
    const float* state = s.state + head * s.states * s.headDim + p;
    multiply<kRows, Vectors>(room.cTransposed + row, kChunk, state, s.headDim, s.states, sum, d);
    HWY_UNROLL(8)
    for (int r = 0; r < kRows; ++r) {
        const V before = hn::Set(d, room.before[row + r]);
        HWY_UNROLL(2)
        for (int v = 0; v < Vectors; ++v) {
            const V skip = hn::LoadU(d, s.d + column + v * lanes);
            const V x = hn::LoadU(d, room.x + (row + r) * s.headDim + p + v * lanes);
            sum[r][v] = hn::MulAdd(skip, x, hn::Mul(before, sum[r][v]));
        }
    }
    multiply<kRows, Vectors>(room.inside + row, kChunk, room.x + p, s.headDim, std::min(count, row + kRows), sum, d);
    HWY_UNROLL(8)
    for (int r = 0; r < kRows; ++r)
        if (row + r < count)
            HWY_UNROLL(2)
    for (int v = 0; v < Vectors; ++v)
        hn::StoreU(sum[r][v], d, s.out + (t + row + r) * s.outStride + column + v * lanes);
}

// state = decay state + B^T xKept for `Rows` states and some columns of a head.
template <int Rows, int Vectors, class D>
void advanceState(const SsdScan& s, std::int64_t head, std::int64_t n, std::int64_t p, const Room& room, D d)
{
    using V = hn::Vec<D>;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    float* state = s.state + (head * s.states + n) * s.headDim + p;
    const V decay = hn::Set(d, room.before[kChunk - 1]);
    V sum[Rows][Vectors];
    HWY_UNROLL(8)
    for (int r = 0; r < Rows; ++r)
        HWY_UNROLL(2)
    for (int v = 0; v < Vectors; ++v)
        sum[r][v] = hn::Mul(decay, hn::LoadU(d, state + r * s.headDim + v * lanes));
    multiply<Rows, Vectors>(room.b + n, s.states, room.xKept + p, s.headDim, kChunk, sum, d);
    HWY_UNROLL(8)
    for (int r = 0; r < Rows; ++r)
        HWY_UNROLL(2)
    for (int v = 0; v < Vectors; ++v)
        hn::StoreU(sum[r][v], d, state + r * s.headDim + v * lanes);
}

void chunkOfHead(const SsdScan& s, std::int64_t head, std::int64_t t, std::int64_t count, Room& room)
{
    readHead(s, head, t, count, room);
    forColumns(s.headDim, [&](auto d, auto vectors, std::int64_t p) {
        for (std::int64_t row = 0; row < count; row += kRows)
            writeOutputs<vectors()>(s, head, t, count, row, p, room, d);
        std::int64_t n = 0;
        for (; n + kRows <= s.states; n += kRows)
            advanceState<kRows, vectors()>(s, head, n, p, room, d);
        for (; n < s.states; ++n)
            advanceState<1, vectors()>(s, head, n, p, room, d);
    });
}

// The recurrence itself, for one token.
void stepOfHead(const SsdScan& s, std::int64_t head, std::int64_t t)
{
    const std::int64_t group = head / (s.heads / s.groups);
    const float* b = s.b + t * s.bStride + group * s.states;
    const float* c = s.c + t * s.cStride + group * s.states;
    float dt = s.dt[t * s.dtStride + head];
    if (s.threshold != nullptr && !(dt > s.threshold[head]))
        dt = 0;
    const float decay = std::exp(dt * s.a[head]);
    forColumns(s.headDim, [&](auto d, auto vectors, std::int64_t p) {
        using V = hn::Vec<decltype(d)>;
        constexpr int kVectors = vectors();
        const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
        const std::int64_t column = head * s.headDim + p;
        float* state = s.state + head * s.states * s.headDim + p;
        const V a = hn::Set(d, decay);
        V dtx[kVectors];
        V y[kVectors];
        HWY_UNROLL(2)
        for (int v = 0; v < kVectors; ++v) {
            const V x = hn::LoadU(d, s.x + t * s.xStride + column + v * lanes);
            dtx[v] = hn::Mul(hn::Set(d, dt), x);
            y[v] = hn::Mul(hn::LoadU(d, s.d + column + v * lanes), x);
        }
        for (std::int64_t n = 0; n < s.states; ++n) {
            const V in = hn::Set(d, b[n]);
            const V read = hn::Set(d, c[n]);
            HWY_UNROLL(2)
            for (int v = 0; v < kVectors; ++v) {
                float* at = state + n * s.headDim + v * lanes;
                const V h = hn::MulAdd(a, hn::LoadU(d, at), hn::Mul(dtx[v], in));
                y[v] = hn::MulAdd(h, read, y[v]);
                hn::StoreU(h, d, at);
            }
        }
        HWY_UNROLL(2)
        for (int v = 0; v < kVectors; ++v)
            hn::StoreU(y[v], d, s.out + t * s.outStride + column + v * lanes);
    });
}

void scan(const SsdScan& s, std::int64_t first, std::int64_t last)
{
    std::int64_t t = 0;
    if (s.tokens >= kFewTokens) {
        Room room(s.states, s.headDim);
        for (; s.tokens - t >= kFewTokens; t += kChunk) {
            const std::int64_t count = std::min(kChunk, s.tokens - t);
            std::int64_t group = -1;
            for (std::int64_t head = first; head < last; ++head) {
                if (const std::int64_t own = head / (s.heads / s.groups); own != group)
                    readGroup(s, group = own, t, count, room);
                chunkOfHead(s, head, t, count, room);
            }
        }
    }
    for (; t < s.tokens; ++t)
        for (std::int64_t head = first; head < last; ++head)
            stepOfHead(s, head, t);
}

} // namespace HWY_NAMESPACE
} // namespace mambascope::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mambascope::kernels {
HWY_EXPORT(scan);
void ssdScan(const SsdScan& arguments, std::int64_t first, std::int64_t last)
{
    HWY_DYNAMIC_DISPATCH(scan)(arguments, first, last);
}
} // namespace mambascope::kernels
#endif
