// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/evaluate_page.h"

#include "core/base/error.h"
#include "ui/engine/workspace.h"
#include "ui/figures/evaluate_figures.h"
#include "ui/models/run_list_model.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/evaluate/evaluate_form.h"
#include "ui/pages/evaluate/evaluate_plot.h"
#include "ui/pages/evaluate/evaluate_runs.h"
#include "ui/style/message_text.h"
#include "ui/style/theme.h"
#include "ui/windows/command_line.h"
#include "ui/windows/write_widget.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

const QString kLoad = QStringLiteral("evaluate-load");
const QString kFolderSetting = QStringLiteral("evaluate/folder");
constexpr int kRedraw = 100; // ms
constexpr int kSteps = 1000;

QString defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/runs");
}

QString timeLeft(double seconds)
{
    if (seconds < 90)
        return EvaluatePage::tr("about %1 s left").arg(std::max(1.0, std::ceil(seconds)));
    if (seconds < 5400)
        return EvaluatePage::tr("about %1 min left").arg(std::round(seconds / 60));
    return EvaluatePage::tr("about %1 h left").arg(QLocale().toString(seconds / 3600, 'f', 1));
}

/// What the runs' names say by themselves: a run without a name of its own is called by what it measures.
QString firstName(const EvaluationSettings& settings)
{
    return QStringLiteral("%1, %2").arg(kindTitle(settings.kind),
                                        QFileInfo(QString::fromStdString(settings.model)).fileName());
}

} // namespace

EvaluatePage::EvaluatePage(Workspace& workspace, QWidget* parent) : Page(workspace, parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 4);
    auto* splitter = new QSplitter;
    splitter->addWidget(buildChoice());
    splitter->addWidget(buildResults());
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setCollapsible(0, false);
    splitter->setCollapsible(1, false);
    splitter->setSizes({330, 900});
    layout->addWidget(splitter);
    m_redraw.setInterval(kRedraw);
    m_redraw.setSingleShot(true);
    connect(&m_redraw, &QTimer::timeout, this, &EvaluatePage::showLive);

    connect(m_form, &EvaluateForm::startRequested, this, &EvaluatePage::startNew);
    connect(m_runs, &EvaluateRuns::resumeRequested, this, &EvaluatePage::start);
    connect(m_runs, &EvaluateRuns::settingsRequested, this, [this](const StoredRun& run) {
        m_form->setSettings(run.settings);
        m_choice->setCurrentWidget(m_form);
    });
    connect(m_runs, &EvaluateRuns::folderChanged, this, [this](const QString& folder) {
        if (m_usesSettings)
            QSettings().setValue(kFolderSetting, folder);
    });
    connect(m_runs, &EvaluateRuns::selectionChanged, this, [this](const QStringList& folders) {
        std::vector<std::string> wanted;
        for (const QString& folder : folders)
            wanted.push_back(folder.toStdString());
        m_workspace.editView([&](ViewState& s) { s.evaluateRuns = wanted; });
        loadShown(); // a name may have changed
    });
    connect(m_stop, &QPushButton::clicked, this, &EvaluatePage::stop);
    connect(m_resume, &QPushButton::clicked, this, [this] {
        if (m_shown.size() == 1)
            start(m_shown.front().run);
    });
    connect(m_use, &QPushButton::clicked, this, &EvaluatePage::useTrial);
    connect(m_plot, &EvaluatePlot::trialPicked, this, [this](double theta, double factor) {
        m_trial = std::pair(theta, factor);
        m_state->setText(
            tr("θ %1, %2 chosen").arg(QLocale().toString(theta, 'g', 4), QLocale().toString(factor, 'g', 4)));
    });
    connect(m_problemsButton, &QToolButton::toggled, m_problems, &QWidget::setVisible);
    connect(&m_evaluation, &Evaluation::started, this, &EvaluatePage::showHead);
    connect(&m_evaluation, &Evaluation::grown, this, [this] {
        if (!m_redraw.isActive())
            m_redraw.start();
    });
    connect(&m_evaluation, &Evaluation::ended, this, [this] {
        m_redraw.stop();
        m_runs->setRunning({}, 0);
        m_runs->update(m_evaluation.run());
        showLive();
        if (m_evaluation.run().state == StoredRun::State::Failed)
            emit m_workspace.failed(QString::fromStdString(m_evaluation.run().failure));
    });
    connect(&workspace, &Workspace::documentChanged, this, &EvaluatePage::followWorkspace);
    connect(&workspace, &Workspace::classificationChanged, this, &EvaluatePage::followWorkspace);
    connect(&workspace, &Workspace::viewChanged, this, [this] {
        if (m_wanted != m_workspace.state().evaluateRuns)
            loadShown();
    });
    followWorkspace();
    showResults();
}

