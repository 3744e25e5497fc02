// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/windows/page.h"

class QCPItemStraightLine;
class QCPItemTracer;
class QCustomPlot;
class QLabel;
class QLineEdit;
class QTableView;

namespace mambascope::ui {

class ChannelFilter;
class ChannelModel;
class PointCloud;

/// All channels as a table and as receptive field against decay; a click in either selects one.
class ChannelsPage : public Page
{
    Q_OBJECT
public:
    explicit ChannelsPage(Workspace& workspace, QWidget* parent = nullptr);

    QString name() const override { return QStringLiteral("channels"); }
    QStringList exportSuffixes() const override;
    void exportTo(const QString& path) override;
    QString commandLine(const QString& out) const override;
    bool offersScale() const override { return true; }

    QTableView* table() const { return m_table; }
    ChannelModel* model() const { return m_model; }
    QLineEdit* filterBox() const { return m_filterBox; }
    QCustomPlot* plot() const { return m_plot; }

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeTable();
    QWidget* makePlot();
    void showDocument();
    void showTraces();
    void showClasses();
    void showSelection();
    void applyFilter(const QString& text);
    void fit();
    void restyle();
    void replot();

    ChannelModel* m_model;
    ChannelFilter* m_filter;
    QTableView* m_table;
    QLineEdit* m_filterBox;
    QLabel* m_hint;
    QCustomPlot* m_plot;
    PointCloud *m_vanilla, *m_filtered;
    QCPItemStraightLine* m_theta;
    QCPItemTracer* m_marker;
    bool m_selecting = false;
    bool m_plotStale = true;
};

} // namespace mambascope::ui
