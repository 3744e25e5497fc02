// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QString;
class QWidget;

namespace mambascope::ui {

/// A widget as it looks, to .png, .svg or .pdf. \throws Error naming the file.
void writeWidget(QWidget& widget, const QString& path);

/// Pixels of an exported PNG for each pixel of the screen, as a person set it; 1 by default.
void setPictureScale(double scale);
double pictureScale();

} // namespace mambascope::ui
