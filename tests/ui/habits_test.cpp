// SPDX-License-Identifier: GPL-3.0-or-later
// What makes the window one to live in: undo, places, sessions that find moved files, names and Tab for every control.
#include "core/base/resources.h"
#include "core/workspace/session.h"
#include "tests/ui/window_fixture.h"
#include "ui/docks/method_dock.h"
#include "ui/engine/history.h"
#include "ui/engine/recovery.h"
#include "ui/engine/workspace.h"
#include "ui/pages/decay/decay_page.h"
#include "ui/pages/map/map_page.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/theta_slider.h"
#include "ui/windows/main_window.h"
#include "ui/windows/session_files.h"

#include <QDockWidget>
#include <QSignalSpy>

#include <cmath>
#include <filesystem>
#include <fstream>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

/// A copy of the bundled model in a folder of its own.
std::filesystem::path copyModel(const std::filesystem::path& folder)
{
    std::filesystem::create_directories(folder);
    for (const auto& entry : std::filesystem::directory_iterator(resourceFolder() / "models" / "mamba2-12m"))
        std::filesystem::copy_file(entry.path(), folder / entry.path().filename());
    std::filesystem::copy_file(resourceFolder() / "models" / "tokenizer.json", folder / "tokenizer.json",
                               std::filesystem::copy_options::skip_existing);
    return folder;
}

} // namespace

class HabitsTest : public WindowTest
{
    Q_OBJECT
private slots:
    void undoesADragAsOneStep()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        QVERIFY(!window.history().canUndo()); // opening is where history begins
        QVERIFY(!actionOf(window, "edit.undo")->isEnabled());
        ThetaSlider* slider = window.methodDock()->thetaSlider();
        QWidget* bar = slider->bar();
        const auto at = [&](double lnTheta) { return QPoint(qRound(slider->positionOf(lnTheta)), bar->height() / 2); };
        QTest::mousePress(bar, Qt::LeftButton, {}, at(std::log(0.05)));
        for (const double ln : {-10.0, -20.0, -30.0, -40.0})
            QTest::mouseMove(bar, at(ln));
        QTest::mouseRelease(bar, Qt::LeftButton, {}, at(-40));
        const double dragged = w.state().theta;
        QVERIFY(dragged < 1e-10);
        QVERIFY(window.history().undoText().startsWith(QStringLiteral("theta 0.05 → ")));
        QVERIFY(actionOf(window, "edit.undo")->text().endsWith(window.history().undoText()));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QTest::keyClick(&window, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(w.state().theta, 0.05);
        QCOMPARE(slider->lnTheta(), std::log(0.05));
        QVERIFY(!window.history().canUndo());
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(w.trace(Side::LongMamba)->filteredChannels(), w.classification().globalCount);
        QTest::keyClick(&window, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(w.state().theta, dragged);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void undoesEverythingInOrder()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        const ViewState first = w.state();
        w.select(8, 3);
        w.pickCell(500, 20);
        w.editView([](ViewState& s) { s.page = "decay"; });
        window.mapPage()->view(Side::Vanilla)->setVisibleRange(QRectF(50, 100, 200, 150));
        w.editView([](ViewState& s) { s.colourMap = "mist"; });
        w.previewScale(2);
        w.commitMethod();
        w.previewBucket(0);
        w.commitMethod();
        const ViewState last = w.state();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QStringList texts;
        while (window.history().canUndo()) {
            texts << window.history().undoText();
            window.history().undo();
        }
        QCOMPARE(lines(w.state()), lines(first));
        QCOMPARE(texts,
                 QStringList({QStringLiteral("length bucket 1024 → 0"), QStringLiteral("threshold factor 1 → 2"),
                              QStringLiteral("change of the colour map"), QStringLiteral("zoom or pan of the map"),
                              QStringLiteral("change of the page"), QStringLiteral("picking cell 500, 20"),
                              QStringLiteral("layer 6 channel 15 → layer 8 channel 3")}));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(window.mapPage()->view(Side::LongMamba)->visibleRange(), QRectF(0, 0, 600, 600));
        while (window.history().canRedo())
            window.history().redo();
        QCOMPARE(lines(w.state()), lines(last));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(window.mapPage()->view(Side::LongMamba)->visibleRange(), QRectF(50, 100, 200, 150));
        QCOMPARE(window.currentPage(), static_cast<Page*>(window.decayPage()));
        // A new change ends what could be redone.
        window.history().undo();
        w.select(1, 1);
        QVERIFY(!window.history().canRedo());
    }

    /// A map scrolls to the cell that undo picks; what it shows is what undo brings back, and history goes on.
    void undoPicksACellThatIsOutOfSight()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        w.pickCell(500, 20);
        window.history().settle();
        window.mapPage()->view(Side::Vanilla)->setVisibleRange(QRectF(0, 0, 100, 100));
        const ViewState away = w.state();
        w.pickCell(50, 10);
        QTest::keyClick(&window, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(lines(w.state()), lines(away));
        QCOMPARE(window.mapPage()->view(Side::Vanilla)->pickedCell(), std::pair(qint64{500}, qint64{20}));
        QCOMPARE(window.mapPage()->view(Side::LongMamba)->visibleRange(), QRectF(0, 0, 100, 100));
        w.select(8, 3);
        QCOMPARE(window.history().undoText(), QStringLiteral("layer 6 channel 15 → layer 8 channel 3"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void undoOpensTheDocumentBefore()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        w.setPasskey(300, 0.25, 3);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->length() == 300, kPatience);
        QCOMPARE(window.history().undoText(), QStringLiteral("change of the sequence"));
        window.history().undo();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->length() == 600, kPatience);
        QVERIFY(!window.history().canUndo());
        window.history().redo();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->length() == 300, kPatience);
        QVERIFY(window.history().canUndo());
    }

