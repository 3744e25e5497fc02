// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/greedy_answer.h"

#include "core/base/error.h"
#include "core/generate/generate.h"
#include "core/generate/last_logits.h"

#include <iterator>
#include <limits>

namespace mambascope {

std::vector<std::int64_t> greedyAnswer(const std::shared_ptr<const Model>& model, std::span<const std::int64_t> prompt,
                                       const Method* method, const GreedyOptions& options, Progress& progress)
{
    SharedLayers alone(model, {});
    return greedyAnswer(alone, prompt, method, options, progress);
}

std::vector<std::int64_t> greedyAnswer(SharedLayers& reader, std::span<const std::int64_t> prompt, const Method* method,
                                       const GreedyOptions& options, Progress& progress)
{
    if (prompt.empty())
        throw Error(say("prompt"), say("is empty"));
    State state(reader.model());
    std::vector<float> lastLogits;
    LastLogits observer(lastLogits, reader.model()->config().vocab);
    PassOptions pass;
    pass.method = method;
    reader.read(state, prompt, pass, &observer, progress);
    GenerateOptions generation;
    generation.maxNewTokens = options.maxNewTokens;
    generation.vocabulary = options.vocabulary;
    for (const std::int64_t id : options.stopIds)
        if (id >= 0)
            generation.stopIds.push_back(id);
    if (options.firstIsNoStop)
        for (const std::int64_t id : generation.stopIds)
            if (id < std::ssize(lastLogits))
                lastLogits[static_cast<std::size_t>(id)] = -std::numeric_limits<float>::infinity();
    Progress silent;
    GenerateResult result = generate(
        state, lastLogits, generation, [&](std::int64_t) { return !progress.cancelled(); }, silent);
    progress.check();
    return std::move(result.ids);
}

} // namespace mambascope
