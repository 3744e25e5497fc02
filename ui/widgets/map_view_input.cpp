// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse and keyboard of MapView.
#include "ui/widgets/map_view_private.h"

#include <QApplication>
#include <QMouseEvent>
#include <QRubberBand>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {
constexpr double kWheelStep = 1.25; // magnification per notch
constexpr double kKeyStep = 1.5;
constexpr double kPanStep = 0.1; // of the visible part
constexpr int kNotch = 120;      // QWheelEvent: eighths of a degree
} // namespace

void MapView::Private::press(const QMouseEvent& event)
{
    q->setFocus(Qt::MouseFocusReason);
    if (length <= 0) {
        return;
    }
    pressed = event.position();
    pressedView = q->visibleRange();
    const bool zooms = event.button() == Qt::RightButton ||
                       (event.button() == Qt::LeftButton && event.modifiers().testFlag(Qt::ShiftModifier));
    drag = zooms                                                                    ? Drag::Band
           : event.button() == Qt::LeftButton || event.button() == Qt::MiddleButton ? Drag::Click
                                                                                    : Drag::None;
}

void MapView::Private::move(const QMouseEvent& event)
{
    const QPointF moved = event.position() - pressed;
    const bool far = moved.manhattanLength() >= QApplication::startDragDistance();
    switch (drag) {
    case Drag::None:
        hover(event.position());
        return;
    case Drag::Click:
        if (!far) {
            return;
        }
        drag = Drag::Pan;
        plot->setCursor(Qt::ClosedHandCursor);
        [[fallthrough]];
    case Drag::Pan: {
        const QSize size = plot->axisRect()->size();
        const QPointF tokens(moved.x() / std::max(size.width(), 1) * pressedView.width(),
                             moved.y() / std::max(size.height(), 1) * pressedView.height());
        setView(pressedView.translated(-tokens));
        return;
    }
    case Drag::Band:
        if (far) {
            const QRect area = plot->axisRect()->rect();
            band->setGeometry(QRectF(pressed, event.position()).normalized().toAlignedRect() & area);
            band->show();
        }
        return;
    }
}

void MapView::Private::release(const QMouseEvent& event)
{
    const Drag was = drag;
    drag = Drag::None;
    plot->unsetCursor();
    if (was == Drag::Click && event.button() == Qt::LeftButton) {
        const auto cell = cellAtPlot(event.position());
        if (cell != kNoCell) {
            pickCell(cell.first, cell.second);
        }
    } else if (was == Drag::Band && band->isVisible()) {
        const QRectF chosen = band->geometry();
        band->hide();
        if (chosen.width() >= 3 && chosen.height() >= 3) {
            setView(QRectF(tokensAt(chosen.topLeft()), tokensAt(chosen.bottomRight())).normalized());
        }
    }
}

void MapView::Private::wheel(const QWheelEvent& event)
{
    // With Alt some platforms turn the wheel's axes round.
    const int delta = event.angleDelta().y() != 0 ? event.angleDelta().y() : event.angleDelta().x();
    if (length <= 0 || delta == 0) {
        return;
    }
    const double factor = std::pow(kWheelStep, static_cast<double>(delta) / kNotch);
    const QPointF centre = tokensAt(event.position());
    const QRectF view = q->visibleRange();
    const bool onlyJ = event.modifiers().testFlag(Qt::ControlModifier);
    const bool onlyI = event.modifiers().testFlag(Qt::AltModifier);
    const double across = onlyI ? 1 : factor;
    const double down = onlyJ ? 1 : factor;
    setView(QRectF(centre.x() + (view.x() - centre.x()) / across, centre.y() + (view.y() - centre.y()) / down,
                   view.width() / across, view.height() / down));
}

bool MapView::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m->plot) {
        return QWidget::eventFilter(watched, event);
    }
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        m->press(*static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::MouseMove:
        m->move(*static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::MouseButtonRelease:
        m->release(*static_cast<QMouseEvent*>(event));
        return true;
    case QEvent::MouseButtonDblClick:
        m->drag = Private::Drag::None;
        if (static_cast<QMouseEvent*>(event)->button() == Qt::LeftButton) {
            fit();
        }
        return true;
    case QEvent::Wheel:
        m->wheel(*static_cast<QWheelEvent*>(event));
        event->accept();
        return true;
    case QEvent::Leave:
        if (m->overlay->crosshair != kNoCell) {
            setCrosshair(-1, -1);
            emit hovered(-1, -1);
        }
        return false;
    default:
        return false;
    }
}

void MapView::focusInEvent(QFocusEvent* event)
{
    m->overlay->focused = true;
    m->replotOverlay();
    QWidget::focusInEvent(event);
}

void MapView::focusOutEvent(QFocusEvent* event)
{
    m->overlay->focused = false;
    m->replotOverlay();
    QWidget::focusOutEvent(event);
}

void MapView::keyPressEvent(QKeyEvent* event)
{
    if (m->length <= 0) {
        return QWidget::keyPressEvent(event);
    }
    const bool pans = event->modifiers().testFlag(Qt::ControlModifier);
    const qint64 step = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
    const auto arrow = [&](int down, int across) {
        const QRectF view = visibleRange();
        if (pans) {
            setVisibleRange(view.translated(across * kPanStep * view.width(), down * kPanStep * view.height()));
            return;
        }
        const QPointF middle = view.center();
        const auto start = pickedCell() == kNoCell
                               ? std::pair(static_cast<qint64>(middle.y()), static_cast<qint64>(middle.x()))
                               : std::pair(pickedCell().first + down * step, pickedCell().second + across * step);
        m->pickCell(std::clamp<qint64>(start.first, 0, m->length - 1),
                    std::clamp<qint64>(start.second, 0, m->length - 1));
    };
    const auto centre = [&] {
        const auto cell = pickedCell();
        const QPointF point(static_cast<double>(cell.second) + 0.5, static_cast<double>(cell.first) + 0.5);
        return cell != kNoCell && visibleRange().contains(point) ? point : visibleRange().center();
    };
    switch (event->key()) {
    case Qt::Key_Left:
        return arrow(0, -1);
    case Qt::Key_Right:
        return arrow(0, 1);
    case Qt::Key_Up:
        return arrow(-1, 0);
    case Qt::Key_Down:
        return arrow(1, 0);
    case Qt::Key_Plus:
    case Qt::Key_Equal: // the key with + on it, without Shift
        return zoomBy(kKeyStep, centre());
    case Qt::Key_Minus:
        return zoomBy(1 / kKeyStep, centre());
    case Qt::Key_Home:
        return fit();
    case Qt::Key_Escape:
        if (pickedCell() == kNoCell) {
            break;
        }
        return m->pickCell(-1, -1);
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

} // namespace mambascope::ui
