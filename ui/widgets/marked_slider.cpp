// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/marked_slider.h"

#include "ui/style/theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyleOptionSlider>

namespace mambascope::ui {

MarkedSlider::MarkedSlider(int mark, QWidget* parent) : QSlider(Qt::Horizontal, parent), m_mark(mark) {}

void MarkedSlider::setMark(int mark)
{
    m_mark = mark;
    update();
}

void MarkedSlider::paintEvent(QPaintEvent* event)
{
    QStyleOptionSlider option;
    initStyleOption(&option);
    const QRect handle = style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderHandle, this);
    const int x =
        QStyle::sliderPositionFromValue(minimum(), maximum(), m_mark, width() - handle.width()) + handle.width() / 2;
    QPainter painter(this);
    painter.setPen(QPen(plotColours().axis, 2));
    painter.drawLine(x, height() / 2 - 8, x, height() / 2 + 8);
    painter.end();
    QSlider::paintEvent(event);
}

void MarkedSlider::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Delete)
        emit defaultAsked();
    else
        QSlider::keyPressEvent(event);
}

void MarkedSlider::mouseDoubleClickEvent(QMouseEvent*)
{
    emit defaultAsked();
}

} // namespace mambascope::ui
