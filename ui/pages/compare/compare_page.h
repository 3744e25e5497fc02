// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

#include <array>

class QLabel;
class QProgressBar;
class QPushButton;
class QSortFilterProxyModel;
class QSplitter;
class QTableView;

namespace mambascope::ui {

class ChannelComparisonModel;
class Comparer;
class CompareSideForm;
class CompareViews;
class LayerComparisonModel;
class TextPane;

/// Any two of vanilla and filtered passes, of models, of thetas: the selected channel on both sides, what the layers
/// come to, which channels differ most, what both sides write.
class ComparePage : public Page
{
    Q_OBJECT
public:
    explicit ComparePage(Workspace& workspace, QWidget* parent = nullptr);

    QString name() const override { return QStringLiteral("compare"); }
    QStringList exportSuffixes() const override;
    void exportTo(const QString& path) override;
    QStringList exportFiles(const QString& path) const override;
    QString wholeText(const QString& suffix) const override;
    bool isBusy() const override;
    bool canZoom() const override { return true; }
    void zoomBy(double factor) override;
    void fit() override;

    Comparer& comparer() { return *m_comparer; }
    CompareSideForm* form(std::size_t side) const { return m_forms[side]; }
    CompareViews* views() const { return m_views; }
    QTableView* layerTable() const { return m_layerTable; }
    QTableView* channelTable() const { return m_channelTable; }
    LayerComparisonModel* layerModel() const { return m_layers; }
    ChannelComparisonModel* channelModel() const { return m_channels; }
    TextPane* answer(std::size_t side) const { return m_answers[side]; }
    QPushButton* compareButton() const { return m_compare; }
    QPushButton* cancelButton() const { return m_cancel; }
    /// Why channels are not compared one by one; empty: they are.
    QString channelHint() const;

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeTables();
    QWidget* makeAnswers();
    /// Starts what is shown and not there yet, unless it failed or was stopped with just these settings.
    void follow();
    void start(std::size_t side);
    void stop();
    void showSide(std::size_t side);
    void showChannels();
    void showAnswers();
    void showSelection();
    void showBusy();
    void restyle();
    // compare_page_export.cpp
    struct Export;
    Export collect(const QString& path, bool withValues) const;
    void exportTables(const QString& path);

    Comparer* m_comparer;
    std::array<CompareSideForm*, 2> m_forms;
    std::array<bool, 2> m_stopped = {false, false};
    QPushButton *m_compare, *m_cancel;
    QProgressBar* m_progress;
    QSplitter* m_content; ///< one part below the other, as high as a person wants them
    CompareViews* m_views;
    LayerComparisonModel* m_layers;
    ChannelComparisonModel* m_channels;
    QSortFilterProxyModel* m_sorted;
    QTableView *m_layerTable, *m_channelTable;
    QLabel* m_channelHint;
    std::array<TextPane*, 2> m_answers;
    bool m_selecting = false;
};

} // namespace mambascope::ui
