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
} // namespace

MapLegend::MapLegend(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Legend of the difference"));
}

void MapLegend::setColouring(const MapColouring& colouring)
{
    m_colouring = colouring;
    setAccessibleDescription(text());
    update();
}

void MapLegend::setMeaning(const QString& negative, const QString& positive)
{
    m_negative = negative;
    m_positive = positive;
    setAccessibleDescription(text());
    update();
}

QString MapLegend::endText(bool upper) const
{
    const double value = upper ? m_colouring.range.high : m_colouring.range.low;
    const QString number = QLocale().toString(value, 'g', 3);
    return upper ? tr("%1 %2", "meaning, value").arg(m_positive, number)
                 : tr("%1 %2", "value, meaning").arg(number, m_negative);
}

QString MapLegend::text() const
{
    return tr("From %1 to %2; white is 0").arg(endText(false), endText(true));
}

QSize MapLegend::sizeHint() const
{
    return {240, fontMetrics().height() + 4};
}

void MapLegend::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    const QString left = endText(false);
    const QString right = endText(true);
    int from = fontMetrics().horizontalAdvance(left) + kGap;
    int to = width() - fontMetrics().horizontalAdvance(right) - kGap;
    const bool roomForWords = to - from >= 40;
    if (roomForWords) {
        painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter, left);
        painter.drawText(rect(), Qt::AlignRight | Qt::AlignVCenter, right);
    } else {
        from = 0;
        to = width();
    }
    const ColourMap& colours = ColourMap::named(m_colouring.colourMap);
    const int top = (height() - kStrip) / 2;
    for (int x = from; x < to; ++x)
        painter.fillRect(x, top, 1, kStrip,
                         QColor::fromRgb(colours.at(static_cast<double>(x - from) / std::max(1, to - from - 1))));
    painter.setPen(plotColours().axis);
    painter.drawRect(from, top, to - from - 1, kStrip - 1);
}

} // namespace mambascope::ui
