// SPDX-License-Identifier: GPL-3.0-or-later
// The part of MainWindow that serves a person's habits: settings, appearance, undo, autosaves, palette.
#include "core/base/error.h"
#include "ui/dialogs/command_palette.h"
#include "ui/dialogs/settings_dialog.h"
#include "ui/docks/generation_dock.h"
#include "ui/docks/method_dock.h"
#include "ui/docks/sequence_dock.h"
#include "ui/engine/history.h"
#include "ui/engine/workspace.h"
#include "ui/pages/arrangement.h"
#include "ui/pages/evaluate/evaluate_form.h"
#include "ui/pages/evaluate/evaluate_page.h"
#include "ui/style/message_text.h"
#include "ui/style/theme.h"
#include "ui/widgets/message_bar.h"
#include "ui/windows/arranging.h"
#include "ui/windows/main_window.h"
#include "ui/windows/session_files.h"
#include "ui/windows/window_layout.h"
#include "ui/windows/workbench_export.h"
#include "ui/windows/write_widget.h"

#include <QActionGroup>
#include <QApplication>
#include <QDockWidget>
#include <QEvent>
#include <QFile>
#include <QLocale>
#include <QMenuBar>
#include <QSettings>
#include <QToolButton>

namespace mambascope::ui {

// ---------------------------------------------------------------------------------------------- sessions

/// What a session keeps beside the view state.
void MainWindow::collect(Session& session) const
{
    session.layout = saveLayout(*this).toBase64().toStdString();
    session.promptDraft = m_generationDock->draft().toStdString();
    session.sequenceDraft = m_sequenceDock->draft().toStdString();
    session.evaluateDraft = m_evaluate->form()->draft();
    session.arrangements.clear();
    for (Page* page : pages()) {
        const QJsonObject arrangement = m_arranging->of(page);
        if (!arrangement.isEmpty())
            session.arrangements[page->name().toStdString()] = arrangementText(arrangement);
    }
}

void MainWindow::spread(const Session& session)
{
    if (!session.layout.empty())
        restoreLayout(*this, QByteArray::fromBase64(QByteArray::fromStdString(session.layout)));
    QHash<Page*, QJsonObject> arrangements;
    for (const auto& [name, arrangement] : session.arrangements)
        arrangements[page(QString::fromStdString(name))] = arrangementOf(arrangement);
    if (session.page == "workbench") // beside an export
        arrangements[currentPage()] = pageOfWorkbench(arrangementOf(session.arrangement));
    else if (!session.page.empty())
        arrangements[page(QString::fromStdString(session.page))] = arrangementOf(session.arrangement);
    arrangements.remove(nullptr); // of a page that this version does not have
    m_arranging->begin(arrangements);
    m_generationDock->setDraft(QString::fromStdString(session.promptDraft));
    m_sequenceDock->setDraft(QString::fromStdString(session.sequenceDraft));
    showRunDraft(session.evaluateDraft);
}

void MainWindow::showRunDraft(const std::string& draft)
{
    if (draft.empty())
        return;
    try {
        m_evaluate->form()->setDraft(draft, m_sessions->path().toStdString());
    } catch (const Error& error) {
        m_messages->post(MessageBar::Severity::Error, toText(error));
    }
}

// ---------------------------------------------------------------------------------------------- settings

void MainWindow::useSettings()
{
    m_usesSettings = true;
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    restoreLayout(*this, settings.value(QStringLiteral("window/layout")).toByteArray());
    m_evaluate->useSettings();
    m_generationDock->useSettings();
    m_recentModels = settings.value(QStringLiteral("recent/models")).toStringList();
    applyStoredShortcuts(commands());
    const Preferences preferences = Preferences::load();
    if (m_workspace->document()) // of another window, where they hold already: theme and level may be a session's own
        m_preferences = preferences;
    applyPreferences(preferences);
    showRecent();
}

void MainWindow::applyPreferences(const Preferences& preferences)
{
    const Preferences before = m_preferences;
    m_preferences = preferences;
    setPictureScale(preferences.pictureScale);
    if (preferences.threads != before.threads)
        m_workspace->setThreads(preferences.threads);
    if (preferences.device != before.device || preferences.dtype != before.dtype)
        m_workspace->setComputing(Device::parse(preferences.device.toStdString()),
                                  parseDType(preferences.dtype.toStdString()));
    ViewState state = m_workspace->state();
    if (!m_workspace->document() || preferences.theme != before.theme)
        state.theme = preferences.theme.toStdString();
    if (!m_workspace->document() || preferences.reachLevel != before.reachLevel)
        state.reachLevel = preferences.reachLevel;
    if (m_workspace->document())
        m_workspace->restore(state);
    else
        m_workspace->editView([&](ViewState& s) { s = state; });
    if (preferences.language != before.language)
        emit languageChosen(preferences.language);
}

void MainWindow::takePlaceOf(const MainWindow& other)
{
    restoreGeometry(other.saveGeometry());
    restoreLayout(*this, saveLayout(other));
    if (other.m_settings)
        showSettings()->move(other.m_settings->pos());
    m_methodDock->recalibrateButton()->setChecked(other.m_methodDock->recalibrateButton()->isChecked());
    m_sessions->takePlaceOf(*other.m_sessions);
    m_workspace->announce();
    m_generationDock->setDraft(other.m_generationDock->draft());
    m_sequenceDock->setDraft(other.m_sequenceDock->draft());
    showRunDraft(other.m_evaluate->form()->draft());
}

SettingsDialog* MainWindow::showSettings()
{
    if (!m_settings) {
        m_settings = new SettingsDialog(m_preferences, commands(), this);
        connect(m_settings, &SettingsDialog::changed, this, &MainWindow::applyPreferences);
        connect(m_settings, &QDialog::finished, this, [this] {
            m_settings->deleteLater();
            m_settings = nullptr;
        });
        m_settings->show();
    }
    m_settings->raise();
    m_settings->activateWindow();
    return m_settings;
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    // The desktop has other colours now. Queued: the change is still being told to all widgets.
    if (event->type() == QEvent::ThemeChange && m_theme == QLatin1String("system"))
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_theme == QLatin1String("system"))
                    applyTheme(*qApp, ThemeChoice::System);
            },
            Qt::QueuedConnection);
}

