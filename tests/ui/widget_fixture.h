// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QMouseEvent>
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

} // namespace mambascope::test
