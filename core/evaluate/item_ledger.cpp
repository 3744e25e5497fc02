// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/item_ledger.h"

#include "core/base/error.h"

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
        throw Error(folder.string(), "cannot be made: " + status.message());
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
    for (std::size_t i = 0; i < run.items.size(); ++i) {
        const RunItem& item = run.items[i];
        const Journal* journal = m_journals.at(item.journal).get();
        if (const json* there = journal ? journal->find(item.key) : nullptr) {
            m_results.results[i] = *there;
            known.push_back(i);
        } else {
            m_waiting.push_back(i);
            m_costTotal += item.cost;
        }
    }
    for (const std::size_t i : known) {
        ++m_results.resumed;
        tell(i, &m_results.results[i], {}, true);
    }
}

std::optional<std::size_t> ItemLedger::next()
{
    if (m_waiting.empty())
        return {};
    const std::size_t item = m_waiting.front();
    m_waiting.pop_front();
    return item;
}

void ItemLedger::take(ItemOutput output)
{
    const RunItem& item = m_run.items.at(output.item);
    m_costDone += item.cost;
    if (!output.problem.empty()) {
        const std::string problem = (item.place.empty() ? item.key : item.place) + ": " + output.problem;
        m_problems[output.item] = problem;
        tell(output.item, nullptr, problem, false);
        return;
    }
    json& result = m_results.results[output.item];
    result = std::move(output.result);
    if (Journal* journal = m_journals.at(item.journal).get())
        journal->add(item.key, result);
    ++m_results.made;
    tell(output.item, &result, {}, false);
}

void ItemLedger::tell(std::size_t item, const json* result, const std::string& problem, bool resumed)
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
            m_results.problems.push_back(m_run.journals[i].file.string() + ": " + std::to_string(left) +
                                         " results are not written: " + m_journals[i]->problem());
    return std::move(m_results);
}

} // namespace mambascope
