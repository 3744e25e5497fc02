// SPDX-License-Identifier: GPL-3.0-or-later
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/conv1d.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "kernels/cpu/math-inl.h"
#include "mambascope/kernels/conv1d.h"

#include <algorithm>
#include <vector>

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {

void conv(const Conv1dSilu& s, std::int64_t first, std::int64_t last)
{
    const std::int64_t history = s.width - 1;
    for (std::int64_t t = first; t < last; ++t) {
        forLanes(s.channels, [&](auto d, std::int64_t e) {
            auto y = s.bias != nullptr ? hn::LoadU(d, s.bias + e) : hn::Zero(d);
            for (std::int64_t k = 0; k < s.width; ++k) {
                const std::int64_t from = t - history + k;
                const float* x = from >= 0 ? s.x + from * s.xStride : s.state + (from + history) * s.channels;
                y = hn::MulAdd(hn::LoadU(d, x + e), hn::LoadU(d, s.weight + k * s.channels + e), y);
            }
            hn::StoreU(silu(d, y), d, s.out + t * s.outStride + e);
        });
    }
}

} // namespace HWY_NAMESPACE
} // namespace mambascope::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mambascope::kernels {
HWY_EXPORT(conv);
void conv1dSilu(const Conv1dSilu& arguments, std::int64_t first, std::int64_t last)
{
    HWY_DYNAMIC_DISPATCH(conv)(arguments, first, last);
}

void advanceConv1dState(const Conv1dSilu& s)
{
    const std::int64_t history = s.width - 1;
    for (std::int64_t k = 0; k < history; ++k) {
        // Oldest first, so a row that moves within the state is read before it is overwritten.
        const std::int64_t from = s.tokens - history + k;
        const float* x = from >= 0 ? s.x + from * s.xStride : s.state + (from + history) * s.channels;
        std::copy(x, x + s.channels, s.state + k * s.channels);
    }
}
} // namespace mambascope::kernels
#endif
