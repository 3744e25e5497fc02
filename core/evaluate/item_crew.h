// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/item_run.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace mambascope {

/// What became of one item: a result, a problem, or an end to everything.
struct ItemOutput
{
    std::size_t item = 0;
    nlohmann::json result;
    Message problem;
    std::exception_ptr failure; ///< Cancelled, or what concerns more than this item
};

/// Runs `work` on one item. The result is as reading it back from a journal gives it, so that a run that was continued
/// does not differ from one that was not.
/// \throws Cancelled
ItemOutput computed(std::size_t item, const ItemWork& work, Progress& progress);

/// One thread for each worker of this process. All functions are for the thread that made the crew.
class ItemCrew
{
public:
    explicit ItemCrew(const std::vector<ItemWork>& workers);
    /// Stops what is being computed and waits for it.
    ~ItemCrew();
    ItemCrew(const ItemCrew&) = delete;
    ItemCrew& operator=(const ItemCrew&) = delete;

    bool isIdle(std::size_t worker) const;
    void give(std::size_t worker, std::size_t item);
    struct Finished
    {
        std::size_t worker = 0;
        ItemOutput output;
    };
    /// \throws what a worker threw that concerns more than its item
    std::optional<Finished> finished();
    /// Until something is finished, at most that long.
    void wait(std::chrono::milliseconds patience);

private:
    struct Worker
    {
        std::optional<std::size_t> item; ///< what it is at
        Progress progress;
        std::thread thread;
    };
    void serve(std::size_t worker, const ItemWork& work);

    mutable std::mutex m_mutex;
    std::condition_variable m_given, m_done;
    std::deque<Worker> m_workers;
    std::deque<Finished> m_finished;
    bool m_closing = false;
};

} // namespace mambascope
