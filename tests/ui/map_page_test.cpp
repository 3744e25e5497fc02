// SPDX-License-Identifier: GPL-3.0-or-later
// The Map page as a person uses it: mouse, wheel, keys, combo boxes, on the bundled models with short sequences.
#include "core/base/npy.h"
#include "core/base/resources.h"
#include "core/inspect/receptive_field.h"
#include "tests/ui/window_fixture.h"
#include "ui/pages/map/map_page.h"
#include "ui/widgets/map_legend.h"
#include "ui/widgets/map_profiles.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/range_control.h"

#include <QAccessible>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QToolButton>
#include <QWheelEvent>
#include <qcustomplot.h>

#include <cmath>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

QCustomPlot* plotOf(const MapView* view)
{
    return view->findChild<QCustomPlot*>();
}

QComboBox* box(const MapPage* page, const char* name)
{
    return page->findChild<QComboBox*>(QLatin1String(name));
}

/// Both maps and their difference.
MapPage* openAllPanels(MainWindow& window)
{
    ViewState state = shortState();
    state.mapPanels = "all";
    open(window, state);
    return window.mapPage();
}

/// Where a token is on the view's plot.
QPoint onPlot(const MapView* view, qint64 i, qint64 j)
{
    return plotOf(view)->mapFrom(view, view->positionOf(i, j).toPoint());
}

} // namespace

class MapPageTest : public WindowTest
{
    Q_OBJECT

private slots:
    void dragWheelAndKeysMoveAllPanels()
    {
        MainWindow window;
        MapPage* page = openAllPanels(window);
        MapView* view = page->view(Side::Vanilla);
        QVERIFY(page->differenceView()->isVisible());
        view->setVisibleRange(QRectF(100, 200, 200, 200));
        QCustomPlot* plot = plotOf(view);
        const QPoint from = onPlot(view, 300, 200);
        const QPoint to = onPlot(view, 340, 230);
        drag(plot, from, to);
        const QRectF dragged = view->visibleRange();
        QVERIFY(dragged.left() < 80 && dragged.top() < 170); // the map follows the hand
        QCOMPARE(dragged.width(), 200.0);                    // within rounding: a drag moves by fractions of tokens
        QCOMPARE(page->view(Side::LongMamba)->visibleRange(), dragged);
        QCOMPARE(page->differenceView()->visibleRange(), dragged);

        const QPoint centre = plot->axisRect()->rect().center();
        QWheelEvent wheel(centre, plot->mapToGlobal(centre), {}, QPoint(0, 240), Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(plot, &wheel);
        QVERIFY(view->visibleRange().width() < 150);
        QCOMPARE(page->differenceView()->visibleRange(), view->visibleRange());
        QTest::keyClick(view, Qt::Key_Home);
        QCOMPARE(page->differenceView()->visibleRange(), QRectF(0, 0, 600, 600));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(window.messages()->count(), 0);
    }

    void singleTokensAreExact()
    {
        MainWindow window;
        open(window, shortState());
        MapView* view = window.mapPage()->view(Side::LongMamba);
        view->setVisibleRange(QRectF(40, 500, 8, 8));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && view->detail().height == 8, kPatience);
        const auto& map = window.workspace().map(Side::LongMamba)->map;
        for (int y = 0; y < 8; ++y)
            for (int x = 0; x < 8; ++x)
                QVERIFY(std::abs((*view->detail().values)[static_cast<std::size_t>(y * 8 + x)] -
                                 std::abs(map->value(500 + y, 40 + x))) < 1e-5F);
        QVERIFY2(view->subtitle().startsWith(QStringLiteral("single tokens")), qPrintable(view->subtitle()));
    }

