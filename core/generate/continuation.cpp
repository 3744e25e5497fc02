// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generate/continuation.h"

#include "core/generate/last_logits.h"

namespace mambascope {

Continuation::Continuation(State& state, std::span<const float> lastLogits, const SamplingSettings& sampling,
                           std::int64_t vocabulary)
    : m_state(state), m_sampler(sampling, vocabulary), m_greedy(sampling.temperature == 0),
      m_logits(lastLogits.begin(), lastLogits.end()), m_session(DecodeSession::open(state, vocabulary))
{
}

std::int64_t Continuation::next()
{
    if (m_last >= 0 && m_session) {
        const std::int64_t likeliest = m_session->step(m_last);
        if (m_greedy && likeliest >= 0)
            return m_last = likeliest;
        m_session->logits(m_logits);
    } else if (m_last >= 0) {
        LastLogits observer(m_logits, m_state.model()->config().vocab);
        Progress silent; // a pass of one token has nothing to report; stopping is asked for between tokens
        runPass(m_state, std::span(&m_last, 1), PassOptions(), &observer, silent);
    }
    return m_last = m_sampler.next(m_logits);
}

} // namespace mambascope
