// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/map_images.h"
#include "tests/ui/widget_fixture.h"
#include "ui/style/theme.h"
#include "ui/widgets/map_colouring.h"
#include "ui/widgets/map_view.h"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <qcustomplot.h>

#include <cmath>
#include <memory>

using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

constexpr qint64 kLength = 4096;
using Cell = std::pair<qint64, qint64>;
const Cell kNone = {-1, -1};

} // namespace

class MapViewTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Dark); }
    void init();
    void cleanup();

    void fitShowsEverything();
    void rangesAreLimited_data();
    void rangesAreLimited();
    void zoomKeepsTheTokenUnderTheCursor();
    void wheelOneAxis();
    void dragPans();
    void rubberBandZooms();
    void viewportIsAnnouncedOnce();
    void linkedViews();
    void clickPicks();
    void doubleClickFits();
    void arrowsNudge();
    void keysZoomAndFit();
    void goToCentres();
    void hoverMovesTheCrosshair();
    void subtitleTellsWhatAPixelIs();
    void legendTellsWhatTheEmptyHalfIs();
    void overviewThenDetail();
    void themeSwitchRecolours();
    void pickedCellIsAccessible();

private:
    QPoint at(qint64 i, qint64 j) const { return plot()->mapFrom(m_view.get(), m_view->positionOf(i, j)).toPoint(); }
    QCustomPlot* plot() const { return m_view->findChild<QCustomPlot*>(); }
    void wheel(QPoint position, int notches, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    void drag(QPoint from, QPoint to, Qt::MouseButton button = Qt::LeftButton,
              Qt::KeyboardModifiers modifiers = Qt::NoModifier);

    std::unique_ptr<MapView> m_view;
};

void MapViewTest::init()
{
    m_view = std::make_unique<MapView>();
    m_view->resize(560, 520);
    m_view->setLength(kLength);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    QCoreApplication::processEvents();
    plot()->replot();
}

void MapViewTest::cleanup()
{
    m_view.reset();
    QVERIFY(QApplication::topLevelWidgets().isEmpty());
}

void MapViewTest::wheel(QPoint position, int notches, Qt::KeyboardModifiers modifiers)
{
    QWheelEvent event(position, plot()->mapToGlobal(position), QPoint(), QPoint(0, 120 * notches), Qt::NoButton,
                      modifiers, Qt::NoScrollPhase, false);
    QApplication::sendEvent(plot(), &event);
}

void MapViewTest::drag(QPoint from, QPoint to, Qt::MouseButton button, Qt::KeyboardModifiers modifiers)
{
    QTest::mousePress(plot(), button, modifiers, from);
    for (const QPoint point : {(from + to) / 2, to}) {
        QMouseEvent move(QEvent::MouseMove, point, plot()->mapToGlobal(point), Qt::NoButton, button, modifiers);
        QApplication::sendEvent(plot(), &move);
    }
    QTest::mouseRelease(plot(), button, modifiers, to);
}

void MapViewTest::fitShowsEverything()
{
    QCOMPARE(m_view->visibleRange(), QRectF(0, 0, kLength, kLength));
    m_view->setVisibleRange(QRectF(10, 10, 100, 100));
    QCOMPARE(m_view->visibleRange(), QRectF(10, 10, 100, 100));
    m_view->fit();
    QCOMPARE(m_view->visibleRange(), QRectF(0, 0, kLength, kLength));
}

void MapViewTest::rangesAreLimited_data()
{
    QTest::addColumn<QRectF>("asked");
    QTest::addColumn<QRectF>("got");
    QTest::newRow("left and top") << QRectF(-50, -20, 100, 100) << QRectF(0, 0, 100, 100);
    QTest::newRow("right and bottom") << QRectF(4090, 4000, 100, 200) << QRectF(3996, 3896, 100, 200);
    QTest::newRow("too large") << QRectF(-5000, -5000, 20000, 20000) << QRectF(0, 0, 4096, 4096);
    QTest::newRow("too small") << QRectF(7, 7, 0.5, 1) << QRectF(7, 7, 4, 4);
}

