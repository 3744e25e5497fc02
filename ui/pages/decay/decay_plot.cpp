// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/decay/decay_plot.h"

#include "ui/style/theme.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace mambascope::ui {

namespace {

constexpr double kSmallest = 1e-3; ///< of -ln decay on a logarithmic axis
constexpr double kReadoutRadius = 16;
const QString kHoverLayer = QStringLiteral("readout");

} // namespace

DecayPlot::DecayPlot(QWidget* parent) : QCustomPlot(parent)
{
    setAccessibleName(tr("Cumulative decay"));
    setFocusPolicy(Qt::StrongFocus);
    setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    setNoAntialiasingOnDrag(true);
    xAxis->setLabel(tr("tokens"));
    axisRect()->setupFullAxesBox();
    for (QCPAxis* axis : {xAxis2, yAxis2}) {
        axis->setTicks(false);
        axis->setTickLabels(false);
    }
    setAutoAddPlottableToLegend(false);
    axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignLeft | Qt::AlignBottom);
    m_theta = new QCPItemStraightLine(this);
    m_training = new QCPItemStraightLine(this);
    m_thetaText = new QCPItemText(this);
    m_trainingText = new QCPItemText(this);
    m_thetaText->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
    m_thetaText->setPositionAlignment(Qt::AlignRight | Qt::AlignBottom);
    // Above the frame, where no curve and no legend is.
    m_trainingText->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m_trainingText->setClipToAxisRect(false);
    connect(xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this, &DecayPlot::placeTrainingText);
    m_message = new QCPItemText(this);
    m_message->position->setType(QCPItemPosition::ptAxisRectRatio);
    m_message->position->setCoords(0.5, 0.5);
    m_message->setVisible(false);
    for (QCPItemText* text : {m_thetaText, m_trainingText})
        text->setPadding(QMargins(4, 1, 4, 1));
    // A layer of its own: moving the pointer paints the readout and not hundreds of curves.
    addLayer(kHoverLayer);
    layer(kHoverLayer)->setMode(QCPLayer::lmBuffered);
    m_tracer = new QCPItemTracer(this);
    m_tracer->setStyle(QCPItemTracer::tsCircle);
    m_tracer->setSize(9);
    m_label = new QCPItemText(this);
    m_label->setPadding(QMargins(6, 3, 6, 3));
    m_label->setTextAlignment(Qt::AlignLeft);
    m_label->position->setType(QCPItemPosition::ptAbsolute);
    for (QCPAbstractItem* item : std::initializer_list<QCPAbstractItem*>{m_tracer, m_label}) {
        item->setLayer(kHoverLayer);
        item->setVisible(false);
    }
    connect(this, &QCustomPlot::mouseDoubleClick, this, [this] {
        fit();
        replot(rpQueuedReplot);
    });
    setLogarithmic(false, false);
    restyle();
}

void DecayPlot::restyle()
{
    const PlotColours& colours = plotColours();
    stylePlot(*this);
    axisRect()->setMinimumMargins(QMargins(15, fontMetrics().height() + 8, 15, 15));
    m_message->setColor(colours.faintText);
    m_message->setFont(font());
    m_thetaText->setFont(font());
    m_trainingText->setFont(font());
    m_theta->setPen(QPen(colours.threshold, 1.4, Qt::DashDotLine));
    m_thetaText->setColor(colours.threshold);
    m_training->setPen(QPen(colours.needle, 1.4, Qt::DashDotLine));
    m_trainingText->setColor(colours.needle);
    m_tracer->setPen(QPen(colours.pick, 2));
    m_tracer->setBrush(colours.background);
    m_label->setColor(colours.text);
    m_label->setPen(QPen(colours.axis));
    QColor ground = colours.background;
    ground.setAlpha(235);
    m_label->setBrush(ground);
    drawLines();
}

// ---------------------------------------------------------------------------------------------- axes

double DecayPlot::yOf(double lnDecay) const
{
    return m_logDecay ? std::max(-lnDecay, kSmallest) : lnDecay;
}

