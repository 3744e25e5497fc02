// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/metrics.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mambascope {

/// One of LongBench's datasets (arXiv 2308.14508; THUDM/LongBench, folder LongBench).
struct LongBenchTask
{
    const char* name;
    const char* group; ///< "single-document QA" ...
    const char* metric;
    bool extended;      ///< has a file of LongBench-E
    bool chat;          ///< chat models get their wrapper around its prompt
    bool firstLineOnly; ///< few-shot answers end with their line
};

std::span<const LongBenchTask> longBenchTasks();
/// \throws Error naming what is not a dataset of LongBench
const LongBenchTask& longBenchTask(std::string_view name);

struct LongBenchAnswer
{
    ScoredAnswer answer;
    std::int64_t length = 0; ///< of the record, in words
};

/// One record, 0..1, as it counts in its file's score if all records have its classes.
double longBenchScoreOfRecord(const LongBenchTask& task, const LongBenchAnswer& answer);

/// A whole file as LongBench's eval.py scores it: mean of the records in per cent, two decimals. The classes of the
/// last record count for all. \throws Error for a file without records
double longBenchScore(const LongBenchTask& task, std::span<const LongBenchAnswer> answers);

/// LongBench-E: records below 4,000 words, below 8,000, and the rest; NaN where there is none. numpy rounds these, and
/// ties the other way than Python does.
std::array<double, 3> longBenchScoreByLength(const LongBenchTask& task, std::span<const LongBenchAnswer> answers);

/// RULER's score of a file: mean of the records' share of references found (any: whether one is), in per cent.
double rulerScore(bool any, std::span<const ScoredAnswer> answers);

} // namespace mambascope
