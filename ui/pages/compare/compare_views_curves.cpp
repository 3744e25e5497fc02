// SPDX-License-Identifier: GPL-3.0-or-later
// The part of CompareViews below the maps: size of the state and cumulative decay of both sides.
#include "ui/engine/comparer.h"
#include "ui/pages/compare/compare_views.h"
#include "ui/style/theme.h"
#include "ui/widgets/plot_navigation.h"

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

constexpr std::size_t kPoints = 1024; // of a curve on the screen

} // namespace

QCustomPlot* CompareViews::makePlot(const QString& name, const QString& y)
{
    auto* plot = new QCustomPlot;
    plot->setMinimumSize(200, 150);
    plot->setAccessibleName(name);
    plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    plot->axisRect()->setupFullAxesBox();
    for (QCPAxis* axis : {plot->xAxis2, plot->yAxis2}) {
        axis->setTicks(false);
        axis->setTickLabels(false);
    }
    plot->xAxis->setLabel(tr("tokens"));
    plot->xAxis->setNumberFormat(QStringLiteral("f"));
    plot->xAxis->setNumberPrecision(0);
    plot->yAxis->setLabel(y);
    connect(plot, &QCustomPlot::mouseDoubleClick, this, &CompareViews::showCurves);
    connect(new PlotNavigation(plot), &PlotNavigation::fitRequested, this, &CompareViews::showCurves);
    return plot;
}

void CompareViews::showCurves()
{
    const PlotColours& colours = plotColours();
    double lowest = -1;
    double longest = 1;
    double least = 1e300;
    double most = 0;
    m_norm->clearGraphs();
    m_decay->clearGraphs();
    m_decay->clearItems();
    for (const std::size_t side : Comparer::kBoth) {
        const auto& result = m_comparer.result(side);
        if (!result || !m_channels[side])
            continue;
        const QPen pen(side == 0 ? colours.vanilla : colours.longMamba, 2, side == 0 ? Qt::DashLine : Qt::SolidLine);
        const QString name = side == 0 ? tr("A") : tr("B");
        QCPGraph* norm = m_norm->addGraph();
        norm->setPen(pen);
        norm->setName(name);
        const auto [layer, channel] = channelOf(side);
        const StateNorm& measured = result->measured.norm;
        const std::span<const float> values = measured.of(layer, channel);
        for (std::size_t k = 0; k < values.size(); ++k) {
            const auto value = static_cast<double>(values[k]);
            norm->addData(static_cast<double>(measured.positions[k]), value);
            if (value > 0 && std::isfinite(value)) {
                least = std::min(least, value);
                most = std::max(most, value);
            }
        }
        QCPGraph* decay = m_decay->addGraph();
        decay->setPen(pen);
        decay->setName(name);
        const std::vector<double>& curve = m_channels[side]->lnDecay;
        const std::size_t step = std::max<std::size_t>(1, curve.size() / kPoints);
        for (std::size_t t = 0; t < curve.size(); t += step)
            decay->addData(static_cast<double>(t + 1), curve[t]);
        decay->addData(static_cast<double>(curve.size()), curve.back());
        for (const double value : {curve.back(), result->lnTheta})
            if (std::isfinite(value))
                lowest = std::min(lowest, value);
        longest = std::max(longest, static_cast<double>(curve.size()));
        const auto& other = m_comparer.result(0);
        if (side == 1 && other && other->lnTheta == result->lnTheta)
            continue; // one line for both
        auto* theta = new QCPItemStraightLine(m_decay);
        theta->point1->setCoords(0, result->lnTheta);
        theta->point2->setCoords(1, result->lnTheta);
        theta->setPen(QPen(colours.threshold, 1.2, Qt::DashDotLine));
        auto* text = new QCPItemText(m_decay);
        text->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
        text->position->setCoords(0.99, result->lnTheta);
        text->setPositionAlignment(Qt::AlignRight | Qt::AlignTop);
        text->setText(tr("ln θ"));
        text->setColor(colours.threshold);
    }
    for (QCustomPlot* plot : {m_norm, m_decay}) {
        plot->legend->setVisible(plot->graphCount() > 0);
        plot->xAxis->setRange(0, longest);
    }
    m_norm->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignRight | Qt::AlignBottom);
    m_decay->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignLeft | Qt::AlignBottom);
    m_decay->yAxis->setRange(lowest * 1.12, -0.04 * lowest);
    if (most > 0)
        m_norm->yAxis->setRange(least / 1.6, most * 1.6);
    m_norm->replot(QCustomPlot::rpQueuedReplot);
    m_decay->replot(QCustomPlot::rpQueuedReplot);
}

} // namespace mambascope::ui
