// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/evaluation_measurements.h"

#include "core/base/error.h"
#include "core/base/system_reason.h"
#include "core/base/text_file.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/evaluation_records.h"
#include "core/evaluate/latency_run.h"
#include "core/evaluate/search.h"
#include "core/evaluate/tables_of_searches.h"
#include "ui/engine/document.h"
#include "ui/engine/evaluation_methods.h"

#include <array>
#include <charconv>
#include <string>
#include <system_error>

namespace mambascope::ui {

namespace {

namespace fs = std::filesystem;

/// As short as it can be read back.
std::string shortText(double value)
{
    std::array<char, 32> text{};
    const auto [end, status] = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), end};
}

SearchSettings searchSettings(const EvaluationSettings& settings, const EvaluationTools& tools, const fs::path& folder)
{
    SearchSettings search;
    search.method = settings.methods.front();
    search.metric = searchMetricNamed(settings.metric);
    search.lengths = settings.lengths;
    search.minutes = settings.minutes;
    search.seed = settings.seed;
    search.candidates = settings.candidates;
    search.last = settings.last;
    search.source = evaluationTextName(settings);
    search.journal = folder / "journal" / "search.jsonl";
    search.trainingLength = settings.trainingLength > 0 ? settings.trainingLength
                            : tools.profile             ? tools.profile->calibrationLength
                                                        : 0;
    if (search.trainingLength == 0)
        throw Error(settings.model, say("does not say how long its training sequences were; give the training length"));
    return search;
}

} // namespace

fs::path trialProfile(const fs::path& folder, const EvaluationRecord& trial)
{
    const auto clamp = trial.values.find("clamp");
    return folder / ("profile-clamp" + shortText(clamp == trial.values.end() ? 0 : clamp->second) + ".safetensors");
}

void keepSearchProfiles(const fs::path& folder, const SearchResult& result)
{
    for (const auto& [clamp, profile] : result.profiles) {
        EvaluationRecord trial;
        trial.values["clamp"] = clamp;
        profile->save(trialProfile(folder, trial));
    }
    if (result.profile)
        result.profile->save(folder / "profile.safetensors");
}

fs::path keepTrialProfile(const StoredRun& run, const EvaluationRecord& trial, const fs::path& folder)
{
    const fs::path source = trialProfile(run.folder, trial);
    std::error_code status;
    if (!fs::exists(source, status))
        throw Error(run.name, say("has no profile yet; a search writes it when it ends or is stopped: resume it"));
    Profile profile = *Profile::load(source);
    profile.theta = trialValue(trial, "theta");
    profile.scale = trialValue(trial, "scale");
    if (const fs::path best = run.folder / "profile.safetensors"; fs::exists(best, status))
        profile.history = Profile::load(best)->history;
    fs::create_directories(folder, status);
    if (status)
        throw Error(folder.string(), say("cannot be made: {0}", systemReason(status)));
    const fs::path path = folder / (run.folder.filename().string() + "-theta" + shortText(profile.theta) + "-scale" +
                                    shortText(profile.scale) + "-clamp" + shortText(profile.clamp) + ".safetensors");
    profile.save(path);
    return path;
}

DecimationSettings trialDecimation(const EvaluationSettings& settings, const EvaluationRecord& trial,
                                   const ModelConfig& config, const Profile* profile)
{
    const std::int64_t length = settings.trainingLength > 0 ? settings.trainingLength
                                : profile != nullptr        ? profile->calibrationLength
                                                            : 0;
    DecimationSettings decimation = DecimationSettings::standard(config, length);
    decimation.layers = {static_cast<std::int64_t>(trialValue(trial, "layer"))};
    return decimation;
}

void runSearchTrials(const EvaluationSettings& settings, const EvaluationTools& tools, const fs::path& folder,
                     const EvaluationListener& listener, Progress& progress)
{
    const std::string text = evaluationText(settings);
    const std::string calibration =
        settings.calibration.empty() ? bundledText(kCalibrationText) : readTextFile(locateText(settings.calibration));
    const SearchSettings search = searchSettings(settings, tools, folder);
    const auto tell = [&](const SearchProgress& known) {
        listener.onCount(
            {.done = known.trials, .total = known.total, .secondsLeft = known.secondsLeft, .fraction = known.fraction});
        if (known.trial != nullptr)
            listener.onRecord(recordOf(settings.methods.front(), settings.lengths.front(), *known.trial),
                              known.resumed);
    };
    const SearchResult result = runSearch(tools.workforce, *tools.tokenizer, text, calibration, search, tell, progress);
    try {
        keepSearchProfiles(folder, result);
    } catch (const Error& error) { // the trials are there all the same
        listener.onProblem(error.what());
    }
    if (!result.problem.empty())
        listener.onProblem(result.problem);
    progress.check(); // one that was cancelled keeps the best so far, and can go on
}

void runLatencyTable(const EvaluationSettings& settings, const EvaluationTools& tools, const fs::path& folder,
                     const EvaluationListener& listener, Progress& progress)
{
    const std::vector<EvaluatedMethod> methods = evaluatedMethods(settings, tools);
    const auto total = std::ssize(settings.lengths) * std::ssize(methods);
    std::int64_t done = 0;
    listener.onCount({.done = 0, .total = total});
    const auto tell = [&](const LatencyResult& result, bool resumed) {
        listener.onCount({.done = ++done, .total = total});
        listener.onRecord(recordOf(methods[result.method].name, result), resumed);
    };
    const LatencyReport report =
        runLatencyReport(tools.workforce.models.front(), *tools.tokenizer, evaluationText(settings), methods,
                         {.lengths = settings.lengths,
                          .repeats = settings.samples,
                          .newTokens = settings.newTokens,
                          .mean = settings.protocol == "longmamba"},
                         {.folder = folder, .onResult = tell}, progress);
    if (!report.problem.empty())
        listener.onProblem(report.problem);
}

} // namespace mambascope::ui
