// SPDX-License-Identifier: GPL-3.0-or-later
// Searches in the window, from the form to the settings that they found: watched, closed, resumed, their trials picked,
// compared, exported and used.
#include "core/evaluate/run_store.h"
#include "core/evaluate/tables_of_searches.h"
#include "tests/support/tiny_model.h"
#include "tests/ui/evaluate_fixture.h"
#include "ui/docks/decimation_form.h"
#include "ui/docks/method_dock.h"
#include "ui/engine/method_settings.h"
#include "ui/models/run_list_model.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/evaluate/evaluate_form.h"
#include "ui/pages/evaluate/evaluate_page.h"
#include "ui/pages/evaluate/evaluate_plot.h"
#include "ui/pages/evaluate/evaluate_runs.h"
#include "ui/widgets/message_bar.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTableView>

#include <filesystem>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace fs = std::filesystem;

class EvaluateSearchesTest : public EvaluateTest
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        WindowTest::initTestCase();
        writeTinyModel(tiny(), Family::Mamba2);
    }

    void searchIsWatchedStoppedResumedAndUsed()
    {
        const QString store = newStore();
        fs::path folder;
        int before = 0;
        {
            MainWindow window;
            EvaluatePage* page = openEvaluate(window, "mamba2-12m", store);
            EvaluationSettings settings = searchSettings();
            settings.minutes = 30;
            settings.candidates = 27; // would go on for long
            beginRun(page, settings);
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
        EvaluatePage* page = openEvaluate(window, "mamba2-12m", store);
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
        EvaluatePage* page = openEvaluate(window, "mamba2-12m", store);
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
        EvaluatePage* page = openEvaluate(window, "mamba2-12m", store);
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
        beginRun(page, settings);
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
        EvaluatePage* page = openTiny(window, newStore());
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
};

QTEST_MAIN(EvaluateSearchesTest)
#include "evaluate_searches_test.moc"
