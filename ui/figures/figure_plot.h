// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/figures/figures.h"
#include "ui/style/theme.h"

#include <QApplication>

#include <qcustomplot.h>

namespace mambascope::ui {

/// What all figures share: an empty plot in the theme's colours with a title row, and the file formats. Internal to
/// ui/figures.
class FigurePlot
{
public:
    /// \throws Error for a suffix that is no picture's.
    FigurePlot(const std::filesystem::path& path, const FigureOptions& options);
    /// For the window: plot() is a widget that shows the figure.
    explicit FigurePlot(const FigureOptions& options);

    QCustomPlot& plot() { return m_plot; }
    const PlotColours& colours() const { return m_colours; }
    /// For messages: the file, or what is drawn where there is none.
    std::string subject() const;
    /// Title over everything; returns the row below which panels go.
    void setTitle(const std::string& title);
    /// A panel with its own title in column `column` of the row below the title.
    QCPAxisRect* addPanel(int column, const std::string& title);
    /// Puts a panel into the first cell of a grid of its own, so that something can stand beside it.
    QCPLayoutGrid* wrapPanel(QCPAxisRect* rect);
    /// A colour and what it means, below the panel in column `column`.
    void addEntry(int column, const QColor& colour, const QString& words);
    /// A colour scale in the column right of the panels, for `map` between low and high.
    QCPColorScale* addColourScale(int column, const std::string& colourMap, double low, double high,
                                  const QString& label);
    QCPLegend* addLegend(QCPAxisRect* rect, Qt::Alignment alignment);
    /// A line across the panel at a value of the axis, named at its end.
    void addMarker(QCPAxisRect* rect, bool vertical, double value, const QString& label, const QColor& colour);

    /// Writes the picture. `width` and `height` stand in for those of the options that are 0.
    void write(int width, int height);

    /// Takes everything away, so that another figure can be drawn, in another theme.
    void clear(const std::string& theme);
    /// Shows what was drawn on the screen.
    void show();

private:
    std::filesystem::path m_path;
    FigureOptions m_options;
    PlotColours m_colours;
    QCustomPlot m_plot;
    int m_panelRow = 0;
    int m_rectRow = 0;
};

/// Decay against receptive field spans many orders of magnitude both ways: logarithmic axes, the slow channels right.
/// `x` is -ln decay. Also used by the window's own plot.
void setupChannelAxes(QCPAxisRect& rect);
/// Points at or below 0 have no place on such an axis: they are drawn at its end.
constexpr double kSmallestDecay = 1e-2;
constexpr double kSmallestReach = 0.5;

/// What writeHeatMapPicture() and writeLinesPicture() draw. \throws Error when there is nothing to draw.
void drawHeatMaps(FigurePlot& figure, const std::vector<HeatMapFigure>& panels);
void drawLines(FigurePlot& figure, const LinesFigure& content, int column = 0);

/// A gradient of QCustomPlot's from one of our tables.
QCPColorGradient gradientOf(const std::string& colourMap);

} // namespace mambascope::ui
