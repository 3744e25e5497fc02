// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of run in the window but searches, from its form to its end: stopped, closed, killed and resumed, on a
// full disk, while the window is dragged about. The killed process is this program itself, started with --victim.
#include "core/evaluate/run_store.h"
#include "tests/support/error_of.h"
#include "tests/support/full_disk.h"
#include "tests/support/tiny_model.h"
#include "tests/ui/evaluate_fixture.h"
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
#include <QImage>
#include <QProcess>
#include <QSignalSpy>
#include <QSplitter>

#include <qcustomplot.h>

#include <cstdio>
#include <filesystem>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace fs = std::filesystem;

namespace {

EvaluationSettings passkeySettings(const std::string& model, std::int64_t trials)
{
    EvaluationSettings settings = vanillaSettings(EvaluationKind::Passkey);
    settings.model = model;
    settings.lengths = {400};
    settings.depths = {0.5};
    settings.samples = trials;
    return settings;
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

class EvaluateRunsTest : public EvaluateTest
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        WindowTest::initTestCase();
        writeTinyModel(tiny(), Family::Mamba2);
        writeTinyModel(file(QStringLiteral("other")).toStdString(), Family::Mamba1);
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
            EvaluatePage* page = openTiny(window, store);
            beginRun(page, settings);
            QTRY_COMPARE_WITH_TIMEOUT(page->evaluation().records().size(), 2U, kPatience);
            folder = page->evaluation().run().folder;
            QVERIFY(window.close()); // while the long one is on
        }
        QVERIFY(StoredRun::load(folder).state == StoredRun::State::Partial);
        QCOMPARE(linesOf(folder / "journal" / "latency.jsonl"), 2); // settings, one length
        const std::vector<EvaluationRecord> first = readResults(StoredRun::load(folder)).records;

        MainWindow window;
        EvaluatePage* page = openTiny(window, store);
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
            EvaluatePage* page = openTiny(window, store);
            beginRun(page, settings);
            QTRY_VERIFY_WITH_TIMEOUT(page->evaluation().records().size() >= 2 || !page->evaluation().isRunning(),
                                     kPatience);
            QVERIFY(window.close());
        }
        MainWindow window;
        EvaluatePage* page = openTiny(window, store);
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
        writeLongBenchConfig(data, R"({"dureader": "{context}", "passage_retrieval_en": "{context}"})",
                             R"({"dureader": 2, "passage_retrieval_en": 2})");
        const std::string record = R"({"context": "Some text. ", "length": 3, "answers": )";
        write(data + QStringLiteral("/data/dureader.jsonl"), record + "[\"one\"]}\n");
        write(data + QStringLiteral("/data/passage_retrieval_en.jsonl"),
              record + "[\"Paragraph 3\"]}\n" + record + "[\"the third\"]}\n");
        EvaluationSettings settings = vanillaSettings(EvaluationKind::LongBench);
        settings.data = data.toStdString();
        qputenv("MAMBASCOPE_JIEBA", file(QStringLiteral("no jieba")).toUtf8()); // wherever it is installed
        MainWindow window;
        EvaluatePage* page = openTiny(window, newStore());
        beginRun(page, settings);
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
        EvaluatePage* page = openTiny(window, newStore());
        beginRun(page, passkeySettings(tiny(), 400));
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
        EvaluatePage* page = openTiny(window, newStore());
        EvaluationSettings settings = vanillaSettings(EvaluationKind::DocumentRetrieval);
        settings.data = file(QStringLiteral("squad.json")).toStdString();
        write(file(QStringLiteral("squad.json")), "{\"data\": [{\"paragraphs\": 3}]");
        beginRun(page, settings);
        QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), kPatience);
        QVERIFY(page->evaluation().run().state == StoredRun::State::Failed);
        QVERIFY(window.messages()->texts().value(0).contains(QStringLiteral("squad.json")));
        settings = searchSettings();
        settings.trainingLength = 128;
        settings.texts = {file(QStringLiteral("none.txt")).toStdString()};
        beginRun(page, settings);
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
        EvaluatePage* page = openTiny(window, newStore());
        beginRun(page, passkeySettings(tiny(), 100000));
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

    void dragsMoveTheFigureAndTheParts()
    {
        const QString store = newStore();
        const StoredRun run = storeRun(store, "stored", 1);
        MainWindow window;
        window.resize(1500, 900);
        EvaluatePage* page = openTiny(window, store);
        page->runs()->select({QString::fromStdString(run.folder.string())});
        QTRY_COMPARE_WITH_TIMEOUT(page->shown().size(), 1U, kPatience);
        QTRY_VERIFY(page->plot()->isVisible());
        auto* plot = named<QCustomPlot>(page->plot(), QStringLiteral("Figure of the results"));
        plot->replot();
        const auto range = [plot] { return plot->axisRect(0)->axis(QCPAxis::atBottom)->range(); };
        const QCPRange whole = range();
        const QPoint centre = plot->axisRect(0)->rect().center();
        drag(plot, centre, centre + QPoint(70, 20));
        QVERIFY(range().lower < whole.lower);
        QTest::mouseDClick(plot, Qt::LeftButton, {}, centre);
        QCOMPARE(range(), whole);
        auto* parts = page->findChild<QSplitter*>(QStringLiteral("evaluateParts"));
        const QList<int> sizes = parts->sizes();
        QWidget* handle = parts->handle(1);
        drag(handle, handle->rect().center(), handle->rect().center() + QPoint(50, 0));
        QVERIFY(parts->sizes()[0] > sizes[0] && parts->sizes()[1] < sizes[1]);
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    void resizesWhileARunIsOn()
    {
        MainWindow window;
        EvaluatePage* page = openTiny(window, newStore());
        beginRun(page, passkeySettings(tiny(), 5000));
        QTRY_VERIFY_WITH_TIMEOUT(page->evaluation().records().size() >= 2, kPatience);
        for (const QSize size : {QSize(1000, 700), QSize(1700, 1100), QSize(1280, 800)}) {
            const int width = page->plot()->width();
            window.resize(size);
            QTRY_VERIFY(page->plot()->width() != width);
            const std::size_t then = page->evaluation().records().size();
            QTRY_VERIFY_WITH_TIMEOUT(page->evaluation().records().size() > then, kPatience);
            QVERIFY(page->plot()->isVisible() && !page->plot()->figure().isEmpty());
        }
        page->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), kPatience);
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    // The window's own model is in fp32; a run goes on with the numbers that it began with.
    void aRunComputesWhereItBegan()
    {
        const QString store = newStore();
        EvaluationSettings settings = passkeySettings(tiny(), 2);
        settings.dtype = "bf16";
        const StoredRun run = RunStore(store.toStdString()).create(settings, "half", std::chrono::system_clock::now());
        MainWindow window;
        EvaluatePage* page = openTiny(window, store);
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
        EvaluatePage* page = openTiny(window, store);
        resumeOnly(page);
        const StoredRun run = page->evaluation().run();
        QTRY_VERIFY_WITH_TIMEOUT(static_cast<int>(page->evaluation().records().size()) > known + 3, kPatience);
        page->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), kPatience);
        // Nothing is lost and nothing there twice.
        QCOMPARE(journalLines(run), static_cast<int>(page->evaluation().records().size()) + 1);
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
