// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QMouseEvent>
#include <QSlider>
#include <QStyleOptionSlider>
#include <QTest>
#include <QWidget>

// What the tests of single widgets share.
namespace mambascope::test {

inline void moveMouse(QWidget* widget, QPoint point, Qt::MouseButton held)
{
    QMouseEvent move(QEvent::MouseMove, point, widget->mapToGlobal(point), Qt::NoButton, held, Qt::NoModifier);
    QApplication::sendEvent(widget, &move);
}

inline void display(QWidget& widget, QSize size)
{
    widget.resize(size);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    QCoreApplication::processEvents();
}

/// Where the middle of a lying slider's handle is at a position.
inline QPoint placeOfHandle(const QSlider* slider, int position)
{
    QStyleOptionSlider option;
    option.initFrom(slider);
    option.orientation = Qt::Horizontal;
    option.minimum = slider->minimum();
    option.maximum = slider->maximum();
    option.tickPosition = slider->tickPosition();
    option.sliderPosition = option.sliderValue = position;
    return slider->style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderHandle, slider).center();
}

} // namespace mambascope::test
