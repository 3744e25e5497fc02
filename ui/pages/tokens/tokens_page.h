// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

#include <cstdint>
#include <string>
#include <vector>

class QComboBox;
class QLabel;
class QTabWidget;
class QTableView;

namespace mambascope::ui {

class PickedChannels;
class PickedColumn;
class TokenCurve;
class TokenStatisticsModel;
class TokenStrip;

/// Share of each token that is kept: by all filtered channels together, or by the selected channel. Empty when nothing
/// is known yet.
std::vector<float> keptShare(const Workspace& workspace, bool selectedChannelOnly);

/// What the filter keeps: as a curve over the sequence, on the text itself, by token strings, and for the picked token
/// by channel and as the attention that it still gets.
class TokensPage : public Page
{
    Q_OBJECT
public:
    explicit TokensPage(Workspace& workspace, QWidget* parent = nullptr);
    ~TokensPage() override;

    QString name() const override { return QStringLiteral("tokens"); }
    QStringList exportSuffixes() const override;
    void exportTo(const QString& path) override;
    QStringList exportFiles(const QString& path) const override;

    bool canZoom() const override { return true; }
    void zoomBy(double factor) override;
    void fit() override;

    TokenStrip* strip() const { return m_strip; }
    TokenCurve* curve() const { return m_curve; }
    TokenCurve* column() const;
    QTableView* statistics() const { return m_statistics; }
    QTableView* channels() const;
    QTabWidget* tables() const { return m_tables; }

signals:
    /// A person wants to see this cell on the Map page.
    void cellWanted(qint64 i, qint64 j);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeStatistics();
    void connectParts();
    void showState();
    void showDocument();
    void showShade();
    void markShade();
    void showPicked();
    void pick(std::int64_t token);
    void nextOccurrence(std::int64_t id);
    std::int64_t picked() const;
    // tokens_page_export.cpp
    void exportTables(const QString& path);
    void writeStatistics(const QString& path) const;

    QComboBox* m_by;
    QLabel* m_summary;
    TokenCurve* m_curve;
    TokenStrip* m_strip;
    QTabWidget* m_tables;
    TokenStatisticsModel* m_statisticsModel;
    QTableView* m_statistics = nullptr;
    PickedChannels* m_channels;
    PickedColumn* m_column;
    std::vector<float> m_share;
    std::string m_shownShade;  ///< as in ViewState::tokensShade
    bool m_shownStale = false; ///< see Workspace::isFilteredStale()
    bool m_showingState = false;
    bool m_stale = true;
};

} // namespace mambascope::ui
