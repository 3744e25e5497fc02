// SPDX-License-Identifier: GPL-3.0-or-later
// Vector functions shared by the kernels, compiled once per target. Include guard per target as Highway wants it.
#if defined(MAMBASCOPE_KERNELS_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef MAMBASCOPE_KERNELS_MATH_INL_H_
#undef MAMBASCOPE_KERNELS_MATH_INL_H_
#else
#define MAMBASCOPE_KERNELS_MATH_INL_H_
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// e^x for |x| <= 88, relative error below 1.5e-7, exactly 1 at 0, exactly 0 below -87.3 (no denormals), 1.7e38
/// above 88. The same polynomial on every target, so that all of them agree.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V fastExp(D d, V x)
{
    const hn::RebindToSigned<D> di;
    const V low = hn::Set(d, -87.3F);
    const auto underflow = hn::Lt(x, low);
    x = hn::Min(hn::Max(x, low), hn::Set(d, 88.0F));
    const V n = hn::Round(hn::Mul(x, hn::Set(d, 1.44269504088896341F)));
    // ln 2 in two parts: n * high is exact.
    V r = hn::NegMulAdd(n, hn::Set(d, 0.693359375F), x);
    r = hn::NegMulAdd(n, hn::Set(d, -2.12194440e-4F), r);
    // (e^r - 1) / r on [-ln 2 / 2, ln 2 / 2], interpolated at Chebyshev points, error 5e-9.
    V p = hn::Set(d, 1.3933649997695785e-3F);
    p = hn::MulAdd(p, r, hn::Set(d, 8.369155667671437e-3F));
    p = hn::MulAdd(p, r, hn::Set(d, 4.166646492529356e-2F));
    p = hn::MulAdd(p, r, hn::Set(d, 1.666650519575833e-1F));
    p = hn::MulAdd(p, r, hn::Set(d, 5.00000001346581e-1F));
    p = hn::MulAdd(p, r, hn::Set(d, 1.0F));
    p = hn::MulAdd(p, r, hn::Set(d, 1.0F));
    const auto exponent = hn::ShiftLeft<23>(hn::Add(hn::ConvertTo(di, n), hn::Set(di, 127)));
    return hn::IfThenZeroElse(underflow, hn::Mul(p, hn::BitCast(d, exponent)));
}

/// 2^x for -126 <= x <= 126, relative error below 2e-7, exactly 1 at 0. Fewer steps than fastExp: the sum with
/// 1.5 * 2^23 rounds to a whole number and leaves it in the lowest bits, from where it is added to the exponent of the
/// polynomial in the rest.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V fastExp2(D d, V x)
{
    const hn::RebindToSigned<D> di;
    const V shifter = hn::Set(d, 12582912.0F);
    const V shifted = hn::Add(x, shifter);
    const V r = hn::Sub(x, hn::Sub(shifted, shifter));
    // Equal ripple 1.1e-7 on [-1/2, 1/2] among polynomials with 2^0 = 1 and the right slope there: a slow channel's
    // decay is a number close to 1, and its error is compounded over thousands of tokens.
    V p = hn::Set(d, 1.330060651525855e-3F);
    p = hn::MulAdd(p, r, hn::Set(d, 9.669691324234009e-3F));
    p = hn::MulAdd(p, r, hn::Set(d, 5.550558492541313e-2F));
    p = hn::MulAdd(p, r, hn::Set(d, 2.4022282660007477e-1F));
    p = hn::MulAdd(p, r, hn::Set(d, 6.931471824645996e-1F));
    p = hn::MulAdd(p, r, hn::Set(d, 1.0F));
    return hn::BitCast(d, hn::Add(hn::BitCast(di, p), hn::ShiftLeft<23>(hn::BitCast(di, shifted))));
}

/// 2^x for x <= 0; below -126 it stays 2^-126, which leaves as good as nothing of a state.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V decayExp2(D d, V x)
{
    return fastExp2(d, hn::Max(x, hn::Set(d, -126.0F)));
}

/// x sigmoid(x)
template <class D, class V = hn::Vec<D>>
HWY_INLINE V silu(D d, V x)
{
    const V exponent = hn::Mul(x, hn::Set(d, -1.44269504088896341F));
    const V e = fastExp2(d, hn::Min(hn::Max(exponent, hn::Set(d, -126.0F)), hn::Set(d, 126.0F)));
    return hn::Div(x, hn::Add(hn::Set(d, 1.0F), e));
}

/// Calls body(tag, index) over 0..count with full vectors, then lane by lane.
template <class Body>
HWY_INLINE void forLanes(std::int64_t count, Body body)
{
    const hn::ScalableTag<float> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    std::int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
        body(d, i);
    const hn::CappedTag<float, 1> one;
    for (; i < count; ++i)
        body(one, i);
}

} // namespace HWY_NAMESPACE
} // namespace mambascope::kernels
HWY_AFTER_NAMESPACE();

#endif
