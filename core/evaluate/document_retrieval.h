// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/item_run.h"
#include "core/evaluate/ruler_questions.h"
#include "core/evaluate/workforce.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace mambascope {

/// One question of DeciMamba's document retrieval (arXiv 2406.14528; assafbk/DeciMamba): which of the documents in the
/// prompt answers it?
struct RetrievalSample
{
    std::string prompt;
    int golden = 0;         ///< number of the document that does
    std::int64_t noise = 0; ///< documents that do not
};

/// The prompt of a question: for each document the question, the document's number and its text; then the cue.
/// `numbers` belong to `documents`.
std::string retrievalPrompt(const std::string& question, const std::vector<std::string>& documents,
                            const std::vector<int>& numbers);

struct RetrievalSettings
{
    std::vector<std::int64_t> noise = {10, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220, 240, 260, 280, 300};
    std::int64_t questions = 100; ///< drawn from those that can be answered
    std::uint64_t seed = 123;
};

/// Noise runs through one shuffle of the documents of all records, from its beginning for every number of noise
/// documents, and may repeat the golden one; numbers of documents are distinct, 0 to 999.
/// DeciMamba draws from tables that are stored with its code; here the seed draws them, so that single prompts are not
/// DeciMamba's but the task is. \throws Error: more documents than numbers
std::vector<RetrievalSample> makeRetrievalSamples(const QuestionSet& set, const RetrievalSettings& settings);

struct RetrievalScore
{
    std::int64_t noise = 0;
    std::size_t method = 0;
    std::size_t questions = 0, correct = 0;
};

struct RetrievalReport
{
    std::vector<RetrievalScore> scores; ///< noise by noise, each with its methods in their order
    std::vector<Message> problems;
    std::size_t made = 0, resumed = 0;
    bool cancelled = false; ///< the scores are of what was answered until then
};

struct RetrievalRun
{
    std::filesystem::path folder; ///< of FOLDER/journal/TAG.jsonl; empty: results are in memory only
    /// Sees every question under every method as it is known.
    std::function<void(const RetrievalSample& sample, std::size_t method, const ItemOutcome& outcome)> onItem;
};

/// Greedy answers of at most ten tokens, right when their first number is the golden document's and nothing else stands
/// before its end (metric doc_retrieval). \throws Error
RetrievalReport runRetrieval(const Workforce& workforce, const Tokenizer& tokenizer,
                             const std::vector<RetrievalSample>& samples, const std::vector<EvaluatedMethod>& methods,
                             const RetrievalRun& run, Progress& progress);

} // namespace mambascope
