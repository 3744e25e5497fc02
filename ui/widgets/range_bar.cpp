// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/range_bar.h"

#include "ui/style/colour_map.h"
#include "ui/style/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

constexpr int kHandleWidth = 11;
constexpr int kStrip = 6; // colour scale under the histogram

class Handle : public QWidget
{
public:
    explicit Handle(QWidget* parent) : QWidget(parent)
    {
        setFocusPolicy(Qt::StrongFocus);
        setCursor(Qt::SizeHorCursor);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const PlotColours& colours = plotColours();
        const QColor line =
            hasFocus() ? palette().color(QPalette::Highlight).lighter(isDark() ? 140 : 100) : colours.text;
        const double x = width() / 2.0;
        painter.setPen(QPen(colours.casing, 4));
        painter.drawLine(QPointF(x, 0), QPointF(x, height()));
        painter.setPen(QPen(line, 2));
        painter.drawLine(QPointF(x, 0), QPointF(x, height()));
        painter.setPen(QPen(colours.casing, 1));
        painter.setBrush(line);
        painter.drawRoundedRect(QRectF(x - 4, height() / 2.0 - 8, 8, 16), 3, 3);
    }
    void focusInEvent(QFocusEvent*) override { update(); }
    void focusOutEvent(QFocusEvent*) override { update(); }
};

} // namespace

RangeBar::RangeBar(QWidget* parent) : QWidget(parent), m_lower(new Handle(this)), m_upper(new Handle(this))
{
    m_lower->setAccessibleName(tr("Lower end of the colours"));
    m_upper->setAccessibleName(tr("Upper end of the colours"));
    for (QWidget* end : {m_lower, m_upper}) {
        end->installEventFilter(this);
    }
    setMinimumSize(110, 34);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize RangeBar::sizeHint() const
{
    return {260, 40};
}

QRectF RangeBar::area() const
{
    return QRectF(rect()).adjusted(kHandleWidth / 2.0, 1, -kHandleWidth / 2.0, -1);
}

double RangeBar::positionOf(double value) const
{
    const QRectF r = area();
    return r.left() + (value - m_shownLow) / (m_shownHigh - m_shownLow) * r.width();
}

double RangeBar::valueAt(double position) const
{
    const QRectF r = area();
    return m_shownLow + (position - r.left()) / std::max(r.width(), 1.0) * (m_shownHigh - m_shownLow);
}

double RangeBar::smallestGap() const
{
    return (m_shownHigh - m_shownLow) / 500;
}

void RangeBar::setHistogram(const std::vector<double>& counts, double low, double high)
{
    m_counts = counts;
    m_extentLow = low;
    m_extentHigh = high > low ? high : low + 1;
    setRange(m_low, m_high);
}

void RangeBar::setRange(double low, double high)
{
    m_low = low;
    m_high = high;
    if (m_drag == Drag::None) { // the scale stays put under the pointer
        m_shownLow = std::min(m_extentLow, low);
        m_shownHigh = std::max(m_extentHigh, high);
        if (!(m_shownHigh > m_shownLow)) {
            m_shownHigh = m_shownLow + 1;
        }
    }
    for (const auto& [end, value] : {std::pair(m_lower, low), std::pair(m_upper, high)}) {
        end->setAccessibleDescription(QString::number(value, 'g', 4));
    }
    placeHandles();
    update();
}

void RangeBar::setColourMap(const QString& name)
{
    m_colourMap = name;
    update();
}

void RangeBar::placeHandles()
{
    for (const auto& [end, value] : {std::pair(m_lower, m_low), std::pair(m_upper, m_high)}) {
        const double x = std::clamp(positionOf(value), area().left(), area().right());
        end->setGeometry(static_cast<int>(std::lround(x - kHandleWidth / 2.0)), 0, kHandleWidth, height());
    }
}

void RangeBar::moveEnd(bool upper, double value)
{
    if (upper) {
        emit moved(m_low, std::max(value, m_low + smallestGap()));
    } else {
        emit moved(std::min(value, m_high - smallestGap()), m_high);
    }
}

void RangeBar::dragTo(double position)
{
    const double value = std::clamp(valueAt(position - m_grab), m_shownLow, m_shownHigh);
    if (m_drag == Drag::Both) {
        const double extent = m_high - m_low;
        const double low = std::clamp(valueAt(position - m_grab), m_shownLow, m_shownHigh - extent);
        emit moved(low, low + extent);
    } else {
        moveEnd(m_drag == Drag::Upper, value);
    }
}

void RangeBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const PlotColours& colours = plotColours();
    const QRectF r = area();
    painter.fillRect(r, colours.background);
    const ColourMap& map = ColourMap::named(m_colourMap);
    const double lowX = positionOf(m_low);
    const double highX = positionOf(m_high);
    const double floor = r.bottom() - kStrip;
    // Logarithmic heights: a map has thousands of small values for each large one.
    const double most = m_counts.empty() ? 0 : *std::max_element(m_counts.begin(), m_counts.end());
    if (most > 0) {
        const double step = (m_extentHigh - m_extentLow) / static_cast<double>(m_counts.size());
        QColor inside = colours.axis;
        QColor outside = colours.axis;
        outside.setAlpha(90);
        for (std::size_t bin = 0; bin < m_counts.size(); ++bin) {
            if (m_counts[bin] <= 0) {
                continue;
            }
            const double value = m_extentLow + static_cast<double>(bin) * step;
            const double x0 = positionOf(value);
            const double x1 = positionOf(value + step);
            const double height = std::log1p(m_counts[bin]) / std::log1p(most) * (floor - r.top() - 3);
            const double middle = (x0 + x1) / 2;
            painter.fillRect(QRectF(QPointF(x0, floor - height), QPointF(x1, floor)),
                             middle >= lowX && middle <= highX ? inside : outside);
        }
    }
    const int width = std::max(1, static_cast<int>(r.width()));
    QImage strip(width, 1, QImage::Format_RGB32);
    auto* line = reinterpret_cast<QRgb*>(strip.scanLine(0));
    for (int x = 0; x < width; ++x) {
        line[x] = map.at((r.left() + x + 0.5 - lowX) / std::max(highX - lowX, 1e-9));
    }
    painter.drawImage(QRectF(r.left(), floor, r.width(), kStrip), strip);
    painter.setPen(colours.grid);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(r.adjusted(0.5, 0.5, -0.5, -0.5));
}

