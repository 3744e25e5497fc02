// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/tables_of_runs.h"
#include "ui/engine/evaluation.h"
#include "ui/pages/page.h"

#include <QStringList>
#include <QTimer>

#include <string>
#include <vector>

class QTabWidget;

namespace mambascope::ui {

class EvaluateForm;
class EvaluatePlot;
class EvaluateResults;
class EvaluateRuns;
class RunTableModel;

/// The papers' experiments: begin, watch, stop and go on with a run, look at stored ones, compare them.
class EvaluatePage : public Page
{
    Q_OBJECT
public:
    explicit EvaluatePage(Workspace& workspace, QWidget* parent = nullptr);

    QString name() const override { return QStringLiteral("evaluate"); }
    QStringList exportSuffixes() const override;
    void exportTo(const QString& path) override;
    QJsonObject lastingArrangement() const override;

    bool canZoom() const override { return true; }
    void zoomBy(double factor) override;
    void fit() override;

    /// Where runs are kept; without it, in the program's data folder.
    void setFolder(const QString& folder);
    /// Takes the folder from the person's settings and keeps it there.
    void useSettings();
    /// Stops the run that is on; it can be resumed.
    void stop();

    Evaluation& evaluation() { return m_evaluation; }
    EvaluateForm* form() const { return m_form; }
    EvaluateRuns* runs() const { return m_runs; }
    EvaluatePlot* plot() const;
    RunTableModel* tableModel() const;
    /// What is shown, one run or several of a kind.
    const std::vector<ShownRun>& shown() const;
    QString headline() const;
    /// Shows the form with a search for the settings of that method, ready to begin.
    void prepareSearch(const std::string& method);

signals:
    /// How far the run is, for the page's tab; empty: none is on.
    void progressChanged(const QString& text);

protected:
    QString commandSources() const override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildChoice();
    void followWorkspace();
    void startNew();
    void start(const StoredRun& run);
    void loadShown();
    void tellFailures();
    void showLive();
    QString useProblem() const;
    void useTrial();

    Evaluation& m_evaluation;
    std::vector<std::string> m_wanted; ///< folders of what is shown, as the view state has them
    QStringList m_untold;              ///< why runs that are wanted cannot be shown
    bool m_usesSettings = false;
    bool m_listed = false;
    QTimer m_redraw; ///< results may come faster than they can be drawn
    QTabWidget* m_choice = nullptr;
    EvaluateForm* m_form = nullptr;
    EvaluateRuns* m_runs = nullptr;
    EvaluateResults* m_results;
};

} // namespace mambascope::ui
