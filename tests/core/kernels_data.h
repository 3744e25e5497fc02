// SPDX-License-Identifier: GPL-3.0-or-later
// Arguments for the kernels: reproducible values, rows that are wider than what a kernel may touch.
#pragma once

#include "kernels/reference/reference.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace mambascope::kernels::test {

using Floats = std::vector<float>;

// Reproducible values on every machine: the engine is specified, the standard's distributions are not.
class Random
{
public:
    explicit Random(std::uint64_t seed) : m_engine(seed) {}
    float operator()(float low, float high)
    {
        return low + (high - low) * static_cast<float>(static_cast<double>(m_engine() >> 11) * 0x1p-53);
    }
    Floats many(std::int64_t count, float low, float high)
    {
        Floats values(static_cast<std::size_t>(count));
        for (float& v : values)
            v = (*this)(low, high);
        return values;
    }

private:
    std::mt19937_64 m_engine;
};

// Largest |got - want| / (1 + |want|); infinite where one is NaN and the other is not.
inline double worst(const float* got, std::int64_t stride, const std::vector<double>& want, std::int64_t rows,
                    std::int64_t width)
{
    double most = 0;
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t c = 0; c < width; ++c) {
            const double w = want[static_cast<std::size_t>(r * width + c)];
            const auto g = static_cast<double>(got[r * stride + c]);
            if (g == w || (std::isnan(g) && std::isnan(w)))
                continue;
            const double difference = std::abs(g - w) / (1 + std::abs(w));
            most = std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(most, difference);
        }
    return most;
}

struct ScanData
{
    SelectiveScan s;
    Floats x, dt, a, b, c, d, z, threshold, state, out;
};

// Row strides wider than the rows, so that a kernel which ignores them fails.
inline void fill(ScanData& data, std::int64_t tokens, std::int64_t channels, std::int64_t states, bool gate,
                 bool filter, bool initial)
{
    Random random(static_cast<std::uint64_t>(tokens * 131 + channels * 7 + states));
    const std::int64_t stride = channels + 3;
    data.x = random.many(tokens * stride, -2, 2);
    data.dt = random.many(tokens * stride, 0.001F, 0.2F);
    data.a = random.many(states * channels, -16, -0.05F);
    data.b = random.many(tokens * (states + 1), -1, 1);
    data.c = random.many(tokens * (states + 1), -1, 1);
    data.d = random.many(channels, -1, 1);
    data.z = random.many(tokens * stride, -3, 3);
    data.threshold = random.many(channels, -0.05F, 0.15F);
    data.state = random.many(states * channels, -1, 1);
    if (!initial)
        std::fill(data.state.begin(), data.state.end(), 0.0F);
    data.out.assign(static_cast<std::size_t>(tokens * stride), 7.0F);
    data.s = {tokens,
              channels,
              states,
              data.x.data(),
              stride,
              data.dt.data(),
              stride,
              data.a.data(),
              data.b.data(),
              states + 1,
              data.c.data(),
              states + 1,
              data.d.data(),
              gate ? data.z.data() : nullptr,
              stride,
              filter ? data.threshold.data() : nullptr,
              data.state.data(),
              data.out.data(),
              stride};
}

struct SsdData
{
    SsdScan s;
    Floats x, dt, a, b, c, d, threshold, state, out;
};

inline void fill(SsdData& data, std::int64_t tokens, std::int64_t heads, std::int64_t headDim, std::int64_t states,
                 std::int64_t groups, bool filter)
{
    Random random(static_cast<std::uint64_t>(tokens * 17 + heads * 3 + states));
    const std::int64_t width = heads * headDim;
    const std::int64_t gn = groups * states;
    data.x = random.many(tokens * (width + 5), -2, 2);
    data.dt = random.many(tokens * (heads + 2), 0.001F, 0.5F);
    data.a = random.many(heads, -8, -0.01F);
    data.b = random.many(tokens * (gn + 1), -1, 1);
    data.c = random.many(tokens * (gn + 1), -1, 1);
    data.d = random.many(width, -1, 1);
    data.threshold = random.many(heads, -0.1F, 0.4F);
    data.state = random.many(states * width, -1, 1);
    data.out.assign(static_cast<std::size_t>(tokens * (width + 1)), 7.0F);
    data.s = {tokens,
              heads,
              headDim,
              states,
              groups,
              data.x.data(),
              width + 5,
              data.dt.data(),
              heads + 2,
              data.a.data(),
              data.b.data(),
              gn + 1,
              data.c.data(),
              gn + 1,
              data.d.data(),
              filter ? data.threshold.data() : nullptr,
              data.state.data(),
              data.out.data(),
              width + 1};
}

struct MapData
{
    AttentionFactors f;
    Floats a, w, b, c;
    std::vector<double> sum;
};

inline void fill(MapData& data, std::int64_t length, std::int64_t states, bool perState, double drop)
{
    Random random(static_cast<std::uint64_t>(length + states));
    data.a = random.many(perState ? states : 1, -4, -0.01F);
    data.w = random.many(length, 0.001F, 0.3F);
    for (float& w : data.w)
        if (static_cast<double>(random(0, 1)) < drop)
            w = 0;
    data.b = random.many(states * (length + 2), -1, 1);
    data.c = random.many(length * (states + 3), -1, 1);
    double sum = 0;
    for (const float w : data.w)
        data.sum.push_back(sum += static_cast<double>(w));
    data.f = {length,        states,     perState ? states : 1, data.a.data(), data.sum.data(), data.w.data(),
              data.b.data(), length + 2, data.c.data(),         states + 3};
}

} // namespace mambascope::kernels::test
