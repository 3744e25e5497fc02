// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/cuda/views.h"

namespace mambascope::cuda {

/// Root-mean-square norm of every row, with the residual stream in front of it:
///   sum = x + update,   out = sum / sqrt(mean(sum^2) + eps) * weight
/// Arithmetic is fp32. `batchStride` of the views is not used: rows are rows.
struct RmsNorm
{
    std::int64_t rows = 0;
    std::int64_t width = 0;        ///< any
    View x;                        ///< [rows, width]
    View update;                   ///< [rows, width] or null: nothing is added. With it x is fp32
    MutableView sum;               ///< [rows, width] fp32, may be x; needed with an update
    MutableView out;               ///< [rows, width] of either type, may be x if that is its type; null: only the sum
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