void DecayPlot::setLogarithmic(bool tokens, bool decay)
{
    m_logTokens = tokens;
    m_logDecay = decay;
    const auto use = [](QCPAxis* axis, bool logarithmic) {
        axis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
        axis->setTicker(logarithmic ? QSharedPointer<QCPAxisTicker>(new QCPAxisTickerLog)
                                    : QSharedPointer<QCPAxisTicker>(new QCPAxisTicker));
        axis->setNumberFormat(logarithmic ? QStringLiteral("gb") : QStringLiteral("f"));
        axis->setNumberPrecision(0);
    };
    use(xAxis, tokens);
    use(yAxis, decay);
    yAxis->setNumberFormat(QStringLiteral("g"));
    yAxis->setNumberPrecision(6);
    xAxis->setNumberFormat(QStringLiteral("f"));
    yAxis->setRangeReversed(decay); // forgetting goes downwards on both
    yAxis->setLabel(decay ? tr("−ln of the cumulative decay") : tr("ln of the cumulative decay"));
    drawLines();
    fit();
    replot(rpQueuedReplot);
}

void DecayPlot::setMarkers(double lnTheta, std::int64_t trainingLength)
{
    m_lnTheta = lnTheta;
    m_trainingLength = trainingLength;
    placeMarkers();
}

void DecayPlot::placeMarkers()
{
    for (QCPAbstractItem* item :
         std::initializer_list<QCPAbstractItem*>{m_theta, m_training, m_thetaText, m_trainingText})
        item->setVisible(m_trainingLength > 0);
    if (m_trainingLength <= 0)
        return;
    const QLocale locale;
    const double theta = yOf(m_lnTheta);
    m_theta->point1->setCoords(1, theta);
    m_theta->point2->setCoords(2, theta);
    m_thetaText->position->setCoords(0.995, theta);
    m_thetaText->setText(tr("ln θ = %1").arg(locale.toString(m_lnTheta, 'f', 2)));
    const auto n = static_cast<double>(m_trainingLength);
    m_training->point1->setCoords(n, 1);
    m_training->point2->setCoords(n, 2);
    m_trainingText->setText(tr("training length %1").arg(locale.toString(n, 'f', 0)));
    placeTrainingText();
}

