// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/passkey.h"

#include "core/base/error.h"
#include "core/base/fingerprint.h"
#include "core/evaluate/greedy_answer.h"
#include "core/evaluate/metrics.h"
#include "core/method/treatment.h"

#include <deque>
#include <iterator>
#include <span>

namespace mambascope {

namespace {

constexpr std::int64_t kDeciMambaTokens = 10;

/// One case under one method.
struct Question
{
    std::size_t caseIndex = 0, method = 0;
};

nlohmann::json asked(SharedLayers& reader, const PasskeyCase& one, const Method* method, const PasskeyRun& run,
                     Progress& progress)
{
    GreedyOptions options;
    options.maxNewTokens = one.key.empty() ? std::ssize(one.answer) : kDeciMambaTokens;
    options.vocabulary = run.vocabulary > 0 || run.tokenizer == nullptr ? run.vocabulary : run.tokenizer->vocabSize();
    if (!one.key.empty())
        options.stopIds = {run.tokenizer->endOfText()};
    const std::vector<std::int64_t> ids = greedyAnswer(reader, one.ids, method, options, progress);
    const bool correct = one.key.empty()
                             ? ids == one.answer
                             : scoreAnswer("passkey", {run.tokenizer->decode(ids, false), {one.key}, {}}) > 0;
    return {{"ids", ids}, {"correct", correct}};
}

} // namespace

PasskeyReport runPasskey(const Workforce& workforce, const std::vector<PasskeyCase>& cases,
                         const std::vector<EvaluatedMethod>& methods, const PasskeyRun& run, Progress& progress)
{
    ItemRun items;
    std::vector<Question> questions;
    for (const EvaluatedMethod& method : methods)
        items.journals.push_back(
            {run.folder.empty() ? std::filesystem::path() : run.folder / "journal" / (method.tag + ".jsonl"),
             evaluationSettings("passkey", workforce.model(), run.tokenizer, method)});
    for (std::size_t c = 0; c < cases.size(); ++c) {
        const PasskeyCase& one = cases[c];
        const Message place = say("case {0}", c);
        if (one.key.empty() ? one.answer.empty() : run.tokenizer == nullptr)
            throw Error(place, one.key.empty() ? say("has no answer to compare with") : say("needs a tokenizer"));
        const std::string key =
            std::to_string(c) + "/" + Fingerprint().add(one.ids).add(one.answer).add(one.key).text();
        for (std::size_t m = 0; m < methods.size(); ++m) {
            items.items.push_back(
                {key, say("{0} ({1})", place, methods[m].name), static_cast<double>(one.ids.size() + 1), m});
            items.items.back().prompt = c;
            items.items.back().sameAs =
                key + " " + treatmentOf(methods[m].method.get(), workforce.model().config(), std::ssize(one.ids), 1);
            questions.push_back({c, m});
        }
    }

    PasskeyReport report;
    const auto resultOf = [&](std::size_t item, const nlohmann::json& record) {
        return PasskeyResult{questions[item].method, questions[item].caseIndex, record.at("correct").get<bool>(),
                             record.at("ids").get<std::vector<std::int64_t>>()};
    };
    items.onItem = [&](const ItemOutcome& outcome) {
        if (!run.onItem)
            return;
        if (outcome.result == nullptr) {
            run.onItem(nullptr, outcome);
            return;
        }
        const PasskeyResult result = resultOf(outcome.item, *outcome.result);
        run.onItem(&result, outcome);
    };
    std::vector<ItemWork> workers;
    std::deque<SharedLayers> readers = readersOf(workforce, methods);
    for (SharedLayers& reader : readers)
        workers.emplace_back([&](std::size_t item, Progress& itsProgress) {
            const Question& question = questions[item];
            return asked(reader, cases[question.caseIndex], methods[question.method].method.get(), run, itsProgress);
        });
    ItemResults made = runItems(items, workers, progress, workforce.peers);
    for (std::size_t i = 0; i < questions.size(); ++i)
        if (!made.results[i].is_null())
            report.results.push_back(resultOf(i, made.results[i]));
    report.problems = std::move(made.problems);
    report.made = made.made;
    report.resumed = made.resumed;
    return report;
}

} // namespace mambascope
