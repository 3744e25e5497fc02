// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QAbstractItemModel;
class QModelIndex;
class QTableView;

namespace mambascope::ui {

/// A table over `model` that its headings sort by what `role` gives, from the largest of `sortColumn` down at first.
QTableView* makeTokenTable(QAbstractItemModel* model, int role, int sortColumn, const QString& name);
/// Row of the model behind the sorted table.
int sourceRow(const QModelIndex& index);

} // namespace mambascope::ui
