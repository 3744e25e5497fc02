// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/evaluation_jobs.h"

#include "core/base/device_list.h"
#include "core/base/text_file.h"
#include "core/checkpoint/locate.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/document_retrieval.h"
#include "core/evaluate/evaluation_records.h"
#include "core/evaluate/longbench_run.h"
#include "core/evaluate/passkey_cases.h"
#include "core/evaluate/passkey_decimamba.h"
#include "core/evaluate/perplexity.h"
#include "core/evaluate/ruler_run.h"
#include "core/method/align_folder.h"
#include "core/text/chinese_words.h"
#include "ui/engine/document.h"
#include "ui/engine/evaluation_measurements.h"
#include "ui/engine/evaluation_methods.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace mambascope::ui {

namespace {

namespace fs = std::filesystem;

void tellCount(const EvaluationListener& listener, const ItemOutcome& outcome)
{
    listener.onCount({.done = static_cast<std::int64_t>(outcome.done),
                      .total = static_cast<std::int64_t>(outcome.total),
                      .secondsLeft = outcome.secondsLeft});
}

/// What has become known of an item goes to the listener; `record` is asked for where there is a result.
template <typename Record>
void tell(const EvaluationListener& listener, const ItemOutcome& outcome, Record&& record)
{
    tellCount(listener, outcome);
    if (outcome.result == nullptr)
        listener.onProblem(outcome.problem);
    else
        listener.onRecord(record(*outcome.result), outcome.resumed);
}

/// What concerns more than one item: results that could not be written, records that have no score.
void tellRest(const EvaluationListener& listener, const std::vector<Message>& problems)
{
    for (const Message& problem : problems)
        listener.onProblem(problem);
}

PasskeyCases passkeyCases(const EvaluationSettings& settings, const Tokenizer& tokenizer)
{
    if (const std::string file = settings.file("cases"); !file.empty())
        return readPasskeyCases(file, &tokenizer);
    const std::string filler = evaluationText(settings);
    if (settings.protocol == "decimamba")
        return deciMambaCases(tokenizer, filler,
                              {.lengths = settings.lengths,
                               .depths = settings.depths,
                               .trials = settings.samples,
                               .seed = settings.seed,
                               .wording = DeciMambaWording::load(settings.file("template"))});
    return makePasskeyCases(
        tokenizer, filler,
        {.lengths = settings.lengths, .depths = settings.depths, .trials = settings.samples, .seed = settings.seed});
}

void runPasskeyGrid(const EvaluationSettings& settings, const EvaluationTools& tools, const fs::path& folder,
                    const EvaluationListener& listener, Progress& progress)
{
    const std::vector<EvaluatedMethod> methods = evaluatedMethods(settings, tools);
    const PasskeyCases made = passkeyCases(settings, *tools.tokenizer);
    tellRest(listener, made.problems);
    const std::vector<PasskeyCase>& cases = made.cases;
    PasskeyRun run;
    run.folder = folder;
    run.tokenizer = tools.tokenizer.get();
    run.onItem = [&](const PasskeyResult* result, const ItemOutcome& outcome) {
        // A case's methods are items one after the other.
        tell(listener, outcome, [&](const nlohmann::json&) {
            return recordOf(methods[outcome.item % methods.size()].name, cases[outcome.item / methods.size()],
                            result != nullptr && result->correct);
        });
    };
    tellRest(listener, runPasskey(tools.workforce, cases, methods, run, progress).problems);
}

void runPerplexityCurves(const EvaluationSettings& settings, const EvaluationTools& tools, const fs::path& folder,
                         const EvaluationListener& listener, Progress& progress)
{
    std::vector<PerplexityText> texts;
    if (settings.texts.empty())
        texts.push_back({kHaystackText, tools.tokenizer->encode(bundledText(kHaystackText))});
    for (const std::string& name : settings.texts) {
        try {
            texts.push_back(
                {fs::path(name).filename().string(), tools.tokenizer->encode(readTextFile(locateText(name)))});
        } catch (const Error& error) { // the other texts are measured
            listener.onProblem(error.message());
        }
    }
    for (const PerplexityText& text : texts)
        for (const std::int64_t context : settings.lengths)
            if (std::ssize(text.ids) <= context)
                listener.onProblem(say("{0}: {1}", text.name,
                                       say("has {0} tokens, a context of {1} needs more", text.ids.size(), context)));
    const std::vector<EvaluatedMethod> methods = evaluatedMethods(settings, tools);
    PerplexityRun run;
    run.folder = folder;
    run.tokenizer = tools.tokenizer.get();
    run.onItem = [&](const PerplexityProgress& item) {
        tell(listener, item.outcome, [&](const nlohmann::json& result) {
            return recordOf(methods[item.method].name, texts[item.window.text].name, item.context, result);
        });
    };
    const PerplexitySettings how{
        .contexts = settings.lengths, .windows = settings.samples, .last = settings.last, .shortTexts = true};
    tellRest(listener, runPerplexity(tools.workforce, texts, methods, how, run, progress).problems);
}

void runRulerTable(const EvaluationSettings& settings, const EvaluationTools& tools, const fs::path& folder,
                   const EvaluationListener& listener, Progress& progress)
{
    RulerSources sources;
    const auto chosen = [&](const char* option) { return settings.file(option); };
    sources.wordings = RulerWordings::load(chosen("templates"));
    sources.words = RulerWords::load(chosen("words"));
    sources.essay = chosen("essay").empty() ? bundledText(kHaystackText) : readTextFile(chosen("essay"));
    constexpr std::int64_t kUsual = 4096; // prepared prompts hold their own questions
    const std::int64_t longest = settings.lengths.empty() ? kUsual : std::ranges::max(settings.lengths);
    const auto towns = static_cast<std::size_t>(std::max<std::int64_t>(20, longest / 200)); // as the verb has
    sources.squad = chosen("squad").empty() ? QuestionSet::invented(towns, false, settings.seed)
                                            : QuestionSet::readSquad(chosen("squad"));
    sources.hotpot = chosen("hotpot").empty() ? QuestionSet::invented(towns, true, settings.seed)
                                              : QuestionSet::readHotpot(chosen("hotpot"));
    tellRest(listener, sources.squad.problems);
    tellRest(listener, sources.hotpot.problems);
    const std::vector<RulerFile> files =
        settings.data.empty() ? makeRulerFiles(sources, *tools.tokenizer, settings.tasks, settings.lengths,
                                               settings.samples, settings.seed, progress)
                              : readRulerFolder(settings.data, settings.tasks, settings.samples, settings.lengths);
    for (const RulerFile& file : files)
        for (const Message& problem : file.problems)
            listener.onProblem(problem);
    const std::vector<EvaluatedMethod> methods = evaluatedMethods(settings, tools);
    RulerRun run;
    run.folder = folder;
    run.wordings = sources.wordings;
    run.onItem = [&](const RulerFile& file, const RulerSample& sample, std::size_t method, const ItemOutcome& outcome) {
        tell(listener, outcome,
             [&](const nlohmann::json& result) { return recordOf(methods[method].name, file, sample, result); });
    };
    tellRest(listener, runRuler(tools.workforce, *tools.tokenizer, files, methods, run, progress).problems);
}

void runRetrievalCurves(const EvaluationSettings& settings, const EvaluationTools& tools, const fs::path& folder,
                        const EvaluationListener& listener, Progress& progress)
{
    constexpr std::size_t kTowns = 200; // as the verb has
    const QuestionSet set = settings.data.empty() ? QuestionSet::invented(kTowns, false, settings.seed)
                                                  : QuestionSet::readSquad(settings.data);
    tellRest(listener, set.problems);
    const std::vector<RetrievalSample> samples =
        makeRetrievalSamples(set, {.noise = settings.lengths, .questions = settings.samples, .seed = settings.seed});
    const std::vector<EvaluatedMethod> methods = evaluatedMethods(settings, tools);
    RetrievalRun run;
    run.folder = folder;
    run.onItem = [&](const RetrievalSample& sample, std::size_t method, const ItemOutcome& outcome) {
        tell(listener, outcome,
             [&](const nlohmann::json& result) { return recordOf(methods[method].name, sample, result); });
    };
    tellRest(listener, runRetrieval(tools.workforce, *tools.tokenizer, samples, methods, run, progress).problems);
}

void runLongBenchTable(const EvaluationSettings& settings, const EvaluationTools& tools, const fs::path& folder,
                       const EvaluationListener& listener, Progress& progress)
{
    if (const std::string words = settings.file("jieba"); !words.empty()) // it stays for the runs that follow
        setChineseWordsFolder(words);
    const LongBenchFolder data(settings.data);
    LongBenchRun run;
    run.extended = settings.extended;
    run.protocol = LongBenchProtocol::named(settings.protocol, settings.cleanUp);
    run.maxRecords = settings.samples;
    run.folder = folder;
    run.datasets = settings.tasks.empty() ? data.present(settings.extended) : settings.tasks;
    const std::vector<EvaluatedMethod> methods = evaluatedMethods(settings, tools);
    std::string note; // the form says what an empty longest prompt means
    run.maxLength = settings.maxLength > 0 ? settings.maxLength
                                           : longBenchMaxLength(data, run.protocol, tools.model().name(), note);
    const LongBenchReport report = runLongBench(
        tools.workforce, *tools.tokenizer, data, methods, run,
        [&](const LongBenchProgress& item) {
            const nlohmann::json* result = item.outcome.result;
            const auto record = result != nullptr ? recordOf(methods[item.method].name, item, *result) : std::nullopt;
            if (result == nullptr || record)
                tell(listener, item.outcome, [&](const nlohmann::json&) { return *record; });
            else // the prediction is kept; the report says why it is not scored
                tellCount(listener, item.outcome);
        },
        progress);
    tellRest(listener, report.problems);
    for (const LongBenchScore& score : report.scores)
        if (!score.problem.empty())
            listener.onProblem(say("{0} ({1}): {2}", score.dataset, methods[score.method].name, score.problem));
}

} // namespace

