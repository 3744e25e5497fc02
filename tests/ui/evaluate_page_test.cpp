// SPDX-License-Identifier: GPL-3.0-or-later
// The Evaluate page as a person uses it: begin a run, watch it, stop it, go on with it, compare, export, close while it
// is on. On a tiny model with random weights, so that what is counted is what was computed, not how well.
#include "core/evaluate/run_store.h"
#include "tests/support/tiny_model.h"
#include "tests/ui/evaluate_fixture.h"
#include "ui/engine/workspace.h"
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
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

class EvaluatePageTest : public EvaluateTest
{
    Q_OBJECT

    /// Fills the form as a person would: pass keys without LongMamba, which the tiny model has no profile for.
    static void fillPasskeys(EvaluatePage* page, const QString& lengths, const QString& depths, int trials)
    {
        for (QCheckBox* box : page->form()->findChildren<QCheckBox*>())
            if (box->text() == QLatin1String("LongMamba") && box->isChecked())
                QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
        type(named<QLineEdit>(page->form(), QStringLiteral("Lengths")), lengths);
        type(named<QLineEdit>(page->form(), QStringLiteral("Depths")), depths);
        named<QSpinBox>(page->form(), QStringLiteral("Trials"))->setValue(trials);
    }

private slots:
    void initTestCase()
    {
        WindowTest::initTestCase();
        writeTinyModel(tiny(), Family::Mamba2);
    }

