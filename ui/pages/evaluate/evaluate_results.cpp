// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/evaluate_results.h"

#include "core/evaluate/tables_of_searches.h"
#include "ui/engine/evaluation.h"
#include "ui/models/run_list_model.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/evaluate/evaluate_plot.h"
#include "ui/style/message_text.h"
#include "ui/windows/write_widget.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QScopeGuard>
#include <QScrollBar>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace mambascope::ui {

namespace {

constexpr int kSteps = 1000;

QString timeLeft(double seconds)
{
    if (seconds < 90)
        return EvaluateResults::tr("about %1 s left").arg(std::max(1.0, std::ceil(seconds)));
    if (seconds < 5400)
        return EvaluateResults::tr("about %1 min left").arg(std::round(seconds / 60));
    return EvaluateResults::tr("about %1 h left").arg(QLocale().toString(seconds / 3600, 'f', 1));
}

QString number(std::int64_t count)
{
    return QLocale().toString(static_cast<qint64>(count));
}

bool sameSetting(const TrialsFigure::Trial& a, const TrialsFigure::Trial& b)
{
    const auto same = [&](const char* name) {
        const double x = trialValue(a.record, name), y = trialValue(b.record, name);
        return x == y || (std::isnan(x) && std::isnan(y));
    };
    return a.run == b.run && same("theta") && same("clamp") && same("scale") && same("layer");
}

} // namespace

EvaluateResults::EvaluateResults(const Evaluation& evaluation, QWidget* parent)
    : QWidget(parent), m_evaluation(evaluation), m_head(new QLabel), m_state(new QLabel), m_progress(new QProgressBar),
      m_stop(new QPushButton(tr("Stop"))), m_resume(new QPushButton(tr("Resume"))),
      m_use(new QPushButton(tr("Use this"))), m_results(new QSplitter(Qt::Vertical)), m_plot(new EvaluatePlot),
      m_tableView(new QTableView), m_table(new RunTableModel(this)), m_empty(new QLabel),
      m_problemsButton(new QToolButton), m_problems(new QListWidget)
{
    build();
    connect(m_stop, &QPushButton::clicked, this, &EvaluateResults::stopRequested);
    connect(m_resume, &QPushButton::clicked, this, &EvaluateResults::resumeRequested);
    connect(m_use, &QPushButton::clicked, this, &EvaluateResults::useRequested);
    connect(m_problemsButton, &QToolButton::toggled, m_problems, &QWidget::setVisible);
    connect(m_plot, &EvaluatePlot::trialPicked, this, &EvaluateResults::choose);
    connect(m_tableView->selectionModel(), &QItemSelectionModel::selectionChanged, this, &EvaluateResults::chooseRow);
    show();
}

void EvaluateResults::build()
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 0, 0, 0);
    layout->setSpacing(4);
    m_head->setTextFormat(Qt::PlainText);
    m_head->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    QFont bold = font();
    bold.setBold(true);
    m_head->setFont(bold);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setObjectName(QStringLiteral("evaluateState"));
    m_progress->setRange(0, kSteps);
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(140, std::max(10, fontMetrics().height() - 4));
    m_progress->setAccessibleName(tr("Progress of the run"));
    m_results->setObjectName(QStringLiteral("evaluateResults"));
    m_stop->setObjectName(QStringLiteral("evaluateStop"));
    m_stop->setToolTip(tr("Keeps what is there; the run can be resumed"));
    m_resume->setObjectName(QStringLiteral("evaluateResume"));
    m_resume->setToolTip(tr("Goes on with what is not there yet"));
    m_use->setObjectName(QStringLiteral("evaluateUse"));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_head, 1);
    row->addWidget(m_state);
    row->addWidget(m_progress);
    for (QPushButton* button : {m_use, m_resume, m_stop})
        row->addWidget(button);
    layout->addLayout(row);

    m_tableView->setModel(m_table);
    m_tableView->setAccessibleName(tr("Table of the results"));
    m_tableView->setTabKeyNavigation(false);
    m_tableView->setAlternatingRowColors(true);
    m_tableView->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_tableView->verticalHeader()->hide();
    m_tableView->verticalHeader()->setDefaultSectionSize(fontMetrics().lineSpacing() + 6);
    m_tableView->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_results->addWidget(m_plot);
    m_results->addWidget(m_tableView);
    m_results->setStretchFactor(0, 3);
    m_results->setStretchFactor(1, 2);
    m_results->setChildrenCollapsible(false);
    layout->addWidget(m_results, 1);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setTextFormat(Qt::PlainText);
    layout->addWidget(m_empty, 1);
    m_problemsButton->setCheckable(true);
    m_problemsButton->setFocusPolicy(Qt::StrongFocus);
    m_problemsButton->setObjectName(QStringLiteral("evaluateProblems"));
    layout->addWidget(m_problemsButton);
    m_problems->setAccessibleName(tr("What was left out"));
    m_problems->setMaximumHeight(6 * fontMetrics().lineSpacing());
    m_problems->hide();
    layout->addWidget(m_problems);
}

