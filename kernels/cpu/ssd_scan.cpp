// SPDX-License-Identifier: GPL-3.0-or-later
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/ssd_scan.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "kernels/cpu/math-inl.h"
#include "mambascope/kernels/ssd_scan.h"

#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {

// `Tokens` steps of the recurrence for one vector of P: the state is read and written once for all of them.
template <int Tokens, class D>
void steps(const SsdScan& s, std::int64_t head, std::int64_t p, std::int64_t t, const float* decay, const float* dt,
           D d)
{
    using V = hn::Vec<D>;
    const std::int64_t group = head / (s.heads / s.groups);
    const float* b = s.b + t * s.bStride + group * s.states;
    const float* c = s.c + t * s.cStride + group * s.states;
    const std::int64_t column = head * s.headDim + p;
    float* state = s.state + head * s.states * s.headDim + p;
    const V skip = hn::LoadU(d, s.d + column);
    V a[Tokens];
    V dtx[Tokens];
    V y[Tokens];
    for (int k = 0; k < Tokens; ++k) {
        const V x = hn::LoadU(d, s.x + (t + k) * s.xStride + column);
        a[k] = hn::Set(d, decay[k]);
        dtx[k] = hn::Mul(hn::Set(d, dt[k]), x);
        y[k] = hn::Mul(skip, x);
    }
    for (std::int64_t n = 0; n < s.states; ++n) {
        V h = hn::LoadU(d, state + n * s.headDim);
        for (int k = 0; k < Tokens; ++k) {
            h = hn::MulAdd(a[k], h, hn::Mul(dtx[k], hn::Set(d, b[k * s.bStride + n])));
            y[k] = hn::MulAdd(h, hn::Set(d, c[k * s.cStride + n]), y[k]);
        }
        hn::StoreU(h, d, state + n * s.headDim);
    }
    for (int k = 0; k < Tokens; ++k)
        hn::StoreU(y[k], d, s.out + (t + k) * s.outStride + column);
}

template <int Tokens>
void advance(const SsdScan& s, std::int64_t head, std::int64_t t)
{
    float decay[Tokens];
    float dt[Tokens];
    for (int k = 0; k < Tokens; ++k) {
        dt[k] = s.dt[(t + k) * s.dtStride + head];
        if (s.threshold != nullptr && !(dt[k] > s.threshold[head]))
            dt[k] = 0;
        decay[k] = std::exp(dt[k] * s.a[head]);
    }
    forLanes(s.headDim, [&](auto d, std::int64_t p) { steps<Tokens>(s, head, p, t, decay, dt, d); });
}

void scan(const SsdScan& s, std::int64_t first, std::int64_t last)
{
    constexpr int kTokens = 4;
    for (std::int64_t head = first; head < last; ++head) {
        std::int64_t t = 0;
        for (; t + kTokens <= s.tokens; t += kTokens)
            advance<kTokens>(s, head, t);
        for (; t < s.tokens; ++t)
            advance<1>(s, head, t);
    }
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