    void startsAndShowsResultsAsTheyCome()
    {
        const QString store = newStore();
        MainWindow window;
        EvaluatePage* page = openTiny(window, store);
        const QAbstractItemModelTester list(page->runs()->model(),
                                            QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester table(page->tableModel(),
                                             QAbstractItemModelTester::FailureReportingMode::QtTest);
        fillPasskeys(page, QStringLiteral("200, 300"), QStringLiteral("0, 1"), 2);
        QCOMPARE(page->form()->problem(), QString());
        const QLineEdit* command = named<QLineEdit>(page->form(), QStringLiteral("The same on the command line"));
        QVERIFY(command->text().contains(QStringLiteral("--lengths 200,300 --depths 0,1 --trials 2")));

        QSignalSpy ended(&page->evaluation(), &Evaluation::ended);
        startRun(page);
        QVERIFY(!button(page, "evaluateStart")->isEnabled()); // one at a time
        QVERIFY(page->runs()->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kPatience);
        QCOMPARE(page->evaluation().records().size(), 8U);
        QTRY_COMPARE_WITH_TIMEOUT(page->shown().size(), 1U, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(page->shown().front().records.size(), 8U, kPatience);
        QCOMPARE(page->plot()->figure().maps.size(), 1U);
        QCOMPARE(page->plot()->figure().maps[0].columns, std::vector<std::string>({"200", "300"}));
        QCOMPARE(page->tableModel()->rowCount(), 3); // two depths, their mean
        QCOMPARE(page->runs()->model()->rowCount(), 1);
        QCOMPARE(page->runs()->model()->index(0, RunListModel::State).data().toString(), QStringLiteral("finished"));
        QVERIFY(!button(page, "evaluateResume")->isVisible());
        QVERIFY(button(page, "evaluateStart")->isEnabled());
        const StoredRun run = RunStore(store.toStdString()).list().runs.front();
        QVERIFY(run.state == StoredRun::State::Finished && run.done == 8 && run.total == 8);
        QCOMPARE(readResults(run).records, page->evaluation().records());
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    void stopsAndGoesOn()
    {
        const QString store = newStore();
        MainWindow window;
        EvaluatePage* page = openTiny(window, store);
        fillPasskeys(page, QStringLiteral("400"), QStringLiteral("0, 0.5, 1"), 100);
        QSignalSpy ended(&page->evaluation(), &Evaluation::ended);
        startRun(page);
        QTRY_VERIFY_WITH_TIMEOUT(page->evaluation().records().size() >= 3, kPatience);
        // The rest of the window works meanwhile, and the tab says how far the run is.
        window.workspace().editView([](ViewState& s) { s.page = "map"; });
        QVERIFY(window.currentPage() != page);
        auto* tabs = window.findChild<QTabWidget*>();
        QTRY_VERIFY_WITH_TIMEOUT(tabs->tabText(tabs->indexOf(page)).contains(QLatin1Char('%')), kPatience);
        window.workspace().editView([](ViewState& s) { s.page = "evaluate"; });
        QTest::mouseClick(button(page, "evaluateStop"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kPatience);
        const std::size_t before = page->evaluation().records().size();
        const StoredRun stopped = page->evaluation().run();
        QVERIFY(stopped.state == StoredRun::State::Partial);
        QVERIFY(before < 300);
        QCOMPARE(readResults(stopped).records.size(), before);
        QCOMPARE(window.messages()->texts(), QStringList()); // stopping is no error
        QCOMPARE(tabs->tabText(tabs->indexOf(page)), QStringLiteral("Evaluate"));

        QTRY_VERIFY_WITH_TIMEOUT(button(page, "evaluateResume")->isVisible(), kPatience);
        QTest::mouseClick(button(page, "evaluateResume"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 2, kPatience);
        QCOMPARE(page->evaluation().records().size(), 300U);
        QVERIFY(page->evaluation().run().state == StoredRun::State::Finished);
        QCOMPARE(page->evaluation().run().folder, stopped.folder);
        // Nothing is asked twice: the verb's journal has a line an item, and its settings.
        QCOMPARE(journalLines(stopped), 301);
    }

    void closesWhileARunIsOn()
    {
        const QString store = newStore();
        {
            MainWindow window;
            EvaluatePage* page = openTiny(window, store);
            fillPasskeys(page, QStringLiteral("400"), QStringLiteral("0"), 1000);
            startRun(page);
            QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().records().empty(), kPatience);
            QVERIFY(window.close());
        }
        const StoredRun run = RunStore(store.toStdString()).list().runs.front();
        QVERIFY(run.state == StoredRun::State::Partial);
        const std::size_t before = readResults(run).records.size();
        QVERIFY(before > 0 && before < 1000);

        MainWindow window;
        EvaluatePage* page = openTiny(window, store);
        QTRY_COMPARE_WITH_TIMEOUT(page->runs()->model()->rowCount(), 1, kPatience);
        QVERIFY(page->runs()
                    ->model()
                    ->index(0, RunListModel::State)
                    .data()
                    .toString()
                    .startsWith(QStringLiteral("partial")));
        page->runs()->select({QString::fromStdString(run.folder.string())});
        QTRY_COMPARE_WITH_TIMEOUT(page->shown().size(), 1U, kPatience);
        page->runs()->resumeSelected();
        QTRY_VERIFY_WITH_TIMEOUT(page->evaluation().records().size() > before, kPatience);
        page->stop();
        QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), kPatience);
    }

    void whatIsBrokenIsCountedAndTheRestGoesOn()
    {
        const QString data = file(QStringLiteral("longbench"));
        writeLongBenchConfig(data,
                             R"({"qasper": "Read: {context} Question: {input} Answer:", "trec": "{context}{input}"})",
                             R"({"qasper": 3})");
        const std::string record = R"({"input": "who?", "context": "The captain.", "answers": ["captain"], "length": )";
        write(data + QStringLiteral("/data/qasper_e.jsonl"),
              record + "100, \"all_classes\": null}\nnot a record\n" + record + "5000, \"all_classes\": null}\n");
        write(data + QStringLiteral("/data/trec_e.jsonl"), record + "100, \"all_classes\": [\"a\"]}\n");

        MainWindow window;
        EvaluatePage* page = openTiny(window, newStore());
        chooseKind(page->form(), EvaluationKind::LongBench);
        QVERIFY(page->form()->problem().contains(QStringLiteral("folder")));
        QVERIFY(!button(page, "evaluateStart")->isEnabled());
        fillLongBench(page, data);
        QCOMPARE(page->form()->problem(), QString());
        QCOMPARE(page->form()->findChild<QListWidget*>()->count(), 2);
        QSignalSpy ended(&page->evaluation(), &Evaluation::ended);
        startRun(page);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kPatience);
        QVERIFY(page->evaluation().run().state == StoredRun::State::Finished);
        QStringList told;
        for (const Message& problem : page->evaluation().problems())
            told << QString::fromStdString(problem.english());
        QVERIFY2(told.size() == 2, qPrintable(told.join(QLatin1Char('\n')))); // the line, the dataset without a limit
        QCOMPARE(page->evaluation().records().size(), 2U);
        QTRY_COMPARE_WITH_TIMEOUT(page->tableModel()->rowCount(), 1, kPatience);
        QCOMPARE(page->tableModel()->columnCount(), 5); // the task, three buckets, all
        QVERIFY(!page->plot()->isVisible());
        auto* problems = page->findChild<QToolButton*>(QStringLiteral("evaluateProblems"));
        QCOMPARE(problems->text(), QStringLiteral("2 item(s) left out"));
        QTest::mouseClick(problems, Qt::LeftButton);
        QCOMPARE(named<QListWidget>(page, QStringLiteral("What was left out"))->count(), 2);
    }

    void theFormHasTheProtocolsOfThePapers()
    {
        MainWindow window;
        EvaluatePage* page = openTiny(window, newStore());
        EvaluateForm* form = page->form();
        auto* protocol = named<QComboBox>(form, QStringLiteral("Protocol"));
        const auto choose = [](QComboBox* box, const QString& data) {
            box->setCurrentIndex(box->findData(data));
            QCOMPARE(box->currentData().toString(), data);
        };
        chooseKind(form, EvaluationKind::Perplexity);
        choose(protocol, QStringLiteral("pg19-decimamba"));
        QCOMPARE(form->settings().lengths.front(), std::int64_t{1000});
        QCOMPARE(form->settings().lengths.back(), std::int64_t{60000});
        QCOMPARE(form->settings().protocol, std::string("pg19-decimamba"));
        chooseKind(form, EvaluationKind::Latency);
        QCOMPARE(form->settings().protocol, std::string());
        choose(protocol, QStringLiteral("longmamba"));
        QCOMPARE(form->settings().samples, std::int64_t{10});
        chooseKind(form, EvaluationKind::Passkey);
        choose(protocol, QStringLiteral("decimamba"));
        QCOMPARE(form->settings().lengths.back(), std::int64_t{128000});
        choose(named<QComboBox>(form, QStringLiteral("LongMamba's filter")), QStringLiteral("bound"));
        QCOMPARE(form->settings().filter, std::string("bound"));
        type(named<QLineEdit>(form, QStringLiteral("Saved cases")), file(QStringLiteral("cases.jsonl")));
        QCOMPARE(form->settings().file("cases"), file(QStringLiteral("cases.jsonl")).toStdString());
        // A run's settings come back as they were, those without a field of their own included.
        EvaluationSettings settings = form->settings();
        settings.files["template"] = "wording.json";
        form->setSettings(settings);
        QVERIFY(form->settings() == settings);
    }

    // Saved prompts are asked as they are, whatever lengths the form has.
    void savedCasesAreAsked()
    {
        write(file(QStringLiteral("cases.jsonl")), "{\"ids\": [1, 2, 3], \"answer_ids\": [4], \"length\": 3}\nbroken\n"
                                                   "{\"ids\": [5, 6], \"answer_ids\": [4], \"length\": 2}\n");
        MainWindow window;
        EvaluatePage* page = openTiny(window, newStore());
        EvaluationSettings settings = vanillaSettings(EvaluationKind::Passkey);
        settings.files["cases"] = file(QStringLiteral("cases.jsonl")).toStdString();
        beginRun(page, settings);
        waitForEnd(page);
        QCOMPARE(page->evaluation().records().size(), 2U);
        QCOMPARE(page->evaluation().records()[0].length, std::int64_t{3});
        QCOMPARE(page->evaluation().problems().size(), 1U);
        QCOMPARE(page->evaluation().run().settings.device, std::string("cpu"));
    }

    void aRunThatCannotBeginSaysWhy()
    {
        MainWindow window;
        const QString store = newStore();
        EvaluatePage* page = openTiny(window, store);
        EvaluationSettings settings = EvaluationSettings::defaults(EvaluationKind::Passkey);
        settings.model = file(QStringLiteral("moved away")).toStdString();
        const StoredRun run = RunStore(store.toStdString()).create(settings, "moved", std::chrono::system_clock::now());
        page->runs()->reload();
        QTRY_COMPARE_WITH_TIMEOUT(page->runs()->model()->rowCount(), 1, kPatience);
        page->runs()->select({QString::fromStdString(run.folder.string())});
        page->runs()->resumeSelected();
        QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), kPatience);
        QVERIFY(page->evaluation().run().state == StoredRun::State::Failed);
        QVERIFY(window.messages()->texts().value(0).contains(QStringLiteral("moved away")));
        QCOMPARE(page->runs()->model()->index(0, RunListModel::State).data().toString(), QStringLiteral("failed"));
    }

    void comparesAndExports()
    {
        const QString store = newStore();
        const StoredRun a = storeRun(store, "first", 1);
        const StoredRun b = storeRun(store, "second", 2);
        MainWindow window;
        EvaluatePage* page = openTiny(window, store);
        QTRY_COMPARE_WITH_TIMEOUT(page->runs()->model()->rowCount(), 2, kPatience);
        page->findChild<QTabWidget*>()->setCurrentWidget(page->runs());
        QTableView* view = page->runs()->view();
        view->sortByColumn(RunListModel::Name, Qt::AscendingOrder);
        const auto click = [view](int row, Qt::KeyboardModifiers modifiers) {
            QTest::mouseClick(view->viewport(), Qt::LeftButton, modifiers,
                              view->visualRect(view->model()->index(row, RunListModel::Kind)).center());
        };
        click(0, {});
        QTRY_COMPARE_WITH_TIMEOUT(page->shown().size(), 1U, kPatience);
        QCOMPARE(page->headline(), QStringLiteral("first"));
        QCOMPARE(page->plot()->figure().lines.at(0).series.size(), 2U);
        click(1, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(page->shown().size(), 2U, kPatience);
        QCOMPARE(page->headline(), QStringLiteral("Perplexity: 2 runs compared"));
        QCOMPARE(page->plot()->figure().lines.at(0).series.size(), 4U);
        QCOMPARE(page->tableModel()->columnCount(), 7); // contexts, four curves, two differences
        QCOMPARE(page->tableModel()->index(0, 5).data().toString(), QStringLiteral("+256.00"));
        QCOMPARE(window.workspace().state().evaluateRuns,
                 std::vector<std::string>({a.folder.string(), b.folder.string()}));

        for (const QString& suffix : page->exportSuffixes()) {
            const QString out = file(QStringLiteral("compared.") + suffix);
            QSignalSpy saved(&window.workspace(), &Workspace::saved);
            window.exportView(out, false);
            QCOMPARE(saved.size(), 1);
            QVERIFY(QFileInfo(out).size() > 100);
            QVERIFY(page->commandLine(out).contains(QString::fromStdString(b.folder.string())));
        }
        QVERIFY(contentOf(file(QStringLiteral("compared.tex"))).find("\\toprule") != std::string::npos);
        QVERIFY(contentOf(file(QStringLiteral("compared.md"))).find("| second: vanilla |") != std::string::npos);

        // The same without a window.
        Progress progress;
        RenderRequest request;
        request.state = window.workspace().state();
        request.view = "evaluate";
        request.out = file(QStringLiteral("rendered.md")).toStdString();
        renderView(request, progress);
        QCOMPARE(contentOf(file(QStringLiteral("rendered.md"))), contentOf(file(QStringLiteral("compared.md"))));
        request.out = file(QStringLiteral("rendered.png")).toStdString();
        renderView(request, progress);
        QVERIFY(QImage(file(QStringLiteral("rendered.png"))).width() >= 1280);
    }

    void runsThatAreGoneAreTold()
    {
        const QString store = newStore();
        const std::string there = storeRun(store, "there", 1).folder.string();
        const std::string gone = file(QStringLiteral("gone")).toStdString();
        MainWindow window;
        EvaluatePage* page = openTiny(window, store);
        QTRY_COMPARE_WITH_TIMEOUT(page->runs()->model()->rowCount(), 1, kPatience);
        const auto want = [&window](const std::vector<std::string>& runs, const char* shown) {
            window.workspace().editView([&](ViewState& s) {
                s.evaluateRuns = runs;
                s.page = shown;
            });
        };
        const auto told = [&] {
            const QStringList texts = window.messages()->texts();
            return texts.size() == 1 && texts.front().contains(QString::fromStdString(gone + "/run.json"));
        };
        want({gone, there}, "evaluate");
        QTRY_VERIFY_WITH_TIMEOUT(told(), kPatience);
        QCOMPARE(page->shown().size(), 1U);
        QCOMPARE(page->headline(), QStringLiteral("there"));
        QCOMPARE(window.workspace().state().evaluateRuns, std::vector<std::string>({gone, there}));
        // Where they are not looked at, nobody needs to know.
        window.messages()->dismissAll();
        want({gone}, "map");
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && page->shown().empty(), kPatience);
        QCOMPARE(window.messages()->texts(), QStringList());
        want({gone}, "evaluate");
        QTRY_VERIFY_WITH_TIMEOUT(told(), kPatience);
    }

    void renamesDeletesAndBringsBack()
    {
        const QString store = newStore();
        storeRun(store, "first", 1);
        storeRun(store, "second", 2);
        MainWindow window;
        EvaluatePage* page = openTiny(window, store);
        EvaluateRuns* runs = page->runs();
        const QAbstractItemModelTester list(runs->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_COMPARE_WITH_TIMEOUT(runs->model()->rowCount(), 2, kPatience);
        page->findChild<QTabWidget*>()->setCurrentWidget(runs);
        QTableView* view = runs->view();
        view->sortByColumn(RunListModel::Name, Qt::AscendingOrder);
        view->setFocus();
        view->setCurrentIndex(view->model()->index(1, 0));
        QTest::keyClick(view, Qt::Key_F2);
        auto* editor = view->viewport()->findChild<QLineEdit*>();
        QVERIFY(editor);
        type(editor, QStringLiteral("better name"));
        QTest::keyClick(editor, Qt::Key_Return);
        const auto names = [&store] {
            QStringList all;
            for (const StoredRun& run : RunStore(store.toStdString()).list().runs)
                all << QString::fromStdString(run.name);
            all.sort();
            return all;
        };
        QTRY_COMPARE_WITH_TIMEOUT(names(), QStringList({QStringLiteral("better name"), QStringLiteral("first")}),
                                  kPatience);

        view->setCurrentIndex(view->model()->index(0, 0));
        QCOMPARE(view->currentIndex().data().toString(), QStringLiteral("better name"));
        view->setFocus();
        QTest::keyClick(view, Qt::Key_Delete);
        QCOMPARE(runs->model()->rowCount(), 1);
        QCOMPARE(names(), QStringList({QStringLiteral("first")}));
        QVERIFY(runs->canUndoRemoval());
        QTest::mouseClick(runs->findChild<QPushButton*>(QStringLiteral("undoRemoval")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(runs->model()->rowCount(), 2, kPatience);
        QCOMPARE(names().size(), 2);

        // The filter looks at every column.
        auto* filter = named<QLineEdit>(runs, QStringLiteral("Filter of the stored runs"));
        type(filter, QStringLiteral("better"));
        QCOMPARE(view->model()->rowCount(), 1);
        type(filter, QStringLiteral("perplexity"));
        QCOMPARE(view->model()->rowCount(), 2);
    }

private:
    static void fillLongBench(EvaluatePage* page, const QString& data)
    {
        for (QCheckBox* box : page->form()->findChildren<QCheckBox*>()) {
            if (box->text() == QLatin1String("LongMamba"))
                box->setChecked(false);
            if (box->text().contains(QLatin1String("scores by length")))
                box->setChecked(true);
        }
        type(named<QLineEdit>(page->form(), QStringLiteral("Data")), data);
    }
};

QTEST_MAIN(EvaluatePageTest)
#include "evaluate_page_test.moc"
