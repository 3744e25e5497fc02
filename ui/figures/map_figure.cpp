// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "ui/figures/figure_plot.h"
#include "ui/widgets/causal_entry.h"
#include "ui/widgets/map_plottable.h"
#include "ui/widgets/map_profiles.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace mambascope::ui {

namespace {

MapImage imageOf(const MapFigure& figure)
{
    MapImage image;
    image.row0 = static_cast<double>(figure.range.row0);
    image.row1 = static_cast<double>(figure.range.row1);
    image.col0 = static_cast<double>(figure.range.col0);
    image.col1 = static_cast<double>(figure.range.col1);
    image.height = static_cast<int>(figure.height);
    image.width = static_cast<int>(figure.width);
    image.values = std::make_shared<const std::vector<float>>(figure.values);
    return image;
}

struct Scale
{
    const MapFigure* panel; // the first one on it
    SharedRange range;
    bool fits(const MapFigure& other) const
    {
        return other.colourMap == panel->colourMap && other.normalise == panel->normalise &&
               other.quantity == panel->quantity;
    }
};

void drawReach(QCustomPlot& plot, QCPAxisRect* rect, const MapFigure& figure, const PlotColours& colours)
{
    if (figure.reachRows.empty())
        return;
    for (const bool casing : {true, false}) {
        auto* curve = new QCPCurve(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
        QPen pen(casing ? colours.casing : colours.reach, casing ? 2.6 : 1.4);
        pen.setJoinStyle(Qt::RoundJoin);
        curve->setPen(pen);
        for (std::size_t k = 0; k < figure.reachRows.size(); ++k)
            curve->addData(static_cast<double>(k), figure.reachColumns[k], figure.reachRows[k]);
        curve->removeFromLegend();
    }
    plot.setNotAntialiasedElements(QCP::aeNone);
}

/// The picked cell, and on demand its row and column as curves beside the map.
std::unique_ptr<MapProfiles> drawPick(FigurePlot& figure, QCPAxisRect* rect, const MapFigure& panel)
{
    for (const bool casing : {true, false}) {
        auto* mark = new QCPItemTracer(&figure.plot());
        mark->position->setAxisRect(rect);
        mark->position->setAxes(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
        mark->setClipAxisRect(rect);
        mark->setStyle(QCPItemTracer::tsSquare);
        mark->setSize(10);
        mark->setBrush(Qt::NoBrush);
        mark->setPen(casing ? QPen(figure.colours().casing, 4) : QPen(figure.colours().pick, 2));
        mark->position->setCoords(static_cast<double>(panel.pickedColumn) + 0.5,
                                  static_cast<double>(panel.pickedRow) + 0.5);
    }
    if (panel.profiles == "off")
        return nullptr;
    auto profiles = std::make_unique<MapProfiles>(figure.plot(), *rect, *figure.wrapPanel(rect), figure.colours());
    profiles->setScale(panel.profiles == "log" ? MapProfiles::Scale::Log : MapProfiles::Scale::Linear);
    profiles->setValues(panel.pickedColumn, panel.rowProfile, panel.columnProfile);
    return profiles;
}

} // namespace

void writeMapPicture(const std::filesystem::path& path, const std::vector<MapFigure>& panels,
                     const FigureOptions& options)
{
    FigurePlot figure(path, options);
    if (panels.empty())
        throw Error(path.string(), say("there is no map to draw"));
    // One scale for all panels that can be compared; a difference beside them has its own.
    std::vector<MapImage> images;
    std::vector<MapStatistics> statistics;
    std::vector<Scale> scales;
    std::vector<std::size_t> scaleOf;
    for (const MapFigure& panel : panels) {
        if (panel.height < 1 || panel.width < 1 ||
            panel.values.size() != static_cast<std::size_t>(panel.height * panel.width))
            throw Error(path.string(), say("the map has no values"));
        images.push_back(imageOf(panel));
        statistics.push_back(mapStatistics(images.back()));
        const Normalise how = normaliseFromString(QString::fromStdString(panel.normalise));
        const MapRange fitted = panel.rangeLow == 0 && panel.rangeHigh == 0
                                    ? autoRange(images.back(), how, statistics.back())
                                    : MapRange{panel.rangeLow, panel.rangeHigh};
        auto scale = std::find_if(scales.begin(), scales.end(), [&panel](const Scale& s) { return s.fits(panel); });
        if (scale == scales.end())
            scale = scales.insert(scale, {&panel, {}});
        scale->range.add(fitted, statistics.back());
        scaleOf.push_back(static_cast<std::size_t>(scale - scales.begin()));
    }
    std::vector<std::unique_ptr<MapProfiles>> profiles;
    for (std::size_t k = 0; k < panels.size(); ++k) {
        const MapFigure& panel = panels[k];
        QCPAxisRect* rect = figure.addPanel(static_cast<int>(k), panel.title);
        QCPAxis* keys = rect->axis(QCPAxis::atBottom);
        QCPAxis* queries = rect->axis(QCPAxis::atLeft);
        keys->setLabel(QCoreApplication::translate("Figures", "key token j"));
        queries->setLabel(QCoreApplication::translate("Figures", "query token i"));
        queries->setRangeReversed(true);
        for (QCPAxis* axis : rect->axes())
            axis->grid()->setVisible(false);
        for (QCPAxis* axis : {keys, rect->axis(QCPAxis::atTop)})
            axis->setRange(images[k].col0, images[k].col1);
        for (QCPAxis* axis : {queries, rect->axis(QCPAxis::atRight)})
            axis->setRange(images[k].row0, images[k].row1);
        auto* map = new MapPlottable(keys, queries);
        map->setLength(static_cast<qint64>(std::max(images[k].row1, images[k].col1)));
        map->setColours(figure.colours().causal.rgb(), figure.colours().notFinite.rgb());
        MapColouring colouring;
        colouring.normalise = normaliseFromString(QString::fromStdString(panel.normalise));
        colouring.range = scales[scaleOf[k]].range.range();
        colouring.colourMap = QString::fromStdString(panel.colourMap);
        colouring.statistics = statistics[k];
        map->setColouring(colouring);
        map->setOverview(images[k]);
        drawReach(figure.plot(), rect, panel, figure.colours());
        if (panel.pickedRow >= 0)
            profiles.push_back(drawPick(figure, rect, panel));
    }
    figure.addEntry(0, figure.colours().causal, CausalEntry::words());
    for (std::size_t k = 0; k < scales.size(); ++k) {
        const MapFigure& panel = *scales[k].panel;
        const QString quantity = panel.quantity.empty()
                                     ? normaliseFormula(normaliseFromString(QString::fromStdString(panel.normalise)))
                                     : QString::fromStdString(panel.quantity);
        const MapRange& range = scales[k].range.range();
        figure.addColourScale(static_cast<int>(panels.size() + k), panel.colourMap, range.low, range.high, quantity);
    }
    figure.write(static_cast<int>(panels.size()) * 560 + static_cast<int>(scales.size()) * 110, 600);
}

} // namespace mambascope::ui
