// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QString;
class QTableView;

namespace mambascope::ui {

/// Gives a table the look and the keys that all tables of measurements share: whole rows are chosen one at a time, rows
/// alternate, Tab leaves the table, columns keep their widths (a stretched last one would stand far from the others).
void dressTable(QTableView* table, const QString& accessibleName);

/// Lets headings sort, at first by `column` with the largest on top. Whoever sorts wants to see the first rows, so the
/// view goes there. A model says by Qt::InitialSortOrderRole which order the first click on a heading brings.
/// The table must have its model.
void sortByHeadings(QTableView* table, int column);

} // namespace mambascope::ui