EvaluationTools openEvaluationTools(const EvaluationSettings& settings, const std::shared_ptr<const Document>& document,
                                    Progress& progress)
{
    EvaluationTools tools;
    const ModelFiles files = locateModel(settings.model);
    const fs::path tokenizer = settings.tokenizer.empty() ? files.tokenizer : fs::path(settings.tokenizer);
    if (tokenizer.empty())
        throw Error(settings.model, say("has no tokenizer.json; choose one with Model > Choose tokenizer"));
    // Where the run began, whatever the window's own model is on. Times are those of one device.
    std::vector<Device> devices = parseDevices(settings.device);
    if (settings.kind == EvaluationKind::Latency)
        devices.resize(1);
    LoadOptions where;
    where.dtype = parseDType(settings.dtype);
    for (const Device& device : devices) {
        where.device = device;
        const bool open = document && document->model->files().weights == files.weights &&
                          document->model->options().device == where.device &&
                          document->model->options().dtype == where.dtype;
        if (!open)
            requireDevice(where.device);
        tools.workforce.models.push_back(open ? document->model : Model::open(files, where, progress));
    }
    tools.tokenizer = document && document->tokenizer && document->tokenizer->path() == tokenizer
                          ? document->tokenizer
                          : Tokenizer::load(tokenizer);
    const fs::path profile = settings.profile.empty() ? bundledProfile(files) : fs::path(settings.profile);
    if (!profile.empty()) {
        tools.profile = Profile::load(profile);
        tools.profile->requireFits(tools.model().config(), profile.string());
    }
    if (settings.kind == EvaluationKind::Search) // it makes profiles of its own
        return tools;
    if (settings.trainingLength > 0 && tools.profile)
        tools.profile = withTrainingLength(tools.profile, profile, settings.trainingLength);
    const auto& methods = settings.methods;
    if (!tools.profile && std::find(methods.begin(), methods.end(), "longmamba") != methods.end())
        throw Error(settings.model, say("has no calibration profile, which LongMamba needs; make one with 'mambascope "
                                        "calibrate' and open it"));
    return tools;
}

