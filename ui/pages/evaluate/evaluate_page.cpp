// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/evaluate_page.h"

#include "core/base/error.h"
#include "core/evaluate/tables_of_searches.h"
#include "ui/engine/evaluation_measurements.h"
#include "ui/engine/run_folder.h"
#include "ui/engine/workspace.h"
#include "ui/figures/evaluate_figures.h"
#include "ui/models/run_list_model.h"
#include "ui/pages/evaluate/evaluate_form.h"
#include "ui/pages/evaluate/evaluate_plot.h"
#include "ui/pages/evaluate/evaluate_results.h"
#include "ui/pages/evaluate/evaluate_runs.h"
#include "ui/style/message_text.h"
#include "ui/style/theme.h"
#include "ui/windows/command_line.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStandardPaths>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <utility>

namespace mambascope::ui {

namespace {

const QString kLoad = QStringLiteral("evaluate-load");
constexpr int kRedraw = 100; // ms

/// The workspace's, so that a run goes on when another window takes that over.
Evaluation& evaluationOf(Workspace& workspace)
{
    auto* evaluation = workspace.findChild<Evaluation*>(QString(), Qt::FindDirectChildrenOnly);
    return evaluation ? *evaluation : *new Evaluation(&workspace);
}

/// Whether numbers of both mean the same.
bool canCompare(const EvaluationSettings& a, const EvaluationSettings& b)
{
    return a.kind == b.kind && (a.kind != EvaluationKind::Search || (a.metric == b.metric && a.methods == b.methods));
}

/// What the runs' names say by themselves: a run without a name of its own is called by what it measures.
QString firstName(const EvaluationSettings& settings)
{
    return QStringLiteral("%1, %2").arg(kindTitle(settings.kind),
                                        QFileInfo(QString::fromStdString(settings.model)).fileName());
}

} // namespace

EvaluatePage::EvaluatePage(Workspace& workspace, QWidget* parent)
    : Page(workspace, parent), m_evaluation(evaluationOf(workspace)), m_results(new EvaluateResults(m_evaluation))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 4);
    auto* splitter = new QSplitter;
    splitter->setObjectName(QStringLiteral("evaluateParts"));
    splitter->addWidget(buildChoice());
    splitter->addWidget(m_results);
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
            setRunFolder(folder);
    });
    connect(m_runs, &EvaluateRuns::selectionChanged, this, [this](const QStringList& folders) {
        std::vector<std::string> wanted;
        for (const QString& folder : folders)
            wanted.push_back(folder.toStdString());
        m_workspace.editView([&](ViewState& s) { s.evaluateRuns = wanted; });
        loadShown(); // a name may have changed
    });
    connect(m_results, &EvaluateResults::stopRequested, this, &EvaluatePage::stop);
    connect(m_results, &EvaluateResults::resumeRequested, this, [this] {
        if (shown().size() == 1)
            start(StoredRun(shown().front().run));
    });
    connect(m_results, &EvaluateResults::useRequested, this, &EvaluatePage::useTrial);
    connect(m_results, &EvaluateResults::progressChanged, this, &EvaluatePage::progressChanged);
    connect(&m_evaluation, &Evaluation::started, m_results, &EvaluateResults::showHead);
    connect(&m_evaluation, &Evaluation::advanced, this, [this] {
        m_runs->setRunning(m_evaluation.run().folder, m_evaluation.fraction());
        m_results->showHead();
    });
    connect(&m_evaluation, &Evaluation::grown, this, [this] {
        if (!m_redraw.isActive())
            m_redraw.start();
    });
    connect(&m_evaluation, &Evaluation::notWritten, this,
            [this](const QString& message) { emit m_workspace.failed(message); });
    connect(&m_evaluation, &Evaluation::ended, this, [this] {
        m_redraw.stop();
        m_runs->setRunning({}, 0);
        m_runs->update(m_evaluation.run());
        showLive();
        if (m_evaluation.run().state == StoredRun::State::Failed)
            emit m_workspace.failed(toText(m_evaluation.run().failure));
    });
    connect(&workspace, &Workspace::documentChanged, this, &EvaluatePage::followWorkspace);
    connect(&workspace, &Workspace::classificationChanged, this, &EvaluatePage::followWorkspace);
    connect(&workspace, &Workspace::viewChanged, this, [this] {
        if (m_wanted != m_workspace.state().evaluateRuns)
            loadShown();
    });
    followWorkspace();
    if (m_evaluation.isRunning())
        m_choice->setCurrentWidget(m_runs);
    showLive();
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
    base.decimate = s.decimate;
    const auto& document = m_workspace.document();
    if (document) {
        base.device = document->model->options().device.text();
        base.dtype = document->model->options().dtype == DType::BFloat16 ? "bf16" : "fp32";
    }
    m_form->setBase(base, document && document->profile ? document->profile->calibrationLength : 0);
    m_results->setUseProblem(useProblem());
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
        setFolder(runFolder());
    showLive(); // what came while nobody looked
    tellFailures();
}

