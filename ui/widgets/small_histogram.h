// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QStyledItemDelegate>

#include <cstdint>
#include <vector>

namespace mambascope::ui {

/// Counts of equal bins between two values, for a cell of a table.
struct SmallHistogram
{
    std::vector<std::int64_t> counts;
    double minimum = 0, maximum = 0;
};

/// Draws the SmallHistogram under kHistogramRole: heights on a logarithmic scale, so that the tails of a weight matrix
/// show beside its middle; a line where zero lies. Cells without one are drawn as text.
class HistogramDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    static constexpr int kHistogramRole = Qt::UserRole + 100;
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace mambascope::ui

Q_DECLARE_METATYPE(mambascope::ui::SmallHistogram)
