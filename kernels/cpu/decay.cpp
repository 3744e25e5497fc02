// SPDX-License-Identifier: GPL-3.0-or-later
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/decay.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "hwy/contrib/math/math-inl.h"
#include "kernels/cpu/math-inl.h"
#include "mambascope/kernels/decay.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {

double lnSum(const float* dt, std::int64_t tokens, float threshold, const float* a, std::int64_t rates)
{
    // The slowest rate is taken out of the mean, so that it never underflows.
    const float slowest = *std::max_element(a, a + rates);
    double total = 0;
    forLanes(tokens, [&](auto d, std::int64_t t) {
        const auto raw = hn::LoadU(d, dt + t);
        const auto step = hn::IfThenElseZero(hn::Gt(raw, hn::Set(d, threshold)), raw);
        auto sum = hn::Zero(d);
        for (std::int64_t n = 0; n < rates; ++n)
            sum = hn::Add(sum, fastExp(d, hn::Mul(step, hn::Set(d, a[n] - slowest))));
        const auto mean = hn::Mul(sum, hn::Set(d, 1.0F / static_cast<float>(rates)));
        const auto ln = hn::MulAdd(step, hn::Set(d, slowest), hn::Log(d, mean));
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
