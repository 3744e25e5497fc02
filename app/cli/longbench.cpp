// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/chinese_words_option.h"
#include "app/cli/common_options.h"
#include "app/cli/evaluation_output.h"
#include "app/cli/output.h"
#include "app/cli/stored_evaluation.h"
#include "app/cli/verbs.h"
#include "core/evaluate/evaluation_records.h"
#include "core/evaluate/longbench_averages.h"
#include "core/evaluate/longbench_run.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <optional>

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    MethodOptions method;
    std::string data, out = "longbench", protocol = "longbench", cleanUp;
    std::vector<std::string> tasks;
    std::optional<std::int64_t> maxLength;
    std::int64_t samples = 0;
    bool extended = false, json = false;
    ChineseWordsOption words;
    StoredEvaluation stored;
};

Json lengthsJson(const std::array<double, 3>& scores)
{
    Json json;
    for (std::size_t i = 0; i < scores.size(); ++i)
        json[kLongBenchLengths[i]] = std::isnan(scores[i]) ? Json(nullptr) : Json(scores[i]);
    return json;
}

Json jsonOf(const LongBenchReport& report, const std::vector<EvaluatedMethod>& methods)
{
    Json results = Json::array(), averages = Json::array();
    for (const LongBenchScore& score : report.scores) {
        Json one = {{"task", score.dataset}, {"method", methods[score.method].name}, {"records", score.records}};
        if (score.problem.empty())
            one["score"] = score.score;
        else
            one["problem"] = score.problem.english();
        if (score.byLength)
            one["by_length"] = lengthsJson(*score.byLength);
        results.push_back(std::move(one));
    }
    for (std::size_t m = 0; m < methods.size(); ++m)
        if (const auto average = longBenchAverages(report.scores, m)) {
            Json one = {{"method", methods[m].name}, {"score", average->datasets}, {"group_mean", average->groupMean}};
            for (const auto& [group, score] : average->groups)
                one["groups"][group] = score;
            if (average->byLength)
                one["by_length"] = lengthsJson(*average->byLength);
            averages.push_back(std::move(one));
        }
    return {{"results", results},
            {"averages", averages},
            {"problems", report.problems},
            {"predictions", {{"made", report.made}, {"resumed", report.resumed}}}};
}

std::string cell(double score)
{
    return std::isnan(score) ? "-" : shortNumber(score);
}

/// A row's cells of one method: its score and, of LongBench-E, those of the lengths.
void setCells(std::vector<std::string>& row, std::size_t first, double score,
              const std::optional<std::array<double, 3>>& byLength)
{
    row[first] = cell(score);
    for (std::size_t i = 0; byLength && i < byLength->size(); ++i)
        row[first + 1 + i] = cell((*byLength)[i]);
}

void print(const LongBenchReport& report, const std::vector<EvaluatedMethod>& methods,
           const std::vector<std::string>& datasets)
{
    const bool extended =
        std::any_of(report.scores.begin(), report.scores.end(), [](const auto& score) { return score.byLength; });
    const std::size_t width = extended ? 1 + kLongBenchLengths.size() : 1; // columns of a method
    const std::size_t columns = 2 + width * methods.size();
    std::vector<std::vector<std::string>> rows(1, {"dataset", "records"});
    for (const EvaluatedMethod& method : methods) {
        rows[0].push_back(method.name);
        for (const char* length :
             extended ? std::vector(kLongBenchLengths.begin(), kLongBenchLengths.end()) : std::vector<const char*>())
            rows[0].push_back(methods.size() == 1 ? length : method.name + " " + length);
    }
    for (const std::string& dataset : datasets) {
        std::vector<std::string> row(columns, "-");
        for (const LongBenchScore& score : report.scores)
            if (score.dataset == dataset) {
                row[0] = dataset;
                row[1] = grouped(static_cast<std::int64_t>(score.records));
                if (score.problem.empty())
                    setCells(row, 2 + width * score.method, score.score, score.byLength);
            }
        if (row[0] == dataset) // one that cannot be read has been named already
            rows.push_back(std::move(row));
    }
    std::vector<std::string> all(columns), groups(columns);
    all[0] = "average";
    groups[0] = "average of groups";
    for (std::size_t m = 0; m < methods.size(); ++m)
        if (const auto average = longBenchAverages(report.scores, m)) {
            setCells(all, 2 + width * m, average->datasets, average->byLength);
            groups[2 + width * m] = cell(average->groupMean);
        }
    rows.push_back(std::move(all));
    rows.push_back(std::move(groups));
    printColumns(rows);
}

