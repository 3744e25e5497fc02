// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace mambascope::ui {

/// The legend's entry for the half of a map that has no values: its colour, and beside it what that means.
class CausalEntry : public QWidget
{
    Q_OBJECT
public:
    explicit CausalEntry(QWidget* parent = nullptr);

    /// In a few words; pictures of maps say the same.
    static QString words();
    /// With the words where `room` pixels are enough for them, else the colour alone, which the tool tip explains.
    void fit(int room);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int widthFor(bool withWords) const;

    bool m_withWords = false;
};

} // namespace mambascope::ui
