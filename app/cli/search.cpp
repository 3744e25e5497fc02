// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/search.h"
#include "app/cli/common_options.h"
#include "app/cli/evaluation_output.h"
#include "app/cli/output.h"
#include "app/cli/stored_evaluation.h"
#include "app/cli/verbs.h"
#include "core/base/text_file.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/evaluation_records.h"
#include "core/evaluate/tables.h"
#include "core/evaluate/workforce.h"
#include "ui/engine/evaluation_measurements.h"

#include <cmath>
#include <cstdio>
#include <filesystem>

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    SearchSettings settings;
    std::string metric = "passkey";
    std::string text, calibration, profile, out, results;
    bool json = false;
    StoredEvaluation stored;
};

bool isProfileFile(const std::string& path)
{
    return std::filesystem::path(path).extension() == ".safetensors";
}

std::string scoreText(const SearchSettings& settings, const SearchTrial& trial)
{
    return settings.metric == SearchMetric::Passkey ? shortNumber(100 * trial.score) + " %"
                                                    : perplexityText(trial.score);
}

std::string settingsText(const SearchTrial& trial)
{
    if (trial.layer >= 0)
        return "layer " + std::to_string(trial.layer);
    return "theta " + shortNumber(trial.theta) + ", clamp " + shortNumber(trial.clamp) + ", scale " +
           shortNumber(trial.scale);
}

ResultTable tableOf(const SearchSettings& settings, const SearchResult& result)
{
    using Better = ResultTable::Better;
    const bool passkey = settings.metric == SearchMetric::Passkey;
    ResultTable table;
    table.caption = "Search of " + settings.method + "'s settings";
    table.columns = {{"", "round", -1}};
    if (settings.method == "decimamba")
        table.columns.push_back({"", "layer", -1});
    else
        for (const char* name : {"theta", "clamp", "scale", "global channels"})
            table.columns.push_back({"", name, -1});
    table.columns.push_back({"", "items", -1});
    table.columns.push_back(
        {"", passkey ? "right answers, %" : "perplexity", passkey ? 1 : 3, passkey ? Better::Higher : Better::Lower});
    table.columns.push_back({"", "loss", 4, Better::Lower});
    for (const SearchTrial& trial : result.trials) {
        ResultTable::Row row;
        row.cells.push_back({.text = std::to_string(trial.rung + 1)});
        if (trial.layer >= 0)
            row.cells.push_back({.text = std::to_string(trial.layer)});
        else
            for (const std::string& text : {shortNumber(trial.theta), shortNumber(trial.clamp),
                                            shortNumber(trial.scale), std::to_string(trial.globalChannels)})
                row.cells.push_back({.text = text});
        row.cells.push_back({.text = std::to_string(trial.items)});
        row.cells.push_back({.value = passkey ? 100 * trial.score : trial.score, .best = trial.best});
        row.cells.push_back({.value = trial.nll});
        table.rows.push_back(std::move(row));
    }
    return table;
}

Json toJson(const SearchSettings& settings, const SearchResult& result)
{
    Json json = Json::parse(searchHistory(settings, result.trials));
    json["complete"] = result.complete;
    json["seconds"] = result.seconds;
    if (settings.method == "decimamba")
        json["decimate"] = result.settings.decimation.text();
    return json;
}

/// Training length: given, or that of the profile that the model has.
std::int64_t trainingLength(const Options& options, const Model& model)
{
    if (options.settings.trainingLength > 0)
        return options.settings.trainingLength;
    const auto profile = MethodOptions::profileOf(options.profile, model);
    if (!profile)
        throw Error(model.name(), "does not say how long its training sequences were; give --length");
    return profile->calibrationLength;
}

/// What the window needs to show the search and to go on with it.
EvaluationSettings settingsOf(const Options& options, const SearchSettings& search)
{
    EvaluationSettings settings = EvaluationSettings::defaults(EvaluationKind::Search);
    options.model.describe(settings);
    settings.profile = wholePath(options.profile);
    settings.methods = {search.method};
    settings.metric = options.metric;
    settings.lengths = search.lengths;
    settings.minutes = search.minutes;
    settings.seed = search.seed;
    settings.candidates = search.candidates;
    settings.last = search.last;
    settings.trainingLength = options.settings.trainingLength;
    settings.calibration = wholePath(options.calibration);
    if (!options.text.empty())
        settings.texts = {wholePath(options.text)};
    return settings;
}

