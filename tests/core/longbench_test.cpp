// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/evaluate/journal.h"
#include "core/evaluate/longbench_averages.h"
#include "core/evaluate/longbench_run.h"
#include "core/text/chinese_words.h"
#include "tests/support/full_disk.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>

using namespace mambascope;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, const std::string& text)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

std::string read(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string message(const std::function<void()>& work)
{
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

/// A folder as LongBench has it, with two datasets.
void writeBenchmark(const fs::path& folder)
{
    write(folder / "config/dataset2prompt.json", json({{"qasper", "Read: {context}\nQuestion: {input}\nAnswer:"},
                                                       {"samsum", "{context} {{x}} {input}"},
                                                       {"lcc", "{context}Next line:"}})
                                                     .dump());
    write(folder / "config/dataset2maxlen.json", json({{"qasper", 6}, {"samsum", 4}, {"lcc", 5}}).dump());
    std::string qasper;
    for (int i = 0; i < 4; ++i)
        qasper += json({{"input", "which {context}?"},
                        {"context", "The {braces} stay. " + std::string(static_cast<std::size_t>(i) * 40, 'x')},
                        {"answers", {"one", "two"}},
                        {"length", 3000 + 2500 * i},
                        {"dataset", "qasper"},
                        {"language", "en"},
                        {"all_classes", nullptr},
                        {"_id", std::to_string(i)}})
                      .dump() +
                  "\n";
    write(folder / "data/qasper_e.jsonl", qasper);
    const auto samsum = [](const char* input, const char* context, const json& classes) {
        return json({{"input", input},
                     {"context", context},
                     {"answers", {"ok", "fine"}},
                     {"length", 5},
                     {"all_classes", classes}})
            .dump();
    };
    write(folder / "data/samsum_e.jsonl", samsum("A: hi", "B: ho", nullptr) + "\n\n" + json({{"input", 3}}).dump() +
                                              "\nnot json\n" + samsum("", "", json::array({"a"})) + "\n");
}

} // namespace

class LongBenchTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::shared_ptr<const Model> m_model;
    std::shared_ptr<const Tokenizer> m_tokenizer;

    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }
    EvaluatedMethod vanilla() const
    {
        return {"vanilla", "tiny_vanilla", makeMethod("vanilla", MethodSettings(), m_model->config()), "vanilla"};
    }
    LongBenchRun run(const char* folder) const
    {
        LongBenchRun run;
        run.datasets = {"qasper", "samsum"};
        run.extended = true;
        run.protocol = LongBenchProtocol::named("longbench");
        run.folder = path(folder);
        return run;
    }
    LongBenchReport runIt(const LongBenchRun& run, Progress& progress,
                          const std::function<void(const LongBenchProgress&)>& seen = {}) const
    {
        return runLongBench(m_model, *m_tokenizer, LongBenchFolder(path("bench")), {vanilla()}, run, seen, progress);
    }