    void goesBackAndForward()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        actionOf(window, "view.page.decay")->trigger();
        w.select(8, 3);
        w.pickCell(500, 20); // a cell is no place of its own
        w.select(2, 1);
        QTest::keyClick(&window, Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(std::pair(w.state().layer, w.state().channel), std::pair(std::int64_t{8}, std::int64_t{3}));
        QCOMPARE(w.state().row, 500);
        QCOMPARE(w.state().page, std::string("decay"));
        QTest::keyClick(&window, Qt::Key_Left, Qt::AltModifier);
        QTest::keyClick(&window, Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(w.state().page, std::string("map"));
        QCOMPARE(w.state().layer, 6);
        QVERIFY(!window.history().canGoBack());
        for (int k = 0; k < 3; ++k)
            QTest::keyClick(&window, Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(w.state().layer, 2);
        QVERIFY(!window.history().canGoForward());
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void sessionKeepsTheLayout()
    {
        const QString path = file(QStringLiteral("layout.mscope"));
        {
            MainWindow window;
            open(window, shortState());
            window.findChild<QDockWidget*>(QStringLiteral("sequenceDock"))->hide();
            QSignalSpy used(&window.sessions(), &SessionFiles::used);
            window.sessions().save(path);
            QCOMPARE(used.size(), 1);
            QCOMPARE(window.sessions().path(), path);
        }
        MainWindow window;
        window.show();
        QVERIFY(window.findChild<QDockWidget*>(QStringLiteral("sequenceDock"))->isVisible());
        window.openAnything(path);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QVERIFY(!window.findChild<QDockWidget*>(QStringLiteral("sequenceDock"))->isVisible());
        window.resetLayout();
        QVERIFY(window.findChild<QDockWidget*>(QStringLiteral("sequenceDock"))->isVisible());
        QVERIFY(ViewState::load(path.toStdString()) == window.workspace().state()); // what `render` reads
    }

    void findsMovedModels()
    {
        namespace fs = std::filesystem;
        const fs::path root = file(QStringLiteral("elsewhere")).toStdString();
        const fs::path model = copyModel(root / "first" / "model");
        ViewState state = shortState();
        state.model = model.string();
        state.profile = bundledProfile("mamba2-12m").string();
        const QString path = file(QStringLiteral("moved.mscope"));
        {
            MainWindow window;
            open(window, state);
            window.sessions().save(path);
        }
        // Elsewhere: the message asks, a wrong answer is told, the right one is remembered.
        fs::create_directories(root / "second");
        fs::rename(model, root / "second" / "renamed");
        const fs::path wrong = copyModel(root / "wrong");
        std::ofstream(wrong / "config.json", std::ios::app) << "\n";
        const QString asked = QStringLiteral("The model of moved.mscope is not at %1 any more.")
                                  .arg(QString::fromStdString(model.string()));
        {
            MainWindow window;
            window.show();
            window.openAnything(path);
            QCOMPARE(window.messages()->texts(), QStringList({asked}));
            QCOMPARE(window.sessions().asked()->field, std::string("open.model"));
            window.sessions().chooser = [&](const MissingFile&) { return QString::fromStdString(wrong.string()); };
            QTest::mouseClick(buttonOf(*window.messages(), QStringLiteral("Locate…")), Qt::LeftButton);
            QVERIFY(window.messages()->texts().first().contains(QStringLiteral("differs from")));
            window.sessions().chooser = [&](const MissingFile&) {
                return QString::fromStdString((root / "second" / "renamed").string());
            };
            QTest::mouseClick(buttonOf(*window.messages(), QStringLiteral("Locate another…")), Qt::LeftButton);
            QCOMPARE(window.messages()->texts(), QStringList({asked}));
            QTest::mouseClick(buttonOf(*window.messages(), QStringLiteral("Locate…")), Qt::LeftButton);
            QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
            QCOMPARE(window.workspace().state().model, (root / "second" / "renamed").string());
            QCOMPARE(window.messages()->count(), 0);
        }
        { // the second time nobody is asked
            MainWindow window;
            window.show();
            window.openAnything(path);
            QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
            QCOMPARE(window.messages()->count(), 0);
        }
        // Beside the session under the old name: found without a question.
        QSettings().clear();
        fs::create_directories(root / "third");
        fs::rename(root / "second" / "renamed", root / "third" / "model");
        fs::rename(path.toStdString(), root / "third" / "moved.mscope");
        MainWindow window;
        window.show();
        window.openAnything(QString::fromStdString((root / "third" / "moved.mscope").string()));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(window.workspace().state().model, (root / "third" / "model").string());
    }

    /// Save and autosaves name the session that is shown, until another one really is.
    void savesWhatIsShown()
    {
        const QString shown = file(QStringLiteral("shown.mscope"));
        const QString next = file(QStringLiteral("next.mscope"));
        const QString damaged = file(QStringLiteral("damaged.mscope"));
        ViewState other = shortState();
        other.tokens = 300;
        other.save(next.toStdString());
        ViewState broken = other;
        broken.model = copyModel(file(QStringLiteral("broken")).toStdString()).string();
        std::ofstream(broken.model + "/config.json") << "{ nonsense";
        broken.save(damaged.toStdString());
        Recovery recovery(file(QStringLiteral("recovery")));
        MainWindow window;
        SessionFiles& sessions = window.sessions();
        open(window, shortState());
        window.useRecovery(recovery);
        sessions.save(shown);
        const auto savedAs = [&] {
            return QString::fromStdString(Session::load(recovery.file().toStdString()).savedAs);
        };
        QCOMPARE(savedAs(), shown);
        window.openAnything(next);
        window.workspace().cancelAll();
        QTRY_VERIFY_WITH_TIMEOUT(window.workspace().isIdle(), kPatience);
        window.openAnything(damaged);
        QTRY_VERIFY_WITH_TIMEOUT(window.messages()->texts().value(0).contains(QStringLiteral("config.json")),
                                 kPatience);
        window.openDemonstration(QStringLiteral("passkey"));
        window.workspace().cancelAll();
        QTRY_VERIFY_WITH_TIMEOUT(window.workspace().isIdle(), kPatience);
        QCOMPARE(sessions.path(), shown);
        QCOMPARE(sessions.session().savedAs, shown.toStdString());
        window.workspace().select(8, 3);
        actionOf(window, "file.saveSession")->trigger();
        QCOMPARE(ViewState::load(shown.toStdString()).layer, 8);
        QCOMPARE(lines(ViewState::load(next.toStdString())), lines(other));

        window.openAnything(next);
        QTRY_COMPARE_WITH_TIMEOUT(sessions.path(), next, kPatience);
        QCOMPARE(window.workspace().state().tokens, 300);
        QCOMPARE(savedAs(), next); // at once, not after the first interval
        window.openDemonstration(QStringLiteral("passkey"));
        QTRY_VERIFY_WITH_TIMEOUT(sessions.path().isEmpty(), kPatience);
        QCOMPARE(savedAs(), QString());
        window.workspace().cancelAll();
        QTRY_VERIFY_WITH_TIMEOUT(window.workspace().isIdle(), kPatience);
    }

    void anotherWindowTakesOver()
    {
        auto first = std::make_unique<MainWindow>();
        open(*first, shortState());
        first->workspace().select(8, 3);
        QTRY_VERIFY_WITH_TIMEOUT(settled(*first), kPatience);
        const auto document = first->workspace().document();
        const QString title = first->windowTitle();
        MainWindow second(nullptr, &first->workspace());
        second.takePlaceOf(*first);
        second.show();
        first.reset();
        QCOMPARE(second.windowTitle(), title);
        QCOMPARE(second.workspace().document(), document); // nothing is opened or computed again
        QTRY_VERIFY_WITH_TIMEOUT(settled(second), kPatience);
        QTRY_VERIFY(!second.mapPage()->view(Side::LongMamba)->overview().isEmpty());
        second.workspace().select(2, 2);
        QTRY_VERIFY_WITH_TIMEOUT(settled(second) && second.workspace().map(Side::Vanilla)->layer == 2, kPatience);
    }
};

QTEST_MAIN(HabitsTest)
#include "habits_test.moc"
