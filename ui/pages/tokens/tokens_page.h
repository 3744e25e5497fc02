// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

class QComboBox;
class QLabel;
class QPushButton;
class QTabWidget;
class QTableView;

namespace mambascope {
class FactorsCache;
class Trace;
} // namespace mambascope

namespace mambascope::ui {

class TokenChannelsModel;
class TokenCurve;
class TokenStatisticsModel;
class TokenStrip;
struct ChannelMap;

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
    QString commandLine(const QString& out) const override;

    TokenStrip* strip() const { return m_strip; }
    TokenCurve* curve() const { return m_curve; }
    TokenCurve* column() const { return m_column; }
    QTableView* statistics() const { return m_statistics; }
    QTableView* channels() const { return m_channels; }
    QTabWidget* tables() const { return m_tables; }

signals:
    /// A person wants to see this cell on the Map page.
    void cellWanted(qint64 i, qint64 j);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeStatistics();
    QWidget* makeChannels();
    QWidget* makeColumn();
    void connectParts();
    void showState();
    void showDocument();
    void showShade();
    void showPicked();
    void requestChannels();
    void requestColumn();
    void pick(std::int64_t token);
    void nextOccurrence(std::int64_t id);
    std::int64_t picked() const;
    QString tokenText(std::int64_t token) const;

    QComboBox* m_by;
    QLabel* m_summary;
    TokenCurve* m_curve;
    TokenStrip* m_strip;
    QTabWidget* m_tables;
    TokenStatisticsModel* m_statisticsModel;
    TokenChannelsModel* m_channelsModel;
    QTableView *m_statistics = nullptr, *m_channels = nullptr;
    QLabel *m_channelsMessage = nullptr, *m_columnMessage = nullptr;
    TokenCurve* m_column;
    QPushButton* m_toMap = nullptr;
    std::vector<float> m_share;
    std::string m_shownShade;              ///< as in ViewState::tokensShade
    std::shared_ptr<FactorsCache> m_cache; ///< used in the gallery thread only, one job at a time
    // What the tables of the picked token were made from
    std::int64_t m_channelsOf = -1, m_columnOf = -1;
    std::shared_ptr<const Trace> m_channelsTrace;
    std::shared_ptr<const ChannelMap> m_columnMaps[2];
    bool m_showingState = false;
    bool m_stale = true;
};

} // namespace mambascope::ui