private slots:
    void initTestCase()
    {
        test::writeTinyModel(path("tiny"), Family::Mamba1);
        Progress progress;
        m_model = Model::open(locateModel(path("tiny").string()), LoadOptions(), progress);
        m_tokenizer = Tokenizer::load(m_model->files().tokenizer);
        writeBenchmark(path("bench"));
    }

    void templates()
    {
        const std::map<std::string, std::string> fields = {{"a", "{b}"}, {"b", "B"}};
        QCOMPARE(filledTemplate("{a}{b} {{a}} }}", fields, "t"), std::string("{b}B {a} }"));
        QCOMPARE(message([&] { filledTemplate("x {c}", fields, "t"); }),
                 std::string("t: the template wants 'c', which the record does not have as a string"));
        QVERIFY(!message([&] { filledTemplate("x { y", fields, "t"); }).empty());
        QVERIFY(!message([&] { filledTemplate("x } y", fields, "t"); }).empty());
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
        QVERIFY(message([&] { folder.read("lcc", true); }).find("no such file") != std::string::npos);
        QVERIFY(message([&] { folder.read("trec", true); }).find("has no prompt for trec") != std::string::npos);
        QVERIFY(message([&] { folder.read("nothing", true); }).find("not one of LongBench's") != std::string::npos);
        QVERIFY(message([&] { LongBenchFolder(path("bench/data")); }).find("dataset2prompt.json") != std::string::npos);
    }

    void journalsAreResumed()
    {
        const fs::path file = path("j.jsonl");
        {
            Journal journal(file, {{"a", 1}});
            journal.add("x", {{"pred", "one"}});
            journal.add("y", 2);
            QVERIFY(message([&] { Journal(file, {{"a", 1}}); }).find("another run") != std::string::npos);
            QVERIFY(!message([&] { journal.add("x", 3); }).empty());
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
        QVERIFY(message([&] { Journal(path("other.jsonl"), json::object()); }).empty());
    }

    void journalsOfOtherSettingsAreRefused()
    {
        const fs::path file = path("s.jsonl");
        Journal(file, {{"model", "a"}, {"theta", 1}}).add("x", 1);
        const std::string text = message([&] { Journal(file, {{"model", "b"}, {"theta", 1}}); });
        QVERIFY2(text.find("model was \"a\", is \"b\" now") != std::string::npos, text.c_str());
        QCOMPARE(Journal(file, {{"model", "a"}, {"theta", 1}}).size(), std::size_t{1});
        write(path("foreign.jsonl"), "[1]\n");
        QVERIFY(message([&] {
                    Journal(path("foreign.jsonl"), {{"a", 1}});
                }).find("not a journal") != std::string::npos);
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
        QVERIFY(message([&] { Journal("/dev/full", {{"a", 1}}); }).find("not a plain file") != std::string::npos);
    }

    void wholeRun()
    {
        Progress progress;
        const LongBenchReport report = runIt(run("whole"), progress);
        QCOMPARE(report.made, std::size_t{6});
        QCOMPARE(report.resumed, std::size_t{0});
        QCOMPARE(report.problems.size(), std::size_t{2}); // two broken lines
        QCOMPARE(report.scores.size(), std::size_t{2});
        QCOMPARE(report.scores[0].records, std::size_t{4});
        QVERIFY(report.scores[0].byLength.has_value());
        const std::string lines = read(path("whole/pred_e/tiny_vanilla/qasper.jsonl"));
        QCOMPARE(std::count(lines.begin(), lines.end(), '\n'), std::ptrdiff_t{4});
        const json first = json::parse(lines.substr(0, lines.find('\n')));
        QVERIFY(first.at("pred").is_string() && first.at("all_classes").is_null());
        QCOMPARE(first.at("length"), json(3000));
        QVERIFY(json::parse(read(path("whole/pred_e/tiny_vanilla/result.json"))).contains("samsum"));

        LongBenchRun one = run("whole");
        one.datasets = {"qasper"};
        QCOMPARE(runIt(one, progress).resumed, std::size_t{4});
        QVERIFY(json::parse(read(path("whole/pred_e/tiny_vanilla/result.json"))).contains("samsum"));

        const LongBenchReport again = runIt(run("whole"), progress);
        QCOMPARE(again.made, std::size_t{0});
        QCOMPARE(again.resumed, std::size_t{6});
        QCOMPARE(read(path("whole/pred_e/tiny_vanilla/qasper.jsonl")), lines);
    }

    // LongBench's own scorer ends with an error at such a record; here the others are scored.
    void whatCannotBeScoredIsLeftOut()
    {
        const json prompts = {{"passage_retrieval_en", "{context}{input}"}, {"dureader", "{context}{input}"}};
        write(path("odd/config/dataset2prompt.json"), prompts.dump());
        write(path("odd/config/dataset2maxlen.json"), json({{"passage_retrieval_en", 3}, {"dureader", 3}}).dump());
        const auto record = [](const char* answer) {
            return json({{"input", "which?"}, {"context", "Some text. "}, {"answers", {answer}}, {"length", 5}})
                       .dump() +
                   "\n";
        };
        write(path("odd/data/passage_retrieval_en.jsonl"), record("Paragraph 3") + record("the third"));
        write(path("odd/data/dureader.jsonl"), record("one"));
        LongBenchRun odd = run("odd-out");
        odd.extended = false;
        odd.datasets = {"dureader", "passage_retrieval_en"};
        Progress progress;
        setChineseWordsFolder(path("nowhere"));
        for (const std::size_t made : {3, 0}) { // going on with it does the same
            const LongBenchReport report =
                runLongBench(m_model, *m_tokenizer, LongBenchFolder(path("odd")), {vanilla()}, odd, {}, progress);
            QCOMPARE(report.made, made);
            QCOMPARE(report.problems.size(), std::size_t{1});
            QVERIFY2(report.problems[0].english().find("passage_retrieval_en.jsonl line 2 (vanilla): is not scored") !=
                         std::string::npos,
                     report.problems[0].english().c_str());
            QCOMPARE(report.scores.size(), std::size_t{2});
            QVERIFY(report.scores[0].problem.english().find("jieba") != std::string::npos);
            QVERIFY(report.scores[1].problem.empty());
            QCOMPARE(report.scores[1].records, std::size_t{1});
            QVERIFY(fs::exists(path("odd-out/pred/tiny_vanilla/dureader.jsonl")));
        }
        QVERIFY(!json::parse(read(path("odd-out/pred/tiny_vanilla/result.json"))).contains("dureader"));
        setChineseWordsFolder(TEST_DATA_DIR "/chinese-words"); // found later: the answers that are there have a score
        const LongBenchReport report =
            runLongBench(m_model, *m_tokenizer, LongBenchFolder(path("odd")), {vanilla()}, odd, {}, progress);
        setChineseWordsFolder({});
        QCOMPARE(report.resumed, std::size_t{3});
        QVERIFY(report.scores[0].problem.empty());
        QCOMPARE(report.scores[0].records, std::size_t{1});
        QVERIFY(json::parse(read(path("odd-out/pred/tiny_vanilla/result.json"))).contains("dureader"));
    }

    void averagesOfDatasetsGroupsAndLengths()
    {
        constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
        using ByLength = std::array<double, 3>;
        const std::vector<LongBenchScore> scores = {
            {"lcc", 0, 9, 40, ByLength{30, 50, kNothing}, {}},        {"qasper", 0, 9, 10, ByLength{10, 10, 10}, {}},
            {"narrativeqa", 0, 9, 20, ByLength{20, 0, 40}, {}},       {"trec", 0, 0, 0, {}, "no records"},
            {"trec", 1, 9, 70, ByLength{kNothing, kNothing, 70}, {}},
        };
        const auto first = longBenchAverages(scores, 0);
        QVERIFY(first.has_value());
        QCOMPARE(first->datasets, 70.0 / 3);
        QCOMPARE(first->groups.size(), std::size_t{2});
        QCOMPARE(first->groups[0], (std::pair<std::string, double>{"single-document QA", 15}));
        QCOMPARE(first->groups[1], (std::pair<std::string, double>{"code", 40}));
        QCOMPARE(first->groupMean, 27.5);
        QCOMPARE(*first->byLength, (ByLength{20, 20, 25}));
        QVERIFY(std::isnan((*longBenchAverages(scores, 1)->byLength)[0]));
        QVERIFY(!longBenchAverages(scores, 2).has_value());
    }

    // Predictions of a part stand beside those of the whole, and the whole goes on from them.
    void partsDoNotTakeThePlaceOfTheWhole()
    {
        Progress progress;
        LongBenchRun part = run("parts");
        part.maxRecords = 2;
        QCOMPARE(runIt(part, progress).made, std::size_t{4});
        const std::string some = read(path("parts/pred_e/tiny_vanilla-first2/qasper.jsonl"));
        QCOMPARE(std::count(some.begin(), some.end(), '\n'), std::ptrdiff_t{2});
        QVERIFY(!fs::exists(path("parts/pred_e/tiny_vanilla")));
        QCOMPARE(runIt(run("parts"), progress).resumed, std::size_t{4});
        const std::string all = read(path("parts/pred_e/tiny_vanilla/qasper.jsonl"));
        QCOMPARE(std::count(all.begin(), all.end(), '\n'), std::ptrdiff_t{4});
        runIt(part, progress);
        QCOMPARE(read(path("parts/pred_e/tiny_vanilla/qasper.jsonl")), all);
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
        write(path("bench/config/model2maxlen.json"), R"({"tiny": 77, "other": 3500})");
        QCOMPARE(limit("tiny", "longbench", note), std::int64_t{77});
        QCOMPARE(limit("tiny", "longmamba", note), std::int64_t{0}); // cuts nothing
        QVERIFY(note.empty());
        QCOMPARE(limit("third", "longbench", note), std::int64_t{0});
        QVERIFY(!note.empty());
        write(path("bench/config/model2maxlen.json"), "[]");
        QVERIFY(message([&] { limit("tiny", "longbench", note); }).find("model2maxlen.json") != std::string::npos);
        fs::remove(path("bench/config/model2maxlen.json"));
    }

    void cleanUpIsChosenApartFromTheProtocol()
    {
        QVERIFY(LongBenchProtocol::named("longmamba").cleansUp && LongBenchProtocol::named("longbench", "on").cleansUp);
        QVERIFY(!LongBenchProtocol::named("longmamba", "off").cleansUp);
        QVERIFY(LongBenchProtocol::named("longmamba").paddedVocabulary);
        QVERIFY(!message([] { LongBenchProtocol::named("longbench", "maybe"); }).empty());
        Progress progress;
        LongBenchRun one = run("clean");
        one.datasets = {"qasper"};
        one.maxRecords = 1;
        runIt(one, progress);
        one.protocol = LongBenchProtocol::named("longbench", "on");
        QVERIFY(message([&] { runIt(one, progress); }).find("clean_up was not set, is true now") != std::string::npos);
    }

    void stoppedRunsGoOn()
    {
        Progress whole;
        runIt(run("reference"), whole);
        for (int stops = 0; stops < 8; ++stops) {
            Progress progress;
            const LongBenchReport part = runIt(run("stopped"), progress, [&](const LongBenchProgress& item) {
                if (!item.outcome.resumed)
                    progress.cancel();
            });
            // Six records, one more each time; the datasets that are complete have their scores.
            QCOMPARE(part.cancelled, stops < 5);
            QCOMPARE(part.scores.size(), std::size_t(stops < 3 ? 0 : (stops < 5 ? 1 : 2)));
        }
        Progress rest;
        const LongBenchReport report = runIt(run("stopped"), rest);
        QCOMPARE(report.resumed + report.made, std::size_t{6});
        for (const char* name : {"qasper.jsonl", "samsum.jsonl", "result.json"})
            QCOMPARE(read(path("stopped/pred_e/tiny_vanilla") / name),
                     read(path("reference/pred_e/tiny_vanilla") / name));
    }

    // One model a device; here both are on the CPU.
    void severalDevicesWriteTheSame()
    {
        Progress progress;
        runIt(run("single"), progress);
        Workforce two;
        two.models = {m_model, m_model};
        const LongBenchReport report =
            runLongBench(two, *m_tokenizer, LongBenchFolder(path("bench")), {vanilla()}, run("double"), {}, progress);
        QCOMPARE(report.made, std::size_t{6});
        QCOMPARE(report.scores[0].dataset, std::string("qasper"));
        for (const char* name : {"qasper.jsonl", "samsum.jsonl", "result.json"})
            QCOMPARE(read(path("double/pred_e/tiny_vanilla") / name), read(path("single/pred_e/tiny_vanilla") / name));
    }

    void changedRecordsAreAskedAgain()
    {
        Progress progress;
        LongBenchRun one = run("changed");
        one.datasets = {"qasper"};
        QCOMPARE(runIt(one, progress).made, std::size_t{4});
        const std::string before = read(path("bench/data/qasper_e.jsonl"));
        std::string changed = before;
        changed.replace(changed.find("which"), 5, "where");
        write(path("bench/data/qasper_e.jsonl"), changed);
        const LongBenchReport report = runIt(one, progress);
        write(path("bench/data/qasper_e.jsonl"), before);
        QCOMPARE(report.made, std::size_t{1});
        QCOMPARE(report.resumed, std::size_t{3});
    }

    void otherSettingsNeedAnotherFolder()
    {
        Progress progress;
        LongBenchRun one = run("settings");
        one.datasets = {"qasper"};
        one.maxRecords = 1;
        runIt(one, progress);
        one.maxLength = 20;
        QVERIFY(message([&] { runIt(one, progress); }).find("max_length was 0, is 20 now") != std::string::npos);
        QVERIFY(!message([&] { LongBenchProtocol::named("other"); }).empty());
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

QTEST_GUILESS_MAIN(LongBenchTest)
#include "longbench_test.moc"
