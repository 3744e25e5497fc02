// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPixmap>

#include <qcustomplot.h>

#include <cstdint>
#include <vector>

namespace mambascope::ui {

/// Thousands of points that change colour with every mouse move: each class is one stamp that is copied, and a place
/// that has one is not painted again. QCustomPlot's own scatter draws each point as a path, which costs a frame by
/// itself.
class PointCloud : public QCPAbstractPlottable
{
    Q_OBJECT
public:
    struct Style
    {
        QColor line, fill; ///< fill may be transparent
        double diameter = 6;
        bool diamond = false; ///< else a circle
    };

    /// The scale types of the axes must be set before points are.
    PointCloud(QCPAxis* keyAxis, QCPAxis* valueAxis);

    /// Points with a NaN are left out.
    void setPoints(std::vector<double> x, std::vector<double> y);
    /// Class of each point: index into the styles; kHidden: not drawn. Missing entries count as 0.
    void setClasses(std::vector<std::uint8_t> classes) { m_classes = std::move(classes); }
    void setStyles(const std::vector<Style>& styles);
    static constexpr std::uint8_t kHidden = 255;

    /// Styles from this one on are drawn first, under the others: what is out of focus.
    void setBackgroundFrom(std::size_t style) { m_backgroundFrom = style; }

    std::size_t size() const { return m_x.size(); }
    QPointF point(std::size_t k) const { return {m_x[k], m_y[k]}; }
    /// Nearest visible point within `radius` pixels, -1: none.
    qint64 nearest(const QPointF& pixel, double radius) const;
    /// Sets mask[k] for every visible point inside; `mask` has an entry for every point.
    void collect(const QCPRange& keys, const QCPRange& values, std::vector<std::uint8_t>& mask) const;

    double selectTest(const QPointF& pos, bool onlySelectable, QVariant* details = nullptr) const override;
    QCPRange getKeyRange(bool& found, QCP::SignDomain domain = QCP::sdBoth) const override;
    QCPRange getValueRange(bool& found, QCP::SignDomain domain = QCP::sdBoth,
                           const QCPRange& keys = QCPRange()) const override;

protected:
    void draw(QCPPainter* painter) override;
    void drawLegendIcon(QCPPainter* painter, const QRectF& rect) const override;

private:
    /// From a coordinate's natural logarithm (logarithmic axes) or the coordinate itself to pixels: axis and plottable
    /// agree on it once a frame instead of once a point.
    struct Scale
    {
        double offset = 0, factor = 0;
        double operator()(float place) const { return offset + factor * static_cast<double>(place); }
    };
    static bool isLogarithmic(const QCPAxis* axis) { return axis->scaleType() == QCPAxis::stLogarithmic; }
    static Scale scaleOf(const QCPAxis* axis);
    std::uint8_t classOf(std::size_t k) const { return k < m_classes.size() ? m_classes[k] : 0; }
    static void drawShape(QPainter& painter, const Style& style, const QPointF& centre);
    QPixmap stamp(const Style& style, double ratio) const;

    std::vector<double> m_x, m_y;
    std::vector<float> m_placeX, m_placeY; ///< as Scale takes them
    std::vector<std::uint8_t> m_classes;
    std::vector<Style> m_styles;
    std::vector<QPixmap> m_stamps;
    double m_ratio = 0;
    std::size_t m_backgroundFrom = kHidden;
};

} // namespace mambascope::ui
