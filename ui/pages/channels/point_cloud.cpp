// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/channels/point_cloud.h"

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

PointCloud::PointCloud(QCPAxis* keyAxis, QCPAxis* valueAxis) : QCPAbstractPlottable(keyAxis, valueAxis)
{
    setAntialiased(false);
}

void PointCloud::setPoints(std::vector<double> x, std::vector<double> y)
{
    m_x = std::move(x);
    m_y = std::move(y);
    const auto places = [](const std::vector<double>& values, bool logarithmic) {
        std::vector<float> result(values.size());
        std::transform(values.begin(), values.end(), result.begin(), [logarithmic](double value) {
            return static_cast<float>(logarithmic ? std::log(value) : value);
        });
        return result;
    };
    m_placeX = places(m_x, isLogarithmic(keyAxis()));
    m_placeY = places(m_y, isLogarithmic(valueAxis()));
}

PointCloud::Scale PointCloud::scaleOf(const QCPAxis* axis)
{
    const QCPRange range = axis->range();
    const bool logarithmic = isLogarithmic(axis);
    const double low = logarithmic ? std::log(range.lower) : range.lower;
    const double high = logarithmic ? std::log(range.upper) : range.upper;
    const double first = axis->coordToPixel(range.lower);
    Scale scale;
    scale.factor = (axis->coordToPixel(range.upper) - first) / (high - low);
    scale.offset = first - scale.factor * low;
    return scale;
}

void PointCloud::setStyles(const std::vector<Style>& styles)
{
    m_styles = styles;
    m_ratio = 0; // stamps are made again
}

QPixmap PointCloud::stamp(const Style& style, double ratio) const
{
    const int side = static_cast<int>(std::ceil(style.diameter)) + 2;
    QPixmap pixmap(QSize(side, side) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    drawShape(painter, style, QPointF(side, side) / 2);
    return pixmap;
}

void PointCloud::drawShape(QPainter& painter, const Style& style, const QPointF& centre)
{
    painter.setPen(QPen(style.line, 1.2));
    painter.setBrush(style.fill);
    const double half = style.diameter / 2;
    if (style.diamond)
        painter.drawPolygon(QPolygonF({centre - QPointF(0, half), centre + QPointF(half, 0), centre + QPointF(0, half),
                                       centre - QPointF(half, 0)}));
    else
        painter.drawEllipse(centre, half, half);
}

void PointCloud::draw(QCPPainter* painter)
{
    const bool vectors = painter->modes().testFlag(QCPPainter::pmVectorized); // shapes stay shapes
    const double ratio = painter->device()->devicePixelRatioF();
    if (m_ratio != ratio) {
        m_stamps.clear();
        for (const Style& style : m_styles)
            m_stamps.push_back(stamp(style, ratio));
        m_ratio = ratio;
    }
    const QRect clip = clipRect();
    const auto width = static_cast<std::size_t>(std::max(1, clip.width()));
    const auto height = static_cast<std::size_t>(std::max(1, clip.height()));
    const Scale toX = scaleOf(keyAxis());
    const Scale toY = scaleOf(valueAxis());
    // Among very many, stamps two pixels apart cannot be told from those one pixel apart.
    const unsigned shift = m_x.size() > 50000 ? 1 : 0;
    const std::size_t stride = (width >> shift) + 1;
    std::vector<std::uint8_t> taken(stride * ((height >> shift) + 1) * m_stamps.size());
    const auto drawStyles = [&](std::size_t first, std::size_t end) {
        for (std::size_t k = 0; k < m_x.size(); ++k) {
            const std::uint8_t kind = classOf(k);
            if (kind < first || kind >= end)
                continue;
            const double x = toX(m_placeX[k]) - clip.left();
            const double y = toY(m_placeY[k]) - clip.top();
            if (!(x >= 0 && y >= 0 && x < static_cast<double>(width) && y < static_cast<double>(height)))
                continue; // NaN, too
            std::uint8_t& place =
                taken[(kind * ((height >> shift) + 1) + (static_cast<std::size_t>(y) >> shift)) * stride +
                      (static_cast<std::size_t>(x) >> shift)];
            if (place)
                continue;
            place = 1;
            if (vectors) {
                drawShape(*painter, m_styles[kind], QPointF(clip.left() + x, clip.top() + y));
                continue;
            }
            const QPixmap& pixmap = m_stamps[kind];
            const double half = static_cast<double>(pixmap.width()) / ratio / 2;
            painter->drawPixmap(QPointF(clip.left() + x - half, clip.top() + y - half), pixmap);
        }
    };
    const std::size_t middle = std::min(m_backgroundFrom, m_stamps.size());
    if (middle < m_stamps.size())
        drawStyles(middle, m_stamps.size());
    drawStyles(0, middle);
}

void PointCloud::drawLegendIcon(QCPPainter* painter, const QRectF& rect) const
{
    if (m_styles.empty())
        return;
    if (painter->modes().testFlag(QCPPainter::pmVectorized)) {
        drawShape(*painter, m_styles.front(), rect.center());
        return;
    }
    const QPixmap pixmap = stamp(m_styles.front(), painter->device()->devicePixelRatioF());
    const QSizeF size = pixmap.deviceIndependentSize();
    painter->drawPixmap(rect.center() - QPointF(size.width() / 2, size.height() / 2), pixmap);
}

qint64 PointCloud::nearest(const QPointF& pixel, double radius) const
{
    qint64 best = -1;
    double smallest = radius * radius;
    const Scale toX = scaleOf(keyAxis());
    const Scale toY = scaleOf(valueAxis());
    for (std::size_t k = 0; k < m_x.size(); ++k) {
        if (classOf(k) >= m_styles.size())
            continue;
        const double dx = toX(m_placeX[k]) - pixel.x();
        const double dy = toY(m_placeY[k]) - pixel.y();
        const double distance = dx * dx + dy * dy;
        if (distance <= smallest) { // not for NaN
            smallest = distance;
            best = static_cast<qint64>(k);
        }
    }
    return best;
}

void PointCloud::collect(const QCPRange& keys, const QCPRange& values, std::vector<std::uint8_t>& mask) const
{
    for (std::size_t k = 0; k < m_x.size(); ++k) {
        if (classOf(k) < m_styles.size() && keys.contains(m_x[k]) && values.contains(m_y[k]))
            mask[k] = 1;
    }
}

double PointCloud::selectTest(const QPointF&, bool, QVariant*) const
{
    return -1; // choosing a point is the page's business
}

QCPRange PointCloud::getKeyRange(bool& found, QCP::SignDomain) const
{
    found = !m_x.empty();
    if (!found)
        return {};
    const auto [low, high] = std::minmax_element(m_x.begin(), m_x.end());
    return {*low, *high};
}

QCPRange PointCloud::getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const
{
    QCPRange range(0, 0);
    found = false;
    for (const double y : m_y) {
        if (std::isnan(y))
            continue;
        range.lower = found ? std::min(range.lower, y) : y;
        range.upper = found ? std::max(range.upper, y) : y;
        found = true;
    }
    return range;
}

} // namespace mambascope::ui
