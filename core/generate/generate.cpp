// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generate/generate.h"

#include "core/generate/continuation.h"
#include "core/generate/last_logits.h"

#include <algorithm>
#include <chrono>

namespace mambascope {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

} // namespace

GenerateResult generate(State& state, std::span<const float> lastLogits, const GenerateOptions& options,
                        const std::function<bool(std::int64_t id)>& onToken, Progress& progress)
{
    const auto start = Clock::now();
    GenerateResult result;
    Continuation continuation(state, lastLogits, options.sampling, options.vocabulary);
    while (static_cast<std::int64_t>(result.ids.size()) < options.maxNewTokens) {
        progress.step(say("generating"), static_cast<std::int64_t>(result.ids.size()), options.maxNewTokens);
        const std::int64_t id = continuation.next();
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
