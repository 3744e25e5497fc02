// SPDX-License-Identifier: GPL-3.0-or-later
// What long runs keep of their results, line by line.
#include "core/evaluate/journal.h"
#include "tests/support/error_of.h"
#include "tests/support/full_disk.h"

#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

using namespace mambascope;
using nlohmann::json;
namespace fs = std::filesystem;

class JournalTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

private slots:
    void journalsAreResumed()
    {
        const fs::path file = path("j.jsonl");
        {
            Journal journal(file, {{"a", 1}});
            journal.add("x", {{"pred", "one"}});
            journal.add("y", 2);
            QVERIFY(test::errorOf([&] { Journal(file, {{"a", 1}}); }).contains(QLatin1String("another run")));
            QVERIFY(!test::errorOf([&] { journal.add("x", 3); }).isEmpty());
        }
        std::ofstream(file, std::ios::app) << "{\"key\":\"z\",\"resu"; // killed while writing
        {
            Journal journal(file, {{"a", 1}});
            QCOMPARE(journal.size(), std::size_t{2});
            QVERIFY(journal.find("z") == nullptr);
            journal.add("z", "three");
        }
        Journal again(file, {{"a", 1}});
        QCOMPARE(*again.find("z"), json("three"));
        QCOMPARE((*again.find("x"))["pred"], json("one"));
        QVERIFY(test::errorOf([&] { Journal(path("other.jsonl"), json::object()); }).isEmpty());
    }

    void journalsOfOtherSettingsAreRefused()
    {
        const fs::path file = path("s.jsonl");
        Journal(file, {{"model", "a"}, {"theta", 1}}).add("x", 1);
        const QString text = test::errorOf([&] { Journal(file, {{"model", "b"}, {"theta", 1}}); });
        QVERIFY2(text.contains(QLatin1String("model was \"a\", is \"b\" now")), qPrintable(text));
        QCOMPARE(Journal(file, {{"model", "a"}, {"theta", 1}}).size(), std::size_t{1});
        std::ofstream(path("foreign.jsonl")) << "[1]\n";
        QVERIFY(test::errorOf([&] {
                    Journal(path("foreign.jsonl"), {{"a", 1}});
                }).contains(QLatin1String("not a journal")));
    }

    // A file that may not grow further answers like a disk that is full.
    void aFullDiskLosesNothing()
    {
        const fs::path file = path("full.jsonl");
        {
            Journal journal(file, {{"a", 1}});
            journal.add("x", 1);
            {
                const test::FullDisk full(fs::file_size(file) + 5);
                journal.add("y", "a longer result");
                QCOMPARE(journal.unwritten(), std::size_t{1});
                QVERIFY(!journal.problem().empty());
            }
            QCOMPARE(*journal.find("y"), json("a longer result"));
            journal.add("z", 3);
            QCOMPARE(journal.unwritten(), std::size_t{0});
        }
        const Journal again(file, {{"a", 1}});
        QCOMPARE(again.size(), std::size_t{3});
        QCOMPARE(*again.find("y"), json("a longer result"));
    }

    void onlyPlainFilesAreJournals()
    {
        if (!fs::exists("/dev/full"))
            QSKIP("there is no /dev/full");
        QVERIFY(test::errorOf([&] { Journal("/dev/full", {{"a", 1}}); }).contains(QLatin1String("not a plain file")));
    }
};

QTEST_GUILESS_MAIN(JournalTest)
#include "journal_test.moc"
