// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/theme.h"
#include "ui/widgets/map_colouring.h"
#include "ui/widgets/map_view.h"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace mambascope::ui;

namespace {

constexpr qint64 kLength = 4096;
using Cell = std::pair<qint64, qint64>;
const Cell kNone = {-1, -1};

MapImage makeImage(double row0, double row1, double col0, double col1, int height, int width, float value)
{
    auto values =
        std::make_shared<std::vector<float>>(static_cast<std::size_t>(height) * static_cast<std::size_t>(width), value);
    return {row0, row1, col0, col1, height, width, std::move(values), {}};
}

MapImage withCell(MapImage image, int y, int x, float value)
{
    auto values = std::make_shared<std::vector<float>>(*image.values);
    (*values)[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x)] =
        value;
    image.values = std::move(values);
    return image;
}

MapColouring grey(Normalise normalise, double low, double high)
{
    MapColouring colouring;
    colouring.normalise = normalise;
    colouring.range = {low, high};
    colouring.colourMap = QStringLiteral("grey");
    return colouring;
}

constexpr QRgb kCausal = 0xff123456;
constexpr QRgb kNotFinite = 0xffff00ff;

QRgb greyAt(double t)
{
    return ColourMap::named(QStringLiteral("grey")).at(t);
}

} // namespace

class MapViewTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Dark); }
    void init();
    void cleanup();

    void coloursFollowValues();
    void strongestCellSurvivesShrinking();
    void diagonalIsExact();
    void noDarkPixelsAtTheDiagonal();
    void rowsAreNormalisedByTheirOwnPeak();
    void detailTakesRowPeaksFromOverview();
    void logarithmAndMinMax();
    void notFiniteIsMarked();
    void outsideIsTransparent();
    void histogramAndRanges();

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

void MapViewTest::coloursFollowValues()
{
    MapImage image = makeImage(0, 4, 0, 4, 4, 4, 0);
    image = withCell(image, 3, 0, 1);
    image = withCell(image, 3, 1, -0.5F);
    const QImage picture =
        colourise(image, QRectF(0, 0, 4, 4), QSize(40, 40), grey(Normalise::Abs, 0, 1), kCausal, kNotFinite);
    QCOMPARE(picture.pixel(5, 35), greyAt(1));
    QCOMPARE(picture.pixel(15, 35), greyAt(0.5));
    QCOMPARE(picture.pixel(25, 35), greyAt(0));
    const QImage raw =
        colourise(image, QRectF(0, 0, 4, 4), QSize(40, 40), grey(Normalise::Raw, -1, 1), kCausal, kNotFinite);
    QCOMPARE(raw.pixel(5, 35), greyAt(1));
    QCOMPARE(raw.pixel(15, 35), greyAt(0.25));
    QCOMPARE(raw.pixel(25, 35), greyAt(0.5));
}

void MapViewTest::strongestCellSurvivesShrinking()
{
    const MapImage image =
        withCell(withCell(makeImage(0, 1000, 0, 1000, 1000, 1000, 0.1F), 703, 201, 0.9F), 703, 203, -0.8F);
    const QImage picture =
        colourise(image, QRectF(0, 0, 1000, 1000), QSize(100, 100), grey(Normalise::Abs, 0, 1), kCausal, kNotFinite);
    QCOMPARE(picture.pixel(20, 70), greyAt(0.9F));
    QCOMPARE(picture.pixel(21, 70), greyAt(0.1F));
    QCOMPARE(picture.pixel(20, 71), greyAt(0.1F));
}

void MapViewTest::diagonalIsExact()
{
    // A coarse image of 4 x 4 cells shown token by token: the diagonal has one step a token, not one a cell.
    const MapImage image = makeImage(0, 64, 0, 64, 4, 4, 1);
    const QImage picture =
        colourise(image, QRectF(0, 0, 64, 64), QSize(128, 128), grey(Normalise::Abs, 0, 1), kCausal, kNotFinite);
    for (int i = 0; i < 64; ++i) {
        for (int j = 0; j < 64; ++j) {
            QCOMPARE(picture.pixel(2 * j + 1, 2 * i + 1), j > i ? kCausal : greyAt(1));
        }
    }
}

void MapViewTest::noDarkPixelsAtTheDiagonal()
{
    // Ones below the diagonal, zeros above it: whatever the zoom, no pixel shows one of the zeros.
    constexpr int kSide = 60;
    auto values = std::make_shared<std::vector<float>>(kSide * kSide);
    for (int i = 0; i < kSide; ++i) {
        std::fill_n(values->begin() + i * kSide, i + 1, 1.0F);
    }
    const MapImage image = {0, kSide, 0, kSide, kSide, kSide, values, {}};
    for (const int side : {17, 41, 60, 83, 200, 601}) {
        for (const QRectF& view : {QRectF(0, 0, 60, 60), QRectF(10.3, 12.7, 20, 30), QRectF(33, 30, 5.5, 7.25)}) {
            const QImage picture =
                colourise(image, view, QSize(side, side), grey(Normalise::Abs, 0, 1), kCausal, kNotFinite);
            for (int y = 0; y < side; ++y) {
                for (int x = 0; x < side; ++x) {
                    QVERIFY(picture.pixel(x, y) == kCausal || picture.pixel(x, y) == greyAt(1));
                }
            }
            QCOMPARE(picture.pixel(0, side - 1), greyAt(1));
        }
    }
}