/// What the window needs to show the run and to go on with it.
EvaluationSettings settingsOf(const Options& options, const LongBenchRun& run, const Model& model)
{
    EvaluationSettings settings = storedSettings(EvaluationKind::LongBench, options.model, options.method, model);
    settings.data = wholePath(options.data);
    settings.tasks = options.tasks;
    settings.extended = options.extended;
    settings.protocol = options.protocol;
    settings.cleanUp = options.cleanUp;
    settings.maxLength = run.maxLength;
    settings.samples = options.samples;
    if (!options.words.folder().empty())
        settings.files["jieba"] = wholePath(options.words.folder());
    return settings;
}

void longBenchVerb(Options& options, Job& job)
{
    LongBenchRun run;
    run.protocol = LongBenchProtocol::named(options.protocol, options.cleanUp);
    run.extended = options.extended;
    run.maxRecords = options.samples;
    run.folder = options.out;
    const LongBenchFolder data(options.data);
    run.datasets = options.tasks.empty() ? data.present(options.extended) : options.tasks;
    if (run.datasets.empty())
        throw Error(options.data, options.extended ? "has no file of LongBench-E (data/<dataset>_e.jsonl)"
                                                   : "has no file of LongBench (data/<dataset>.jsonl)");
    options.stored.check();
    options.words.use();
    const Workforce workforce = options.model.openAll(job.progress());
    const auto tokenizer = options.model.tokenizer(workforce.model().files());
    const std::vector<EvaluatedMethod> methods = options.method.evaluated(workforce.model());
    std::string note;
    run.maxLength =
        options.maxLength ? *options.maxLength : longBenchMaxLength(data, run.protocol, workforce.model().name(), note);
    options.stored.begin(settingsOf(options, run, workforce.model()), options.out, workforce.leads());
    const auto onItem = [&](const LongBenchProgress& item) {
        std::optional<EvaluationRecord> record;
        if (const nlohmann::json* result = item.outcome.result)
            record = recordOf(methods[item.method].name, item, *result);
        options.stored.tell(item.outcome, record);
    };
    LongBenchReport report = runLongBench(workforce, *tokenizer, data, methods, run, onItem, job.progress());
    if (!workforce.leads()) {
        if (report.cancelled)
            throw Cancelled();
        return;
    }
    options.stored.finish(report.cancelled, report.problems);
    job.clearLine();
    if (!note.empty())
        std::fprintf(stderr, "mambascope: %s\n", note.c_str());
    printProblems(report.problems);
    for (const LongBenchScore& score : report.scores)
        if (!score.problem.empty())
            std::fprintf(stderr, "mambascope: %s (%s): %s\n", score.dataset.c_str(), methods[score.method].name.c_str(),
                         score.problem.english().c_str());
    noteResumed(job, report.made, report.resumed);
    if (options.json)
        printJson(jsonOf(report, methods));
    else
        print(report, methods, run.datasets);
    if (report.cancelled)
        throw Cancelled();
}

} // namespace

Action addLongBench(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    options->model.add(app, true);
    options->method.add(app, true);
    app.add_option("--data", options->data, "LongBench's folder: config/ and data/")->required();
    addList(app, "--tasks", options->tasks, "Datasets; default: all that have a file");
    app.add_flag("--extended", options->extended, "LongBench-E: data/<dataset>_e.jsonl, scores by length");
    app.add_option(
           "--protocol", options->protocol,
           "longbench: cut in the middle, samsum ends with its line; longmamba: neither, decoded text cleaned up")
        ->capture_default_str();
    app.add_option("--max-length", options->maxLength,
                   "Tokens of a prompt that is not cut in the middle; 0: no limit; default: the model's "
                   "in config/model2maxlen.json, if it is listed")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--clean-up", options->cleanUp,
                   "on or off: spaces before punctuation of decoded text; default: as the protocol")
        ->check(CLI::IsMember({"on", "off"}));
    app.add_option("--samples", options->samples,
                   "Only the first N records of each dataset, in folders named TAG-firstN; 0: all")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--out", options->out, "Folder for journals, predictions and scores; a run goes on from it")
        ->capture_default_str();
    options->words.add(app);
    options->stored.add(app);
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job& job) { longBenchVerb(*options, job); };
}

} // namespace mambascope::cli
