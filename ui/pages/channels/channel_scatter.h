// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/side.h"

#include <QRectF>
#include <QWidget>

#include <array>
#include <cstdint>
#include <vector>

class QCPItemStraightLine;
class QCPItemTracer;
class QCustomPlot;
class QLabel;
class QToolButton;

namespace mambascope::ui {

class PlotNavigation;
class PointCloud;

/// Receptive field against decay, a point a channel and pass, with a brush: a rectangle in which channels are kept in
/// sight while the others fade. Drag brushes (with the Move tool it pans), wheel zooms, double click fits, a click
/// chooses a channel, Escape drops the brush. Arrows choose the next channel in their direction, with Shift they move
/// the brush's corner; the other keys are PlotNavigation's.
class ChannelScatter : public QWidget
{
    Q_OBJECT
public:
    explicit ChannelScatter(QWidget* parent = nullptr);

    /// ln decay over the training length, or over the sequence [channels]; empty: there is nothing to draw against.
    void setDecays(const std::vector<double>& lnDecay);
    /// Receptive fields in tokens under one pass [channels]; empty: not known.
    void setDistances(Side side, const std::vector<float>& distances);
    /// What the filtered pass is called, and whether it filters global channels only.
    void setMethod(const QString& title, bool globalOnly);
    void setClasses(const std::vector<std::uint8_t>& global); ///< 1 = global
    void setTheta(double lnTheta);
    void setChosen(qint64 channel); ///< -1: none
    /// Why there is nothing to see and what to do about it, in the plot's middle; empty: nothing.
    void setMessage(const QString& message);
    /// Decay (x, as -ln) and tokens (y) of the rectangle; empty: none. Emits brushed() when it is another one.
    void setBrush(const QRectF& brush);
    QRectF brush() const { return m_brush; }
    /// Which channels the brush holds; empty without a brush.
    const std::vector<std::uint8_t>& mask() const { return m_mask; }
    /// All channels; by a person, who may have asked for less before, partChanged() follows.
    void fit();
    /// The visible part; empty: all. Emits nothing.
    void setPart(const QRectF& part);
    PlotNavigation* navigation() const { return m_navigation; }
    QCustomPlot* plot() const { return m_plot; }

signals:
    void partChanged(const QRectF& part); ///< by a person; empty: everything
    void chosen(qint64 channel);
    void brushed(const QRectF& brush);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void makePlot();
    void connectPlot();
    void restyle();
    void replot();
    void showMask();
    void takeRectangle(const QRect& pixels);
    void showAll();
    bool chooseNext(const QPoint& direction);
    void growBrush(const QPoint& direction);
    QPointF placeOf(qint64 channel) const;
    QPointF pixelOf(const QPointF& place) const;

    QCustomPlot* m_plot;
    PlotNavigation* m_navigation;
    QToolButton* m_brushTool;
    QLabel* m_message;
    std::array<PointCloud*, 2> m_clouds{};
    QCPItemStraightLine* m_theta;
    QCPItemTracer* m_marker;
    class BrushItem;
    BrushItem* m_brushItem;
    std::vector<double> m_lnDecay;
    std::array<std::vector<float>, 2> m_distances;
    std::vector<std::uint8_t> m_global, m_mask;
    bool m_globalOnly = true;
    qint64 m_chosen = -1;
    QRectF m_brush;
    QPointF m_brushFrom, m_brushTo; ///< corners of the brush that keys draw: where it began and the one that moves
    QPoint m_pressed;
    bool m_stale = true;
};

} // namespace mambascope::ui