    void differenceIsShownWithItsSign()
    {
        MainWindow window;
        open(window, shortState());
        MapPage* page = window.mapPage();
        QVERIFY(!page->differenceView()->isVisible());
        choose(box(page, "mapPanels"), QStringLiteral("difference"));
        QCOMPARE(window.workspace().state().mapPanels, std::string("difference"));
        QVERIFY(page->differenceView()->isVisible());
        QVERIFY(!page->view(Side::Vanilla)->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !page->differenceView()->overview().isEmpty(), kPatience);
        const MapColouring colouring = page->differenceView()->colouring();
        QVERIFY(colouring.normalise == Normalise::Raw);
        QCOMPARE(colouring.range.low, -colouring.range.high);
        QVERIFY(ColourMap::named(colouring.colourMap).diverging());
        QVERIFY(!page->rangeControl()->isVisible());
        QCOMPARE(page->differenceControl()->high(), colouring.range.high);
        // The last cell of the overview's last row: the strongest difference of its tokens, with its sign.
        const MapImage& image = page->differenceView()->overview();
        const Workspace& w = window.workspace();
        const std::int64_t i = 599;
        const std::int64_t first = (image.width - 1) * std::int64_t(600) / image.width;
        float want = 0;
        for (std::int64_t row = (image.height - 1) * std::int64_t(600) / image.height; row <= i; ++row)
            for (std::int64_t j = first; j < 600; ++j) {
                const float value =
                    w.map(Side::LongMamba)->map->value(row, j) - w.map(Side::Vanilla)->map->value(row, j);
                if (std::abs(value) > std::abs(want))
                    want = value;
            }
        QVERIFY(std::abs(image.values->back() - want) <= 1e-5F + 1e-4F * std::abs(want));
        QVERIFY2(page->legend()->text().contains(QStringLiteral("more ")), qPrintable(page->legend()->text()));
        choose(box(page, "mapPanels"), QStringLiteral("both"));
        QVERIFY(page->view(Side::Vanilla)->isVisible() && !page->differenceView()->isVisible());
    }

