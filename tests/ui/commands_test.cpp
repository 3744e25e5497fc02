// SPDX-License-Identifier: GPL-3.0-or-later
// What pages and panels offer as entries of the menus, and with the keyboard alone.
#include "tests/ui/window_fixture.h"
#include "ui/dialogs/command_palette.h"
#include "ui/dialogs/settings_dialog.h"
#include "ui/dialogs/shortcut_editor.h"
#include "ui/docks/generation_dock.h"
#include "ui/docks/prompt_history.h"
#include "ui/docks/recalibrate_form.h"
#include "ui/pages/channels/channel_scatter.h"
#include "ui/pages/channels/channels_page.h"
#include "ui/pages/channels/channels_view.h"
#include "ui/pages/compare/compare_page.h"
#include "ui/pages/compare/compare_views.h"
#include "ui/pages/decay/decay_page.h"
#include "ui/pages/decay/decay_plot.h"
#include "ui/pages/evaluate/evaluate_page.h"
#include "ui/pages/map/map_page.h"
#include "ui/pages/tokens/token_curve.h"
#include "ui/pages/tokens/tokens_page.h"
#include "ui/widgets/map_view.h"

#include <QDockWidget>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QTreeWidget>

#include <qcustomplot.h>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

/// As a person who knows only a few letters of it.
void runFromPalette(MainWindow& window, const QString& letters, const QString& expected)
{
    CommandPalette* palette = window.showPalette();
    QTest::keyClicks(palette->box(), letters);
    QCOMPARE(palette->list()->currentIndex().data().toString(), expected);
    QTest::keyClick(palette->box(), Qt::Key_Return);
    QTRY_VERIFY(!window.findChild<CommandPalette*>());
}

} // namespace

