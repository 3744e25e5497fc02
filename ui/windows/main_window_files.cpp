// SPDX-License-Identifier: GPL-3.0-or-later
// The part of MainWindow that opens files: by name, dropped one by one or several at once.
#include "core/checkpoint/locate.h"
#include "core/method/profile.h"
#include "core/workspace/demo_state.h"
#include "ui/dialogs/open_dialog.h"
#include "ui/engine/workspace.h"
#include "ui/style/message_text.h"
#include "ui/widgets/message_bar.h"
#include "ui/windows/main_window.h"
#include "ui/windows/session_files.h"

#include <QApplication>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QSettings>
#include <QStatusBar>
#include <QUrl>

#include <algorithm>
#include <map>

namespace mambascope::ui {

namespace {

const QString kInspectDropped = QStringLiteral("inspect-dropped");

/// What a file is for the window. In the order in which several are opened.
enum class FileKind { Session, Model, Profile, Tokenizer, Text };

FileKind kindOf(const QString& path)
{
    const QFileInfo info(path);
    const QString suffix = info.suffix().toLower();
    if (suffix == QLatin1String("mscope"))
        return FileKind::Session;
    if (info.isDir() || !info.exists()) // bundled models and those of the cache are names
        return FileKind::Model;
    if (suffix == QLatin1String("safetensors") && isProfile(path.toStdString()))
        return FileKind::Profile;
    if (info.fileName() == QLatin1String("tokenizer.json"))
        return FileKind::Tokenizer;
    return isModelFile(path.toStdString()) ? FileKind::Model : FileKind::Text;
}

QString placeOf(const QString& path)
{
    const QFileInfo info(path);
    return info.exists() ? info.absoluteFilePath() : path;
}

/// Files of this machine that are dragged; what else is dragged is text for whoever takes it.
QStringList draggedFiles(const QMimeData& data)
{
    QStringList files;
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile())
            files << url.toLocalFile();
    }
    return files;
}

} // namespace

void MainWindow::openAnything(const QString& path)
{
    openFiles({path});
}

void MainWindow::openFiles(const QStringList& paths, bool ask)
{
    std::map<FileKind, QString> taken;
    QStringList left;
    for (const QString& path : paths) {
        const QFileInfo info(path);
        if (info.exists() && !info.isReadable())
            left << tr("%1 (cannot be read)").arg(info.fileName());
        else if (!taken.try_emplace(kindOf(path), placeOf(path)).second)
            left << tr("%1 (one of its kind is opened at a time)").arg(info.fileName());
    }
    if (taken.contains(FileKind::Session)) {
        for (const auto& [kind, path] : taken) {
            if (kind != FileKind::Session)
                left << tr("%1 (a session names all of its files)").arg(QFileInfo(path).fileName());
        }
        m_sessions->open(taken[FileKind::Session]);
    } else if (!taken.empty()) {
        Workspace::Parts parts{
            .model = taken[FileKind::Model], .profile = taken[FileKind::Profile], .text = taken[FileKind::Text]};
        if (const QString tokenizer = taken[FileKind::Tokenizer]; !tokenizer.isEmpty())
            parts.tokenizer = tokenizer;
        if (parts.model.isEmpty())
            m_workspace->openParts(parts);
        else
            inspect(parts, ask);
    }
    reportUnopened(left);
}

void MainWindow::openUnasked(const QString& path)
{
    const QString place = placeOf(path);
    switch (kindOf(path)) {
    case FileKind::Session:
        m_sessions->open(place, false);
        break;
    case FileKind::Model:
        m_workspace->openModel(place);
        break;
    case FileKind::Profile:
        m_workspace->openProfile(place);
        break;
    case FileKind::Tokenizer:
        m_workspace->setTokenizer(place);
        break;
    case FileKind::Text:
        m_workspace->openText(place);
        break;
    }
}

void MainWindow::reportUnopened(const QStringList& files)
{
    if (!files.isEmpty())
        m_messages->post(MessageBar::Severity::Warning, tr("Not opened: %1").arg(files.join(QStringLiteral(", "))));
}

void MainWindow::openModel(const QString& model, bool ask)
{
    inspect({.model = model, .profile = {}, .text = {}}, ask);
}

void MainWindow::inspect(const Workspace::Parts& parts, bool ask)
{
    m_workspace->looking().request<Inspection>(
        kInspectDropped, tr("looking at %1").arg(QFileInfo(parts.model).fileName()),
        [parts](JobControl& control) {
            return std::make_shared<const Inspection>(
                inspectForOpening(parts.model, parts.tokenizer.value_or(QString()), control.progress()));
        },
        this,
        [this, parts, ask](const std::shared_ptr<const Inspection>& inspection) {
            const bool undecided = inspection->problem.isEmpty() && !inspection->isClear();
            if (!ask && !undecided) {
                if (inspection->opens()) {
                    Workspace::Parts found = parts;
                    found.model = inspection->argument;
                    m_workspace->openParts(found);
                } else {
                    m_messages->post(MessageBar::Severity::Error, inspection->problem);
                }
                return;
            }
            showOpenDialog()->setInspection(*inspection);
            QStringList left;
            for (const QString& path : {parts.profile, parts.text}) {
                if (!path.isEmpty())
                    left << tr("%1 (the model comes first)").arg(QFileInfo(path).fileName());
            }
            reportUnopened(left);
        },
        [this](const QString& message) { m_messages->post(MessageBar::Severity::Error, message); });
}

