// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/map_view_accessible.h"
#include "ui/widgets/map_view_private.h"

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

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
