// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QAction;
class QString;
class QTableView;
class QTreeView;
class QWidget;

namespace mambascope::ui {

/// Gives a table the look and the keys that all tables of measurements share: whole rows are chosen one at a time, rows
/// alternate, Tab leaves the table, columns keep their widths (a stretched last one would stand far from the others).
void dressTable(QTableView* table, const QString& accessibleName);

/// Lets headings sort, at first by `column` with the largest on top. Whoever sorts wants to see the first rows, so the
/// view goes there. A model says by Qt::InitialSortOrderRole which order the first click on a heading brings.
/// The table must have its model. Without a mouse: sortByCell(), which is in its context menu.
void sortByHeadings(QTableView* table, int column);

// Headings take no keys. Views whose headings sort have an action for those who have no mouse, too; startSorting() is
// for a key that does the same wherever the focus is.

/// Sorts by the column of the current cell, as a click on its heading does; Left and Right choose the cell, which is
/// framed. The action belongs to the table.
QAction* sortByCell(QTableView* table);
/// A submenu of the columns, for trees, where Left and Right fold. The tree must have its model.
QAction* sortByMenu(QTreeView* tree);

bool canStartSorting(const QWidget* view);
/// Nothing happens when the view has no such action.
void startSorting(QWidget* view);

} // namespace mambascope::ui
