// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/map_plottable.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace mambascope::ui {

namespace {
constexpr double kLargestSide = 8192; // of an image made for one export; beyond that it is stretched
}

MapPlottable::MapPlottable(QCPAxis* keyAxis, QCPAxis* valueAxis) : QCPAbstractPlottable(keyAxis, valueAxis)
{
    setAntialiased(false);
}

void MapPlottable::setOverview(const MapImage& image)
{
    m_overview = withRowPeaks(image, image); // found once, not with every frame
}

void MapPlottable::setDetail(const MapImage& image, bool complete)
{
    m_detail = withRowPeaks(image, m_overview);
    if (complete)
        m_complete = m_detail;
}

void MapPlottable::setColouring(const MapColouring& colouring)
{
    m_colouring = colouring;
}

void MapPlottable::setColours(QRgb causal, QRgb notFinite)
{
    m_causal = causal;
    m_notFinite = notFinite;
}

void MapPlottable::setLength(qint64 length)
{
    m_length = length;
}

double MapPlottable::selectTest(const QPointF&, bool, QVariant*) const
{
    return -1; // picking is the view's business
}

QCPRange MapPlottable::getKeyRange(bool& foundRange, QCP::SignDomain) const
{
    foundRange = m_length > 0;
    return {0, static_cast<double>(m_length)};
}

QCPRange MapPlottable::getValueRange(bool& foundRange, QCP::SignDomain, const QCPRange&) const
{
    return getKeyRange(foundRange);
}

QRectF MapPlottable::visibleTokens() const
{
    const QCPRange keys = keyAxis()->range();
    const QCPRange queries = valueAxis()->range();
    const QRectF whole(0, 0, static_cast<double>(m_length), static_cast<double>(m_length));
    return QRectF(keys.lower, queries.lower, keys.size(), queries.size()) & whole;
}

bool MapPlottable::covers(const MapImage& image, const QRectF& tokens)
{
    return !image.isEmpty() && image.col0 <= tokens.left() && image.col1 >= tokens.right() &&
           image.row0 <= tokens.top() && image.row1 >= tokens.bottom();
}

void MapPlottable::draw(QCPPainter* painter)
{
    const QRectF tokens = visibleTokens();
    if (tokens.isEmpty() || (m_overview.isEmpty() && m_detail.isEmpty())) {
        return;
    }
    const QPointF topLeft(keyAxis()->coordToPixel(tokens.left()), valueAxis()->coordToPixel(tokens.top()));
    const QPointF bottomRight(keyAxis()->coordToPixel(tokens.right()), valueAxis()->coordToPixel(tokens.bottom()));
    const QRectF target = QRectF(topLeft, bottomRight).normalized();
    // Device pixels, whatever they are: a HiDPI screen, a scaled PNG, or a vector file (twice as fine as the page's
    // points).
    const QTransform transform = painter->transform();
    double ratio =
        painter->device()->devicePixelRatioF() * std::max(std::abs(transform.m11()), std::abs(transform.m22()));
    if (painter->modes().testFlag(QCPPainter::pmVectorized)) {
        ratio = std::max(ratio, 2.0);
    }
    ratio = std::min(ratio, kLargestSide / std::max({target.width(), target.height(), 1.0}));
    const QSize pixels(std::max(1, static_cast<int>(std::lround(target.width() * ratio))),
                       std::max(1, static_cast<int>(std::lround(target.height() * ratio))));
    const bool smooth = painter->testRenderHint(QPainter::SmoothPixmapTransform);
    painter->setRenderHint(QPainter::SmoothPixmapTransform, false);
    // From coarse to fine, beginning with the finest one that hides all below it.
    const bool grows = m_detail.values != m_complete.values;
    const std::array<const MapImage*, 3> layers = {&m_overview, grows ? &m_complete : nullptr, &m_detail};
    std::size_t first = layers.size();
    while (first > 0 && (first == layers.size() || !layers[first] || !covers(*layers[first], tokens)))
        --first;
    for (std::size_t k = first; k < layers.size(); ++k)
        if (layers[k] && !layers[k]->isEmpty())
            painter->drawImage(target, colourise(*layers[k], tokens, pixels, m_colouring, m_causal, m_notFinite));
    painter->setRenderHint(QPainter::SmoothPixmapTransform, smooth);
}

void MapPlottable::drawLegendIcon(QCPPainter* painter, const QRectF& rect) const
{
    QLinearGradient gradient(rect.topLeft(), rect.topRight());
    const ColourMap& map = ColourMap::named(m_colouring.colourMap);
    for (int stop = 0; stop <= 8; ++stop) {
        gradient.setColorAt(stop / 8.0, QColor::fromRgb(map.at(stop / 8.0)));
    }
    painter->fillRect(rect, gradient);
}

} // namespace mambascope::ui
