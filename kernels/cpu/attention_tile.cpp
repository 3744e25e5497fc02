// SPDX-License-Identifier: GPL-3.0-or-later
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/attention_tile.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "kernels/cpu/math-inl.h"
#include "mambascope/kernels/attention_tile.h"

#include <algorithm>
#include <vector>

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {

constexpr std::int64_t kRows = 6;    // rows of a register tile
constexpr std::int64_t kVectors = 2; // vectors of columns of a register tile

// Scratch of one thread: it outlives the call because tiles are small and many.
struct Scratch
{
    std::vector<float> right;        // [N, 64] exp(A (S_ref - S_j)) w_j B_j, or w_j B_j
    std::vector<float> left;         // [rows, N] C_i exp(A (S_i - S_ref))
    float gap[kAttentionColumns];    // S_i - S_j or S_ref - S_j
    float factor[kAttentionColumns]; // exp(A gap)
};

Scratch& scratch(std::int64_t states)
{
    static thread_local Scratch s;
    const auto need = static_cast<std::size_t>(states * kAttentionColumns);
    if (s.right.size() < need) {
        s.right.resize(need);
        s.left.resize(static_cast<std::size_t>(states * kRows));
    }
    return s;
}

// body(tag, j) over the 64 columns of a block, a multiple of every vector's lanes.
template <class Body>
HWY_INLINE void forColumns(Body body)
{
    const hn::ScalableTag<float> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    for (std::int64_t j = 0; j < kAttentionColumns; j += lanes)
        body(d, j);
}

// right[n][j] = w_j B_j[n] for the columns col..col+count; columns up to 64 are zero.
void fillRight(const AttentionFactors& f, std::int64_t col, std::int64_t count, float* right)
{
    for (std::int64_t n = 0; n < f.states; ++n) {
        const float* b = f.b + n * f.bStride + col;
        float* to = right + n * kAttentionColumns;
        forLanes(count, [&](auto d, std::int64_t j) {
            hn::StoreU(hn::Mul(hn::LoadU(d, f.w + col + j), hn::LoadU(d, b + j)), d, to + j);
        });
        std::fill(to + count, to + kAttentionColumns, 0.0F);
    }
}

// out[k] = exp(rate * values[k]) for a block of columns
void expScaled(float rate, const float* values, float* out)
{
    forColumns([&](auto d, std::int64_t k) {
        hn::StoreU(fastExp(d, hn::Mul(hn::LoadU(d, values + k), hn::Set(d, rate))), d, out + k);
    });
}

// right[n][j] *= exp(A_n (S_ref - S_j)), ref = last column of the block.
void decayRight(const AttentionFactors& f, std::int64_t col, std::int64_t count, Scratch& s)
{
    const double reference = f.sum[col + count - 1];
    for (std::int64_t j = 0; j < kAttentionColumns; ++j)
        s.gap[j] = j < count ? static_cast<float>(reference - f.sum[col + j]) : 0.0F;
    for (std::int64_t n = 0; n < f.states; ++n) {
        if (n < f.rates)
            expScaled(f.a[n], s.gap, s.factor);
        float* to = s.right.data() + n * kAttentionColumns;
        forColumns([&](auto d, std::int64_t j) {
            hn::StoreU(hn::Mul(hn::LoadU(d, to + j), hn::LoadU(d, s.factor + j)), d, to + j);
        });
    }
}

// left[n] = C_i[n] exp(A_n gap)
void fillLeft(const AttentionFactors& f, std::int64_t row, float gap, float* left)
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

// out[r][j] = sum_n left[r][n] right[n][j] for Rows rows and all 64 columns (only `cols` of them stored).
template <std::int64_t Rows>
void multiply(const float* left, const float* right, std::int64_t states, std::int64_t cols, float* out,
              std::int64_t stride)
{
    const hn::ScalableTag<float> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    HWY_ALIGN float edge[kVectors * HWY_MAX_BYTES / 4];
    for (std::int64_t j = 0; j < cols; j += kVectors * lanes) {
        hn::Vec<decltype(d)> sum[Rows][kVectors];
        for (std::int64_t r = 0; r < Rows; ++r)
            for (std::int64_t v = 0; v < kVectors; ++v)
                sum[r][v] = hn::Zero(d);
        for (std::int64_t n = 0; n < states; ++n) {
            const float* from = right + n * kAttentionColumns + j;
            const auto r0 = hn::LoadU(d, from);
            const auto r1 = hn::LoadU(d, from + lanes);
            for (std::int64_t r = 0; r < Rows; ++r) {
                const auto l = hn::Set(d, left[r * states + n]);
                sum[r][0] = hn::MulAdd(l, r0, sum[r][0]);
                sum[r][1] = hn::MulAdd(l, r1, sum[r][1]);
            }
        }
        for (std::int64_t r = 0; r < Rows; ++r) {
            if (j + kVectors * lanes <= cols) {
                hn::StoreU(sum[r][0], d, out + r * stride + j);
                hn::StoreU(sum[r][1], d, out + r * stride + j + lanes);
            } else {
                hn::StoreU(sum[r][0], d, edge);
                hn::StoreU(sum[r][1], d, edge + lanes);
                for (std::int64_t k = j; k < cols; ++k)
                    out[r * stride + k] = edge[k - j];
            }
        }
    }
}

// Rows row0..row1 all below the block of columns.
void belowDiagonal(const AttentionFactors& f, std::int64_t row0, std::int64_t row1, std::int64_t col,
                   std::int64_t count, Scratch& s, float* out, std::int64_t stride)
{
    const double reference = f.sum[col + count - 1];
    // Slowest decay of the channel: when even that has reached zero at the first row, the whole block is zero.
    const float slowest = *std::max_element(f.a, f.a + f.rates);
    if (static_cast<double>(slowest) * (f.sum[row0] - reference) < -87.3) {
        for (std::int64_t i = row0; i < row1; ++i)
            std::fill_n(out + (i - row0) * stride, count, 0.0F);
        return;
    }
    fillRight(f, col, count, s.right.data());
    decayRight(f, col, count, s);
    for (std::int64_t i = row0; i < row1; i += kRows) {
        const std::int64_t rows = std::min(kRows, row1 - i);
        for (std::int64_t r = 0; r < rows; ++r)
            fillLeft(f, i + r, static_cast<float>(f.sum[i + r] - reference), s.left.data() + r * f.states);
        float* to = out + (i - row0) * stride;
        switch (rows) {
        case 1:
            multiply<1>(s.left.data(), s.right.data(), f.states, count, to, stride);
            break;
        case 2:
            multiply<2>(s.left.data(), s.right.data(), f.states, count, to, stride);
            break;
        case 3:
            multiply<3>(s.left.data(), s.right.data(), f.states, count, to, stride);
            break;
        case 4:
            multiply<4>(s.left.data(), s.right.data(), f.states, count, to, stride);
            break;
        case 5:
            multiply<5>(s.left.data(), s.right.data(), f.states, count, to, stride);
            break;
        default:
            multiply<kRows>(s.left.data(), s.right.data(), f.states, count, to, stride);
        }
    }
}

// Rows that cross the diagonal inside the block: differences S_i - S_j taken directly.
void onDiagonal(const AttentionFactors& f, std::int64_t row0, std::int64_t row1, std::int64_t col, std::int64_t count,
                Scratch& s, float* out, std::int64_t stride)
{
    fillRight(f, col, count, s.right.data());
    HWY_ALIGN float result[kAttentionColumns];
    for (std::int64_t i = row0; i < row1; ++i) {
        const std::int64_t reach = std::min(count, i - col + 1); // columns j <= i
        for (std::int64_t j = 0; j < kAttentionColumns; ++j)
            s.gap[j] = j < reach ? static_cast<float>(f.sum[i] - f.sum[col + j]) : 0.0F;
        const float* c = f.c + i * f.cStride;
        std::fill_n(result, kAttentionColumns, 0.0F);
        for (std::int64_t n = 0; n < f.states; ++n) {
            const float* right = s.right.data() + n * kAttentionColumns;
            if (f.rates == 1) {
                forColumns([&](auto d, std::int64_t j) {
                    hn::StoreU(hn::MulAdd(hn::Set(d, c[n]), hn::LoadU(d, right + j), hn::LoadU(d, result + j)), d,
                               result + j);
                });
                continue;
            }
            forColumns([&](auto d, std::int64_t j) {
                const auto decay = fastExp(d, hn::Mul(hn::LoadU(d, s.gap + j), hn::Set(d, f.a[n])));
                const auto weight = hn::Mul(hn::Set(d, c[n]), hn::LoadU(d, right + j));
                hn::StoreU(hn::MulAdd(weight, decay, hn::LoadU(d, result + j)), d, result + j);
            });
        }
        if (f.rates == 1) {
            expScaled(f.a[0], s.gap, s.factor);
            for (std::int64_t j = 0; j < reach; ++j)
                result[j] *= s.factor[j];
        }
        float* to = out + (i - row0) * stride;
        std::copy_n(result, reach, to);
        std::fill(to + reach, to + count, 0.0F);
    }
}

void tile(const AttentionFactors& f, std::int64_t row0, std::int64_t row1, std::int64_t col0, std::int64_t col1,
          float* out, std::int64_t stride)
{
    Scratch& s = scratch(f.states);
    for (std::int64_t col = col0; col < col1; col += kAttentionColumns) {
        const std::int64_t count = std::min(kAttentionColumns, col1 - col);
        float* to = out + (col - col0);
        const std::int64_t above = std::clamp(col, row0, row1);         // rows before the block's first column: zero
        const std::int64_t below = std::clamp(col + count, row0, row1); // rows from here on are below the whole block
        for (std::int64_t i = row0; i < above; ++i)
            std::fill_n(to + (i - row0) * stride, count, 0.0F);
        if (above < below)
            onDiagonal(f, above, below, col, count, s, to + (above - row0) * stride, stride);
        if (below < row1)
            belowDiagonal(f, below, row1, col, count, s, to + (below - row0) * stride, stride);
    }
}

void reduceRows(const float* values, std::int64_t stride, std::int64_t rows, std::int64_t cols, bool maximum,
                float* accumulator)
{
    forLanes(cols, [&](auto d, std::int64_t j) {
        auto sum = hn::LoadU(d, accumulator + j);
        if (maximum) {
            for (std::int64_t i = 0; i < rows; ++i)
                sum = hn::Max(sum, hn::Abs(hn::LoadU(d, values + i * stride + j)));
        } else {
            for (std::int64_t i = 0; i < rows; ++i)
                sum = hn::Add(sum, hn::Abs(hn::LoadU(d, values + i * stride + j)));
        }
        hn::StoreU(sum, d, accumulator + j);
    });
}

} // namespace HWY_NAMESPACE
} // namespace mambascope::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <cmath>
namespace mambascope::kernels {
HWY_EXPORT(tile);
HWY_EXPORT(reduceRows);

void attentionTile(const AttentionFactors& factors, std::int64_t row0, std::int64_t row1, std::int64_t col0,
                   std::int64_t col1, float* out, std::int64_t outStride)
{
    HWY_DYNAMIC_DISPATCH(tile)(factors, row0, row1, col0, col1, out, outStride);
}

void absReduceRows(const float* values, std::int64_t stride, std::int64_t rows, std::int64_t cols, bool maximum,
                   float* accumulator)
{
    HWY_DYNAMIC_DISPATCH(reduceRows)(values, stride, rows, cols, maximum, accumulator);
}

void absMoments(const float* row, std::int64_t i, double* total, double* distance)
{
    double sum = 0;
    double moment = 0;
    for (std::int64_t j = 0; j <= i; ++j) {
        const double weight = std::abs(row[j]);
        sum += weight;
        moment += weight * static_cast<double>(i - j);
    }
    *total = sum;
    *distance = moment;
}
} // namespace mambascope::kernels
#endif
