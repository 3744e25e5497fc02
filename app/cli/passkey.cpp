// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/passkey.h"
#include "app/cli/common_options.h"
#include "app/cli/evaluation_output.h"
#include "app/cli/output.h"
#include "app/cli/stored_evaluation.h"
#include "app/cli/verbs.h"
#include "core/base/text_file.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/evaluation_records.h"
#include "core/evaluate/passkey_cases.h"
#include "core/evaluate/passkey_decimamba.h"
#include "ui/figures/figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    MethodOptions method;
    std::string cases, saveCases, text, out, results, protocol;
    std::vector<std::int64_t> lengths;
    std::vector<double> depths;
    std::int64_t trials = 1;
    std::optional<std::uint64_t> seed;
    std::string templateFile;
    bool json = false;
    StoredEvaluation stored;
};

struct Cell
{
    std::int64_t correct = 0;
    std::int64_t trials = 0;
};
/// (method, length, depth) -> counts
using Grid = std::map<std::tuple<std::size_t, std::int64_t, double>, Cell>;

PasskeyCases makeCases(const Options& options, const Tokenizer& tokenizer)
{
    const std::string filler = options.text.empty() ? bundledText(kHaystackText) : readTextFile(options.text);
    const auto fill = [&](auto settings) {
        if (!options.lengths.empty())
            settings.lengths = options.lengths;
        if (!options.depths.empty())
            settings.depths = options.depths;
        settings.trials = options.trials;
        settings.seed = options.seed.value_or(settings.seed);
        return settings;
    };
    if (options.protocol.empty())
        return makePasskeyCases(tokenizer, filler, fill(PasskeyGrid()));
    DeciMambaPasskeySettings settings = fill(DeciMambaPasskeySettings());
    settings.wording = DeciMambaWording::load(options.templateFile);
    return deciMambaCases(tokenizer, filler, settings);
}

Grid gridOf(const std::vector<PasskeyCase>& cases, const std::vector<PasskeyResult>& results)
{
    Grid grid;
    for (const PasskeyResult& result : results) {
        const PasskeyCase& one = cases[result.caseIndex];
        Cell& cell = grid[{result.method, one.length, one.depth}];
        cell.correct += result.correct;
        ++cell.trials;
    }
    return grid;
}

Json toJson(const std::vector<EvaluatedMethod>& methods, const std::vector<PasskeyResult>& results, const Grid& grid,
            const std::vector<Message>& problems)
{
    Json json = {{"cases", Json::array()}, {"grid", Json::array()}};
    for (const PasskeyResult& result : results)
        json["cases"].push_back({{"method", methods[result.method].name},
                                 {"case", result.caseIndex},
                                 {"correct", result.correct},
                                 {"ids", result.ids}});
    for (const auto& [key, cell] : grid) {
        const auto& [method, length, depth] = key;
        json["grid"].push_back({{"method", methods[method].name},
                                {"length", length},
                                {"depth", depth},
                                {"correct", cell.correct},
                                {"trials", cell.trials}});
    }
    if (!problems.empty())
        json["problems"] = problems;
    return json;
}

/// One heat map a method: depths downwards, lengths to the right, share of right answers.
std::vector<ui::HeatMapFigure> figuresOf(const std::vector<EvaluatedMethod>& methods, const Grid& grid)
{
    std::set<std::int64_t> lengths;
    std::set<double> depths;
    for (const auto& [key, cell] : grid) {
        lengths.insert(std::get<1>(key));
        depths.insert(std::get<2>(key));
    }
    std::vector<ui::HeatMapFigure> figures;
    for (std::size_t m = 0; m < methods.size(); ++m) {
        ui::HeatMapFigure figure;
        figure.title = "pass key, " + methods[m].name;
        figure.rowLabel = "depth";
        figure.columnLabel = "tokens";
        for (const std::int64_t length : lengths)
            figure.columns.push_back(grouped(length));
        for (const double depth : depths) {
            figure.rows.push_back(shortNumber(depth));
            for (const std::int64_t length : lengths) {
                const auto cell = grid.find({m, length, depth});
                figure.values.push_back(cell == grid.end() ? std::numeric_limits<double>::quiet_NaN()
                                                           : static_cast<double>(cell->second.correct) /
                                                                 static_cast<double>(cell->second.trials));
            }
        }
        figures.push_back(std::move(figure));
    }
    return figures;
}

void writeOut(const std::string& path, const std::vector<EvaluatedMethod>& methods, const Grid& grid)
{
    if (isPictureFile(path)) {
        ui::writeHeatMapPicture(path, figuresOf(methods, grid));
        return;
    }
    Table table{{"method", "length", "depth", "correct", "trials"}, {}};
    for (const auto& [key, cell] : grid)
        table.rows.push_back(
            {methods[std::get<0>(key)].name, std::get<1>(key), std::get<2>(key), cell.correct, cell.trials});
    writeTable(path, table);
}

void print(const std::vector<EvaluatedMethod>& methods, const Grid& grid)
{
    const std::vector<ui::HeatMapFigure> figures = figuresOf(methods, grid);
    for (std::size_t m = 0; m < figures.size(); ++m) {
        const ui::HeatMapFigure& figure = figures[m];
        std::printf("%s%s: right answers by depth and length\n", m ? "\n" : "", methods[m].name.c_str());
        std::vector<std::vector<std::string>> rows(1, {"depth"});
        rows[0].insert(rows[0].end(), figure.columns.begin(), figure.columns.end());
        for (std::size_t r = 0; r < figure.rows.size(); ++r) {
            rows.push_back({figure.rows[r]});
            for (std::size_t c = 0; c < figure.columns.size(); ++c) {
                const double share = figure.values[r * figure.columns.size() + c];
                rows.back().push_back(std::isnan(share) ? "-" : std::to_string(std::lround(100 * share)) + " %");
            }
        }
        printColumns(rows);
    }
}

