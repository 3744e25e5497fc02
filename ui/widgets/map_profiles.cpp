// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/map_profiles.h"

#include "ui/style/theme.h"

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

constexpr int kDepth = 44;        // pixels of a curve's area
constexpr double kDecades = 6;    // of a logarithmic scale
constexpr double kHeadroom = 1.1; // above the largest value

} // namespace

MapProfiles::MapProfiles(QCustomPlot& plot) : m_plot(plot), m_map(*plot.axisRect()), m_grid(*plot.plotLayout())
{
    follow();
}

MapProfiles::MapProfiles(QCustomPlot& plot, QCPAxisRect& map, QCPLayoutGrid& grid, const PlotColours& colours)
    : m_plot(plot), m_map(map), m_grid(grid), m_colours(&colours)
{
    follow();
}

/// The curves' own axes follow the map's, whoever changes those.
void MapProfiles::follow()
{
    QObject::connect(m_map.axis(QCPAxis::atBottom), qOverload<const QCPRange&>(&QCPAxis::rangeChanged), &m_plot,
                     [this](const QCPRange& range) {
                         if (m_under)
                             m_under->axis(QCPAxis::atBottom)->setRange(range);
                     });
    QObject::connect(m_map.axis(QCPAxis::atLeft), qOverload<const QCPRange&>(&QCPAxis::rangeChanged), &m_plot,
                     [this](const QCPRange& range) {
                         if (m_beside)
                             m_beside->axis(QCPAxis::atLeft)->setRange(range);
                     });
}

void MapProfiles::setScale(Scale scale)
{
    if (scale == m_scale)
        return;
    m_scale = scale;
    if (scale == Scale::Off)
        remove();
    else if (!m_under)
        build();
    draw();
    m_plot.replot(QCustomPlot::rpQueuedReplot);
}

void MapProfiles::build()
{
    m_across = new QCPMarginGroup(&m_plot);
    m_down = new QCPMarginGroup(&m_plot);
    m_under = new QCPAxisRect(&m_plot);
    m_beside = new QCPAxisRect(&m_plot);
    m_grid.addElement(1, 0, m_under);
    m_grid.addElement(0, 1, m_beside);
    m_under->setMaximumSize(QWIDGETSIZE_MAX, kDepth);
    m_beside->setMaximumSize(kDepth, QWIDGETSIZE_MAX);
    m_under->setMinimumSize(40, kDepth);
    m_beside->setMinimumSize(kDepth, 40);
    for (QCPAxisRect* rect : {m_under, m_beside})
        rect->setMinimumMargins(QMargins(2, 2, 4, 4));
    m_grid.setRowSpacing(2);
    m_grid.setColumnSpacing(2);
    for (QCPAxisRect* rect : {&m_map, m_under})
        rect->setMarginGroup(QCP::msLeft | QCP::msRight, m_across);
    for (QCPAxisRect* rect : {&m_map, m_beside})
        rect->setMarginGroup(QCP::msTop | QCP::msBottom, m_down);
    m_row = m_plot.addGraph(m_under->axis(QCPAxis::atBottom), m_under->axis(QCPAxis::atLeft));
    m_column = m_plot.addGraph(m_beside->axis(QCPAxis::atLeft), m_beside->axis(QCPAxis::atBottom));
    for (QCPGraph* graph : {m_row, m_column}) {
        graph->setSelectable(QCP::stNone);
        graph->setAntialiased(false); // as many points as pixels
    }
    QCPAxis* queries = m_beside->axis(QCPAxis::atLeft);
    queries->setRangeReversed(true);
    queries->setRange(m_map.axis(QCPAxis::atLeft)->range());
    m_under->axis(QCPAxis::atBottom)->setRange(m_map.axis(QCPAxis::atBottom)->range());
    for (QCPAxis* shared : {queries, m_under->axis(QCPAxis::atBottom)}) {
        shared->setTickLabels(false);
        shared->setTicks(false);
    }
    for (QCPAxis* values : {m_under->axis(QCPAxis::atLeft), m_beside->axis(QCPAxis::atBottom)}) {
        values->setNumberFormat(QStringLiteral("gb"));
        values->setNumberPrecision(0);
    }
    m_beside->axis(QCPAxis::atBottom)->setTickLabels(false); // the scale is that of the other curve
    for (QCPAxisRect* rect : {m_under, m_beside})
        for (QCPAxis* axis : rect->axes())
            axis->setLayer(QStringLiteral("axes"));
    recolour();
}

