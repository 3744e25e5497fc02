// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/perplexity.h"
#include "app/cli/common_options.h"
#include "app/cli/evaluation_output.h"
#include "app/cli/output.h"
#include "app/cli/stored_evaluation.h"
#include "app/cli/verbs.h"
#include "core/base/text_file.h"
#include "core/evaluate/evaluation_records.h"
#include "ui/figures/figures.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <optional>

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    MethodOptions method;
    std::vector<std::string> texts;
    PerplexitySettings settings;
    std::vector<std::int64_t> contexts;
    std::string protocol, out, results;
    bool json = false;
    StoredEvaluation stored;
};

using Methods = std::vector<EvaluatedMethod>;

Json toJson(const Methods& methods, const std::vector<PerplexityText>& texts,
            const std::vector<PerplexityResult>& results, const std::vector<Message>& problems)
{
    Json json = {{"results", Json::array()}};
    for (const PerplexityResult& result : results) {
        Json windows = Json::array();
        for (const PerplexityWindow& window : result.windows)
            windows.push_back({{"file", texts[window.text].name}, {"start", window.start}, {"nll", window.nll}});
        json["results"].push_back({{"method", methods[result.method].name},
                                   {"context", result.context},
                                   {"windows", windows},
                                   {"nll", result.nll},
                                   {"perplexity", result.perplexity}});
    }
    if (!problems.empty())
        json["problems"] = problems;
    return json;
}

void writeOut(const std::string& path, const Methods& methods, const std::vector<PerplexityResult>& results)
{
    if (!isPictureFile(path)) {
        Table table{{"method", "context", "windows", "nll", "perplexity"}, {}};
        for (const PerplexityResult& result : results)
            table.rows.push_back(
                {methods[result.method].name, result.context, result.windows.size(), result.nll, result.perplexity});
        writeTable(path, table);
        return;
    }
    ui::LinesFigure figure;
    figure.title = "perplexity";
    figure.xLabel = "context, tokens";
    figure.yLabel = "perplexity";
    figure.logX = figure.logY = true;
    for (const auto& named : methods)
        figure.series.push_back({named.name, {}, {}});
    for (const PerplexityResult& result : results) {
        figure.series[result.method].x.push_back(static_cast<double>(result.context));
        figure.series[result.method].y.push_back(result.perplexity);
    }
    ui::writeLinesPicture(path, figure);
}

void print(const Methods& methods, const std::vector<PerplexityResult>& results)
{
    std::vector<std::vector<std::string>> rows(1, {"context"});
    for (const auto& named : methods)
        rows[0].push_back(named.name);
    rows[0].push_back("windows");
    for (std::size_t i = 0; i < results.size(); ++i) { // the methods of one context come one after the other
        if (results[i].method == 0)
            rows.push_back({grouped(results[i].context)});
        rows.back().push_back(perplexityText(results[i].perplexity));
        if (results[i].method + 1 == methods.size())
            rows.back().push_back(std::to_string(results[i].windows.size()));
    }
    printColumns(rows);
}

// Where LongMamba's program leaves them: pred_ppl/TEXT/TAG.json, TEXT without what follows its first ".txt".
void writeLongMambaFiles(const Options& options, const Methods& methods, const std::vector<PerplexityResult>& results)
{
    if (options.protocol != "longmamba" || options.results.empty())
        return;
    const std::filesystem::path path(options.texts.front());
    const std::string name = path.filename().string();
    for (std::size_t m = 0; m < methods.size(); ++m)
        writeWholeFile(std::filesystem::path(options.results) / "pred_ppl" / name.substr(0, name.find(".txt")) /
                           (methods[m].tag + ".json"),
                       longMambaPerplexityJson(results, m));
}

void noteShortTexts(const std::vector<PerplexityText>& texts, const PerplexitySettings& settings)
{
    const std::int64_t longest = *std::max_element(settings.contexts.begin(), settings.contexts.end());
    for (const PerplexityText& text : texts)
        if (std::ssize(text.ids) <= longest)
            std::fprintf(stderr, "mambascope: %s: has %s tokens, so contexts of that length and more are left out\n",
                         text.name.c_str(), grouped(std::ssize(text.ids)).c_str());
}

