// SPDX-License-Identifier: GPL-3.0-or-later
// How a MapView is put together, and how its visible part and its cells change: what its interface and its input share.
#include "ui/widgets/map_view_private.h"

#include "ui/style/theme.h"

#include <QApplication>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

constexpr double kSmallestSpan = 4; // tokens

/// Moves and shrinks [start, start + span) into [0, length).
void limit(double& start, double& span, double length)
{
    span = std::clamp(span, std::min(kSmallestSpan, length), length);
    start = std::clamp(start, 0.0, length - span);
}

bool almostEqual(const QRectF& a, const QRectF& b)
{
    const auto near = [](double x, double y) { return std::abs(x - y) < 1e-6; };
    return near(a.x(), b.x()) && near(a.y(), b.y()) && near(a.width(), b.width()) && near(a.height(), b.height());
}

} // namespace

void MapView::Private::build()
{
    plot = new QCustomPlot(q);
    plot->setFocusPolicy(Qt::NoFocus);
    plot->setMouseTracking(true);
    plot->installEventFilter(q);
    plot->setNoAntialiasingOnDrag(true);
    plot->xAxis->setLabel(tr("key token j"));
    plot->yAxis->setLabel(tr("query token i"));
    plot->yAxis->setRangeReversed(true);
    for (QCPAxis* axis : {plot->xAxis, plot->yAxis}) {
        axis->setTicker(QSharedPointer<TokenTicker>::create());
        axis->setTicks(false); // until there is a length
        axis->setTickLabels(false);
        axis->setLabelPadding(3);
        axis->grid()->setVisible(false); // hidden by the map anyway
    }
    plot->axisRect()->setupFullAxesBox();
    for (QCPAxis* axis : {plot->xAxis2, plot->yAxis2}) {
        axis->setTicks(false);
        axis->setTickLabels(false);
    }
    map = new MapPlottable(plot->xAxis, plot->yAxis);
    plot->addLayer(QStringLiteral("lines"), plot->layer(QStringLiteral("main")));
    reachCasing = new QCPCurve(plot->xAxis, plot->yAxis);
    reach = new QCPCurve(plot->xAxis, plot->yAxis);
    for (QCPCurve* curve : {reachCasing, reach}) {
        curve->setLayer(QStringLiteral("lines"));
        curve->setSelectable(QCP::stNone);
    }
    for (const QString& name : {QStringLiteral("lines"), QStringLiteral("overlay")}) {
        plot->layer(name)->setMode(QCPLayer::lmBuffered);
    }
    overlay = new MapOverlay(plot, QStringLiteral("overlay"));

    labels = std::make_unique<MapLabels>(*q, *plot);
    band = new QRubberBand(QRubberBand::Rectangle, plot);
    profiles = std::make_unique<MapProfiles>(*plot);

    auto* layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(0);
    labels->addTo(*layout);
    layout->addWidget(plot, 1);
    QObject::connect(plot, &QCustomPlot::afterLayout, q, [this] { placeLabels(); });
    QObject::connect(plot, &QCustomPlot::beforeReplot, q, [this] { // labels of a narrow panel must not touch
        const int label = QFontMetrics(plot->xAxis->tickLabelFont()).horizontalAdvance(QStringLiteral("888888 "));
        plot->xAxis->ticker()->setTickCount(std::clamp(plot->axisRect()->width() / label, 1, 6));
    });
    recolour();
}

void MapView::Private::recolour()
{
    const PlotColours& colours = plotColours();
    stylePlot(*plot);
    // Room for half a label at both ends: a label that would be cut is not drawn at all.
    const QFontMetrics metrics(QApplication::font());
    plot->axisRect()->setMinimumMargins(
        QMargins(8, metrics.height() / 2 + 3, metrics.horizontalAdvance(QStringLiteral("88888")) / 2 + 2, 8));
    map->setColours(colours.causal.rgb(), colours.notFinite.rgb());
    plot->axisRect()->setBackground(QBrush(colours.causal));
    reachCasing->setPen(QPen(colours.reachCasing, 3.6));
    reach->setPen(QPen(colours.reach, 1.8));
    if (profiles)
        profiles->recolour();
    labels->recolour();
    plot->replot(QCustomPlot::rpQueuedReplot);
}

QPointF MapView::Private::tokensAt(QPointF position) const
{
    return {plot->xAxis->pixelToCoord(position.x()), plot->yAxis->pixelToCoord(position.y())};
}

std::pair<qint64, qint64> MapView::Private::cellAtPlot(QPointF position) const
{
    if (length <= 0 || !plot->axisRect()->rect().contains(position.toPoint())) {
        return kNoCell;
    }
    const QPointF tokens = tokensAt(position);
    const auto i = static_cast<qint64>(std::floor(tokens.y()));
    const auto j = static_cast<qint64>(std::floor(tokens.x()));
    return i < 0 || j < 0 || i >= length || j >= length ? kNoCell : std::pair(i, j);
}

void MapView::Private::setView(QRectF view)
{
    if (length <= 0) {
        return;
    }
    double x = view.x();
    double width = view.width();
    double y = view.y();
    double height = view.height();
    limit(x, width, tokens());
    limit(y, height, tokens());
    view = QRectF(x, y, width, height);
    if (almostEqual(view, q->visibleRange())) {
        return;
    }
    plot->xAxis->setRange(x, x + width);
    plot->yAxis->setRange(y, y + height);
    plot->replot(QCustomPlot::rpQueuedReplot);
    updateSubtitle();
    announceViewport();
    emit q->visibleRangeChanged(view);
}

void MapView::Private::announceViewport()
{
    if (announced || length <= 0) {
        return;
    }
    announced = true;
    QMetaObject::invokeMethod(
        q,
        [this] {
            announced = false;
            updateSubtitle();
            emit q->viewportChanged(q->visibleRange(), q->viewportPixels());
        },
        Qt::QueuedConnection);
}

void MapView::Private::updateSubtitle()
{
    labels->setScale(length > 0 ? q->visibleRange() : QRectF(), q->viewportPixels());
}

void MapView::Private::placeLabels()
{
    labels->place(hasImage());
}

void MapView::Private::replotOverlay()
{
    overlayLayer()->replot();
}

void MapView::Private::hover(QPointF position)
{
    const auto cell = cellAtPlot(position);
    if (cell != overlay->crosshair) {
        overlay->crosshair = cell;
        replotOverlay();
        emit q->hovered(cell.first, cell.second);
    }
}

void MapView::Private::pickCell(qint64 i, qint64 j)
{
    if (std::pair(i, j) == overlay->picked) {
        return;
    }
    q->setPicked(i, j);
    emit q->picked(i, j);
}

void MapView::Private::scrollIntoView(qint64 i, qint64 j)
{
    QRectF view = q->visibleRange();
    const auto shift = [](double start, double span, double cell) {
        const double margin = std::min(span / 10, 8.0);
        return cell < start ? cell - margin - start : cell + 1 > start + span ? cell + 1 + margin - start - span : 0.0;
    };
    view.translate(shift(view.x(), view.width(), static_cast<double>(j)),
                   shift(view.y(), view.height(), static_cast<double>(i)));
    setView(view);
}

} // namespace mambascope::ui