EvaluatePage::~EvaluatePage()
{
    disconnect(&m_evaluation, nullptr, this, nullptr);
}

QWidget* EvaluatePage::buildChoice()
{
    m_form = new EvaluateForm;
    m_runs = new EvaluateRuns(m_workspace);
    m_choice = new QTabWidget;
    m_choice->addTab(m_form, tr("New run"));
    m_choice->addTab(m_runs, tr("Stored runs"));
    m_choice->setMinimumWidth(30 * fontMetrics().averageCharWidth());
    return m_choice;
}

QWidget* EvaluatePage::buildResults()
{
    m_resultsBox = new QWidget;
    auto* layout = new QVBoxLayout(m_resultsBox);
    layout->setContentsMargins(6, 0, 0, 0);
    layout->setSpacing(4);
    m_head = new QLabel;
    m_head->setTextFormat(Qt::PlainText);
    m_head->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    QFont bold = font();
    bold.setBold(true);
    m_head->setFont(bold);
    m_state = new QLabel;
    m_state->setTextFormat(Qt::PlainText);
    m_state->setObjectName(QStringLiteral("evaluateState"));
    m_progress = new QProgressBar;
    m_progress->setRange(0, kSteps);
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(140, std::max(10, fontMetrics().height() - 4));
    m_progress->setAccessibleName(tr("Progress of the run"));
    m_stop = new QPushButton(tr("Stop"));
    m_stop->setObjectName(QStringLiteral("evaluateStop"));
    m_stop->setToolTip(tr("Keeps what is there; the run can be resumed"));
    m_resume = new QPushButton(tr("Resume"));
    m_resume->setObjectName(QStringLiteral("evaluateResume"));
    m_resume->setToolTip(tr("Goes on with what is not there yet"));
    m_use = new QPushButton(tr("Use this"));
    m_use->setObjectName(QStringLiteral("evaluateUse"));
    m_use->setToolTip(tr("Sets the Method dock to the chosen trial, or to the best one"));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_head, 1);
    row->addWidget(m_state);
    row->addWidget(m_progress);
    for (QPushButton* button : {m_use, m_resume, m_stop})
        row->addWidget(button);
    layout->addLayout(row);

    m_results = new QSplitter(Qt::Vertical);
    m_plot = new EvaluatePlot;
    m_table = new RunTableModel(this);
    m_tableView = new QTableView;
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
    m_empty = new QLabel;
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setTextFormat(Qt::PlainText);
    layout->addWidget(m_empty, 1);
    m_problemsButton = new QToolButton;
    m_problemsButton->setCheckable(true);
    m_problemsButton->setFocusPolicy(Qt::StrongFocus);
    m_problemsButton->setObjectName(QStringLiteral("evaluateProblems"));
    layout->addWidget(m_problemsButton);
    m_problems = new QListWidget;
    m_problems->setAccessibleName(tr("What was left out"));
    m_problems->setMaximumHeight(6 * fontMetrics().lineSpacing());
    m_problems->hide();
    layout->addWidget(m_problems);
    return m_resultsBox;
}

void EvaluatePage::followWorkspace()
{
    EvaluationSettings base;
    const ViewState& s = m_workspace.state();
    base.model = m_workspace.document() ? s.model : std::string();
    base.tokenizer = s.tokenizer;
    base.profile = s.profile;
    base.theta = s.theta;
    base.scale = s.scale;
    base.bucket = s.bucket;
    m_form->setBase(base);
}

void EvaluatePage::setFolder(const QString& folder)
{
    m_runs->setFolder(folder);
    m_listed = true;
}

void EvaluatePage::useSettings()
{
    m_usesSettings = true;
}

void EvaluatePage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_usesSettings && !m_listed)
        setFolder(QSettings().value(kFolderSetting, defaultFolder()).toString());
    showLive(); // what came while nobody looked
}

