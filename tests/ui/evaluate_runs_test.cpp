// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of run in the window, from its form to its end: searches whose trials are picked and used, reports of
// time, benchmarks; stopped, closed, killed and resumed. The killed process is this program itself, started with
// --victim.
#include "core/evaluate/run_store.h"
#include "core/evaluate/tables_of_searches.h"
#include "tests/support/error_of.h"
#include "tests/support/full_disk.h"
#include "tests/support/tiny_model.h"
#include "tests/ui/evaluate_fixture.h"
#include "ui/docks/decimation_form.h"
#include "ui/docks/method_dock.h"
#include "ui/engine/method_settings.h"
#include "ui/engine/run_folder.h"
#include "ui/models/run_list_model.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/evaluate/evaluate_form.h"
#include "ui/pages/evaluate/evaluate_page.h"
#include "ui/pages/evaluate/evaluate_plot.h"
#include "ui/pages/evaluate/evaluate_runs.h"
#include "ui/widgets/message_bar.h"
#include "ui/windows/render.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QImage>
#include <QLabel>
#include <QProcess>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>

#include <cstdio>
#include <filesystem>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace fs = std::filesystem;

namespace {

EvaluationSettings passkeySettings(const std::string& model, std::int64_t trials)
{
    EvaluationSettings settings = EvaluationSettings::defaults(EvaluationKind::Passkey);
    settings.model = model;
    settings.methods = {"vanilla"};
    settings.lengths = {400};
    settings.depths = {0.5};
    settings.samples = trials;
    return settings;
}

EvaluationSettings searchSettings()
{
    EvaluationSettings settings = EvaluationSettings::defaults(EvaluationKind::Search);
    settings.metric = "perplexity";
    settings.lengths = {600};
    settings.candidates = 3;
    settings.minutes = 0.15;
    return settings;
}

int linesOf(const fs::path& file)
{
    const std::string text = contentOf(QString::fromStdString(file.string()));
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

/// A window with a run that goes on until somebody kills it.
int runVictim(QApplication& application, const QString& model, const QString& store, const QString& settings)
{
    useTestSettings(settings);
    MainWindow window;
    window.show();
    EvaluatePage* page = window.evaluatePage();
    page->setFolder(store);
    QObject::connect(&page->evaluation(), &Evaluation::grown, page, [page] {
        std::printf("%zu\n", page->evaluation().records().size());
        std::fflush(stdout);
    });
    window.workspace().openState(evaluateState(model.toStdString()), QStringLiteral("opening"), [page, model] {
        page->form()->setSettings(passkeySettings(model.toStdString(), 100000));
        QTest::mouseClick(button(page, "evaluateStart"), Qt::LeftButton);
    });
    return application.exec();
}

} // namespace

class EvaluateRunsTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    int m_stores = 0;

    QString file(const QString& name) const { return m_folder.filePath(name); }
    QString newStore() { return file(QStringLiteral("store-%1").arg(++m_stores)); }
    std::string tiny() const { return file(QStringLiteral("tiny")).toStdString(); }

    static EvaluatePage* openPage(MainWindow& window, const std::string& model, const QString& store)
    {
        open(window, evaluateState(model));
        window.evaluatePage()->setFolder(store);
        return window.evaluatePage();
    }

    static void begin(EvaluatePage* page, const EvaluationSettings& settings)
    {
        page->form()->setSettings(settings);
        QCOMPARE(page->form()->problem(), QString());
        QTest::mouseClick(button(page, "evaluateStart"), Qt::LeftButton);
        QVERIFY(page->evaluation().isRunning());
    }

    static void waitForEnd(EvaluatePage* page)
    {
        QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), 2 * kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(page->shown().size(), 1U, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(page->shown().front().records.size(), page->evaluation().records().size(), kPatience);
        QVERIFY2(page->evaluation().run().state == StoredRun::State::Finished,
                 page->evaluation().run().failure.english().c_str());
    }

