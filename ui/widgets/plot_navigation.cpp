// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/plot_navigation.h"

#include <QKeyEvent>
#include <QPainter>

#include <qcustomplot.h>

#include <utility>

namespace mambascope::ui {

namespace {

constexpr double kKeyZoom = 1.5;
constexpr double kKeyStep = 0.1; // of what is visible

/// Keeps shares of the axis in place: works on linear and logarithmic axes, whichever way they run.
void show(QCPAxis* axis, double from, double to)
{
    const double begin = axis->coordToPixel(axis->range().lower);
    const double length = axis->coordToPixel(axis->range().upper) - begin;
    axis->setRange(axis->pixelToCoord(begin + from * length), axis->pixelToCoord(begin + to * length));
}

/// Lies over the plot while that has the focus.
class FocusBorder : public QWidget
{
public:
    explicit FocusBorder(QWidget* plot) : QWidget(plot)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setFocusPolicy(Qt::NoFocus);
        hide();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
};

} // namespace

PlotNavigation::PlotNavigation(QCustomPlot* plot, Arrows arrows)
    : QObject(plot), m_plot(plot), m_arrows(arrows), m_border(new FocusBorder(plot))
{
    plot->setFocusPolicy(Qt::StrongFocus);
    plot->installEventFilter(this);
}

QRectF PlotNavigation::visible() const
{
    if (m_plot->xAxis == nullptr || m_plot->yAxis == nullptr) // between two figures
        return {};
    const QCPRange x = m_plot->xAxis->range();
    const QCPRange y = m_plot->yAxis->range();
    return QRectF(QPointF(x.lower, y.lower), QPointF(x.upper, y.upper));
}

void PlotNavigation::show(const QRectF& part)
{
    if (part.width() > 0)
        m_plot->xAxis->setRange(part.left(), part.right());
    if (part.height() > 0)
        m_plot->yAxis->setRange(part.top(), part.bottom());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PlotNavigation::zoomBy(double factor)
{
    const double margin = (1 - 1 / factor) / 2;
    for (QCPAxisRect* rect : m_plot->axisRects()) {
        for (const Qt::Orientation direction : {Qt::Horizontal, Qt::Vertical}) {
            QCPAxis* axis = rect->rangeZoomAxis(direction);
            if (axis != nullptr && rect->rangeZoom().testFlag(direction))
                ui::show(axis, margin, 1 - margin);
        }
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
    emit moved();
}

void PlotNavigation::moveBy(double across, double up)
{
    for (QCPAxisRect* rect : m_plot->axisRects()) {
        for (const auto& [direction, share] : {std::pair(Qt::Horizontal, across), std::pair(Qt::Vertical, up)}) {
            QCPAxis* axis = rect->rangeDragAxis(direction);
            if (axis == nullptr || share == 0 || !rect->rangeDrag().testFlag(direction))
                continue;
            const double step = axis->rangeReversed() ? -share : share;
            ui::show(axis, step, 1 + step);
        }
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
    emit moved();
}

bool PlotNavigation::takeKey(const QKeyEvent& event)
{
    const bool control = event.modifiers().testFlag(Qt::ControlModifier);
    const bool arrows = control || (m_arrows == Arrows::Move && !event.modifiers().testFlag(Qt::ShiftModifier));
    switch (event.key()) {
    case Qt::Key_Left:
        return arrows && (moveBy(-kKeyStep, 0), true);
    case Qt::Key_Right:
        return arrows && (moveBy(kKeyStep, 0), true);
    case Qt::Key_Up:
        return arrows && (moveBy(0, kKeyStep), true);
    case Qt::Key_Down:
        return arrows && (moveBy(0, -kKeyStep), true);
    case Qt::Key_Plus:
    case Qt::Key_Equal: // the key with + on it, without Shift
        return zoomBy(kKeyZoom), true;
    case Qt::Key_Minus:
        return zoomBy(1 / kKeyZoom), true;
    case Qt::Key_Home:
        if (m_arrows == Arrows::Own)
            return false;
        [[fallthrough]];
    case Qt::Key_0:
        emit fitRequested();
        return true;
    default:
        return false;
    }
}

/// The plot takes the mouse after this filter: what comes of it is seen when that is done.
void PlotNavigation::watch()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (visible() != m_before)
                emit moved();
        },
        Qt::QueuedConnection);
}

bool PlotNavigation::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
        if (takeKey(*static_cast<QKeyEvent*>(event)))
            return true;
        break;
    case QEvent::MouseButtonPress:
        m_before = visible();
        break;
    case QEvent::MouseButtonDblClick:
        m_isDouble = true; // the plot's owner fits it: no place that a person moved to
        break;
    case QEvent::MouseButtonRelease:
        if (!std::exchange(m_isDouble, false))
            watch();
        break;
    case QEvent::Wheel:
        m_before = visible();
        watch();
        break;
    case QEvent::FocusIn:
    case QEvent::FocusOut:
        m_border->setGeometry(m_plot->rect());
        m_border->setVisible(event->type() == QEvent::FocusIn);
        break;
    case QEvent::Resize:
        m_border->setGeometry(m_plot->rect());
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace mambascope::ui
