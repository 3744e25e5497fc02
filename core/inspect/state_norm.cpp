// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/state_norm.h"

#include "core/base/error.h"

#include <algorithm>

namespace mambascope {

std::int64_t samplingDistance(std::int64_t length, std::int64_t samples)
{
    return std::max<std::int64_t>(1, (length + samples - 1) / std::max<std::int64_t>(1, samples));
}

StateNormSampler::StateNormSampler(const State& state, std::int64_t length, std::int64_t every)
    : m_state(state), m_every(every)
{
    if (every < 1)
        throw Error(say("state norm"), say("every {0} tokens is no distance between samples", every));
    const ModelConfig& config = state.model()->config();
    m_norm.layers = config.layers;
    m_norm.channels = config.channels();
    for (std::int64_t end = every; end < length; end += every)
        m_norm.positions.push_back(end);
    m_norm.positions.push_back(length);
    m_norm.rms.resize(static_cast<std::size_t>(m_norm.layers * m_norm.channels * m_norm.samples()));
    m_filled.assign(static_cast<std::size_t>(m_norm.layers), 0);
    m_last.assign(static_cast<std::size_t>(m_norm.layers),
                  std::vector<float>(static_cast<std::size_t>(m_norm.channels), 0.0F));
}

void StateNormSampler::layerChunk(const LayerChunk& chunk)
{
    const std::int64_t end =
        chunk.positions != nullptr ? chunk.positions[chunk.tokens - 1] + 1 : chunk.begin + chunk.tokens;
    fill(chunk.layer, std::min((end - 1) / m_every, m_norm.samples())); // samples before this chunk's end
    m_last[static_cast<std::size_t>(chunk.layer)] = m_state.stateRms(chunk.layer);
    if (end % m_every == 0 || end == m_norm.positions.back())
        fill(chunk.layer, (end + m_every - 1) / m_every);
}

// Samples up to the end-th are the state as it was seen last.
void StateNormSampler::fill(std::int64_t layer, std::int64_t end)
{
    std::int64_t& filled = m_filled[static_cast<std::size_t>(layer)];
    const std::vector<float>& last = m_last[static_cast<std::size_t>(layer)];
    for (std::int64_t channel = 0; channel < m_norm.channels; ++channel) {
        float* row = m_norm.rms.data() + (layer * m_norm.channels + channel) * m_norm.samples();
        for (std::int64_t sample = filled; sample < end; ++sample)
            row[sample] = last[static_cast<std::size_t>(channel)];
    }
    filled = std::max(filled, end);
}

StateNorm StateNormSampler::take()
{
    for (std::int64_t layer = 0; layer < m_norm.layers; ++layer)
        fill(layer, m_norm.samples());
    return std::move(m_norm);
}

} // namespace mambascope
