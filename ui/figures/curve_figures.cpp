// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "ui/figures/figure_plot.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

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

constexpr double kSmallestLnDecay = 1e-3; ///< of -ln decay on a logarithmic axis
constexpr std::size_t kMostNamed = 12;

double drawnDecay(double lnDecay, bool logarithmic)
{
    return logarithmic ? std::max(-lnDecay, kSmallestLnDecay) : lnDecay;
}

/// At most two points a pixel: a curve of 64k tokens would make a vector file of megabytes.
void addCurve(QCPGraph& graph, const DecayCurve& curve, bool logDecay)
{
    constexpr std::size_t kPoints = 2000;
    const std::size_t count = curve.lnDecay.size();
    const std::size_t step = std::max<std::size_t>(1, count / kPoints);
    for (std::size_t t = 0; t < count; t += t < kPoints / 2 ? 1 : step) // the first ones matter on a logarithmic axis
        graph.addData(t < curve.tokens.size() ? curve.tokens[t] : static_cast<double>(t + 1),
                      drawnDecay(curve.lnDecay[t], logDecay));
    if (count > 0)
        graph.addData(curve.tokens.empty() ? static_cast<double>(count) : curve.tokens.back(),
                      drawnDecay(curve.lnDecay.back(), logDecay));
}

void makeLogarithmic(QCPAxisRect& rect, QCPAxis::AxisType first, QCPAxis::AxisType second)
{
    for (QCPAxis* axis : {rect.axis(first), rect.axis(second)}) {
        axis->setScaleType(QCPAxis::stLogarithmic);
        axis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
        axis->setNumberFormat(QStringLiteral("g"));
        axis->setNumberPrecision(6);
    }
}

/// 1, 2 and 5 of every power of ten: an axis of less than a decade has labels, too.
class DecadeTicker : public QCPAxisTicker
{
protected:
    double getTickStep(const QCPRange& /*range*/) override { return 1; }
    int getSubTickCount(double /*tickStep*/) override { return 0; }
    QVector<double> createTickVector(double /*tickStep*/, const QCPRange& range) override
    {
        QVector<double> ticks;
        if (!(range.lower > 0) || !std::isfinite(range.upper))
            return ticks;
        const bool all = range.upper / range.lower < 1000;
        for (double power = std::pow(10, std::floor(std::log10(range.lower))); power <= range.upper; power *= 10)
            for (const double tick : {power, 2 * power, 5 * power})
                if ((all || tick == power) && tick >= range.lower && tick <= range.upper)
                    ticks.append(tick);
        return ticks;
    }
};

/// Colours, and names in the legend: a name a curve while there are few, else one a class and method.
void styleDecayCurves(FigurePlot& figure, const DecayFigure& content, const std::vector<QCPGraph*>& graphs,
                      QCPLegend* legend)
{
    const bool many = content.curves.size() > kMostNamed;
    std::map<std::string, std::size_t> ranks;
    struct Group
    {
        QCPGraph* graph;
        int count;
        std::string method;
    };
    std::map<std::pair<int, bool>, Group> groups;
    for (std::size_t k = 0; k < graphs.size(); ++k) {
        const DecayCurve& curve = content.curves[k];
        const std::size_t rank = ranks.try_emplace(curve.channel, ranks.size()).first->second;
        QColor colour = content.curves.size() <= 2
                            ? (curve.filtered ? figure.colours().longMamba : figure.colours().vanilla)
                        : many ? (curve.kind == 1 ? figure.colours().global : figure.colours().local)
                               : lineStyle(figure.colours(), rank).colour;
        graphs[k]->setPen(QPen(colour, many ? 0.8 : 1.6, curve.filtered ? Qt::SolidLine : Qt::DashLine));
        graphs[k]->setName(QString::fromStdString(curve.label));
        if (many)
            ++groups.try_emplace({curve.kind, curve.filtered}, Group{graphs[k], 0, curve.method}).first->second.count;
        else
            legend->addItem(new QCPPlottableLegendItem(legend, graphs[k]));
    }
    for (const auto& [kind, group] : groups) {
        group.graph->setName((kind.first == 1   ? Texts::tr("%1 global, %2")
                              : kind.first == 0 ? Texts::tr("%1 local, %2")
                                                : Texts::tr("%1 channels, %2"))
                                 .arg(QString::number(group.count), QString::fromStdString(group.method)));
        legend->addItem(new QCPPlottableLegendItem(legend, group.graph));
    }
}

} // namespace

