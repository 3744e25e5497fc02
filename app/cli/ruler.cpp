// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/common_options.h"
#include "app/cli/evaluation_output.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/base/text_file.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/ruler_run.h"

#include <algorithm>
#include <cstdio>
#include <set>

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    MethodOptions method;
    std::string data, out = "ruler", saveData, table;
    std::string templates, words, essay, squad, hotpot;
    std::vector<std::string> tasks;
    std::vector<std::int64_t> lengths = {4096};
    std::int64_t samples = 0;
    std::uint64_t seed = 42;
    bool json = false;
};

constexpr std::int64_t kBuiltInSamples = 20;

// A document of the invented towns has about 60 tokens and a town six of them; there should be more than a prompt
// holds.
std::size_t townsFor(std::int64_t length)
{
    return static_cast<std::size_t>(std::max<std::int64_t>(20, length / 200));
}

RulerSources sourcesOf(const Options& options)
{
    RulerSources sources;
    sources.wordings = RulerWordings::load(options.templates);
    sources.words = RulerWords::load(options.words);
    sources.essay = options.essay.empty() ? bundledText(kHaystackText) : readTextFile(options.essay);
    const std::size_t towns = townsFor(*std::max_element(options.lengths.begin(), options.lengths.end()));
    sources.squad = options.squad.empty() ? QuestionSet::invented(towns, false, options.seed)
                                          : QuestionSet::readSquad(options.squad);
    sources.hotpot = options.hotpot.empty() ? QuestionSet::invented(towns, true, options.seed)
                                            : QuestionSet::readHotpot(options.hotpot);
    return sources;
}

std::vector<RulerFile> filesOf(const Options& options, const RulerSources& sources, const Tokenizer& tokenizer,
                               Progress& progress)
{
    if (!options.data.empty())
        return readRulerFolder(options.data, options.tasks, options.samples);
    const std::int64_t count = options.samples > 0 ? options.samples : kBuiltInSamples;
    return makeRulerFiles(sources, tokenizer, options.tasks, options.lengths, count, options.seed, progress);
}

/// Mean of the tasks' scores at one length, as papers give it.
std::string average(const RulerReport& report, std::size_t method, std::int64_t length)
{
    double sum = 0;
    int count = 0;
    for (const RulerScore& score : report.scores)
        if (score.method == method && score.length == length) {
            sum += score.score;
            ++count;
        }
    return count == 0 ? "-" : shortNumber(sum / count);
}

void print(const RulerReport& report, const std::vector<EvaluatedMethod>& methods)
{
    std::set<std::int64_t> lengths;
    for (const RulerScore& score : report.scores)
        lengths.insert(score.length);
    std::vector<std::vector<std::string>> rows(1, {"task"});
    for (const EvaluatedMethod& method : methods)
        for (const std::int64_t length : lengths)
            rows[0].push_back(methods.size() == 1 ? grouped(length) : method.name + " " + grouped(length));
    const auto cellsOf = [&](const auto& cell) {
        for (std::size_t m = 0; m < methods.size(); ++m)
            for (const std::int64_t length : lengths)
                rows.back().push_back(cell(m, length));
    };
    for (const RulerTask& task : rulerTasks()) {
        if (std::none_of(report.scores.begin(), report.scores.end(),
                         [&](const RulerScore& score) { return score.task == task.name; }))
            continue;
        rows.push_back({task.name});
        cellsOf([&](std::size_t m, std::int64_t length) {
            for (const RulerScore& score : report.scores)
                if (score.task == task.name && score.method == m && score.length == length)
                    return shortNumber(score.score);
            return std::string("-");
        });
    }
    rows.push_back({"average"});
    cellsOf([&](std::size_t m, std::int64_t length) { return average(report, m, length); });
    printColumns(rows);
}

