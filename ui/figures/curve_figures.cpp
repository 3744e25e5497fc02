// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "ui/figures/figure_plot.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace mambascope::ui {

namespace {

/// Texts of the functions in this file.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Figures)
};

/// Distinct by lightness as well as by hue, and by the shape of their points.
struct LineStyle
{
    QColor colour;
    QCPScatterStyle::ScatterShape shape;
};
LineStyle lineStyle(const PlotColours& colours, std::size_t k)
{
    const std::array<QColor, 5> palette = {colours.vanilla, colours.longMamba, colours.threshold, colours.global,
                                           colours.needle};
    constexpr std::array<QCPScatterStyle::ScatterShape, 5> kShapes = {
        QCPScatterStyle::ssCircle, QCPScatterStyle::ssDisc, QCPScatterStyle::ssSquare, QCPScatterStyle::ssTriangle,
        QCPScatterStyle::ssDiamond};
    return {palette[k % palette.size()], kShapes[k % kShapes.size()]};
}

/// At most two points a pixel: a curve of 64k tokens would make a vector file of megabytes.
void addCurve(QCPGraph& graph, const std::vector<double>& values)
{
    constexpr std::size_t kPoints = 2000;
    const std::size_t step = std::max<std::size_t>(1, values.size() / kPoints);
    for (std::size_t t = 0; t < values.size(); t += step)
        graph.addData(static_cast<double>(t + 1), values[t]);
    if (!values.empty() && (values.size() - 1) % step != 0)
        graph.addData(static_cast<double>(values.size()), values.back());
}

} // namespace

void writeDecayPicture(const std::filesystem::path& path, const DecayFigure& content, const FigureOptions& options)
{
    FigurePlot figure(path, options);
    if (content.curves.empty())
        throw Error(path.string(), "there is no curve to draw");
    figure.setTitle(content.title);
    QCPAxisRect* rect = figure.addPanel(0, {});
    QCPAxis* keys = rect->axis(QCPAxis::atBottom);
    QCPAxis* values = rect->axis(QCPAxis::atLeft);
    keys->setLabel(Texts::tr("tokens"));
    values->setLabel(Texts::tr("ln of the cumulative decay"));
    const bool many = content.curves.size() > 8;
    QCPLegend* legend = many ? nullptr : figure.addLegend(rect, Qt::AlignHCenter | Qt::AlignBottom);
    std::size_t longest = 1;
    double lowest = std::isfinite(content.lnTheta) ? content.lnTheta : 0;
    std::size_t pairs = 0;
    for (const DecayCurve& curve : content.curves) {
        auto* graph = new QCPGraph(keys, values);
        // A channel's two curves share a colour only when there are several channels; then dashes tell the methods
        // apart.
        const QColor colour = content.curves.size() <= 2
                                  ? (curve.filtered ? figure.colours().longMamba : figure.colours().vanilla)
                                  : lineStyle(figure.colours(), pairs++).colour;
        graph->setPen(QPen(colour, many ? 0.8 : 1.6, curve.filtered ? Qt::SolidLine : Qt::DashLine));
        graph->setName(QString::fromStdString(curve.label));
        if (legend)
            legend->addItem(new QCPPlottableLegendItem(legend, graph));
        addCurve(*graph, curve.lnDecay);
        longest = std::max(longest, curve.lnDecay.size());
        for (const double value : curve.lnDecay) {
            if (std::isfinite(value))
                lowest = std::min(lowest, value);
        }
    }
    for (QCPAxis* axis : {keys, rect->axis(QCPAxis::atTop)})
        axis->setRange(0, static_cast<double>(longest));
    for (QCPAxis* axis : {values, rect->axis(QCPAxis::atRight)})
        axis->setRange(lowest * 1.05 - 0.05, -0.02 * lowest);
    if (std::isfinite(content.lnTheta))
        figure.addMarker(rect, false, content.lnTheta, QStringLiteral("ln θ = %1").arg(content.lnTheta, 0, 'f', 2),
                         figure.colours().threshold);
    if (content.trainingLength > 0)
        figure.addMarker(rect, true, static_cast<double>(content.trainingLength),
                         Texts::tr("training length %1").arg(content.trainingLength), figure.colours().needle);
    figure.write(900, 560);
}

