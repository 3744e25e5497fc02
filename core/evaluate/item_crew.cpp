// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/item_crew.h"

#include "core/base/error.h"

#include <new>
#include <utility>

namespace mambascope {

ItemOutput computed(std::size_t item, const ItemWork& work, Progress& progress)
{
    ItemOutput output;
    output.item = item;
    try {
        output.result =
            nlohmann::json::parse(work(item, progress).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    } catch (const Error& error) {
        output.problem = error.message();
    } catch (const std::bad_alloc&) {
        output.problem = say("not enough memory");
    } catch (...) {
        output.failure = std::current_exception();
    }
    return output;
}

ItemCrew::ItemCrew(const std::vector<ItemWork>& workers)
{
    for (std::size_t i = 0; i < workers.size(); ++i)
        m_workers.emplace_back();
    for (std::size_t i = 0; i < workers.size(); ++i)
        m_workers[i].thread = std::thread([this, i, &work = workers[i]] { serve(i, work); });
}

ItemCrew::~ItemCrew()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
        for (Worker& worker : m_workers)
            worker.progress.cancel();
    }
    m_given.notify_all();
    for (Worker& worker : m_workers)
        worker.thread.join();
}

void ItemCrew::serve(std::size_t index, const ItemWork& work)
{
    Worker& me = m_workers[index];
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_given.wait(lock, [&] { return m_closing || me.item.has_value(); });
        if (m_closing)
            return;
        const std::size_t item = *me.item;
        lock.unlock();
        ItemOutput output = computed(item, work, me.progress);
        lock.lock();
        me.item.reset();
        m_finished.push_back({index, std::move(output)});
        m_done.notify_all();
    }
}

bool ItemCrew::isIdle(std::size_t worker) const
{
    const std::lock_guard lock(m_mutex);
    return !m_workers[worker].item.has_value();
}

void ItemCrew::give(std::size_t worker, std::size_t item)
{
    {
        const std::lock_guard lock(m_mutex);
        m_workers.at(worker).item = item;
    }
    m_given.notify_all();
}

std::optional<ItemCrew::Finished> ItemCrew::finished()
{
    const std::lock_guard lock(m_mutex);
    if (m_finished.empty())
        return {};
    Finished first = std::move(m_finished.front());
    m_finished.pop_front();
    if (first.output.failure)
        std::rethrow_exception(first.output.failure);
    return first;
}

void ItemCrew::wait(std::chrono::milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    m_done.wait_for(lock, patience, [&] { return !m_finished.empty(); });
}

} // namespace mambascope
