// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/common_options.h"
#include "app/cli/evaluation_output.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/evaluate/longbench_run.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    MethodOptions method;
    std::string data, out = "longbench", protocol = "longbench", table;
    std::vector<std::string> tasks;
    std::int64_t maxLength = 0, samples = 0;
    bool extended = false, json = false;
};

Json jsonOf(const LongBenchReport& report, const std::vector<EvaluatedMethod>& methods)
{
    Json results = Json::array();
    for (const LongBenchScore& score : report.scores) {
        Json one = {{"task", score.dataset}, {"method", methods[score.method].name}, {"records", score.records}};
        if (score.problem.empty())
            one["score"] = score.score;
        else
            one["problem"] = score.problem;
        if (score.byLength) {
            const char* const names[] = {"0-4k", "4-8k", "8k+"};
            for (std::size_t i = 0; i < score.byLength->size(); ++i)
                one["by_length"][names[i]] =
                    std::isnan((*score.byLength)[i]) ? Json(nullptr) : Json((*score.byLength)[i]);
        }
        results.push_back(std::move(one));
    }
    return {{"results", results},
            {"problems", report.problems},
            {"predictions", {{"made", report.made}, {"resumed", report.resumed}}}};
}

// The mean over the datasets that have a score, as LongMamba's "Avg" is.
std::string average(const LongBenchReport& report, std::size_t method)
{
    double sum = 0;
    int count = 0;
    for (const LongBenchScore& score : report.scores)
        if (score.method == method && score.problem.empty()) {
            sum += score.score;
            ++count;
        }
    return count == 0 ? "-" : shortNumber(sum / count);
}

void print(const LongBenchReport& report, const std::vector<EvaluatedMethod>& methods,
           const std::vector<std::string>& datasets)
{
    std::vector<std::vector<std::string>> rows(1, {"dataset", "records"});
    for (const EvaluatedMethod& method : methods)
        rows[0].push_back(method.name);
    for (const std::string& dataset : datasets) {
        std::vector<std::string> row(2 + methods.size(), "-");
        for (const LongBenchScore& score : report.scores)
            if (score.dataset == dataset) {
                row[0] = dataset;
                row[1] = grouped(static_cast<std::int64_t>(score.records));
                if (score.problem.empty())
                    row[2 + score.method] = shortNumber(score.score);
            }
        if (row[0] == dataset) // one that cannot be read has been named already
            rows.push_back(std::move(row));
    }
    rows.push_back({"average", ""});
    for (std::size_t m = 0; m < methods.size(); ++m)
        rows.back().push_back(average(report, m));
    printColumns(rows);
}

void longBenchVerb(const Options& options, Job& job)
{
    LongBenchRun run;
    run.protocol = LongBenchProtocol::named(options.protocol);
    run.extended = options.extended;
    run.maxLength = options.maxLength;
    run.maxRecords = options.samples;
    run.folder = options.out;
    const LongBenchFolder data(options.data);
    run.datasets = options.tasks.empty() ? data.present(options.extended) : options.tasks;
    if (run.datasets.empty())
        throw Error(options.data, options.extended ? "has no file of LongBench-E (data/<dataset>_e.jsonl)"
                                                   : "has no file of LongBench (data/<dataset>.jsonl)");
    if (!options.table.empty())
        requireWritable(options.table, OutKind::TableOrPicture);
    const Workforce workforce = options.model.openAll(job.progress());
    const auto tokenizer = options.model.tokenizer(workforce.model().files());
    const std::vector<EvaluatedMethod> methods = options.method.evaluated(workforce.model());
    const LongBenchReport report = runLongBench(workforce, *tokenizer, data, methods, run, {}, job.progress());
    if (!workforce.leads()) {
        if (report.cancelled)
            throw Cancelled();
        return;
    }
    job.clearLine();
    printProblems(report.problems);
    for (const LongBenchScore& score : report.scores)
        if (!score.problem.empty())
            std::fprintf(stderr, "mambascope: %s (%s): %s\n", score.dataset.c_str(), methods[score.method].name.c_str(),
                         score.problem.c_str());
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
    app.add_option("--max-length", options->maxLength, "Tokens of a prompt that is not cut in the middle; 0: no limit")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--samples", options->samples, "Only the first records of each dataset; 0: all")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--out", options->out, "Folder for journals, predictions and scores; a run goes on from it")
        ->capture_default_str();
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job& job) { longBenchVerb(*options, job); };
}

} // namespace mambascope::cli
