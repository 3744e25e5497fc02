// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/gallery/gallery_grid.h"

#include "ui/style/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace mambascope::ui {

GalleryGrid::GalleryGrid(QWidget* parent) : QAbstractScrollArea(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // cells would re-flow each time it came or went
}

void GalleryGrid::setCells(int count, QSize size)
{
    // What is at the top stays there when the size changes.
    const int first = m_count > 0 ? visibleCells().first : 0;
    m_count = count;
    m_cell = size;
    if (m_current >= count)
        m_current = -1;
    updateScrollBar();
    if (first > 0 && first < count)
        verticalScrollBar()->setValue(first / columns() * rowHeight());
    viewport()->update();
    emit visibleCellsChanged();
}

void GalleryGrid::setMessage(const QString& message)
{
    m_message = message;
    if (m_count == 0)
        viewport()->update();
}

int GalleryGrid::columns() const
{
    const int room = viewport()->width() - 2 * kMargin + kSpacing;
    return std::max(1, room / (m_cell.width() + kSpacing));
}

void GalleryGrid::setCurrent(int cell, bool scroll)
{
    m_current = cell >= 0 && cell < m_count ? cell : -1;
    setAccessibleDescription(m_current < 0 ? tr("No channel chosen") : m_describe ? m_describe(m_current) : QString());
    if (m_current >= 0 && scroll) {
        const int top = m_current / columns() * rowHeight();
        QScrollBar* bar = verticalScrollBar();
        if (top < bar->value())
            bar->setValue(top);
        else if (top + rowHeight() + kMargin > bar->value() + viewport()->height())
            bar->setValue(top + rowHeight() + kMargin - viewport()->height());
    }
    viewport()->update();
}

QRect GalleryGrid::cellRect(int cell) const
{
    const int column = cell % columns();
    const int row = cell / columns();
    return {QPoint(kMargin + column * (m_cell.width() + kSpacing),
                   kMargin + row * rowHeight() - verticalScrollBar()->value()),
            m_cell};
}

int GalleryGrid::cellAt(const QPoint& position) const
{
    const int x = position.x() - kMargin;
    const int y = position.y() - kMargin + verticalScrollBar()->value();
    if (x < 0 || y < 0)
        return -1;
    const int column = x / (m_cell.width() + kSpacing);
    const int cell = y / rowHeight() * columns() + column;
    return column < columns() && cell < m_count && cellRect(cell).contains(position) ? cell : -1;
}

std::pair<int, int> GalleryGrid::visibleCells() const
{
    const int top = std::max(0, verticalScrollBar()->value() - kMargin);
    const int first = top / rowHeight() * columns();
    const int last = ((top + viewport()->height()) / rowHeight() + 1) * columns();
    return {std::min(first, m_count), std::min(last, m_count)};
}

void GalleryGrid::updateScrollBar()
{
    QScrollBar* bar = verticalScrollBar();
    const int page = viewport()->height();
    bar->setRange(0, std::max(0, rows() * rowHeight() - kSpacing + 2 * kMargin - page));
    bar->setPageStep(page);
    bar->setSingleStep(std::max(20, rowHeight() / 3));
}

void GalleryGrid::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    const PlotColours& colours = plotColours();
    painter.fillRect(event->rect(), colours.background);
    painter.setFont(font());
    if (m_count == 0) {
        painter.setPen(colours.faintText);
        painter.drawText(viewport()->rect().adjusted(24, 12, -24, -12), Qt::AlignCenter | Qt::TextWordWrap, m_message);
    }
    const auto [first, end] = visibleCells();
    for (int cell = first; cell < end; ++cell) {
        const QRect place = cellRect(cell);
        if (!place.adjusted(-4, -4, 4, 4).intersects(event->rect()))
            continue;
        if (cell == m_current) {
            QColor fill = colours.pick;
            fill.setAlpha(36);
            painter.setPen(QPen(colours.pick, hasFocus() ? 2 : 1));
            painter.setBrush(fill);
            painter.drawRect(place.adjusted(-4, -3, 4, 4));
        }
        if (m_paint)
            m_paint(painter, cell, place);
    }
}

void GalleryGrid::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBar();
    viewport()->update();
    emit visibleCellsChanged();
}

void GalleryGrid::scrollContentsBy(int /*dx*/, int dy)
{
    viewport()->scroll(0, dy); // what is there moves, only the strip that comes in is painted
    emit visibleCellsChanged();
}

void GalleryGrid::choose(int cell)
{
    if (cell < 0 || cell >= m_count)
        return;
    setCurrent(cell);
    emit chosen(cell);
}

void GalleryGrid::keyPressEvent(QKeyEvent* event)
{
    const int page = std::max(1, viewport()->height() / rowHeight()) * columns();
    const int from = std::max(0, m_current);
    const auto step = [&](int by) {
        // Up and down stay in their column; at an end they do nothing.
        if (m_current < 0)
            return choose(0);
        const int to = from + by;
        if (std::abs(by) == page && (to < 0 || to >= m_count))
            return choose(by < 0 ? 0 : m_count - 1);
        choose(to);
    };
    switch (event->key()) {
    case Qt::Key_Left:
        return step(-1);
    case Qt::Key_Right:
        return step(1);
    case Qt::Key_Up:
        return step(-columns());
    case Qt::Key_Down:
        return step(columns());
    case Qt::Key_PageUp:
        return step(-page);
    case Qt::Key_PageDown:
        return step(page);
    case Qt::Key_Home:
        return choose(0);
    case Qt::Key_End:
        return choose(m_count - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            emit activated(m_current);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        emit sizeStepped(1);
        return;
    case Qt::Key_Minus:
        emit sizeStepped(-1);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void GalleryGrid::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        choose(cellAt(event->pos()));
}

void GalleryGrid::mouseDoubleClickEvent(QMouseEvent* event)
{
    const int cell = cellAt(event->pos());
    if (event->button() == Qt::LeftButton && cell >= 0)
        emit activated(cell);
}

void GalleryGrid::wheelEvent(QWheelEvent* event)
{
    if (!(event->modifiers() & Qt::ControlModifier)) {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    m_wheel += event->angleDelta().y(); // touch pads send a step in many parts
    const int steps = m_wheel / 120;
    m_wheel -= steps * 120;
    if (steps != 0)
        emit sizeStepped(steps);
    event->accept();
}

void GalleryGrid::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void GalleryGrid::focusOutEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

bool GalleryGrid::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int cell = cellAt(help->pos());
        if (cell >= 0 && m_describe)
            QToolTip::showText(help->globalPos(), m_describe(cell), viewport(), cellRect(cell));
        else
            QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

} // namespace mambascope::ui
