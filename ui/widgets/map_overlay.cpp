// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/map_overlay.h"

#include "ui/style/theme.h"

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

MapOverlay::MapOverlay(QCustomPlot* plot, const QString& layer) : QCPLayerable(plot, layer) {}

void MapOverlay::applyDefaultAntialiasingHint(QCPPainter* painter) const
{
    painter->setAntialiasing(false);
}

QRect MapOverlay::clipRect() const
{
    return parentPlot()->axisRect()->rect();
}

QRectF MapOverlay::cellRect(const Cell& cell) const
{
    const auto i = static_cast<double>(cell.first);
    const auto j = static_cast<double>(cell.second);
    const QCPAxis* x = parentPlot()->xAxis;
    const QCPAxis* y = parentPlot()->yAxis;
    return QRectF(QPointF(x->coordToPixel(j), y->coordToPixel(i)),
                  QPointF(x->coordToPixel(j + 1), y->coordToPixel(i + 1)))
        .normalized();
}

void MapOverlay::draw(QCPPainter* painter)
{
    const PlotColours& colours = plotColours();
    const QRectF area = clipRect();
    if (focused) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(colours.pick, 2));
        painter->drawRect(area.adjusted(1, 1, -1, -1));
    }
    if (crosshair.first >= 0) {
        const QPointF centre = cellRect(crosshair).center();
        QColor line = colours.crosshair;
        line.setAlpha(170);
        painter->setPen(QPen(line, 1));
        painter->drawLine(QLineF(area.left(), centre.y(), area.right(), centre.y()));
        painter->drawLine(QLineF(centre.x(), area.top(), centre.x(), area.bottom()));
    }
    if (picked.first >= 0) {
        const QRectF cell = cellRect(picked);
        const double half =
            std::max({cell.width() / 2, cell.height() / 2, 5.0}); // a single pixel needs a ring to be found
        const QRectF ring = cell.width() >= 8 && cell.height() >= 8
                                ? cell.adjusted(-1, -1, 1, 1)
                                : QRectF(cell.center() - QPointF(half, half), QSizeF(2 * half, 2 * half));
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(colours.casing, 4));
        painter->drawRect(ring);
        painter->setPen(QPen(colours.pick, 2));
        painter->drawRect(ring);
        // Short marks at the axes lead from the tick labels to the cell.
        painter->drawLine(QLineF(area.left(), cell.center().y(), area.left() + 10, cell.center().y()));
        painter->drawLine(QLineF(cell.center().x(), area.bottom(), cell.center().x(), area.bottom() - 10));
    }
}

TokenTicker::TokenTicker()
{
    setTickOrigin(0.5);
    setTickCount(6);
}

double TokenTicker::getTickStep(const QCPRange& range)
{
    return std::max(1.0, std::round(QCPAxisTicker::getTickStep(range)));
}

int TokenTicker::getSubTickCount(double tickStep)
{
    return tickStep < 5 ? 0 : QCPAxisTicker::getSubTickCount(tickStep);
}

QString TokenTicker::getTickLabel(double tick, const QLocale&, QChar, int)
{
    return QString::number(static_cast<qint64>(std::floor(tick)));
}

} // namespace mambascope::ui
