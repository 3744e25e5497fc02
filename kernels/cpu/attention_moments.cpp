// SPDX-License-Identifier: GPL-3.0-or-later
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/attention_moments.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "kernels/cpu/attention-inl.h"
#include "kernels/cpu/flush_denormals.h"
#include "mambascope/kernels/attention_moments.h"

#include <algorithm>
#include <cmath>
#include <vector>

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {

constexpr std::int64_t kBlocksOfSum = 16; // blocks of 64 columns that are summed in fp32
constexpr std::int64_t kLanesOfSum = HWY_MAX_BYTES / 4;

struct MomentScratch
{
    std::vector<float> left;  // [count, N] C_i exp(A (S_i - S_first))
    std::vector<float> right; // [N, 64]
    float gap[kAttentionColumns];
    float weight[kAttentionColumns];
    HWY_ALIGN float total[kMomentRows][kLanesOfSum];
    HWY_ALIGN float moment[kMomentRows][kLanesOfSum];
};

MomentScratch& momentScratch(std::int64_t states)
{
    static thread_local MomentScratch s;
    s.left.resize(std::max(s.left.size(), static_cast<std::size_t>(kMomentRows * states)));
    s.right.resize(std::max(s.right.size(), static_cast<std::size_t>(kAttentionColumns * states)));
    return s;
}

// w of the columns col..col+count of a block and the sum of steps after each of them up to `first`: `base` of tokens
// behind the block, the rest of its own. Returns the sum of the block. Four chains, because each waits for itself.
double stepsOfBlock(const AttentionMoments& m, std::int64_t col, std::int64_t count, double base, MomentScratch& s)
{
    constexpr std::int64_t kPart = kAttentionColumns / 4;
    for (std::int64_t j = 0; j < kAttentionColumns; ++j) {
        const float dt = j < count ? m.dt[col + j] : 0.0F;
        s.weight[j] = dt > m.threshold ? dt : 0.0F;
    }
    float after[4] = {};
    for (std::int64_t k = kPart - 1; k >= 0; --k)
        for (std::int64_t part = 0; part < 4; ++part) {
            s.gap[part * kPart + k] = after[part];
            after[part] += s.weight[part * kPart + k];
        }
    double behind = base;
    for (std::int64_t part = 3; part >= 0; --part) {
        const auto offset = static_cast<float>(behind);
        for (std::int64_t k = 0; k < kPart; ++k)
            s.gap[part * kPart + k] += offset;
        behind += static_cast<double>(after[part]);
    }
    return behind - base;
}

// Adds a row's |values| w of a block to its sums. `use(d, j)` gives |value| times w.
template <class Value>
HWY_INLINE void addRow(MomentScratch& s, std::int64_t row, float distance, Value value)
{
    const hn::ScalableTag<float> d;
    auto total = hn::Load(d, s.total[row]);
    auto moment = hn::Load(d, s.moment[row]);
    forColumns([&](auto, std::int64_t j) {
        const auto weight = value(d, j);
        total = hn::Add(total, weight);
        const auto far = hn::Sub(hn::Set(d, distance - static_cast<float>(j)), hn::Iota(d, 0));
        moment = hn::MulAdd(weight, far, moment);
    });
    hn::Store(total, d, s.total[row]);
    hn::Store(moment, d, s.moment[row]);
}

// One block of columns and all rows. `distance` is that of the block's first column from row `first`.
void addBlock(const AttentionMoments& m, std::int64_t col, std::int64_t count, float distance, MomentScratch& s)
{
    if (m.products != nullptr) {
        HWY_ALIGN float decay[kAttentionColumns];
        expScaled(m.a[0], s.gap, decay);
        for (std::int64_t j = 0; j < kAttentionColumns; ++j)
            decay[j] *= s.weight[j];
        for (std::int64_t r = 0; r < m.count; ++r) {
            const float* products = m.products + r * m.length + col;
            HWY_ALIGN float padded[kAttentionColumns];
            if (count < kAttentionColumns) {
                std::copy_n(products, count, padded);
                std::fill(padded + count, padded + kAttentionColumns, 0.0F);
                products = padded;
            }
            addRow(s, r, distance,
                   [&](auto d, std::int64_t j) { return hn::Mul(hn::LoadU(d, products + j), hn::Load(d, decay + j)); });
        }
        return;
    }
    AttentionFactors f;
    f.states = m.states;
    f.rates = m.rates;
    f.a = m.a;
    f.b = m.b;
    f.bStride = m.bStride;
    HWY_ALIGN float scratch[kAttentionColumns];
    fillRight(f, s.weight, col, count, s.gap, scratch, s.right.data());
    HWY_ALIGN float values[kRows][kAttentionColumns];
    for (std::int64_t row = 0; row < m.count; row += kRows) {
        const std::int64_t rows = std::min(kRows, m.count - row);
        withRows(rows, [&](auto size) {
            multiplyBlock<size>(s.left.data() + row * m.states, s.right.data(), m.states, kAttentionColumns,
                                [&](auto d, std::int64_t j, const auto& sum) {
                                    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
                                    for (std::int64_t r = 0; r < size; ++r)
                                        for (std::int64_t v = 0; v < kVectors; ++v)
                                            hn::Store(sum[r][v], d, values[r] + j + v * lanes);
                                });
        });
        for (std::int64_t r = 0; r < rows; ++r)
            addRow(s, row + r, distance, [&](auto d, std::int64_t j) { return hn::Abs(hn::Load(d, values[r] + j)); });
    }
}

// fp32 sums of some blocks to fp64.
void drain(const AttentionMoments& m, MomentScratch& s, double* total, double* moment)
{
    for (std::int64_t r = 0; r < m.count; ++r) {
        for (std::int64_t lane = 0; lane < kLanesOfSum; ++lane) {
            total[r] += static_cast<double>(s.total[r][lane]);
            moment[r] += static_cast<double>(s.moment[r][lane]);
        }
        std::fill_n(s.total[r], kLanesOfSum, 0.0F);
        std::fill_n(s.moment[r], kLanesOfSum, 0.0F);
    }
}

// Columns behind `first`, up to the row itself: few, taken directly. gaps: S of the rows less S of `first`.
void addBehind(const AttentionMoments& m, const double* gaps, double* total, double* moment)
{
    HWY_ALIGN float gap[kMomentRows];
    HWY_ALIGN float sum[kMomentRows];
    for (std::int64_t r = 1; r < m.count; ++r) {
        const std::int64_t base = m.first + 1; // column k of the arrays is token base + k
        for (std::int64_t k = 0; k < r; ++k) {
            gap[k] = static_cast<float>(gaps[r] - gaps[k + 1]);
            sum[k] = 0;
        }
        if (m.products != nullptr) {
            forLanes(r, [&](auto d, std::int64_t k) {
                const auto decay = fastExp(d, hn::Mul(hn::LoadU(d, gap + k), hn::Set(d, m.a[0])));
                hn::StoreU(hn::Mul(hn::LoadU(d, m.products + r * m.length + base + k), decay), d, sum + k);
            });
        } else {
            const float* c = m.c + (m.first + r) * m.cStride;
            for (std::int64_t n = 0; n < m.states; ++n)
                forLanes(r, [&](auto d, std::int64_t k) {
                    const float rate = m.a[m.rates == 1 ? 0 : n];
                    const auto decay = fastExp(d, hn::Mul(hn::LoadU(d, gap + k), hn::Set(d, rate)));
                    const auto weight = hn::Mul(hn::Set(d, c[n]), hn::LoadU(d, m.b + n * m.bStride + base + k));
                    hn::StoreU(hn::MulAdd(weight, decay, hn::LoadU(d, sum + k)), d, sum + k);
                });
        }
        for (std::int64_t k = 0; k < r; ++k) {
            const float dt = m.dt[base + k];
            const double weight = dt > m.threshold ? static_cast<double>(std::abs(sum[k]) * dt) : 0.0;
            total[r] += weight;
            moment[r] += weight * static_cast<double>(r - 1 - k);
        }
    }
}

void moments(const AttentionMoments& m, double* total, double* moment)
{
    const FlushDenormals flush;
    MomentScratch& s = momentScratch(m.states);
    double gaps[kMomentRows] = {};
    for (std::int64_t r = 1; r < m.count; ++r) {
        const float dt = m.dt[m.first + r];
        gaps[r] = gaps[r - 1] + (dt > m.threshold ? static_cast<double>(dt) : 0.0);
    }
    std::fill_n(total, m.count, 0.0);
    std::fill_n(moment, m.count, 0.0);
    std::fill_n(s.total[0], kMomentRows * kLanesOfSum, 0.0F);
    std::fill_n(s.moment[0], kMomentRows * kLanesOfSum, 0.0F);
    if (m.products == nullptr) {
        AttentionFactors f;
        f.states = m.states;
        f.rates = m.rates;
        f.a = m.a;
        f.c = m.c;
        f.cStride = m.cStride;
        for (std::int64_t r = 0; r < m.count; ++r)
            fillLeft(f, m.first + r, static_cast<float>(gaps[r]), s.left.data() + r * m.states);
    }
    const double slowest = static_cast<double>(*std::max_element(m.a, m.a + m.rates));
    double base = 0; // steps between the block and `first`
    std::int64_t blocks = 0;
    for (std::int64_t col = m.first / kAttentionColumns * kAttentionColumns; col >= 0; col -= kAttentionColumns) {
        if (slowest * base < kDeadExponent)
            break;
        const std::int64_t count = std::min(kAttentionColumns, m.first + 1 - col);
        base += stepsOfBlock(m, col, count, base, s);
        addBlock(m, col, count, static_cast<float>(m.first - col), s);
        if (++blocks % kBlocksOfSum == 0)
            drain(m, s, total, moment);
    }
    drain(m, s, total, moment);
    for (std::int64_t r = 0; r < m.count; ++r) {
        moment[r] += static_cast<double>(r) * total[r];
        if (m.products != nullptr) {
            const double scale = std::exp(static_cast<double>(m.a[0]) * gaps[r]);
            total[r] *= scale;
            moment[r] *= scale;
        }
    }
    addBehind(m, gaps, total, moment);
}

void products(const AttentionMoments& m, std::int64_t col0, std::int64_t col1, float* out)
{
    for (std::int64_t r = 0; r < m.count; ++r)
        std::fill(out + r * m.length + col0, out + r * m.length + col1, 0.0F);
    for (std::int64_t r = 0; r < m.count; ++r) {
        float* row = out + r * m.length + col0;
        const float* c = m.c + (m.first + r) * m.cStride;
        for (std::int64_t n = 0; n < m.states; ++n)
            forLanes(col1 - col0, [&](auto d, std::int64_t j) {
                const auto b = hn::LoadU(d, m.b + n * m.bStride + col0 + j);
                hn::StoreU(hn::MulAdd(hn::Set(d, c[n]), b, hn::LoadU(d, row + j)), d, row + j);
            });
        forLanes(col1 - col0, [&](auto d, std::int64_t j) { hn::StoreU(hn::Abs(hn::LoadU(d, row + j)), d, row + j); });
    }
}

} // namespace HWY_NAMESPACE
} // namespace mambascope::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mambascope::kernels {
HWY_EXPORT(moments);
HWY_EXPORT(products);

void attentionMoments(const AttentionMoments& arguments, double* total, double* moment)
{
    HWY_DYNAMIC_DISPATCH(moments)(arguments, total, moment);
}

void attentionProducts(const AttentionMoments& arguments, std::int64_t col0, std::int64_t col1, float* out)
{
    HWY_DYNAMIC_DISPATCH(products)(arguments, col0, col1, out);
}
} // namespace mambascope::kernels
#endif
