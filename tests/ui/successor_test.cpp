// SPDX-License-Identifier: GPL-3.0-or-later
// A window in another language takes the place of the one before, with everything that is under way there.
#include "tests/support/tiny_model.h"
#include "tests/ui/evaluate_fixture.h"
#include "ui/dialogs/settings_dialog.h"
#include "ui/docks/recalibrate_form.h"
#include "ui/docks/sequence_dock.h"
#include "ui/engine/run_folder.h"
#include "ui/widgets/message_bar.h"
#include "ui/windows/preferences.h"
#include "ui/windows/session_files.h"

#include <QDockWidget>
#include <QSpinBox>
#include <QToolButton>

#include <memory>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

/// As the application does it; the window before goes.
std::unique_ptr<MainWindow> successorOf(const std::unique_ptr<MainWindow> before)
{
    auto window = std::make_unique<MainWindow>(nullptr, &before->workspace());
    window->useSettings();
    window->takePlaceOf(*before);
    window->show();
    return window;
}

} // namespace

class SuccessorTest : public EvaluateTest
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        WindowTest::initTestCase();
        writeTinyModel(tiny(), Family::Mamba2);
    }

    void aSessionThatIsBeingOpened()
    {
        const QString before = file(QStringLiteral("before.mscope"));
        const QString coming = file(QStringLiteral("coming.mscope"));
        {
            MainWindow window;
            open(window, shortState());
            window.sessions().save(before);
            window.findChild<QDockWidget*>(QStringLiteral("modelDock"))->hide();
            window.sequenceDock()->setDraft(QStringLiteral("The sea was"));
            window.workspace().select(8, 3);
            QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
            window.sessions().save(coming);
        }
        for (const bool first : {true, false}) { // nothing is open yet, or another session is
            auto window = std::make_unique<MainWindow>();
            window->show();
            if (!first) {
                window->openAnything(before);
                QTRY_VERIFY_WITH_TIMEOUT(settled(*window), kPatience);
            }
            window->openAnything(coming);
            window = successorOf(std::move(window));
            QCOMPARE(window->sessions().path(), first ? QString() : before);
            QTRY_COMPARE_WITH_TIMEOUT(window->sessions().path(), coming, kPatience);
            QCOMPARE(window->workspace().state().layer, 8);
            QVERIFY(!window->findChild<QDockWidget*>(QStringLiteral("modelDock"))->isVisible());
            QCOMPARE(window->sequenceDock()->draft(), QStringLiteral("The sea was"));
            QTRY_VERIFY_WITH_TIMEOUT(settled(*window), kPatience);
            QCOMPARE(window->messages()->texts(), QStringList());
        }
    }

    /// Of the preferences only what a person changes reaches a session that is open.
    void themeAndLevelOfTheSession()
    {
        Preferences preferences;
        preferences.theme = QStringLiteral("light");
        preferences.save();
        auto window = std::make_unique<MainWindow>();
        window->useSettings();
        ViewState state = shortState();
        state.theme = "dark";
        state.reachLevel = 2.5e-7;
        open(*window, state);
        const ViewState before = window->workspace().state();
        QCOMPARE(before.theme, std::string("dark"));
        window = successorOf(std::move(window));
        const ViewState& now = window->workspace().state();
        QCOMPARE(lines(now), lines(before));
        preferences.theme = QStringLiteral("system");
        emit window->showSettings()->changed(preferences);
        QCOMPARE(now.theme, std::string("system"));
        QCOMPARE(now.reachLevel, 2.5e-7);
        QTRY_VERIFY_WITH_TIMEOUT(settled(*window), kPatience);
    }

    void aRunThatIsOn()
    {
        setRunFolder(newStore());
        auto window = std::make_unique<MainWindow>();
        EvaluatePage* page = openTiny(*window, runFolder());
        EvaluationSettings settings = vanillaSettings(EvaluationKind::Passkey);
        settings.model = tiny();
        settings.lengths = {400};
        settings.depths = {0.5};
        settings.samples = 100000;
        beginRun(page, settings);
        QTRY_VERIFY_WITH_TIMEOUT(page->evaluation().records().size() >= 2, kPatience);
        window = successorOf(std::move(window));
        page = window->evaluatePage();
        QVERIFY(page->evaluation().isRunning());
        QCOMPARE(page->form()->settings().samples, std::int64_t{100000}); // what was written in the form is there, too
        QVERIFY(!button(page, "evaluateStart")->isEnabled());
        const std::size_t then = page->evaluation().records().size();
        QTRY_VERIFY_WITH_TIMEOUT(page->evaluation().records().size() > then, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(page->shown().size(), 1U, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(page->runs()->model()->rowCount(), 1, kPatience);
        const QModelIndex row = page->runs()->model()->index(0, RunListModel::State);
        QVERIFY2(row.data().toString().startsWith(QStringLiteral("running")), qPrintable(row.data().toString()));
        QTest::mouseClick(button(page, "evaluateStop"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), kPatience);
        QVERIFY(StoredRun::load(page->evaluation().run().folder).state == StoredRun::State::Partial);
        QVERIFY(button(page, "evaluateStart")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(window->workspace().isIdle(), kPatience);
        QCOMPARE(window->messages()->texts(), QStringList());
        setRunFolder({});
    }

    void aCalibrationThatIsOn()
    {
        auto window = std::make_unique<MainWindow>();
        open(*window, shortState());
        RecalibrateForm* form = window->methodDock()->recalibration();
        window->methodDock()->recalibrateButton()->click();
        form->samplesBox()->setValue(14); // nearly all of the text: takes a while
        form->startButton()->click();
        window = successorOf(std::move(window));
        form = window->methodDock()->recalibration();
        QVERIFY(form->isVisible() && form->isBusy());
        QVERIFY(form->cancelButton()->isEnabled() && !form->startButton()->isEnabled());
        QCOMPARE(form->message(), QStringLiteral("Calibrating mamba2-12m …"));
        QTRY_VERIFY_WITH_TIMEOUT(!form->isBusy() && !window->workspace().state().profile.empty(), kPatience);
        QVERIFY2(form->message().startsWith(QStringLiteral("Done: the session's profile is now")),
                 qPrintable(form->message()));
        QCOMPARE(window->workspace().document()->profile->sequences, 14);
        QVERIFY(form->startButton()->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(settled(*window), kPatience);
    }
};

QTEST_MAIN(SuccessorTest)
#include "successor_test.moc"
