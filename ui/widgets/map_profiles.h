// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

#include <vector>

namespace mambascope::ui {

struct PlotColours;

/// Two curves on the axes of a map: values along a row, under it, and along a column, right of it, both on one scale.
/// They scroll and zoom with the map. Lives as long as the plot's owner.
class MapProfiles
{
public:
    /// The plot's first axis rectangle is the map's: x are columns j, y are rows i.
    explicit MapProfiles(QCustomPlot& plot);
    /// Of a map that stands alone in the first cell of a grid, in colours that stay.
    MapProfiles(QCustomPlot& plot, QCPAxisRect& map, QCPLayoutGrid& grid, const PlotColours& colours);
    MapProfiles(const MapProfiles&) = delete;
    MapProfiles& operator=(const MapProfiles&) = delete;

    enum class Scale { Off, Linear, Log };
    void setScale(Scale scale);
    Scale scale() const { return m_scale; }
    /// Row i from column 0, column j from row j on. Empty: no curves.
    void setValues(qint64 j, const std::vector<float>& row, const std::vector<float>& column);
    void recolour();

    const QCPGraph* rowCurve() const { return m_row; }
    const QCPGraph* columnCurve() const { return m_column; }

private:
    void build();
    void remove();
    void draw();
    void setupScale(QCPAxis* values, float low, float high);

    void follow();

    QCustomPlot& m_plot;
    QCPAxisRect& m_map;
    QCPLayoutGrid& m_grid;
    const PlotColours* m_colours = nullptr; ///< null: the theme's
    Scale m_scale = Scale::Off;
    QCPAxisRect* m_under = nullptr; ///< null while off, as the curves
    QCPAxisRect* m_beside = nullptr;
    QCPGraph* m_row = nullptr;
    QCPGraph* m_column = nullptr;
    QCPMarginGroup* m_across = nullptr;
    QCPMarginGroup* m_down = nullptr;
    qint64 m_j = 0;
    std::vector<float> m_rowValues, m_columnValues;
};

} // namespace mambascope::ui
