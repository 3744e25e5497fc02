// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

class QMainWindow;

namespace mambascope::ui {

/// How a person arranged the window: panels, the splitters of its pages, the widths of tables' columns. Splitters and
/// tables count that have an object name.
QByteArray saveLayout(const QMainWindow& window);

/// Takes what saveLayout() wrote, also of another version of the program: parts that are not there are left out, and
/// others stay as they are.
void restoreLayout(QMainWindow& window, const QByteArray& layout);

} // namespace mambascope::ui
