// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/theta_bar.h"

#include "ui/style/theme.h"
#include "ui/widgets/theta_slider.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace mambascope::ui {

namespace {

constexpr double kDecades = 300;
constexpr double kBinWidth = 3;   // pixels
constexpr double kMargin = 10;    // left and right of the axis, for half a tick label
constexpr double kHistogram = 46; // height in pixels
constexpr double kKeyStep = 1;    // pixels: fine enough to reach every value between two bins
constexpr double kPageStep = 20;
constexpr double kNotch = 120;

double toDecades(double lnValue)
{
    return -lnValue / std::numbers::ln10;
}

QString superscript(int number)
{
    static const QString digits = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
    QString text;
    for (const QChar c : QString::number(std::abs(number))) {
        text += digits.at(c.digitValue());
    }
    return number < 0 ? QStringLiteral("⁻") + text : text;
}

/// Ticks in decades below 1, the most useful first; those that find no room are left out.
struct Tick
{
    double decades;
    QString label;
};

const std::vector<Tick>& ticks()
{
    static const std::vector<Tick> all = [] {
        std::vector<Tick> list;
        list.push_back({0, QStringLiteral("1")});
        for (const int d : {300, 1, 10, 30, 3, 100, 2, 5, 20, 50, 200, 4, 7, 15}) {
            list.push_back({static_cast<double>(d), d == 1   ? QStringLiteral("0.1")
                                                    : d == 2 ? QStringLiteral("0.01")
                                                             : QStringLiteral("10") + superscript(-d)});
        }
        list.push_back({std::log10(2.0), QStringLiteral("0.5")});
        return list;
    }();
    return all;
}

} // namespace

ThetaBar::ThetaBar(QWidget* parent) : QWidget(parent), m_lnTheta(std::log(0.05))
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMouseTracking(true);
    setAccessibleName(tr("Decay threshold θ"));
}

QSize ThetaBar::minimumSizeHint() const
{
    return {200, static_cast<int>(kHistogram) + 2 * fontMetrics().height() + 12};
}

QSize ThetaBar::sizeHint() const
{
    return {320, minimumSizeHint().height()};
}

QRectF ThetaBar::plotArea() const
{
    return {kMargin, fontMetrics().height() + 3.0, width() - 2 * kMargin, kHistogram};
}

double ThetaBar::positionOf(double lnValue) const
{
    const double decades = std::clamp(toDecades(lnValue), 0.0, kDecades);
    const QRectF area = plotArea();
    return area.right() - std::asinh(decades / m_knee) / std::asinh(kDecades / m_knee) * area.width();
}

double ThetaBar::valueAt(double position) const
{
    const QRectF area = plotArea();
    const double share = std::clamp((area.right() - position) / std::max(area.width(), 1.0), 0.0, 1.0);
    return -m_knee * std::sinh(share * std::asinh(kDecades / m_knee)) * std::numbers::ln10;
}

void ThetaBar::setLnDecays(const std::vector<double>& lnDecays)
{
    m_sorted = lnDecays;
    for (double& value : m_sorted) { // NaN counts as forgotten at once
        value = value >= ThetaSlider::kSmallestLnTheta ? value : ThetaSlider::kSmallestLnTheta;
    }
    std::sort(m_sorted.begin(), m_sorted.end());
    m_knee = 1;
    if (!m_sorted.empty()) { // the tenth of the channels that forgets least gets the even part of the axis
        const auto rank = static_cast<std::size_t>(0.9 * static_cast<double>(m_sorted.size() - 1));
        m_knee = std::clamp(toDecades(m_sorted[rank]), 0.3, 30.0);
    }
    update();
}

void ThetaBar::setLnTheta(double lnTheta)
{
    m_lnTheta = std::clamp(lnTheta, ThetaSlider::kSmallestLnTheta, 0.0);
    setAccessibleDescription(tr("θ = %1; %2 channels local, %3 global")
                                 .arg(QString::number(std::exp(m_lnTheta), 'g', 3))
                                 .arg(localCount())
                                 .arg(globalCount()));
    update();
}

void ThetaBar::setMarker(std::optional<double> lnDecay)
{
    m_marker = lnDecay;
    update();
}