void MapViewTest::rangesAreLimited()
{
    QFETCH(QRectF, asked);
    QFETCH(QRectF, got);
    m_view->setVisibleRange(asked);
    QCOMPARE(m_view->visibleRange(), got);
}

void MapViewTest::zoomKeepsTheTokenUnderTheCursor()
{
    const QPoint position = at(3000, 1000);
    const Cell before = m_view->cellAt(plot()->mapTo(m_view.get(), position));
    wheel(position, 4);
    const QRectF view = m_view->visibleRange();
    QVERIFY(view.width() < kLength / 2.0);
    const Cell after = m_view->cellAt(plot()->mapTo(m_view.get(), position));
    QVERIFY(std::abs(before.first - after.first) <= 1 && std::abs(before.second - after.second) <= 1);
    wheel(position, -40);
    QCOMPARE(m_view->visibleRange(), QRectF(0, 0, kLength, kLength));
    wheel(position, 400);
    QCOMPARE(m_view->visibleRange().size(), QSizeF(4, 4));
}

void MapViewTest::wheelOneAxis()
{
    wheel(at(3000, 1000), 3, Qt::ControlModifier);
    QVERIFY(m_view->visibleRange().width() < kLength);
    QCOMPARE(m_view->visibleRange().height(), static_cast<double>(kLength));
}

void MapViewTest::dragPans()
{
    m_view->setVisibleRange(QRectF(1000, 2000, 500, 500));
    QSignalSpy picked(m_view.get(), &MapView::picked);
    const QPoint from = at(2250, 1250);
    drag(from, from + QPoint(60, -40));
    const QRectF view = m_view->visibleRange();
    QCOMPARE(view.size(), QSizeF(500, 500));
    QVERIFY(view.x() < 1000 && view.y() > 2000);
    const Cell under = m_view->cellAt(plot()->mapTo(m_view.get(), from + QPoint(60, -40)));
    QVERIFY(std::abs(under.first - 2250) <= 2 && std::abs(under.second - 1250) <= 2);
    QCOMPARE(picked.count(), 0);
    for (int k = 0; k < 30; ++k) {
        drag(from, from + QPoint(100, 100));
    }
    QCOMPARE(m_view->visibleRange().topLeft(), QPointF(0, 0));
}

void MapViewTest::rubberBandZooms()
{
    drag(at(1000, 500), at(2000, 1500), Qt::RightButton);
    const QRectF view = m_view->visibleRange();
    QVERIFY(std::abs(view.x() - 500) < 25 && std::abs(view.right() - 1500) < 25);
    QVERIFY(std::abs(view.y() - 1000) < 25 && std::abs(view.bottom() - 2000) < 25);
    m_view->fit();
    plot()->replot();
    drag(at(1000, 500), at(2000, 1500), Qt::LeftButton, Qt::ShiftModifier);
    QVERIFY(std::abs(m_view->visibleRange().width() - 1000) < 25);
}

void MapViewTest::viewportIsAnnouncedOnce()
{
    QSignalSpy announced(m_view.get(), &MapView::viewportChanged);
    for (int k = 0; k < 10; ++k) {
        m_view->setVisibleRange(QRectF(k, k, 100, 100));
    }
    QCOMPARE(announced.count(), 0);
    QTRY_COMPARE(announced.count(), 1);
    QCOMPARE(announced.at(0).at(0).toRectF(), QRectF(9, 9, 100, 100));
    QCOMPARE(announced.at(0).at(1).toSize(), m_view->viewportPixels());
    m_view->setVisibleRange(QRectF(9, 9, 100, 100));
    QCoreApplication::processEvents();
    QCOMPARE(announced.count(), 1);
}

void MapViewTest::linkedViews()
{
    MapView other;
    other.resize(300, 280);
    other.setLength(kLength);
    connect(m_view.get(), &MapView::visibleRangeChanged, &other, &MapView::setVisibleRange);
    connect(&other, &MapView::visibleRangeChanged, m_view.get(), &MapView::setVisibleRange);
    QSignalSpy changed(m_view.get(), &MapView::visibleRangeChanged);
    m_view->setVisibleRange(QRectF(100, 300, 50, 60));
    QCOMPARE(other.visibleRange(), QRectF(100, 300, 50, 60));
    other.zoomBy(0.5, QPointF(125, 330));
    QCOMPARE(m_view->visibleRange(), QRectF(75, 270, 100, 120));
    QCoreApplication::processEvents();
    QCOMPARE(changed.count(), 2); // no echo
}

