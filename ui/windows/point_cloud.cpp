// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/point_cloud.h"

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
    painter.setPen(QPen(style.line, 1.2));
    painter.setBrush(style.fill);
    const QRectF shape((side - style.diameter) / 2, (side - style.diameter) / 2, style.diameter, style.diameter);
    if (style.diamond)
        painter.drawPolygon(
            QPolygonF({QPointF(shape.center().x(), shape.top()), QPointF(shape.right(), shape.center().y()),
                       QPointF(shape.center().x(), shape.bottom()), QPointF(shape.left(), shape.center().y())}));
    else
        painter.drawEllipse(shape);
    return pixmap;
}

void PointCloud::draw(QCPPainter* painter)
{
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
    std::vector<bool> taken(width * height * m_stamps.size());
    for (std::size_t k = 0; k < m_x.size(); ++k) {
        const std::uint8_t kind = classOf(k);
        if (kind >= m_stamps.size())
            continue;
        const double x = keyAxis()->coordToPixel(m_x[k]) - clip.left();
        const double y = valueAxis()->coordToPixel(m_y[k]) - clip.top();
        if (!(x >= 0 && y >= 0 && x < static_cast<double>(width) && y < static_cast<double>(height)))
            continue; // NaN, too
        const std::size_t place = (kind * height + static_cast<std::size_t>(y)) * width + static_cast<std::size_t>(x);
        if (taken[place])
            continue;
        taken[place] = true;
        const QPixmap& pixmap = m_stamps[kind];
        const double half = static_cast<double>(pixmap.width()) / ratio / 2;
        painter->drawPixmap(QPointF(clip.left() + x - half, clip.top() + y - half), pixmap);
    }
}

void PointCloud::drawLegendIcon(QCPPainter* painter, const QRectF& rect) const
{
    if (m_styles.empty())
        return;
    const QPixmap pixmap = stamp(m_styles.front(), painter->device()->devicePixelRatioF());
    const QSizeF size = pixmap.deviceIndependentSize();
    painter->drawPixmap(rect.center() - QPointF(size.width() / 2, size.height() / 2), pixmap);
}

qint64 PointCloud::nearest(const QPointF& pixel, double radius) const
{
    qint64 best = -1;
    double smallest = radius * radius;
    for (std::size_t k = 0; k < m_x.size(); ++k) {
        if (classOf(k) >= m_styles.size() || std::isnan(m_y[k]) || std::isnan(m_x[k]))
            continue;
        const double dx = keyAxis()->coordToPixel(m_x[k]) - pixel.x();
        const double dy = valueAxis()->coordToPixel(m_y[k]) - pixel.y();
        const double distance = dx * dx + dy * dy;
        if (distance <= smallest) {
            smallest = distance;
            best = static_cast<qint64>(k);
        }
    }
    return best;
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
