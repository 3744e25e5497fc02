// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/evaluate_figures.h"

#include "core/base/error.h"
#include "ui/figures/figure_plot.h"
#include "ui/style/colour_map.h"

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

std::string translate(const char* text)
{
    return QCoreApplication::translate("Figures", text).toStdString();
}

std::vector<HeatMapFigure> mapsOf(const ResultGrid& grid)
{
    std::vector<HeatMapFigure> maps;
    if (grid.rows.empty() || grid.columns.empty())
        return maps;
    for (std::size_t s = 0; s < grid.series.size(); ++s) {
        HeatMapFigure map;
        map.title = grid.series[s].label;
        map.rowLabel = maps.empty() && grid.kind == EvaluationKind::Passkey ? translate("depth of the key") : "";
        map.columnLabel = translate("tokens");
        map.rows = grid.rows;
        map.columns = grid.columns;
        for (std::size_t row = 0; row < grid.rows.size(); ++row)
            for (std::size_t column = 0; column < grid.columns.size(); ++column)
                map.values.push_back(grid.value(s, row, column));
        map.low = 0;
        map.high = 100;
        map.decimals = 0;
        maps.push_back(std::move(map));
    }
    return maps;
}

std::optional<LinesFigure> linesOf(const ResultGrid& grid)
{
    LinesFigure lines;
    const bool latency = grid.kind == EvaluationKind::Latency;
    lines.xLabel = translate(grid.kind == EvaluationKind::Perplexity ? "context, tokens"
                             : latency                               ? "prompt, tokens"
                                                                     : "documents");
    lines.yLabel = translate(grid.kind == EvaluationKind::Perplexity ? "perplexity"
                             : latency                               ? "prefill, seconds"
                                                                     : "right answers, %");
    lines.logX = true;
    lines.logY = grid.kind == EvaluationKind::Perplexity || latency;
    for (std::size_t s = 0; s < grid.series.size(); ++s) {
        LineSeries series{grid.series[s].label, {}, {}};
        for (std::size_t row = 0; row < grid.rowValues.size(); ++row)
            if (const double value = grid.value(s, row, 0); std::isfinite(value)) {
                series.x.push_back(grid.rowValues[row]);
                series.y.push_back(value);
            }
        if (!series.x.empty())
            lines.series.push_back(std::move(series));
    }
    return lines.series.empty() ? std::nullopt : std::optional(std::move(lines));
}

std::optional<TrialsFigure> trialsOf(std::span<const ShownRun> runs)
{
    TrialsFigure figure;
    figure.scoreLabel = runs[0].run.settings.metric;
    // What was searched besides theta is what differs between trials.
    const auto varies = [&](const char* name) {
        std::optional<double> first;
        for (const ShownRun& shown : runs)
            for (const EvaluationRecord& record : shown.records)
                if (const auto value = record.values.find(name); value != record.values.end()) {
                    if (first && *first != value->second)
                        return true;
                    first = value->second;
                }
        return false;
    };
    const char* const other = varies("scale") || !varies("clamp") ? "scale" : "clamp";
    figure.isScale = std::string_view(other) == "scale";
    figure.yLabel = translate(figure.isScale ? "threshold factor" : "clamp");
    for (const ShownRun& shown : runs) {
        const EvaluationRecord* best = bestTrial(shown);
        for (const EvaluationRecord& record : shown.records) {
            const auto theta = record.values.find("theta");
            const auto factor = record.values.find(other);
            if (theta == record.values.end() || factor == record.values.end() || !std::isfinite(record.score))
                continue;
            const auto scale = record.values.find("scale");
            figure.trials.push_back({theta->second, factor->second, record.score, &record == best,
                                     scale == record.values.end() ? 1 : scale->second});
        }
    }
    return figure.trials.empty() ? std::nullopt : std::optional(std::move(figure));
}

