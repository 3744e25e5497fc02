// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/item_run.h"
#include "core/evaluate/workforce.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace mambascope {

struct PerplexitySettings
{
    std::vector<std::int64_t> contexts; ///< S
    std::int64_t windows = 10;          ///< W: stride = max(10, (len - S) / W), starts 0, stride, .. < len - S
    std::int64_t last = 100;            ///< loss over the last K predicted tokens of a window
    /// A text that is not longer than a context is an error, or gives it no window; a context without any window then
    /// has no result.
    bool shortTexts = false;

    /// What others have measured with, W and K included:
    ///   "pg19": LongMamba's lengths 2,000, 10,000, 20,000 .. 100,000, pooled over the books
    ///   "pg19-decimamba": DeciMamba's 1,000, 2,000, 4,000, 10,000, 20,000 .. 60,000
    ///   "longmamba": a text of one's own in LongMamba's program: 100,000, 80,000 .. 20,000, 10,000, 2,000
    /// \throws Error for another name
    static PerplexitySettings named(const std::string& protocol);
};

struct PerplexityText
{
    std::string name;
    std::vector<std::int64_t> ids;
};

struct PerplexityWindow
{
    std::size_t text = 0;
    std::int64_t start = 0;
    double nll = 0; ///< mean over the last K tokens, nats
};

struct PerplexityResult
{
    std::size_t method = 0;
    std::int64_t context = 0;
    std::vector<PerplexityWindow> windows; ///< those that could be computed
    double nll = 0;                        ///< mean over windows
    double perplexity = 0;                 ///< exp(nll)
};

/// One item of a run, for whoever watches it; its result has "nll".
struct PerplexityProgress
{
    std::size_t method = 0;
    std::int64_t context = 0;
    const PerplexityWindow& window; ///< without its loss
    const ItemOutcome& outcome;
};

struct PerplexityRun
{
    std::filesystem::path folder;         ///< of FOLDER/journal/TAG.jsonl; empty: results are in memory only
    const Tokenizer* tokenizer = nullptr; ///< that made the ids; belongs to the journal's settings
    /// Sees every context under every method when all of its windows are known, in that order as a rule.
    std::function<void(const PerplexityResult&)> onResult;
    std::function<void(const PerplexityProgress&)> onItem; ///< every window
};

struct PerplexityReport
{
    std::vector<PerplexityResult> results; ///< context by context, each with its methods in their order
    std::vector<Message> problems;
    std::size_t made = 0, resumed = 0;
};

/// LongMamba's PG-19 protocol over any texts: one prefill a window.
/// \throws Error: settings that make no sense, a text that is too short (both lengths named), no window at all, what
/// runItems() throws; Cancelled
PerplexityReport runPerplexity(const Workforce& workforce, const std::vector<PerplexityText>& texts,
                               const std::vector<EvaluatedMethod>& methods, const PerplexitySettings& settings,
                               const PerplexityRun& run, Progress& progress);

/// LongMamba's result file of one method: {"100k": "4.1234", .., "average": ".."}, lengths as they were asked for,
/// strings with four decimals, the average over lengths.
std::string longMambaPerplexityJson(const std::vector<PerplexityResult>& results, std::size_t method);

} // namespace mambascope
