// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>

#include <functional>

class QCPPainter;
class QCustomPlot;
class QString;
class QWidget;

namespace mambascope::ui {

/// Draws a picture of that size in device-independent pixels to .png, with `scale` pixels for each of them, .svg or
/// .pdf. \throws Error naming the file.
void writePicture(const QString& path, const QSize& size, double scale, const std::function<void(QCPPainter&)>& draw);

/// Gives every widget its place now that would get it in the next turn of the event loop: texts that have changed,
/// pages that were shown a moment ago.
void settleLayouts();

/// A widget as it looks, with the plots in it as vectors or, in a .png, at its full resolution. scale 0: as the screen
/// and the settings have it. \throws Error naming the file.
void writeWidget(QWidget& widget, const QString& path, double scale = 0);

/// A plot as it is on the screen, with the ranges that it has there, under a title. \throws Error naming the file.
void writePlot(QCustomPlot& plot, const QString& title, const QString& path, const QSize& size, double scale);

/// Pixels of an exported PNG for each pixel of the screen, as a person set it; 1 by default.
void setPictureScale(double scale);
double pictureScale();

} // namespace mambascope::ui