/// Beside its line's upper end, on the side where there is room.
void DecayPlot::placeTrainingText()
{
    const auto n = static_cast<double>(m_trainingLength);
    m_trainingText->setVisible(m_trainingLength > 0 && xAxis->range().contains(n));
    m_trainingText->position->setCoords(n, 0);
    const int right = axisRect()->right() - qRound(xAxis->coordToPixel(n));
    const bool fits = right > fontMetrics().horizontalAdvance(m_trainingText->text()) + 8;
    m_trainingText->setPositionAlignment((fits ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignBottom);
}

void DecayPlot::setMessage(const QString& message)
{
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
    replot(rpQueuedReplot);
}

void DecayPlot::fit()
{
    if (!m_lines)
        return;
    // What a person looks at decides: the selected and pinned curves, or all when there is nothing else.
    double lowest = m_trainingLength > 0 ? m_lnTheta : -1;
    double highest = -kSmallest;
    bool first = true;
    for (const DecayLine& line : m_lines->lines) {
        if (!line.selected && !line.pinned)
            continue;
        for (const double value : line.lnDecay) {
            if (!std::isfinite(value))
                continue;
            lowest = std::min(lowest, value);
            highest = first ? value : std::max(highest, value);
            first = false;
        }
    }
    const auto length = static_cast<double>(std::max<std::int64_t>(2, m_lines->length));
    xAxis->setRange(m_logTokens ? 1 : 0, length);
    if (m_logDecay)
        yAxis->setRange(std::max(kSmallest, std::min(-highest, -m_lnTheta) / 1.5), -lowest * 1.5);
    else
        yAxis->setRange(lowest * 1.08, -0.03 * lowest);
}

// ---------------------------------------------------------------------------------------------- curves

void DecayPlot::setLines(std::shared_ptr<const DecayLines> lines, bool preview)
{
    m_lines = std::move(lines);
    m_preview = preview;
    hideReadout();
    drawLines();
}

QPen DecayPlot::penOf(const DecayLine& line, std::size_t channelRank) const
{
    const PlotColours& colours = plotColours();
    const Qt::PenStyle style = line.side == Side::Vanilla ? Qt::DashLine : Qt::SolidLine;
    if (line.selected)
        return QPen(line.side == Side::Vanilla ? colours.vanilla : colours.longMamba, 2.2, style);
    if (m_lines->lines.size() <= kMostNamed) { // a channel's two curves share its colour
        const std::array<QColor, 5> palette = {colours.global, colours.needle, colours.threshold, colours.reach,
                                               colours.local};
        return QPen(palette[channelRank % palette.size()], 1.5, style);
    }
    QColor colour = line.kind == ChannelClass::Global ? colours.global : colours.local;
    colour.setAlpha(line.pinned ? 255 : 120);
    return QPen(colour, line.pinned ? 1.6 : 1, style);
}

QString DecayPlot::nameOf(const DecayLine& line) const
{
    const QString method = line.side == Side::Vanilla   ? tr("vanilla")
                           : m_preview && line.selected ? tr("%1 (preview)").arg(m_lines->filtered)
                                                        : m_lines->filtered;
    return tr("layer %1 · %2, %3").arg(line.layer).arg(line.channel).arg(method);
}

void DecayPlot::drawLines()
{
    clearGraphs();
    legend->clearItems();
    legend->setVisible(m_lines && !m_lines->lines.empty());
    placeMarkers();
    if (!m_lines)
        return replot(rpQueuedReplot);
    std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> ranks;
    std::vector<QCPGraph*> graphs;
    const QVector<double> tokens(m_lines->tokens.begin(), m_lines->tokens.end());
    for (const DecayLine& line : m_lines->lines) {
        std::size_t rank = 0;
        if (!line.selected)
            rank = ranks.try_emplace({line.layer, line.channel}, ranks.size()).first->second;
        QCPGraph* graph = addGraph();
        graph->setPen(penOf(line, rank));
        QVector<double> values(static_cast<qsizetype>(line.lnDecay.size()));
        std::transform(line.lnDecay.begin(), line.lnDecay.end(), values.begin(),
                       [this](double lnDecay) { return yOf(lnDecay); });
        graph->setData(tokens, values, true);
        graphs.push_back(graph);
    }
    drawLegend(graphs);
    replot(rpQueuedReplot);
}

/// A name for each curve while they can be told apart; beyond that one for each class and method, with their number.
void DecayPlot::drawLegend(const std::vector<QCPGraph*>& graphs)
{
    const std::vector<DecayLine>& lines = m_lines->lines;
    struct Group
    {
        QCPGraph* graph;
        int count;
    };
    std::map<std::pair<ChannelClass, Side>, Group> groups;
    for (std::size_t k = 0; k < lines.size(); ++k) {
        const DecayLine& line = lines[k];
        if (line.selected || line.pinned || lines.size() <= kMostNamed) {
            graphs[k]->setName(nameOf(line));
            graphs[k]->addToLegend();
        } else {
            ++groups.try_emplace({line.kind, line.side}, Group{graphs[k], 0}).first->second.count;
        }
    }
    for (const auto& [kind, group] : groups) {
        const QString method = kind.second == Side::Vanilla ? tr("vanilla") : m_lines->filtered;
        const QString number = QLocale().toString(group.count);
        group.graph->setName(kind.first == ChannelClass::Global  ? tr("%1 global, %2").arg(number, method)
                             : kind.first == ChannelClass::Local ? tr("%1 local, %2").arg(number, method)
                                                                 : tr("%1 channels, %2").arg(number, method));
        group.graph->addToLegend();
    }
}

QStringList DecayPlot::legendTexts() const
{
    QStringList texts;
    for (int k = 0; k < legend->itemCount(); ++k) {
        if (auto* item = qobject_cast<QCPPlottableLegendItem*>(legend->item(k)))
            texts << item->plottable()->name();
    }
    return texts;
}

// ---------------------------------------------------------------------------------------------- readout

QPointF DecayPlot::pixelOf(std::size_t line, std::size_t place) const
{
    return {xAxis->coordToPixel(m_lines->tokens[place]), yAxis->coordToPixel(yOf(m_lines->lines[line].lnDecay[place]))};
}

bool DecayPlot::nearest(const QPointF& pixel, std::size_t& line, std::size_t& place) const
{
    if (!m_lines || m_lines->tokens.empty() || !axisRect()->rect().contains(pixel.toPoint()))
        return false;
    const std::vector<double>& tokens = m_lines->tokens;
    const double wanted = xAxis->pixelToCoord(pixel.x());
    const auto after = std::lower_bound(tokens.begin(), tokens.end(), wanted);
    place = static_cast<std::size_t>(std::min<std::ptrdiff_t>(after - tokens.begin(), std::ssize(tokens) - 1));
    if (place > 0 && wanted - tokens[place - 1] < tokens[place] - wanted)
        --place;
    double smallest = kReadoutRadius;
    bool found = false;
    for (std::size_t k = 0; k < m_lines->lines.size(); ++k) {
        const double y = pixelOf(k, place).y();
        // Among curves that lie over each other the selected one counts.
        const double distance = std::abs(y - pixel.y()) - (m_lines->lines[k].selected ? 2 : 0);
        if (std::isfinite(y) && distance < smallest) {
            smallest = distance;
            line = k;
            found = true;
        }
    }
    return found;
}

void DecayPlot::showReadout(std::size_t line, std::size_t place)
{
    m_line = line;
    m_place = place;
    const QLocale locale;
    const DecayLine& shown = m_lines->lines[line];
    const double value = shown.lnDecay[place];
    const double share = 100 * std::exp(value);
    m_readout = tr("%1\nafter %2 tokens: ln %3, %4 % left")
                    .arg(nameOf(shown), locale.toString(m_lines->tokens[place], 'f', 0), locale.toString(value, 'f', 3),
                         locale.toString(share, 'g', 3));
    m_label->setText(m_readout);
    const QPointF pixel = pixelOf(line, place);
    m_tracer->position->setCoords(m_lines->tokens[place], yOf(value));
    const bool right = pixel.x() > axisRect()->rect().center().x();
    const bool low = pixel.y() > axisRect()->rect().center().y();
    m_label->setPositionAlignment((right ? Qt::AlignRight : Qt::AlignLeft) | (low ? Qt::AlignBottom : Qt::AlignTop));
    m_label->position->setPixelPosition(pixel + QPointF(right ? -12 : 12, low ? -10 : 10));
    m_tracer->setVisible(true);
    m_label->setVisible(true);
    layer(kHoverLayer)->replot();
    setAccessibleDescription(m_readout);
    emit readoutChanged(m_readout);
}

void DecayPlot::hideReadout()
{
    if (!m_tracer->visible())
        return;
    m_tracer->setVisible(false);
    m_label->setVisible(false);
    m_readout.clear();
    layer(kHoverLayer)->replot();
    emit readoutChanged({});
}

void DecayPlot::mouseMoveEvent(QMouseEvent* event)
{
    QCustomPlot::mouseMoveEvent(event);
    std::size_t line = 0;
    std::size_t place = 0;
    if (event->buttons() == Qt::NoButton && nearest(event->position(), line, place))
        showReadout(line, place);
    else
        hideReadout();
}

void DecayPlot::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->pos();
    QCustomPlot::mousePressEvent(event);
}

