// SPDX-License-Identifier: GPL-3.0-or-later
// The part of CompareViews below the maps: size of the state and cumulative decay of both sides.
#include "ui/engine/comparer.h"
#include "ui/engine/workspace.h"
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

void CompareViews::makeCurves(Curves& curves, const QString& name, const QString& y, PlotPart ViewState::*part)
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
    auto* navigation = new PlotNavigation(plot);
    curves.plot = plot;
    curves.navigation = navigation;
    curves.part = part;
    const auto keep = [this, part](const PlotPart& shown) {
        m_workspace.editView([&](ViewState& s) { s.*part = shown; });
    };
    connect(navigation, &PlotNavigation::moved, this, [keep, navigation] {
        const QRectF visible = navigation->visible();
        keep({visible.left(), visible.right(), visible.top(), visible.bottom()});
    });
    const auto fit = [this, keep, &curves] {
        keep({});
        showPart(curves);
    };
    connect(navigation, &PlotNavigation::fitRequested, this, fit);
    connect(plot, &QCustomPlot::mouseDoubleClick, this, fit);
}

void CompareViews::showPart(Curves& curves)
{
    const PlotPart& part = m_workspace.state().*curves.part;
    curves.shown = part;
    const QRectF wanted = part.isSet() ? QRectF(QPointF(part.x0, part.y0), QPointF(part.x1, part.y1)) : curves.whole;
    if (!wanted.isNull() && curves.navigation->visible() != wanted)
        curves.navigation->show(wanted);
}

void CompareViews::showCurves()
{
    const PlotColours& colours = plotColours();
    double lowest = -1;
    double longest = 1;
    double least = 1e300;
    double most = 0;
    QCustomPlot* norms = m_norm.plot;
    QCustomPlot* decays = m_decay.plot;
    norms->clearGraphs();
    decays->clearGraphs();
    decays->clearItems();
    for (const std::size_t side : Comparer::kBoth) {
        const auto& result = m_comparer.result(side);
        if (!result || !m_channels[side])
            continue;
        const QPen pen(side == 0 ? colours.vanilla : colours.longMamba, 2, side == 0 ? Qt::DashLine : Qt::SolidLine);
        const QString name = side == 0 ? tr("A") : tr("B");
        QCPGraph* norm = norms->addGraph();
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
        QCPGraph* decay = decays->addGraph();
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
        auto* theta = new QCPItemStraightLine(decays);
        theta->point1->setCoords(0, result->lnTheta);
        theta->point2->setCoords(1, result->lnTheta);
        theta->setPen(QPen(colours.threshold, 1.2, Qt::DashDotLine));
        auto* text = new QCPItemText(decays);
        text->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
        text->position->setCoords(0.99, result->lnTheta);
        text->setPositionAlignment(Qt::AlignRight | Qt::AlignTop);
        text->setText(tr("ln θ"));
        text->setColor(colours.threshold);
    }
    norms->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignRight | Qt::AlignBottom);
    decays->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignLeft | Qt::AlignBottom);
    m_decay.whole = QRectF(QPointF(0, lowest * 1.12), QPointF(longest, -0.04 * lowest));
    m_norm.whole = most > 0 ? QRectF(QPointF(0, least / 1.6), QPointF(longest, most * 1.6)) : QRectF(0, 0, longest, 0);
    for (Curves* curves : {&m_norm, &m_decay}) {
        curves->plot->legend->setVisible(curves->plot->graphCount() > 0);
        showPart(*curves);
        curves->plot->replot(QCustomPlot::rpQueuedReplot);
    }
}

} // namespace mambascope::ui