/// What the window needs to show the run and to go on with it.
EvaluationSettings settingsOf(const Options& options, const Model& model, const std::vector<PasskeyCase>& cases)
{
    EvaluationSettings settings = storedSettings(EvaluationKind::Passkey, options.model, options.method, model);
    std::set<std::int64_t> lengths;
    std::set<double> depths;
    for (const PasskeyCase& one : cases) {
        lengths.insert(one.length);
        depths.insert(one.depth);
    }
    settings.lengths = options.lengths.empty() ? std::vector(lengths.begin(), lengths.end()) : options.lengths;
    settings.depths = options.depths.empty() ? std::vector(depths.begin(), depths.end()) : options.depths;
    settings.samples = options.trials;
    settings.protocol = options.protocol;
    settings.seed =
        options.seed.value_or(options.protocol.empty() ? PasskeyGrid().seed : DeciMambaPasskeySettings().seed);
    if (!options.text.empty())
        settings.texts = {wholePath(options.text)};
    if (!options.cases.empty())
        settings.files["cases"] = wholePath(options.cases);
    if (!options.templateFile.empty())
        settings.files["template"] = wholePath(options.templateFile);
    return settings;
}

PasskeyCases casesOf(const Options& options, const Tokenizer* tokenizer)
{
    if (!options.cases.empty())
        return readPasskeyCases(options.cases, tokenizer);
    return makeCases(options, *tokenizer);
}

void passkeyVerb(Options& options, Job& job)
{
    if (!options.out.empty())
        requireWritable(options.out, OutKind::TableOrPicture);
    if (!options.templateFile.empty() && options.protocol.empty())
        wrongUsage("--template", "is the wording of --protocol decimamba");
    options.stored.check();
    Progress& progress = job.progress();
    const Workforce workforce = options.model.openAll(progress);
    const Model& model = workforce.model();
    const std::vector<EvaluatedMethod> methods = options.method.evaluated(model);
    const auto tokenizer =
        options.cases.empty() ? options.model.tokenizer(model.files()) : options.model.tokenizerIfAny(model.files());
    const PasskeyCases made = casesOf(options, tokenizer.get());
    const std::vector<PasskeyCase>& cases = made.cases;
    if (!options.saveCases.empty() && workforce.leads())
        writePasskeyCases(options.saveCases, cases);

    options.stored.begin(settingsOf(options, model, cases), options.results, workforce.leads());
    bool cancelled = false;
    std::vector<PasskeyResult> results;
    std::vector<Message> problems = made.problems;
    PasskeyRun run;
    run.folder = options.results;
    run.tokenizer = tokenizer.get();
    run.onItem = [&](const PasskeyResult* result, const ItemOutcome& outcome) {
        std::optional<EvaluationRecord> record;
        if (result != nullptr) {
            results.push_back(*result);
            record = recordOf(methods[result->method].name, cases[result->caseIndex], result->correct);
        }
        options.stored.tell(outcome, record);
    };
    try {
        PasskeyReport report = runPasskey(workforce, cases, methods, run, progress);
        results = std::move(report.results);
        problems.insert(problems.end(), report.problems.begin(), report.problems.end());
        noteResumed(job, report.made, report.resumed);
    } catch (const Cancelled&) { // what is complete is written before the verb ends as cancelled
        cancelled = true;
    }
    options.stored.finish(cancelled, problems);
    if (!workforce.leads())
        return;
    job.clearLine();
    printProblems(problems);
    const Grid grid = gridOf(cases, results);
    if (options.json)
        printJson(toJson(methods, results, grid, problems));
    else
        print(methods, grid);
    if (!options.out.empty() && !grid.empty())
        writeOut(options.out, methods, grid);
    progress.check();
}

} // namespace

Action addPasskey(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    options->model.add(app, true);
    options->method.add(app, true);
    app.add_option(
        "--cases", options->cases,
        "JSON lines: {\"ids\" or \"prompt\", \"answer_ids\" or \"answer\", \"length\", \"depth\"}; with \"key\" "
        "instead of an answer DeciMamba's comparison");
    app.add_option("--save-cases", options->saveCases, "Writes the prompts that are asked, for --cases");
    app.add_option("--results", options->results, "Folder for results as they come; a run goes on from it");
    addList(app, "--lengths", options->lengths, "Prompt lengths in tokens; default: 512,1024,2048,4096");
    addList(app, "--depths", options->depths, "Where the key is, 0 first and 1 last; default: 0,0.25,0.5,0.75,1");
    app.add_option("--protocol", options->protocol,
                   "decimamba: contexts of 1000 to 128000 ids of sentences put together, up to ten tokens of answer, "
                   "DeciMamba's comparison")
        ->check(CLI::IsMember({"decimamba"}));
    app.add_option("--template", options->templateFile,
                   "Wording of --protocol decimamba: JSON {\"question\", \"needle\" with {key}, \"cue\"}");
    app.add_option("--trials", options->trials, "Prompts for each length and depth")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--seed", options->seed, "Of the keys and of where the text begins; default: 0, of decimamba 123");
    app.add_option("--text", options->text, "Text to hide the key in; default: the program's own story");
    app.add_option("--out", options->out, "Grid as .csv or .json, or a heat map as .png .svg .pdf");
    options->stored.add(app);
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job& job) { passkeyVerb(*options, job); };
}

} // namespace mambascope::cli