void MapProfiles::remove()
{
    m_map.setMarginGroup(QCP::msAll, nullptr);
    m_plot.removeGraph(m_row);
    m_plot.removeGraph(m_column);
    m_row = m_column = nullptr;
    for (QCPAxisRect* rect : {m_under, m_beside}) {
        rect->setMarginGroup(QCP::msAll, nullptr);
        m_grid.remove(rect);
    }
    m_under = m_beside = nullptr;
    m_grid.simplify();
    delete m_across;
    delete m_down;
    m_across = m_down = nullptr;
}

void MapProfiles::setValues(qint64 j, const std::vector<float>& row, const std::vector<float>& column)
{
    m_j = j;
    m_rowValues = row;
    m_columnValues = column;
    if (m_scale == Scale::Off)
        return;
    draw();
    m_plot.replot(QCustomPlot::rpQueuedReplot);
}

void MapProfiles::setupScale(QCPAxis* values, float low, float high)
{
    const double top = static_cast<double>(std::max(high, -low));
    const double largest = top > 0 ? top : 1;
    if (m_scale == Scale::Log) {
        auto ticker = QSharedPointer<QCPAxisTickerLog>::create();
        ticker->setLogBase(1000);
        ticker->setSubTickCount(0);
        values->setScaleType(QCPAxis::stLogarithmic);
        values->setTicker(ticker);
        values->setRange(largest * std::pow(10, -kDecades), largest * kHeadroom);
    } else {
        auto ticker = QSharedPointer<QCPAxisTicker>::create();
        ticker->setTickCount(2);
        values->setScaleType(QCPAxis::stLinear);
        values->setTicker(ticker);
        values->setRange(static_cast<double>(low) * kHeadroom,
                         high > 0 ? static_cast<double>(high) * kHeadroom : largest * 0.01);
    }
    values->setNumberPrecision(m_scale == Scale::Log ? 0 : 2);
    values->setLabel(values->tickLabels() ? m_scale == Scale::Log ? QStringLiteral("|α|") : QStringLiteral("α")
                                          : QString());
}

void MapProfiles::draw()
{
    if (m_scale == Scale::Off)
        return;
    const auto points = [this](const std::vector<float>& values, qint64 first, const QCPAxis* axis) {
        QVector<QCPGraphData> data;
        data.reserve(static_cast<qsizetype>(values.size()));
        const double floor = axis->range().lower;
        double token = static_cast<double>(first) + 0.5;
        for (const float value : values) {
            const double shown = m_scale == Scale::Log ? std::max(std::abs(static_cast<double>(value)), floor)
                                                       : static_cast<double>(value);
            data.push_back(QCPGraphData(token, shown));
            ++token;
        }
        return data;
    };
    float low = 0;
    float high = 0;
    for (const std::vector<float>* values : {&m_rowValues, &m_columnValues})
        for (const float value : *values) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    for (const bool row : {true, false}) {
        QCPGraph* graph = row ? m_row : m_column;
        const std::vector<float>& values = row ? m_rowValues : m_columnValues;
        setupScale(graph->valueAxis(), low, high);
        graph->data()->set(points(values, row ? 0 : m_j, graph->valueAxis()), true);
    }
}

void MapProfiles::recolour()
{
    if (!m_under)
        return;
    const PlotColours& colours = m_colours ? *m_colours : plotColours();
    for (QCPGraph* graph : {m_row, m_column})
        graph->setPen(QPen(colours.pick, 1.2));
    for (QCPAxisRect* rect : {m_under, m_beside}) {
        rect->setBackground(QBrush(colours.background));
        for (QCPAxis* axis : rect->axes()) {
            axis->setBasePen(QPen(colours.axis));
            axis->setTickPen(QPen(colours.axis));
            axis->setSubTickPen(QPen(colours.axis));
            axis->setTickLabelColor(colours.text);
            axis->setLabelColor(colours.faintText);
            axis->grid()->setPen(QPen(colours.grid));
        }
    }
}

} // namespace mambascope::ui
