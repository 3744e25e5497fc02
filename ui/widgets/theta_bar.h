// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <optional>
#include <vector>

namespace mambascope::ui {

/// The part of ThetaSlider with histogram, axis and line.
class ThetaBar : public QWidget
{
    Q_OBJECT
public:
    explicit ThetaBar(QWidget* parent);

    void setLnDecays(const std::vector<double>& lnDecays);
    void setLnTheta(double lnTheta);
    double lnTheta() const { return m_lnTheta; }
    void setMarker(std::optional<double> lnDecay);
    qint64 localCount() const;
    qint64 globalCount() const;
    double positionOf(double lnValue) const;
    double valueAt(double position) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void moved(double lnTheta);
    void finished();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF plotArea() const;
    qint64 countAbove(double lnValue) const; ///< strictly
    void step(double pixels);
    void paintHistogram(QPainter& painter) const;
    void paintAxis(QPainter& painter) const;
    void paintCounts(QPainter& painter) const;
    void paintLines(QPainter& painter) const;

    std::vector<double> m_sorted; // ascending, at least kSmallestLnTheta
    double m_knee = 1;            // decades from which on the axis compresses
    double m_lnTheta = 0;
    std::optional<double> m_marker;
    bool m_dragging = false;
};

} // namespace mambascope::ui
