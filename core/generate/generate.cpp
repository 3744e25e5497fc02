// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generate/generate.h"

#include <algorithm>
#include <chrono>

namespace mambascope {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Keeps the last row of logits that a pass delivers.
class LastLogits : public PassObserver
{
public:
    LastLogits(std::vector<float>& logits, std::int64_t vocab) : m_logits(logits), m_vocab(vocab) {}
    void logitsChunk(std::int64_t /*begin*/, std::int64_t rows, const float* logits) override
    {
        m_logits.assign(logits + (rows - 1) * m_vocab, logits + rows * m_vocab);
    }

private:
    std::vector<float>& m_logits;
    std::int64_t m_vocab;
};

} // namespace

GenerateResult generate(State& state, std::span<const float> lastLogits, const GenerateOptions& options,
                        const std::function<bool(std::int64_t id)>& onToken, Progress& progress)
{
    const auto start = Clock::now();
    GenerateResult result;
    Sampler sampler(options.sampling, options.vocabulary);
    std::vector<float> logits(lastLogits.begin(), lastLogits.end());
    LastLogits observer(logits, state.model()->config().vocab);
    Progress silent; // a pass of one token has nothing to report; stopping is asked for here, between tokens
    while (static_cast<std::int64_t>(result.ids.size()) < options.maxNewTokens) {
        progress.step("generating", static_cast<std::int64_t>(result.ids.size()), options.maxNewTokens);
        if (!result.ids.empty())
            runPass(state, std::span(&result.ids.back(), 1), PassOptions(), &observer, silent);
        const std::int64_t id = sampler.next(logits);
        result.ids.push_back(id);
        if (!onToken(id)) {
            result.stopped = true;
            break;
        }
        if (std::find(options.stopIds.begin(), options.stopIds.end(), id) != options.stopIds.end())
            break;
    }
    result.seconds = secondsSince(start);
    return result;
}

Prefill prefill(State& state, std::span<const std::int64_t> ids, const Method* method, Progress& progress)
{
    const auto start = Clock::now();
    Prefill result;
    LastLogits observer(result.lastLogits, state.model()->config().vocab);
    PassOptions options;
    options.method = method;
    runPass(state, ids, options, &observer, progress);
    result.seconds = secondsSince(start);
    return result;
}

} // namespace mambascope
