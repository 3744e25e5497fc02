// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/channel_model.h"

#include <QSortFilterProxyModel>

#include <vector>

namespace mambascope::ui {

/// Sorts by numbers (unknown ones last) and filters by short conditions, all of which must hold:
/// "global layer=6 reach>500", "local kept<4096", "channel<=3 decay>-3".
class ChannelFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit ChannelFilter(QObject* parent = nullptr);

    /// Keeps the conditions it had when `text` has a mistake. \returns what is wrong, empty when all is well.
    QString setConditions(const QString& text);

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    struct Condition
    {
        ChannelModel::Column column;
        int sign; ///< -1: less, 0: equal, 1: greater
        bool orEqual;
        double value;
    };
    std::vector<Condition> m_conditions;
};

} // namespace mambascope::ui
