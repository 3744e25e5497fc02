// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"
#include "core/base/progress.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace mambascope {

class Peers;

// Every long evaluation (LongBench, RULER, document retrieval, pass keys, perplexity) is a list of items, each of which
// gives one JSON record. Who keeps them, goes on after a crash, shares them out over GPUs and hosts, counts what went
// wrong and says how long it still takes is this one piece of code; what an item is, is the evaluation's affair.

struct RunItem
{
    /// What is asked: the same as long as the question is the same, and there once in its journal.
    std::string key;
    /// Where a problem with it is, for people: "data/qasper.jsonl line 3 (longmamba)".
    Message place;
    double cost = 1;         ///< its part of the work, in any unit; tokens as a rule
    std::size_t journal = 0; ///< where its result is kept
    /// Items of which this is equal have equal results and are made once, each for its own journal; empty: like none.
    /// See treatmentOf() for methods that read a prompt alike.
    std::string sameAs{};
    /// Items with an equal number ask the same prompt. They are best made by one worker, one behind the other: it knows
    /// what they have in common (SharedLayers).
    std::size_t prompt = 0;
};

/// A file of results, see Journal. `settings` has to be equal for results to belong together.
struct RunJournal
{
    std::filesystem::path file; ///< empty: results are kept in memory only
    nlohmann::json settings;
};

/// What has just become known of an item.
struct ItemOutcome
{
    std::size_t item = 0;
    const nlohmann::json* result = nullptr; ///< null: there is a problem instead
    Message problem;                        ///< "place: cause"
    bool resumed = false;                   ///< an earlier run had made it
    std::size_t done = 0, total = 0;        ///< items, this one included
    double secondsLeft = -1;                ///< until the run's end; -1: not known yet
};

struct ItemRun
{
    std::vector<RunJournal> journals; ///< may be empty when nothing is kept
    std::vector<RunItem> items;
    /// Sees every item once, first those of earlier runs; always called in the thread that called runItems(). May
    /// cancel the progress.
    std::function<void(const ItemOutcome&)> onItem;
};

struct ItemResults
{
    std::vector<nlohmann::json> results; ///< of each item; null where there is a problem
    std::vector<Message> problems;       ///< items that gave none, results that could not be written
    std::size_t made = 0;
    std::size_t resumed = 0;
};

/// Computes an item; called by one thread at a time. An Error is a problem of that item only.
using ItemWork = std::function<nlohmann::json(std::size_t item, Progress& progress)>;

/// Makes every item that no journal has yet, in the items' order as far as there is one worker.
///
/// `workers`: one for each model that computes, i.e. for each GPU. One works in the calling thread, several have a
/// thread each and take the next item when they are done with one.
/// `peers`: other processes that run the same list (mpirun); null: none. The first of them keeps the journals and hands
/// items out; in the others nothing is written, and results and problems stay empty.
/// Results are in the journal before onItem sees them. Which worker made an item leaves no trace.
/// \throws Error: a journal cannot be used, a key is there twice, peers see other items; Cancelled (what is complete
/// has been written); what a worker throws that is neither
ItemResults runItems(const ItemRun& run, const std::vector<ItemWork>& workers, Progress& progress,
                     Peers* peers = nullptr);

} // namespace mambascope
