// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "ui/figures/figure_plot.h"
#include "ui/style/colour_map.h"

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

QSharedPointer<QCPAxisTickerText> ticksFor(const std::vector<std::string>& labels)
{
    auto ticker = QSharedPointer<QCPAxisTickerText>::create();
    for (std::size_t k = 0; k < labels.size(); ++k)
        ticker->addTick(static_cast<double>(k), QString::fromStdString(labels[k]));
    return ticker;
}

/// One cell: a coloured rectangle with its number, readable on any colour of the map.
void addCell(FigurePlot& figure, QCPAxisRect* rect, const HeatMapFigure& panel, std::size_t row, std::size_t column)
{
    const double value = panel.values[row * panel.columns.size() + column];
    const double t = panel.high > panel.low ? (value - panel.low) / (panel.high - panel.low) : 0;
    const QRgb colour = std::isnan(value) ? figure.colours().causal.rgb()
                                          : ColourMap::named(QString::fromStdString(panel.colourMap)).at(t);
    QCPAxis* keys = rect->axis(QCPAxis::atBottom);
    QCPAxis* values = rect->axis(QCPAxis::atLeft);
    const auto x = static_cast<double>(column);
    const auto y = static_cast<double>(row);
    auto* cell = new QCPItemRect(&figure.plot());
    auto* text = new QCPItemText(&figure.plot());
    for (QCPItemPosition* position : {cell->topLeft, cell->bottomRight, text->position}) {
        position->setAxisRect(rect);
        position->setAxes(keys, values);
    }
    cell->setClipAxisRect(rect);
    text->setClipAxisRect(rect);
    cell->topLeft->setCoords(x - 0.5, y - 0.5);
    cell->bottomRight->setCoords(x + 0.5, y + 0.5);
    cell->setPen(QPen(figure.colours().background, 1));
    cell->setBrush(QColor::fromRgb(colour));
    text->position->setCoords(x, y);
    text->setText(std::isnan(value) ? QStringLiteral("–") : QString::number(value, 'f', panel.decimals));
    text->setFont(QApplication::font());
    text->setColor(perceivedLightness(colour) > 0.6 ? Qt::black : Qt::white);
}

} // namespace

void drawHeatMaps(FigurePlot& figure, const std::vector<HeatMapFigure>& panels)
{
    if (panels.empty())
        throw Error(figure.subject(), say("there is no table to draw"));
    for (std::size_t k = 0; k < panels.size(); ++k) {
        const HeatMapFigure& panel = panels[k];
        if (panel.rows.empty() || panel.columns.empty() ||
            panel.values.size() != panel.rows.size() * panel.columns.size())
            throw Error(figure.subject(), say("the table has no values"));
        QCPAxisRect* rect = figure.addPanel(static_cast<int>(k), panel.title);
        QCPAxis* keys = rect->axis(QCPAxis::atBottom);
        QCPAxis* values = rect->axis(QCPAxis::atLeft);
        keys->setTicker(ticksFor(panel.columns));
        values->setTicker(ticksFor(panel.rows));
        keys->setLabel(QString::fromStdString(panel.columnLabel));
        values->setLabel(QString::fromStdString(panel.rowLabel));
        values->setRangeReversed(true);
        for (QCPAxis* axis : rect->axes()) {
            axis->grid()->setVisible(false);
            axis->setSubTicks(false);
        }
        keys->setRange(-0.5, static_cast<double>(panel.columns.size()) - 0.5);
        values->setRange(-0.5, static_cast<double>(panel.rows.size()) - 0.5);
        for (std::size_t row = 0; row < panel.rows.size(); ++row) {
            for (std::size_t column = 0; column < panel.columns.size(); ++column)
                addCell(figure, rect, panel, row, column);
        }
    }
    figure.addColourScale(static_cast<int>(panels.size()), panels.front().colourMap, panels.front().low,
                          panels.front().high, {});
}

void writeHeatMapPicture(const std::filesystem::path& path, const std::vector<HeatMapFigure>& panels,
                         const FigureOptions& options)
{
    FigurePlot figure(path, options);
    drawHeatMaps(figure, panels);
    std::size_t rows = 1;
    std::size_t columns = 0;
    for (const HeatMapFigure& panel : panels) {
        rows = std::max(rows, panel.rows.size());
        columns += panel.columns.size();
    }
    figure.write(static_cast<int>(columns) * 72 + static_cast<int>(panels.size()) * 80 + 100,
                 static_cast<int>(rows) * 48 + 130);
}

} // namespace mambascope::ui
