// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/tables.h"

#include <QAbstractTableModel>

namespace mambascope::ui {

/// A table of results, with the person's decimal point; best cells are bold, means stand below the rest.
class RunTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    /// Cells that only have other values now keep their place, so that a selection survives a run that goes on.
    void setTable(ResultTable table);
    const ResultTable& table() const { return m_table; }

    int rowCount(const QModelIndex& parent = QModelIndex()) const override;
    int columnCount(const QModelIndex& parent = QModelIndex()) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    ResultTable m_table;
};

} // namespace mambascope::ui
