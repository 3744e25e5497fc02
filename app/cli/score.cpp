// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/chinese_words_option.h"
#include "app/cli/evaluation_output.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text_file.h"
#include "core/evaluate/metrics.h"

#include <cstdint>
#include <cstdio>
#include <iterator>
#include <optional>

namespace mambascope::cli {

namespace {

struct Options
{
    std::string metric, lines;
    ChineseWordsOption words;
    bool json = false;
};

ScoredAnswer answerOf(const nlohmann::json& record)
{
    ScoredAnswer answer;
    answer.prediction = record.at("prediction").get<std::string>();
    answer.references = record.at("references").get<std::vector<std::string>>();
    if (const auto classes = record.find("all_classes"); classes != record.end() && !classes->is_null())
        answer.classes = classes->get<std::vector<std::string>>();
    return answer;
}

struct Scores
{
    std::vector<std::optional<double>> all; ///< of each line; none: the line has a problem
    std::vector<Message> problems;

    std::int64_t count() const { return std::ssize(all) - std::ssize(problems); }
    double mean() const
    {
        double sum = 0;
        for (const std::optional<double>& score : all)
            sum += score.value_or(0);
        return sum / static_cast<double>(count());
    }
};

Scores scoresOf(const Options& options, Progress& progress)
{
    options.words.use();
    requireMetric(options.metric);
    Scores scores;
    forEachLine(options.lines, [&](const std::string& line, std::int64_t number) {
        const Message place = linePlace(options.lines, number);
        progress.check();
        scores.all.emplace_back();
        try {
            scores.all.back() = scoreAnswer(options.metric, answerOf(parseJson(line, place)));
        } catch (const nlohmann::json::exception&) {
            const Message needed = say("a JSON object with \"prediction\" (a string) and \"references\" (a list of "
                                       "strings) is needed, and \"all_classes\" is a list of strings or null");
            scores.problems.push_back(Error(place, needed).message());
        } catch (const Error& error) {
            scores.problems.push_back(error.subjectMessage() == place ? error.message()
                                                                      : say("{0}: {1}", place, error.message()));
        }
    });
    if (scores.all.empty())
        throw Error(options.lines, say("has no records"));
    if (scores.count() == 0)
        throw Error(options.lines, say("has no record that can be scored; the first: {0}", scores.problems.front()));
    return scores;
}

Json toJson(const Scores& scores)
{
    Json list = Json::array();
    for (const std::optional<double>& score : scores.all)
        list.push_back(score ? Json(*score) : Json(nullptr));
    Json document = {{"scores", list}, {"mean", scores.mean()}};
    if (!scores.problems.empty())
        document["problems"] = scores.problems;
    return document;
}

} // namespace

Action addScore(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    std::string names;
    for (const std::string& name : metricNames())
        names += (names.empty() ? "" : ", ") + name;
    app.add_option("METRIC", options->metric, names)->required();
    app.add_option("--lines", options->lines, "JSON lines: {\"prediction\", \"references\", \"all_classes\"}")
        ->required();
    options->words.add(app);
    app.add_flag("--json", options->json,
                 "One JSON document: {\"scores\", \"mean\"}; null for a line that cannot be scored");
    return [options](Job& job) {
        const Scores scores = scoresOf(*options, job.progress());
        printProblems(scores.problems);
        if (options->json)
            printJson(toJson(scores));
        else
            std::printf("%s: %s over %s answers\n", options->metric.c_str(), shortNumber(scores.mean()).c_str(),
                        grouped(scores.count()).c_str());
    };
}

} // namespace mambascope::cli
