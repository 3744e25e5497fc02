// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/item_ledger.h"
#include "core/evaluate/item_run.h"
#include "core/evaluate/peers.h"
#include "tests/support/error_of.h"

#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <deque>
#include <mutex>
#include <thread>

using namespace mambascope;
using nlohmann::json;

namespace {

ItemRun runOf(int items, const std::filesystem::path& journal = {})
{
    ItemRun run;
    run.journals.push_back({journal, {{"what", "squares"}}});
    for (int i = 0; i < items; ++i)
        run.items.push_back({"item " + std::to_string(i), "place " + std::to_string(i), 1.0 + i, 0});
    return run;
}

json square(std::size_t item, Progress&)
{
    return {{"square", item * item}};
}

/// Processes of one host that are threads of this one.
class Room
{
public:
    explicit Room(int size) : m_size(size), m_boxes(static_cast<std::size_t>(size)) {}
    class Member : public Peers
    {
    public:
        Member(Room& room, int rank) : m_room(room), m_rank(rank) {}
        int rank() const override { return m_rank; }
        int size() const override { return m_room.m_size; }
        int rankOnHost() const override { return m_rank; }
        int sizeOnHost() const override { return m_room.m_size; }
        void send(int to, const std::string& text) override
        {
            const std::lock_guard lock(m_room.m_mutex);
            m_room.m_boxes[static_cast<std::size_t>(to)].push_back({m_rank, text});
        }
        std::optional<Message> receive() override
        {
            const std::lock_guard lock(m_room.m_mutex);
            auto& box = m_room.m_boxes[static_cast<std::size_t>(m_rank)];
            if (box.empty())
                return {};
            Message first = box.front();
            box.pop_front();
            return first;
        }
        void leave(int) override {}

    private:
        Room& m_room;
        int m_rank;
    };

private:
    int m_size;
    std::mutex m_mutex;
    std::vector<std::deque<Peers::Message>> m_boxes;
};

} // namespace

class ItemRunTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }

