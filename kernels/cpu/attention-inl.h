// SPDX-License-Identifier: GPL-3.0-or-later
// What the attention kernels share, compiled once per target. Include guard per target as Highway wants it.
#if defined(MAMBASCOPE_KERNELS_ATTENTION_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MAMBASCOPE_KERNELS_ATTENTION_INL_H_
#undef MAMBASCOPE_KERNELS_ATTENTION_INL_H_
#else
#define MAMBASCOPE_KERNELS_ATTENTION_INL_H_
#endif

#include "kernels/cpu/math-inl.h"
#include "mambascope/kernels/attention_tile.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {

constexpr std::int64_t kRows = 6;       // rows of a register tile
constexpr std::int64_t kVectors = 2;    // vectors of columns of a register tile
constexpr double kDeadExponent = -87.3; // fastExp() is zero from here on

// body(tag, j) over the 64 columns of a block, a multiple of every vector's lanes.
template <class Body>
HWY_INLINE void forColumns(Body body)
{
    const hn::ScalableTag<float> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    for (std::int64_t j = 0; j < kAttentionColumns; j += lanes)
        body(d, j);
}

// out[k] = exp(rate * values[k]) for a block of columns
HWY_INLINE void expScaled(float rate, const float* values, float* out)
{
    forColumns([&](auto d, std::int64_t k) {
        hn::StoreU(fastExp(d, hn::Mul(hn::LoadU(d, values + k), hn::Set(d, rate))), d, out + k);
    });
}

// use(row, vectors of the row's two sums, first column) for Rows rows and every pair of vectors of a block:
// sums of left[row, n] right[n, column].
template <std::int64_t Rows, class Use>
HWY_INLINE void multiplyBlock(const float* left, const float* right, std::int64_t terms, std::int64_t columns, Use use)
{
    const hn::ScalableTag<float> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    for (std::int64_t j = 0; j < columns; j += kVectors * lanes) {
        hn::Vec<decltype(d)> sum[Rows][kVectors];
        for (std::int64_t r = 0; r < Rows; ++r)
            for (std::int64_t v = 0; v < kVectors; ++v)
                sum[r][v] = hn::Zero(d);
        for (std::int64_t n = 0; n < terms; ++n) {
            const float* from = right + n * kAttentionColumns + j;
            const auto r0 = hn::LoadU(d, from);
            const auto r1 = hn::LoadU(d, from + lanes);
            for (std::int64_t r = 0; r < Rows; ++r) {
                const auto l = hn::Set(d, left[r * terms + n]);
                sum[r][0] = hn::MulAdd(l, r0, sum[r][0]);
                sum[r][1] = hn::MulAdd(l, r1, sum[r][1]);
            }
        }
        use(d, j, sum);
    }
}

// body(std::integral_constant<rows>) with as many rows as there are, at most kRows.
template <class Body>
HWY_INLINE void withRows(std::int64_t rows, Body body)
{
    switch (rows) {
    case 1:
        return body(std::integral_constant<std::int64_t, 1>());
    case 2:
        return body(std::integral_constant<std::int64_t, 2>());
    case 3:
        return body(std::integral_constant<std::int64_t, 3>());
    case 4:
        return body(std::integral_constant<std::int64_t, 4>());
    case 5:
        return body(std::integral_constant<std::int64_t, 5>());
    default:
        return body(std::integral_constant<std::int64_t, kRows>());
    }
}

// right[n][j] = w_j B_j[n] exp(A_n gap[j]) for the columns col..col+count of a block; columns up to 64 are zero.
// `w` are those of the block; `weight` is scratch for one.
HWY_INLINE void fillRight(const AttentionFactors& f, const float* w, std::int64_t col, std::int64_t count,
                          const float* gap, float* weight, float* right)
{
    if (f.rates == 1) {
        expScaled(f.a[0], gap, weight);
        for (std::int64_t j = 0; j < count; ++j)
            weight[j] *= w[j];
        w = weight;
    }
    for (std::int64_t n = 0; n < f.states; ++n) {
        const float* b = f.b + n * f.bStride + col;
        float* to = right + n * kAttentionColumns;
        const float rate = f.a[f.rates == 1 ? 0 : n];
        const auto body = [&](auto d, std::int64_t j) {
            auto value = hn::Mul(hn::LoadU(d, w + j), hn::LoadU(d, b + j));
            if (f.rates > 1)
                value = hn::Mul(value, fastExp(d, hn::Mul(hn::LoadU(d, gap + j), hn::Set(d, rate))));
            hn::StoreU(value, d, to + j);
        };
        if (count == kAttentionColumns) {
            forColumns(body);
            continue;
        }
        forLanes(count, body);
        for (std::int64_t j = count; j < kAttentionColumns; ++j)
            to[j] = 0;
    }
}

// left[n] = C_i[n] exp(A_n gap)
HWY_INLINE void fillLeft(const AttentionFactors& f, std::int64_t row, float gap, float* left)
{
    const float* c = f.c + row * f.cStride;
    if (f.rates == 1) {
        const hn::CappedTag<float, 1> one;
        const float factor = hn::GetLane(fastExp(one, hn::Set(one, f.a[0] * gap)));
        forLanes(f.states, [&](auto d, std::int64_t n) {
            hn::StoreU(hn::Mul(hn::LoadU(d, c + n), hn::Set(d, factor)), d, left + n);
        });
        return;
    }
    forLanes(f.states, [&](auto d, std::int64_t n) {
        const auto decay = fastExp(d, hn::Mul(hn::LoadU(d, f.a + n), hn::Set(d, gap)));
        hn::StoreU(hn::Mul(hn::LoadU(d, c + n), decay), d, left + n);
    });
}

} // namespace HWY_NAMESPACE
} // namespace mambascope::kernels
HWY_AFTER_NAMESPACE();

#endif
