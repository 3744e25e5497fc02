// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/tables_of_runs.h"
#include "ui/figures/evaluate_figures.h"

#include <QString>
#include <QWidget>

#include <optional>
#include <vector>

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;
class QSplitter;
class QTableView;
class QToolButton;

namespace mambascope::ui {

class Evaluation;
class EvaluatePlot;
class RunTableModel;

/// What there is of the runs that are shown: how far the one is that is on, figure, table, what was left out. A trial
/// of a search is chosen by a click on its point or its row.
class EvaluateResults : public QWidget
{
    Q_OBJECT
public:
    explicit EvaluateResults(const Evaluation& evaluation, QWidget* parent = nullptr);

    /// Of runs of one kind, or of none; `notice` says what is to be known about them.
    void setRuns(std::vector<ShownRun> runs, const QString& notice);
    const std::vector<ShownRun>& runs() const { return m_runs; }
    /// Takes what the run that is on has and its files may not.
    void followRun();
    /// How far it is, and nothing else.
    void showHead();
    /// Why no trial can be taken over; empty: it can.
    void setUseProblem(const QString& why);
    /// The chosen trial, else the best one of the first run; none: there is none.
    std::optional<TrialsFigure::Trial> wantedTrial() const;

    /// Results without a figure as a picture of that size, the table from its beginning with nothing chosen in it: the
    /// same whatever room the window leaves to it. \throws Error naming the file.
    void write(const QString& path, const QSize& size, double scale);

    QString headline() const;
    EvaluatePlot* plot() const { return m_plot; }
    RunTableModel* tableModel() const { return m_table; }

signals:
    void stopRequested();
    void resumeRequested();
    void useRequested();
    /// How far the run is, for the page's tab; empty: none is on.
    void progressChanged(const QString& text);

private:
    void build();
    void show();
    void showProblems();
    void choose(int trial);
    void chooseRow();
    QString stateText() const;
    bool isLive(const ShownRun& shown) const;

    const Evaluation& m_evaluation;
    std::vector<ShownRun> m_runs;
    QString m_notice;
    QString m_useProblem;
    std::optional<TrialsFigure::Trial> m_chosen;
    bool m_choosing = false;
    QLabel *m_head, *m_state;
    QProgressBar* m_progress;
    QPushButton *m_stop, *m_resume, *m_use;
    QSplitter* m_results;
    EvaluatePlot* m_plot;
    QTableView* m_tableView;
    RunTableModel* m_table;
    QLabel* m_empty;
    QToolButton* m_problemsButton;
    QListWidget* m_problems;
};

} // namespace mambascope::ui