// ---------------------------------------------------------------------------------------------- appearance

void MainWindow::resetLayout()
{
    if (!m_defaultLayout.isEmpty()) {
        restoreLayout(*this, m_defaultLayout);
        return;
    }
    resizeDocks({m_docks[0], m_docks[1], m_docks[2]}, {280, 280, 280}, Qt::Horizontal);
    resizeDocks({m_docks[0], m_docks[1], m_docks[2]}, {300, 165, 270}, Qt::Vertical);
    resizeDocks({m_docks[3]}, {170}, Qt::Vertical);
}

void MainWindow::setTheme(const QString& theme)
{
    if (theme == m_theme)
        return;
    m_theme = theme;
    applyTheme(*qApp, themeFromString(theme));
    for (QAction* action : m_themes->actions())
        action->setChecked(action->data().toString() == theme);
}

// ---------------------------------------------------------------------------------------------- commands

std::vector<Command> MainWindow::commands() const
{
    return commandsOf(*menuBar());
}

CommandPalette* MainWindow::showPalette()
{
    auto* palette = new CommandPalette(commands(), this);
    palette->show();
    return palette;
}

void MainWindow::showHistory()
{
    const QString undo = m_history->undoText();
    const QString redo = m_history->redoText();
    m_undo->setText(undo.isEmpty() ? tr("&Undo") : tr("&Undo %1").arg(undo));
    m_redo->setText(redo.isEmpty() ? tr("&Redo") : tr("&Redo %1").arg(redo));
    m_undo->setEnabled(m_history->canUndo());
    m_redo->setEnabled(m_history->canRedo());
    m_back->setEnabled(m_history->canGoBack());
    m_forward->setEnabled(m_history->canGoForward());
}

// ---------------------------------------------------------------------------------------------- recovery

void MainWindow::useRecovery(Recovery& recovery)
{
    recovery.setInterval(m_preferences.autosaveSeconds);
    recovery.keep([this] { return m_workspace->document() ? m_sessions->session().toJson() : std::string(); });
    // Unique: another window may have had the same workspace before.
    connect(&recovery, &Recovery::failed, m_workspace, &Workspace::failed, Qt::UniqueConnection);
    // What was just opened is safe at once, not after the first interval.
    connect(m_workspace, &Workspace::documentChanged, &recovery, &Recovery::write, Qt::UniqueConnection);
    connect(m_sessions, &SessionFiles::pathChanged, &recovery, &Recovery::write);
    for (const Recovery::Leftover& leftover : recovery.takeLeftovers())
        offer(leftover);
}

void MainWindow::offer(const Recovery::Leftover& leftover)
{
    Session session;
    try {
        session = Session::load(leftover.file.toStdString());
    } catch (const Error& error) {
        m_messages->post(
            MessageBar::Severity::Warning,
            tr("An autosave of a session that ended without closing cannot be read: %1").arg(toText(error)));
        Recovery::discard(leftover);
        return;
    }
    const QString when = QLocale().toString(leftover.written, QLocale::ShortFormat);
    const QString model = QString::fromStdString(session.state.model);
    const bool crashed = !leftover.crashReport.isEmpty();
    std::vector<MessageBar::Action> actions = {
        {tr("Restore"),
         [this, session, leftover] {
             // Given away only when it is shown: if its model is gone, the next start offers it again.
             m_sessions->openSession(session, tr("restoring the session"), QString::fromStdString(session.savedAs),
                                     [leftover] { Recovery::discard(leftover); });
         }},
        {tr("Discard"), [leftover] { Recovery::discard(leftover); }}};
    if (crashed)
        actions.push_back(
            {tr("Show the report"), [this, leftover] {
                 QFile report(leftover.crashReport);
                 const QString text =
                     report.open(QIODevice::ReadOnly) ? QString::fromUtf8(report.readAll()) : report.errorString();
                 showHelpText(tr("Crash report"), QStringLiteral("<p>%1</p><pre>%2</pre>")
                                                      .arg(leftover.crashReport.toHtmlEscaped(), text.toHtmlEscaped()));
                 offer(leftover);
             }});
    m_messages->ask(MessageBar::Severity::Warning,
                    crashed ? tr("MambaScope crashed at %1 with %2 open. The session can be restored.").arg(when, model)
                            : tr("MambaScope was ended at %1 with %2 open, without being closed. The session can be "
                                 "restored.")
                                  .arg(when, model),
                    actions);
}

} // namespace mambascope::ui
