// SPDX-License-Identifier: GPL-3.0-or-later
// Stored runs and the tables that are made from them.
#include "core/base/error.h"
#include "core/base/npy.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/run_store.h"
#include "core/evaluate/tables_of_runs.h"
#include "tests/support/error_of.h"
#include "tests/support/full_disk.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

using namespace mambascope;

namespace {

std::string contentOf(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

template <typename Work>
std::string said(Work work)
{
    return test::errorOf(work).toStdString();
}

EvaluationRecord record(const std::string& method, std::int64_t length, double score, const std::string& task = {},
                        double depth = 0)
{
    return {.method = method, .task = task, .length = length, .depth = depth, .score = score, .values = {}};
}

ShownRun perplexityRun(const std::string& name, double vanilla, double longMamba)
{
    ShownRun shown;
    shown.run.name = name;
    shown.run.settings = EvaluationSettings::defaults(EvaluationKind::Perplexity);
    shown.run.settings.lengths = {1024};
    shown.records = {record("vanilla", 1024, std::log(vanilla)), record("longmamba", 1024, std::log(longMamba))};
    return shown;
}

} // namespace

class RunStoreTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    std::filesystem::path folder(const char* name) const
    {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }

private slots:
    void settingsComeBack()
    {
        for (const EvaluationKind kind : evaluationKinds()) {
            EvaluationSettings settings = EvaluationSettings::defaults(kind);
            settings.data = "some folder";
            settings.texts = {"a b.txt"};
            settings.tasks = {"qasper"};
            settings.theta = 1e-10;
            QVERIFY(EvaluationSettings::fromJson(settings.toJson(), "x") == settings);
            QVERIFY(commandLineOf(settings).find(" mamba2-12m ") != std::string::npos);
        }
        nlohmann::json broken = EvaluationSettings::defaults(EvaluationKind::Passkey).toJson();
        broken["depths"] = {0.5, 1.5};
        QCOMPARE(said([&] { EvaluationSettings::fromJson(broken, "run.json"); }),
                 std::string("run.json: depths: must be between 0 and 1, 1.5 is not"));
        broken["depths"] = "all";
        QCOMPARE(said([&] { EvaluationSettings::fromJson(broken, "run.json"); }),
                 std::string("run.json: \"depths\" has a value of another type"));
        broken.erase("kind");
        QCOMPARE(said([&] { EvaluationSettings::fromJson(broken, "run.json"); }),
                 std::string("run.json: \"kind\" must be a text"));
    }

    void commandLinesAreQuoted()
    {
        EvaluationSettings settings = EvaluationSettings::defaults(EvaluationKind::Passkey);
        settings.model = "/my models/it's one";
        settings.lengths = {512, 1024};
        settings.depths = {0.5};
        QCOMPARE(commandLineOf(settings, "runs/a"),
                 std::string("mambascope passkey '/my models/it'\\''s one' --method vanilla,longmamba --theta 0.05 "
                             "--scale 1 --lengths 512,1024 --depths 0.5 --trials 1 --seed 0 --results runs/a"));
        settings = EvaluationSettings::defaults(EvaluationKind::Search);
        settings.lengths = {2048};
        settings.calibration = "cal.txt";
        QCOMPARE(commandLineOf(settings, "runs/b"),
                 std::string("mambascope search mamba2-12m --method longmamba --metric passkey --lengths 2048 "
                             "--minutes 10 --calibration cal.txt --candidates 27 --seed 0 --results runs/b"));
        settings.methods = {"vanilla"};
        QVERIFY(said([&] { settings.validate(); }).find("longmamba") != std::string::npos);
        settings = EvaluationSettings::defaults(EvaluationKind::Latency);
        QCOMPARE(commandLineOf(settings),
                 std::string("mambascope latency mamba2-12m --method vanilla,longmamba --theta 0.05 "
                             "--scale 1 --lengths 1024,4096,8192 --repeats 3 --new-tokens 32"));
        settings = EvaluationSettings::defaults(EvaluationKind::DocumentRetrieval);
        QVERIFY(commandLineOf(settings).starts_with("mambascope docretrieval "));
    }

