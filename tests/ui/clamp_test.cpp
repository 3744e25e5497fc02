// SPDX-License-Identifier: GPL-3.0-or-later
// The clamp of the calibration as a slider: dragged, stepped by keys, undone, kept in sessions, cancelled.
#include "core/base/resources.h"
#include "tests/ui/widget_fixture.h"
#include "tests/ui/window_fixture.h"
#include "ui/docks/clamp_form.h"
#include "ui/docks/recalibrate_form.h"
#include "ui/engine/clamp_profiles.h"
#include "ui/engine/history.h"
#include "ui/widgets/value_slider.h"
#include "ui/windows/session_files.h"

#include <QDir>
#include <QDoubleSpinBox>
#include <QFile>
#include <QPushButton>
#include <QSlider>

#include <chrono>
#include <thread>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

ClampForm* formOf(MainWindow& window)
{
    return window.methodDock()->clamp();
}

QSlider* handleOf(MainWindow& window)
{
    return formOf(window)->slider()->findChild<QSlider*>();
}

/// Where the middle of the handle is at a clamp in percent.
QPoint placeOf(const QSlider* slider, double percent)
{
    return placeOfHandle(slider, qRound(10 * percent));
}

bool awaits(MainWindow& window)
{
    return settled(window) && !formOf(window)->profiles().isPending();
}

} // namespace

