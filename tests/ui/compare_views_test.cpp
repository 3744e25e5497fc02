// SPDX-License-Identifier: GPL-3.0-or-later
// The maps and curves of the Compare page: what their colours say, what they share with the window, what stays of them.
#include "tests/ui/compare_fixture.h"
#include "ui/engine/history.h"
#include "ui/pages/compare/compare_views.h"
#include "ui/pages/map/map_page.h"
#include "ui/style/language.h"
#include "ui/widgets/map_legend.h"
#include "ui/widgets/map_view.h"
#include "ui/windows/main_window.h"

#include <QAccessible>
#include <QLocale>
#include <QScopeGuard>
#include <QScrollArea>
#include <QScrollBar>

#include <qcustomplot.h>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

class CompareViewsTest : public WindowTest
{
    Q_OBJECT
    /// Both sides computed and drawn, the difference, too.
    static void openDrawn(MainWindow& window, const ViewState& state = shortState())
    {
        openCompared(window, state);
        CompareViews* views = window.comparePage()->views();
        QTRY_VERIFY_WITH_TIMEOUT(!window.comparePage()->isBusy() && !views->difference()->overview().isEmpty(),
                                 kPatience);
    }

    static void click(MapView* view, qint64 i, qint64 j)
    {
        auto* plot = view->findChild<QCustomPlot*>();
        QTest::mouseClick(plot, Qt::LeftButton, {}, plot->mapFrom(view, view->positionOf(i, j).toPoint()));
    }
    static QString spoken(MapView* view)
    {
        return QAccessible::queryAccessibleInterface(view)->text(QAccessible::Value);
    }
    static QString nameOfPick(const Workspace& w)
    {
        const auto token = [&w](std::int64_t position) {
            return w.document()->tokenTexts[static_cast<std::size_t>(position)];
        };
        const ViewState& s = w.state();
        return QStringLiteral("row %1 token '%2', column %3 token '%4'")
            .arg(QString::number(s.row), token(s.row), QString::number(s.column), token(s.column))
            .replace(QLatin1Char('\n'), QStringLiteral("⏎"));
    }

private slots:
    void coloursHaveAScale()
    {
        MainWindow window;
        window.show();
        CompareViews* views = window.comparePage()->views();
        QVERIFY(!views->legend()->isVisibleTo(views)); // no colours, no numbers
        openDrawn(window);
        const auto number = [](double value) { return QLocale().toString(value, 'g', 2); };
        const MapRange sides = views->view(0)->colouring().range;
        const MapRange difference = views->difference()->colouring().range;
        QVERIFY(views->legend()->isVisible() && views->differenceLegend()->isVisible());
        QCOMPARE(views->legend()->text(), QStringLiteral("|α| from 0 to %1").arg(number(sides.high)));
        QCOMPARE(views->legend()->accessibleDescription(), views->legend()->text());
        QCOMPARE(views->differenceLegend()->text(),
                 QStringLiteral("From -%1 more in A to more in B %1; white is 0").arg(number(difference.high)));
        QVERIFY(views->legend()->accessibleName() != views->differenceLegend()->accessibleName());
        // One for both sides below both, the other one below the difference.
        QCOMPARE(views->legend()->geometry().left(), views->view(0)->geometry().left());
        QCOMPARE(views->legend()->geometry().right(), views->view(1)->geometry().right());
        QCOMPARE(views->differenceLegend()->geometry().left(), views->difference()->geometry().left());
        QCOMPARE(views->differenceLegend()->geometry().top(), views->legend()->geometry().top());

        window.workspace().editView([](ViewState& s) { s.normalise = "log10"; });
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !window.comparePage()->isBusy(), kPatience);
        const MapRange logarithms = views->view(1)->colouring().range;
        QCOMPARE(views->legend()->text(),
                 QStringLiteral("log₁₀ |α| from %1 to %2").arg(number(logarithms.low), number(logarithms.high)));
        window.workspace().editView([](ViewState& s) {
            s.normalise = "raw";
            s.colourMap = "tide";
        });
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !window.comparePage()->isBusy(), kPatience);
        QVERIFY2(views->legend()->text().endsWith(QStringLiteral("; white is 0")), qPrintable(views->legend()->text()));
    }

    void scalesAreWholeOnASmallScreen_data()
    {
        QTest::addColumn<QString>("language");
        for (const QString& language : languages())
            QTest::newRow(qPrintable(language)) << language;
    }
    /// The page scrolls there, but downwards only, and nothing in it is lower than it needs to be.
    void scalesAreWholeOnASmallScreen()
    {
        QFETCH(QString, language);
        QVERIFY(useLanguage(language));
        const auto back = qScopeGuard([] {
            useLanguage(QStringLiteral("en"));
            QLocale::setDefault(QLocale::c());
        });
        MainWindow window;
        window.resize(1280, 800);
        openDrawn(window);
        window.workspace().pickCell(500, 20);
        CompareViews* views = window.comparePage()->views();
        QTRY_COMPARE(views->legend()->height(), views->legend()->sizeHint().height());
        QTRY_VERIFY(views->height() >= views->minimumSizeHint().height()); // Chinese lines are higher
        QCOMPARE(window.comparePage()->findChild<QScrollArea*>()->horizontalScrollBar()->maximum(), 0);
        QTRY_VERIFY(views->view(0)->geometry().bottom() < views->legend()->geometry().top());
    }

    void thePickedCellIsTheWindows()
    {
        MainWindow window;
        openDrawn(window);
        Workspace& w = window.workspace();
        CompareViews* views = window.comparePage()->views();
        MapView* map = window.mapPage()->view(Side::Vanilla);
        const QString none = QStringLiteral("No cell picked; arrow keys pick one");
        const std::array<MapView*, 3> maps = {views->view(0), views->view(1), views->difference()};
        for (MapView* view : maps)
            QCOMPARE(spoken(view), none);

        // Picked on the Map page.
        QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !map->overview().isEmpty(), kPatience);
        click(map, 500, 20);
        const std::pair<qint64, qint64> first(w.state().row, w.state().column);
        QVERIFY(first.first > 400 && first.second < 100);
        QTest::keyClick(&window, Qt::Key_7, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !window.comparePage()->isBusy(), kPatience);
        const QLocale locale;
        const auto value = [&](std::size_t side) {
            return static_cast<double>(views->map(side)->map->value(w.state().row, w.state().column));
        };
        const auto says = [&](double number) -> QString {
            return nameOfPick(w) + QStringLiteral(", value ") + locale.toString(number, 'g', 4);
        };
        for (MapView* view : maps)
            QCOMPARE(view->pickedCell(), first);
        QCOMPARE(spoken(maps[0]), says(value(0)));
        QCOMPARE(spoken(maps[1]), says(value(1)));
        QCOMPARE(spoken(maps[2]), says(std::abs(value(1)) - std::abs(value(0))));
        QVERIFY2(views->readout().startsWith(nameOfPick(w) + QLatin1Char(':')), qPrintable(views->readout()));

        // Picked here, seen there.
        window.history().settle();
        click(maps[1], 300, 150);
        const std::pair<qint64, qint64> second(w.state().row, w.state().column);
        QVERIFY(second != first);
        QCOMPARE(map->pickedCell(), second);
        QCOMPARE(maps[2]->pickedCell(), second);
        QCOMPARE(spoken(maps[0]), says(value(0)));
        QVERIFY2(views->readout().contains(QStringLiteral("B α = ") + locale.toString(value(1), 'g', 4)),
                 qPrintable(views->readout()));
        QTest::keyClick(&window, Qt::Key_Z, Qt::ControlModifier);
        for (MapView* view : maps)
            QCOMPARE(view->pickedCell(), first);
        QCOMPARE(spoken(maps[1]), says(value(1)));

        // Another channel: the same cell, another value.
        w.select(8, 3);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !window.comparePage()->isBusy() && views->map(1)->channel == 3,
                                 kPatience);
        QCOMPARE(spoken(maps[1]), says(value(1)));
        QTest::keyClick(maps[0], Qt::Key_Escape);
        QCOMPARE(w.state().row, std::int64_t{-1});
        for (MapView* view : maps)
            QCOMPARE(spoken(view), none);
        QVERIFY(views->readout().isEmpty());
    }

    void undoBringsZoomsBack()
    {
        MainWindow window;
        openDrawn(window);
        Workspace& w = window.workspace();
        CompareViews* views = window.comparePage()->views();
        QCustomPlot* norm = views->normPlot();
        const ViewState first = w.state();
        const QRectF whole(0, 0, 600, 600);
        const QCPRange tokens = norm->xAxis->range();
        views->difference()->setVisibleRange(QRectF(50, 100, 200, 150));
        norm->setFocus();
        QTest::keyClick(norm, Qt::Key_Plus);
        const QCPRange zoomed = norm->xAxis->range();
        QVERIFY(zoomed.size() < tokens.size());
        // Another channel keeps both.
        w.select(8, 3);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !window.comparePage()->isBusy() && views->map(1)->channel == 3,
                                 kPatience);
        QCOMPARE(views->view(0)->visibleRange(), QRectF(50, 100, 200, 150));
        QCOMPARE(norm->xAxis->range(), zoomed);
        const ViewState last = w.state();
        QStringList texts;
        while (window.history().canUndo()) {
            texts << window.history().undoText();
            window.history().undo();
        }
        QCOMPARE(texts, QStringList({QStringLiteral("layer 6 channel 15 → layer 8 channel 3"),
                                     QStringLiteral("zoom or pan of the compared curves"),
                                     QStringLiteral("zoom or pan of the compared maps")}));
        QCOMPARE(lines(w.state()), lines(first));
        for (MapView* view : {views->view(0), views->view(1), views->difference()})
            QCOMPARE(view->visibleRange(), whole);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !window.comparePage()->isBusy(), kPatience);
        QCOMPARE(norm->xAxis->range(), tokens);
        while (window.history().canRedo())
            window.history().redo();
        QCOMPARE(lines(w.state()), lines(last));
        QCOMPARE(views->view(1)->visibleRange(), QRectF(50, 100, 200, 150));
        QCOMPARE(norm->xAxis->range(), zoomed);
        QTest::keyClick(norm, Qt::Key_0);
        QVERIFY(!w.state().compareNormPart.isSet());
        window.comparePage()->fit();
        QVERIFY(!w.state().comparePart.isSet());
        QCOMPARE(views->view(1)->visibleRange(), whole);
    }

    /// Sides of a sequence that the window does not show any more have none of its cells.
    void earlierTokensHaveNoneOfTheWindowsCells()
    {
        MainWindow window;
        openDrawn(window);
        Workspace& w = window.workspace();
        MapView* view = window.comparePage()->views()->view(0);
        w.pickCell(10, 4);
        QCOMPARE(view->pickedCell(), std::pair(qint64{10}, qint64{4}));
        QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
        w.setPrompt(QStringLiteral("The sea was calm and the ships lay at anchor in the bay."));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->length() < 100, kPatience);
        QCOMPARE(view->pickedCell(), std::pair(qint64{-1}, qint64{-1}));
        w.pickCell(8, 3);
        QCOMPARE(view->pickedCell(), std::pair(qint64{-1}, qint64{-1})); // there it is another token
        QTest::keyClick(&window, Qt::Key_7, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(compared(window.comparePage()) && !window.comparePage()->isBusy(), kPatience);
        QCOMPARE(view->pickedCell(), std::pair(qint64{8}, qint64{3}));
        QVERIFY2(spoken(view).startsWith(nameOfPick(w)), qPrintable(spoken(view)));
    }
};

QTEST_MAIN(CompareViewsTest)
#include "compare_views_test.moc"
