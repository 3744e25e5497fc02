// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/item_run.h"
#include "core/evaluate/workforce.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace mambascope {

struct PasskeyCase
{
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> answer;
    std::int64_t length = 0;
    double depth = 0;
    /// DeciMamba's protocol: the key as text. Up to ten tokens are asked for, and the metric `passkey` compares; empty:
    /// the continuation has to be `answer`.
    std::string key = {};
};

/// Prompts, and what could not become one.
struct PasskeyCases
{
    std::vector<PasskeyCase> cases;
    std::vector<Message> problems; ///< one sentence each, none twice

    void addProblem(const Message& problem)
    {
        if (std::find(problems.begin(), problems.end(), problem) == problems.end())
            problems.push_back(problem);
    }
};

struct PasskeyResult
{
    std::size_t method = 0; ///< index into the methods
    std::size_t caseIndex = 0;
    bool correct = false;
    std::vector<std::int64_t> ids; ///< the greedy continuation
};

struct PasskeyRun
{
    std::filesystem::path folder;         ///< of FOLDER/journal/TAG.jsonl; empty: results are in memory only
    const Tokenizer* tokenizer = nullptr; ///< what it does not know is not answered; needed by cases with a key
    std::int64_t vocabulary = 0;          ///< only ids below this are chosen; 0: what the tokenizer knows, else all
    /// Sees every case under every method as it is known; `outcome` tells how far the run is. `result` is null where
    /// there is a problem.
    std::function<void(const PasskeyResult* result, const ItemOutcome& outcome)> onItem;
};

struct PasskeyReport
{
    std::vector<PasskeyResult> results; ///< case by case, each with its methods in their order
    std::vector<Message> problems;
    std::size_t made = 0, resumed = 0;
};

/// Greedy answers of every case under every method, a case's methods one after the other.
/// \throws Error for a case without an answer, Cancelled, what runItems() throws
PasskeyReport runPasskey(const Workforce& workforce, const std::vector<PasskeyCase>& cases,
                         const std::vector<EvaluatedMethod>& methods, const PasskeyRun& run, Progress& progress);

} // namespace mambascope