void searchVerb(Options& options, Job& job)
{
    if (!options.out.empty())
        requireWritable(options.out, OutKind::ReportOrProfile);
    if (isProfileFile(options.out) && options.settings.method != "longmamba")
        wrongUsage("--out", "a profile is what a search for LongMamba ends with; a table is .tex, .md, .csv or .json");
    SearchSettings settings = options.settings;
    settings.metric = searchMetricNamed(options.metric);
    const std::string text = options.text.empty() ? bundledText(kHaystackText) : readTextFile(options.text);
    const std::string calibration =
        options.calibration.empty() ? bundledText(kCalibrationText) : readTextFile(options.calibration);
    settings.source = options.text.empty() ? kHaystackText : std::filesystem::path(options.text).filename().string();
    const Workforce workforce = options.model.openAll(job.progress());
    const Model& model = workforce.model();
    settings.trainingLength = trainingLength(options, model);
    if (settings.lengths.empty())
        settings.lengths = {4 * settings.trainingLength};
    if (!options.results.empty())
        settings.journal = std::filesystem::path(options.results) / "journal" / "search.jsonl";
    const auto tokenizer = options.model.tokenizer(model.files());
    options.stored.begin(settingsOf(options, settings), options.results, true);
    const SearchResult result = runSearch(
        workforce, *tokenizer, text, calibration, settings,
        [&](const SearchProgress& known) {
            if (known.trial == nullptr)
                return;
            const SearchTrial& trial = *known.trial;
            options.stored.tell(recordOf(settings.method, settings.lengths.front(), trial), known.resumed, known.trials,
                                known.total);
            job.note("round " + std::to_string(trial.rung + 1) + ": " + settingsText(trial) + ": " +
                     scoreText(settings, trial) + " of " + std::to_string(trial.items) + ", " +
                     std::to_string(std::lround(known.secondsLeft)) + " s left");
        },
        job.progress());
    std::vector<Message> problems;
    try {
        if (!options.results.empty())
            ui::keepSearchProfiles(options.results, result);
    } catch (const Error& error) { // the best is shown all the same
        problems.push_back(error.message());
    }
    options.stored.finish(job.progress().cancelled(), problems);
    job.clearLine();
    printProblems(problems);
    if (!result.problem.empty())
        job.note(result.problem.english());
    if (options.json)
        printJson(toJson(settings, result));
    else {
        std::printf("%s: %s over %lld prompts; %zu measurements in %.0f s%s\n", settingsText(result.best).c_str(),
                    scoreText(settings, result.best).c_str(), static_cast<long long>(result.best.items),
                    result.trials.size(), result.seconds, result.complete ? "" : ", ended before the last round");
        if (settings.method == "decimamba")
            std::printf("--decimate %s\n", result.settings.decimation.text().c_str());
    }
    if (isProfileFile(options.out))
        result.profile->save(options.out);
    else if (isTableFile(options.out))
        writeResultTable(options.out, tableOf(settings, result));
    else if (!options.out.empty())
        writeWholeFile(options.out, jsonText(toJson(settings, result), 1) + "\n");
    job.progress().check();
}

} // namespace

Action addSearch(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    SearchSettings& settings = options->settings;
    options->model.add(app);
    app.add_option("--method", settings.method,
                   "longmamba: theta, clamp and factor; decimamba: the first decimating layer, each tried alone")
        ->check(CLI::IsMember({"longmamba", "decimamba"}))
        ->capture_default_str();
    app.add_option("--metric", options->metric, "What is to be best: passkey or perplexity")
        ->check(CLI::IsMember({"passkey", "perplexity"}))
        ->capture_default_str();
    app.add_option("--text", options->text,
                   "What keys are hidden in, or windows are cut from; default: the program's own story");
    addList(app, "--lengths", settings.lengths, "Prompt lengths in tokens; default: 4 times the training length");
    app.add_option("--minutes", settings.minutes, "Time to search for")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--length", settings.trainingLength,
                   "Training length in tokens; default: that of the model's profile")
        ->check(CLI::PositiveNumber);
    app.add_option("--profile", options->profile, "Profile to take the training length from");
    app.add_option("--calibration", options->calibration,
                   "Text to cut calibration sequences from; default: a text of the program's own");
    app.add_option("--samples", settings.samples, "Calibration sequences")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--candidates", settings.candidates, "Settings to begin with, at most")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--last", settings.last, "Perplexity: loss over the last K tokens of a window")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--seed", settings.seed, "Of keys, windows and the settings that are tried")->capture_default_str();
    app.add_option("--results", options->results, "Folder for measurements as they come; a search goes on from it");
    app.add_option("--out", options->out,
                   "Profile with the best settings and the history, .safetensors; or a table .tex .md .csv .json");
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job& job) { searchVerb(*options, job); };
}

} // namespace mambascope::cli
