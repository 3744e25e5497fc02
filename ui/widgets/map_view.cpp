// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/theme.h"
#include "ui/widgets/map_view_accessible.h"
#include "ui/widgets/map_view_private.h"

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

MapView::MapView(QWidget* parent) : QWidget(parent), m(std::make_unique<Private>(this))
{
    installMapViewAccessibility();
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Attention map"));
    m->build();
    setMinimumSize(220, 200);
}

MapView::~MapView()
{
    clearFocus();                     // while there is still something to repaint
    m->plot->removeEventFilter(this); // its children outlive `m` otherwise
    disconnect(m->plot, nullptr, this, nullptr);
}

void MapView::setLength(qint64 tokens)
{
    if (tokens == m->length) {
        return;
    }
    m->length = tokens;
    m->map->setLength(tokens);
    clearImages();
    setReachLine({});
    m->overlay->crosshair = kNoCell;
    setPicked(-1, -1);
    for (QCPAxis* axis : {m->plot->xAxis, m->plot->yAxis}) {
        axis->setTicks(tokens > 0);
        axis->setTickLabels(tokens > 0);
    }
    m->plot->xAxis->setRange(0, std::max(1.0, m->tokens()));
    m->plot->yAxis->setRange(0, std::max(1.0, m->tokens()));
    m->plot->replot(QCustomPlot::rpQueuedReplot);
    m->updateSubtitle();
    m->announceViewport();
}

qint64 MapView::length() const
{
    return m->length;
}

void MapView::setTitle(const QString& title)
{
    m->labels->setTitle(title);
    setAccessibleName(tr("Attention map: %1").arg(title));
}

void MapView::setReduction(const QString& text)
{
    m->labels->setReduction(text);
    m->updateSubtitle();
}

void MapView::setOverview(const MapImage& image)
{
    m->map->setOverview(image);
    m->placeLabels();
    m->plot->replot(QCustomPlot::rpQueuedReplot);
}

void MapView::setDetail(const MapImage& image, bool complete)
{
    m->map->setDetail(image, complete);
    m->placeLabels();
    m->plot->replot(QCustomPlot::rpQueuedReplot);
}

const MapImage& MapView::overview() const
{
    return m->map->overview();
}

const MapImage& MapView::detail() const
{
    return m->map->detail();
}

void MapView::clearImages()
{
    m->map->setOverview({});
    m->map->setDetail({});
    m->placeLabels();
    m->plot->replot(QCustomPlot::rpQueuedReplot);
}

void MapView::setColouring(const MapColouring& colouring)
{
    m->map->setColouring(colouring);
    m->plot->replot(QCustomPlot::rpQueuedReplot);
}

const MapColouring& MapView::colouring() const
{
    return m->map->colouring();
}

void MapView::setMessage(const QString& message)
{
    m->labels->setMessage(message);
    m->placeLabels();
}

void MapView::setBusy(const QString& what)
{
    m->labels->setBusy(what);
    m->placeLabels();
}

QRectF MapView::visibleRange() const
{
    const QCPRange x = m->plot->xAxis->range();
    const QCPRange y = m->plot->yAxis->range();
    return {x.lower, y.lower, x.size(), y.size()};
}

QSize MapView::viewportPixels() const
{
    const QSize size = m->plot->axisRect()->size();
    const double ratio = devicePixelRatioF();
    return {std::max(1, static_cast<int>(std::lround(size.width() * ratio))),
            std::max(1, static_cast<int>(std::lround(size.height() * ratio)))};
}

std::pair<qint64, qint64> MapView::pickedCell() const
{
    return m->overlay->picked;
}

std::pair<qint64, qint64> MapView::crosshairCell() const
{
    return m->overlay->crosshair;
}

std::pair<qint64, qint64> MapView::cellAt(QPointF position) const
{
    return m->cellAtPlot(m->plot->mapFrom(this, position));
}

QPointF MapView::positionOf(qint64 i, qint64 j) const
{
    const QPointF onPlot(m->plot->xAxis->coordToPixel(static_cast<double>(j) + 0.5),
                         m->plot->yAxis->coordToPixel(static_cast<double>(i) + 0.5));
    return m->plot->mapTo(this, onPlot);
}

QString MapView::subtitle() const
{
    return m->labels->subtitle();
}

void MapView::setVisibleRange(const QRectF& tokens)
{
    m->setView(tokens);
}

void MapView::setCrosshair(qint64 i, qint64 j)
{
    const auto cell = i < 0 || j < 0 || i >= m->length || j >= m->length ? kNoCell : std::pair(i, j);
    if (cell != m->overlay->crosshair) {
        m->overlay->crosshair = cell;
        m->replotOverlay();
    }
}

void MapView::setPicked(qint64 i, qint64 j)
{
    const auto cell = i < 0 || j < 0 || i >= m->length || j >= m->length ? kNoCell : std::pair(i, j);
    if (cell == m->overlay->picked) {
        return;
    }
    m->overlay->picked = cell;
    if (cell == kNoCell) {
        setAccessibleDescription(tr("No cell picked"));
    } else {
        setAccessibleDescription(tr("Picked query token %1, key token %2").arg(i).arg(j));
        m->scrollIntoView(i, j);
    }
    m->replotOverlay();
}

void MapView::setPickedText(const QString& text)
{
    if (text == m->pickedText)
        return;
    m->pickedText = text;
    setAccessibleDescription(text); // tells screen readers, too
}

QString MapView::pickedText() const
{
    return m->pickedText;
}

MapProfiles& MapView::profiles()
{
    return *m->profiles;
}

void MapView::setReachLine(const std::vector<std::pair<double, double>>& points)
{
    QVector<double> t;
    QVector<double> j;
    QVector<double> i;
    for (const auto& [key, query] : points) {
        t.push_back(static_cast<double>(t.size()));
        j.push_back(key);
        i.push_back(query);
    }
    m->reachCasing->setData(t, j, i, true);
    m->reach->setData(t, j, i, true);
    m->plot->layer(QStringLiteral("lines"))->replot();
}

void MapView::fit()
{
    m->setView(QRectF(0, 0, m->tokens(), m->tokens()));
}

void MapView::zoomBy(double factor, QPointF centre)
{
    if (!(factor > 0)) {
        return;
    }
    const QRectF view = visibleRange();
    const QPointF topLeft = centre + (view.topLeft() - centre) / factor;
    m->setView(QRectF(topLeft, view.size() / factor));
}

void MapView::goTo(qint64 i, qint64 j)
{
    if (i < 0 || j < 0 || i >= m->length || j >= m->length) {
        return;
    }
    QRectF view = visibleRange();
    view.setSize(view.size().boundedTo(QSizeF(256, 256)));
    view.moveCenter(QPointF(static_cast<double>(j) + 0.5, static_cast<double>(i) + 0.5));
    m->setView(view);
    m->pickCell(i, j);
}

void MapView::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        m->recolour();
    }
    QWidget::changeEvent(event);
}

void MapView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m->announceViewport(); // queued: by then the plot has laid itself out
}

QSize MapView::sizeHint() const
{
    return {480, 480};
}

} // namespace mambascope::ui
