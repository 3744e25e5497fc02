// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generate/sampler.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>

namespace mambascope {

namespace {

using Candidate = std::pair<float, std::int64_t>;

bool likelier(const Candidate& a, const Candidate& b)
{
    return a.first != b.first ? a.first > b.first : a.second < b.second;
}

} // namespace

Sampler::Sampler(const SamplingSettings& settings, std::int64_t limit)
    : m_settings(settings), m_limit(limit > 0 ? static_cast<std::size_t>(limit) : SIZE_MAX), m_random(settings.seed)
{
    if (!(settings.temperature >= 0) || !std::isfinite(settings.temperature))
        throw Error(say("temperature"), say("must be 0 or more"));
    if (settings.topK < 0)
        throw Error(say("top-k"), say("must be 0 or more"));
    if (!(settings.topP > 0 && settings.topP <= 1))
        throw Error(say("top-p"), say("must be above 0 and at most 1"));
}

std::int64_t Sampler::next(std::span<const float> logits)
{
    logits = logits.first(std::min(logits.size(), m_limit));
    Candidate best{0, -1};
    for (std::size_t id = 0; id < logits.size(); ++id)
        if (!std::isnan(logits[id]) && (best.second < 0 || logits[id] > best.first))
            best = {logits[id], static_cast<std::int64_t>(id)};
    if (best.second < 0 || std::isinf(best.first))
        throw Error(say("generation"), say("the model's predictions are no longer numbers: its state has overflowed"));
    if (m_settings.temperature == 0)
        return best.second;

    m_scratch.clear();
    for (std::size_t id = 0; id < logits.size(); ++id)
        if (logits[id] > -INFINITY) // false for NaN as well
            m_scratch.emplace_back(logits[id], static_cast<std::int64_t>(id));
    const bool cut = m_settings.topK > 0 && m_settings.topK < static_cast<std::int64_t>(m_scratch.size());
    if (cut) {
        std::partial_sort(m_scratch.begin(), m_scratch.begin() + m_settings.topK, m_scratch.end(), likelier);
        m_scratch.resize(static_cast<std::size_t>(m_settings.topK));
    } else if (m_settings.topP < 1) {
        std::sort(m_scratch.begin(), m_scratch.end(), likelier);
    }

    const auto weight = [&](const Candidate& candidate) {
        return std::exp((static_cast<double>(candidate.first) - static_cast<double>(best.first)) /
                        m_settings.temperature);
    };
    double total = 0;
    for (const Candidate& candidate : m_scratch)
        total += weight(candidate);
    if (m_settings.topP < 1) {
        double kept = 0;
        std::size_t count = 0;
        while (count < m_scratch.size() && kept < m_settings.topP * total)
            kept += weight(m_scratch[count++]);
        m_scratch.resize(count);
        total = kept;
    }

    // 53 random bits by hand: the standard's distributions differ between libraries.
    double left = static_cast<double>(m_random() >> 11) * 0x1p-53 * total;
    for (const Candidate& candidate : m_scratch) {
        left -= weight(candidate);
        if (left < 0)
            return candidate.second;
    }
    return m_scratch.back().second;
}

} // namespace mambascope
