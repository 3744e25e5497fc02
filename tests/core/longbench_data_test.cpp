// SPDX-License-Identifier: GPL-3.0-or-later
// A folder of LongBench: its records, their prompts and how those are cut.
#include "core/evaluate/longbench_run.h"
#include "tests/core/longbench_folder.h"
#include "tests/support/error_of.h"

#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <fstream>

using namespace mambascope;
using nlohmann::json;
namespace fs = std::filesystem;

class LongBenchDataTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

private slots:
    void initTestCase() { test::writeBenchmark(path("bench")); }

    void templates()
    {
        const std::map<std::string, std::string> fields = {{"a", "{b}"}, {"b", "B"}};
        QCOMPARE(filledTemplate("{a}{b} {{a}} }}", fields, "t"), std::string("{b}B {a} }"));
        QCOMPARE(test::errorOf([&] { filledTemplate("x {c}", fields, "t"); }),
                 QStringLiteral("t: the template wants 'c', which the record does not have as a string"));
        QVERIFY(!test::errorOf([&] { filledTemplate("x { y", fields, "t"); }).isEmpty());
        QVERIFY(!test::errorOf([&] { filledTemplate("x } y", fields, "t"); }).isEmpty());
    }

    void recordsAndTheirProblems()
    {
        const LongBenchFolder folder(path("bench"));
        QCOMPARE(folder.present(true), (std::vector<std::string>{"qasper", "samsum"}));
        QVERIFY(folder.present(false).empty());
        const LongBenchFile qasper = folder.read("qasper", true);
        QCOMPARE(qasper.records.size(), std::size_t{4});
        QCOMPARE(qasper.records[0].prompt,
                 std::string("Read: The {braces} stay. \nQuestion: which {context}?\nAnswer:"));
        QCOMPARE(qasper.maxNewTokens, std::int64_t{6});
        const LongBenchFile samsum = folder.read("samsum", true);
        QCOMPARE(samsum.records.size(), std::size_t{2});
        QCOMPARE(samsum.records[0].prompt, std::string("B: ho {x} A: hi"));
        QCOMPARE(samsum.records[1].line, std::int64_t{5});
        QCOMPARE(samsum.problems.size(), std::size_t{2});
        for (const Message& problem : samsum.problems)
            QVERIFY2(problem.english().find("samsum_e.jsonl line ") != std::string::npos, problem.english().c_str());
        QVERIFY(test::errorOf([&] { folder.read("lcc", true); }).contains(QLatin1String("no such file")));
        QVERIFY(test::errorOf([&] { folder.read("trec", true); }).contains(QLatin1String("has no prompt for trec")));
        QVERIFY(test::errorOf([&] { folder.read("nothing", true); }).contains(QLatin1String("not one of LongBench's")));
        QVERIFY(
            test::errorOf([&] { LongBenchFolder(path("bench/data")); }).contains(QLatin1String("dataset2prompt.json")));
    }

    void theModelsLongestPromptIsReadFromTheBenchmark()
    {
        const auto limit = [&](const char* model, const char* protocol, std::string& note) {
            return longBenchMaxLength(LongBenchFolder(path("bench")), LongBenchProtocol::named(protocol), model, note);
        };
        std::string note;
        QCOMPARE(limit("tiny", "longbench", note), std::int64_t{0});
        QVERIFY2(note.find("are not cut") != std::string::npos && note.find("tiny") != std::string::npos, note.c_str());
        note.clear();
        test::write(path("bench/config/model2maxlen.json"), R"({"tiny": 77, "other": 3500})");
        QCOMPARE(limit("tiny", "longbench", note), std::int64_t{77});
        QCOMPARE(limit("tiny", "longmamba", note), std::int64_t{0}); // cuts nothing
        QVERIFY(note.empty());
        QCOMPARE(limit("third", "longbench", note), std::int64_t{0});
        QVERIFY(!note.empty());
        test::write(path("bench/config/model2maxlen.json"), "[]");
        QVERIFY(test::errorOf([&] { limit("tiny", "longbench", note); }).contains(QLatin1String("model2maxlen.json")));
        fs::remove(path("bench/config/model2maxlen.json"));
    }

    // Pairs from LongBench's own cut; they are not part of the repository.
    void cutsAsTheBenchmarkDoes_data()
    {
        QTest::addColumn<QString>("tokenizer");
        QTest::addColumn<QString>("pairs");
        const QString root = SHARED_TESTDATA_DIR;
        QTest::newRow("bundled") << QStringLiteral(RESOURCES_DIR "/models/tokenizer.json")
                                 << root + "/goldens/text/tokenizers/project/truncation.jsonl";
        QTest::newRow("gpt-neox") << root + "/tokenizers/gpt-neox-20b/tokenizer.json"
                                  << root + "/goldens/text/tokenizers/gpt-neox-20b/truncation.jsonl";
        QTest::newRow("sentencepiece") << QStringLiteral(TEST_DATA_DIR "/tokenizer/sp-bpe/tokenizer.json")
                                       << root + "/goldens/text/tokenizers/sp-bpe/truncation.jsonl";
    }
    void cutsAsTheBenchmarkDoes()
    {
        QFETCH(QString, tokenizer);
        QFETCH(QString, pairs);
        if (!QFile::exists(pairs) || !QFile::exists(tokenizer))
            QSKIP("the reference pairs are not here");
        const auto loaded = Tokenizer::load(tokenizer.toStdString());
        std::ifstream file(pairs.toStdString());
        int compared = 0;
        for (std::string line; std::getline(file, line); ++compared) {
            const json pair = json::parse(line);
            const std::string cut = cutInTheMiddle(*loaded, pair.at("prompt").get<std::string>(),
                                                   pair.at("max_length").get<std::int64_t>());
            QCOMPARE(cut, pair.at("truncated").get<std::string>());
            const std::string clean = cutInTheMiddle(*loaded, pair.at("prompt").get<std::string>(),
                                                     pair.at("max_length").get<std::int64_t>(), true);
            QCOMPARE(clean, pair.at("truncated_with_cleanup").get<std::string>());
        }
        QVERIFY(compared > 0);
    }

    void rendersAsTheBenchmarkDoes()
    {
        const fs::path root = SHARED_TESTDATA_DIR;
        if (!fs::exists(root / "goldens/text/longbench/prompts.jsonl"))
            QSKIP("the reference prompts are not here");
        const LongBenchFolder folder(root / "longbench");
        std::ifstream file(root / "goldens/text/longbench/prompts.jsonl");
        int compared = 0;
        for (std::string line; std::getline(file, line); ++compared) {
            const json prompt = json::parse(line);
            const LongBenchFile records = folder.read(prompt.at("dataset").get<std::string>(), true);
            QCOMPARE(records.records.at(prompt.at("index").get<std::size_t>()).prompt,
                     prompt.at("prompt").get<std::string>());
        }
        QVERIFY(compared > 20);
    }
};

QTEST_GUILESS_MAIN(LongBenchDataTest)
#include "longbench_data_test.moc"