void EvaluatePage::startNew()
{
    try {
        if (m_runs->store().folder().empty())
            setFolder(runFolder());
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

/// Reads the runs that the view state names.
void EvaluatePage::loadShown()
{
    m_wanted = m_workspace.state().evaluateRuns;
    QStringList folders;
    for (const std::string& folder : m_wanted)
        folders << QString::fromStdString(folder);
    {
        const QSignalBlocker quiet(m_runs); // the list need not have all of them
        m_runs->select(folders);
    }
    struct Found
    {
        std::vector<ShownRun> runs;
        QStringList failures;
    };
    m_workspace.looking().request<Found>(
        kLoad, tr("results"),
        [wanted = m_wanted](JobControl& control) {
            auto found = std::make_shared<Found>();
            for (const std::string& folder : wanted) {
                control.progress().check();
                try {
                    ShownRun shown{StoredRun::load(folder), {}, {}};
                    StoredResults results = readResults(shown.run);
                    shown.records = std::move(results.records);
                    shown.problems = shown.run.problems;
                    shown.problems.insert(shown.problems.end(), results.problems.begin(), results.problems.end());
                    found->runs.push_back(std::move(shown));
                } catch (const Error& error) { // the others are shown all the same
                    found->failures << toText(error);
                }
            }
            return std::shared_ptr<const Found>(found);
        },
        this,
        [this](const std::shared_ptr<const Found>& found) {
            std::vector<ShownRun> comparable;
            for (const ShownRun& shown : found->runs)
                if (canCompare(shown.run.settings, found->runs.front().run.settings))
                    comparable.push_back(shown);
            const auto others = static_cast<int>(found->runs.size() - comparable.size());
            const QString notice =
                others > 0 ? tr("%n run(s) of another kind are not shown: they cannot be compared.", nullptr, others)
                : comparable.empty() ? found->failures.join(QLatin1Char('\n'))
                                     : QString();
            m_results->setRuns(std::move(comparable), notice);
            m_results->setUseProblem(useProblem());
            showLive();
            m_untold = found->failures;
            tellFailures();
        },
        [this](const QString& message) {
            m_results->setRuns({}, message);
            m_untold = {message};
            tellFailures();
        });
}

/// Nobody needs to know of runs that are gone while another page is shown.
void EvaluatePage::tellFailures()
{
    if (!isVisible())
        return;
    for (const QString& message : std::exchange(m_untold, {}))
        emit m_workspace.failed(message);
}

/// What has come of the run that is on.
void EvaluatePage::showLive()
{
    const bool running = m_evaluation.isRunning();
    m_form->setBusy(running);
    if (running)
        m_runs->setRunning(m_evaluation.run().folder, m_evaluation.fraction());
    m_results->followRun();
}

QString EvaluatePage::headline() const
{
    return m_results->headline();
}

void EvaluatePage::zoomBy(double factor)
{
    plot()->zoomBy(factor);
}

void EvaluatePage::fit()
{
    plot()->fit();
}

EvaluatePlot* EvaluatePage::plot() const
{
    return m_results->plot();
}

RunTableModel* EvaluatePage::tableModel() const
{
    return m_results->tableModel();
}

const std::vector<ShownRun>& EvaluatePage::shown() const
{
    return m_results->runs();
}

void EvaluatePage::prepareSearch(const std::string& method)
{
    EvaluationSettings settings = EvaluationSettings::defaults(EvaluationKind::Search);
    settings.methods = {method};
    if (const auto& document = m_workspace.document(); document && document->profile)
        settings.lengths = {4 * document->profile->calibrationLength};
    m_form->setSettings(settings);
    m_choice->setCurrentWidget(m_form);
    m_workspace.editView([](ViewState& s) { s.page = "evaluate"; });
    m_form->focusStart();
}

/// Trials are of one model; with another one open they mean nothing.
QString EvaluatePage::useProblem() const
{
    if (shown().empty() || shown().front().run.settings.kind != EvaluationKind::Search)
        return {};
    const QString model = QFileInfo(QString::fromStdString(shown().front().run.settings.model)).fileName();
    const auto& document = m_workspace.document();
    if (!document || QString::fromStdString(document->model->name()) != model)
        return tr("The search was made with %1: open that model to use what it found.").arg(model);
    return {};
}

void EvaluatePage::useTrial()
{
    const auto trial = m_results->wantedTrial();
    const auto& document = m_workspace.document();
    if (!trial || !document)
        return;
    const StoredRun& run = shown()[trial->run].run;
    try {
        if (trial->record.method == "decimamba") {
            const DecimationSettings settings =
                trialDecimation(run.settings, trial->record, document->model->config(), document->profile.get());
            m_workspace.setMethod(QStringLiteral("decimamba"), QString::fromStdString(settings.text()));
            return;
        }
        const QString folder =
            QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/profiles");
        ViewState next = m_workspace.state();
        next.profile = keepTrialProfile(run, trial->record, folder.toStdString()).string();
        next.method = "longmamba";
        next.theta = trialValue(trial->record, "theta");
        next.scale = trialValue(trial->record, "scale");
        next.bucket = 0;
        m_workspace.openState(next, tr("using what was found"));
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
    }
}

QStringList EvaluatePage::exportSuffixes() const
{
    return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("tex"),
            QStringLiteral("md"),  QStringLiteral("csv"), QStringLiteral("npy")};
}

/// The figure's zoom is in no view state: it belongs to the runs that are shown.
QJsonObject EvaluatePage::lastingArrangement() const
{
    return shown().empty() ? Page::lastingArrangement() : arrangement();
}

QString EvaluatePage::commandSources() const
{
    QStringList runs;
    for (const std::string& folder : m_wanted)
        runs << QStringLiteral("--run ") + shellQuoted(QString::fromStdString(folder));
    return runs.join(QLatin1Char(' '));
}

void EvaluatePage::exportTo(const QString& path)
{
    try {
        if (isTableFile(path.toStdString())) {
            writeResultTable(path.toStdString(), resultTable(shown()));
        } else if (QFileInfo(path).suffix().toLower() == QLatin1String("npy")) {
            writeResultNumbers(path.toStdString(), resultTable(shown()));
        } else if (plot()->figure().isEmpty()) { // a table, as it stands here
            m_results->write(path, size(), exportScale());
        } else {
            FigureOptions options;
            options.theme = isDark() ? "dark" : "light";
            options.width = width();
            options.height = height();
            options.scale = exportScale();
            writeEvaluationPicture(path.toStdString(), evaluationFigure(shown()), options);
        }
        emit m_workspace.saved(path);
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
    }
}

} // namespace mambascope::ui
