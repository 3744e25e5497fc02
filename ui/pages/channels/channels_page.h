// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/view_state.h"
#include "ui/pages/page.h"

#include <cstdint>
#include <vector>

class QCustomPlot;
class QLineEdit;
class QTableView;

namespace mambascope::ui {

class ChannelModel;
class ChannelsView;

/// All channels as a table and as receptive field against decay; a click in either selects one, a brush or a filter
/// chooses many.
class ChannelsPage : public Page
{
    Q_OBJECT
public:
    explicit ChannelsPage(Workspace& workspace, QWidget* parent = nullptr);

    QString name() const override { return QStringLiteral("channels"); }
    QStringList exportSuffixes() const override;
    void exportTo(const QString& path) override;
    bool canZoom() const override { return true; }
    void zoomBy(double factor) override;
    void fit() override;

    ChannelsView* view() const { return m_view; }
    QTableView* table() const;
    ChannelModel* model() const;
    QLineEdit* filterBox() const;
    QCustomPlot* plot() const;

    /// Only that layer's channels; the filter's other conditions go.
    void showLayer(qint64 layer);

signals:
    /// Of each layer, how many of its channels are shown; empty: all of them.
    void shownInLayersChanged(const std::vector<std::int64_t>& shown);

private:
    void showDocument();
    void showProfile();
    void showTraces();
    void showClasses();
    void showMessage();
    std::vector<double> decays() const;
    bool filtersGlobalOnly() const;
    void showSelection();
    void showState();
    void showPart();
    void exportTable(const QString& path);
    void exportPicture(const QString& path);

    ChannelsView* m_view;
    PlotPart m_shownPart;
    bool m_showingState = false;
};

} // namespace mambascope::ui