class ClampTest : public WindowTest
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        WindowTest::initTestCase();
        // Where profiles are stored: a folder of this test's own, without what an earlier run left there.
        QApplication::setApplicationName(QStringLiteral("MambaScopeClampTest"));
        QVERIFY(QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)).removeRecursively());
    }

    void dragging()
    {
        const QString session = file(QStringLiteral("clamp.mscope"));
        std::string stored;
        {
            MainWindow window;
            open(window, shortState());
            Workspace& w = window.workspace();
            ClampProfiles& clamps = formOf(window)->profiles();
            ValueSlider* slider = formOf(window)->slider();
            QSlider* handle = handleOf(window);
            const auto home = w.document()->profile;
            const auto trace = w.trace(Side::LongMamba);
            const std::int64_t* const ids = &w.document()->ids[0];
            const QString* const texts = &w.document()->tokenTexts[0];
            QCOMPARE(slider->value(), 5.0);
            QCOMPARE(handle->accessibleName(), QStringLiteral("Clamp C"));
            QVERIFY(!handle->toolTip().isEmpty() && handle->toolTip() == handle->accessibleDescription());

            QTest::mousePress(handle, Qt::LeftButton, {}, placeOf(handle, 5));
            QTest::mouseMove(handle, placeOf(handle, 10));
            QVERIFY(clamps.isCalibrating());
            QVERIFY(formOf(window)->cancelButton()->isVisibleTo(formOf(window)));
            QCOMPARE(slider->value(), 10.0); // it waits where it was put
            QCOMPARE(w.document()->profile, home);
            QTRY_VERIFY_WITH_TIMEOUT(!clamps.isCalibrating(), kPatience);
            // In memory from now on: the profile is there within the move of the mouse.
            QCOMPARE(w.document()->profile->clamp, 0.1);
            QVERIFY(w.document()->profile->threshold != home->threshold);
            QVERIFY(w.state().profile.empty() && !w.isFilteredCurrent());
            const std::optional<float> ten = w.tokenThreshold(6, 15);
            QTest::mouseMove(handle, placeOf(handle, 15));
            QCOMPARE(w.document()->profile->clamp, 0.15);
            QVERIFY(&w.document()->ids[0] == ids && &w.document()->tokenTexts[0] == texts); // not copied for a profile
            QVERIFY(ten && w.tokenThreshold(6, 15) && *w.tokenThreshold(6, 15) != *ten);
            QTRY_VERIFY_WITH_TIMEOUT(w.isPreview() && w.map(Side::LongMamba)->keepAbove == w.tokenThreshold(6, 15),
                                     kPatience);
            QVERIFY(!formOf(window)->cancelButton()->isVisibleTo(formOf(window)));
            QTest::mouseRelease(handle, Qt::LeftButton, {}, placeOf(handle, 15));
            QTRY_VERIFY_WITH_TIMEOUT(awaits(window) && w.trace(Side::LongMamba) != trace, kPatience);
            stored = w.state().profile;
            QVERIFY(QString::fromStdString(stored).endsWith(QStringLiteral("-n512-clamp15-maxx5.safetensors")));
            QCOMPARE(Profile::load(stored)->threshold, w.document()->profile->threshold);
            QCOMPARE(window.methodDock()->recalibration()->clampBox()->value(), 15.0);
            QCOMPARE(w.answers()[1].ids.size(), std::size_t{6}); // written anew

            // Undone as one step, and done again.
            QTRY_COMPARE(window.history().undoText(), QStringLiteral("Clamp C 5 % → 15 %"));
            const QString away = file(QStringLiteral("away")); // the text is there already, no file is opened for it
            QVERIFY(QFile::rename(QString::fromStdString(stored), away));
            QCOMPARE(window.history().undoText(), QStringLiteral("Clamp C 5 % → 15 %"));
            QVERIFY(QFile::rename(away, QString::fromStdString(stored)));
            window.history().undo();
            QTRY_VERIFY_WITH_TIMEOUT(w.state().profile.empty() && settled(window), kPatience);
            QCOMPARE(w.document()->profile->threshold, home->threshold);
            QCOMPARE(slider->value(), 5.0);
            window.history().redo();
            QTRY_VERIFY_WITH_TIMEOUT(w.state().profile == stored && settled(window), kPatience);
            QCOMPARE(slider->value(), 15.0);
            QVERIFY(!clamps.isCalibrating());
            window.sessions().save(session);
        }
        MainWindow window;
        window.show();
        window.openAnything(session);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(window.workspace().state().profile, stored);
        QCOMPARE(window.workspace().document()->profile->clamp, 0.15);
        QCOMPARE(formOf(window)->slider()->value(), 15.0);
    }

    void keys()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        QSlider* handle = handleOf(window);
        const auto home = w.document()->profile;
        QTest::keyClick(handle, Qt::Key_Right);
        QTest::keyClick(handle, Qt::Key_Right); // while it calibrates
        QCOMPARE(formOf(window)->slider()->value(), 7.0);
        QTRY_VERIFY_WITH_TIMEOUT(awaits(window), kPatience);
        QCOMPARE(w.document()->profile->clamp, 0.07);
        QVERIFY(w.state().profile.find("clamp7-") != std::string::npos);
        QTest::keyClick(handle, Qt::Key_Home); // keeps all: nothing is cut
        QTRY_VERIFY_WITH_TIMEOUT(awaits(window), kPatience);
        QCOMPARE(w.document()->profile->clamp, 0.0);
        // A profile that comes back in its place is that of before, not a calibrated one.
        QTest::keyClick(handle, Qt::Key_Delete);
        QTRY_VERIFY_WITH_TIMEOUT(awaits(window), kPatience);
        QCOMPARE(w.document()->profile, home);
        QVERIFY(w.state().profile.empty());
        // Numbers between stops are rounded.
        auto* box = formOf(window)->slider()->findChild<QDoubleSpinBox*>();
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box, QStringLiteral("12.4"));
        QTest::keyClick(box, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(awaits(window), kPatience);
        QCOMPARE(w.document()->profile->clamp, 0.12);
        // A new sequence is read with it.
        w.setPasskey(620, 0.5, 1);
        QTRY_VERIFY_WITH_TIMEOUT(w.document()->length() == 620 && settled(window), kPatience);
        QCOMPARE(w.document()->profile->clamp, 0.12);
        QTest::keyClick(handle, Qt::Key_Delete);
        QTRY_VERIFY_WITH_TIMEOUT(awaits(window), kPatience);
        QCOMPARE(w.document()->profile, home);
    }

    void cancelling()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        ClampForm* form = formOf(window);
        const auto home = w.document()->profile;
        QTest::keyClick(handleOf(window), Qt::Key_Left);
        QVERIFY(form->profiles().isCalibrating());
        QTest::mouseClick(form->cancelButton(), Qt::LeftButton);
        QVERIFY(!form->profiles().isCalibrating());
        QCOMPARE(form->message(), QStringLiteral("Cancelled; the profile is as it was."));
        QCOMPARE(form->slider()->value(), 5.0);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(w.document()->profile, home);
        // The same from the status bar.
        QTest::keyClick(handleOf(window), Qt::Key_Left);
        QVERIFY(form->profiles().isCalibrating() && form->message().isEmpty());
        w.cancelShown();
        QTRY_VERIFY_WITH_TIMEOUT(!form->message().isEmpty() && settled(window), kPatience);
        QCOMPARE(form->slider()->value(), 5.0);
        QVERIFY(w.document()->profile == home && w.state().profile.empty());
    }

    /// All profiles are there; the chosen one is being written when somebody cancels.
    void cancellingWhileStoring()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        ClampForm* form = formOf(window);
        const auto home = w.document()->profile;
        QTest::keyClick(handleOf(window), Qt::Key_Right);
        QTRY_VERIFY_WITH_TIMEOUT(awaits(window), kPatience);
        const std::string six = w.state().profile;
        const auto before = w.document()->profile;
        QVERIFY(before != home && !six.empty());
        // Something that lasts until it is cancelled keeps the next one from being written.
        w.calibrations().request<int>(
            QStringLiteral("lasting"), QStringLiteral("lasting"),
            [](JobControl& control) -> std::shared_ptr<const int> {
                for (;;) {
                    control.progress().check();
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                }
            },
            &window, [](const std::shared_ptr<const int>&) {}, [](const QString&) {});
        for (int k = 0; k < 4; ++k)
            QTest::keyClick(handleOf(window), Qt::Key_Right);
        QTRY_VERIFY_WITH_TIMEOUT(form->profiles().isPending() && w.document()->profile->clamp == 0.1, kPatience);
        w.cancelAll();
        QTRY_VERIFY_WITH_TIMEOUT(!form->profiles().isPending(), kPatience);
        QCOMPARE(form->message(), QStringLiteral("Cancelled; the profile is as it was."));
        QCOMPARE(form->slider()->value(), 6.0);
        QCOMPARE(w.document()->profile, before);
        QCOMPARE(w.state().profile, six);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        // And the next move goes through.
        QTest::keyClick(handleOf(window), Qt::Key_Right);
        QTRY_VERIFY_WITH_TIMEOUT(awaits(window), kPatience);
        QVERIFY(w.state().profile.find("clamp7-") != std::string::npos);
    }

    void anotherModelMeanwhile()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        QTest::keyClick(handleOf(window), Qt::Key_Right);
        QVERIFY(formOf(window)->profiles().isCalibrating());
        w.openModel(QStringLiteral("mamba2-13m-collapse"));
        QTRY_VERIFY_WITH_TIMEOUT(w.document()->model->name() == "mamba2-13m-collapse" && settled(window), kPatience);
        QVERIFY(w.state().profile.empty());
        QCOMPARE(QString::fromStdString(w.document()->profile->model), QStringLiteral("mamba2-13m-collapse"));
        QCOMPARE(formOf(window)->slider()->value(), 100 * w.document()->profile->clamp);
        QVERIFY(!formOf(window)->profiles().isPending());
    }

    void aTextThatIsNotAtHand()
    {
        const QString mine = file(QStringLiteral("mine.safetensors"));
        {
            Profile profile = *Profile::load(bundledProfile("mamba2-12m"));
            profile.source = "a book.txt";
            profile.save(mine.toStdString());
        }
        MainWindow window;
        ViewState state = shortState();
        state.profile = mine.toStdString();
        open(window, state);
        Workspace& w = window.workspace();
        const QString notice = formOf(window)->profiles().textNotice();
        QVERIFY(notice.contains(QStringLiteral("a book.txt")));
        QVERIFY(handleOf(window)->toolTip().contains(notice));
        QTest::keyClick(handleOf(window), Qt::Key_Right);
        QTRY_VERIFY_WITH_TIMEOUT(awaits(window), kPatience);
        QCOMPARE(formOf(window)->message(), notice);
        QCOMPARE(QString::fromStdString(w.document()->profile->source), QStringLiteral("calibration.txt"));
        QCOMPARE(w.document()->profile->clamp, 0.06);
        // Beside the profile it is found.
        QVERIFY(QFile::copy(QString::fromStdString((resourceFolder() / "texts" / "haystack.txt").string()),
                            file(QStringLiteral("a book.txt"))));
        QVERIFY(formOf(window)->profiles().textNotice().isEmpty());
    }

    void whereThereIsNothingToChoose()
    {
        MainWindow window;
        open(window, shortState());
        QVERIFY(formOf(window)->isVisibleTo(window.methodDock()));
        QVERIFY(formOf(window)->slider()->isEnabled());
        window.workspace().setMethod(QStringLiteral("decimamba"), {});
        QVERIFY(!formOf(window)->isVisibleTo(window.methodDock()));
        window.workspace().setMethod(QStringLiteral("longmamba"), {});
        window.workspace().setTokenizer(QString::fromLatin1(kNoTokenizer));
        QTRY_VERIFY_WITH_TIMEOUT(!window.workspace().document()->tokenizer, kPatience);
        QVERIFY(!formOf(window)->slider()->isEnabled());
        QVERIFY(handleOf(window)->toolTip().contains(formOf(window)->profiles().problem()));
        QVERIFY(!formOf(window)->profiles().problem().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(window.workspace().isIdle(), kPatience);
    }

    /// A profile that a session may name is not written over.
    void storedProfilesStay()
    {
        Profile profile = *Profile::load(bundledProfile("mamba2-12m"));
        profile.clamp = 0.123;
        const std::string first = storeProfile(profile);
        QCOMPARE(storeProfile(profile), first);
        profile.threshold.front() += 1;
        const std::string second = storeProfile(profile);
        QVERIFY(second != first);
        QVERIFY(Profile::load(first)->threshold != Profile::load(second)->threshold);
        QCOMPARE(storeProfile(profile), second);
        QVERIFY(QFile::remove(QString::fromStdString(first)) && QFile::remove(QString::fromStdString(second)));
    }
};

QTEST_MAIN(ClampTest)
#include "clamp_test.moc"
