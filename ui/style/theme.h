// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>

class QApplication;
class QCustomPlot;

namespace mambascope::ui {

enum class ThemeChoice { System, Light, Dark };

QString toString(ThemeChoice choice);             ///< "system", "light", "dark"
ThemeChoice themeFromString(const QString& name); ///< an unknown name gives System

/// Fusion style with our own palette. System takes dark when the desktop's own palette is dark. Every widget gets
/// QEvent::PaletteChange; the widgets of this library re-colour themselves then.
void applyTheme(QApplication& application, ThemeChoice choice);
bool isDark();
/// What the desktop wants at this moment, whatever applyTheme() chose.
bool desktopIsDark();

/// Colours of curves, markers and maps. No pair that must be told apart differs in red against green only.
struct PlotColours
{
    QColor background, axis, grid, text, faintText;
    QColor vanilla, longMamba; ///< the two methods, everywhere
    QColor global, local;      ///< the two classes of channels
    QColor reach,
        reachCasing; ///< receptive-field line on a map, and what is drawn under it so that it shows on any colour
    QColor casing;   ///< the same for marks
    QColor pick, crosshair; ///< picked cell, hovered cell
    QColor threshold;       ///< theta, g(S)
    QColor dropped, kept;   ///< tokens
    QColor needle;          ///< highlighted span of the sequence
    QColor causal;          ///< the part of a map above the diagonal: no values there
    QColor notFinite;       ///< NaN or infinite values of a map
    QColor info, warning, error;
};
const PlotColours& plotColours();               ///< of the current theme
const PlotColours& plotColours(bool darkTheme); ///< of a given theme (figures)

/// Re-colours background, all axes, grids, legend and text elements; does not replot.
void stylePlot(QCustomPlot& plot);
void stylePlot(QCustomPlot& plot, const PlotColours& colours);

} // namespace mambascope::ui
