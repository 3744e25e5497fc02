// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/evaluation_records.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/evaluate/metrics.h"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace mambascope {

namespace {

std::string predictionOf(const nlohmann::json& result)
{
    return result.at("pred").get<std::string>();
}

} // namespace

EvaluationRecord recordOf(const std::string& method, const PasskeyCase& one, bool correct)
{
    return {method, {}, one.length, one.depth, correct ? 1.0 : 0.0, {}};
}

EvaluationRecord recordOf(const std::string& method, const std::string& text, std::int64_t context,
                          const nlohmann::json& result)
{
    return {method, std::filesystem::path(text).filename().string(), context,
            0,      numberOfJson(result.at("nll"), "nll"),           {}};
}

std::optional<EvaluationRecord> recordOf(const std::string& method, const LongBenchProgress& item,
                                         const nlohmann::json& result)
{
    try {
        const double score = longBenchScoreOfRecord(
            longBenchTask(item.dataset),
            {{predictionOf(result), item.record.answers, item.record.classes}, item.record.length});
        return EvaluationRecord{method, item.dataset, item.record.length, 0, score, {}};
    } catch (const Error&) {
        return std::nullopt;
    }
}

EvaluationRecord recordOf(const std::string& method, const RulerFile& file, const RulerSample& sample,
                          const nlohmann::json& result)
{
    const ScoredAnswer answer{rulerAnswer(predictionOf(result)), sample.outputs, {}};
    return {method, file.task->name, file.length, 0, foundShare(answer, file.task->anyReference()), {}};
}

EvaluationRecord recordOf(const std::string& method, const RetrievalSample& sample, const nlohmann::json& result)
{
    const ScoredAnswer answer{predictionOf(result), {std::to_string(sample.golden)}, {}};
    return {method, {}, sample.noise, 0, scoreAnswer("doc_retrieval", answer), {}};
}

EvaluationRecord recordOf(const std::string& method, const LatencyResult& result)
{
    EvaluationRecord record{
        method,
        {},
        result.length,
        0,
        result.prefillSeconds,
        {{"prefill_seconds", result.prefillSeconds}, {"memory", static_cast<double>(result.peakBytes)}}};
    if (result.decodeTokensPerSecond > 0)
        record.values["decode_tokens_per_second"] = result.decodeTokensPerSecond;
    return record;
}

EvaluationRecord recordOf(const std::string& method, std::int64_t length, const SearchTrial& trial)
{
    EvaluationRecord record{
        method, {},          length,
        0,      trial.score, {{"rung", trial.rung}, {"items", static_cast<double>(trial.items)}, {"nll", trial.nll}}};
    if (trial.layer >= 0) {
        record.values["layer"] = static_cast<double>(trial.layer);
    } else {
        record.values["theta"] = trial.theta;
        record.values["clamp"] = trial.clamp;
        record.values["scale"] = trial.scale;
        record.values["global_channels"] = static_cast<double>(trial.globalChannels);
    }
    return record;
}

} // namespace mambascope
