// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/evaluation_jobs.h"

#include "core/base/fingerprint.h"
#include "core/base/resources.h"
#include "core/base/text_file.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/greedy_answer.h"
#include "core/evaluate/haystack.h"
#include "core/evaluate/longbench_run.h"
#include "ui/engine/document.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <locale>
#include <sstream>

namespace mambascope::ui {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// Each method under the name and fingerprint that the verbs give it, so that both go on with the same run.
std::vector<EvaluatedMethod> methodsOf(const EvaluationSettings& settings, const EvaluationTools& tools)
{
    std::vector<EvaluatedMethod> methods;
    for (const std::string& name : settings.methods) {
        MethodSettings values;
        values.profile = tools.profile;
        values.theta = settings.theta;
        values.scale = settings.scale;
        values.bucket = settings.bucket;
        EvaluatedMethod method{name, tools.model->name() + "_" + name, makeMethod(name, values, tools.model->config()),
                               name};
        if (name != "vanilla") {
            std::ostringstream tag;
            tag.imbue(std::locale::classic());
            tag << '-' << settings.theta << '-' << settings.scale;
            if (settings.bucket > 0)
                tag << "-S" << settings.bucket;
            method.tag += tag.str();
            method.fingerprint += tag.str();
            if (tools.profile)
                method.fingerprint.append(" ").append(Fingerprint()
                                                          .add(tools.profile->lengths)
                                                          .add(tools.profile->lnDecay)
                                                          .add(tools.profile->threshold)
                                                          .text());
        }
        methods.push_back(std::move(method));
    }
    return methods;
}

/// What has become known of an item goes to the listener; `record` has everything but the score.
void tell(const EvaluationListener& listener, const ItemOutcome& outcome, EvaluationRecord record, double score)
{
    listener.onCount(static_cast<std::int64_t>(outcome.done), static_cast<std::int64_t>(outcome.total),
                     outcome.secondsLeft);
    if (outcome.result == nullptr) {
        listener.onProblem(outcome.problem);
        return;
    }
    record.score = score;
    listener.onRecord(record, outcome.resumed);
}

std::string fillerText(const EvaluationSettings& settings)
{
    return settings.texts.empty() ? bundledText(kHaystackText) : readTextFile(locateText(settings.texts.front()));
}

void runPasskeyGrid(const EvaluationSettings& settings, const EvaluationTools& tools, const fs::path& folder,
                    const EvaluationListener& listener, Progress& progress)
{
    const std::string filler = fillerText(settings);
    const std::vector<EvaluatedMethod> methods = methodsOf(settings, tools);
    struct Case
    {
        Haystack haystack;
        std::size_t method = 0;
        EvaluationRecord record;
    };
    std::vector<Case> cases;
    ItemRun run;
    for (const EvaluatedMethod& method : methods) {
        json identity = evaluationSettings("passkey", *tools.model, tools.tokenizer.get(), method);
        identity["text"] = Fingerprint().add(filler).text();
        run.journals.push_back({folder / "journal" / (method.tag + ".jsonl"), identity});
    }
    for (const std::int64_t length : settings.lengths)
        for (const double depth : settings.depths)
            for (std::int64_t trial = 0; trial < settings.samples; ++trial) {
                const std::uint64_t seed = settings.seed + static_cast<std::uint64_t>(trial);
                const std::string key =
                    std::to_string(length) + " tokens, depth " + json(depth).dump() + ", seed " + std::to_string(seed);
                try {
                    const Haystack haystack = makeHaystack(*tools.tokenizer, filler, {length, depth, seed});
                    for (std::size_t m = 0; m < methods.size(); ++m) {
                        run.items.push_back({key, key + " (" + methods[m].name + ")", static_cast<double>(length), m});
                        cases.push_back({haystack,
                                         m,
                                         {.method = methods[m].name,
                                          .task = {},
                                          .length = length,
                                          .depth = depth,
                                          .score = 0,
                                          .values = {}}});
                    }
                } catch (const Error& error) { // too short for the needle
                    listener.onProblem(key + ": " + error.what());
                }
            }
    run.onItem = [&](const ItemOutcome& outcome) {
        tell(listener, outcome, cases[outcome.item].record,
             outcome.result != nullptr && outcome.result->at("correct").get<bool>() ? 1 : 0);
    };
    const ItemWork work = [&](std::size_t item, Progress& its) {
        const Case& one = cases[item];
        GreedyOptions options;
        options.maxNewTokens = std::ssize(one.haystack.answer);
        options.vocabulary = tools.tokenizer->vocabSize();
        const auto ids = greedyAnswer(tools.model, one.haystack.ids, methods[one.method].method.get(), options, its);
        return json{{"correct", ids == one.haystack.answer}, {"ids", ids}};
    };
    runItems(run, {work}, progress);
}

void runLongBenchTable(const EvaluationSettings& settings, const EvaluationTools& tools, const fs::path& folder,
                       const EvaluationListener& listener, Progress& progress)
{
    const LongBenchFolder data(settings.data);
    LongBenchRun run;
    run.extended = settings.extended;
    run.protocol = LongBenchProtocol::named(settings.protocol);
    run.maxLength = settings.maxLength;
    run.maxRecords = settings.samples;
    run.folder = folder;
    for (const std::string& dataset : settings.tasks.empty() ? data.present(settings.extended) : settings.tasks) {
        try {
            const LongBenchFile file = data.read(dataset, settings.extended);
            for (const std::string& problem : file.problems)
                listener.onProblem(problem);
            run.datasets.push_back(dataset);
        } catch (const Error& error) { // one without prompt or limit, say: the others go on
            listener.onProblem(error.what());
        }
    }
    if (run.datasets.empty())
        throw Error(settings.data, "has no dataset that can be run");
    const std::vector<EvaluatedMethod> methods = methodsOf(settings, tools);
    const LongBenchReport report = runLongBench(
        tools.model, *tools.tokenizer, data, methods, run,
        [&](const LongBenchProgress& item) {
            EvaluationRecord record{.method = methods[item.method].name,
                                    .task = item.dataset,
                                    .length = item.record.length,
                                    .depth = 0,
                                    .score = 0,
                                    .values = {}};
            double score = 0;
            if (item.outcome.result != nullptr)
                score = longBenchScoreOfRecord(
                    longBenchTask(item.dataset),
                    {{item.outcome.result->at("pred").get<std::string>(), item.record.answers, item.record.classes},
                     item.record.length});
            tell(listener, item.outcome, std::move(record), score);
        },
        progress);
    for (const LongBenchScore& score : report.scores)
        if (!score.problem.empty())
            listener.onProblem(score.dataset + " (" + methods[score.method].name + "): " + score.problem);
}

} // namespace

