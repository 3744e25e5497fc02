// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/passkey.h"

#include "core/generate/generate.h"

namespace mambascope {

std::vector<PasskeyResult> runPasskey(const std::shared_ptr<const Model>& model, const std::vector<PasskeyCase>& cases,
                                      const std::vector<std::shared_ptr<const Method>>& methods,
                                      std::int64_t vocabulary,
                                      const std::function<void(const PasskeyResult&)>& onResult, Progress& progress)
{
    double total = 0;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        if (cases[i].answer.empty())
            throw Error("case " + std::to_string(i), "has no answer to compare with");
        total += static_cast<double>(cases[i].ids.size() * methods.size());
    }
    std::vector<PasskeyResult> results;
    double done = 0;
    // Cases outside, so that the methods' answers to one case come one after the other.
    for (std::size_t i = 0; i < cases.size(); ++i) {
        for (std::size_t m = 0; m < methods.size(); ++m) {
            const double share = static_cast<double>(cases[i].ids.size()) / total;
            progress.setPart(done, share);
            State state(model);
            const Prefill prompt = prefill(state, cases[i].ids, methods[m].get(), progress);
            GenerateOptions options;
            options.maxNewTokens = static_cast<std::int64_t>(cases[i].answer.size());
            options.vocabulary = vocabulary;
            Progress silent;
            PasskeyResult result;
            result.method = m;
            result.caseIndex = i;
            result.ids =
                generate(
                    state, prompt.lastLogits, options, [&](std::int64_t) { return !progress.cancelled(); }, silent)
                    .ids;
            progress.check(); // an answer cut short by a wish to stop is not a result
            result.correct = result.ids == cases[i].answer;
            results.push_back(result);
            onResult(results.back());
            done += share;
        }
    }
    return results;
}

} // namespace mambascope
