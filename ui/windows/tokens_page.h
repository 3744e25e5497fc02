// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/windows/page.h"

#include <vector>

class QComboBox;
class QLabel;

namespace mambascope::ui {

class TokenStrip;

/// Share of each token that is kept: by all filtered channels together, or by the selected channel. Empty when nothing
/// is known yet.
std::vector<float> keptShare(const Workspace& workspace, bool selectedChannelOnly);

/// The sequence's text, shaded by what the filter keeps.
class TokensPage : public Page
{
    Q_OBJECT
public:
    explicit TokensPage(Workspace& workspace, QWidget* parent = nullptr);

    QString name() const override { return QStringLiteral("tokens"); }
    QStringList exportSuffixes() const override;
    void exportTo(const QString& path) override;
    QString commandLine(const QString& out) const override;
    TokenStrip* strip() const { return m_strip; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void showDocument();
    void showShade();

    QComboBox* m_by;
    QLabel* m_summary;
    TokenStrip* m_strip;
    bool m_stale = true;
};

} // namespace mambascope::ui
