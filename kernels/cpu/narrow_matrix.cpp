// SPDX-License-Identifier: GPL-3.0-or-later
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/narrow_matrix.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "kernels/cpu/math-inl.h"
#include "mambascope/kernels/narrow_matrix.h"

#include <bit>

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {

// bf16 is the upper half of an fp32.
struct FromBFloat16
{
    template <class D>
    static hn::Vec<D> load(D d, const std::uint16_t* from)
    {
        const hn::Rebind<std::uint16_t, D> narrow;
        const hn::Rebind<std::uint32_t, D> wide;
        return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(wide, hn::LoadU(narrow, from))));
    }
};

// fp16 by arithmetic, the same on every processor: the fraction and exponent as an fp32 scaled by 2^-112, which brings
// denormals right as well; the largest exponent means infinity or NaN in both formats.
struct FromFloat16
{
    template <class D>
    static hn::Vec<D> load(D d, const std::uint16_t* from)
    {
        const hn::Rebind<std::uint16_t, D> narrow;
        const hn::Rebind<std::uint32_t, D> wide;
        const auto h = hn::PromoteTo(wide, hn::LoadU(narrow, from));
        const auto magnitude = hn::ShiftLeft<13>(hn::And(h, hn::Set(wide, 0x7fffU)));
        const auto scaled = hn::Mul(hn::BitCast(d, magnitude), hn::Set(d, 0x1p112F));
        const auto special = hn::Ge(hn::BitCast(d, magnitude), hn::Set(d, std::bit_cast<float>(0x0f800000U)));
        const auto value =
            hn::IfThenElse(special, hn::BitCast(d, hn::Or(magnitude, hn::Set(wide, 0x7f800000U))), scaled);
        return hn::Or(value, hn::BitCast(d, hn::ShiftLeft<16>(hn::And(h, hn::Set(wide, 0x8000U)))));
    }
};

template <class From>
void widenAll(const std::uint16_t* from, std::int64_t count, float* to)
{
    forLanes(count, [&](auto d, std::int64_t i) { hn::StoreU(From::load(d, from + i), d, to + i); });
}

template <class From>
float dot(const std::uint16_t* w, const float* x, std::int64_t columns)
{
    const hn::ScalableTag<float> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    auto sum0 = hn::Zero(d);
    auto sum1 = hn::Zero(d);
    auto sum2 = hn::Zero(d);
    auto sum3 = hn::Zero(d);
    std::int64_t k = 0;
    for (; k + 4 * lanes <= columns; k += 4 * lanes) {
        sum0 = hn::MulAdd(From::load(d, w + k), hn::LoadU(d, x + k), sum0);
        sum1 = hn::MulAdd(From::load(d, w + k + lanes), hn::LoadU(d, x + k + lanes), sum1);
        sum2 = hn::MulAdd(From::load(d, w + k + 2 * lanes), hn::LoadU(d, x + k + 2 * lanes), sum2);
        sum3 = hn::MulAdd(From::load(d, w + k + 3 * lanes), hn::LoadU(d, x + k + 3 * lanes), sum3);
    }
    for (; k + lanes <= columns; k += lanes)
        sum0 = hn::MulAdd(From::load(d, w + k), hn::LoadU(d, x + k), sum0);
    float total = hn::GetLane(hn::SumOfLanes(d, hn::Add(hn::Add(sum0, sum1), hn::Add(sum2, sum3))));
    const hn::CappedTag<float, 1> one;
    for (; k < columns; ++k)
        total += hn::GetLane(From::load(one, w + k)) * x[k];
    return total;
}

template <class From>
void matVec(const std::uint16_t* w, const float* x, std::int64_t columns, std::int64_t begin, std::int64_t end,
            float* out)
{
    for (std::int64_t r = begin; r < end; ++r)
        out[r] = dot<From>(w + r * columns, x, columns);
}

void widenBFloat16(const std::uint16_t* from, std::int64_t count, float* to)
{
    widenAll<FromBFloat16>(from, count, to);
}

void widenFloat16(const std::uint16_t* from, std::int64_t count, float* to)
{
    widenAll<FromFloat16>(from, count, to);
}

void matVecBFloat16(const std::uint16_t* w, const float* x, std::int64_t columns, std::int64_t begin, std::int64_t end,
                    float* out)
{
    matVec<FromBFloat16>(w, x, columns, begin, end, out);
}

void matVecFloat16(const std::uint16_t* w, const float* x, std::int64_t columns, std::int64_t begin, std::int64_t end,
                   float* out)
{
    matVec<FromFloat16>(w, x, columns, begin, end, out);
}

} // namespace HWY_NAMESPACE
} // namespace mambascope::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mambascope::kernels {
HWY_EXPORT(widenBFloat16);
HWY_EXPORT(widenFloat16);
HWY_EXPORT(matVecBFloat16);
HWY_EXPORT(matVecFloat16);

void widen(Narrow type, const std::uint16_t* from, std::int64_t count, float* to)
{
    if (type == Narrow::BFloat16)
        HWY_DYNAMIC_DISPATCH(widenBFloat16)(from, count, to);
    else
        HWY_DYNAMIC_DISPATCH(widenFloat16)(from, count, to);
}

void narrowMatVec(Narrow type, const std::uint16_t* w, const float* x, std::int64_t columns, std::int64_t begin,
                  std::int64_t end, float* out)
{
    if (type == Narrow::BFloat16)
        HWY_DYNAMIC_DISPATCH(matVecBFloat16)(w, x, columns, begin, end, out);
    else
        HWY_DYNAMIC_DISPATCH(matVecFloat16)(w, x, columns, begin, end, out);
}
} // namespace mambascope::kernels
#endif
