// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSlider>

namespace mambascope::ui {

/// A slider with a small mark at the default value, for which a double click or the Delete key asks.
class MarkedSlider : public QSlider
{
    Q_OBJECT
public:
    explicit MarkedSlider(int mark, QWidget* parent = nullptr);

    void setMark(int mark);

signals:
    void defaultAsked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    int m_mark;
};

} // namespace mambascope::ui