void MainWindow::openDemonstration(const QString& name)
{
    const Demonstration& demo = demonstration(name.toStdString());
    ViewState state = demonstrationState(demo);
    state.theme = m_workspace->state().theme;
    state.reachLevel = m_preferences.reachLevel;
    m_sessions->openUnsaved(state, tr("opening %1").arg(QString::fromStdString(demo.model)));
}

// ---------------------------------------------------------------------------------------------- recent files

namespace {

constexpr int kRecentFiles = 8;
const QString kRecent = QStringLiteral("recent/files");

} // namespace

void MainWindow::addRecentModel(const QString& model)
{
    m_recentModels.removeAll(model);
    m_recentModels.prepend(model);
    m_recentModels = m_recentModels.mid(0, kRecentFiles);
    if (m_usesSettings)
        QSettings().setValue(QStringLiteral("recent/models"), m_recentModels);
}

void MainWindow::addRecent(const QString& path)
{
    if (!m_usesSettings)
        return;
    QStringList files = QSettings().value(kRecent).toStringList();
    files.removeAll(path);
    files.prepend(path);
    setRecent(files);
}

void MainWindow::setRecent(const QStringList& files)
{
    QSettings().setValue(kRecent, files.mid(0, kRecentFiles));
    showRecent();
}

void MainWindow::openRecent(const QString& path)
{
    // Names without a folder are bundled models and those of the cache.
    const bool isPlace = path.contains(QLatin1Char('/')) && QFileInfo(path).isAbsolute();
    if (!isPlace || QFileInfo::exists(path)) {
        openAnything(path);
        return;
    }
    QStringList files = QSettings().value(kRecent).toStringList();
    files.removeAll(path);
    setRecent(files);
    m_messages->post(MessageBar::Severity::Warning,
                     tr("%1 is not there any more; it was taken from the recent files.").arg(path));
}

void MainWindow::showRecent()
{
    m_recent->clear();
    const QStringList files = m_usesSettings ? QSettings().value(kRecent).toStringList() : QStringList();
    for (const QString& path : files)
        m_recent->addAction(path, this, [this, path] { openRecent(path); });
    m_recent->addSeparator();
    named(QStringLiteral("file.recent.clear"), m_recent->addAction(tr("&Clear the list"), this, [this] {
        // Later: the menu that is being used is made anew.
        QMetaObject::invokeMethod(
            this, [this] { setRecent({}); }, Qt::QueuedConnection);
    }))->setEnabled(!files.isEmpty());
    m_recent->setEnabled(!files.isEmpty());
}

// ---------------------------------------------------------------------------------------------- drag and drop

bool MainWindow::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::DragLeave && qobject_cast<QDockWidget*>(watched))
        statusBar()->clearMessage();
    const bool enters = event->type() == QEvent::DragEnter;
    if (!enters && event->type() != QEvent::DragMove && event->type() != QEvent::Drop)
        return QMainWindow::eventFilter(watched, event);
    auto* widget = qobject_cast<QWidget*>(watched);
    auto* drop = static_cast<QDropEvent*>(event); // the base of all three
    if (widget == nullptr || widget == this || draggedFiles(*drop->mimeData()).isEmpty())
        return QMainWindow::eventFilter(watched, event);
    auto* dock = qobject_cast<QDockWidget*>(widget);
    if (dock != nullptr && std::find(m_docks.begin(), m_docks.end(), dock) != m_docks.end()) {
        if (enters)
            dragEnterEvent(static_cast<QDragEnterEvent*>(event));
        else if (event->type() == QEvent::DragMove)
            event->accept();
        else
            dropEvent(drop);
        return true;
    }
    // Editors would insert the file's address. What refuses the drag leaves it to the window around it.
    const QWidget* top = widget->window();
    const bool ours = top == this ||
                      std::any_of(m_docks.begin(), m_docks.end(), [top](const QDockWidget* own) { return top == own; });
    if (!ours)
        return QMainWindow::eventFilter(watched, event);
    event->ignore();
    return true;
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const QStringList files = draggedFiles(*event->mimeData());
    if (files.isEmpty())
        return;
    event->acceptProposedAction();
    const QFileInfo file(files.first());
    statusBar()->showMessage(
        files.size() > 1 ? tr("Drop to open %n file(s)", nullptr, static_cast<int>(files.size()))
        : file.isDir() || isModelFile(file.filePath().toStdString())
            ? tr("Drop to open %1; hold Shift to see first what it is and what it needs").arg(file.fileName())
            : tr("Drop to open %1").arg(file.fileName()));
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent* event)
{
    statusBar()->clearMessage();
    QMainWindow::dragLeaveEvent(event);
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QStringList files = draggedFiles(*event->mimeData());
    if (files.isEmpty())
        return;
    event->acceptProposedAction();
    statusBar()->clearMessage();
    openFiles(files, event->modifiers() & Qt::ShiftModifier);
}

} // namespace mambascope::ui
