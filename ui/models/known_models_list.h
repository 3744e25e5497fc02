// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/inspection.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include <vector>

namespace mambascope::ui {

/// Models that may be opened without searching for them: for the list and the completer of the open dialog.
class KnownModelsList : public QAbstractListModel
{
    Q_OBJECT
public:
    /// Where it is from, in a word: "bundled", "recent", "Hugging Face cache".
    static constexpr int kPlaceRole = Qt::UserRole;

    using QAbstractListModel::QAbstractListModel;
    void setModels(std::vector<KnownModel> models);
    /// -1 when it is not listed.
    int rowOf(const QString& argument) const;

    int rowCount(const QModelIndex& parent = QModelIndex()) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<KnownModel> m_models;
};

/// Name above, place (and a folder's path) below it.
class KnownModelDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace mambascope::ui
