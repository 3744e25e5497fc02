// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/side_by_side.h"

#include "core/generate/continuation.h"

#include <chrono>
#include <optional>

namespace mambascope::ui {

namespace {

using Clock = std::chrono::steady_clock;

/// Everything one method's continuation needs between its turns.
class Writer
{
public:
    Writer(const std::shared_ptr<const Trace>& trace, const std::shared_ptr<const Tokenizer>& tokenizer,
           const SamplingSettings& sampling)
        : m_state(trace->state().copy()),
          m_continuation(m_state, trace->lastLogits(), sampling, tokenizer->vocabSize()), m_decoder(tokenizer),
          m_endOfText(tokenizer->endOfText())
    {
    }

    void write(Answer& answer)
    {
        const Clock::time_point start = Clock::now();
        const std::int64_t id = m_continuation.next();
        answer.ids.push_back(id);
        answer.ended = id == m_endOfText;
        answer.text += QString::fromStdString(m_decoder.push(id));
        answer.seconds += std::chrono::duration<double>(Clock::now() - start).count();
    }
    void finish(Answer& answer) { answer.text += QString::fromStdString(m_decoder.finish()); }

private:
    State m_state;
    Continuation m_continuation;
    StreamingDecoder m_decoder;
    std::int64_t m_endOfText;
};

} // namespace

Answers generateSideBySide(const std::array<std::shared_ptr<const Trace>, 2>& traces,
                           const std::shared_ptr<const Tokenizer>& tokenizer, const SamplingSettings& sampling,
                           std::int64_t maxNewTokens, const std::function<void(const Answers&)>& onGrowth,
                           Progress& progress)
{
    std::array<std::optional<Writer>, 2> writers;
    for (const Side side : kSides) {
        if (traces[index(side)])
            writers[index(side)].emplace(traces[index(side)], tokenizer, sampling);
    }
    Answers answers;
    constexpr std::chrono::milliseconds kInterval(33); // the window repaints no faster
    Clock::time_point shown = Clock::now();
    for (std::int64_t step = 0; step < maxNewTokens; ++step) {
        bool wrote = false;
        for (const Side side : kSides) {
            Answer& answer = answers[index(side)];
            if (!writers[index(side)] || answer.ended)
                continue;
            progress.step(say("token"), step, maxNewTokens);
            writers[index(side)]->write(answer);
            wrote = true;
        }
        if (!wrote)
            break;
        if (Clock::now() - shown >= kInterval) {
            shown = Clock::now();
            onGrowth(answers);
        }
    }
    for (const Side side : kSides) {
        if (writers[index(side)])
            writers[index(side)]->finish(answers[index(side)]);
    }
    return answers;
}

} // namespace mambascope::ui
