// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/evaluate_figures.h"

#include "core/base/error.h"
#include "ui/figures/figure_plot.h"
#include "ui/style/message_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

/// Texts of the functions in this file.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Figures)
};

std::vector<HeatMapFigure> mapsOf(const ResultGrid& grid)
{
    std::vector<HeatMapFigure> maps;
    if (grid.rows.empty() || grid.columns.empty())
        return maps;
    for (std::size_t s = 0; s < grid.series.size(); ++s) {
        HeatMapFigure map;
        map.title = grid.series[s].label;
        if (maps.empty() && grid.kind == EvaluationKind::Passkey)
            map.rowLabel = Texts::tr("depth of the key").toStdString();
        map.columnLabel = Texts::tr("tokens").toStdString();
        map.rows = grid.rows;
        for (const Message& column : grid.columns)
            map.columns.push_back(toText(column).toStdString());
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

/// Values of one column of the grid as curves, a method each.
LinesFigure linesOf(const ResultGrid& grid, std::size_t column)
{
    LinesFigure lines;
    lines.logX = true;
    for (std::size_t s = 0; s < grid.series.size(); ++s) {
        LineSeries series;
        series.label = grid.series[s].label;
        series.style = static_cast<int>(s);
        for (std::size_t row = 0; row < grid.rowValues.size(); ++row)
            if (const double value = grid.value(s, row, column); std::isfinite(value)) {
                series.x.push_back(grid.rowValues[row]);
                series.y.push_back(value);
            }
        if (!series.x.empty())
            lines.series.push_back(std::move(series));
    }
    return lines;
}

std::vector<LinesFigure> curvesOf(const ResultGrid& grid)
{
    LinesFigure lines = linesOf(grid, 0);
    if (lines.series.empty())
        return {};
    const bool perplexity = grid.kind == EvaluationKind::Perplexity;
    lines.xLabel = (perplexity ? Texts::tr("context, tokens") : Texts::tr("documents")).toStdString();
    lines.yLabel = (perplexity ? Texts::tr("perplexity") : Texts::tr("right answers, %")).toStdString();
    lines.logY = perplexity;
    return {lines};
}

/// Time, memory, and what a method adds to vanilla's, each by length.
std::vector<LinesFigure> latencyPanels(const ResultGrid& grid)
{
    LinesFigure time = linesOf(grid, LatencyColumn::Prefill);
    if (time.series.empty())
        return {};
    time.yLabel = Texts::tr("prefill, ms").toStdString();
    time.logY = true;
    LinesFigure memory = linesOf(grid, LatencyColumn::Memory);
    memory.yLabel = Texts::tr("memory, MiB").toStdString();
    memory.legend = false;
    LinesFigure added = linesOf(grid, LatencyColumn::PrefillAdded);
    added.yLabel = Texts::tr("added to vanilla, %").toStdString();
    LinesFigure addedMemory = linesOf(grid, LatencyColumn::MemoryAdded);
    for (LineSeries& series : added.series)
        series.label = Texts::tr("%1: prefill").arg(QString::fromStdString(series.label)).toStdString();
    for (LineSeries& series : addedMemory.series) {
        series.label = Texts::tr("%1: memory").arg(QString::fromStdString(series.label)).toStdString();
        series.dotted = true;
        added.series.push_back(series);
    }
    std::vector<LinesFigure> panels;
    for (LinesFigure* panel : {&time, &memory, &added}) {
        panel->xLabel = Texts::tr("prompt, tokens").toStdString();
        if (!panel->series.empty())
            panels.push_back(std::move(*panel));
    }
    return panels;
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
        figure.lines = curvesOf(resultGrid(runs));
        break;
    case EvaluationKind::Latency:
        figure.lines = latencyPanels(resultGrid(runs));
        break;
    case EvaluationKind::Search:
        figure.trials = trialsFigure(runs);
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
    else if (!content.lines.empty())
        for (std::size_t k = 0; k < content.lines.size(); ++k)
            drawLines(figure, content.lines[k], static_cast<int>(k));
    else if (content.trials)
        drawTrials(figure, *content.trials);
    else
        throw Error(figure.subject(), say("there is no figure of these results; a table can be written"));
}

void writeEvaluationPicture(const std::filesystem::path& path, const EvaluationFigure& content,
                            const FigureOptions& options)
{
    FigurePlot figure(path, options);
    drawEvaluation(figure, content);
    figure.write(content.lines.size() > 1 ? 1300 : 900, 540);
}

} // namespace mambascope::ui