    /// Shows and resumes the only run of the store.
    static void resumeOnly(EvaluatePage* page)
    {
        QTRY_COMPARE_WITH_TIMEOUT(page->runs()->model()->rowCount(), 1, kPatience);
        const StoredRun run = page->runs()->store().list().runs.front();
        page->runs()->select({QString::fromStdString(run.folder.string())});
        QTRY_VERIFY_WITH_TIMEOUT(button(page, "evaluateResume")->isVisible(), kPatience);
        QTest::mouseClick(button(page, "evaluateResume"), Qt::LeftButton);
        QVERIFY(page->evaluation().isRunning());
    }

private slots:
    void initTestCase()
    {
        useTestSettings(file(QStringLiteral("settings")));
        writeTinyModel(tiny(), Family::Mamba2);
        writeTinyModel(file(QStringLiteral("other")).toStdString(), Family::Mamba1);
    }
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

    void searchIsWatchedStoppedResumedAndUsed()
    {
        const QString store = newStore();
        fs::path folder;
        int before = 0;
        {
            MainWindow window;
            EvaluatePage* page = openPage(window, "mamba2-12m", store);
            EvaluationSettings settings = searchSettings();
            settings.minutes = 30;
            settings.candidates = 27; // would go on for long
            begin(page, settings);
            QTRY_VERIFY_WITH_TIMEOUT(page->evaluation().records().size() >= 2, 2 * kPatience);
            QVERIFY(page->evaluation().secondsLeft() > 0);
            QVERIFY(page->evaluation().fraction() > 0 && page->evaluation().fraction() < 1);
            folder = page->evaluation().run().folder;
            QVERIFY(window.close()); // in the middle
        }
        StoredRun stopped = StoredRun::load(folder);
        QVERIFY(stopped.state == StoredRun::State::Partial && stopped.done >= 2 && stopped.total > stopped.done);
        const std::size_t known = readResults(stopped).records.size();
        QVERIFY(known >= 2);
        QVERIFY(fs::exists(folder / "profile.safetensors")); // the best so far
        before = linesOf(folder / "journal" / "search.jsonl");

        MainWindow window;
        EvaluatePage* page = openPage(window, "mamba2-12m", store);
        resumeOnly(page);
        QTRY_VERIFY_WITH_TIMEOUT(page->evaluation().records().size() > known, 2 * kPatience);
        QVERIFY(linesOf(folder / "journal" / "search.jsonl") > before);
        page->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(page->shown().front().records.size(), page->evaluation().records().size(), kPatience);

        // Every setting has a row and a point; a click on a point chooses its row, and the other way round.
        const auto& trials = page->plot()->figure().trials;
        QVERIFY(trials.has_value());
        auto* table = named<QTableView>(page, QStringLiteral("Table of the results"));
        QCOMPARE(static_cast<int>(trials->trials.size()), page->tableModel()->rowCount());
        QCOMPARE(std::count_if(trials->trials.begin(), trials->trials.end(), [](const auto& t) { return t.best; }), 1);
        const auto loser =
            std::find_if(trials->trials.begin(), trials->trials.end(), [](const auto& t) { return !t.best; });
        QVERIFY(loser != trials->trials.end());
        const int picked = static_cast<int>(loser - trials->trials.begin());
        QWidget* canvas = named<QWidget>(page->plot(), QStringLiteral("Figure of the results"));
        QVERIFY(page->plot()->valueAt(page->plot()->positionOf(picked)).contains(QStringLiteral("perplexity")));
        QTest::mouseClick(canvas, Qt::LeftButton, {}, page->plot()->positionOf(picked));
        QCOMPARE(page->plot()->figure().trials->chosen, picked);
        QCOMPARE(table->selectionModel()->selectedRows().value(0).row(), loser->row);
        auto* state = page->findChild<QLabel*>(QStringLiteral("evaluateState"));
        QVERIFY2(state->text().contains(QStringLiteral("chosen: θ")), qPrintable(state->text()));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(page->tableModel()->index(0, 1)).center());
        QCOMPARE(page->plot()->figure().trials->chosen, 0);

