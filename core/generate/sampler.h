// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace mambascope {

struct SamplingSettings
{
    double temperature = 0; ///< 0: greedy
    std::int64_t topK = 0;  ///< 0: off
    double topP = 1;        ///< 1: off
    std::uint64_t seed = 0;
    bool operator==(const SamplingSettings&) const = default;
};

/// Chooses the next token. Same seed and logits, same tokens, on every machine.
class Sampler
{
public:
    /// Only ids below `limit` are chosen; 0: all. An output matrix may have rows behind those of the tokenizer's
    /// tokens. \throws Error naming the setting that is out of range (temperature < 0, top-k < 0, top-p outside 0..1].
    explicit Sampler(const SamplingSettings& settings, std::int64_t limit = 0);
    /// Order of the filters: temperature, top-k, top-p. Ties go to the smaller id.
    std::int64_t next(std::span<const float> logits);

private:
    SamplingSettings m_settings;
    std::size_t m_limit;
    std::mt19937_64 m_random;
    std::vector<std::pair<float, std::int64_t>> m_scratch;
};

} // namespace mambascope