qint64 ThetaBar::countAbove(double lnValue) const
{
    return m_sorted.end() - std::upper_bound(m_sorted.begin(), m_sorted.end(), lnValue);
}

qint64 ThetaBar::globalCount() const
{
    return countAbove(m_lnTheta);
}

qint64 ThetaBar::localCount() const
{
    return static_cast<qint64>(m_sorted.size()) - globalCount();
}

void ThetaBar::paintHistogram(QPainter& painter) const
{
    const PlotColours& colours = plotColours();
    const QRectF area = plotArea();
    const double line = positionOf(m_lnTheta);
    const auto bins = static_cast<std::size_t>(std::max(1.0, std::ceil(area.width() / kBinWidth)));
    const double binWidth = area.width() / static_cast<double>(bins);
    std::vector<double> counts(bins);
    qint64 right = 0; // channels right of the bin
    for (std::size_t bin = bins; bin-- > 0;) {
        const qint64 from = bin == 0 ? static_cast<qint64>(m_sorted.size())
                                     : countAbove(valueAt(area.left() + static_cast<double>(bin) * binWidth));
        counts[bin] = static_cast<double>(from - right);
        right = from;
    }
    const double most = *std::max_element(counts.begin(), counts.end());
    if (!(most > 0)) {
        return;
    }
    for (std::size_t bin = 0; bin < bins; ++bin) {
        if (counts[bin] > 0) { // square root: a single channel stays visible beside hundreds
            const double height = std::max(3.0, std::sqrt(counts[bin] / most) * (area.height() - 4));
            const double x0 = area.left() + static_cast<double>(bin) * binWidth;
            const double x1 = x0 + binWidth;
            const double split = std::clamp(line, x0, x1);
            painter.fillRect(QRectF(x0, area.bottom() - height, split - x0, height), colours.local);
            painter.fillRect(QRectF(split, area.bottom() - height, x1 - split, height), colours.global);
        }
    }
}

void ThetaBar::paintAxis(QPainter& painter) const
{
    const PlotColours& colours = plotColours();
    const QRectF area = plotArea();
    painter.setPen(colours.axis);
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    const QFontMetricsF metrics(font());
    std::vector<QRectF> taken;
    for (const Tick& tick : ticks()) {
        const double x = positionOf(-tick.decades * std::numbers::ln10);
        const double half = metrics.horizontalAdvance(tick.label) / 2;
        const double left = std::clamp(x - half, 0.0, width() - 2 * half);
        const QRectF label(left, area.bottom() + 4, 2 * half, metrics.height());
        const QRectF wide = label.adjusted(-4, 0, 4, 0);
        if (std::any_of(taken.begin(), taken.end(), [&](const QRectF& other) { return other.intersects(wide); })) {
            continue;
        }
        taken.push_back(label);
        painter.setPen(colours.axis);
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 4));
        painter.setPen(colours.faintText);
        painter.drawText(QPointF(label.left(), label.top() + metrics.ascent()), tick.label);
    }
}

void ThetaBar::paintCounts(QPainter& painter) const
{
    const PlotColours& colours = plotColours();
    const double height = fontMetrics().height();
    const QRectF row(kMargin, 0, width() - 2 * kMargin, height);
    if (m_sorted.empty()) {
        painter.setPen(colours.faintText);
        painter.drawText(row, Qt::AlignCenter, tr("no calibration profile"));
        return;
    }
    // Square and disc, as everywhere for the two classes: not by colour alone.
    const double mark = 8;
    const double middle = height / 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.local);
    painter.drawRect(QRectF(row.left(), middle - mark / 2, mark, mark));
    painter.setBrush(colours.global);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.drawEllipse(QRectF(row.right() - mark, middle - mark / 2, mark, mark));
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(colours.text);
    painter.drawText(row.adjusted(mark + 5, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("%1 local").arg(QLocale().toString(localCount())));
    painter.drawText(row.adjusted(0, 0, -mark - 5, 0), Qt::AlignRight | Qt::AlignVCenter,
                     tr("%1 global").arg(QLocale().toString(globalCount())));
}

