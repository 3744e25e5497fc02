// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/item_ledger.h"

#include "core/base/error.h"
#include "core/base/system_reason.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace mambascope {

using nlohmann::json;

namespace {

std::unique_ptr<Journal> opened(const RunJournal& journal)
{
    if (journal.file.empty())
        return nullptr;
    std::error_code status;
    const auto folder = journal.file.parent_path();
    if (!folder.empty())
        std::filesystem::create_directories(folder, status);
    if (status)
        throw Error(folder.string(), say("cannot be made: {0}", systemReason(status)));
    return std::make_unique<Journal>(journal.file, journal.settings);
}

} // namespace

ItemLedger::ItemLedger(const ItemRun& run) : m_run(run)
{
    for (const RunJournal& journal : run.journals)
        m_journals.push_back(opened(journal));
    if (m_journals.empty())
        m_journals.emplace_back();
    m_results.results.resize(run.items.size());
    std::vector<std::size_t> known;
    std::map<std::string, std::size_t> firsts; // of items with equal results the one that is known or will be made
    for (std::size_t i = 0; i < run.items.size(); ++i) {
        const RunItem& item = run.items[i];
        const Journal* journal = m_journals.at(item.journal).get();
        if (const json* there = journal ? journal->find(item.key) : nullptr) {
            m_results.results[i] = *there;
            known.push_back(i);
            if (!item.sameAs.empty())
                firsts.try_emplace(item.sameAs, i);
        }
    }
    for (std::size_t i = 0; i < run.items.size(); ++i) {
        if (!m_results.results[i].is_null())
            continue;
        const std::string& same = run.items[i].sameAs;
        const std::size_t first = same.empty() ? i : firsts.try_emplace(same, i).first->second;
        if (first != i) {
            m_twins[first].push_back(i);
            continue;
        }
        m_waiting.push_back(i);
        m_costTotal += run.items[i].cost;
    }
    for (const std::size_t i : known) {
        ++m_results.resumed;
        tell(i, &m_results.results[i], {}, true);
    }
    for (const std::size_t i : known)
        for (const std::size_t twin : m_twins[i])
            close(twin, m_results.results[i]);
}

std::optional<std::size_t> ItemLedger::next(int process, std::size_t worker)
{
    if (m_waiting.empty())
        return {};
    const std::pair asking{process, worker};
    const auto promptOf = [&](std::size_t item) { return m_run.items[item].prompt; };
    auto chosen = m_waiting.end();
    if (const auto mine = m_prompts.find(asking); mine != m_prompts.end())
        chosen = std::ranges::find(m_waiting, mine->second, promptOf);
    if (chosen == m_waiting.end()) {
        const auto isFree = [&](std::size_t item) {
            return std::ranges::none_of(m_prompts, [&](const auto& other) { return other.second == promptOf(item); });
        };
        chosen = std::ranges::find_if(m_waiting, isFree);
    }
    if (chosen == m_waiting.end())
        chosen = m_waiting.begin();
    const std::size_t item = *chosen;
    m_waiting.erase(chosen);
    m_prompts[asking] = promptOf(item);
    return item;
}

void ItemLedger::take(ItemOutput output)
{
    m_costDone += m_run.items.at(output.item).cost;
    std::vector<std::size_t> items{output.item};
    if (const auto twins = m_twins.find(output.item); twins != m_twins.end())
        items.insert(items.end(), twins->second.begin(), twins->second.end());
    for (const std::size_t item : items)
        if (output.problem.empty())
            close(item, output.result);
        else
            close(item, output.problem);
}

void ItemLedger::close(std::size_t index, const json& result)
{
    const RunItem& item = m_run.items.at(index);
    m_results.results[index] = result;
    if (Journal* journal = m_journals.at(item.journal).get())
        journal->add(item.key, result);
    ++m_results.made;
    tell(index, &m_results.results[index], {}, false);
}

void ItemLedger::close(std::size_t index, const Message& cause)
{
    const RunItem& item = m_run.items.at(index);
    const Message problem = say("{0}: {1}", item.place.empty() ? Message(item.key) : item.place, cause);
    m_problems[index] = problem;
    tell(index, nullptr, problem, false);
}

void ItemLedger::tell(std::size_t item, const json* result, const Message& problem, bool resumed)
{
    ++m_done;
    if (m_run.onItem)
        m_run.onItem({item, result, problem, resumed, m_done, m_run.items.size(), secondsLeft()});
}

double ItemLedger::secondsLeft() const
{
    if (m_costDone <= 0)
        return -1;
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - m_start;
    return passed.count() * (m_costTotal - m_costDone) / m_costDone;
}

ItemResults ItemLedger::results()
{
    for (const auto& [item, problem] : m_problems)
        m_results.problems.push_back(problem);
    for (std::size_t i = 0; i < m_journals.size(); ++i)
        if (const std::size_t left = m_journals[i] ? m_journals[i]->unwritten() : 0; left > 0)
            m_results.problems.push_back(say("{0}: {1} results are not written: {2}", m_run.journals[i].file.string(),
                                             left, m_journals[i]->problem()));
    return std::move(m_results);
}

} // namespace mambascope
