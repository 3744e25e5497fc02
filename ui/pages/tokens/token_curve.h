// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

#include <cstdint>
#include <vector>

namespace mambascope::ui {

class PlotNavigation;

/// Values of every token of a sequence as curves of any length: of the tokens that fall on one pixel the largest, the
/// smallest and the mean are drawn. Wheel and drag zoom and move along the tokens, a double click shows all, a click
/// picks a token. Left and Right pick the next token (Shift: ten), the other keys are PlotNavigation's.
class TokenCurve : public QCustomPlot
{
    Q_OBJECT
public:
    explicit TokenCurve(QWidget* parent = nullptr);

    struct Series
    {
        QString name;
        QColor colour;
        std::vector<float> values; ///< [length]; NaN: no value
    };
    /// `span`: mean lines with a band from smallest to largest; else only the largest of each pixel.
    void setSeries(std::vector<Series> series, std::int64_t length, bool span);
    /// On a logarithmic axis zeros are left out.
    void setLogarithmic(bool on);
    void setPicked(std::int64_t token); ///< -1: none
    void setHighlight(std::int64_t begin, std::int64_t end);
    /// Why there is nothing to see.
    void setMessage(const QString& message);
    const std::vector<Series>& series() const { return m_series; }
    void restyle();
    PlotNavigation* navigation() const { return m_navigation; }
    void fit(); ///< all tokens; emits partChanged()
    /// The visible tokens; from == to: all. Emits nothing.
    void setPart(double from, double to);

signals:
    void partChanged(double from, double to); ///< by a person; both 0: everything
    void picked(qint64 token);
    void hovered(qint64 token); ///< -1 when the pointer leaves

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void makeGraphs();
    void bin();
    void setBins(const Series& series, int firstGraph, std::int64_t first, std::int64_t end);
    std::int64_t tokenAt(const QPointF& position) const; ///< -1: none

    std::vector<Series> m_series;
    std::int64_t m_length = 0;
    bool m_span = true;
    int m_binned = 0; ///< width of the axes that the points were made for
    std::int64_t m_picked = -1;
    double m_from = 0, m_to = 0; ///< as given to setPart(): for series that come later
    PlotNavigation* m_navigation;
    double m_largest = 1, m_smallest = 1;
    QCPItemStraightLine* m_marker;
    QCPItemRect* m_highlight;
    QCPItemText* m_message;
    QPoint m_pressed;
};

} // namespace mambascope::ui
