// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/tables_of_runs.h"
#include "ui/engine/evaluation.h"
#include "ui/pages/page.h"

#include <QTimer>

#include <optional>
#include <utility>
#include <vector>

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;
class QSplitter;
class QTableView;
class QTabWidget;
class QToolButton;

namespace mambascope::ui {

class EvaluateForm;
class EvaluatePlot;
class EvaluateRuns;
class RunTableModel;

/// The papers' experiments: begin, watch, stop and go on with a run, look at stored ones, compare them.
class EvaluatePage : public Page
{
    Q_OBJECT
public:
    explicit EvaluatePage(Workspace& workspace, QWidget* parent = nullptr);
    ~EvaluatePage() override;

    QString name() const override { return QStringLiteral("evaluate"); }
    QStringList exportSuffixes() const override;
    void exportTo(const QString& path) override;
    QString commandLine(const QString& out) const override;

    /// Where runs are kept; without it, in the program's data folder.
    void setFolder(const QString& folder);
    /// Takes the folder from the person's settings and keeps it there.
    void useSettings();
    /// Stops the run that is on; it can be resumed.
    void stop();

    Evaluation& evaluation() { return m_evaluation; }
    EvaluateForm* form() const { return m_form; }
    EvaluateRuns* runs() const { return m_runs; }
    EvaluatePlot* plot() const { return m_plot; }
    RunTableModel* tableModel() const { return m_table; }
    /// What is shown, one run or several of a kind.
    const std::vector<ShownRun>& shown() const { return m_shown; }
    QString headline() const;

signals:
    /// How far the run is, for the page's tab; empty: none is on.
    void progressChanged(const QString& text);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildChoice();
    QWidget* buildResults();
    void followWorkspace();
    void startNew();
    void start(const StoredRun& run);
    void loadShown();
    void showLive();
    void showResults();
    void showHead();
    void showProblems();
    void useTrial();

    bool isLive(const ShownRun& shown) const;

    Evaluation m_evaluation;
    std::vector<ShownRun> m_shown;
    std::vector<std::string> m_wanted;                ///< folders of what is shown, as the view state has them
    QString m_notice;                                 ///< about what is shown
    std::optional<std::pair<double, double>> m_trial; ///< of a search: theta and factor that were clicked
    bool m_usesSettings = false;
    bool m_listed = false;
    QTimer m_redraw; ///< results may come faster than they can be drawn
    QTabWidget* m_choice = nullptr;
    EvaluateForm* m_form = nullptr;
    EvaluateRuns* m_runs = nullptr;
    QLabel *m_head = nullptr, *m_state = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton *m_stop = nullptr, *m_resume = nullptr, *m_use = nullptr;
    QToolButton* m_problemsButton = nullptr;
    QListWidget* m_problems = nullptr;
    QWidget* m_resultsBox = nullptr;
    QSplitter* m_results = nullptr;
    EvaluatePlot* m_plot = nullptr;
    QLabel* m_empty = nullptr;
    QTableView* m_tableView = nullptr;
    RunTableModel* m_table = nullptr;
};

} // namespace mambascope::ui
