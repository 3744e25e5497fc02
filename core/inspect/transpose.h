// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstdint>

namespace mambascope {

/// [tokens, width] to columns of [width, stride]: what a pass delivers token by token becomes one row a channel. In
/// blocks, because one side of a transposition always jumps. Only for .cpp files: sees LibTorch.
inline void transposeInto(const float* from, std::int64_t tokens, std::int64_t width, float* to, std::int64_t stride)
{
    constexpr std::int64_t kBlock = 32;
    at::parallel_for(0, (width + kBlock - 1) / kBlock, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t c0 = first * kBlock; c0 < std::min(last * kBlock, width); c0 += kBlock)
            for (std::int64_t t0 = 0; t0 < tokens; t0 += kBlock)
                for (std::int64_t c = c0; c < std::min(c0 + kBlock, width); ++c)
                    for (std::int64_t t = t0; t < std::min(t0 + kBlock, tokens); ++t)
                        to[c * stride + t] = from[t * width + c];
    });
}

} // namespace mambascope