        QTest::mouseClick(canvas, Qt::LeftButton, {}, page->plot()->positionOf(picked));
        const EvaluationRecord record = page->plot()->figure().trials->trials[static_cast<std::size_t>(picked)].record;
        QSignalSpy opened(&window.workspace(), &Workspace::documentChanged);
        QTest::mouseClick(button(page, "evaluateUse"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!opened.isEmpty(), kPatience);
        const ViewState& s = window.workspace().state();
        QCOMPARE(s.method, std::string("longmamba"));
        QCOMPARE(s.theta, trialValue(record, "theta"));
        QCOMPARE(s.scale, trialValue(record, "scale"));
        const auto& profile = window.workspace().document()->profile;
        QCOMPARE(profile->clamp, trialValue(record, "clamp"));
        QCOMPARE(profile->theta, s.theta);
        QVERIFY(!profile->history.empty());
        QVERIFY(!s.profile.starts_with(folder.string())); // it outlives the run
        QCOMPARE(window.messages()->texts(), QStringList());
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void searchIsExportedAndComparedWithItsKind()
    {
        const QString store = newStore();
        QStringList folders;
        for (const double better : {30.0, 20.0}) {
            EvaluationSettings settings = searchSettings();
            StoredRun run = RunStore(store.toStdString())
                                .create(settings, "search " + std::to_string(folders.size()),
                                        std::chrono::system_clock::from_time_t(1767225600 + folders.size()));
            ResultLog log(run);
            for (const double theta : {1e-3, 0.05, 0.5})
                for (const double clamp : {0.0, 0.05})
                    log.add({.method = "longmamba",
                             .task = {},
                             .length = 600,
                             .depth = 0,
                             .score = better + theta,
                             .values = {{"theta", theta},
                                        {"clamp", clamp},
                                        {"scale", 1},
                                        {"rung", 0},
                                        {"items", 2},
                                        {"nll", 3},
                                        {"global_channels", 7}}},
                            false);
            run.state = StoredRun::State::Finished;
            run.save();
            folders << QString::fromStdString(run.folder.string());
        }
        EvaluationSettings other = searchSettings();
        other.metric = "passkey"; // numbers of another kind
        const StoredRun odd = RunStore(store.toStdString()).create(other, "odd", std::chrono::system_clock::now());
        MainWindow window;
        EvaluatePage* page = openPage(window, "mamba2-12m", store);
        QTRY_COMPARE_WITH_TIMEOUT(page->runs()->model()->rowCount(), 3, kPatience);
        page->runs()->select(folders);
        QTRY_COMPARE_WITH_TIMEOUT(page->shown().size(), 2U, kPatience);
        QCOMPARE(page->plot()->figure().trials->trials.size(), 12U);
        QCOMPARE(page->plot()->figure().trials->rows.size(), 2U); // a factor, two clamps
        QCOMPARE(page->tableModel()->rowCount(), 12);
        QCOMPARE(page->tableModel()->index(0, 0).data().toString(), QStringLiteral("search 1")); // the better one
        for (const QString& suffix : page->exportSuffixes()) {
            const QString out = file(QStringLiteral("search.") + suffix);
            QSignalSpy saved(&window.workspace(), &Workspace::saved);
            window.exportView(out, false);
            QCOMPARE(saved.size(), 1);
            QVERIFY(QFileInfo(out).size() > 100);
        }
        page->runs()->select({folders.first(), QString::fromStdString(odd.folder.string())});
        QTRY_VERIFY_WITH_TIMEOUT(page->headline().contains(QStringLiteral("cannot be compared")), kPatience);
    }

    void firstDecimatingLayerIsSearchedFromTheDock()
    {
        const QString store = newStore();
        MainWindow window;
        EvaluatePage* page = openPage(window, "mamba2-12m", store);
        window.workspace().editView([](ViewState& s) { s.page = "map"; });
        window.workspace().setMethod(QStringLiteral("decimamba"), {});
        DecimationForm* form = window.methodDock()->decimation();
        QTRY_VERIFY_WITH_TIMEOUT(form->searchButton()->isVisible(), kPatience);
        form->searchButton()->click();
        QCOMPARE(window.currentPage(), static_cast<Page*>(page));
        EvaluationSettings settings = page->form()->settings();
        QVERIFY(settings.kind == EvaluationKind::Search);
        QCOMPARE(settings.methods, std::vector<std::string>{"decimamba"});
        QCOMPARE(page->form()->problem(), QString());
        QVERIFY(button(page, "evaluateStart")->isEnabled());
        settings.metric = "perplexity";
        settings.lengths = {600};
        settings.minutes = 0.2;
        begin(page, settings);
        QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), 2 * kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(page->plot()->figure().trials.has_value(), kPatience);
        const auto& trials = *page->plot()->figure().trials;
        QVERIFY(trials.rows.empty() && !trials.logX);
        QVERIFY(trials.trials.front().best);
        const double layer = trials.trials.front().x;
        QTest::mouseClick(button(page, "evaluateUse"), Qt::LeftButton);
        QCOMPARE(decimationSettings(window.workspace().state(), *window.workspace().document()).layers,
                 std::vector<std::int64_t>{static_cast<std::int64_t>(layer)});
        QCOMPARE(form->layersEdit()->text(), QString::number(layer));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void searchSaysWhyItCannotBegin()
    {
        MainWindow window;
        EvaluatePage* page = openPage(window, tiny(), newStore());
        EvaluationSettings settings = searchSettings();
        page->form()->setSettings(settings);
        QVERIFY(page->form()->problem().contains(QStringLiteral("no profile")));
        QVERIFY(!button(page, "evaluateStart")->isEnabled());
        settings.trainingLength = 600;
        page->form()->setSettings(settings);
        QVERIFY(page->form()->problem().contains(QStringLiteral("larger lengths")));
        settings.trainingLength = 128;
        page->form()->setSettings(settings);
        QCOMPARE(page->form()->problem(), QString());
    }

    void latencyIsStoppedAndGoesOn()
    {
        const QString store = newStore();
        fs::path folder;
        EvaluationSettings settings = EvaluationSettings::defaults(EvaluationKind::Latency);
        settings.methods = {"vanilla", "decimamba"};
        settings.lengths = {64, 60000};
        settings.samples = 1;
        settings.newTokens = 2;
        {
            MainWindow window;
            EvaluatePage* page = openPage(window, tiny(), store);
            begin(page, settings);
            QTRY_COMPARE_WITH_TIMEOUT(page->evaluation().records().size(), 2U, kPatience);
            folder = page->evaluation().run().folder;
            QVERIFY(window.close()); // while the long one is on
        }
        QVERIFY(StoredRun::load(folder).state == StoredRun::State::Partial);
        QCOMPARE(linesOf(folder / "journal" / "latency.jsonl"), 2); // settings, one length
        const std::vector<EvaluationRecord> first = readResults(StoredRun::load(folder)).records;

        MainWindow window;
        EvaluatePage* page = openPage(window, tiny(), store);
        const QAbstractItemModelTester model(page->tableModel(),
                                             QAbstractItemModelTester::FailureReportingMode::QtTest);
        resumeOnly(page);
        waitForEnd(page);
        const auto& records = page->evaluation().records();
        QCOMPARE(records.size(), 4U);
        QVERIFY(std::equal(first.begin(), first.end(), records.begin())); // not measured again
        const auto& panels = page->plot()->figure().lines;
        QCOMPARE(panels.size(), 3U); // time, memory, what is added
        QCOMPARE(panels[0].series.size(), 2U);
        QCOMPARE(panels[2].series.size(), 2U); // DeciMamba's time and memory
        QStringList titles;
        for (const ResultTable::Column& column : page->tableModel()->table().columns)
            titles << QString::fromStdString(column.group.english() + "/" + column.title.english());
        QVERIFY2(titles.contains(QStringLiteral("DeciMamba/prefill added, %")),
                 qPrintable(titles.join(QLatin1Char(' '))));
        QVERIFY(!titles.contains(QStringLiteral("vanilla/prefill added, %")));
        const double vanilla = page->tableModel()->table().rows[0].cells[1].value;
        QVERIFY(std::abs(vanilla - 1000 * records[0].values.at("prefill_seconds")) < 1e-9);

        RenderRequest request;
        request.state = window.workspace().state();
        request.view = "evaluate";
        request.out = file(QStringLiteral("latency.png")).toStdString();
        Progress progress;
        renderView(request, progress);
        QVERIFY(!QImage(file(QStringLiteral("latency.png"))).isNull());
    }

    void everyBenchmarkRunsFromItsForm_data()
    {
        QTest::addColumn<int>("kind");
        for (const EvaluationKind kind : {EvaluationKind::Perplexity, EvaluationKind::Ruler, EvaluationKind::LongBench,
                                          EvaluationKind::DocumentRetrieval})
            QTest::newRow(toString(kind).c_str()) << static_cast<int>(kind);
    }
    void everyBenchmarkRunsFromItsForm()
    {
        QFETCH(int, kind);
        EvaluationSettings settings = EvaluationSettings::defaults(static_cast<EvaluationKind>(kind));
        settings.methods = {"vanilla", "decimamba"};
        if (settings.kind == EvaluationKind::LongBench) {
            settings.data = SHARED_TESTDATA_DIR "/longbench";
            if (!fs::exists(settings.data + "/config"))
                QSKIP("there is no LongBench data");
            settings.extended = true;
            settings.tasks = {"qasper", "trec", "multifieldqa_en"};
            settings.maxLength = 200;
        } else if (settings.kind == EvaluationKind::Perplexity) {
            settings.lengths = {150, 300};
            settings.samples = 20;
        } else if (settings.kind == EvaluationKind::Ruler) {
            settings.lengths = {1024};
            settings.tasks = {"niah_single_1", "vt"};
            settings.samples = 3;
        } else {
            settings.samples = 6;
        }
        const QString store = newStore();
        {
            MainWindow window;
            EvaluatePage* page = openPage(window, tiny(), store);
            begin(page, settings);
            QTRY_VERIFY_WITH_TIMEOUT(page->evaluation().records().size() >= 2 || !page->evaluation().isRunning(),
                                     kPatience);
            QVERIFY(window.close());
        }
        MainWindow window;
        EvaluatePage* page = openPage(window, tiny(), store);
        QTRY_COMPARE_WITH_TIMEOUT(page->runs()->model()->rowCount(), 1, kPatience);
        if (page->runs()->store().list().runs.front().state != StoredRun::State::Finished) {
            resumeOnly(page);
            waitForEnd(page);
        }
        const StoredRun run = page->runs()->store().list().runs.front();
        QVERIFY2(run.problems.empty(), run.problems.empty() ? "" : run.problems.front().english().c_str());
        QVERIFY(run.total > 0 && run.done == run.total);
        QCOMPARE(static_cast<std::int64_t>(readResults(run).records.size()), run.total);
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    // Chinese answers need a dictionary that may not be there, and a reference can be broken: both are said, the
    // predictions are kept, and the other records have their scores.
    void answersWithoutAScoreDoNotEndARun()
    {
        const QString data = file(QStringLiteral("unscored"));
        write(data + QStringLiteral("/config/dataset2prompt.json"),
              R"({"dureader": "{context}", "passage_retrieval_en": "{context}"})");
        write(data + QStringLiteral("/config/dataset2maxlen.json"), R"({"dureader": 2, "passage_retrieval_en": 2})");
        const std::string record = R"({"context": "Some text. ", "length": 3, "answers": )";
        write(data + QStringLiteral("/data/dureader.jsonl"), record + "[\"one\"]}\n");
        write(data + QStringLiteral("/data/passage_retrieval_en.jsonl"),
              record + "[\"Paragraph 3\"]}\n" + record + "[\"the third\"]}\n");
        EvaluationSettings settings = EvaluationSettings::defaults(EvaluationKind::LongBench);
        settings.methods = {"vanilla"};
        settings.data = data.toStdString();
        qputenv("MAMBASCOPE_JIEBA", file(QStringLiteral("no jieba")).toUtf8()); // wherever it is installed
        MainWindow window;
        EvaluatePage* page = openPage(window, tiny(), newStore());
        begin(page, settings);
        waitForEnd(page);
        for (int again = 0; again < 2; ++again) {
            const StoredRun run = StoredRun::load(page->evaluation().run().folder);
            QVERIFY(run.state == StoredRun::State::Finished);
            QCOMPARE(run.done, std::int64_t{3});
            QCOMPARE(readResults(run).records.size(), std::size_t{1});
            QCOMPARE(run.problems.size(), std::size_t{2});
            QVERIFY(run.problems[0].english().find("passage_retrieval_en.jsonl line 2") != std::string::npos);
            QVERIFY(run.problems[1].english().find("dureader (vanilla): ") == 0);
            if (again == 0) { // a run that is finished can be gone on with as well
                page->runs()->resumeSelected();
                QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), kPatience);
            }
        }
        qunsetenv("MAMBASCOPE_JIEBA");
    }