void perplexityVerb(Options& options, Job& job)
{
    if (!options.out.empty())
        requireWritable(options.out, OutKind::TableOrPicture);
    options.stored.check();
    Progress& progress = job.progress();
    std::vector<std::pair<std::string, std::string>> contents; // before the model is opened: a wrong name shows at once
    for (const std::string& path : options.texts)
        contents.emplace_back(path, readTextFile(path));
    PerplexitySettings settings = options.settings;
    if (!options.protocol.empty())
        settings = PerplexitySettings::named(options.protocol);
    if (!options.contexts.empty())
        settings.contexts = options.contexts;
    if (settings.contexts.empty())
        wrongUsage("--contexts", "is needed where no --protocol has its own");
    const Workforce workforce = options.model.openAll(progress);
    const Methods methods = options.method.evaluated(workforce.model());
    const auto tokenizer = options.model.tokenizer(workforce.model().files());
    std::vector<PerplexityText> texts;
    for (const auto& [path, content] : contents)
        texts.push_back({path, tokenizer->encode(content)});

    EvaluationSettings about =
        storedSettings(EvaluationKind::Perplexity, options.model, options.method, workforce.model());
    about.lengths = settings.contexts;
    about.samples = settings.windows;
    about.last = settings.last;
    about.protocol = options.protocol;
    for (const std::string& text : options.texts)
        about.texts.push_back(wholePath(text));
    options.stored.begin(about, options.results, workforce.leads());

    bool cancelled = false;
    std::vector<PerplexityResult> results;
    std::vector<Message> problems;
    PerplexityRun run;
    run.folder = options.results;
    run.tokenizer = tokenizer.get();
    run.onItem = [&](const PerplexityProgress& item) {
        std::optional<EvaluationRecord> record;
        if (const nlohmann::json* result = item.outcome.result)
            record = recordOf(methods[item.method].name, texts[item.window.text].name, item.context, *result);
        options.stored.tell(item.outcome, record);
    };
    run.onResult = [&](const PerplexityResult& result) { results.push_back(result); };
    try {
        PerplexityReport report = runPerplexity(workforce, texts, methods, settings, run, progress);
        results = std::move(report.results);
        problems = std::move(report.problems);
        noteResumed(job, report.made, report.resumed);
        if (workforce.leads())
            writeLongMambaFiles(options, methods, results);
    } catch (const Cancelled&) { // what is complete is written before the verb ends as cancelled
        cancelled = true;
    }
    options.stored.finish(cancelled, problems);
    if (!workforce.leads())
        return;
    job.clearLine();
    printProblems(problems);
    noteShortTexts(texts, settings);
    if (options.json)
        printJson(toJson(methods, texts, results, problems));
    else
        print(methods, results);
    if (!options.out.empty() && !results.empty())
        writeOut(options.out, methods, results);
    progress.check();
}

} // namespace

Action addPerplexity(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    options->model.add(app, true);
    options->method.add(app, true);
    app.add_option("--text", options->texts, "Text files; may be repeated")->required();
    addList(app, "--contexts", options->contexts, "Context lengths in tokens");
    app.add_option(
        "--protocol", options->protocol,
        "Lengths, windows and last tokens of a paper: pg19, pg19-decimamba, or longmamba (a text of one's own "
        "in LongMamba's program)");
    app.add_option("--results", options->results,
                   "Folder for results as they come; a run goes on from it. With --protocol longmamba also its files");
    app.add_option("--windows", options->settings.windows,
                   "Windows spread over each text; one more where the division leaves a rest")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--last", options->settings.last, "Loss over the last K tokens of a window")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--out", options->out, "Table as .csv or .json, or curves as .png .svg .pdf");
    options->stored.add(app);
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job& job) { perplexityVerb(*options, job); };
}

} // namespace mambascope::cli
