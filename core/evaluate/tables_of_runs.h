// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/run_store.h"
#include "core/evaluate/tables.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace mambascope {

/// A run and what of its results is there.
struct ShownRun
{
    StoredRun run;
    std::vector<EvaluationRecord> records;
    std::vector<Message> problems;
};

/// Results of runs of one kind, averaged over what is repeated (trials, windows, records), for tables and figures.
struct ResultGrid
{
    struct Series
    {
        std::size_t run = 0;
        std::string method;
        std::string label; ///< the method's title; of several runs: "run: method"
    };
    struct Cell
    {
        double sum = 0;
        std::int64_t count = 0;
    };
    EvaluationKind kind = EvaluationKind::Passkey;
    std::vector<Series> series;
    std::vector<std::string> rows; ///< depth, context, task, number of documents: titles in order
    std::vector<double> rowValues; ///< as numbers, where they are
    std::vector<Message> columns;  ///< lengths, buckets; a single empty title where there are none
    std::map<std::tuple<std::size_t, std::size_t, std::size_t>, Cell> cells; ///< (series, row, column)

    /// In the unit that is shown: per cent, perplexity, ms, MiB. NaN: no result yet.
    double value(std::size_t s, std::size_t row, std::size_t column) const;
};

/// Columns of a latency run's grid: what was measured, and what a method adds to vanilla's, per cent.
enum LatencyColumn : std::size_t { Prefill, PrefillAdded, Decode, Memory, MemoryAdded, LatencyColumns };

/// \pre all runs are of one kind, which is not Search
ResultGrid resultGrid(std::span<const ShownRun> runs);

/// The table of one run, or of several side by side with what each method differs from the first run's. Rows that are a
/// mean over tasks or depths come last. A search's table has a row for each of shownTrials().
ResultTable resultTable(std::span<const ShownRun> runs);

/// Runs are called as their owner calls them; two of one name are told apart by their dates.
std::vector<std::string> runLabels(std::span<const ShownRun> runs);

/// "Right answers, %" and so on: what the numbers of a kind are.
Message measureTitle(EvaluationKind kind);

} // namespace mambascope