    // The run goes on, says so once, and writes what it kept as soon as there is room.
    void aFullDiskDoesNotEndARun()
    {
        MainWindow window;
        EvaluatePage* page = openPage(window, tiny(), newStore());
        begin(page, passkeySettings(tiny(), 400));
        QTRY_VERIFY_WITH_TIMEOUT(page->evaluation().records().size() >= 2, kPatience);
        const fs::path folder = page->evaluation().run().folder;
        {
            const FullDisk full(fs::file_size(folder / "results.jsonl"));
            const std::size_t then = page->evaluation().records().size();
            QTRY_VERIFY_WITH_TIMEOUT(page->evaluation().records().size() > then + 5, kPatience);
            QTRY_VERIFY_WITH_TIMEOUT(!window.messages()->texts().isEmpty(), kPatience);
            QVERIFY(page->evaluation().isRunning());
        }
        QCOMPARE(window.messages()->texts().size(), 1);
        QVERIFY2(window.messages()->texts().front().contains(QStringLiteral("kept in memory")),
                 qPrintable(window.messages()->texts().front()));
        waitForEnd(page);
        const StoredRun run = StoredRun::load(folder);
        QVERIFY(run.state == StoredRun::State::Finished);
        QCOMPARE(run.problems.size(), std::size_t{1});
        QCOMPARE(readResults(run).records.size(), std::size_t{400});
        QCOMPARE(linesOf(folder / "journal" / "tiny_vanilla.jsonl"), 401);
        QCOMPARE(window.messages()->texts().size(), 1);
    }