void writeDecayPicture(const std::filesystem::path& path, const DecayFigure& content, const FigureOptions& options)
{
    FigurePlot figure(path, options);
    if (content.curves.empty())
        throw Error(path.string(), say("there is no curve to draw"));
    figure.setTitle(content.title);
    QCPAxisRect* rect = figure.addPanel(0, {});
    QCPAxis* keys = rect->axis(QCPAxis::atBottom);
    QCPAxis* values = rect->axis(QCPAxis::atLeft);
    keys->setLabel(Texts::tr("tokens"));
    values->setLabel(content.logDecay ? Texts::tr("−ln of the cumulative decay")
                                      : Texts::tr("ln of the cumulative decay"));
    if (content.logTokens)
        makeLogarithmic(*rect, QCPAxis::atBottom, QCPAxis::atTop);
    if (content.logDecay)
        makeLogarithmic(*rect, QCPAxis::atLeft, QCPAxis::atRight);
    double longest = 2;
    double lowest = std::isfinite(content.lnTheta) ? content.lnTheta : -kSmallestLnDecay;
    double highest = lowest;
    std::vector<QCPGraph*> graphs;
    for (const DecayCurve& curve : content.curves) {
        auto* graph = new QCPGraph(keys, values);
        addCurve(*graph, curve, content.logDecay);
        graphs.push_back(graph);
        longest =
            std::max(longest, curve.tokens.empty() ? static_cast<double>(curve.lnDecay.size()) : curve.tokens.back());
        for (const double value : curve.lnDecay) {
            if (!std::isfinite(value))
                continue;
            lowest = std::min(lowest, value);
            highest = std::max(highest, value);
        }
    }
    styleDecayCurves(figure, content, graphs, figure.addLegend(rect, Qt::AlignLeft | Qt::AlignBottom));
    for (QCPAxis* axis : {keys, rect->axis(QCPAxis::atTop)})
        axis->setRange(content.logTokens ? 1 : 0, longest);
    for (QCPAxis* axis : {values, rect->axis(QCPAxis::atRight)}) {
        if (content.logDecay)
            axis->setRange(std::max(kSmallestLnDecay, -highest / 1.5), -lowest * 1.5);
        else
            axis->setRange(lowest * 1.05 - 0.05, -0.02 * lowest);
        axis->setRangeReversed(content.logDecay); // forgetting goes downwards on both
    }
    if (std::isfinite(content.lnTheta))
        figure.addMarker(rect, false, drawnDecay(content.lnTheta, content.logDecay),
                         QStringLiteral("ln θ = %1").arg(content.lnTheta, 0, 'f', 2), figure.colours().threshold);
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
        throw Error(path.string(), say("there are no channels to draw"));
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
    const auto name = [](const std::string& method, const QString& otherwise) {
        return method.empty() ? otherwise : QString::fromStdString(method);
    };
    addPoints(content.distance, name(content.method, Texts::tr("vanilla")), figure.colours().vanilla,
              QCPScatterStyle::ssCircle);
    if (content.distanceAfter.size() == content.lnDecay.size())
        addPoints(content.distanceAfter, name(content.methodAfter, Texts::tr("filtered")), figure.colours().longMamba,
                  QCPScatterStyle::ssDisc);
    for (int k = 0; k < figure.plot().plottableCount(); ++k)
        figure.plot().plottable(k)->rescaleAxes(k > 0);
    for (QCPAxis* axis : {keys, values})
        axis->setRange(axis->range().lower / 1.3, axis->range().upper * 1.3);
    if (std::isfinite(content.lnTheta))
        figure.addMarker(rect, true, std::max(-content.lnTheta, kSmallestDecay), QStringLiteral("θ"),
                         figure.colours().threshold);
    figure.write(900, 600);
}

void drawLines(FigurePlot& figure, const LinesFigure& content, int column)
{
    if (content.series.empty())
        throw Error(figure.subject(), say("there is no curve to draw"));
    figure.setTitle(content.title);
    QCPAxisRect* rect = figure.addPanel(column, {});
    QCPAxis* keys = rect->axis(QCPAxis::atBottom);
    QCPAxis* values = rect->axis(QCPAxis::atLeft);
    keys->setLabel(QString::fromStdString(content.xLabel));
    values->setLabel(QString::fromStdString(content.yLabel));
    if (content.logX) {
        keys->setScaleType(QCPAxis::stLogarithmic);
        auto ticker = QSharedPointer<QCPAxisTickerLog>::create();
        ticker->setLogBase(2); // context lengths double
        ticker->setSubTickCount(0);
        keys->setTicker(ticker);
        keys->setNumberFormat(QStringLiteral("f"));
        keys->setNumberPrecision(0);
    }
    if (content.logY) {
        values->setScaleType(QCPAxis::stLogarithmic);
        values->setTicker(QSharedPointer<DecadeTicker>::create());
        values->setNumberFormat(QStringLiteral("g"));
        values->setNumberPrecision(7);
    }
    QCPLegend* legend = content.legend ? figure.addLegend(rect, Qt::AlignLeft | Qt::AlignTop) : nullptr;
    for (std::size_t k = 0; k < content.series.size(); ++k) {
        const LineSeries& series = content.series[k];
        const std::size_t place = series.style < 0 ? k : static_cast<std::size_t>(series.style);
        const LineStyle style = lineStyle(figure.colours(), place);
        auto* graph = new QCPGraph(keys, values);
        graph->setPen(QPen(style.colour, 1.6, series.dotted ? Qt::DotLine : place == 0 ? Qt::DashLine : Qt::SolidLine));
        graph->setScatterStyle(
            QCPScatterStyle(style.shape, QPen(style.colour, 1.4), QBrush(figure.colours().background), 7));
        graph->setName(QString::fromStdString(series.label));
        graph->setData(QVector<double>(series.x.begin(), series.x.end()),
                       QVector<double>(series.y.begin(), series.y.end()));
        if (legend)
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