void MapViewTest::clickPicks()
{
    m_view->setVisibleRange(QRectF(1000, 2000, 50, 50));
    plot()->replot();
    QSignalSpy picked(m_view.get(), &MapView::picked);
    QTest::mouseClick(plot(), Qt::LeftButton, {}, at(2020, 1031));
    QCOMPARE(picked.count(), 1);
    QCOMPARE(picked.at(0), (QVariantList{2020LL, 1031LL}));
    QCOMPARE(m_view->pickedCell(), (Cell{2020, 1031}));
    QTest::mouseClick(plot(), Qt::LeftButton, {}, QPoint(2, 2)); // outside the axes
    QCOMPARE(picked.count(), 1);
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QCOMPARE(m_view->pickedCell(), kNone);
    QCOMPARE(picked.count(), 2);
    m_view->setPicked(kLength, 0);
    QCOMPARE(m_view->pickedCell(), kNone);
}

void MapViewTest::doubleClickFits()
{
    m_view->setVisibleRange(QRectF(1000, 2000, 50, 50));
    plot()->replot();
    QTest::mouseDClick(plot(), Qt::LeftButton, {}, at(2020, 1031));
    QCOMPARE(m_view->visibleRange(), QRectF(0, 0, kLength, kLength));
}

void MapViewTest::arrowsNudge()
{
    m_view->setPicked(100, 50);
    QSignalSpy picked(m_view.get(), &MapView::picked);
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QTest::keyClick(m_view.get(), Qt::Key_Left);
    QCOMPARE(m_view->pickedCell(), (Cell{101, 49}));
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(m_view->pickedCell(), (Cell{101, 59}));
    QCOMPARE(picked.count(), 3);
    m_view->setPicked(0, 0);
    QTest::keyClick(m_view.get(), Qt::Key_Up);
    QCOMPARE(m_view->pickedCell(), (Cell{0, 0}));
    // A nudge across the edge of the view takes the view along.
    m_view->setVisibleRange(QRectF(200, 200, 20, 20));
    m_view->setPicked(219, 210);
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QVERIFY(m_view->visibleRange().bottom() >= 221);
}

void MapViewTest::keysZoomAndFit()
{
    QTest::keyClick(m_view.get(), Qt::Key_Plus);
    const QRectF zoomed = m_view->visibleRange();
    QVERIFY(zoomed.width() < kLength);
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ControlModifier);
    QVERIFY(m_view->visibleRange().x() > zoomed.x());
    QTest::keyClick(m_view.get(), Qt::Key_Minus);
    QTest::keyClick(m_view.get(), Qt::Key_Home);
    QCOMPARE(m_view->visibleRange(), QRectF(0, 0, kLength, kLength));
}

void MapViewTest::goToCentres()
{
    QSignalSpy picked(m_view.get(), &MapView::picked);
    m_view->goTo(2000, 700);
    QCOMPARE(picked.count(), 1);
    QCOMPARE(m_view->visibleRange().size(), QSizeF(256, 256));
    QCOMPARE(m_view->visibleRange().center(), QPointF(700.5, 2000.5));
    m_view->goTo(kLength, 0);
    QCOMPARE(m_view->pickedCell(), (Cell{2000, 700}));
}

