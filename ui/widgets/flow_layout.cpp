// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/flow_layout.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QWidget>

#include <algorithm>

namespace mambascope::ui {

namespace {

constexpr int kGap = 12;   ///< between groups
constexpr int kInside = 5; ///< between a label and its control
constexpr int kLines = 4;

bool expands(const QLayoutItem& item)
{
    return item.expandingDirections() & Qt::Horizontal;
}

} // namespace

FlowLayout::FlowLayout(QWidget* parent) : QLayout(parent)
{
    if (!parent) // a part of another layout has no margins
        setContentsMargins(0, 0, 0, 0);
    setSpacing(kGap);
}

FlowLayout::~FlowLayout()
{
    while (count() > 0) // one by one: a layout that goes looks for itself in this one
        delete takeAt(count() - 1);
}

QLabel* FlowLayout::addLabelled(const QString& text, QWidget* control, const QString& tip)
{
    auto* label = new QLabel(text);
    label->setBuddy(control);
    if (!tip.isEmpty()) {
        label->setToolTip(tip);
        control->setToolTip(tip);
    }
    addGroup({label, control});
    return label;
}

void FlowLayout::addGroup(std::initializer_list<QWidget*> widgets)
{
    auto* group = new QHBoxLayout;
    group->setSpacing(kInside);
    for (QWidget* widget : widgets)
        group->addWidget(widget);
    addChildLayout(group);
    addItem(group);
}

void FlowLayout::addStretch()
{
    addItem(new QSpacerItem(0, 0, QSizePolicy::Expanding, QSizePolicy::Minimum));
}

QLayoutItem* FlowLayout::itemAt(int index) const
{
    return index < 0 || index >= count() ? nullptr : m_items[static_cast<std::size_t>(index)].get();
}

QLayoutItem* FlowLayout::takeAt(int index)
{
    if (index < 0 || index >= count())
        return nullptr;
    const auto place = m_items.begin() + index;
    QLayoutItem* item = place->release();
    m_items.erase(place);
    invalidate();
    return item;
}

void FlowLayout::addItem(QLayoutItem* item)
{
    m_items.emplace_back(item);
    invalidate();
}

int FlowLayout::gap() const
{
    return std::max(0, spacing());
}

int FlowLayout::lineGap() const
{
    return std::min(gap(), kLines);
}

std::vector<FlowLayout::Line> FlowLayout::linesFor(int width) const
{
    std::vector<Line> lines;
    for (const auto& item : m_items) {
        const bool isStretch = item->spacerItem() != nullptr;
        if (item->isEmpty() && !isStretch)
            continue; // hidden
        const QSize wanted = item->sizeHint().expandedTo(item->minimumSize());
        const int before = lines.empty() || lines.back().width == 0 ? 0 : gap();
        if (lines.empty() || (lines.back().width > 0 && lines.back().width + before + wanted.width() > width))
            lines.emplace_back();
        Line& line = lines.back();
        line.width += (line.width > 0 && !isStretch ? gap() : 0) + wanted.width();
        line.height = std::max(line.height, wanted.height());
        line.items.push_back(item.get());
    }
    return lines;
}

int FlowLayout::heightForWidth(int width) const
{
    const QMargins margins = contentsMargins();
    int height = 0;
    for (const Line& line : linesFor(width - margins.left() - margins.right()))
        height += line.height + (height > 0 ? lineGap() : 0);
    return height + margins.top() + margins.bottom();
}

QSize FlowLayout::sizeHint() const
{
    QSize size;
    for (const Line& line : linesFor(QLAYOUTSIZE_MAX))
        size = QSize(line.width, line.height);
    return size.grownBy(contentsMargins());
}

QSize FlowLayout::minimumSize() const
{
    QSize size(0, 0);
    for (const auto& item : m_items) {
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    }
    return size.grownBy(contentsMargins());
}

void FlowLayout::setGeometry(const QRect& place)
{
    QLayout::setGeometry(place);
    const QRect area = place.marginsRemoved(contentsMargins());
    int y = area.y();
    for (const Line& line : linesFor(area.width())) {
        const int spare = std::max(0, area.width() - line.width);
        auto expanding = static_cast<int>(
            std::count_if(line.items.begin(), line.items.end(), [](const auto* item) { return expands(*item); }));
        int x = area.x();
        int given = 0;
        bool first = true;
        for (QLayoutItem* item : line.items) {
            const bool isStretch = item->spacerItem() != nullptr;
            if (!first && !isStretch)
                x += gap();
            first = first && isStretch;
            int width = std::min(item->sizeHint().expandedTo(item->minimumSize()).width(), area.width());
            if (expands(*item)) {
                const int share = (spare - given) / expanding--;
                width += share;
                given += share;
            }
            const QRect cell(x, y, width, line.height);
            item->setGeometry(
                QStyle::visualRect(parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight, area, cell));
            x += width;
        }
        y += line.height + lineGap();
    }
}

} // namespace mambascope::ui
