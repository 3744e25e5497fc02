// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/longbench_score.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mambascope {

namespace {

constexpr LongBenchTask kTasks[] = {
    {"narrativeqa", "single-document QA", "qa_f1_score", false, true, false},
    {"qasper", "single-document QA", "qa_f1_score", true, true, false},
    {"multifieldqa_en", "single-document QA", "qa_f1_score", true, true, false},
    {"multifieldqa_zh", "single-document QA", "qa_f1_zh_score", false, true, false},
    {"hotpotqa", "multi-document QA", "qa_f1_score", true, true, false},
    {"2wikimqa", "multi-document QA", "qa_f1_score", true, true, false},
    {"musique", "multi-document QA", "qa_f1_score", false, true, false},
    {"dureader", "multi-document QA", "rouge_zh_score", false, true, false},
    {"gov_report", "summarization", "rouge_score", true, true, false},
    {"qmsum", "summarization", "rouge_score", false, true, false},
    {"multi_news", "summarization", "rouge_score", true, true, false},
    {"vcsum", "summarization", "rouge_zh_score", false, true, false},
    {"trec", "few-shot", "classification_score", true, false, true},
    {"triviaqa", "few-shot", "qa_f1_score", true, false, true},
    {"samsum", "few-shot", "rouge_score", true, false, true},
    {"lsht", "few-shot", "classification_score", false, false, true},
    {"passage_count", "synthetic", "count_score", true, true, false},
    {"passage_retrieval_en", "synthetic", "retrieval_score", true, true, false},
    {"passage_retrieval_zh", "synthetic", "retrieval_zh_score", false, true, false},
    {"lcc", "code", "code_sim_score", true, false, false},
    {"repobench-p", "code", "code_sim_score", true, false, false},
};

double scored(const LongBenchTask& task, const LongBenchAnswer& record, const std::vector<std::string>& classes)
{
    ScoredAnswer answer = record.answer;
    if (task.firstLineOnly)
        answer.prediction = firstLine(answer.prediction);
    answer.classes = classes;
    return scoreAnswer(task.metric, answer);
}

double numpyRound(double value)
{
    return std::nearbyint(value * 100) / 100;
}

// numpy sums eight running sums side by side from eight elements on, and halves runs above 128; the last digit of a
// mean depends on it.
double pairwiseSum(std::span<const double> values)
{
    if (values.size() < 8) {
        double sum = 0;
        for (const double value : values)
            sum += value;
        return sum;
    }
    if (values.size() <= 128) {
        std::array<double, 8> part{};
        std::copy_n(values.begin(), 8, part.begin());
        std::size_t i = 8;
        for (; i + 8 <= values.size(); i += 8)
            for (std::size_t k = 0; k < 8; ++k)
                part[k] += values[i + k];
        double sum = ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
        for (; i < values.size(); ++i)
            sum += values[i];
        return sum;
    }
    const std::size_t half = values.size() / 2 / 8 * 8;
    return pairwiseSum(values.first(half)) + pairwiseSum(values.subspan(half));
}

} // namespace

std::span<const LongBenchTask> longBenchTasks()
{
    return kTasks;
}

const LongBenchTask& longBenchTask(std::string_view name)
{
    const auto* const found = std::find_if(std::begin(kTasks), std::end(kTasks),
                                           [&](const LongBenchTask& task) { return name == task.name; });
    if (found == std::end(kTasks))
        throw Error(say("dataset '{0}'", name), say("is not one of LongBench's"));
    return *found;
}

double longBenchScoreOfRecord(const LongBenchTask& task, const LongBenchAnswer& answer)
{
    return scored(task, answer, answer.answer.classes);
}

double longBenchScore(const LongBenchTask& task, std::span<const LongBenchAnswer> answers)
{
    if (answers.empty())
        throw Error(task.name, say("there are no predictions to score"));
    double total = 0;
    for (const LongBenchAnswer& answer : answers)
        total += scored(task, answer, answers.back().answer.classes);
    return roundedToHundredths(100 * total / static_cast<double>(answers.size()));
}

std::array<double, 3> longBenchScoreByLength(const LongBenchTask& task, std::span<const LongBenchAnswer> answers)
{
    std::array<std::vector<double>, 3> buckets;
    for (const LongBenchAnswer& answer : answers) {
        const std::size_t bucket = answer.length < 4000 ? 0 : (answer.length < 8000 ? 1 : 2);
        buckets[bucket].push_back(scored(task, answer, answers.back().answer.classes));
    }
    std::array<double, 3> scores{};
    for (std::size_t i = 0; i < scores.size(); ++i)
        scores[i] = buckets[i].empty()
                        ? std::numeric_limits<double>::quiet_NaN()
                        : numpyRound(100 * (pairwiseSum(buckets[i]) / static_cast<double>(buckets[i].size())));
    return scores;
}

double rulerScore(bool any, std::span<const ScoredAnswer> answers)
{
    if (answers.empty())
        throw Error("RULER", say("there are no predictions to score"));
    double total = 0;
    for (const ScoredAnswer& answer : answers)
        total += foundShare(answer, any);
    return roundedToHundredths(total / static_cast<double>(answers.size()) * 100);
}

} // namespace mambascope
