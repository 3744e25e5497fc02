// SPDX-License-Identifier: GPL-3.0-or-later
// Runs over LongBench's records: stopped, resumed, shared among devices, scored.
#include "core/evaluate/longbench_averages.h"
#include "core/evaluate/longbench_run.h"
#include "core/text/chinese_words.h"
#include "tests/core/longbench_folder.h"
#include "tests/support/error_of.h"
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

std::string read(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
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
        test::writeBenchmark(path("bench"));
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
        test::write(path("odd/config/dataset2prompt.json"), prompts.dump());
        test::write(path("odd/config/dataset2maxlen.json"),
                    json({{"passage_retrieval_en", 3}, {"dureader", 3}}).dump());
        const auto record = [](const char* answer) {
            return json({{"input", "which?"}, {"context", "Some text. "}, {"answers", {answer}}, {"length", 5}})
                       .dump() +
                   "\n";
        };
        test::write(path("odd/data/passage_retrieval_en.jsonl"), record("Paragraph 3") + record("the third"));
        test::write(path("odd/data/dureader.jsonl"), record("one"));
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

    void cleanUpIsChosenApartFromTheProtocol()
    {
        QVERIFY(LongBenchProtocol::named("longmamba").cleansUp && LongBenchProtocol::named("longbench", "on").cleansUp);
        QVERIFY(!LongBenchProtocol::named("longmamba", "off").cleansUp);
        QVERIFY(LongBenchProtocol::named("longmamba").paddedVocabulary);
        QVERIFY(!test::errorOf([] { LongBenchProtocol::named("longbench", "maybe"); }).isEmpty());
        Progress progress;
        LongBenchRun one = run("clean");
        one.datasets = {"qasper"};
        one.maxRecords = 1;
        runIt(one, progress);
        one.protocol = LongBenchProtocol::named("longbench", "on");
        QVERIFY(
            test::errorOf([&] { runIt(one, progress); }).contains(QLatin1String("clean_up was not set, is true now")));
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
        test::write(path("bench/data/qasper_e.jsonl"), changed);
        const LongBenchReport report = runIt(one, progress);
        test::write(path("bench/data/qasper_e.jsonl"), before);
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
        QVERIFY(test::errorOf([&] { runIt(one, progress); }).contains(QLatin1String("max_length was 0, is 20 now")));
        QVERIFY(!test::errorOf([&] { LongBenchProtocol::named("other"); }).isEmpty());
    }
};

QTEST_GUILESS_MAIN(LongBenchTest)
#include "longbench_test.moc"
