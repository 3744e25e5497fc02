// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/known_models_list.h"

#include <QApplication>
#include <QFileInfo>
#include <QPainter>

#include <algorithm>

namespace mambascope::ui {

void KnownModelsList::setModels(std::vector<KnownModel> models)
{
    if (models == m_models)
        return;
    beginResetModel();
    m_models = std::move(models);
    endResetModel();
}

int KnownModelsList::rowOf(const QString& argument) const
{
    const auto at =
        std::find_if(m_models.begin(), m_models.end(), [&](const auto& m) { return m.argument == argument; });
    return at == m_models.end() ? -1 : static_cast<int>(at - m_models.begin());
}

int KnownModelsList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_models.size());
}

QVariant KnownModelsList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const KnownModel& model = m_models[static_cast<std::size_t>(index.row())];
    const QString place = model.place == KnownModel::Place::Bundled  ? tr("bundled")
                          : model.place == KnownModel::Place::Recent ? tr("recent")
                                                                     : tr("Hugging Face cache");
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
    case Qt::ToolTipRole:
        return model.argument;
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(model.argument, place);
    case kPlaceRole:
        return place;
    default:
        return {};
    }
}

void KnownModelDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString argument = item.text;
    item.text.clear();
    const QStyle* style = item.widget ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const bool selected = item.state & QStyle::State_Selected;
    const QPalette::ColorGroup group = item.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    const QColor ink = item.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text);
    QColor faint = ink;
    faint.setAlphaF(0.62F);
    const QRect area = item.rect.adjusted(6, 0, -6, 0);
    const QString place = index.data(KnownModelsList::kPlaceRole).toString();
    // Of a path, the last folder says which model it is; of org/name both parts do.
    const bool isPath = argument.startsWith(QLatin1Char('/'));
    const QString name = isPath ? QFileInfo(argument).fileName() : argument;
    const QFontMetrics& metrics = item.fontMetrics;
    const int half = area.height() / 2;
    painter->save();
    painter->setFont(item.font);
    painter->setPen(ink);
    painter->drawText(QRect(area.left(), area.top(), area.width(), half), Qt::AlignLeft | Qt::AlignBottom,
                      metrics.elidedText(name, Qt::ElideMiddle, area.width()));
    painter->setPen(faint);
    const QString below = isPath ? place + QStringLiteral(" · ") + QFileInfo(argument).path() : place;
    painter->drawText(QRect(area.left(), area.top() + half, area.width(), half), Qt::AlignLeft | Qt::AlignTop,
                      metrics.elidedText(below, Qt::ElideMiddle, area.width()));
    painter->restore();
}

QSize KnownModelDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& /*index*/) const
{
    return {120, 2 * option.fontMetrics.lineSpacing() + 8};
}

} // namespace mambascope::ui
