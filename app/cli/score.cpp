// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text_file.h"
#include "core/evaluate/metrics.h"

#include <cstdio>

namespace mambascope::cli {

namespace {

struct Options
{
    std::string metric, lines;
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

std::vector<double> scores(const Options& options, Progress& progress)
{
    std::vector<double> all;
    forEachLine(options.lines, [&](const std::string& line, std::int64_t number) {
        const Message place = linePlace(options.lines, number);
        progress.check();
        try {
            all.push_back(scoreAnswer(options.metric, answerOf(parseJson(line, place))));
        } catch (const nlohmann::json::exception&) {
            throw Error(place, "a JSON object with \"prediction\" (a string) and \"references\" (a list of strings) is "
                               "needed, and \"all_classes\" is a list of strings or null");
        }
    });
    if (all.empty())
        throw Error(options.lines, "has no records");
    return all;
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
    app.add_flag("--json", options->json, "One JSON document: {\"scores\", \"mean\"}");
    return [options](Job& job) {
        const std::vector<double> all = scores(*options, job.progress());
        double sum = 0;
        for (const double score : all)
            sum += score;
        const double mean = sum / static_cast<double>(all.size());
        if (options->json)
            printJson({{"scores", all}, {"mean", mean}});
        else
            std::printf("%s: %s over %s answers\n", options->metric.c_str(), shortNumber(mean).c_str(),
                        grouped(std::ssize(all)).c_str());
    };
}

} // namespace mambascope::cli