void writeChannelsPicture(const std::filesystem::path& path, const ChannelsFigure& content,
                          const FigureOptions& options)
{
    FigurePlot figure(path, options);
    if (content.distance.empty() || content.distance.size() != content.lnDecay.size())
        throw Error(path.string(), "there are no channels to draw");
    figure.setTitle(content.title);
    QCPAxisRect* rect = figure.addPanel(0, {});
    QCPAxis* keys = rect->axis(QCPAxis::atBottom);
    QCPAxis* values = rect->axis(QCPAxis::atLeft);
    setupChannelAxes(*rect);
    QCPLegend* legend = figure.addLegend(rect, Qt::AlignRight | Qt::AlignBottom);
    const auto addPoints = [&](const std::vector<float>& distance, const QString& name, const QColor& colour,
                               QCPScatterStyle::ScatterShape shape) {
        auto* graph = new QCPGraph(keys, values);
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setScatterStyle(QCPScatterStyle(shape, QPen(colour, 1), QBrush(colour), 4));
        graph->setName(name);
        for (std::size_t k = 0; k < distance.size(); ++k) {
            if (std::isfinite(distance[k]))
                graph->addData(std::max(-content.lnDecay[k], kSmallestDecay),
                               std::max(static_cast<double>(distance[k]), kSmallestReach));
        }
        legend->addItem(new QCPPlottableLegendItem(legend, graph));
    };
    addPoints(content.distance, Texts::tr("vanilla"), figure.colours().vanilla, QCPScatterStyle::ssCircle);
    if (content.distanceAfter.size() == content.lnDecay.size())
        addPoints(content.distanceAfter, Texts::tr("LongMamba"), figure.colours().longMamba, QCPScatterStyle::ssDisc);
    for (int k = 0; k < figure.plot().plottableCount(); ++k)
        figure.plot().plottable(k)->rescaleAxes(k > 0);
    for (QCPAxis* axis : {keys, values})
        axis->setRange(axis->range().lower / 1.3, axis->range().upper * 1.3);
    if (std::isfinite(content.lnTheta))
        figure.addMarker(rect, true, std::max(-content.lnTheta, kSmallestDecay), QStringLiteral("θ"),
                         figure.colours().threshold);
    figure.write(900, 600);
}

void drawLines(FigurePlot& figure, const LinesFigure& content)
{
    if (content.series.empty())
        throw Error(figure.subject(), "there is no curve to draw");
    figure.setTitle(content.title);
    QCPAxisRect* rect = figure.addPanel(0, {});
    QCPAxis* keys = rect->axis(QCPAxis::atBottom);
    QCPAxis* values = rect->axis(QCPAxis::atLeft);
    keys->setLabel(QString::fromStdString(content.xLabel));
    values->setLabel(QString::fromStdString(content.yLabel));
    const auto makeLog = [](QCPAxis* axis, double base) {
        axis->setScaleType(QCPAxis::stLogarithmic);
        auto ticker = QSharedPointer<QCPAxisTickerLog>::create();
        ticker->setLogBase(base);
        ticker->setSubTickCount(base > 2 ? 9 : 0);
        axis->setTicker(ticker);
        axis->setNumberFormat(QStringLiteral("f"));
        axis->setNumberPrecision(0);
    };
    if (content.logX)
        makeLog(keys, 2); // context lengths double
    if (content.logY)
        makeLog(values, 10);
    QCPLegend* legend = figure.addLegend(rect, Qt::AlignLeft | Qt::AlignTop);
    for (std::size_t k = 0; k < content.series.size(); ++k) {
        const LineSeries& series = content.series[k];
        const LineStyle style = lineStyle(figure.colours(), k);
        auto* graph = new QCPGraph(keys, values);
        graph->setPen(QPen(style.colour, 1.6, k == 0 ? Qt::DashLine : Qt::SolidLine));
        graph->setScatterStyle(
            QCPScatterStyle(style.shape, QPen(style.colour, 1.4), QBrush(figure.colours().background), 7));
        graph->setName(QString::fromStdString(series.label));
        graph->setData(QVector<double>(series.x.begin(), series.x.end()),
                       QVector<double>(series.y.begin(), series.y.end()));
        legend->addItem(new QCPPlottableLegendItem(legend, graph));
        graph->rescaleAxes(k > 0);
    }
    const auto widen = [](QCPAxis* axis, bool logarithmic) {
        QCPRange range = axis->range();
        if (logarithmic) {
            const double factor = std::pow(range.upper / range.lower, 0.06) * 1.02;
            axis->setRange(range.lower / factor, range.upper * factor);
        } else {
            const double margin = range.size() * 0.06 + (range.size() == 0 ? 1 : 0);
            axis->setRange(range.lower - margin, range.upper + margin);
        }
    };
    widen(keys, content.logX);
    widen(values, content.logY);
}

void writeLinesPicture(const std::filesystem::path& path, const LinesFigure& content, const FigureOptions& options)
{
    FigurePlot figure(path, options);
    drawLines(figure, content);
    figure.write(820, 540);
}

} // namespace mambascope::ui