bool EvaluateResults::isLive(const ShownRun& shown) const
{
    return !m_evaluation.run().folder.empty() && shown.run.folder == m_evaluation.run().folder;
}

void EvaluateResults::setRuns(std::vector<ShownRun> runs, const QString& notice)
{
    m_runs = std::move(runs);
    m_notice = notice;
    m_chosen.reset();
    followRun();
}

/// Of the run that is on, what has come is newer than its files.
void EvaluateResults::followRun()
{
    const bool running = m_evaluation.isRunning();
    for (ShownRun& shown : m_runs) {
        if (!isLive(shown))
            continue;
        shown.run = m_evaluation.run();
        if (running && m_evaluation.records().size() < shown.records.size())
            continue; // a resumed run is telling what it had
        shown.records = m_evaluation.records();
        shown.problems = m_evaluation.problems();
    }
    show();
}

void EvaluateResults::show()
{
    showProblems();
    const bool any =
        std::any_of(m_runs.begin(), m_runs.end(), [](const ShownRun& shown) { return !shown.records.empty(); });
    m_results->setVisible(any);
    m_empty->setVisible(!any);
    if (!any) {
        m_empty->setText(!m_notice.isEmpty() ? m_notice
                         : m_runs.empty() ? tr("Start a run, or choose a stored one; several of a kind are compared.")
                         : m_evaluation.isRunning() ? tr("The first result is on its way …")
                                                    : tr("This run has no results yet. Resume goes on with it."));
        m_plot->setFigure({});
        m_table->setTable({});
    } else if (isVisible()) {
        EvaluationFigure figure = evaluationFigure(m_runs);
        m_plot->setVisible(!figure.isEmpty());
        m_plot->setFigure(std::move(figure));
        m_choosing = true; // a table of another shape forgets what is selected
        m_table->setTable(resultTable(m_runs));
        m_choosing = false;
        const auto& trials = m_plot->figure().trials;
        const auto chosen = [&] {
            return std::find_if(trials->trials.begin(), trials->trials.end(),
                                [&](const auto& trial) { return sameSetting(trial, *m_chosen); });
        };
        if (trials && m_chosen)
            choose(chosen() == trials->trials.end() ? -1 : static_cast<int>(chosen() - trials->trials.begin()));
    }
    showHead();
}

void EvaluateResults::choose(int trial)
{
    const auto& trials = m_plot->figure().trials;
    if (m_choosing || !trials)
        return;
    m_choosing = true;
    const bool one = trial >= 0 && trial < std::ssize(trials->trials);
    m_chosen = one ? std::optional(trials->trials[static_cast<std::size_t>(trial)]) : std::nullopt;
    m_plot->setChosen(one ? trial : -1);
    if (one)
        m_tableView->selectRow(m_chosen->row);
    else
        m_tableView->clearSelection();
    m_choosing = false;
    showHead();
}

void EvaluateResults::chooseRow()
{
    const auto& trials = m_plot->figure().trials;
    const QModelIndexList rows = m_tableView->selectionModel()->selectedRows();
    if (m_choosing || !trials || rows.isEmpty())
        return;
    const auto found = std::find_if(trials->trials.begin(), trials->trials.end(),
                                    [&](const auto& trial) { return trial.row == rows.first().row(); });
    if (found != trials->trials.end())
        choose(static_cast<int>(found - trials->trials.begin()));
}

std::optional<TrialsFigure::Trial> EvaluateResults::wantedTrial() const
{
    if (m_chosen)
        return m_chosen;
    const auto& trials = m_plot->figure().trials;
    if (!trials)
        return std::nullopt;
    const auto best = std::find_if(trials->trials.begin(), trials->trials.end(),
                                   [](const auto& trial) { return trial.best && trial.run == 0; });
    return best == trials->trials.end() ? std::nullopt : std::optional(*best);
}

void EvaluateResults::setUseProblem(const QString& why)
{
    m_useProblem = why;
    showHead();
}

QString EvaluateResults::headline() const
{
    return m_head->text();
}

