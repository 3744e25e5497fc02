// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/item_crew.h"
#include "core/evaluate/item_run.h"
#include "core/evaluate/journal.h"

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace mambascope {

/// What is known of the items of a run: who is still to be made, results in their journals, problems, the time it
/// takes.
class ItemLedger
{
public:
    /// Opens the journals and tells run.onItem what they have. \throws like Journal
    explicit ItemLedger(const ItemRun& run);

    /// Hands out the next item that nobody has made or is at: of the prompt that the worker was at, or of one at which
    /// nobody is, or the first. A worker is a number of a process's own.
    std::optional<std::size_t> next(int process, std::size_t worker);
    void take(ItemOutput output);

    bool isComplete() const { return m_done == m_run.items.size(); }
    /// Of the work that this run began with.
    double fractionDone() const { return m_costTotal > 0 ? m_costDone / m_costTotal : 1; }
    double fraction(std::size_t item) const { return m_run.items[item].cost / m_costTotal; }
    /// With what could not be written, which is tried once more.
    ItemResults results();

private:
    void close(std::size_t item, const nlohmann::json& result);
    void close(std::size_t item, const Message& cause);
    void tell(std::size_t item, const nlohmann::json* result, const Message& problem, bool resumed);
    double secondsLeft() const;

    const ItemRun& m_run;
    std::vector<std::unique_ptr<Journal>> m_journals; ///< null: in memory only
    ItemResults m_results;
    std::map<std::size_t, Message> m_problems; ///< in the items' order, whoever found them
    std::deque<std::size_t> m_waiting;
    std::map<std::pair<int, std::size_t>, std::size_t> m_prompts; ///< that a worker is at
    std::map<std::size_t, std::vector<std::size_t>> m_twins;      ///< what is known as soon as that item is
    std::size_t m_done = 0;
    double m_costTotal = 0, m_costDone = 0;
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

} // namespace mambascope
