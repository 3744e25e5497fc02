// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/tables_of_runs.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace mambascope {

/// A setting that searches tried, as it was measured last.
struct ShownTrial
{
    std::size_t run = 0;
    const EvaluationRecord* record = nullptr;
    bool best = false; ///< of its run: of those that were measured longest the one with the best score
};

/// The settings of all runs, those that were measured longest first, of these the best, of equal ones the likelier.
/// Pointers go into `runs`.
std::vector<ShownTrial> shownTrials(std::span<const ShownRun> runs);

/// The best one of a run; null: there is none.
const EvaluationRecord* bestTrial(const ShownRun& run);

/// A value of a trial: theta, clamp, scale, layer, rung, items, nll, global_channels. NaN: it has none
double trialValue(const EvaluationRecord& trial, const char* name);

/// A row for each of shownTrials(), in their order.
ResultTable searchTable(std::span<const ShownRun> runs);

} // namespace mambascope
