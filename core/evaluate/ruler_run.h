// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/item_run.h"
#include "core/evaluate/ruler_generate.h"
#include "core/evaluate/workforce.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace mambascope {

/// The prompts of one task and length.
struct RulerFile
{
    const RulerTask* task = nullptr;
    std::int64_t length = 0; ///< that the prompts were made for
    std::vector<RulerSample> samples;
    std::vector<Message> problems; ///< lines that are no records, one sentence each
};

/// What RULER's prepare.py left: FOLDER/TASK/validation.jsonl or FOLDER/TASK.jsonl, or the same below FOLDER/LENGTH or
/// FOLDER/LENGTH/data. Only these tasks, or (none named) all that are there, at most `samples` of each (0: all). A line
/// that is no record is a problem of that line. \throws Error naming what is not there
std::vector<RulerFile> readRulerFolder(const std::filesystem::path& folder, const std::vector<std::string>& tasks,
                                       std::int64_t samples);
/// The same form: FOLDER/LENGTH/TASK/validation.jsonl. \throws Error
void writeRulerFolder(const std::filesystem::path& folder, const std::vector<RulerFile>& files);

struct RulerScore
{
    std::string task;
    std::int64_t length = 0;
    std::size_t method = 0;
    std::size_t records = 0, empty = 0; ///< answered; answered with nothing
    double score = 0;                   ///< per cent, two decimals
};

struct RulerReport
{
    std::vector<RulerScore> scores; ///< method by method, in the files' order; files without an answer have none
    std::vector<Message> problems;
    std::size_t made = 0, resumed = 0;
};

struct RulerRun
{
    std::filesystem::path folder; ///< where journals, predictions and summaries go
    RulerWordings wordings;       ///< numbers of tokens to generate
    /// Sees every prompt under every method as it is known.
    std::function<void(const RulerFile& file, const RulerSample& sample, std::size_t method,
                       const ItemOutcome& outcome)>
        onItem;
};

/// Greedy answers to every prompt under every method, then RULER's scores. FOLDER/journal/TAG.jsonl has results as they
/// come; a run that was killed goes on from it. FOLDER/pred/TAG/LENGTH/TASK.jsonl has RULER's form, with its
/// summary.csv beside, and RULER's evaluate.py gives the same scores. Only the leader of several processes has a
/// report. \throws Error, Cancelled
RulerReport runRuler(const Workforce& workforce, const Tokenizer& tokenizer, const std::vector<RulerFile>& files,
                     const std::vector<EvaluatedMethod>& methods, const RulerRun& run, Progress& progress);

} // namespace mambascope