void EvaluatePage::startNew()
{
    try {
        if (m_runs->store().folder().empty())
            setFolder(defaultFolder());
        const EvaluationSettings settings = m_form->settings();
        start(m_runs->store().create(settings, firstName(settings).toStdString(), std::chrono::system_clock::now()));
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
    }
}

void EvaluatePage::start(const StoredRun& run)
{
    if (m_evaluation.isRunning())
        return;
    m_evaluation.start(run, m_workspace.document());
    m_form->setBusy(true);
    m_runs->update(m_evaluation.run());
    m_runs->setRunning(run.folder, 0);
    m_choice->setCurrentWidget(m_runs);
    m_runs->select({QString::fromStdString(run.folder.string())});
    loadShown();
}

void EvaluatePage::stop()
{
    m_evaluation.stop();
}

bool EvaluatePage::isLive(const ShownRun& shown) const
{
    return !m_evaluation.run().folder.empty() && shown.run.folder == m_evaluation.run().folder;
}

/// Reads the runs that the view state names.
void EvaluatePage::loadShown()
{
    m_wanted = m_workspace.state().evaluateRuns;
    m_trial.reset();
    QStringList folders;
    for (const std::string& folder : m_wanted)
        folders << QString::fromStdString(folder);
    m_runs->select(folders);
    m_workspace.looking().request<std::vector<ShownRun>>(
        kLoad, tr("results"),
        [wanted = m_wanted](JobControl& control) {
            auto runs = std::make_shared<std::vector<ShownRun>>();
            for (const std::string& folder : wanted) {
                control.progress().check();
                ShownRun shown{StoredRun::load(folder), {}, {}};
                StoredResults results = readResults(shown.run);
                shown.records = std::move(results.records);
                shown.problems = shown.run.problems;
                shown.problems.insert(shown.problems.end(), results.problems.begin(), results.problems.end());
                runs->push_back(std::move(shown));
            }
            return std::shared_ptr<const std::vector<ShownRun>>(runs);
        },
        this,
        [this](const std::shared_ptr<const std::vector<ShownRun>>& runs) {
            m_shown = *runs;
            const auto others = std::erase_if(m_shown, [&](const ShownRun& shown) {
                return shown.run.settings.kind != m_shown.front().run.settings.kind;
            });
            m_notice = others == 0 ? QString()
                                   : tr("%n run(s) of another kind are not shown: they cannot be compared.", nullptr,
                                        static_cast<int>(others));
            showLive();
        },
        [this](const QString& message) {
            m_shown.clear();
            m_notice = message;
            showResults();
        });
}

/// Of the run that is on, what has come is newer than its files.
void EvaluatePage::showLive()
{
    const bool running = m_evaluation.isRunning();
    m_form->setBusy(running);
    if (running)
        m_runs->setRunning(m_evaluation.run().folder, m_evaluation.fraction());
    for (ShownRun& shown : m_shown) {
        if (!isLive(shown) || (running && m_evaluation.records().size() < shown.records.size()))
            continue; // a resumed run is telling what it had
        shown.run = m_evaluation.run();
        shown.records = m_evaluation.records();
        shown.problems = m_evaluation.problems();
    }
    showResults();
}

void EvaluatePage::showResults()
{
    showHead();
    showProblems();
    const bool any =
        std::any_of(m_shown.begin(), m_shown.end(), [](const ShownRun& shown) { return !shown.records.empty(); });
    m_results->setVisible(any);
    m_empty->setVisible(!any);
    if (!any) {
        m_empty->setText(!m_notice.isEmpty() ? m_notice
                         : m_shown.empty() ? tr("Start a run, or choose a stored one; several of a kind are compared.")
                         : m_evaluation.isRunning() ? tr("The first result is on its way …")
                                                    : tr("This run has no results yet. Resume goes on with it."));
        m_table->setTable({});
        return;
    }
    if (!isVisible())
        return;
    const EvaluationFigure figure = evaluationFigure(m_shown);
    m_plot->setVisible(!figure.isEmpty());
    m_plot->setFigure(figure);
    m_table->setTable(resultTable(m_shown));
}

QString EvaluatePage::headline() const
{
    return m_head->text();
}