void DecayPlot::mouseReleaseEvent(QMouseEvent* event)
{
    QCustomPlot::mouseReleaseEvent(event);
    std::size_t line = 0;
    std::size_t place = 0;
    if (event->button() == Qt::LeftButton && (event->pos() - m_pressed).manhattanLength() <= 3 &&
        nearest(event->position(), line, place))
        emit chosen(m_lines->lines[line].layer, m_lines->lines[line].channel);
}

void DecayPlot::leaveEvent(QEvent* event)
{
    QCustomPlot::leaveEvent(event);
    hideReadout();
}

void DecayPlot::keyPressEvent(QKeyEvent* event)
{
    const bool steps = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right || event->key() == Qt::Key_Up ||
                       event->key() == Qt::Key_Down || event->key() == Qt::Key_Home || event->key() == Qt::Key_End;
    if (!steps || !m_lines || m_lines->lines.empty() || m_lines->tokens.empty())
        return QCustomPlot::keyPressEvent(event);
    const std::size_t last = m_lines->tokens.size() - 1;
    const std::size_t lines = m_lines->lines.size();
    if (m_readout.isEmpty()) { // begins on the selected curve
        const auto selected = std::find_if(m_lines->lines.begin(), m_lines->lines.end(),
                                           [](const DecayLine& line) { return line.selected; });
        m_line = selected == m_lines->lines.end() ? 0 : static_cast<std::size_t>(selected - m_lines->lines.begin());
        m_place = last / 2;
    } else if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down) {
        m_line = (m_line + (event->key() == Qt::Key_Down ? 1 : lines - 1)) % lines;
    }
    const std::size_t step = event->modifiers() & Qt::ShiftModifier ? std::max<std::size_t>(1, last / 16) : 1;
    if (event->key() == Qt::Key_Left)
        m_place -= std::min(m_place, step);
    else if (event->key() == Qt::Key_Right)
        m_place = std::min(last, m_place + step);
    else if (event->key() == Qt::Key_Home)
        m_place = 0;
    else if (event->key() == Qt::Key_End)
        m_place = last;
    showReadout(m_line, m_place);
}

} // namespace mambascope::ui