void ThetaBar::paintLines(QPainter& painter) const
{
    const PlotColours& colours = plotColours();
    const QRectF area = plotArea();
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_marker) {
        const double x = positionOf(*m_marker);
        painter.setPen(QPen(colours.pick, 1.5, Qt::DashLine));
        painter.drawLine(QPointF(x, area.top() + 5), QPointF(x, area.bottom()));
        painter.setPen(QPen(colours.casing, 1));
        painter.setBrush(colours.pick);
        painter.drawPolygon(
            QPolygonF({QPointF(x - 5, area.top()), QPointF(x + 5, area.top()), QPointF(x, area.top() + 8)}));
    }
    const double x = positionOf(m_lnTheta);
    painter.setPen(QPen(colours.casing, 4));
    painter.drawLine(QPointF(x, area.top() - 1), QPointF(x, area.bottom() + 3));
    painter.setPen(QPen(colours.threshold, 2));
    painter.drawLine(QPointF(x, area.top() - 1), QPointF(x, area.bottom() + 3));
    painter.setPen(
        QPen(hasFocus() ? palette().color(QPalette::Highlight).lighter(isDark() ? 140 : 100) : colours.casing,
             hasFocus() ? 2 : 1));
    painter.setBrush(colours.threshold);
    painter.drawRoundedRect(QRectF(x - 5, area.center().y() - 9, 10, 18), 3, 3);
}

void ThetaBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(plotArea(), plotColours().background);
    paintHistogram(painter);
    paintAxis(painter);
    paintCounts(painter);
    paintLines(painter);
}

void ThetaBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        update();
    } else if (event->type() == QEvent::FontChange) {
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

void ThetaBar::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        m_dragging = true;
        emit moved(valueAt(event->position().x()));
    }
}

void ThetaBar::mouseMoveEvent(QMouseEvent* event)
{
    setCursor(plotArea().adjusted(-kMargin, 0, kMargin, 0).contains(event->position()) ? Qt::SizeHorCursor
                                                                                       : Qt::ArrowCursor);
    if (m_dragging) {
        emit moved(valueAt(event->position().x()));
    }
}

void ThetaBar::mouseReleaseEvent(QMouseEvent* event)
{
    if (m_dragging && event->button() == Qt::LeftButton) {
        m_dragging = false;
        emit finished();
    }
}

void ThetaBar::step(double pixels)
{
    emit moved(valueAt(positionOf(m_lnTheta) + pixels));
    emit finished();
}

void ThetaBar::wheelEvent(QWheelEvent* event)
{
    if (!hasFocus()) { // a dock scrolled by the wheel must not change theta on its way
        event->ignore();
        return;
    }
    step(3 * event->angleDelta().y() / kNotch);
    event->accept();
}

void ThetaBar::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Down:
        return step(-kKeyStep);
    case Qt::Key_Right:
    case Qt::Key_Up:
        return step(kKeyStep);
    case Qt::Key_PageDown:
        return step(-kPageStep);
    case Qt::Key_PageUp:
        return step(kPageStep);
    case Qt::Key_Home:
        return step(-width());
    case Qt::Key_End:
        return step(width());
    default:
        QWidget::keyPressEvent(event);
    }
}

void ThetaBar::focusInEvent(QFocusEvent* event)
{
    update();
    QWidget::focusInEvent(event);
}

void ThetaBar::focusOutEvent(QFocusEvent* event)
{
    update();
    QWidget::focusOutEvent(event);
}

bool ThetaBar::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const double value = valueAt(help->pos().x());
        QString text =
            tr("Histogram of all channels' decay over the training length (height: square root of the count).\n"
               "Right of the line: global channels, ln decay > ln θ. They get the token filter.\n"
               "The axis is even in decades near 1 and compressed towards 10⁻³⁰⁰.\n\n"
               "Here: decay %1, %2 channels above.")
                .arg(QString::number(std::exp(value), 'g', 3))
                .arg(countAbove(value));
        if (m_marker) {
            text += QLatin1Char('\n') + tr("▼ selected channel: ln decay %1").arg(QString::number(*m_marker, 'g', 5));
        }
        QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace mambascope::ui
