// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

namespace mambascope::ui {

/// The part of RangeControl with histogram and handles. The handles are widgets of their own, so that each takes the
/// keyboard focus and has a name for screen readers.
class RangeBar : public QWidget
{
    Q_OBJECT
public:
    explicit RangeBar(QWidget* parent);

    void setHistogram(const std::vector<double>& counts, double low, double high);
    void setRange(double low, double high);
    void setColourMap(const QString& name);
    QWidget* handle(bool upper) const { return upper ? m_upper : m_lower; }
    double positionOf(double value) const;
    double valueAt(double position) const;
    QSize sizeHint() const override;

signals:
    void moved(double low, double high);
    void finished();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    enum class Drag { None, Lower, Upper, Both };
    void placeHandles();
    void moveEnd(bool upper, double value);
    void dragTo(double position);
    double smallestGap() const;
    QRectF area() const;

    std::vector<double> m_counts;
    double m_extentLow = 0, m_extentHigh = 1; // of the histogram
    double m_shownLow = 0, m_shownHigh = 1;   // of the bar: the histogram and the range
    double m_low = 0, m_high = 1;
    QString m_colourMap = QStringLiteral("ember");
    QWidget* m_lower;
    QWidget* m_upper;
    Drag m_drag = Drag::None;
    double m_grab = 0; // pointer minus handle, in pixels
};

} // namespace mambascope::ui
