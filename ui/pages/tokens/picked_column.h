// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/awaited_job.h"

#include <QWidget>

#include <array>
#include <cstdint>
#include <memory>

class QLabel;
class QPushButton;

namespace mambascope::ui {

class TokenCurve;
class Workspace;
struct ChannelMap;

/// The attention that a token gets from every later one in the selected channel, under both methods: a column of the
/// map.
class PickedColumn : public QWidget
{
    Q_OBJECT
public:
    explicit PickedColumn(Workspace& workspace, QWidget* parent = nullptr);

    void showToken(std::int64_t token); ///< -1: none
    /// What is shown was cancelled or failed: it is asked for once more.
    void tryAgain();
    /// Another sequence or other colours: what is drawn is made anew when it is asked for again.
    void forget() { m_of = -1; }
    void restyle();
    TokenCurve* curve() const { return m_curve; }

signals:
    /// A person wants to see this cell on the Map page.
    void cellWanted(qint64 i, qint64 j);

private:
    void request();
    void showMessage();

    Workspace& m_workspace;
    QLabel* m_message;
    TokenCurve* m_curve;
    QPushButton* m_toMap;
    std::int64_t m_token = -1;
    // What the curve was made from
    std::int64_t m_of = -1;
    std::array<std::shared_ptr<const ChannelMap>, 2> m_maps;
    QString m_filteredName; ///< of the filtered curve, with what it is marked as
    AwaitedJob m_job;
};

} // namespace mambascope::ui
