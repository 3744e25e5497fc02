// SPDX-License-Identifier: GPL-3.0-or-later
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/decay.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "hwy/contrib/math/math-inl.h"
#include "kernels/cpu/math-inl.h"
#include "mambascope/kernels/decay.h"

#include <algorithm>

#ifndef MAMBASCOPE_KERNELS_DECAY_SERIES
#define MAMBASCOPE_KERNELS_DECAY_SERIES
namespace mambascope::kernels {

// ln(mean_n exp(w A_n)) as a series of cumulants, which keeps its digits where a mean of exponentials near 1 would lose
// them, and needs no exponential. Good to 1e-7 while w times the spread of the rates is below kSeriesReach.
constexpr float kSeriesReach = 0.5F;

struct DecaySeries
{
    float slowest = 0;
    float spread = 0;
    float term[6] = {}; ///< sum_k term[k] w^(k + 1)

    DecaySeries(const float* a, std::int64_t rates)
    {
        slowest = *std::max_element(a, a + rates);
        spread = slowest - *std::min_element(a, a + rates);
        const auto count = static_cast<double>(rates);
        double mean = 0;
        for (std::int64_t n = 0; n < rates; ++n)
            mean += static_cast<double>(a[n]) / count;
        double m[7] = {}; // central moments
        for (std::int64_t n = 0; n < rates; ++n) {
            const double d = static_cast<double>(a[n]) - mean;
            double power = d / count;
            for (int k = 2; k <= 6; ++k)
                m[k] += power *= d;
        }
        const double cumulants[] = {mean,
                                    m[2] / 2,
                                    m[3] / 6,
                                    (m[4] - 3 * m[2] * m[2]) / 24,
                                    (m[5] - 10 * m[3] * m[2]) / 120,
                                    (m[6] - 15 * m[4] * m[2] - 10 * m[3] * m[3] + 30 * m[2] * m[2] * m[2]) / 720};
        std::transform(std::begin(cumulants), std::end(cumulants), term,
                       [](double value) { return static_cast<float>(value); });
    }
};

} // namespace mambascope::kernels
#endif

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {

double lnSum(const float* dt, std::int64_t tokens, float threshold, const float* a, std::int64_t rates)
{
    const DecaySeries series(a, rates);
    const float share = 1.0F / static_cast<float>(rates);
    double total = 0;
    forLanes(tokens, [&](auto d, std::int64_t t) {
        const auto raw = hn::LoadU(d, dt + t);
        const auto step = hn::IfThenElseZero(hn::Gt(raw, hn::Set(d, threshold)), raw);
        auto ln = hn::Set(d, series.term[5]);
        for (int k = 4; k >= 0; --k)
            ln = hn::MulAdd(ln, step, hn::Set(d, series.term[k]));
        ln = hn::Mul(ln, step);
        const auto far = hn::Gt(hn::Mul(step, hn::Set(d, series.spread)), hn::Set(d, kSeriesReach));
        if (!hn::AllFalse(d, far)) {
            // The slowest rate is taken out of the mean, so that it never underflows.
            auto sum = hn::Zero(d);
            for (std::int64_t n = 0; n < rates; ++n)
                sum = hn::Add(sum, fastExp(d, hn::Mul(step, hn::Set(d, a[n] - series.slowest))));
            const auto mean = hn::Mul(sum, hn::Set(d, share));
            ln = hn::IfThenElse(far, hn::MulAdd(step, hn::Set(d, series.slowest), hn::Log(d, mean)), ln);
        }
        total += static_cast<double>(hn::GetLane(hn::SumOfLanes(d, ln)));
    });
    return total;
}

} // namespace HWY_NAMESPACE
} // namespace mambascope::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mambascope::kernels {
HWY_EXPORT(lnSum);
double lnDecaySum(const float* dt, std::int64_t tokens, float threshold, const float* a, std::int64_t rates)
{
    if (rates == 1) {
        double sum = 0;
        for (std::int64_t t = 0; t < tokens; ++t)
            sum += dt[t] > threshold ? static_cast<double>(dt[t]) : 0.0;
        return sum * static_cast<double>(a[0]);
    }
    return HWY_DYNAMIC_DISPATCH(lnSum)(dt, tokens, threshold, a, rates);
}
} // namespace mambascope::kernels
#endif