void MapViewTest::rowsAreNormalisedByTheirOwnPeak()
{
    MapImage image = makeImage(0, 3, 0, 3, 3, 3, 0);
    image = withCell(withCell(image, 1, 0, 0.01F), 1, 1, -0.02F);
    image = withCell(withCell(image, 2, 0, 5), 2, 1, 10);
    const QImage picture =
        colourise(image, QRectF(0, 0, 3, 3), QSize(3, 3), grey(Normalise::Row, 0, 1), kCausal, kNotFinite);
    QCOMPARE(picture.pixel(0, 0), greyAt(0)); // a row of zeros stays dark
    QCOMPARE(picture.pixel(0, 1), greyAt(0.5));
    QCOMPARE(picture.pixel(1, 1), greyAt(1));
    QCOMPARE(picture.pixel(0, 2), greyAt(0.5));
    QCOMPARE(picture.pixel(1, 2), greyAt(1));
}

void MapViewTest::detailTakesRowPeaksFromOverview()
{
    const MapImage overview = withCell(makeImage(0, 8, 0, 8, 8, 8, 0.25F), 6, 0, 1);
    const MapImage detail = withRowPeaks(makeImage(5, 8, 2, 5, 3, 3, 0.25F), overview);
    QVERIFY(detail.rowPeaks);
    QCOMPARE(*detail.rowPeaks, (std::vector<float>{0.25F, 1, 0.25F}));
}

void MapViewTest::logarithmAndMinMax()
{
    MapImage image = makeImage(0, 2, 0, 2, 2, 2, 0);
    image = withCell(withCell(withCell(image, 0, 0, 1e-2F), 1, 0, 1), 1, 1, 1e-4F);
    const QImage log =
        colourise(image, QRectF(0, 0, 2, 2), QSize(2, 2), grey(Normalise::Log10, -4, 0), kCausal, kNotFinite);
    QCOMPARE(log.pixel(0, 0), greyAt(0.5));
    QCOMPARE(log.pixel(0, 1), greyAt(1));
    QCOMPARE(log.pixel(1, 1), greyAt(0));
    MapColouring colouring = grey(Normalise::MinMax, 0, 1);
    colouring.statistics = {0.5, 1.5, 0.5};
    const QImage minMax = colourise(image, QRectF(0, 0, 2, 2), QSize(2, 2), colouring, kCausal, kNotFinite);
    QCOMPARE(minMax.pixel(0, 1), greyAt(0.5));
}

void MapViewTest::notFiniteIsMarked()
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const MapImage image = withCell(makeImage(0, 100, 0, 100, 100, 100, 0.5F), 95, 7, nan);
    for (const Normalise normalise : {Normalise::Raw, Normalise::Abs, Normalise::Log10}) {
        const QImage picture =
            colourise(image, QRectF(0, 0, 100, 100), QSize(10, 10), grey(normalise, 0, 1), kCausal, kNotFinite);
        QCOMPARE(picture.pixel(0, 9), kNotFinite);
    }
}

void MapViewTest::outsideIsTransparent()
{
    const MapImage detail = makeImage(80, 90, 20, 30, 10, 10, 1);
    const QImage picture =
        colourise(detail, QRectF(0, 0, 100, 100), QSize(100, 100), grey(Normalise::Abs, 0, 1), kCausal, kNotFinite);
    QCOMPARE(qAlpha(picture.pixel(19, 85)), 0);
    QCOMPARE(qAlpha(picture.pixel(25, 79)), 0);
    QCOMPARE(picture.pixel(20, 80), greyAt(1));
    QCOMPARE(picture.pixel(29, 89), greyAt(1));
    QCOMPARE(qAlpha(picture.pixel(30, 89)), 0);
    QCOMPARE(qAlpha(colourise({}, QRectF(0, 0, 9, 9), QSize(9, 9), {}, kCausal, kNotFinite).pixel(4, 8)), 0);
}

void MapViewTest::histogramAndRanges()
{
    MapImage image = makeImage(0, 10, 0, 10, 10, 10, 0);
    for (int y = 1; y <= 8; ++y) {
        image = withCell(image, 9, y, static_cast<float>(y));
    }
    image = withCell(image, 9, 0, -1e-6F);
    const MapStatistics statistics = mapStatistics(image);
    QCOMPARE(statistics.maximum, 8.0);
    QCOMPARE(statistics.minimum, 0.0);
    QCOMPARE(static_cast<float>(statistics.smallestNonZero), 1e-6F);
    MapColouring colouring = grey(Normalise::Abs, 0, 8);
    colouring.statistics = statistics;
    const std::vector<double> counts = mapHistogram(image, colouring, {0, 8}, 4);
    QCOMPARE(counts, (std::vector<double>{2, 2, 2, 3})); // zeros are left out
    QCOMPARE(dataRange(image, Normalise::Raw, statistics), (MapRange{-8, 8}));
    QCOMPARE(dataRange(image, Normalise::MinMax, statistics), (MapRange{0, 1}));
    const MapRange log = autoRange(image, Normalise::Log10, statistics);
    QCOMPARE(log.high, std::log10(8.0));
    QCOMPARE(log.high - log.low, 3.0);
    const MapRange absolute = autoRange(image, Normalise::Abs, statistics);
    QCOMPARE(absolute.low, 0.0);
    QVERIFY(absolute.high >= 7 && absolute.high <= 8);
    QCOMPARE(autoRange({}, Normalise::Abs, {}), (MapRange{0, 1}));
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