QString EvaluateResults::stateText() const
{
    if (m_evaluation.isRunning()) {
        const StoredRun& run = m_evaluation.run();
        QString state =
            run.total == 0 ? tr("getting ready …") : tr("%1 of %2").arg(number(run.done), number(run.total));
        if (m_evaluation.secondsLeft() >= 0)
            state += QStringLiteral(" · ") + timeLeft(m_evaluation.secondsLeft());
        return state;
    }
    if (m_runs.empty())
        return {};
    const StoredRun& run = m_runs.front().run;
    QString state;
    if (m_runs.size() == 1 && run.state == StoredRun::State::Partial)
        state =
            tr("stopped at %1 of %2").arg(number(run.done), run.total > 0 ? number(run.total) : QStringLiteral("?"));
    else if (m_runs.size() == 1 && run.state == StoredRun::State::Failed)
        state = tr("failed: %1").arg(toText(run.failure));
    else if (m_runs.size() == 1 && run.settings.kind == EvaluationKind::Search && run.done < run.total)
        state = tr("the time was up at %1 of %2").arg(number(run.done), number(run.total));
    if (const auto trial = wantedTrial()) {
        const QString setting = trialSettings(*trial);
        const QString named = m_chosen ? tr("chosen: %1").arg(setting) : tr("best: %1").arg(setting);
        state += (state.isEmpty() ? QString() : QStringLiteral(" · ")) + named;
    }
    return state;
}

void EvaluateResults::write(const QString& path, const QSize& wanted, double scale)
{
    const QSize shown = this->size();
    QScrollBar* down = m_tableView->verticalScrollBar();
    QScrollBar* across = m_tableView->horizontalScrollBar();
    const QPoint scrolled(across->value(), down->value());
    const QItemSelection selection = m_tableView->selectionModel()->selection();
    const QModelIndex current = m_tableView->selectionModel()->currentIndex();
    const bool listed = m_problemsButton->isChecked();
    const auto restore = qScopeGuard([&] {
        resize(shown);
        m_problemsButton->setChecked(listed);
        m_tableView->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
        m_tableView->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
        across->setValue(scrolled.x());
        down->setValue(scrolled.y());
    });
    m_tableView->selectionModel()->clear();
    m_problemsButton->setChecked(false);
    settleLayouts();
    resize(wanted); // from here on nothing may be laid out around it, or it would be put back
    across->setValue(0);
    down->setValue(0);
    writePicture(path, wanted, scale, [this](QCPPainter& painter) { render(&painter); });
}

void EvaluateResults::showHead()
{
    QString head;
    if (m_runs.size() > 1)
        head = tr("%1: %n runs compared", nullptr, static_cast<int>(m_runs.size()))
                   .arg(kindTitle(m_runs.front().run.settings.kind));
    else if (!m_runs.empty())
        head = QString::fromStdString(m_runs.front().run.name);
    if (!m_runs.empty() && !m_notice.isEmpty())
        head += QStringLiteral("  ·  ") + m_notice;
    QString tip = head;
    if (m_runs.size() == 1) { // where it was computed; in view where it is not the usual place
        const EvaluationSettings& settings = m_runs.front().run.settings;
        const QString where = QString::fromStdString(settings.device + ", " + settings.dtype);
        tip += QLatin1Char('\n') + where;
        if (settings.device != EvaluationSettings().device || settings.dtype != EvaluationSettings().dtype)
            head += QStringLiteral("  ·  ") + where;
    }
    m_head->setText(head);
    m_head->setToolTip(tip);
    m_state->setText(stateText());

    const bool running = m_evaluation.isRunning();
    const bool one = m_runs.size() == 1;
    m_progress->setVisible(running);
    m_progress->setValue(static_cast<int>(std::lround(m_evaluation.fraction() * kSteps)));
    m_stop->setVisible(running);
    m_stop->setEnabled(m_evaluation.canStop());
    m_resume->setVisible(!running && one && m_runs.front().run.state != StoredRun::State::Finished);
    m_use->setVisible(!m_runs.empty() && m_runs.front().run.settings.kind == EvaluationKind::Search);
    m_use->setEnabled(m_useProblem.isEmpty() && wantedTrial().has_value());
    m_use->setToolTip(m_useProblem.isEmpty() ? tr("Sets the Method dock to the chosen trial, or to the best one")
                                             : m_useProblem);
    emit progressChanged(running ? tr("%1 %").arg(std::floor(m_evaluation.fraction() * 100)) : QString());
}

void EvaluateResults::showProblems()
{
    QStringList problems;
    for (const ShownRun& shown : m_runs)
        for (const Message& problem : shown.problems)
            problems << toText(problem);
    m_problemsButton->setVisible(!problems.isEmpty());
    m_problemsButton->setText(tr("%n item(s) left out", nullptr, static_cast<int>(problems.size())));
    m_problemsButton->setAccessibleName(m_problemsButton->text());
    if (problems.isEmpty())
        m_problemsButton->setChecked(false);
    if (m_problems->count() != problems.size()) {
        m_problems->clear();
        m_problems->addItems(problems);
    }
}

} // namespace mambascope::ui
