// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/cuda/views.h"

namespace mambascope::cuda {

/// Root-mean-square norm of every row, with the residual stream in front of it:
///   residual += update (where there is one),   out = residual / sqrt(mean(residual^2) + eps) * weight
/// Arithmetic is fp32. `batchStride` of the views is not used: rows are rows.
struct RmsNorm
{
    std::int64_t rows = 0;
    std::int64_t width = 0;        ///< any
    View x;                        ///< [rows, width]; not written when there is no update
    View update;                   ///< [rows, width] or null. With it x is fp32 and is replaced by x + update
    MutableView out;               ///< [rows, width] of either type, or null: only the sum is formed. Not x
    const float* weight = nullptr; ///< [width] or null: all ones
    float eps = 0;
};
/// \throws Failure
void rmsNorm(const RmsNorm& arguments, Stream stream);

/// Mamba-2's norm with the gate in front of it, a mean for each group of width / groups neighbours:
///   g = y silu(z),   out = g / sqrt(mean over group(g^2) + eps) * weight
struct GatedRmsNorm
{
    std::int64_t rows = 0;
    std::int64_t width = 0;
    std::int64_t groups = 1;
    View y;                        ///< [rows, width]
    View z;                        ///< [rows, width]
    MutableView out;               ///< [rows, width]; may be y. All views have one type.
    const float* weight = nullptr; ///< [width]
    float eps = 0;
};
/// \throws Failure
void gatedRmsNorm(const GatedRmsNorm& arguments, Stream stream);

} // namespace mambascope::cuda
