// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/document_retrieval.h"
#include "app/cli/common_options.h"
#include "app/cli/evaluation_output.h"
#include "app/cli/output.h"
#include "app/cli/stored_evaluation.h"
#include "app/cli/verbs.h"
#include "core/evaluate/evaluation_records.h"
#include "ui/figures/figures.h"

#include <optional>

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    MethodOptions method;
    std::string data, results, out;
    RetrievalSettings settings;
    bool json = false;
    StoredEvaluation stored;
};

constexpr std::size_t kTowns = 200; // 1,200 documents

double accuracy(const RetrievalScore& score)
{
    return static_cast<double>(score.correct) / static_cast<double>(score.questions);
}

Json toJson(const RetrievalReport& report, const std::vector<EvaluatedMethod>& methods)
{
    Json results = Json::array(), averages = Json::array();
    for (const RetrievalScore& score : report.scores)
        results.push_back({{"method", methods[score.method].name},
                           {"noise", score.noise},
                           {"questions", score.questions},
                           {"correct", score.correct},
                           {"accuracy", accuracy(score)}});
    for (std::size_t m = 0; m < methods.size(); ++m) {
        double sum = 0;
        int count = 0;
        for (const RetrievalScore& score : report.scores)
            if (score.method == m) {
                sum += accuracy(score);
                ++count;
            }
        if (count > 0)
            averages.push_back({{"method", methods[m].name}, {"accuracy", sum / count}});
    }
    return {{"results", results}, {"averages", averages}, {"problems", report.problems}};
}

void print(const RetrievalReport& report, const std::vector<EvaluatedMethod>& methods)
{
    std::vector<std::vector<std::string>> rows(1, {"noise documents"});
    for (const EvaluatedMethod& method : methods)
        rows[0].push_back(method.name);
    const Json document = toJson(report, methods);
    std::int64_t noise = -1;
    for (const RetrievalScore& score : report.scores) {
        if (score.noise != noise)
            rows.push_back({grouped(noise = score.noise)});
        rows.back().resize(score.method + 1, "-");
        rows.back().push_back(shortNumber(100 * accuracy(score)) + " %");
    }
    rows.push_back({"average"});
    for (const Json& average : document["averages"])
        rows.back().push_back(shortNumber(100 * average["accuracy"].get<double>()) + " %");
    for (auto& row : rows)
        row.resize(rows[0].size(), "-");
    printColumns(rows);
}

void writeOut(const std::string& path, const RetrievalReport& report, const std::vector<EvaluatedMethod>& methods)
{
    if (!isPictureFile(path)) {
        Table table{{"method", "noise", "questions", "correct", "accuracy"}, {}};
        for (const RetrievalScore& score : report.scores)
            table.rows.push_back(
                {methods[score.method].name, score.noise, score.questions, score.correct, accuracy(score)});
        writeTable(path, table);
        return;
    }
    ui::LinesFigure figure;
    figure.title = "document retrieval";
    figure.xLabel = "noise documents";
    figure.yLabel = "share of right answers";
    for (const EvaluatedMethod& method : methods)
        figure.series.push_back({method.name, {}, {}});
    for (const RetrievalScore& score : report.scores) {
        figure.series[score.method].x.push_back(static_cast<double>(score.noise));
        figure.series[score.method].y.push_back(accuracy(score));
    }
    ui::writeLinesPicture(path, figure);
}

void documentRetrievalVerb(Options& options, Job& job)
{
    if (!options.out.empty())
        requireWritable(options.out, OutKind::TableOrPicture);
    options.stored.check();
    const QuestionSet set = options.data.empty() ? QuestionSet::invented(kTowns, false, options.settings.seed)
                                                 : QuestionSet::readSquad(options.data);
    const std::vector<RetrievalSample> samples = makeRetrievalSamples(set, options.settings);
    const Workforce workforce = options.model.openAll(job.progress());
    const auto tokenizer = options.model.tokenizer(workforce.model().files());
    const std::vector<EvaluatedMethod> methods = options.method.evaluated(workforce.model());
    EvaluationSettings about =
        storedSettings(EvaluationKind::DocumentRetrieval, options.model, options.method, workforce.model());
    about.data = wholePath(options.data);
    about.lengths = options.settings.noise;
    about.samples = options.settings.questions;
    about.seed = options.settings.seed;
    options.stored.begin(about, options.results, workforce.leads());
    RetrievalRun run;
    run.folder = options.results;
    run.onItem = [&](const RetrievalSample& sample, std::size_t method, const ItemOutcome& outcome) {
        std::optional<EvaluationRecord> record;
        if (outcome.result != nullptr)
            record = recordOf(methods[method].name, sample, *outcome.result);
        options.stored.tell(outcome, record);
    };
    RetrievalReport report = runRetrieval(workforce, *tokenizer, samples, methods, run, job.progress());
    if (!workforce.leads()) {
        if (report.cancelled)
            throw Cancelled();
        return;
    }
    report.problems.insert(report.problems.begin(), set.problems.begin(), set.problems.end());
    options.stored.finish(report.cancelled, report.problems);
    job.clearLine();
    printProblems(report.problems);
    noteResumed(job, report.made, report.resumed);
    if (options.json)
        printJson(toJson(report, methods));
    else
        print(report, methods);
    if (!options.out.empty() && !report.scores.empty())
        writeOut(options.out, report, methods);
    if (report.cancelled)
        throw Cancelled();
}

} // namespace

Action addDocumentRetrieval(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    options->model.add(app, true);
    options->method.add(app, true);
    app.add_option("--data", options->data,
                   "Questions in SQuAD's form, such as dev-v2.0.json; default: towns that do not exist");
    addList(app, "--documents", options->settings.noise, "Documents beside the right one")->capture_default_str();
    app.add_option("--samples", options->settings.questions, "Questions for each number of documents")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--seed", options->settings.seed, "Of questions, order and numbers")->capture_default_str();
    app.add_option("--results", options->results, "Folder for results as they come; a run goes on from it");
    app.add_option("--out", options->out, "Table as .csv or .json, or curves as .png .svg .pdf");
    options->stored.add(app);
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job& job) { documentRetrievalVerb(*options, job); };
}

} // namespace mambascope::cli
