// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace mambascope::kernels {

/// Matrices kept in 16 bits and computed with in fp32: the stored value is widened exactly, products and sums are fp32.
enum class Narrow { BFloat16, Float16 };

/// to[i] = from[i] as fp32.
void widen(Narrow type, const std::uint16_t* from, std::int64_t count, float* to);

/// out[r] = sum over k of w[r, k] x[k] for rows begin..end; `w` is [rows, columns] without gaps.
void narrowMatVec(Narrow type, const std::uint16_t* w, const float* x, std::int64_t columns, std::int64_t begin,
                  std::int64_t end, float* out);

} // namespace mambascope::kernels
