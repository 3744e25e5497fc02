// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/awaited_job.h"
#include "ui/models/token_channels_model.h"

#include <QWidget>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

class QLabel;
class QTableView;

namespace mambascope {
class FactorsCache;
class Progress;
class Trace;
} // namespace mambascope

namespace mambascope::ui {

class Workspace;

/// What the filtered channels do with a token, a layer after the other from `first` on and round again.
void channelsOfToken(const std::shared_ptr<const Trace>& trace, std::int64_t token, std::int64_t first,
                     FactorsCache& cache, Progress& progress,
                     const std::function<void(std::vector<TokenChannelsModel::Row>)>& use);

/// Which filtered channels keep a token, and by how much; filled layer by layer, the selected one first.
class PickedChannels : public QWidget
{
    Q_OBJECT
public:
    explicit PickedChannels(Workspace& workspace, QWidget* parent = nullptr);

    /// -1: none. `otherwise`: what is said while there is no filtered pass.
    void showToken(std::int64_t token, const QString& otherwise);
    /// What is shown was cancelled or failed: it is asked for once more.
    void tryAgain();
    /// Another sequence: what is there is of no token any more.
    void forget() { m_of = -1; }
    QTableView* table() const { return m_table; }

private:
    void request();
    void showMessage();

    Workspace& m_workspace;
    TokenChannelsModel* m_model;
    QLabel* m_message;
    QTableView* m_table;
    std::shared_ptr<FactorsCache> m_cache; ///< used in the gallery thread only, one job at a time
    // What the table was made from
    std::int64_t m_of = -1;
    std::shared_ptr<const Trace> m_trace;
    AwaitedJob m_job;
};

} // namespace mambascope::ui
