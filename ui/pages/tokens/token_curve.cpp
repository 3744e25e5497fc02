// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tokens/token_curve.h"

#include "ui/style/theme.h"
#include "ui/widgets/plot_navigation.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mambascope::ui {

TokenCurve::TokenCurve(QWidget* parent)
    : QCustomPlot(parent), m_navigation(new PlotNavigation(this, PlotNavigation::Arrows::Own))
{
    setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    axisRect()->setRangeDrag(Qt::Horizontal);
    axisRect()->setRangeZoom(Qt::Horizontal);
    axisRect()->setupFullAxesBox();
    for (QCPAxis* axis : {xAxis2, yAxis2}) {
        axis->setTicks(false);
        axis->setTickLabels(false);
    }
    xAxis->setNumberFormat(QStringLiteral("f"));
    xAxis->setNumberPrecision(0);
    setAutoAddPlottableToLegend(false);
    m_highlight = new QCPItemRect(this);
    m_highlight->topLeft->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m_highlight->bottomRight->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m_highlight->setVisible(false);
    m_marker = new QCPItemStraightLine(this);
    m_marker->setVisible(false);
    m_message = new QCPItemText(this);
    m_message->position->setType(QCPItemPosition::ptAxisRectRatio);
    m_message->position->setCoords(0.5, 0.5);
    m_message->setVisible(false);
    connect(xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, [this](const QCPRange& range) {
        const auto length = static_cast<double>(std::max<std::int64_t>(1, m_length));
        const QCPRange bounded = range.bounded(0, length);
        if (bounded != range)
            xAxis->setRange(bounded); // comes back here
        else
            bin();
    });
    // How wide the axes are is known when the labels beside them are; a picture has a width of its own.
    connect(this, &QCustomPlot::afterLayout, this, [this] {
        if (axisRect()->width() != m_binned)
            bin();
    });
    connect(this, &QCustomPlot::mouseDoubleClick, this, &TokenCurve::fit);
    connect(m_navigation, &PlotNavigation::fitRequested, this, &TokenCurve::fit);
    connect(m_navigation, &PlotNavigation::moved, this, [this] {
        const bool whole = xAxis->range().lower <= 0 && xAxis->range().upper >= static_cast<double>(m_length);
        m_from = whole ? 0 : xAxis->range().lower;
        m_to = whole ? 0 : xAxis->range().upper;
        emit partChanged(m_from, m_to);
    });
    restyle();
}

void TokenCurve::restyle()
{
    const PlotColours& colours = plotColours();
    stylePlot(*this);
    m_marker->setPen(QPen(colours.pick, 1.6));
    QColor needle = colours.needle;
    needle.setAlpha(70);
    m_highlight->setBrush(needle);
    m_highlight->setPen(Qt::NoPen);
    m_message->setColor(colours.faintText);
    replot(rpQueuedReplot);
}

void TokenCurve::fit()
{
    setPart(0, 0);
    emit partChanged(0, 0);
}

void TokenCurve::setPart(double from, double to)
{
    m_from = from;
    m_to = to;
    const QCPRange wanted(from, to > from ? to : static_cast<double>(std::max<std::int64_t>(1, m_length)));
    if (xAxis->range() == wanted)
        return;
    xAxis->setRange(wanted);
    replot(rpQueuedReplot);
}

void TokenCurve::keyPressEvent(QKeyEvent* event)
{
    const bool left = event->key() == Qt::Key_Left;
    if ((!left && event->key() != Qt::Key_Right) || m_length == 0)
        return QCustomPlot::keyPressEvent(event);
    const std::int64_t step = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
    const auto middle = static_cast<std::int64_t>(xAxis->range().center());
    const std::int64_t wanted = m_picked < 0 ? middle : m_picked + (left ? -step : step);
    emit picked(std::clamp<std::int64_t>(wanted, 0, m_length - 1));
}

void TokenCurve::setMessage(const QString& message)
{
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
    replot(rpQueuedReplot);
}

void TokenCurve::setSeries(std::vector<Series> series, std::int64_t length, bool span)
{
    const bool otherLength = length != m_length;
    m_series = std::move(series);
    m_length = length;
    m_span = span;
    makeGraphs();
    m_largest = 0;
    m_smallest = std::numeric_limits<double>::infinity();
    for (const Series& one : m_series) {
        for (const float value : one.values) {
            if (std::isnan(value))
                continue;
            m_largest = std::max(m_largest, static_cast<double>(value));
            if (value > 0)
                m_smallest = std::min(m_smallest, static_cast<double>(value));
        }
    }
    if (otherLength)
        setPart(m_from, m_to);
    bin();
    replot(rpQueuedReplot);
}

