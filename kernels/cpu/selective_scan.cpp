// SPDX-License-Identifier: GPL-3.0-or-later
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/selective_scan.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "kernels/cpu/math-inl.h"
#include "mambascope/kernels/selective_scan.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {

// One vector of channels over a run of tokens. Lanes are channels, so neither the state update nor the sum over states
// crosses lanes. FixedN lets the compiler keep all states of the usual N = 16 in registers.
template <int FixedN, class D>
void scanLanes(const SelectiveScan& s, std::int64_t e, std::int64_t begin, std::int64_t end, D d)
{
    using V = hn::Vec<D>;
    constexpr std::int64_t kMaxStates = 256;
    const std::int64_t states = FixedN > 0 ? FixedN : s.states;
    HWY_ALIGN float stateBuffer[FixedN > 0 ? 1 : kMaxStates * HWY_MAX_BYTES / 4];
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    float* const buffer = FixedN > 0 ? nullptr : stateBuffer;
    V h[FixedN > 0 ? FixedN : 1];
    if constexpr (FixedN > 0) {
        for (std::int64_t n = 0; n < states; ++n)
            h[n] = hn::LoadU(d, s.state + n * s.channels + e);
    } else {
        for (std::int64_t n = 0; n < states; ++n)
            hn::StoreU(hn::LoadU(d, s.state + n * s.channels + e), d, buffer + n * lanes);
    }
    const V skip = hn::LoadU(d, s.d + e);
    for (std::int64_t t = begin; t < end; ++t) {
        V dt = hn::LoadU(d, s.dt + t * s.dtStride + e);
        if (s.threshold != nullptr)
            dt = hn::IfThenElseZero(hn::Gt(dt, hn::LoadU(d, s.threshold + e)), dt);
        const V x = hn::LoadU(d, s.x + t * s.xStride + e);
        const V dtx = hn::Mul(dt, x);
        V y = hn::Mul(skip, x);
        const float* b = s.b + t * s.bStride;
        const float* c = s.c + t * s.cStride;
        for (std::int64_t n = 0; n < states; ++n) {
            const V decay = fastExp(d, hn::Mul(dt, hn::LoadU(d, s.a + n * s.channels + e)));
            V previous;
            if constexpr (FixedN > 0)
                previous = h[n];
            else
                previous = hn::LoadU(d, buffer + n * lanes);
            const V next = hn::MulAdd(decay, previous, hn::Mul(dtx, hn::Set(d, b[n])));
            if constexpr (FixedN > 0)
                h[n] = next;
            else
                hn::StoreU(next, d, buffer + n * lanes);
            y = hn::MulAdd(next, hn::Set(d, c[n]), y);
        }
        if (s.z != nullptr)
            y = hn::Mul(y, silu(d, hn::LoadU(d, s.z + t * s.zStride + e)));
        hn::StoreU(y, d, s.out + t * s.outStride + e);
    }
    if constexpr (FixedN > 0) {
        for (std::int64_t n = 0; n < states; ++n)
            hn::StoreU(h[n], d, s.state + n * s.channels + e);
    } else {
        for (std::int64_t n = 0; n < states; ++n)
            hn::StoreU(hn::LoadU(d, buffer + n * lanes), d, s.state + n * s.channels + e);
    }
}

void scan(const SelectiveScan& s, std::int64_t first, std::int64_t last)
{
    // Short runs of tokens keep the rows of x, dt, z and out in cache while all channels pass over them.
    constexpr std::int64_t kTokens = 32;
    for (std::int64_t t = 0; t < s.tokens; t += kTokens) {
        const std::int64_t end = std::min(t + kTokens, s.tokens);
        forLanes(last - first, [&](auto d, std::int64_t i) {
            switch (s.states) {
            case 8:
                return scanLanes<8>(s, first + i, t, end, d);
            case 16:
                return scanLanes<16>(s, first + i, t, end, d);
            default:
                return scanLanes<0>(s, first + i, t, end, d);
            }
        });
    }
}

} // namespace HWY_NAMESPACE
} // namespace mambascope::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mambascope::kernels {
HWY_EXPORT(scan);
void selectiveScan(const SelectiveScan& arguments, std::int64_t first, std::int64_t last)
{
    HWY_DYNAMIC_DISPATCH(scan)(arguments, first, last);
}
} // namespace mambascope::kernels
#endif