namespace {

void runKind(const EvaluationSettings& settings, const EvaluationTools& tools, const fs::path& folder,
             const EvaluationListener& listener, Progress& progress)
{
    switch (settings.kind) {
    case EvaluationKind::Passkey:
        return runPasskeyGrid(settings, tools, folder, listener, progress);
    case EvaluationKind::Perplexity:
        return runPerplexityCurves(settings, tools, folder, listener, progress);
    case EvaluationKind::LongBench:
        return runLongBenchTable(settings, tools, folder, listener, progress);
    case EvaluationKind::Ruler:
        return runRulerTable(settings, tools, folder, listener, progress);
    case EvaluationKind::DocumentRetrieval:
        return runRetrievalCurves(settings, tools, folder, listener, progress);
    case EvaluationKind::Search:
        return runSearchTrials(settings, tools, folder, listener, progress);
    case EvaluationKind::Latency:
        return runLatencyTable(settings, tools, folder, listener, progress);
    }
}

} // namespace

void runEvaluation(const EvaluationSettings& settings, const EvaluationTools& tools, const fs::path& folder,
                   const EvaluationListener& listener, Progress& progress)
{
    std::set<std::string> told; // reports repeat what was told item by item
    EvaluationListener once = listener;
    once.onProblem = [&](const Message& problem) {
        if (told.insert(problem.english()).second)
            listener.onProblem(problem);
    };
    runKind(settings, tools, folder, once, progress);
    progress.check(); // one that was cancelled is not finished
}

} // namespace mambascope::ui