    void differenceHasARangeOfItsOwn()
    {
        MainWindow window;
        MapPage* page = openAllPanels(window);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !page->differenceView()->overview().isEmpty(), kPatience);
        RangeControl* control = page->differenceControl();
        QVERIFY(control->isVisible() && page->rangeControl()->isVisible() && control->autofit());
        const double sides = page->view(Side::Vanilla)->colouring().range.high;
        QWidget* bar = control->bar();
        const QPoint from(qRound(control->handlePosition(true)), bar->height() / 2);
        const QPoint to((from.x() + bar->width() / 2) / 2, from.y());
        drag(bar, from, to);
        QVERIFY(!control->autofit());
        QCOMPARE(control->low(), -control->high()); // 0 keeps its colour
        QCOMPARE(window.workspace().state().differenceRange, control->high());
        QCOMPARE(page->differenceView()->colouring().range.high, control->high());
        QCOMPARE(page->view(Side::Vanilla)->colouring().range.high, sides);
        window.workspace().select(6, 3); // not locked: it ends with the channel
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && control->autofit(), kPatience);
        QCOMPARE(window.workspace().state().differenceRange, 0.0);
    }

    void reachLineAtAnyLevel()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        auto* level = window.mapPage()->findChild<QDoubleSpinBox*>(QStringLiteral("mapReachLevel"));
        QCOMPARE(level->value(), 1e-3);
        const auto type = [level](const QString& text) {
            level->setFocus();
            level->selectAll();
            QTest::keyClicks(level, text);
            QTest::keyClick(level, Qt::Key_Return);
        };
        type(QStringLiteral("2.5e-7"));
        QCOMPARE(w.state().reachLevel, 2.5e-7);
        type(QStringLiteral("3 %"));
        QCOMPARE(w.state().reachLevel, 0.03);
        QTest::keyClick(level, Qt::Key_Down);
        QCOMPARE(w.state().reachLevel, 0.01);
        type(QStringLiteral("7")); // no level: what was there stays
        QCOMPARE(w.state().reachLevel, 0.01);
        choose(box(window.mapPage(), "mapReachOf"), QStringLiteral("absolute"));
        QCOMPARE(w.state().reachOf, std::string("absolute"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        // Of the row itself: the farthest key whose weight is at least that.
        const LayerFactors& factors = *w.map(Side::Vanilla)->factors;
        std::vector<float> row(600);
        w.map(Side::Vanilla)->map->values({599, 600, 0, 600}, row);
        const auto first = std::find_if(row.begin(), row.end(), [](float value) { return std::abs(value) >= 0.01F; });
        const std::int64_t far = first == row.end() ? -1 : 599 - (first - row.begin());
        QCOMPARE(reach(factors, 15, {599}, 0.01, std::nullopt, ReachOf::Absolute), std::vector<std::int64_t>{far});
        QCOMPARE(reach(factors, 15, {599}, 1e30, std::nullopt, ReachOf::Absolute), std::vector<std::int64_t>{-1});
    }

    void meanAndRollout()
    {
        MainWindow window;
        open(window, shortState());
        MapPage* page = window.mapPage();
        Workspace& w = window.workspace();
        QComboBox* subject = box(page, "mapSubject");
        QCOMPARE(subject->count(), 3);
        subject->setFocus();
        QTest::keyClick(subject, Qt::Key_Down);
        QCOMPARE(w.state().mapOf, std::string("mean"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.map(Side::LongMamba)->of == MapOf::Mean, kPatience);
        double mean = 0;
        for (std::int64_t channel = 0; channel < 24; ++channel)
            mean += static_cast<double>(AttentionMap(w.map(Side::Vanilla)->factors, channel).value(500, 321)) / 24;
        QVERIFY(std::abs(static_cast<double>(w.map(Side::Vanilla)->map->value(500, 321)) - mean) <
                1e-5 * std::abs(mean) + 1e-7);
        QTest::keyClick(subject, Qt::Key_Down);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.map(Side::LongMamba)->of == MapOf::Rollout, kPatience);
        QCOMPARE(w.map(Side::Vanilla)->blocks, 600); // exact, so there is nothing to say about it
        QVERIFY(page->findChild<QLabel*>(QStringLiteral("mapNote"))->isHidden());
        QVERIFY(!page->view(Side::Vanilla)->overview().isEmpty());
        QTest::keyClick(subject, Qt::Key_Home);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.map(Side::Vanilla)->of == MapOf::Channel, kPatience);
    }

    void profilesFollowThePickAndTheAxes()
    {
        MainWindow window;
        open(window, shortState());
        MapPage* page = window.mapPage();
        MapView* view = page->view(Side::Vanilla);
        QVERIFY(view->profiles().rowCurve() == nullptr);
        choose(box(page, "mapProfiles"), QStringLiteral("log"));
        QTest::mouseClick(plotOf(view), Qt::LeftButton, {}, onPlot(view, 400, 100));
        const auto cell = view->pickedCell();
        const auto ready = [&] {
            const QCPGraph* row = view->profiles().rowCurve();
            return row != nullptr && row->dataCount() == cell.first + 1;
        };
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && ready(), kPatience);
        const auto& map = window.workspace().map(Side::Vanilla)->map;
        const double shown = view->profiles().rowCurve()->data()->at(static_cast<int>(cell.second))->value;
        const double floor = view->profiles().rowCurve()->valueAxis()->range().lower;
        QVERIFY(std::abs(shown - std::max(floor, std::abs(static_cast<double>(map->value(cell.first, cell.second))))) <
                1e-6 + 1e-4 * shown);
        QCOMPARE(view->profiles().columnCurve()->dataCount(), static_cast<int>(600 - cell.second));
        view->setVisibleRange(QRectF(50, 300, 100, 120));
        QCOMPARE(view->profiles().rowCurve()->keyAxis()->range().lower, 50);
        QCOMPARE(view->profiles().columnCurve()->keyAxis()->range().upper, 420);
        QTest::keyClick(view, Qt::Key_Down, Qt::ShiftModifier); // ten cells
        QCOMPARE(view->pickedCell().first, cell.first + 10);
        QTRY_COMPARE_WITH_TIMEOUT(view->profiles().rowCurve()->dataCount(), static_cast<int>(cell.first + 11),
                                  kPatience);
        choose(box(page, "mapProfiles"), QStringLiteral("off"));
        QVERIFY(view->profiles().rowCurve() == nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void rangeIsLockedOrEndsWithTheChannel()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        RangeControl* control = window.mapPage()->rangeControl();
        QWidget* bar = control->bar();
        const QPoint from(qRound(control->handlePosition(true)), bar->height() / 2);
        drag(bar, from, QPoint(from.x() / 2, from.y()));
        QVERIFY(!control->autofit());
        const double byHand = control->high();
        QCOMPARE(w.state().rangeHigh, byHand);
        QCOMPARE(window.mapPage()->view(Side::LongMamba)->colouring().range.high, byHand);
        w.select(6, 3);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && control->autofit(), kPatience);
        QAbstractButton* lock = buttonOf(*control, QStringLiteral("Lock"));
        QVERIFY(lock);
        QTest::mouseClick(lock, Qt::LeftButton);
        QVERIFY(w.state().rangeLocked && !control->autofit());
        const double locked = control->high();
        w.select(6, 15);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.map(Side::Vanilla)->channel == 15, kPatience);
        QCOMPARE(control->high(), locked);
        QCOMPARE(w.state().rangeHigh, locked);
    }

    void goToAndBookmarks()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        MapView* view = window.mapPage()->view(Side::Vanilla);
        QTest::keyClick(&window, Qt::Key_G, Qt::ControlModifier);
        auto* entry = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        if (!entry) // without a window manager nothing has the focus
            for (QLineEdit* candidate : window.findChildren<QLineEdit*>())
                if (candidate->placeholderText().startsWith(QLatin1String("Go to")))
                    entry = candidate;
        QVERIFY(entry);
        QTest::keyClicks(entry, QStringLiteral("512, 77"));
        QTest::keyClick(entry, Qt::Key_Return);
        QCOMPARE(std::pair(w.state().row, w.state().column), std::pair(std::int64_t(512), std::int64_t(77)));
        QVERIFY(view->visibleRange().contains(QPointF(77, 512)));
        QTest::keyClick(&window, Qt::Key_B, Qt::ControlModifier);
        QCOMPARE(w.state().bookmarks, std::vector<std::int64_t>({512, 77}));
        view->goTo(300, 20);
        window.mapPage()->toggleBookmark();
        QCOMPARE(w.state().bookmarks.size(), std::size_t(4));
        QTest::keyClick(&window, Qt::Key_1, Qt::AltModifier);
        QCOMPARE(view->pickedCell(), std::pair(qint64(512), qint64(77)));
        QTest::keyClick(&window, Qt::Key_2, Qt::AltModifier);
        QCOMPARE(view->pickedCell(), std::pair(qint64(300), qint64(20)));
        window.mapPage()->toggleBookmark(); // a second time removes it
        QCOMPARE(w.state().bookmarks, std::vector<std::int64_t>({512, 77}));
        // They are part of the session.
        const ViewState again = ViewState::fromJson(w.state().toJson(), "again");
        QCOMPARE(again.bookmarks, w.state().bookmarks);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void pickedCellIsAccessibleText()
    {
        MainWindow window;
        open(window, shortState());
        MapView* view = window.mapPage()->view(Side::LongMamba);
        window.workspace().pickCell(500, 123);
        QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(view);
        QVERIFY(accessible);
        const QString text = accessible->text(QAccessible::Value);
        const auto& tokens = window.workspace().document()->tokenTexts;
        QVERIFY2(text.startsWith(QStringLiteral("row 500 token '") + tokens[500]), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("column 123 token '") + tokens[123]), qPrintable(text));
        const double value = static_cast<double>(window.workspace().map(Side::LongMamba)->map->value(500, 123));
        QVERIFY2(text.endsWith(QLocale().toString(value, 'g', 4)), qPrintable(text));
        QTest::keyClick(view, Qt::Key_Escape);
        QVERIFY(accessible->text(QAccessible::Value).startsWith(QStringLiteral("No cell")));
    }

    void longMapsShowACoarsePictureThenExactOnes()
    {
        MainWindow window;
        ViewState state = shortState();
        state.model = "mamba1-12m";
        state.theta = 1e-10;
        state.tokens = 3000;
        state.bucket = 0;
        state.layer = 4;
        state.channel = 339;
        state.mapOf = "mean"; // 768 channels: takes long enough to be made in pieces
        open(window, state);
        MapView* view = window.mapPage()->view(Side::Vanilla);
        QVERIFY(!view->overview().isEmpty());
        // In the end it is exact: the largest value of a cell.
        const MapImage& image = view->overview();
        const auto& map = window.workspace().map(Side::Vanilla)->map;
        std::vector<float> cells(static_cast<std::size_t>(image.height) * static_cast<std::size_t>(image.width));
        Progress progress;
        map->pooled({0, 3000, 0, 3000}, image.height, image.width, Reduce::MaxAbs, cells, progress);
        QCOMPARE(image.values->size(), cells.size());
        float largest = 0;
        for (const float cell : cells)
            largest = std::max(largest, cell);
        for (std::size_t k = 0; k < cells.size(); ++k)
            QVERIFY(std::abs((*image.values)[k] - cells[k]) <= 1e-5F * largest);
        QVERIFY(!view->subtitle().contains(QStringLiteral("sampled")));
        // While it is dragged there is always a picture under it.
        for (int step = 0; step < 20; ++step) {
            view->setVisibleRange(QRectF(100 + 40 * step, 1000 + 40 * step, 600, 600));
            QApplication::processEvents();
            QVERIFY(!view->overview().isEmpty());
        }
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && view->detail().row0 == 1760, kPatience);
        QCOMPARE(view->detail().row1, 2360.0);
    }

    void wholeMapsAreWritten()
    {
        MainWindow window;
        ViewState state = shortState();
        state.mapRow0 = 100;
        state.mapRow1 = 150;
        state.mapCol0 = 20;
        state.mapCol1 = 80;
        open(window, state);
        MapPage* page = window.mapPage();
        const auto write = [&](const QString& name) {
            QSignalSpy saved(&window.workspace(), &Workspace::saved);
            page->exportTo(file(name));
            QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience);
        };
        QVERIFY(!page->commandLine(QStringLiteral("x.csv")).contains(QStringLiteral("--whole")));
        write(QStringLiteral("part.npy"));
        QCOMPARE(loadNpy(file(QStringLiteral("part.npy")).toStdString()).shape, std::vector<std::int64_t>({50, 60}));
        page->setExportOptions({.whole = true, .scale = 0});
        QVERIFY(page->commandLine(QStringLiteral("x.npy")).contains(QStringLiteral("--whole")));
        write(QStringLiteral("whole.npy"));
        QCOMPARE(loadNpy(file(QStringLiteral("whole.npy")).toStdString()).shape, std::vector<std::int64_t>({600, 600}));
        QVERIFY(page->commandLine(QStringLiteral("x.png")).contains(QStringLiteral("--whole")));
        write(QStringLiteral("whole.png"));
        const QImage image(file(QStringLiteral("whole.png")));
        QCOMPARE(image.size(), QSize(600, 600));
        QVERIFY(image.pixel(10, 500) != image.pixel(500, 10)); // values below the diagonal, none above
        page->setExportOptions({.whole = false, .scale = 3});
        write(QStringLiteral("scaled.png"));
        QCOMPARE(QImage(file(QStringLiteral("scaled.png"))).width(), 3 * page->width());
        QCOMPARE(window.messages()->texts().filter(QStringLiteral("cannot")), QStringList());
    }

    void resizesAndCloses()
    {
        {
            MainWindow window;
            ViewState state = shortState();
            state.mapPanels = "all";
            state.mapProfiles = "linear";
            state.row = 500;
            state.column = 40;
            open(window, state);
            for (const QSize size : {QSize(900, 600), QSize(1700, 1100), QSize(1280, 800)}) {
                window.resize(size);
                QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
                QVERIFY(window.mapPage()->differenceView()->viewportPixels().width() > 60);
            }
            QCOMPARE(window.messages()->count(), 0);
        }
        auto window = std::make_unique<MainWindow>();
        window->show();
        ViewState state = shortState();
        state.tokens = 4096;
        state.mapOf = "rollout";
        window->workspace().openState(state, QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(window->workspace().trace(Side::Vanilla) && !window->workspace().isIdle(), kPatience);
        QVERIFY(window->close()); // while pictures are made
        window.reset();
    }
};

QTEST_MAIN(MapPageTest)
#include "map_page_test.moc"
