// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/common_options.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/base/text_file.h"
#include "core/bench/bench.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/latency_run.h"
#include "core/evaluate/tables.h"

#include <cmath>
#include <cstdio>

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    MethodOptions method;
    LatencySettings settings;
    std::string text, out, results;
    bool json = false;
};

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

void latencyVerb(const Options& options, Job& job)
{
    if (!options.out.empty())
        requireWritable(options.out, OutKind::Report);
    Progress& progress = job.progress();
    const std::string text = options.text.empty() ? bundledText(kHaystackText) : readTextFile(options.text);
    const auto model = options.model.open(progress);
    const Methods methods = options.method.evaluated(*model);
    const auto tokenizer = options.model.tokenizer(model->files());
    std::vector<LatencyResult> results;
    try {
        LatencyReport report =
            runLatencyReport(model, *tokenizer, text, methods, options.settings,
                             {.folder = options.results,
                              .onResult = [&](const LatencyResult& result, bool) { results.push_back(result); }},
                             progress);
        results = std::move(report.results); // by length, those of earlier runs in between
        if (!report.problem.empty())
            job.note(report.problem.english());
    } catch (const Cancelled&) { // what is complete is written before the verb ends as cancelled
    }
    job.clearLine();
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
    options->settings.lengths = {1024, 4096, 8192};
    options->model.add(app);
    options->method.add(app, true);
    addList(app, "--lengths", options->settings.lengths, "Prompt lengths in tokens")->capture_default_str();
    app.add_option("--repeats", options->settings.repeats, "Timed runs of each; the median counts")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--new-tokens", options->settings.newTokens, "Tokens written behind the prompt; 0: none")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app.add_option("--text", options->text, "Text that prompts are cut from; default: the program's own story");
    app.add_option("--results", options->results, "Folder for results as they come; a run goes on from it");
    app.add_option("--out", options->out, "Table as .tex, .md, .csv or .json");
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job& job) { latencyVerb(*options, job); };
}

} // namespace mambascope::cli
