// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QString;
class QWidget;

namespace mambascope::ui {

/// A widget as it looks, to .png, .svg or .pdf. \throws Error naming the file.
void writeWidget(QWidget& widget, const QString& path);

} // namespace mambascope::ui
