// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/view_state.h"
#include "ui/engine/awaited_job.h"
#include "ui/engine/side.h"
#include "ui/pages/page.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;

namespace mambascope::ui {

class DecayPlot;
class PlotNavigation;

/// ln of the cumulative decay after each token: the selected channel under both methods, pinned channels beside it, and
/// on demand a sample of the layer or of the model.
class DecayPage : public Page
{
    Q_OBJECT
public:
    explicit DecayPage(Workspace& workspace, QWidget* parent = nullptr);

    QString name() const override { return QStringLiteral("decay"); }
    QStringList exportSuffixes() const override;
    void exportTo(const QString& path) override;
    bool canZoom() const override { return true; }
    void zoomBy(double factor) override;
    void fit() override;

    DecayPlot* plot() const { return m_plot; }
    QPushButton* pinButton() const { return m_pin; }
    QPushButton* unpinButton() const { return m_unpin; }

    /// "6:15 7:3" as in ViewState::decayPinned; what cannot be read is left out.
    static std::vector<std::pair<std::int64_t, std::int64_t>> pinnedOf(const std::string& text);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Wanted;

    void connectControls();
    void showState();
    void requestLines();
    void showMarkers();
    void showPart();
    void showMessage();
    void pin(bool on);
    Wanted wanted() const;
    void exportTable(const QString& path);

    DecayPlot* m_plot;
    QComboBox* m_beside;
    QCheckBox *m_logTokens, *m_logDecay;
    PlotNavigation* m_navigation;
    QPushButton *m_pin, *m_unpin;
    QLabel* m_message;
    std::string m_shownBeside, m_shownPinned, m_shownAxes;
    PlotPart m_shownPart;
    std::shared_ptr<const Wanted> m_asked; ///< the curves that were asked for last; null: they are not wanted any more
    AwaitedJob m_curves;                   ///< that
    bool m_showingState = false;
    bool m_stale = true;
};

} // namespace mambascope::ui