    void commandLinesRun()
    {
        EvaluationSettings settings = EvaluationSettings::defaults(EvaluationKind::Passkey);
        settings.texts = {kHaystackText}; // the window's name of a built-in text; the verb opens files only
        const std::string line = commandLineOf(settings);
        const std::size_t at = line.find("--text ");
        QVERIFY2(at != std::string::npos && std::filesystem::exists(line.substr(at + 7)), line.c_str());
        settings.texts.clear();
        settings.protocol = "decimamba";
        settings.filter = "alpha";
        settings.device = "cuda:1";
        settings.dtype = "bf16";
        settings.trainingLength = 4000;
        settings.files = {{"template", "a b.json"}};
        const std::string all = commandLineOf(settings);
        for (const char* part : {" --device cuda:1 --dtype bf16 ", " --filter alpha ", " --protocol decimamba ",
                                 " --align-length 4000 ", " --template 'a b.json'"})
            QVERIFY2(all.find(part) != std::string::npos, (part + all).c_str());
        QVERIFY(EvaluationSettings::fromJson(settings.toJson(), "x") == settings);
        settings.files = {{"cases", "cases.jsonl"},
                          {"template", "a b.json"}}; // the cases have lengths, depths and wording of its own
        QVERIFY(commandLineOf(settings).find("--lengths") == std::string::npos);
        QVERIFY(commandLineOf(settings).find("--cases cases.jsonl") != std::string::npos);
        QVERIFY(commandLineOf(settings).find("--template") == std::string::npos);
        settings = EvaluationSettings::defaults(EvaluationKind::LongBench);
        settings.data = "bench";
        settings.cleanUp = "off";
        QVERIFY(commandLineOf(settings).find(" --protocol longbench --clean-up off") != std::string::npos);
        settings = EvaluationSettings::defaults(EvaluationKind::Perplexity);
        settings.protocol = "pg19";
        QVERIFY(commandLineOf(settings).find(" --protocol pg19 ") != std::string::npos);
    }

