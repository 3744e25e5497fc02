// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/pass.h"

#include <cstdint>
#include <span>
#include <vector>

namespace mambascope {

/// How the SSM state of every channel grows over a sequence: its root mean square, which is the state's Euclidean norm
/// over the square root of its size, every so many tokens. A state that explodes beyond the training length shows here
/// (arXiv 2410.07145), as does one whose channel has forgotten everything.
struct StateNorm
{
    std::int64_t layers = 0, channels = 0;
    std::vector<std::int64_t> positions; ///< tokens read at each sample, ascending; the last one is the length
    std::vector<float> rms;              ///< [layers, channels, samples]

    std::int64_t samples() const { return static_cast<std::int64_t>(positions.size()); }
    std::span<const float> of(std::int64_t layer, std::int64_t channel) const
    {
        const auto count = positions.size();
        return {rms.data() + static_cast<std::size_t>(layer * channels + channel) * count, count};
    }
};

/// The distance between samples that gives about `samples` of them; at least 1.
std::int64_t samplingDistance(std::int64_t length, std::int64_t samples);

/// Looks at the state behind every chunk of a pass: give the pass `every` as its chunk and this as its observer. Where
/// a method has taken tokens away, a sample is the state behind the last chunk that ended before it.
class StateNormSampler : public PassObserver
{
public:
    /// `state` is the one that the pass advances; it must outlive the pass. The pass reads `length` tokens from an
    /// empty state. \throws Error unless every >= 1.
    StateNormSampler(const State& state, std::int64_t length, std::int64_t every);

    bool wantsLayer(std::int64_t) const override { return true; }
    void layerChunk(const LayerChunk& chunk) override;
    /// After the pass.
    StateNorm take();

private:
    void fill(std::int64_t layer, std::int64_t end);

    const State& m_state;
    std::int64_t m_every;
    StateNorm m_norm;
    std::vector<std::int64_t> m_filled;     ///< by layer: samples that are known
    std::vector<std::vector<float>> m_last; ///< by layer: the state as it was seen last, [channels]
};

} // namespace mambascope