void drawTrials(FigurePlot& figure, const TrialsFigure& content)
{
    QCPAxisRect* rect = figure.addPanel(0, {});
    QCPAxis* keys = rect->axis(QCPAxis::atBottom);
    QCPAxis* values = rect->axis(QCPAxis::atLeft);
    keys->setLabel(QStringLiteral("θ"));
    values->setLabel(QString::fromStdString(content.yLabel));
    for (QCPAxis* axis : {keys, rect->axis(QCPAxis::atTop)}) {
        axis->setScaleType(QCPAxis::stLogarithmic);
        axis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
        axis->setNumberFormat(QStringLiteral("gb"));
        axis->setNumberPrecision(0);
    }
    const auto [lowest, highest] = std::minmax_element(content.trials.begin(), content.trials.end(),
                                                       [](const auto& a, const auto& b) { return a.score < b.score; });
    double low = lowest->score, high = highest->score;
    if (low == high) {
        low -= 0.5;
        high += 0.5;
    }
    const ColourMap& colours = ColourMap::named(QStringLiteral("ember"));
    double xLow = content.trials.front().theta, xHigh = xLow;
    double yLow = content.trials.front().factor, yHigh = yLow;
    for (const TrialsFigure::Trial& trial : content.trials) {
        auto* point = new QCPGraph(keys, values);
        const QColor colour = QColor::fromRgb(colours.at((trial.score - low) / (high - low)));
        const QColor edge = trial.best ? figure.colours().threshold : figure.colours().axis;
        point->setLineStyle(QCPGraph::lsNone);
        point->setScatterStyle(QCPScatterStyle(trial.best ? QCPScatterStyle::ssDiamond : QCPScatterStyle::ssCircle,
                                               QPen(edge, trial.best ? 2.5 : 1), colour, trial.best ? 15 : 10));
        point->addData(trial.theta, trial.factor);
        xLow = std::min(xLow, trial.theta);
        xHigh = std::max(xHigh, trial.theta);
        yLow = std::min(yLow, trial.factor);
        yHigh = std::max(yHigh, trial.factor);
    }
    const double factor = std::pow(xHigh / xLow, 0.08) * 1.3;
    for (QCPAxis* axis : {keys, rect->axis(QCPAxis::atTop)})
        axis->setRange(xLow / factor, xHigh * factor);
    const double margin = yHigh > yLow ? (yHigh - yLow) * 0.1 : 0.5;
    for (QCPAxis* axis : {values, rect->axis(QCPAxis::atRight)})
        axis->setRange(yLow - margin, yHigh + margin);
    figure.addColourScale(1, "ember", low, high, QString::fromStdString(content.scoreLabel));
}

} // namespace

EvaluationFigure evaluationFigure(std::span<const ShownRun> runs)
{
    EvaluationFigure figure;
    if (runs.empty())
        return figure;
    const EvaluationKind kind = runs[0].run.settings.kind;
    switch (kind) {
    case EvaluationKind::Passkey:
    case EvaluationKind::Ruler:
        figure.maps = mapsOf(resultGrid(runs));
        break;
    case EvaluationKind::Perplexity:
    case EvaluationKind::DocumentRetrieval:
    case EvaluationKind::Latency:
        figure.lines = linesOf(resultGrid(runs));
        break;
    case EvaluationKind::Search:
        figure.trials = trialsOf(runs);
        break;
    case EvaluationKind::LongBench:
        break;
    }
    return figure;
}

void drawEvaluation(FigurePlot& figure, const EvaluationFigure& content)
{
    if (!content.maps.empty())
        drawHeatMaps(figure, content.maps);
    else if (content.lines)
        drawLines(figure, *content.lines);
    else if (content.trials)
        drawTrials(figure, *content.trials);
    else
        throw Error(figure.subject(), "there is no figure of these results; a table can be written");
}

void writeEvaluationPicture(const std::filesystem::path& path, const EvaluationFigure& content,
                            const FigureOptions& options)
{
    FigurePlot figure(path, options);
    drawEvaluation(figure, content);
    figure.write(900, 540);
}

} // namespace mambascope::ui
