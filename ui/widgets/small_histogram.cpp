// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/small_histogram.h"

#include "ui/style/theme.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

void HistogramDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const QVariant value = index.data(kHistogramRole);
    if (!value.canConvert<SmallHistogram>())
        return;
    const auto histogram = value.value<SmallHistogram>();
    const auto largest = std::max_element(histogram.counts.begin(), histogram.counts.end());
    if (largest == histogram.counts.end() || *largest <= 0)
        return;
    const bool selected = option.state & QStyle::State_Selected;
    const PlotColours& colours = plotColours();
    const QColor ink = selected ? option.palette.color(QPalette::HighlightedText) : colours.longMamba;
    const QRectF area = QRectF(option.rect).adjusted(4, 2, -4, -2);
    const double step = area.width() / static_cast<double>(histogram.counts.size());
    const double scale = area.height() / std::log1p(static_cast<double>(*largest));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t k = 0; k < histogram.counts.size(); ++k) {
        if (histogram.counts[k] <= 0)
            continue;
        // Bins meet on whole pixels: no stripes between them.
        const double left = std::floor(area.left() + step * static_cast<double>(k));
        const double right = std::floor(area.left() + step * static_cast<double>(k + 1));
        const double height = std::max(1.0, scale * std::log1p(static_cast<double>(histogram.counts[k])));
        painter->fillRect(QRectF(left, area.bottom() - height, std::max(1.0, right - left), height), ink);
    }
    painter->setPen(selected ? ink : colours.axis);
    painter->drawLine(area.bottomLeft(), area.bottomRight());
    if (histogram.minimum < 0 && histogram.maximum > 0) {
        const double zero = area.left() - histogram.minimum / (histogram.maximum - histogram.minimum) * area.width();
        painter->setPen(selected ? ink : colours.reach);
        painter->drawLine(QPointF(zero, area.top()), QPointF(zero, area.bottom()));
    }
    painter->restore();
}

QSize HistogramDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    return QStyledItemDelegate::sizeHint(option, index).expandedTo({90, option.fontMetrics.height() + 8});
}

} // namespace mambascope::ui