    void runsAreKeptRemovedAndBroughtBack()
    {
        const RunStore store(folder("store"));
        QVERIFY(store.list().runs.empty() && store.list().problems.empty());
        const auto now = std::chrono::system_clock::from_time_t(1767225600); // 2026-01-01
        const EvaluationSettings settings = EvaluationSettings::defaults(EvaluationKind::Perplexity);
        StoredRun first = store.create(settings, "first", now);
        const StoredRun second = store.create(settings, "second", now);
        QCOMPARE(first.created, std::string("2026-01-01T00:00:00Z"));
        QVERIFY(first.folder != second.folder);
        first.state = StoredRun::State::Failed;
        first.failure = "no memory";
        first.problems = {"one", "two"};
        first.save();
        const StoredRun again = StoredRun::load(first.folder);
        QVERIFY(again.state == StoredRun::State::Failed && again.failure.english() == "no memory");
        QVERIFY(again.problems == first.problems);
        QVERIFY(again.settings == settings);

        std::filesystem::create_directories(store.folder() / "broken");
        std::ofstream(store.folder() / "broken" / "run.json") << "{\"format\": \"mambascope-run\", \"version\": 9}";
        RunStore::Listing listing = store.list();
        QCOMPARE(listing.runs.size(), 2U);
        QCOMPARE(listing.problems.size(), 1U);
        QVERIFY(listing.problems[0].english().ends_with("run.json: was written by a newer program"));

        const auto removed = store.remove(first);
        QCOMPARE(store.list().runs.size(), 1U);
        store.purge(std::filesystem::file_time_type::clock::now() - std::chrono::hours(1)); // too young for it
        store.restore(removed);
        QCOMPARE(store.list().runs.size(), 2U);
        const auto gone = store.remove(first);
        store.purge(std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
        QVERIFY(!std::filesystem::exists(gone));
    }

    void resultsOfARunThatGoesOnAreNeverFewer()
    {
        const RunStore store(folder("log"));
        const StoredRun run = store.create(EvaluationSettings::defaults(EvaluationKind::Passkey), "run",
                                           std::chrono::system_clock::now());
        QVERIFY(readResults(run).records.empty());
        {
            ResultLog log(run);
            log.add(record("vanilla", 512, 1), false);
            log.add(record("vanilla", 1024, 0, {}, 0.5), false);
        }
        QCOMPARE(readResults(run).records.size(), 2U);
        QVERIFY(readResults(run).records[1] == record("vanilla", 1024, 0, {}, 0.5));
        {
            ResultLog log(run);
            log.add(record("vanilla", 512, 1), true);
            QCOMPARE(readResults(run).records.size(), 2U); // stopped here nothing is missing
            log.add(record("vanilla", 1024, 0, {}, 0.5), true);
            log.add(record("vanilla", 2048, 0), false);
        }
        QCOMPARE(readResults(run).records.size(), 3U);
        std::ofstream(run.results(), std::ios::app) << "{\"method\": 3}\nnot JSON\n{\"method\": \"half";
        const StoredResults results = readResults(run);
        QCOMPARE(results.records.size(), 3U);
        QCOMPARE(results.problems.size(), 2U);
        QVERIFY(results.problems[0].english().find("results.jsonl line 4") != std::string::npos);
    }

    void aFullDiskLosesNoResult()
    {
        const RunStore store(folder("full"));
        const StoredRun run = store.create(EvaluationSettings::defaults(EvaluationKind::Passkey), "run",
                                           std::chrono::system_clock::now());
        ResultLog log(run);
        {
            const test::FullDisk full(10);
            log.add(record("vanilla", 256, 1), false);
            QVERIFY(!log.flush());
            QVERIFY(readResults(run).records.empty());
        }
        log.add(record("vanilla", 512, 1), false);
        QVERIFY(log.flush());
        QCOMPARE(readResults(run).records.size(), 2U);
        {
            const test::FullDisk full(std::filesystem::file_size(run.results()) + 5);
            log.add(record("vanilla", 1024, 1), false);
            log.add(record("vanilla", 2048, 1), false);
            QVERIFY(!log.flush());
            QVERIFY2(log.problem().english().find("results.jsonl: ") != std::string::npos,
                     log.problem().english().c_str());
            QCOMPARE(readResults(run).records.size(), 2U);
            QCOMPARE(readResults(run).problems.size(), 0U); // no half line
        }
        log.add(record("vanilla", 4096, 1), false);
        QCOMPARE(readResults(run).records.size(), 5U);
    }

    // A broken checkpoint gives no numbers; neither the run nor what reads it ends there.
    void resultsThatAreNoNumbersComeBack()
    {
        const RunStore store(folder("numbers"));
        const StoredRun run = store.create(EvaluationSettings::defaults(EvaluationKind::Perplexity), "run",
                                           std::chrono::system_clock::now());
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        ResultLog log(run);
        log.add(record("vanilla", 512, kInfinity), false);
        EvaluationRecord odd = record("vanilla", 512, std::numeric_limits<double>::quiet_NaN());
        odd.values = {{"nll", -kInfinity}};
        log.add(odd, false);
        std::ofstream(run.results(), std::ios::app) << R"({"method": "vanilla", "score": null})" << '\n';
        const StoredResults results = readResults(run);
        QCOMPARE(results.problems.size(), 0U);
        QCOMPARE(results.records.size(), 3U);
        QCOMPARE(results.records[0].score, kInfinity);
        QVERIFY(std::isnan(results.records[1].score));
        QCOMPARE(results.records[1].values.at("nll"), -kInfinity);
        QVERIFY(std::isnan(results.records[2].score));
        const ShownRun shown{run, results.records, {}};
        QVERIFY(!latexOf(resultTable({&shown, 1})).empty());
    }

    void passkeysByDepthAndLength()
    {
        ShownRun shown;
        shown.run.settings = EvaluationSettings::defaults(EvaluationKind::Passkey);
        shown.run.settings.methods = {"vanilla", "longmamba"};
        shown.run.settings.lengths = {512, 1024};
        shown.run.settings.depths = {0, 0.5};
        shown.records = {record("vanilla", 512, 1, {}, 0), record("vanilla", 512, 0, {}, 0),
                         record("longmamba", 512, 1, {}, 0), record("vanilla", 1024, 1, {}, 0.5)};
        const ResultTable table = resultTable(std::span(&shown, 1));
        QCOMPARE(table.columns.size(), 5U);
        QCOMPARE(table.columns[1].group, std::string("vanilla"));
        QCOMPARE(table.columns[4].group, std::string("LongMamba"));
        QCOMPARE(table.columns[4].title.english(), std::string("1,024"));
        QCOMPARE(table.rows.size(), 3U); // two depths and their mean
        QCOMPARE(table.rows[0].cells[1].value, 50.0);
        QCOMPARE(table.rows[0].cells[3].value, 100.0);
        QVERIFY(table.rows[0].cells[3].best && !table.rows[0].cells[1].best);
        QVERIFY(std::isnan(table.rows[1].cells[3].value));
        QVERIFY(!table.rows[1].cells[2].best); // nothing to be better than
        QVERIFY(table.rows[2].summary);
        const std::string latex = latexOf(table);
        QVERIFY(latex.find("\\multicolumn{2}{c}{vanilla} & \\multicolumn{2}{c}{LongMamba} \\\\") != std::string::npos);
        QVERIFY(latex.find("\\cmidrule(lr){2-3} \\cmidrule(lr){4-5}") != std::string::npos);
        QVERIFY(latex.find("    0 & 50.0 & -- & \\textbf{100.0} & -- \\\\\n") != std::string::npos);
        QVERIFY(latex.find("right pass keys, \\%") != std::string::npos);
        for (const char* rule : {"\\toprule", "\\midrule", "\\bottomrule"})
            QVERIFY(latex.find(rule) != std::string::npos);
    }

    void runsSideBySideWithDifferences()
    {
        const std::vector<ShownRun> runs = {perplexityRun("a_b", 40, 30), perplexityRun("c|d", 50, 28)};
        const ResultTable table = resultTable(runs);
        QCOMPARE(table.columns.size(), 7U);
        QCOMPARE(table.columns[3].title.english(), std::string("c|d: vanilla"));
        QCOMPARE(table.columns[6].title.english(), std::string("c|d: LongMamba − a_b: LongMamba"));
        QVERIFY(std::abs(table.rows[0].cells[5].value - 10) < 1e-9);
        QVERIFY(std::abs(table.rows[0].cells[6].value + 2) < 1e-9);
        QVERIFY(table.rows[0].cells[4].best && !table.rows[0].cells[2].best);
        QVERIFY(latexOf(table).find("a\\_b: vanilla") != std::string::npos);
        QVERIFY(latexOf(table).find(" & +10.00 & $-$2.00 \\\\") != std::string::npos);
        QVERIFY(markdownOf(table).find("| c\\|d: vanilla |") != std::string::npos);
        QVERIFY(markdownOf(table).find("| **28.00** |") != std::string::npos);
        const std::string csv = csvOf(table);
        QVERIFY(csv.starts_with("\"context, tokens\",a_b: vanilla,"));
        QVERIFY(csv.find("\n\"1,024\",4") != std::string::npos);
    }

    void longBenchByBuckets()
    {
        ShownRun shown;
        shown.run.settings = EvaluationSettings::defaults(EvaluationKind::LongBench);
        shown.run.settings.methods = {"vanilla"};
        shown.run.settings.extended = true;
        shown.records = {record("vanilla", 3999, 1, "qasper"), record("vanilla", 4000, 0.5, "qasper"),
                         record("vanilla", 9000, 0, "trec")};
        const ResultTable table = resultTable(std::span(&shown, 1));
        QCOMPARE(table.columns.size(), 5U);
        QCOMPARE(table.rows.size(), 3U);
        QCOMPARE(table.rows[0].cells[1].value, 100.0);
        QCOMPARE(table.rows[0].cells[2].value, 50.0);
        QVERIFY(std::isnan(table.rows[0].cells[3].value));
        QCOMPARE(table.rows[0].cells[4].value, 75.0);
        QCOMPARE(table.rows[2].cells[4].value, 37.5);
    }

    void tablesAreWrittenBySuffix()
    {
        const std::vector<ShownRun> runs = {perplexityRun("a", 40, 30)};
        const ResultTable table = resultTable(runs);
        const auto path = folder("table.tex");
        writeResultTable(path, table);
        QCOMPARE(contentOf(path), latexOf(table));
        writeResultTable(folder("table.MD"), table);
        QCOMPARE(contentOf(folder("table.MD")), markdownOf(table));
        QCOMPARE(said([&] { writeResultTable("x.doc", table); }), std::string("x.doc: tables are .tex, .md or .csv"));
        QCOMPARE(said([&] { writeResultTable("x.csv", {}); }), std::string("x.csv: there are no results to write"));
        QCOMPARE(said([&] { writeResultNumbers("x.npy", {}); }), std::string("x.npy: there are no results to write"));
        QVERIFY(said([&] { writeResultTable(folder("none") / "x.csv", table); }).find("cannot be written") !=
                std::string::npos);
    }

    void numbersOfATable()
    {
        ShownRun shown;
        shown.run.settings = EvaluationSettings::defaults(EvaluationKind::Passkey);
        shown.run.settings.methods = {"vanilla"};
        shown.run.settings.lengths = {512, 1024};
        shown.run.settings.depths = {0.25, 0.5};
        shown.records = {record("vanilla", 512, 1, {}, 0.25), record("vanilla", 512, 0, {}, 0.25),
                         record("vanilla", 512, 1, {}, 0.5)};
        const auto file = folder("numbers.npy");
        writeResultNumbers(file, resultTable(std::span(&shown, 1)));
        const NpyArray depths = loadNpy(file);
        QCOMPARE(depths.shape, std::vector<std::int64_t>({3, 3})); // two depths and their mean; depth, two lengths
        QCOMPARE(depths.values[0], 0.25);
        QCOMPARE(depths.values[1], 50.0);
        QVERIFY(std::isnan(depths.values[2])); // nothing measured: the column stays
        QCOMPARE(depths.values[3], 0.5);
        QCOMPARE(depths.values[4], 100.0);
        QVERIFY(std::isnan(depths.values[6]));
        QCOMPARE(depths.values[7], 75.0);
        // Contexts are numbers, however the table writes them; tasks are names.
        const std::vector<ShownRun> runs = {perplexityRun("a", 40, 30)};
        writeResultNumbers(file, resultTable(runs));
        QCOMPARE(loadNpy(file).values[0], 1024.0);
        shown.run.settings = EvaluationSettings::defaults(EvaluationKind::LongBench);
        shown.run.settings.methods = {"vanilla"};
        shown.run.settings.tasks = {"qasper", "trec"};
        shown.records = {record("vanilla", 3999, 1, "qasper"), record("vanilla", 4000, 0.5, "trec")};
        writeResultNumbers(file, resultTable(std::span(&shown, 1)));
        const NpyArray tasks = loadNpy(file);
        QCOMPARE(tasks.shape.size(), std::size_t{2});
        QCOMPARE(tasks.shape[1], std::int64_t{1});
        QCOMPARE(tasks.values.front(), 100.0);
    }
};

QTEST_GUILESS_MAIN(RunStoreTest)
#include "run_store_test.moc"
