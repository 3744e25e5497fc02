// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/cuda/attention.h"

namespace mambascope::cuda {

/// What one reading of a layer's dt gives, for every channel. Null: not wanted.
struct StepSums
{
    double* sums = nullptr;       ///< AttentionLayer::sums
    float* slowest = nullptr;     ///< AttentionLayer::slowest
    double* lnDecay = nullptr;    ///< [channels] sum_t ln(mean_n exp(w_t A_n)), LongMamba's decay of a channel
    std::int64_t* kept = nullptr; ///< [channels] tokens with dt > threshold
};

/// Reads dt, a and threshold of the layer. `sums` is needed for the others, too. \throws Failure
void stepSums(const AttentionLayer& layer, const StepSums& out, Stream stream);

} // namespace mambascope::cuda