EvaluationTools openEvaluationTools(const EvaluationSettings& settings, const std::shared_ptr<const Document>& document,
                                    Progress& progress)
{
    EvaluationTools tools;
    const ModelFiles files = locateModel(settings.model);
    const fs::path tokenizer = settings.tokenizer.empty() ? files.tokenizer : fs::path(settings.tokenizer);
    if (tokenizer.empty())
        throw Error(settings.model, "has no tokenizer.json; choose one with Model > Choose tokenizer");
    const bool open = document && document->model->files().weights == files.weights;
    tools.model = open ? document->model : Model::open(files, {}, progress);
    tools.tokenizer = document && document->tokenizer && document->tokenizer->path() == tokenizer
                          ? document->tokenizer
                          : Tokenizer::load(tokenizer);
    const fs::path profile = settings.profile.empty() ? bundledProfile(files.name) : fs::path(settings.profile);
    if (!profile.empty()) {
        tools.profile = Profile::load(profile);
        tools.profile->requireFits(tools.model->config(), profile.string());
    }
    const auto& methods = settings.methods;
    if (!tools.profile && std::find(methods.begin(), methods.end(), "longmamba") != methods.end())
        throw Error(settings.model, "has no calibration profile, which LongMamba needs; make one with 'mambascope "
                                    "calibrate' and open it");
    return tools;
}

bool canRun(EvaluationKind kind)
{
    return kind == EvaluationKind::Passkey || kind == EvaluationKind::LongBench;
}

void runEvaluation(const EvaluationSettings& settings, const EvaluationTools& tools, const fs::path& folder,
                   const EvaluationListener& listener, Progress& progress)
{
    switch (settings.kind) {
    case EvaluationKind::Passkey:
        return runPasskeyGrid(settings, tools, folder, listener, progress);
    case EvaluationKind::LongBench:
        return runLongBenchTable(settings, tools, folder, listener, progress);
    default:
        throw Error(toString(settings.kind), "cannot be run in the window");
    }
}

} // namespace mambascope::ui
