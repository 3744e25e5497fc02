// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace mambascope::kernels {

/// out = x / sqrt(mean(x^2) + eps) * weight, per row of `width`. In place allowed. A null weight is all ones.
void rmsNorm(const float* x, std::int64_t xStride, const float* weight, float eps, std::int64_t rows,
             std::int64_t width, float* out, std::int64_t outStride);

/// Mamba-2's gated norm with the gate before the norm: g = y silu(z); out = g / sqrt(mean over group(g^2) + eps) *
/// weight. `width` is split into `groups` equal groups. In place on y allowed.
void gatedRmsNorm(const float* y, std::int64_t yStride, const float* z, std::int64_t zStride, const float* weight,
                  float eps, std::int64_t rows, std::int64_t width, std::int64_t groups, float* out,
                  std::int64_t outStride);

/// out = clamp(softplus(x + bias), low, high); softplus is right to 3e-7 of itself everywhere.
void softplusBias(const float* x, std::int64_t xStride, const float* bias, float low, float high, std::int64_t rows,
                  std::int64_t width, float* out, std::int64_t outStride);

} // namespace mambascope::kernels
