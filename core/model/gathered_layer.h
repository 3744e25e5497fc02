// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/method/method.h"
#include "core/model/layer_step.h"

#include <cstdint>
#include <vector>

namespace mambascope {

/// A layer whose method looks at the whole prompt before the scan. Chunks of tokens come in up to the scan; decimation
/// keeps the best of those that came so far, so that never more than the tokens to keep and one chunk are held.
class GatheredLayer
{
public:
    /// Of `tokens` that will come `keep` stay: the last `last`, and of the others those whose Delta has the largest
    /// norm over channels; of equal ones the earlier.
    GatheredLayer(std::int64_t layer, std::int64_t tokens, std::int64_t keep, std::int64_t last)
        : m_layer(layer), m_tokens(tokens), m_keep(keep), m_last(last)
    {
    }
    /// `rows` as they stand in the prompt.
    void add(const Stream& stream, const MixerInput& input, const AttentionTaps& attention, const Rows& rows);
    /// After the last chunk; lets the method write the Deltas anew. \throws Error
    void finish(const Method& method, std::int64_t promptLength, Thresholds& thresholds);

    std::int64_t layer() const { return m_layer; }
    std::int64_t tokens() const { return m_keep; }            ///< that stay
    const at::Tensor& residual() const { return m_residual; } ///< [tokens, D] before the layer
    /// Of every token that stays; empty when all do and they are consecutive.
    const std::vector<std::int64_t>& positions() const { return m_positions; }
    MixerInput input(std::int64_t begin, std::int64_t count) const;
    AttentionTaps attention(std::int64_t begin, std::int64_t count) const;

private:
    bool decimates() const { return m_keep < m_tokens; }
    void join();
    void cut();

    std::int64_t m_layer;
    std::int64_t m_tokens;
    std::int64_t m_keep;
    std::int64_t m_last;
    std::int64_t m_seen = 0;
    // Pieces that are not joined yet.
    std::vector<at::Tensor> m_residuals, m_scores, m_queries, m_keys;
    std::vector<MixerInput> m_inputs;
    at::Tensor m_residual;
    at::Tensor m_score; ///< [held] fp64: the norm; infinite for the last ones
    MixerInput m_input;
    AttentionTaps m_attention;
    std::vector<std::int64_t> m_positions;
};

} // namespace mambascope
