// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

#include <string>

class QWidget;

namespace mambascope::ui {

/// How a person has arranged the widgets in a page: sizes of its parts, columns and order of its tables, visible parts
/// of its plots and maps, scroll positions. A part is known by its kind and its place among those of its kind.
QJsonObject widgetArrangement(const QWidget& page);
/// Arranges a page as another one was. Scroll positions take effect as far as the parts have their sizes: after a turn
/// of the event loop a second call completes them.
void arrangeWidgets(QWidget& page, const QJsonObject& arrangement);
/// The same without visible parts of plots and maps, which arrangeWidgets() then leaves as they are.
QJsonObject withoutRanges(QJsonObject arrangement);

/// As sessions hold it.
std::string arrangementText(const QJsonObject& arrangement);
QJsonObject arrangementOf(const std::string& text);

} // namespace mambascope::ui
