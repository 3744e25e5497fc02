// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QRectF>

class QCustomPlot;
class QKeyEvent;
class QWidget;

namespace mambascope::ui {

/// Moves and zooms a plot by keys as the mouse does, in the directions that its mouse has: Ctrl with an arrow moves, +
/// and - zoom around the middle, 0 asks for everything. Arrows alone move, too, and Home is as 0, unless the plot has
/// another use for them. Makes the plot reachable by Tab and frames it while it has the focus.
class PlotNavigation : public QObject
{
    Q_OBJECT
public:
    enum class Arrows { Move, Own };

    explicit PlotNavigation(QCustomPlot* plot, Arrows arrows = Arrows::Move);

    /// Visible part of the first axis rectangle in coordinates of its axes, y upwards.
    QRectF visible() const;
    /// Emits nothing. A part of no width or height leaves that axis as it is.
    void show(const QRectF& part);
    /// By a menu, or a key: emits moved().
    void zoomBy(double factor);
    /// By shares of what is visible, as zoomBy().
    void moveBy(double across, double up);

signals:
    void moved();        ///< a person moved or zoomed it: by keys, wheel or drag
    void fitRequested(); ///< a person wants everything: by key

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool takeKey(const QKeyEvent& event);
    void watch();

    QCustomPlot* m_plot;
    Arrows m_arrows;
    QWidget* m_border;
    QRectF m_before; ///< visible() before the mouse
    bool m_isDouble = false;
};

} // namespace mambascope::ui
