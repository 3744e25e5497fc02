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
    std::int64_t length = 0;          ///< that the prompts were made for
    std::vector<RulerSample> samples; ///< none where the file or the length is of no use
    std::vector<Message> problems;    ///< why not, and lines that are no records, one sentence each
};

/// What RULER's prepare.py left: FOLDER/TASK/validation.jsonl or FOLDER/TASK.jsonl, or the same below FOLDER/LENGTH or
/// FOLDER/LENGTH/data. Only these tasks, or (none named) all that are there, at most `samples` of each (0: all). A line
/// that is no record is a problem of that line, and a file without records one of that file. \throws Error naming what
/// is not there: the folder, every file, every usable record. `lengths`: only these (none named: all)
std::vector<RulerFile> readRulerFolder(const std::filesystem::path& folder, const std::vector<std::string>& tasks,
                                       std::int64_t samples, const std::vector<std::int64_t>& lengths = {});
/// \throws Error naming the first problem when there is no prompt in any of them
void requireRulerSamples(const std::vector<RulerFile>& files);
/// The same form: FOLDER/LENGTH/TASK/validation.jsonl. \throws Error
void writeRulerFolder(const std::filesystem::path& folder, const std::vector<RulerFile>& files);

/// The built-in suite: each of the tasks (none named: all) at each length. A length that cannot hold a task is a
/// problem of both. \throws Error when none can be asked; Cancelled
std::vector<RulerFile> makeRulerFiles(const RulerSources& sources, const Tokenizer& tokenizer,
                                      const std::vector<std::string>& tasks, const std::vector<std::int64_t>& lengths,
                                      std::int64_t samples, std::uint64_t seed, Progress& progress);

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
    bool cancelled = false; ///< there are scores of the files that are complete
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
/// come; a run that was killed goes on from it. FOLDER/pred/TAG/LENGTH/TASK.jsonl has RULER's form as soon as the file
/// is complete, with summary.csv beside at the end, and RULER's evaluate.py gives the same scores. Only the leader of
/// several processes has a report. \throws Error
RulerReport runRuler(const Workforce& workforce, const Tokenizer& tokenizer, const std::vector<RulerFile>& files,
                     const std::vector<EvaluatedMethod>& methods, const RulerRun& run, Progress& progress);

} // namespace mambascope
