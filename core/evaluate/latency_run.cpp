// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/latency_run.h"

#include "core/base/error.h"
#include "core/base/fingerprint.h"
#include "core/base/system_reason.h"
#include "core/evaluate/journal.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <system_error>

namespace mambascope {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

json journalSettings(const Model& model, const Tokenizer& tokenizer, const std::string& text,
                     const std::vector<EvaluatedMethod>& methods, const LatencySettings& settings)
{
    json all = evaluationSettings("latency", model, &tokenizer, methods.front());
    all["method"] = json::array();
    for (const EvaluatedMethod& method : methods)
        all["method"].push_back(method.fingerprint);
    all["device"] = model.options().device.text();
    all["repeats"] = settings.repeats;
    all["new_tokens"] = settings.newTokens;
    if (settings.mean)
        all["statistic"] = "mean";
    all["text"] = Fingerprint().add(text).text();
    return all;
}

std::string keyOf(std::int64_t length)
{
    return std::to_string(length) + " tokens";
}

json jsonOf(const std::vector<LatencyResult>& ofLength)
{
    json all = json::array();
    for (const LatencyResult& result : ofLength)
        all.push_back({{"prefill_seconds", result.prefillSeconds},
                       {"decode_tokens_per_second", result.decodeTokensPerSecond},
                       {"memory", result.peakBytes}});
    return all;
}

/// What is added to vanilla follows from the others, and is no number where vanilla is missing.
std::vector<LatencyResult> resultsOf(const json& kept, std::int64_t length, const std::vector<EvaluatedMethod>& methods)
{
    std::vector<LatencyResult> results;
    double base = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t m = 0; m < methods.size(); ++m) {
        const json& one = kept.at(m);
        results.push_back({.method = m,
                           .length = length,
                           .prefillSeconds = one.at("prefill_seconds").get<double>(),
                           .decodeTokensPerSecond = one.at("decode_tokens_per_second").get<double>(),
                           .peakBytes = one.at("memory").get<std::int64_t>(),
                           .overheadPercent = 0});
        if (methods[m].name == "vanilla")
            base = results.back().prefillSeconds;
    }
    for (LatencyResult& result : results)
        result.overheadPercent = 100 * (result.prefillSeconds / base - 1);
    return results;
}

} // namespace

LatencyReport runLatencyReport(const std::shared_ptr<const Model>& model, const Tokenizer& tokenizer,
                               const std::string& text, const std::vector<EvaluatedMethod>& methods,
                               const LatencySettings& settings, const LatencyRun& run, Progress& progress)
{
    if (methods.empty())
        throw Error(say("methods"), say("none given"));
    std::unique_ptr<Journal> journal;
    if (!run.folder.empty()) {
        const fs::path place = run.folder / "journal";
        std::error_code status;
        fs::create_directories(place, status);
        if (status)
            throw Error(place.string(), say("cannot be made: {0}", systemReason(status)));
        journal = std::make_unique<Journal>(place / "latency.jsonl",
                                            journalSettings(*model, tokenizer, text, methods, settings));
    }
    std::map<std::int64_t, std::vector<LatencyResult>> known;
    LatencySettings missing = settings;
    missing.lengths.clear();
    for (const std::int64_t length : settings.lengths) {
        const json* kept = journal ? journal->find(keyOf(length)) : nullptr;
        if (kept == nullptr) {
            if (std::find(missing.lengths.begin(), missing.lengths.end(), length) == missing.lengths.end())
                missing.lengths.push_back(length);
            continue;
        }
        const auto [place, isNew] = known.try_emplace(length, resultsOf(*kept, length, methods));
        for (const LatencyResult& result : place->second)
            if (isNew && run.onResult)
                run.onResult(result, true);
    }
    const auto keep = [&](const LatencyResult& result) {
        std::vector<LatencyResult>& ofLength = known[result.length];
        ofLength.push_back(result);
        if (journal && ofLength.size() == methods.size())
            journal->add(keyOf(result.length), jsonOf(ofLength));
        if (run.onResult)
            run.onResult(result, false);
    };
    if (!missing.lengths.empty() || settings.lengths.empty()) // an empty list is refused there
        runLatency(model, tokenizer.encode(text), methods, missing, keep, progress);
    LatencyReport report;
    for (const auto& [length, results] : known)
        report.results.insert(report.results.end(), results.begin(), results.end());
    if (const std::size_t count = journal ? journal->unwritten() : 0; count > 0)
        report.problem = say("{0}: {1} results could not be kept: {2}",
                             (run.folder / "journal" / "latency.jsonl").string(), count, journal->problem());
    return report;
}

} // namespace mambascope
