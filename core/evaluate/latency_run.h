// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/latency.h"
#include "core/text/tokenizer.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mambascope {

/// A report of time and memory that is kept length by length. One that was stopped goes on with the lengths that are
/// not there yet: a length's methods are only comparable when they were measured together.
struct LatencyRun
{
    std::filesystem::path folder; ///< of FOLDER/journal/latency.jsonl; empty: nothing is kept
    /// Sees every result, first those of earlier runs.
    std::function<void(const LatencyResult& result, bool resumed)> onResult;
};

struct LatencyReport
{
    std::vector<LatencyResult> results; ///< by length, each with its methods in their order
    Message problem;                    ///< results that could not be kept, and why
};

/// runLatency() over prompts of `text`. \throws Error as it does, and for a journal that cannot be used; Cancelled
/// (what is complete has been kept)
LatencyReport runLatencyReport(const std::shared_ptr<const Model>& model, const Tokenizer& tokenizer,
                               const std::string& text, const std::vector<EvaluatedMethod>& methods,
                               const LatencySettings& settings, const LatencyRun& run, Progress& progress);

} // namespace mambascope
