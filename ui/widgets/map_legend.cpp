// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/map_legend.h"

#include "ui/style/theme.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace mambascope::ui {

namespace {
constexpr int kGap = 6;
constexpr int kStrip = 8;
constexpr int kShortestStrip = 60;
} // namespace

MapLegend::MapLegend(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Legend of the difference"));
}

void MapLegend::setColouring(const MapColouring& colouring)
{
    m_colouring = colouring;
    tell();
}

void MapLegend::setMeaning(const QString& negative, const QString& positive)
{
    m_negative = negative;
    m_positive = positive;
    tell();
}

void MapLegend::setQuantity(const QString& name)
{
    m_quantity = name;
    tell();
}

void MapLegend::tell()
{
    setAccessibleDescription(text());
    setToolTip(text());
    update();
}

QString MapLegend::number(bool upper) const
{
    return QLocale().toString(upper ? m_colouring.range.high : m_colouring.range.low, 'g', 2);
}

QString MapLegend::endText(bool upper) const
{
    if (!m_quantity.isEmpty())
        return upper ? number(true) : tr("%1: %2", "quantity, value").arg(m_quantity, number(false));
    return upper ? tr("%1 %2", "meaning, value").arg(m_positive, number(true))
                 : tr("%1 %2", "value, meaning").arg(number(false), m_negative);
}

QString MapLegend::text() const
{
    const MapRange& range = m_colouring.range;
    const bool whiteIsZero = ColourMap::named(m_colouring.colourMap).diverging() && range.low == -range.high;
    if (m_quantity.isEmpty())
        return (whiteIsZero ? tr("From %1 to %2; white is 0") : tr("From %1 to %2")).arg(endText(false), endText(true));
    return (whiteIsZero ? tr("%1 from %2 to %3; white is 0") : tr("%1 from %2 to %3"))
        .arg(m_quantity, number(false), number(true));
}

QSize MapLegend::sizeHint() const
{
    return {240, fontMetrics().height() + 4};
}

void MapLegend::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    // Words and numbers, numbers alone, or the strip alone: what there is room for.
    QString left = endText(false);
    QString right = endText(true);
    const QRect area = contentsRect();
    const auto room = [&] {
        return area.width() - fontMetrics().horizontalAdvance(left) - fontMetrics().horizontalAdvance(right) - 2 * kGap;
    };
    if (room() < kShortestStrip) {
        left = number(false);
        right = number(true);
    }
    int from = area.left();
    int to = area.left() + area.width();
    if (room() >= kShortestStrip) {
        from += fontMetrics().horizontalAdvance(left) + kGap;
        to -= fontMetrics().horizontalAdvance(right) + kGap;
        painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, left);
        painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, right);
    }
    const ColourMap& colours = ColourMap::named(m_colouring.colourMap);
    const int top = area.top() + (area.height() - kStrip) / 2;
    for (int x = from; x < to; ++x)
        painter.fillRect(x, top, 1, kStrip,
                         QColor::fromRgb(colours.at(static_cast<double>(x - from) / std::max(1, to - from - 1))));
    painter.setPen(plotColours().axis);
    painter.drawRect(from, top, to - from - 1, kStrip - 1);
}

} // namespace mambascope::ui
