// SPDX-License-Identifier: GPL-3.0-or-later
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/elementwise.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "kernels/cpu/math-inl.h"
#include "mambascope/kernels/elementwise.h"

#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {

float sumOfSquares(const float* x, std::int64_t width)
{
    const hn::ScalableTag<float> d;
    const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
    auto sum = hn::Zero(d);
    std::int64_t i = 0;
    for (; i + lanes <= width; i += lanes) {
        const auto v = hn::LoadU(d, x + i);
        sum = hn::MulAdd(v, v, sum);
    }
    float total = hn::GetLane(hn::SumOfLanes(d, sum));
    for (; i < width; ++i)
        total += x[i] * x[i];
    return total;
}

void norm(const float* x, std::int64_t xStride, const float* weight, float eps, std::int64_t rows, std::int64_t width,
          float* out, std::int64_t outStride)
{
    for (std::int64_t r = 0; r < rows; ++r) {
        const float* in = x + r * xStride;
        const float scale = 1.0F / std::sqrt(sumOfSquares(in, width) / static_cast<float>(width) + eps);
        float* to = out + r * outStride;
        forLanes(width, [&](auto d, std::int64_t i) {
            const auto scaled = hn::Mul(hn::LoadU(d, in + i), hn::Set(d, scale));
            hn::StoreU(weight == nullptr ? scaled : hn::Mul(scaled, hn::LoadU(d, weight + i)), d, to + i);
        });
    }
}

void gatedNorm(const float* y, std::int64_t yStride, const float* z, std::int64_t zStride, const float* weight,
               float eps, std::int64_t rows, std::int64_t width, std::int64_t groups, float* out,
               std::int64_t outStride)
{
    const std::int64_t size = width / groups;
    for (std::int64_t r = 0; r < rows; ++r) {
        const float* in = y + r * yStride;
        const float* gate = z + r * zStride;
        float* to = out + r * outStride;
        forLanes(width, [&](auto d, std::int64_t i) {
            hn::StoreU(hn::Mul(hn::LoadU(d, in + i), silu(d, hn::LoadU(d, gate + i))), d, to + i);
        });
        for (std::int64_t g = 0; g < groups; ++g) {
            float* part = to + g * size;
            const float* w = weight + g * size;
            const float scale = 1.0F / std::sqrt(sumOfSquares(part, size) / static_cast<float>(size) + eps);
            forLanes(size, [&](auto d, std::int64_t i) {
                hn::StoreU(hn::Mul(hn::Mul(hn::LoadU(d, part + i), hn::Set(d, scale)), hn::LoadU(d, w + i)), d,
                           part + i);
            });
        }
    }
}

// ln(1 + e^x) = max(x, 0) + ln(1 + u) with u = e^-|x|, and ln(1 + u) = 2 artanh(u / (2 + u)): relative accuracy at both
// ends, which small steps need. The polynomial in the square of the argument, at most 1/9, is right to 5e-9.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V softplusOf(D d, V x)
{
    const V u = fastExp(d, hn::Neg(hn::Abs(x)));
    const V s = hn::Div(u, hn::Add(u, hn::Set(d, 2.0F)));
    const V w = hn::Mul(s, s);
    V p = hn::Set(d, 1.400599628686905e-1F);
    p = hn::MulAdd(p, w, hn::Set(d, 1.4000901579856873e-1F));
    p = hn::MulAdd(p, w, hn::Set(d, 2.001076340675354e-1F));
    p = hn::MulAdd(p, w, hn::Set(d, 3.333320915699005e-1F));
    const V half = hn::MulAdd(hn::Mul(s, w), p, s);
    return hn::Add(hn::Max(x, hn::Zero(d)), hn::Add(half, half));
}

void softplus(const float* x, std::int64_t xStride, const float* bias, float low, float high, std::int64_t rows,
              std::int64_t width, float* out, std::int64_t outStride)
{
    for (std::int64_t r = 0; r < rows; ++r) {
        const float* in = x + r * xStride;
        float* to = out + r * outStride;
        forLanes(width, [&](auto d, std::int64_t i) {
            const auto value = softplusOf(d, hn::Add(hn::LoadU(d, in + i), hn::LoadU(d, bias + i)));
            hn::StoreU(hn::Min(hn::Max(value, hn::Set(d, low)), hn::Set(d, high)), d, to + i);
        });
    }
}

} // namespace HWY_NAMESPACE
} // namespace mambascope::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mambascope::kernels {
HWY_EXPORT(norm);
HWY_EXPORT(gatedNorm);
HWY_EXPORT(softplus);

void rmsNorm(const float* x, std::int64_t xStride, const float* weight, float eps, std::int64_t rows,
             std::int64_t width, float* out, std::int64_t outStride)
{
    HWY_DYNAMIC_DISPATCH(norm)(x, xStride, weight, eps, rows, width, out, outStride);
}

void gatedRmsNorm(const float* y, std::int64_t yStride, const float* z, std::int64_t zStride, const float* weight,
                  float eps, std::int64_t rows, std::int64_t width, std::int64_t groups, float* out,
                  std::int64_t outStride)
{
    HWY_DYNAMIC_DISPATCH(gatedNorm)(y, yStride, z, zStride, weight, eps, rows, width, groups, out, outStride);
}

void softplusBias(const float* x, std::int64_t xStride, const float* bias, float low, float high, std::int64_t rows,
                  std::int64_t width, float* out, std::int64_t outStride)
{
    HWY_DYNAMIC_DISPATCH(softplus)(x, xStride, bias, low, high, rows, width, out, outStride);
}
} // namespace mambascope::kernels
#endif
