// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/document_retrieval.h"

#include "core/base/error.h"
#include "core/base/fingerprint.h"
#include "core/base/python_random.h"
#include "core/evaluate/greedy_answer.h"
#include "core/evaluate/metrics.h"

#include <algorithm>
#include <deque>
#include <map>
#include <numeric>

namespace mambascope {

namespace {

constexpr std::size_t kNumbers = 1000;
constexpr std::int64_t kNewTokens = 10;

/// One sample under one method.
struct Question
{
    std::size_t sample = 0, method = 0;
};

std::vector<std::size_t> shuffled(std::size_t count, python::Random& random)
{
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    random.shuffle(order);
    return order;
}

} // namespace

std::string retrievalPrompt(const std::string& question, const std::vector<std::string>& documents,
                            const std::vector<int>& numbers)
{
    std::string prompt;
    for (std::size_t i = 0; i < documents.size(); ++i) {
        prompt.append(" <|Query|> ").append(question).append(" <|Document ").append(std::to_string(numbers[i]));
        prompt.append("|> ").append(documents[i]);
    }
    return prompt + " <|Answer|> <|Document ";
}

std::vector<RetrievalSample> makeRetrievalSamples(const QuestionSet& set, const RetrievalSettings& settings)
{
    python::Random random(settings.seed);
    std::vector<std::size_t> chosen = shuffled(set.questions.size(), random);
    chosen.resize(std::min(chosen.size(), static_cast<std::size_t>(settings.questions)));
    const std::vector<std::size_t> noiseOrder = shuffled(set.occurrences.size(), random);
    std::vector<RetrievalSample> samples;
    for (const std::int64_t noise : settings.noise) {
        const auto count = static_cast<std::size_t>(noise) + 1;
        if (noise < 0 || count > kNumbers)
            throw Error(say("noise of {0} documents", noise), say("0 to 999 can be told apart"));
        std::size_t next = 0;
        for (const std::size_t index : chosen) {
            const QuestionSet::Question& question = set.questions[index];
            std::vector<std::string> documents;
            for (std::int64_t i = 0; i < noise; ++i)
                documents.push_back(set.documents[set.occurrences[noiseOrder[next++ % noiseOrder.size()]]]);
            const std::size_t place = random.below(count);
            documents.insert(documents.begin() + static_cast<std::ptrdiff_t>(place),
                             set.documents[question.documents.back()]);
            std::vector<int> numbers;
            for (const std::size_t number : random.sample(kNumbers, count))
                numbers.push_back(static_cast<int>(number));
            samples.push_back({retrievalPrompt(question.text, documents, numbers), numbers[place], noise});
        }
    }
    return samples;
}

RetrievalReport runRetrieval(const Workforce& workforce, const Tokenizer& tokenizer,
                             const std::vector<RetrievalSample>& samples, const std::vector<EvaluatedMethod>& methods,
                             const RetrievalRun& run, Progress& progress)
{
    ItemRun items;
    std::vector<Question> questions;
    for (const EvaluatedMethod& method : methods)
        items.journals.push_back(
            {run.folder.empty() ? std::filesystem::path() : run.folder / "journal" / (method.tag + ".jsonl"),
             evaluationSettings("document retrieval", workforce.model(), &tokenizer, method)});
    for (std::size_t s = 0; s < samples.size(); ++s) {
        const std::string key = std::to_string(s) + "/" + std::to_string(samples[s].noise) + "/" +
                                Fingerprint().add(samples[s].prompt).text();
        for (std::size_t m = 0; m < methods.size(); ++m) {
            items.items.push_back(
                {key, say("question {0} with {1} noise documents ({2})", s + 1, samples[s].noise, methods[m].name),
                 static_cast<double>(samples[s].prompt.size()), m});
            items.items.back().prompt = s;
            questions.push_back({s, m});
        }
    }
    std::vector<nlohmann::json> results(questions.size());
    items.onItem = [&](const ItemOutcome& outcome) {
        if (outcome.result != nullptr)
            results[outcome.item] = *outcome.result;
        if (run.onItem)
            run.onItem(samples[questions[outcome.item].sample], questions[outcome.item].method, outcome);
    };
    std::vector<ItemWork> workers;
    std::deque<SharedLayers> readers = readersOf(workforce, methods);
    for (SharedLayers& reader : readers)
        workers.emplace_back([&](std::size_t item, Progress& itsProgress) -> nlohmann::json {
            GreedyOptions options;
            options.maxNewTokens = kNewTokens;
            options.vocabulary = tokenizer.vocabSize();
            options.stopIds = {tokenizer.endOfText()};
            const std::vector<std::int64_t> prompt = tokenizer.encode(samples[questions[item].sample].prompt);
            return {{"pred", tokenizer.decode(greedyAnswer(reader, prompt, methods[questions[item].method].method.get(),
                                                           options, itsProgress))}};
        });
    RetrievalReport report;
    try {
        ItemResults made = runItems(items, workers, progress, workforce.peers);
        report.problems = std::move(made.problems);
        report.made = made.made;
        report.resumed = made.resumed;
    } catch (const Cancelled&) {
        report.cancelled = true;
    }
    std::map<std::pair<std::int64_t, std::size_t>, RetrievalScore> scores;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (results[i].is_null())
            continue;
        const RetrievalSample& sample = samples[questions[i].sample];
        RetrievalScore& score = scores[{sample.noise, questions[i].method}];
        score.noise = sample.noise;
        score.method = questions[i].method;
        ++score.questions;
        const double value = scoreAnswer(
            "doc_retrieval", {results[i].at("pred").get<std::string>(), {std::to_string(sample.golden)}, {}});
        score.correct += value > 0 ? 1 : 0;
    }
    for (const auto& [key, score] : scores)
        report.scores.push_back(score);
    return report;
}

} // namespace mambascope