class CommandsTest : public WindowTest
{
    Q_OBJECT
private slots:
    void bookmarksAreCommands()
    {
        MainWindow window;
        window.useSettings();
        open(window, shortState());
        Workspace& w = window.workspace();
        QVERIFY(!actionOf(window, "map.bookmark.1")->isEnabled()); // there is none yet
        w.pickCell(500, 20);
        QTest::keyClick(&window, Qt::Key_B, Qt::ControlModifier);
        QCOMPARE(w.state().bookmarks, std::vector<std::int64_t>({500, 20}));
        w.pickCell(100, 7);
        showPage(window, "decay");
        QTest::keyClick(&window, Qt::Key_1, Qt::AltModifier); // from any page
        QCOMPARE(std::pair(w.state().row, w.state().column), std::pair(std::int64_t{500}, std::int64_t{20}));
        QCOMPARE(w.state().page, std::string("map"));
        runFromPalette(window, QStringLiteral("unmark"), QStringLiteral("Mark the picked cell, or unmark it"));
        QVERIFY(w.state().bookmarks.empty());
        // Their keys are known when another command is to get them.
        SettingsDialog* settings = window.showSettings();
        ShortcutEditor* editor = settings->shortcuts();
        editor->list()->setCurrentItem(
            editor->list()->findItems(QStringLiteral("Go to cell"), Qt::MatchExactly).value(0));
        editor->keys()->setKeySequence(QKeySequence(Qt::ALT | Qt::Key_1));
        QVERIFY2(editor->conflict().contains(QStringLiteral("Go to bookmark 1")), qPrintable(editor->conflict()));
        settings->close();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void theCornerSaysHowToFindAnyCommand()
    {
        MainWindow window;
        window.show();
        auto* corner = window.findChild<QToolButton*>(QStringLiteral("anyCommand"));
        QVERIFY(corner && corner->isVisible());
        QCOMPARE(corner->text(), QStringLiteral("Ctrl+K: any command"));
        QTest::mouseClick(corner, Qt::LeftButton);
        auto* palette = window.findChild<CommandPalette*>();
        QVERIFY(palette && palette->isVisible());
        QTest::keyClick(palette->box(), Qt::Key_Escape);
        QTRY_VERIFY(!window.findChild<CommandPalette*>());
        actionOf(window, "edit.palette")->setShortcut(QKeySequence(Qt::Key_F1)); // as the settings do
        QCOMPARE(corner->text(), QStringLiteral("F1: any command"));
        actionOf(window, "edit.palette")->setShortcut({});
        QCOMPARE(corner->text(), QStringLiteral("Any command…"));
    }

    void choicesOfTheMapAreCommands()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        showPage(window, "decay");
        actionOf(window, "map.panels.all")->trigger();
        QCOMPARE(w.state().mapPanels, std::string("all"));
        QCOMPARE(w.state().page, std::string("map"));
        QVERIFY(window.mapPage()->differenceView()->isVisible());
        actionOf(window, "map.profiles.log")->trigger();
        QCOMPARE(w.state().mapProfiles, std::string("log"));
        actionOf(window, "map.normalise.log10")->trigger();
        QCOMPARE(w.state().normalise, std::string("log10"));
        QVERIFY(actionOf(window, "map.normalise.log10")->isChecked());
        actionOf(window, "map.of.mean")->trigger();
        QCOMPARE(w.state().mapOf, std::string("mean"));
        // What was chosen otherwise is checked, too.
        w.editView([](ViewState& s) { s.normalise = "abs"; });
        QVERIFY(actionOf(window, "map.normalise.abs")->isChecked());
        w.selectMapOf("channel");
        QVERIFY(actionOf(window, "map.of.channel")->isChecked() && !actionOf(window, "map.of.mean")->isChecked());
        actionOf(window, "map.panels.difference")->trigger();
        QVERIFY(!actionOf(window, "map.normalise.abs")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void buttonsArePressedFromTheMenus()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        QVERIFY(!actionOf(window, "decay.unpin")->isEnabled());
        runFromPalette(window, QStringLiteral("pin the sel"), QStringLiteral("Pin the selected channel's curves"));
        QCOMPARE(w.state().decayPinned, std::string("6:15"));
        QCOMPARE(w.state().page, std::string("decay"));
        QVERIFY(actionOf(window, "decay.pin")->isChecked() && actionOf(window, "decay.unpin")->isEnabled());
        actionOf(window, "decay.unpin")->trigger();
        QVERIFY(w.state().decayPinned.empty() && !actionOf(window, "decay.pin")->isChecked());

        auto* dock = window.findChild<QDockWidget*>(QStringLiteral("methodDock"));
        dock->hide();
        RecalibrateForm* form = window.findChild<RecalibrateForm*>();
        actionOf(window, "tools.recalibrate")->trigger();
        QVERIFY(dock->isVisible() && form->isVisible());

        actionOf(window, "tools.prompts")->trigger();
        QVERIFY(window.generationDock()->historyPopup()->isVisible());
        window.generationDock()->historyPopup()->hide();
        QVERIFY(actionOf(window, "answers.copy")->isEnabled());
        QVERIFY(!actionOf(window, "run.evaluateStop")->isEnabled()); // none is on
        actionOf(window, "run.compare")->trigger();
        QCOMPARE(w.state().page, std::string("compare"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !window.comparePage()->isBusy(), kPatience);
    }

    void zoomIsOfTheShownPage()
    {
        MainWindow window;
        open(window, shortState());
        const QRectF map = window.mapPage()->view(Side::Vanilla)->visibleRange();
        showPage(window, "decay");
        DecayPlot* plot = window.decayPage()->plot();
        QTRY_VERIFY_WITH_TIMEOUT(plot->lines() != nullptr, kPatience);
        const double width = plot->xAxis->range().size();
        QTest::keyClick(&window, Qt::Key_Plus, Qt::ControlModifier);
        QVERIFY(plot->xAxis->range().size() < width / 1.9);
        QCOMPARE(window.mapPage()->view(Side::Vanilla)->visibleRange(), map);
        QVERIFY(window.workspace().state().decayPart.isSet());
        QTest::keyClick(&window, Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(plot->xAxis->range().size(), width);
        QVERIFY(!window.workspace().state().decayPart.isSet());
        for (const char* page : {"gallery", "tensors"}) {
            showPage(window, page);
            QVERIFY(!actionOf(window, "view.zoomIn")->isEnabled());
        }
        showPage(window, "map");
        actionOf(window, "view.zoomIn")->trigger();
        QVERIFY(window.mapPage()->view(Side::Vanilla)->visibleRange().width() < map.width());
    }

    void sortingIsOfTheTableThatHadTheFocus()
    {
        MainWindow window;
        ViewState state = shortState();
        state.page = "channels";
        open(window, state);
        QVERIFY(QTest::qWaitForWindowActive(&window));
        window.channelsPage()->table()->setFocus();
        window.channelsPage()->table()->setCurrentIndex(window.channelsPage()->table()->model()->index(3, 0));
        runFromPalette(window, QStringLiteral("sort by"), QStringLiteral("Sort by this column"));
        QCOMPARE(window.workspace().state().channelsSorting, std::string("layer"));
        showPage(window, "map");
        QVERIFY(!actionOf(window, "view.sort")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void plotsAreUsedByKeys()
    {
        MainWindow window;
        window.resize(1400, 900);
        ViewState state = shortState();
        state.page = "channels";
        open(window, state);
        Workspace& w = window.workspace();
        ChannelScatter* scatter = window.channelsPage()->view()->scatter();
        QCustomPlot* plot = scatter->plot();
        plot->setFocus();
        const double width = plot->xAxis->range().size();
        QTest::keyClick(plot, Qt::Key_Plus);
        QVERIFY(plot->xAxis->range().size() < width);
        QVERIFY(w.state().channelsPart.isSet());
        QTest::keyClick(plot, Qt::Key_0);
        QCOMPARE(plot->xAxis->range().size(), width);
        QVERIFY(!w.state().channelsPart.isSet());
        const double place = plot->xAxis->pixelToCoord(plot->axisRect()->center().x());
        QTest::keyClick(plot, Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(plot->xAxis->coordToPixel(place) < plot->axisRect()->center().x() - 20); // this axis runs to the left
        QTest::keyClick(plot, Qt::Key_0);
        // Arrows choose the next channel to that side.
        const auto decay = [&] {
            return -w.document()->profile->lnDecay[static_cast<std::size_t>(w.state().layer * 24 + w.state().channel)];
        };
        const double before = decay();
        QTest::keyClick(plot, Qt::Key_Right);
        QVERIFY(decay() < before);
        // Shift draws a brush from there; Escape drops it.
        for (int k = 0; k < 6; ++k)
            QTest::keyClick(plot, Qt::Key_Left, Qt::ShiftModifier);
        const QRectF narrow = scatter->brush();
        QVERIFY(!narrow.isEmpty());
        for (int k = 0; k < 6; ++k)
            QTest::keyClick(plot, Qt::Key_Up, Qt::ShiftModifier);
        QVERIFY(scatter->brush().height() > narrow.height());
        QVERIFY(std::abs(scatter->brush().left() - narrow.left()) < 0.1 * narrow.left());
        QCOMPARE(w.state().brushDecay1, scatter->brush().right());
        QTest::keyClick(plot, Qt::Key_Escape);
        QVERIFY(scatter->brush().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);

        showPage(window, "tokens");
        TokenCurve* curve = window.tokensPage()->curve();
        curve->setFocus();
        w.pickCell(300, 200);
        QTest::keyClick(curve, Qt::Key_Right);
        QCOMPARE(w.state().column, 201);
        QTest::keyClick(curve, Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(w.state().column, 191);
        QTest::keyClick(curve, Qt::Key_Plus);
        QVERIFY(curve->xAxis->range().size() < 500);
        QCOMPARE(w.state().tokensPart.x1, curve->xAxis->range().upper);
        QTest::keyClick(curve, Qt::Key_0);
        QCOMPARE(curve->xAxis->range().size(), 600.0);

        showPage(window, "compare");
        QCustomPlot* norm = window.comparePage()->views()->normPlot();
        QTRY_VERIFY_WITH_TIMEOUT(norm->graphCount() == 2 && !window.comparePage()->isBusy(), kPatience);
        norm->setFocus();
        const double tokens = norm->xAxis->range().size();
        QTest::keyClick(norm, Qt::Key_Plus);
        QVERIFY(norm->xAxis->range().size() < tokens);
        QTest::keyClick(norm, Qt::Key_Home);
        QCOMPARE(norm->xAxis->range().size(), tokens);
    }

    void goToReachesTheDifferenceAlone()
    {
        MainWindow window;
        ViewState state = shortState();
        state.mapPanels = "difference";
        open(window, state);
        QTest::keyClick(&window, Qt::Key_G, Qt::ControlModifier);
        QTest::keyClicks(window.focusWidget(), QStringLiteral("400, 30"));
        QTest::keyClick(window.focusWidget(), Qt::Key_Return);
        QCOMPARE(window.workspace().state().row, 400);
        QCOMPARE(window.focusWidget(), static_cast<QWidget*>(window.mapPage()->differenceView()));
        QTest::keyClick(window.focusWidget(), Qt::Key_Down);
        QCOMPARE(window.workspace().state().row, 401);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }
};

QTEST_MAIN(CommandsTest)
#include "commands_test.moc"