void RangeBar::resizeEvent(QResizeEvent*)
{
    placeHandles();
}

void RangeBar::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        update();
    }
    QWidget::changeEvent(event);
}

void RangeBar::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        return;
    }
    const double x = event->position().x();
    const double low = positionOf(m_low);
    const double high = positionOf(m_high);
    if (x > low && x < high) {
        m_drag = Drag::Both;
        m_grab = x - low;
    } else { // outside: the nearer end jumps there
        m_drag = x <= low ? Drag::Lower : Drag::Upper;
        m_grab = 0;
        dragTo(x);
    }
}

void RangeBar::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag != Drag::None) {
        dragTo(event->position().x());
    }
}

void RangeBar::mouseReleaseEvent(QMouseEvent*)
{
    if (m_drag != Drag::None) {
        m_drag = Drag::None;
        emit finished();
    }
}

bool RangeBar::eventFilter(QObject* watched, QEvent* event)
{
    auto* end = static_cast<QWidget*>(watched);
    const bool upper = watched == m_upper;
    switch (event->type()) {
    case QEvent::MouseButtonPress: {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->button() == Qt::LeftButton) {
            m_drag = upper ? Drag::Upper : Drag::Lower;
            m_grab = end->mapToParent(mouse->position()).x() - positionOf(upper ? m_high : m_low);
            end->setFocus(Qt::MouseFocusReason);
        }
        return true;
    }
    case QEvent::MouseMove:
        if (m_drag != Drag::None) {
            dragTo(end->mapToParent(static_cast<QMouseEvent*>(event)->position()).x());
        }
        return true;
    case QEvent::MouseButtonRelease:
        if (m_drag != Drag::None) {
            m_drag = Drag::None;
            emit finished();
        }
        return true;
    case QEvent::KeyPress: {
        const auto* key = static_cast<QKeyEvent*>(event);
        const double extent = m_shownHigh - m_shownLow;
        const double value = upper ? m_high : m_low;
        double target = value;
        switch (key->key()) {
        case Qt::Key_Left:
        case Qt::Key_Down:
            target = value - extent / 100;
            break;
        case Qt::Key_Right:
        case Qt::Key_Up:
            target = value + extent / 100;
            break;
        case Qt::Key_PageDown:
            target = value - extent / 10;
            break;
        case Qt::Key_PageUp:
            target = value + extent / 10;
            break;
        case Qt::Key_Home:
            target = m_shownLow;
            break;
        case Qt::Key_End:
            target = m_shownHigh;
            break;
        default:
            return false;
        }
        moveEnd(upper, std::clamp(target, m_shownLow, m_shownHigh));
        emit finished();
        return true;
    }
    default:
        return QWidget::eventFilter(watched, event);
    }
}

} // namespace mambascope::ui
