// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/common_options.h"
#include "app/cli/evaluation_output.h"
#include "app/cli/output.h"
#include "app/cli/stored_evaluation.h"
#include "app/cli/verbs.h"
#include "core/base/text_file.h"
#include "core/bench/bench.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/evaluation_records.h"
#include "core/evaluate/latency_run.h"
#include "core/evaluate/tables.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <limits>
#include <optional>

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    MethodOptions method;
    std::vector<std::int64_t> lengths;
    std::optional<std::int64_t> repeats, newTokens;
    std::string text, out, results, protocol;
    bool json = false;
    StoredEvaluation stored;
};

const std::vector<std::int64_t> kLengths = {1024, 4096, 8192};

/// Those of the protocol, or the verb's own, where nothing else is given.
LatencySettings settingsOf(const Options& options)
{
    LatencySettings settings;
    settings.lengths = kLengths;
    if (!options.protocol.empty())
        settings = LatencySettings::named(options.protocol);
    if (!options.lengths.empty())
        settings.lengths = options.lengths;
    settings.repeats = options.repeats.value_or(settings.repeats);
    settings.newTokens = options.newTokens.value_or(settings.newTokens);
    return settings;
}

/// A method's mean over the lengths, as the papers' tables have it.
struct Average
{
    std::size_t method = 0;
    double prefillSeconds = 0, overheadPercent = 0;
};

std::vector<Average> averagesOf(const std::vector<EvaluatedMethod>& methods, const std::vector<LatencyResult>& results)
{
    std::vector<double> seconds(methods.size()), counts(methods.size());
    double vanilla = std::numeric_limits<double>::quiet_NaN();
    for (const LatencyResult& result : results) {
        seconds[result.method] += result.prefillSeconds;
        counts[result.method] += 1;
    }
    for (std::size_t m = 0; m < methods.size(); ++m)
        if (methods[m].name == "vanilla")
            vanilla = seconds[m] / counts[m];
    std::vector<Average> averages;
    for (std::size_t m = 0; m < methods.size(); ++m)
        if (counts[m] > 0)
            averages.push_back({m, seconds[m] / counts[m], 100 * (seconds[m] / counts[m] / vanilla - 1)});
    return averages;
}

using Methods = std::vector<EvaluatedMethod>;

Json toJson(const Methods& methods, const std::vector<LatencyResult>& results, const std::string& device)
{
    Json json = {{"device", device}, {"results", Json::array()}};
    for (const LatencyResult& r : results) {
        Json one = {{"method", methods[r.method].name},
                    {"length", r.length},
                    {"prefill_seconds", r.prefillSeconds},
                    {"memory", r.peakBytes}};
        if (r.decodeTokensPerSecond > 0)
            one["decode_tokens_per_second"] = r.decodeTokensPerSecond;
        if (!std::isnan(r.overheadPercent))
            one["overhead_percent"] = r.overheadPercent;
        json["results"].push_back(std::move(one));
    }
    for (const Average& average : averagesOf(methods, results)) {
        Json one = {{"method", methods[average.method].name}, {"prefill_seconds", average.prefillSeconds}};
        if (!std::isnan(average.overheadPercent))
            one["overhead_percent"] = average.overheadPercent;
        json["averages"].push_back(std::move(one));
    }
    return json;
}

ResultTable tableOf(const Methods& methods, const std::vector<LatencyResult>& results, const std::string& device)
{
    using Better = ResultTable::Better;
    ResultTable table;
    table.caption = "Prefill, generation and peak memory on " + device;
    table.columns = {{"", "tokens", -1},
                     {"", "method", -1},
                     {"", "prefill, s", 3, Better::Lower},
                     {"", "overhead, %", 1, Better::Neither, true},
                     {"", "tokens/s", 1, Better::Higher},
                     {"", "memory, MiB", 0, Better::Lower}};
    for (const LatencyResult& r : results) {
        const bool vanilla = methods[r.method].name == "vanilla";
        table.rows.push_back({{{.text = std::to_string(r.length)},
                               {.text = methods[r.method].name},
                               {.value = r.prefillSeconds},
                               {.value = vanilla ? NAN : r.overheadPercent},
                               {.value = r.decodeTokensPerSecond > 0 ? r.decodeTokensPerSecond : NAN},
                               {.value = static_cast<double>(r.peakBytes) / (1 << 20)}}});
    }
    const auto several = [&](const LatencyResult& r) { return r.length != results.front().length; };
    if (std::none_of(results.begin(), results.end(), several))
        return table;
    for (const Average& average : averagesOf(methods, results)) {
        const bool vanilla = methods[average.method].name == "vanilla";
        table.rows.push_back({{{.text = "average"},
                               {.text = methods[average.method].name},
                               {.value = average.prefillSeconds},
                               {.value = vanilla ? NAN : average.overheadPercent},
                               {.value = NAN},
                               {.value = NAN}},
                              true});
    }
    return table;
}

