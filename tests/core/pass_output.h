// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/pass.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

// What a pass gives, and how far it is from what it should. Without Qt: GPUs are tested on machines that have none.
namespace mambascope::test {

/// Everything a pass computes, in the layout of the reference arrays.
class Everything final : public PassObserver
{
public:
    Everything(const ModelConfig& config, std::int64_t length)
        : m_config(config), m_length(length), dt(static_cast<std::size_t>(config.layers * config.channels() * length)),
          hidden(static_cast<std::size_t>(length * config.dModel)),
          logits(static_cast<std::size_t>(length * config.vocab))
    {
    }
    bool wantsLayer(std::int64_t) const override { return true; }
    bool wantsHidden() const override { return true; }
    void layerChunk(const LayerChunk& chunk) override
    {
        const std::int64_t channels = m_config.channels();
        for (std::int64_t t = 0; t < chunk.tokens; ++t)
            for (std::int64_t c = 0; c < channels; ++c)
                dt[static_cast<std::size_t>((chunk.layer * channels + c) * m_length + chunk.begin + t)] =
                    chunk.dt[t * channels + c];
    }
    void hiddenChunk(std::int64_t begin, std::int64_t rows, const float* values) override
    {
        std::copy_n(values, rows * m_config.dModel, hidden.begin() + begin * m_config.dModel);
    }
    void logitsChunk(std::int64_t begin, std::int64_t rows, const float* values) override
    {
        std::copy_n(values, rows * m_config.vocab, logits.begin() + begin * m_config.vocab);
    }

private:
    const ModelConfig& m_config;
    std::int64_t m_length;

public:
    std::vector<float> dt;
    std::vector<float> hidden;
    std::vector<float> logits;
};

inline double largestDifference(const std::vector<float>& got, const std::vector<double>& want)
{
    double most = got.size() == want.size() ? 0.0 : INFINITY;
    for (std::size_t i = 0; i < std::min(got.size(), want.size()); ++i) {
        const double difference = std::abs(static_cast<double>(got[i]) - want[i]);
        most = std::isnan(difference) ? INFINITY : std::max(most, difference);
    }
    return most;
}

inline double largestDifference(const std::vector<float>& a, const std::vector<float>& b)
{
    return largestDifference(a, std::vector<double>(b.begin(), b.end()));
}

} // namespace mambascope::test
