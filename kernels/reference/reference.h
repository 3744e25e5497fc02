// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/kernels/attention_tile.h"
#include "mambascope/kernels/conv1d.h"
#include "mambascope/kernels/selective_scan.h"
#include "mambascope/kernels/ssd_scan.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

/// The recurrences in fp64, token by token, as the papers write them: what every fast kernel is compared with.
/// They read the same argument structs; state and output are returned instead of written.
namespace mambascope::kernels::reference {

struct Result
{
    std::vector<double> out;   ///< [L, width]
    std::vector<double> state; ///< as in the argument struct
};

inline double silu(double x)
{
    return x / (1 + std::exp(-x));
}

inline double softplus(double x)
{
    return x > 20 ? x : std::log1p(std::exp(x));
}

/// Without the shortcut above 20, which saves time and is right to 2e-9 there.
inline double softplusExact(double x)
{
    return x > 700 ? x : std::log1p(std::exp(x));
}

inline double effective(float dt, const float* threshold, std::int64_t channel)
{
    return threshold == nullptr || dt > threshold[channel] ? static_cast<double>(dt) : 0.0;
}

inline Result selectiveScan(const SelectiveScan& s)
{
    Result r{std::vector<double>(static_cast<std::size_t>(s.tokens * s.channels)),
             std::vector<double>(s.state, s.state + s.states * s.channels)};
    for (std::int64_t t = 0; t < s.tokens; ++t)
        for (std::int64_t e = 0; e < s.channels; ++e) {
            const double dt = effective(s.dt[t * s.dtStride + e], s.threshold, e);
            const double x = s.x[t * s.xStride + e];
            double y = static_cast<double>(s.d[e]) * x;
            for (std::int64_t n = 0; n < s.states; ++n) {
                double& h = r.state[static_cast<std::size_t>(n * s.channels + e)];
                h = std::exp(dt * static_cast<double>(s.a[n * s.channels + e])) * h +
                    dt * x * static_cast<double>(s.b[t * s.bStride + n]);
                y += h * static_cast<double>(s.c[t * s.cStride + n]);
            }
            if (s.z != nullptr)
                y *= silu(s.z[t * s.zStride + e]);
            r.out[static_cast<std::size_t>(t * s.channels + e)] = y;
        }
    return r;
}

inline Result ssdScan(const SsdScan& s)
{
    const std::int64_t width = s.heads * s.headDim;
    Result r{std::vector<double>(static_cast<std::size_t>(s.tokens * width)),
             std::vector<double>(s.state, s.state + s.states * width)};
    for (std::int64_t t = 0; t < s.tokens; ++t)
        for (std::int64_t h = 0; h < s.heads; ++h) {
            const double dt = effective(s.dt[t * s.dtStride + h], s.threshold, h);
            const double decay = std::exp(dt * static_cast<double>(s.a[h]));
            const std::int64_t group = h / (s.heads / s.groups) * s.states;
            for (std::int64_t p = 0; p < s.headDim; ++p) {
                const double x = s.x[t * s.xStride + h * s.headDim + p];
                double y = static_cast<double>(s.d[h * s.headDim + p]) * x;
                for (std::int64_t n = 0; n < s.states; ++n) {
                    double& state = r.state[static_cast<std::size_t>((h * s.states + n) * s.headDim + p)];
                    state = decay * state + dt * static_cast<double>(s.b[t * s.bStride + group + n]) * x;
                    y += static_cast<double>(s.c[t * s.cStride + group + n]) * state;
                }
                r.out[static_cast<std::size_t>(t * width + h * s.headDim + p)] = y;
            }
        }
    return r;
}

inline std::vector<double> conv1dSilu(const Conv1dSilu& s)
{
    std::vector<double> out(static_cast<std::size_t>(s.tokens * s.channels));
    for (std::int64_t t = 0; t < s.tokens; ++t)
        for (std::int64_t e = 0; e < s.channels; ++e) {
            double y = s.bias != nullptr ? s.bias[e] : 0.0;
            for (std::int64_t k = 0; k < s.width; ++k) {
                const std::int64_t from = t - (s.width - 1) + k;
                const double x = from >= 0 ? s.x[from * s.xStride + e] : s.state[(from + s.width - 1) * s.channels + e];
                y += x * static_cast<double>(s.weight[k * s.channels + e]);
            }
            out[static_cast<std::size_t>(t * s.channels + e)] = silu(y);
        }
    return out;
}

inline double attention(const AttentionFactors& f, std::int64_t i, std::int64_t j)
{
    if (j > i)
        return 0;
    double sum = 0;
    for (std::int64_t n = 0; n < f.states; ++n)
        sum += static_cast<double>(f.c[i * f.cStride + n]) *
               std::exp(static_cast<double>(f.a[f.rates == 1 ? 0 : n]) * (f.sum[i] - f.sum[j])) *
               static_cast<double>(f.b[n * f.bStride + j]);
    return sum * static_cast<double>(f.w[j]);
}

} // namespace mambascope::kernels::reference