Json jsonOf(const RulerReport& report, const std::vector<EvaluatedMethod>& methods)
{
    Json results = Json::array();
    for (const RulerScore& score : report.scores)
        results.push_back({{"task", score.task},
                           {"length", score.length},
                           {"method", methods[score.method].name},
                           {"records", score.records},
                           {"empty", score.empty},
                           {"score", score.score}});
    return {{"results", results},
            {"problems", report.problems},
            {"predictions", {{"made", report.made}, {"resumed", report.resumed}}}};
}

void writeOut(const std::string& path, const RulerReport& report, const std::vector<EvaluatedMethod>& methods)
{
    Table table{{"method", "length", "task", "records", "empty", "score"}, {}};
    for (const RulerScore& score : report.scores)
        table.rows.push_back(
            {methods[score.method].name, score.length, score.task, score.records, score.empty, score.score});
    writeTable(path, table);
}

void rulerVerb(const Options& options, Job& job)
{
    for (const std::string& name : options.tasks)
        rulerTask(name);
    if (!options.table.empty()) {
        requireWritable(options.table, OutKind::TableOrPicture);
        if (isPictureFile(options.table))
            throw Error(options.table, "scores are a table: .csv or .json");
    }
    const RulerSources sources = sourcesOf(options);
    std::vector<std::string> problems = sources.squad.problems;
    problems.insert(problems.end(), sources.hotpot.problems.begin(), sources.hotpot.problems.end());
    const Workforce workforce = options.model.openAll(job.progress());
    const auto tokenizer = options.model.tokenizer(workforce.model().files());
    const std::vector<EvaluatedMethod> methods = options.method.evaluated(workforce.model());
    const std::vector<RulerFile> files = filesOf(options, sources, *tokenizer, job.progress());
    if (!options.saveData.empty() && workforce.leads())
        writeRulerFolder(options.saveData, files);
    RulerRun run;
    run.folder = options.out;
    run.wordings = sources.wordings;
    RulerReport report = runRuler(workforce, *tokenizer, files, methods, run, job.progress());
    if (!workforce.leads()) {
        if (report.cancelled)
            throw Cancelled();
        return;
    }
    report.problems.insert(report.problems.begin(), problems.begin(), problems.end());
    job.clearLine();
    printProblems(report.problems);
    noteResumed(job, report.made, report.resumed);
    if (options.json)
        printJson(jsonOf(report, methods));
    else
        print(report, methods);
    if (!options.table.empty())
        writeOut(options.table, report, methods);
    if (report.cancelled)
        throw Cancelled();
}

} // namespace

Action addRuler(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    options->model.add(app, true);
    options->method.add(app, true);
    app.add_option("--data", options->data,
                   "Prompts that RULER prepared: FOLDER/TASK/validation.jsonl, also below a folder for each length");
    addList(app, "--tasks", options->tasks, "Tasks; default: all 13, or all that --data has");
    addList(app, "--lengths", options->lengths, "Tokens of prompt and answer, of the built-in suite")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--samples", options->samples, "Prompts of each task and length; 0: 20, or all of --data")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--seed", options->seed, "Of the built-in suite")->capture_default_str();
    app.add_option("--templates", options->templates, "Other wordings: JSON in the form of RULER's table of tasks");
    app.add_option("--words", options->words, "Other words: JSON {\"adjectives\", \"nouns\", \"verbs\"}");
    app.add_option("--essay", options->essay, "Text that hides needles; default: the program's own story");
    app.add_option("--squad", options->squad, "Questions of qa_1 in SQuAD's form; default: towns that do not exist");
    app.add_option("--hotpot", options->hotpot, "Questions of qa_2 in HotpotQA's form; default: such towns");
    app.add_option("--save-data", options->saveData, "Writes the prompts in RULER's form, for --data");
    app.add_option("--out", options->out, "Folder for journals, predictions and summaries; a run goes on from it")
        ->capture_default_str();
    app.add_option("--table", options->table, "Scores as .csv or .json");
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job& job) { rulerVerb(*options, job); };
}

} // namespace mambascope::cli