void print(const ResultTable& table)
{
    std::printf("%s\n", table.caption.english().c_str());
    std::vector<std::vector<std::string>> rows(1);
    for (const ResultTable::Column& column : table.columns)
        rows[0].push_back(column.title.english());
    for (const ResultTable::Row& row : table.rows) {
        rows.emplace_back();
        for (std::size_t c = 0; c < row.cells.size(); ++c)
            rows.back().push_back(cellText(table.columns[c], row.cells[c]));
    }
    printColumns(rows);
}

std::string deviceName(const Model& model)
{
    bench::Options options;
    options.device = model.options().device;
    return bench::deviceText(options) + ", " + (model.options().dtype == DType::BFloat16 ? "bf16" : "fp32");
}

void latencyVerb(Options& options, Job& job)
{
    if (!options.out.empty())
        requireWritable(options.out, OutKind::Report);
    options.stored.check();
    const LatencySettings settings = settingsOf(options);
    Progress& progress = job.progress();
    const std::string text = options.text.empty() ? bundledText(kHaystackText) : readTextFile(options.text);
    const auto model = options.model.open(progress);
    const Methods methods = options.method.evaluated(*model);
    const auto tokenizer = options.model.tokenizer(model->files());
    EvaluationSettings about = storedSettings(EvaluationKind::Latency, options.model, options.method, *model);
    about.lengths = settings.lengths;
    about.samples = settings.repeats;
    about.newTokens = settings.newTokens;
    about.protocol = options.protocol;
    if (!options.text.empty())
        about.texts = {wholePath(options.text)};
    options.stored.begin(about, options.results, true);
    const auto total = static_cast<std::int64_t>(settings.lengths.size() * methods.size());
    bool cancelled = false;
    std::vector<Message> problems;
    std::vector<LatencyResult> results;
    const auto onResult = [&](const LatencyResult& result, bool resumed) {
        results.push_back(result);
        options.stored.tell(recordOf(methods[result.method].name, result), resumed, std::ssize(results), total);
    };
    try {
        LatencyReport report = runLatencyReport(model, *tokenizer, text, methods, settings,
                                                {.folder = options.results, .onResult = onResult}, progress);
        results = std::move(report.results); // by length, those of earlier runs in between
        if (!report.problem.empty())
            problems.push_back(report.problem);
    } catch (const Cancelled&) { // what is complete is written before the verb ends as cancelled
        cancelled = true;
    }
    options.stored.finish(cancelled, problems);
    job.clearLine();
    printProblems(problems);
    const std::string device = deviceName(*model);
    const ResultTable table = tableOf(methods, results, device);
    if (options.json)
        printJson(toJson(methods, results, device));
    else
        print(table);
    if (isTableFile(options.out) && !results.empty())
        writeResultTable(options.out, table);
    else if (!options.out.empty() && !results.empty())
        writeWholeFile(options.out, jsonText(toJson(methods, results, device), 1) + "\n");
    progress.check();
}

} // namespace

Action addLatency(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    options->model.add(app);
    options->method.add(app, true);
    addList(app, "--lengths", options->lengths, "Prompt lengths in tokens; default: 1024,4096,8192");
    app.add_option("--protocol", options->protocol,
                   "longmamba: as LongMamba's tables 6 and 7, the mean of 10 runs at 8000,16000,32000,64000, one token")
        ->check(CLI::IsMember({"longmamba"}));
    app.add_option("--repeats", options->repeats, "Timed runs of each; the median counts; default: 3")
        ->check(CLI::PositiveNumber);
    app.add_option("--new-tokens", options->newTokens, "Tokens written behind the prompt; 0: none; default: 32")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--text", options->text, "Text that prompts are cut from; default: the program's own story");
    app.add_option("--results", options->results, "Folder for results as they come; a run goes on from it");
    app.add_option("--out", options->out, "Table as .tex, .md, .csv or .json");
    options->stored.add(app);
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job& job) { latencyVerb(*options, job); };
}

} // namespace mambascope::cli
