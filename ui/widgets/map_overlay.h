// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

#include <utility>

namespace mambascope::ui {

/// Hair cross of the hovered cell, mark of the picked one, frame of the focus. Lives on a buffered layer: moving the
/// pointer repaints two lines, never the map.
class MapOverlay : public QCPLayerable
{
    Q_OBJECT
public:
    using Cell = std::pair<qint64, qint64>; ///< (i, j), (-1, -1): none

    MapOverlay(QCustomPlot* plot, const QString& layer);

    Cell crosshair = {-1, -1};
    Cell picked = {-1, -1};
    bool focused = false; ///< keyboard focus: the frame is drawn in another colour

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    QRect clipRect() const override;
    void draw(QCPPainter* painter) override;

private:
    QRectF cellRect(const Cell& cell) const;
};

/// Ticks at token positions: the middle of a token's cell, never between tokens.
class TokenTicker : public QCPAxisTicker
{
public:
    TokenTicker();

protected:
    double getTickStep(const QCPRange& range) override;
    int getSubTickCount(double tickStep) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;
};

} // namespace mambascope::ui
