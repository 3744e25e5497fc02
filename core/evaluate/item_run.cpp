// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/item_run.h"

#include "core/base/error.h"
#include "core/base/fingerprint.h"
#include "core/evaluate/item_crew.h"
#include "core/evaluate/item_ledger.h"
#include "core/evaluate/peers.h"

#include <algorithm>
#include <chrono>
#include <set>

namespace mambascope {

namespace {

using nlohmann::json;

// How often whoever waits for workers looks for messages of other processes and for a wish to stop.
constexpr std::chrono::milliseconds kPatience{5};

void runAlone(ItemLedger& ledger, const ItemWork& work, Progress& progress)
{
    while (const auto item = ledger.next(0, 0)) {
        progress.check();
        progress.setPart(ledger.fractionDone(), ledger.fraction(*item));
        ItemOutput output = computed(*item, work, progress);
        if (output.failure)
            std::rethrow_exception(output.failure);
        ledger.take(std::move(output));
    }
    progress.setPart(0, 1);
}

json messageOf(const ItemOutput& output)
{
    json message = {{"item", output.item}};
    if (output.problem.empty())
        message["result"] = output.result;
    else
        message["problem"] = output.problem.english();
    return message;
}

/// The conversation of one run. A process that follows says how many workers it has and then, for each, sends what it
/// made; every message asks for the next item. The leader answers with one, or with the end.
class Conversation
{
public:
    Conversation(Peers& peers, const ItemRun& run) : m_peers(peers), m_run(++peers.runs), m_list(run) {}

    // Leader: answers what has come in.
    void lead(ItemLedger& ledger)
    {
        while (const auto message = next()) {
            const json words = json::parse(message->text);
            if (words.at("list") != m_list.text())
                throw Error(mambascope::say("process {0}", message->from),
                            mambascope::say(
                                "evaluates other items than this one; are data and options the same on every host?"));
            if (words.contains("workers")) {
                m_working += words.at("workers").get<int>();
                ++m_present;
            }
            if (words.contains("item")) {
                ItemOutput output;
                output.item = words.at("item").get<std::size_t>();
                if (words.contains("result"))
                    output.result = words.at("result");
                else
                    output.problem = words.at("problem").get<std::string>();
                ledger.take(std::move(output));
            }
            if (!words.contains("worker"))
                continue;
            json answer = {{"run", m_run}, {"worker", words.at("worker")}};
            if (const auto item = ledger.next(message->from, words.at("worker").get<std::size_t>()))
                answer["item"] = *item;
            else
                --m_working;
            m_peers.send(message->from, answer.dump());
        }
    }
    bool everyoneHasLeft() const { return m_present + 1 == m_peers.size() && m_working == 0; }

    void introduce(std::size_t workers)
    {
        m_working = static_cast<int>(workers);
        say({{"workers", workers}});
    }
    void ask(std::size_t worker, json words = json::object())
    {
        words["worker"] = worker;
        say(std::move(words));
    }
    // Follower: gives its workers what the leader says.
    void follow(ItemCrew& crew)
    {
        while (const auto message = next()) {
            const json words = json::parse(message->text);
            if (words.contains("item"))
                crew.give(words.at("worker").get<std::size_t>(), words.at("item").get<std::size_t>());
            else
                --m_working;
        }
    }
    bool isOver() const { return m_working == 0; }

private:
    // Lists are compared before the first result is believed.
    struct List
    {
        explicit List(const ItemRun& run)
        {
            for (const RunItem& item : run.items)
                m_fingerprint.add(item.key + '\n');
            for (const RunJournal& journal : run.journals)
                m_fingerprint.add(journal.settings.dump() + '\n');
        }
        std::string text() const { return m_fingerprint.text(); }
        Fingerprint m_fingerprint;
    };

    // Who was told that a run is over goes on to the next one, whoever is still at this one.
    std::optional<Peers::Message> next()
    {
        const auto isOurs = [&](const Peers::Message& message) { return json::parse(message.text).at("run") == m_run; };
        if (const auto found = std::find_if(m_peers.early.begin(), m_peers.early.end(), isOurs);
            found != m_peers.early.end()) {
            Peers::Message message = std::move(*found);
            m_peers.early.erase(found);
            return message;
        }
        while (auto message = m_peers.receive()) {
            if (isOurs(*message))
                return message;
            m_peers.early.push_back(std::move(*message));
        }
        return {};
    }

    void say(json words)
    {
        words["run"] = m_run;
        words["list"] = m_list.text();
        m_peers.send(0, words.dump(-1, ' ', false, json::error_handler_t::replace));
    }

    Peers& m_peers;
    int m_run;
    List m_list;
    int m_present = 0; ///< followers that have introduced themselves
    int m_working = 0; ///< workers that may still send a result
};

void lead(const ItemRun& run, ItemLedger& ledger, const std::vector<ItemWork>& workers, Progress& progress,
          Peers* peers)
{
    ItemCrew crew(workers);
    std::optional<Conversation> conversation;
    if (peers != nullptr)
        conversation.emplace(*peers, run);
    for (;;) {
        progress.step(mambascope::say("items"), static_cast<std::int64_t>(1e6 * ledger.fractionDone()), 1'000'000);
        while (auto finished = crew.finished())
            ledger.take(std::move(finished->output));
        for (std::size_t worker = 0; worker < workers.size(); ++worker)
            if (crew.isIdle(worker))
                if (const auto item = ledger.next(0, worker))
                    crew.give(worker, *item);
        if (conversation)
            conversation->lead(ledger);
        if (ledger.isComplete() && (!conversation || conversation->everyoneHasLeft()))
            return;
        crew.wait(kPatience);
    }
}

void follow(const ItemRun& run, const std::vector<ItemWork>& workers, Progress& progress, Peers& peers)
{
    ItemCrew crew(workers);
    Conversation conversation(peers, run);
    conversation.introduce(workers.size());
    for (std::size_t worker = 0; worker < workers.size(); ++worker)
        conversation.ask(worker);
    while (!conversation.isOver()) {
        progress.check();
        while (const auto finished = crew.finished())
            conversation.ask(finished->worker, messageOf(finished->output));
        conversation.follow(crew);
        crew.wait(kPatience);
    }
}

void requireDistinctKeys(const ItemRun& run)
{
    std::set<std::pair<std::size_t, std::string>> keys;
    for (const RunItem& item : run.items)
        if (!keys.emplace(item.journal, item.key).second)
            throw Error(item.place.empty() ? Message(item.key) : item.place, say("is there twice"));
}

} // namespace

ItemResults runItems(const ItemRun& run, const std::vector<ItemWork>& workers, Progress& progress, Peers* peers)
{
    requireDistinctKeys(run);
    if (peers != nullptr && peers->rank() > 0) {
        follow(run, workers, progress, *peers);
        ItemResults none;
        none.results.resize(run.items.size());
        return none;
    }
    ItemLedger ledger(run);
    if (peers == nullptr && workers.size() == 1)
        runAlone(ledger, workers.front(), progress);
    else
        lead(run, ledger, workers, progress, peers);
    return ledger.results();
}

} // namespace mambascope