void TokenCurve::setLogarithmic(bool on)
{
    yAxis->setScaleType(on ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    yAxis->setTicker(on ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog)
                        : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
    yAxis->setNumberFormat(QStringLiteral("g"));
    yAxis->setNumberPrecision(on ? 6 : 3);
    bin();
}

void TokenCurve::makeGraphs()
{
    clearGraphs();
    legend->clearItems();
    for (const Series& series : m_series) {
        if (m_span) {
            QColor band = series.colour;
            band.setAlpha(60);
            QCPGraph* top = addGraph();
            QCPGraph* bottom = addGraph();
            for (QCPGraph* graph : {top, bottom})
                graph->setPen(Qt::NoPen);
            top->setBrush(band);
            top->setChannelFillGraph(bottom);
        }
        QCPGraph* line = addGraph();
        line->setPen(QPen(series.colour, 1.3));
        line->setName(series.name);
        if (m_series.size() > 1)
            line->addToLegend();
    }
    legend->setVisible(m_series.size() > 1);
}

/// One point a pixel at most, made anew for the visible part and for the width that it is drawn with.
void TokenCurve::bin()
{
    m_binned = axisRect()->width();
    const auto first = std::clamp<std::int64_t>(static_cast<std::int64_t>(xAxis->range().lower), 0, m_length);
    const auto end =
        std::clamp<std::int64_t>(static_cast<std::int64_t>(std::ceil(xAxis->range().upper)), first, m_length);
    const int graphs = m_span ? 3 : 1;
    for (int k = 0; k < static_cast<int>(m_series.size()); ++k)
        setBins(m_series[static_cast<std::size_t>(k)], k * graphs, first, end);
    if (yAxis->scaleType() == QCPAxis::stLogarithmic) {
        const double top = m_largest > 0 ? m_largest : 1;
        // What is ten orders of magnitude below the largest is nothing.
        yAxis->setRange(std::max(top * 1e-10, std::min(m_smallest, top / 10) / 2), top * 2);
    } else {
        yAxis->setRange(0, m_largest > 0 ? m_largest * 1.04 : 1);
    }
}

void TokenCurve::setBins(const Series& series, int firstGraph, std::int64_t first, std::int64_t end)
{
    const bool logarithmic = yAxis->scaleType() == QCPAxis::stLogarithmic;
    const std::int64_t bins = std::clamp<std::int64_t>(m_binned, 1, std::max<std::int64_t>(1, end - first));
    QVector<double> x, low, high, mean;
    for (std::int64_t b = 0; b < bins; ++b) {
        const std::int64_t begin = first + b * (end - first) / bins;
        const std::int64_t after = first + (b + 1) * (end - first) / bins;
        double smallest = std::numeric_limits<double>::infinity();
        double largest = -smallest;
        double sum = 0;
        std::int64_t count = 0;
        for (std::int64_t t = begin; t < std::min<std::int64_t>(after, std::ssize(series.values)); ++t) {
            const auto value = static_cast<double>(series.values[static_cast<std::size_t>(t)]);
            if (std::isnan(value) || (logarithmic && value <= 0))
                continue;
            smallest = std::min(smallest, value);
            largest = std::max(largest, value);
            sum += value;
            ++count;
        }
        x << (static_cast<double>(begin) + static_cast<double>(after)) / 2;
        const double nothing = std::numeric_limits<double>::quiet_NaN(); // a gap in the curve
        low << (count > 0 ? smallest : nothing);
        high << (count > 0 ? largest : nothing);
        mean << (count > 0 ? sum / static_cast<double>(count) : nothing);
    }
    if (m_span) {
        const bool band = end - first > bins;
        graph(firstGraph)->setData(band ? x : QVector<double>(), band ? high : QVector<double>(), true);
        graph(firstGraph + 1)->setData(band ? x : QVector<double>(), band ? low : QVector<double>(), true);
    }
    graph(firstGraph + (m_span ? 2 : 0))->setData(x, m_span ? mean : high, true);
}

void TokenCurve::setPicked(std::int64_t token)
{
    m_picked = token;
    m_marker->setVisible(token >= 0);
    const double place = static_cast<double>(token) + 0.5;
    m_marker->point1->setCoords(place, 1);
    m_marker->point2->setCoords(place, 2);
    replot(rpQueuedReplot);
}

void TokenCurve::setHighlight(std::int64_t begin, std::int64_t end)
{
    m_highlight->setVisible(end > begin);
    m_highlight->topLeft->setCoords(static_cast<double>(begin), 0);
    m_highlight->bottomRight->setCoords(static_cast<double>(end), 1);
    replot(rpQueuedReplot);
}

std::int64_t TokenCurve::tokenAt(const QPointF& position) const
{
    if (!axisRect()->rect().contains(position.toPoint()))
        return -1;
    const auto token = static_cast<std::int64_t>(std::floor(xAxis->pixelToCoord(position.x())));
    return token >= 0 && token < m_length ? token : -1;
}

void TokenCurve::mouseMoveEvent(QMouseEvent* event)
{
    QCustomPlot::mouseMoveEvent(event);
    if (event->buttons() == Qt::NoButton)
        emit hovered(tokenAt(event->position()));
}

void TokenCurve::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->pos();
    QCustomPlot::mousePressEvent(event);
}

void TokenCurve::mouseReleaseEvent(QMouseEvent* event)
{
    QCustomPlot::mouseReleaseEvent(event);
    const std::int64_t token = tokenAt(event->position());
    if (event->button() == Qt::LeftButton && (event->pos() - m_pressed).manhattanLength() <= 3 && token >= 0)
        emit picked(token);
}

void TokenCurve::leaveEvent(QEvent* event)
{
    QCustomPlot::leaveEvent(event);
    emit hovered(-1);
}

void TokenCurve::resizeEvent(QResizeEvent* event)
{
    QCustomPlot::resizeEvent(event);
    replot(rpQueuedReplot);
}

void TokenCurve::showEvent(QShowEvent* event)
{
    QCustomPlot::showEvent(event);
    replot(rpQueuedReplot);
}

} // namespace mambascope::ui