    void picturesWithoutARunSayWhichThereAre()
    {
        RenderRequest request;
        request.view = "evaluate";
        request.out = file(QStringLiteral("none.png")).toStdString();
        Progress progress;
        const auto said = [&] { return errorOf([&] { renderView(request, progress); }); };
        setRunFolder(newStore());
        QVERIFY2(said().contains(QStringLiteral("--run FOLDER")) &&
                     said().contains(QStringLiteral("none is stored in")),
                 qPrintable(said()));
        const StoredRun run =
            RunStore(runFolder().toStdString()).create(searchSettings(), "mine", std::chrono::system_clock::now());
        QVERIFY2(said().contains(QString::fromStdString(run.folder.string() + " (mine)")), qPrintable(said()));
        setRunFolder({});
    }

    void malformedTextsAndFoldersAreNamed()
    {
        MainWindow window;
        EvaluatePage* page = openPage(window, tiny(), newStore());
        EvaluationSettings settings = EvaluationSettings::defaults(EvaluationKind::DocumentRetrieval);
        settings.methods = {"vanilla"};
        settings.data = file(QStringLiteral("squad.json")).toStdString();
        write(file(QStringLiteral("squad.json")), "{\"data\": [{\"paragraphs\": 3}]");
        begin(page, settings);
        QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), kPatience);
        QVERIFY(page->evaluation().run().state == StoredRun::State::Failed);
        QVERIFY(window.messages()->texts().value(0).contains(QStringLiteral("squad.json")));
        settings = searchSettings();
        settings.trainingLength = 128;
        settings.texts = {file(QStringLiteral("none.txt")).toStdString()};
        begin(page, settings);
        QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), kPatience);
        QVERIFY(
            QString::fromStdString(page->evaluation().run().failure.english()).contains(QStringLiteral("none.txt")));
        // What a run kept can be damaged, too: said, and nothing is overwritten.
        const fs::path folder = page->evaluation().run().folder;
        settings.texts.clear();
        StoredRun run = page->evaluation().run();
        run.settings = settings;
        run.save();
        fs::create_directories(folder / "journal");
        write(QString::fromStdString((folder / "journal" / "search.jsonl").string()), "no journal\n");
        page->runs()->reload();
        QSignalSpy listed(page->runs(), &EvaluateRuns::listed);
        QTRY_VERIFY_WITH_TIMEOUT(!listed.isEmpty(), kPatience);
        page->runs()->select({QString::fromStdString(folder.string())});
        page->runs()->resumeSelected();
        QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), kPatience);
        QVERIFY(QString::fromStdString(page->evaluation().run().failure.english())
                    .contains(QStringLiteral("search.jsonl")));
        QCOMPARE(contentOf(QString::fromStdString((folder / "journal" / "search.jsonl").string())),
                 std::string("no journal\n"));
    }

    void anotherModelIsOpenedWhileARunIsOn()
    {
        MainWindow window;
        EvaluatePage* page = openPage(window, tiny(), newStore());
        begin(page, passkeySettings(tiny(), 100000));
        QTRY_VERIFY_WITH_TIMEOUT(page->evaluation().records().size() >= 2, kPatience);
        window.workspace().openModel(file(QStringLiteral("other")));
        QTRY_VERIFY_WITH_TIMEOUT(window.workspace().document()->model->config().family == Family::Mamba1, kPatience);
        const std::size_t then = page->evaluation().records().size();
        QTRY_VERIFY_WITH_TIMEOUT(page->evaluation().records().size() > then, kPatience); // goes on with its own model
        page->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), kPatience);
        QCOMPARE(page->evaluation().run().settings.model, tiny());
        QVERIFY(page->evaluation().run().state == StoredRun::State::Partial);
        QTRY_VERIFY_WITH_TIMEOUT(window.workspace().isIdle(), kPatience);
    }

    // The window's own model is in fp32; a run goes on with the numbers that it began with.
    void aRunComputesWhereItBegan()
    {
        const QString store = newStore();
        EvaluationSettings settings = passkeySettings(tiny(), 2);
        settings.dtype = "bf16";
        const StoredRun run = RunStore(store.toStdString()).create(settings, "half", std::chrono::system_clock::now());
        MainWindow window;
        EvaluatePage* page = openPage(window, tiny(), store);
        resumeOnly(page);
        waitForEnd(page);
        QVERIFY(page->headline().contains(QStringLiteral("cpu, bf16")));
        const std::string journal =
            contentOf(QString::fromStdString((run.folder / "journal" / "tiny_vanilla.jsonl").string()));
        QVERIFY2(journal.find("\"dtype\":\"bf16\"") != std::string::npos, journal.c_str());
    }

    void aKilledWindowsRunIsResumed()
    {
        const QString store = newStore();
        QProcess victim;
        victim.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        victim.start(QCoreApplication::applicationFilePath(),
                     {QStringLiteral("--victim"), QString::fromStdString(tiny()), store,
                      file(QStringLiteral("victim-settings"))});
        int known = 0;
        while (known < 5) {
            QVERIFY(victim.waitForReadyRead(kPatience));
            while (victim.canReadLine())
                known = victim.readLine().trimmed().toInt();
        }
        victim.kill(); // SIGKILL
        QVERIFY(victim.waitForFinished(kPatience));
        QCOMPARE(victim.exitStatus(), QProcess::CrashExit);

        MainWindow window;
        EvaluatePage* page = openPage(window, tiny(), store);
        resumeOnly(page);
        const StoredRun run = page->evaluation().run();
        QTRY_VERIFY_WITH_TIMEOUT(static_cast<int>(page->evaluation().records().size()) > known + 3, kPatience);
        page->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), kPatience);
        // Nothing is lost and nothing there twice: a line a result, and the settings.
        int lines = 0;
        for (const auto& entry : fs::directory_iterator(run.folder / "journal"))
            lines += linesOf(entry.path());
        QCOMPARE(lines, static_cast<int>(page->evaluation().records().size()) + 1);
        QCOMPARE(readResults(run).records.size(), page->evaluation().records().size());
    }
};

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--victim"))
        return runVictim(application, arguments.value(2), arguments.value(3), arguments.value(4));
    EvaluateRunsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "evaluate_runs_test.moc"
