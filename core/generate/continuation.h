// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/generate/sampler.h"
#include "core/model/decode_session.h"
#include "core/model/pass.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace mambascope {

/// Text that goes on from a state, token by token: on a GPU by steps of a DecodeSession where there is one, otherwise
/// by passes of one token. Generated tokens are never filtered.
class Continuation
{
public:
    /// `lastLogits` are those behind the state's last token; only ids below `vocabulary` are chosen, 0: every one that
    /// the model has. The state must outlive the continuation. \throws Error for settings out of range.
    Continuation(State& state, std::span<const float> lastLogits, const SamplingSettings& sampling,
                 std::int64_t vocabulary);

    /// Feeds the token that was chosen last and chooses the next. \throws Error
    std::int64_t next();

private:
    State& m_state;
    Sampler m_sampler;
    bool m_greedy;
    std::vector<float> m_logits;
    std::unique_ptr<DecodeSession> m_session;
    std::int64_t m_last = -1; ///< chosen, not yet fed; -1: nothing was chosen yet
};

} // namespace mambascope
