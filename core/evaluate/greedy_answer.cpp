// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/greedy_answer.h"

#include "core/base/error.h"
#include "core/base/fingerprint.h"
#include "core/generate/generate.h"
#include "core/generate/last_logits.h"

#include <array>
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
    std::vector<std::int64_t>* known = nullptr;
    if (reader.isShared()) { // methods that do the same to a prompt give the same answer
        SharedLayers::Answers& answers = reader.answers();
        const std::string text = Fingerprint().add(prompt).text();
        if (answers.prompt != text)
            answers = {text, {}};
        Fingerprint question;
        question.add(std::array{options.maxNewTokens, options.vocabulary, std::int64_t{options.firstIsNoStop}});
        question.add(options.stopIds);
        known = &answers.known[reader.treatment(method, std::ssize(prompt), 1) + question.text()];
        if (!known->empty())
            return *known;
    }
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
    if (known != nullptr)
        *known = result.ids;
    return std::move(result.ids);
}

} // namespace mambascope