void EvaluatePage::showHead()
{
    QString head;
    if (m_shown.size() > 1)
        head = tr("%1: %n runs compared", nullptr, static_cast<int>(m_shown.size()))
                   .arg(kindTitle(m_shown.front().run.settings.kind));
    else if (!m_shown.empty())
        head = QString::fromStdString(m_shown.front().run.name);
    if (!m_shown.empty() && !m_notice.isEmpty())
        head += QStringLiteral("  ·  ") + m_notice;
    m_head->setText(head);
    m_head->setToolTip(head);

    const bool running = m_evaluation.isRunning();
    const StoredRun* run = running ? &m_evaluation.run() : m_shown.size() == 1 ? &m_shown.front().run : nullptr;
    const QLocale locale;
    QString state;
    if (running && run->total == 0)
        state = tr("getting ready …");
    else if (running)
        state =
            tr("%1 of %2")
                .arg(locale.toString(static_cast<qint64>(run->done)), locale.toString(static_cast<qint64>(run->total)));
    else if (run && run->state == StoredRun::State::Partial)
        state = tr("stopped at %1 of %2")
                    .arg(locale.toString(static_cast<qint64>(run->done)),
                         run->total > 0 ? locale.toString(static_cast<qint64>(run->total)) : QStringLiteral("?"));
    else if (run && run->state == StoredRun::State::Failed)
        state = tr("failed: %1").arg(QString::fromStdString(run->failure));
    if (running && m_evaluation.secondsLeft() >= 0)
        state += QStringLiteral(" · ") + timeLeft(m_evaluation.secondsLeft());
    m_state->setText(state);
    m_progress->setVisible(running);
    m_progress->setValue(static_cast<int>(std::lround(m_evaluation.fraction() * kSteps)));
    m_stop->setVisible(running);
    m_stop->setEnabled(m_evaluation.canStop());
    m_resume->setVisible(!running && run && run->state != StoredRun::State::Finished);
    m_use->setVisible(!m_shown.empty() && m_shown.front().run.settings.kind == EvaluationKind::Search);
    emit progressChanged(running ? tr("%1 %").arg(std::floor(m_evaluation.fraction() * 100)) : QString());
}

void EvaluatePage::showProblems()
{
    QStringList problems;
    for (const ShownRun& shown : m_shown)
        for (const std::string& problem : shown.problems)
            problems << QString::fromStdString(problem);
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

void EvaluatePage::useTrial()
{
    const auto& figure = m_plot->figure();
    if (!figure.trials)
        return;
    const auto& trials = figure.trials->trials;
    const auto isWanted = [this](const TrialsFigure::Trial& trial) {
        return m_trial ? trial.theta == m_trial->first && trial.factor == m_trial->second : trial.best;
    };
    const auto wanted = std::find_if(trials.begin(), trials.end(), isWanted);
    if (wanted == trials.end())
        return;
    m_workspace.previewTheta(std::log(wanted->theta));
    m_workspace.previewScale(wanted->scale);
    // The best one's clamp comes with its profile; another one's is that of the profile that is open.
    const QString profile = QString::fromStdString((m_shown.front().run.folder / "profile.safetensors").string());
    if (wanted->best && QFileInfo::exists(profile))
        m_workspace.openProfile(profile);
    else
        m_workspace.commitMethod();
}

QStringList EvaluatePage::exportSuffixes() const
{
    return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"),
            QStringLiteral("tex"), QStringLiteral("md"),  QStringLiteral("csv")};
}

QString EvaluatePage::commandLine(const QString& out) const
{
    QString command = QStringLiteral("mambascope render --view evaluate");
    for (const std::string& folder : m_wanted)
        command += QStringLiteral(" --run ") + shellQuoted(QString::fromStdString(folder));
    if (isPictureSuffix(QFileInfo(out).suffix().toLower()))
        command += QStringLiteral(" --size %1x%2").arg(width()).arg(height());
    return command + QStringLiteral(" --out ") + shellQuoted(out);
}

void EvaluatePage::exportTo(const QString& path)
{
    try {
        if (isTableFile(path.toStdString())) {
            writeResultTable(path.toStdString(), resultTable(m_shown));
        } else if (m_plot->figure().isEmpty()) { // a table, as it stands here
            writeWidget(*m_resultsBox, path);
        } else {
            FigureOptions options;
            options.theme = isDark() ? "dark" : "light";
            options.width = width();
            options.height = height();
            options.scale = devicePixelRatioF();
            writeEvaluationPicture(path.toStdString(), evaluationFigure(m_shown), options);
        }
        emit m_workspace.saved(path);
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
    }
}

} // namespace mambascope::ui