private slots:
    void oneWorker()
    {
        Progress progress;
        ItemRun run = runOf(5);
        std::vector<std::size_t> seen;
        run.onItem = [&](const ItemOutcome& outcome) {
            seen.push_back(outcome.item);
            QCOMPARE(outcome.done, seen.size());
            QCOMPARE(outcome.total, std::size_t(5));
            QVERIFY(outcome.result != nullptr && !outcome.resumed);
            QVERIFY(outcome.secondsLeft >= 0);
        };
        const ItemResults results = runItems(run, {square}, progress);
        QCOMPARE(seen, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
        QCOMPARE(results.made, std::size_t(5));
        QCOMPARE(results.results[3].at("square"), json(9));
    }

    void aPromptStaysWithItsWorker()
    {
        ItemRun run = runOf(8);
        for (std::size_t i = 0; i < run.items.size(); ++i)
            run.items[i].prompt = i / 3; // 0 0 0 1 1 1 2 2
        ItemLedger ledger(run);
        using Item = std::optional<std::size_t>;
        QCOMPARE(ledger.next(0, 0), Item(0));
        QCOMPARE(ledger.next(0, 1), Item(3)); // a prompt at which nobody is
        QCOMPARE(ledger.next(0, 0), Item(1));
        QCOMPARE(ledger.next(0, 1), Item(4));
        QCOMPARE(ledger.next(1, 0), Item(6)); // another process
        QCOMPARE(ledger.next(1, 1), Item(2)); // helps, for want of a prompt of its own
        QCOMPARE(ledger.next(0, 0), Item(5));
        QCOMPARE(ledger.next(0, 1), Item(7));
        QCOMPARE(ledger.next(0, 0), Item());
    }

    void problemsAreCountedAndTheRestGoesOn()
    {
        Progress progress;
        const auto work = [](std::size_t item, Progress&) -> json {
            if (item == 1)
                throw Error("prompt", "is empty");
            if (item == 2)
                throw std::bad_alloc();
            return item;
        };
        for (const std::size_t workers : {std::size_t(1), std::size_t(3)}) {
            const ItemResults results = runItems(runOf(4), std::vector<ItemWork>(workers, work), progress);
            QCOMPARE(results.made, std::size_t(2));
            QVERIFY(results.results[1].is_null() && results.results[3] == json(3));
            QCOMPARE(results.problems.size(), std::size_t(2));
            QCOMPARE(results.problems[0].english(), std::string("place 1: prompt: is empty"));
            QCOMPARE(results.problems[1].english(), std::string("place 2: not enough memory"));
        }
    }

    void severalWorkersShareTheItems()
    {
        Progress progress;
        // Neither goes on before the other has begun, so both must have items.
        std::atomic<int> started{0};
        const auto work = [&](std::size_t item, Progress& itsProgress) {
            ++started;
            while (started < 2)
                std::this_thread::yield();
            return square(item, itsProgress);
        };
        const ItemResults results = runItems(runOf(50), {work, work}, progress);
        QCOMPARE(results.made, std::size_t(50));
        for (std::size_t i = 0; i < 50; ++i)
            QCOMPARE(results.results[i].at("square"), json(i * i));
    }

    void equalItemsAreMadeOnce()
    {
        QTemporaryDir folder;
        const std::filesystem::path base = folder.path().toStdString();
        ItemRun run;
        run.journals = {{base / "a.jsonl", {{"method", "a"}}}, {base / "b.jsonl", {{"method", "b"}}}};
        for (int i = 0; i < 4; ++i)
            for (std::size_t journal = 0; journal < 2; ++journal) {
                run.items.push_back({"item " + std::to_string(i), {}, 1, journal});
                if (i % 2 == 0) // of the others the two methods make something different
                    run.items.back().sameAs = "item " + std::to_string(i);
            }
        int calls = 0;
        const ItemWork work = [&](std::size_t item, Progress&) -> json {
            ++calls;
            if (item / 2 == 2)
                throw Error("model", "has no answer");
            return {{"item", item}};
        };
        Progress progress;
        std::vector<std::size_t> told;
        run.onItem = [&](const ItemOutcome& outcome) { told.push_back(outcome.done); };
        ItemResults made = runItems(run, {work}, progress);
        QCOMPARE(calls, 6);
        QCOMPARE(told, (std::vector<std::size_t>{1, 2, 3, 4, 5, 6, 7, 8}));
        QCOMPARE(made.results[1], made.results[0]);
        QVERIFY(made.results[3] != made.results[2]);
        QVERIFY(made.problems ==
                (std::vector<Message>{"item 2: model: has no answer", "item 2: model: has no answer"}));
        QCOMPARE(made.made, std::size_t(6));

        // What an earlier run made of one is known of the other.
        std::filesystem::remove(base / "b.jsonl");
        calls = 0;
        made = runItems(run, {work}, progress);
        QCOMPARE(calls, 3); // the failed one once, and two that only "b" has
        QCOMPARE(made.results[1], made.results[0]);
        QCOMPARE(made.resumed, std::size_t(3));
        calls = 0;
        runItems(run, {work}, progress);
        QCOMPARE(calls, 1);
    }

    void whatFailsAltogetherEndsTheRun()
    {
        Progress progress;
        const auto work = [](std::size_t item, Progress&) -> json {
            if (item == 2)
                throw std::logic_error("the device is gone");
            return item;
        };
        QVERIFY_EXCEPTION_THROWN(runItems(runOf(4), {work}, progress), std::logic_error);
        QVERIFY_EXCEPTION_THROWN(runItems(runOf(40), {work, work}, progress), std::logic_error);
    }

    void cancelledRunsGoOn_data()
    {
        QTest::addColumn<int>("workers");
        QTest::newRow("one worker") << 1;
        QTest::newRow("three workers") << 3;
    }
    void cancelledRunsGoOn()
    {
        QFETCH(int, workers);
        const auto file = path(qPrintable(QString("cancelled%1.jsonl").arg(workers)));
        const std::vector<ItemWork> crew(static_cast<std::size_t>(workers), square);
        std::size_t rounds = 0, made = 0;
        for (bool finished = false; !finished; ++rounds) {
            Progress progress;
            ItemRun run = runOf(10, file);
            run.onItem = [&](const ItemOutcome& outcome) {
                made += outcome.resumed ? 0 : 1;
                if (!outcome.resumed)
                    progress.cancel();
            };
            try {
                const ItemResults results = runItems(run, crew, progress);
                finished = true;
                QCOMPARE(results.made + results.resumed, std::size_t(10));
                for (std::size_t i = 0; i < 10; ++i)
                    QCOMPARE(results.results[i].at("square"), json(i * i));
            } catch (const Cancelled&) {
            }
        }
        QCOMPARE(made, std::size_t(10)); // none was made twice
        QVERIFY(rounds > 1);
    }

    void workersHearOfAWishToStop()
    {
        Progress progress;
        std::atomic<bool> begun{false};
        const auto work = [&](std::size_t, Progress& itsProgress) -> json {
            begun = true;
            for (;;)
                itsProgress.check();
        };
        std::thread person([&] {
            while (!begun)
                std::this_thread::yield();
            progress.cancel();
        });
        QVERIFY_EXCEPTION_THROWN(runItems(runOf(4), {work, work}, progress), Cancelled);
        person.join();
    }

    void keysMustDiffer()
    {
        Progress progress;
        ItemRun run = runOf(3);
        run.items[2].key = run.items[0].key;
        const QString text = test::errorOf([&] { runItems(run, {square}, progress); });
        QCOMPARE(text, QString("place 2: is there twice"));
    }

    // Two runs, so that a process which is ahead must wait its turn.
    void processesShareTheItems()
    {
        Room room(3);
        std::atomic<int> byFollowers{0};
        std::vector<std::thread> followers;
        for (int rank = 1; rank < 3; ++rank)
            followers.emplace_back([&, rank] {
                Room::Member me(room, rank);
                const auto work = [&](std::size_t item, Progress& progress) {
                    ++byFollowers;
                    if (item == 7)
                        throw Error("item", "is odd");
                    return square(item, progress);
                };
                for (int round = 0; round < 2; ++round) {
                    Progress progress;
                    runItems(runOf(40), std::vector<ItemWork>(static_cast<std::size_t>(rank), work), progress, &me);
                }
            });
        Room::Member leader(room, 0);
        const auto work = [&](std::size_t item, Progress& progress) {
            while (byFollowers == 0)
                std::this_thread::yield();
            if (item == 7)
                throw Error("item", "is odd");
            return square(item, progress);
        };
        for (int round = 0; round < 2; ++round) {
            Progress progress;
            const ItemResults results = runItems(runOf(40), {work}, progress, &leader);
            QCOMPARE(results.made, std::size_t(39));
            QVERIFY(results.problems == std::vector<Message>{"place 7: item: is odd"});
            for (std::size_t i = 0; i < 40; ++i)
                QVERIFY(i == 7 ? results.results[i].is_null() : results.results[i].at("square") == json(i * i));
        }
        for (std::thread& follower : followers)
            follower.join();
        QVERIFY(byFollowers > 0);
    }

    void processesWithOtherItemsAreRefused()
    {
        Room room(2);
        Room::Member leader(room, 0), other(room, 1);
        Progress progress, itsProgress;
        std::thread follower([&] {
            try {
                runItems(runOf(4), {square}, itsProgress, &other);
            } catch (const Cancelled&) {
            }
        });
        const QString text = test::errorOf([&] { runItems(runOf(5), {square}, progress, &leader); });
        itsProgress.cancel();
        follower.join();
        QVERIFY2(text.startsWith("process 1: evaluates other items"), qPrintable(text));
    }
};

QTEST_GUILESS_MAIN(ItemRunTest)
#include "item_run_test.moc"
