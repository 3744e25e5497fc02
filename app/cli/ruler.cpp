// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/common_options.h"
#include "app/cli/evaluation_output.h"
#include "app/cli/output.h"
#include "app/cli/stored_evaluation.h"
#include "app/cli/verbs.h"
#include "core/base/text_file.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/evaluation_records.h"
#include "core/evaluate/ruler_run.h"
#include "core/evaluate/tables.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    MethodOptions method;
    std::string data, out = "ruler", saveData, table;
    std::string templates, words, essay, squad, hotpot;
    std::vector<std::string> tasks;
    std::vector<std::int64_t> lengths; ///< none given: kBuiltInLengths, or all of --data
    std::int64_t samples = 0;
    std::uint64_t seed = 42;
    bool json = false;
    StoredEvaluation stored;
};

constexpr std::int64_t kBuiltInSamples = 20;
const std::vector<std::int64_t> kBuiltInLengths = {4096};

std::vector<std::int64_t> lengthsOf(const Options& options)
{
    return options.lengths.empty() ? kBuiltInLengths : options.lengths;
}

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
    const std::size_t towns = townsFor(std::ranges::max(lengthsOf(options)));
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
        return readRulerFolder(options.data, options.tasks, options.samples, options.lengths);
    const std::int64_t count = options.samples > 0 ? options.samples : kBuiltInSamples;
    return makeRulerFiles(sources, tokenizer, options.tasks, lengthsOf(options), count, options.seed, progress);
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

/// What the window needs to show the run and to go on with it.
EvaluationSettings settingsOf(const Options& options, const std::vector<RulerFile>& files, const Model& model)
{
    EvaluationSettings settings = storedSettings(EvaluationKind::Ruler, options.model, options.method, model);
    settings.data = wholePath(options.data);
    settings.tasks = options.tasks;
    std::set<std::int64_t> lengths;
    for (const RulerFile& file : files)
        if (!file.samples.empty() && file.length > 0)
            lengths.insert(file.length);
    settings.lengths = lengths.empty() ? lengthsOf(options) : std::vector(lengths.begin(), lengths.end());
    settings.samples = options.data.empty() && options.samples == 0 ? kBuiltInSamples : options.samples;
    settings.seed = options.seed;
    const std::pair<const char*, const std::string&> given[] = {{"templates", options.templates},
                                                                {"words", options.words},
                                                                {"essay", options.essay},
                                                                {"squad", options.squad},
                                                                {"hotpot", options.hotpot}};
    for (const auto& [option, file] : given)
        if (!file.empty())
            settings.files[option] = wholePath(file);
    return settings;
}

/// As the window's tables are, and not the list of scores.
bool isReport(const std::string& file)
{
    return isTableFile(file) && std::filesystem::path(file).extension() != ".csv";
}

void rulerVerb(Options& options, Job& job)
{
    for (const std::string& name : options.tasks)
        rulerTask(name);
    if (!options.table.empty()) {
        requireWritable(options.table, isPictureFile(options.table) ? OutKind::TableOrPicture : OutKind::Report);
        if (isPictureFile(options.table))
            throw Error(options.table, "scores are a table: .tex, .md, .csv or .json");
    }
    const RulerSources sources = sourcesOf(options);
    std::vector<Message> problems = sources.squad.problems;
    problems.insert(problems.end(), sources.hotpot.problems.begin(), sources.hotpot.problems.end());
    const Workforce workforce = options.model.openAll(job.progress());
    const auto tokenizer = options.model.tokenizer(workforce.model().files());
    const std::vector<EvaluatedMethod> methods = options.method.evaluated(workforce.model());
    const std::vector<RulerFile> files = filesOf(options, sources, *tokenizer, job.progress());
    if (!options.saveData.empty() && workforce.leads())
        writeRulerFolder(options.saveData, files);
    if (isReport(options.table))
        options.stored.setTable(options.table);
    options.stored.begin(settingsOf(options, files, workforce.model()), options.out, workforce.leads());
    RulerRun run;
    run.folder = options.out;
    run.wordings = sources.wordings;
    run.onItem = [&](const RulerFile& file, const RulerSample& sample, std::size_t method, const ItemOutcome& outcome) {
        std::optional<EvaluationRecord> record;
        if (outcome.result != nullptr)
            record = recordOf(methods[method].name, file, sample, *outcome.result);
        options.stored.tell(outcome, record);
    };
    RulerReport report = runRuler(workforce, *tokenizer, files, methods, run, job.progress());
    if (!workforce.leads()) {
        if (report.cancelled)
            throw Cancelled();
        return;
    }
    report.problems.insert(report.problems.begin(), problems.begin(), problems.end());
    options.stored.finish(report.cancelled, report.problems);
    job.clearLine();
    printProblems(report.problems);
    noteResumed(job, report.made, report.resumed);
    if (options.json)
        printJson(jsonOf(report, methods));
    else
        print(report, methods);
    if (!options.table.empty() && !isReport(options.table))
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
    addList(app, "--lengths", options->lengths,
            "Tokens of prompt and answer, default: 4096; with --data which of its lengths, default: all")
        ->check(CLI::PositiveNumber);
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
    app.add_option("--table", options->table,
                   "Scores as .csv or .json, or the table that the window exports as .tex or .md");
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job& job) { rulerVerb(*options, job); };
}

} // namespace mambascope::cli
