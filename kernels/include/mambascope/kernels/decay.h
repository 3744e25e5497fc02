// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace mambascope::kernels {

/// Natural logarithm of a channel's decay over all tokens: sum_t ln(mean_n exp(dt_t A_n)), for one rate A sum_t dt_t.
/// Tokens with dt <= threshold count as dt = 0. fp32 per token, fp64 sum.
double lnDecaySum(const float* dt, std::int64_t tokens, float threshold, const float* a, std::int64_t rates);

} // namespace mambascope::kernels