void MapViewTest::hoverMovesTheCrosshair()
{
    QSignalSpy hovered(m_view.get(), &MapView::hovered);
    const QPoint point = at(3000, 1000);
    QMouseEvent move(QEvent::MouseMove, point, plot()->mapToGlobal(point), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(plot(), &move);
    QCOMPARE(hovered.count(), 1);
    QVERIFY(m_view->crosshairCell() != kNone);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(plot(), &leave);
    QCOMPARE(hovered.count(), 2);
    QCOMPARE(hovered.at(1).at(0).toLongLong(), -1);
    m_view->setCrosshair(5, 4);
    QCOMPARE(m_view->crosshairCell(), (Cell{5, 4}));
    QCOMPARE(hovered.count(), 2);
}

void MapViewTest::subtitleTellsWhatAPixelIs()
{
    QVERIFY2(m_view->subtitle().startsWith(QStringLiteral("1 px = ")), qPrintable(m_view->subtitle()));
    QVERIFY(m_view->subtitle().endsWith(QStringLiteral("tokens, max |α|")));
    m_view->setVisibleRange(QRectF(0, 0, 8, 8));
    QVERIFY2(m_view->subtitle().startsWith(QStringLiteral("single tokens")), qPrintable(m_view->subtitle()));
}

void MapViewTest::legendTellsWhatTheEmptyHalfIs()
{
    auto* entry = m_view->findChild<QWidget*>(QStringLiteral("causalEntry"));
    QVERIFY(entry);
    QTRY_VERIFY(entry->isVisible());
    const auto colour = [entry] {
        const QImage image = entry->grab().toImage();
        return image.pixel(11, image.height() / 2);
    };
    QCOMPARE(colour(), plotColours().causal.rgb());
    QCOMPARE(entry->accessibleName(), QStringLiteral("no value: key after query"));
    // In a narrow panel the colour alone, which the tool tip explains: what a pixel is comes first.
    display(*m_view, {900, 500});
    QTRY_VERIFY(entry->width() > entry->fontMetrics().horizontalAdvance(entry->accessibleName()));
    display(*m_view, {240, 300});
    QTRY_VERIFY(entry->width() < 30);
    QVERIFY(!entry->toolTip().isEmpty());
    QCOMPARE(colour(), plotColours().causal.rgb());
}

void MapViewTest::overviewThenDetail()
{
    m_view->setColouring(grey(Normalise::Abs, 0, 1));
    m_view->setOverview(makeImage(0, kLength, 0, kLength, 64, 64, 0.25F));
    const auto colourAt = [this](qint64 i, qint64 j) {
        plot()->replot();
        const QPoint point = at(i, j);
        return plot()->grab().toImage().pixel(point);
    };
    QCOMPARE(colourAt(3000, 1000), greyAt(0.25));
    m_view->setDetail(makeImage(2900, 3100, 900, 1100, 200, 200, 1));
    QCOMPARE(colourAt(3000, 1000), greyAt(1));
    QCOMPARE(colourAt(3500, 1000), greyAt(0.25)); // beside it the overview stays
    QCOMPARE(colourAt(1000, 3000), plotColours().causal.rgb());
    m_view->setLength(100);
    QVERIFY(m_view->overview().isEmpty() && m_view->detail().isEmpty());
}

void MapViewTest::themeSwitchRecolours()
{
    const auto background = [this] {
        QCoreApplication::processEvents();
        plot()->replot();
        return plot()->grab().toImage().pixel(1, 1);
    };
    QCOMPARE(background(), plotColours(true).background.rgb());
    applyTheme(*qApp, ThemeChoice::Light);
    QVERIFY(!isDark());
    QCOMPARE(background(), plotColours(false).background.rgb());
    QCOMPARE(plot()->xAxis->tickLabelColor(), plotColours(false).text);
    applyTheme(*qApp, ThemeChoice::Dark);
    QVERIFY(isDark());
    QCOMPARE(background(), plotColours(true).background.rgb());
}

void MapViewTest::pickedCellIsAccessible()
{
    m_view->setTitle(QStringLiteral("vanilla"));
    QVERIFY(m_view->accessibleName().contains(QStringLiteral("vanilla")));
    m_view->setPicked(10, 3);
    QVERIFY(m_view->accessibleDescription().contains(QStringLiteral("10")));
    m_view->setPickedText(QStringLiteral("α = 0.5"));
    QCOMPARE(m_view->accessibleDescription(), QStringLiteral("α = 0.5"));
}

QTEST_MAIN(MapViewTest)
#include "map_view_test.moc"
