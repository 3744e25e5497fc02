// SPDX-License-Identifier: GPL-3.0-or-later
// The part of GenerationDock that takes the answers elsewhere: files, the clipboard, the command line.
#include "core/base/error.h"
#include "core/base/npy.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/docks/generation_dock.h"
#include "ui/docks/generation_record.h"
#include "ui/engine/workspace.h"
#include "ui/style/message_text.h"
#include "ui/windows/command_line.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QMenu>
#include <QToolButton>

#include <algorithm>

namespace mambascope::ui {

void GenerationDock::buildExports(QToolButton* button)
{
    button->setText(tr("Export"));
    button->setAccessibleName(tr("Export the answers"));
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    const auto add = [&](const char* id, const QString& text, auto what) {
        QAction* action = menu->addAction(text);
        action->setObjectName(QLatin1String("answers.") + QLatin1String(id));
        connect(action, &QAction::triggered, this, what);
        m_answerActions << action;
    };
    const auto save = [this](const QString& suffix) {
        ExportDialog dialog(*this, this);
        dialog.setWindowTitle(tr("Export the answers"));
        dialog.chooseSuffix(suffix);
        if (dialog.exec() == QDialog::Accepted)
            exportTo(dialog.path());
    };
    add("markdown", tr("Export as &Markdown …"), [save] { save(QStringLiteral("md")); });
    add("json", tr("Export as &JSON …"), [save] { save(QStringLiteral("json")); });
    menu->addSeparator();
    add("copy", tr("&Copy as Markdown"), [this] {
        GenerationRecord record = generationRecord(m_workspace);
        record.command = keptCommand();
        if (!record.entries.empty())
            QApplication::clipboard()->setText(toMarkdown(record));
    });
    add("copyCommand", tr("Copy the command &line"), [this] {
        if (const QString command = keptCommand(); !command.isEmpty())
            QApplication::clipboard()->setText(command);
    });
    connect(menu, &QMenu::aboutToShow, this,
            [this, menu] { menu->setToolTip(m_workspace.document() ? commandLine() : QString()); });
    button->setMenu(menu);
    showAnswerActions();
}

void GenerationDock::showAnswerActions()
{
    const bool written = std::any_of(kSides.begin(), kSides.end(), [this](Side side) {
        return m_workspace.trace(side) && !m_workspace.answers()[index(side)].ids.empty();
    });
    for (QAction* action : m_answerActions)
        action->setEnabled(written);
}

QString GenerationDock::commandLine() const
{
    return generateCommand(m_workspace, QStringLiteral("ids.npy"));
}

QString GenerationDock::keptCommand()
{
    const auto& document = m_workspace.document();
    if (!document)
        return {};
    try {
        const QString command = commandLine();
        return command.contains(QStringLiteral(" --ids ")) ? generateCommand(m_workspace, keptIds(document->ids))
                                                           : command;
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
        return {};
    }
}

QString GenerationDock::commandLine(const QString& out) const
{
    if (!m_workspace.document())
        return {};
    const QString command = generateCommand(m_workspace, idsFile(out));
    // The verb prints what such a file holds; Markdown is the window's.
    return QFileInfo(out).suffix().toLower() == QLatin1String("json")
               ? command + QStringLiteral(" > ") + shellQuoted(out)
               : command;
}

QStringList GenerationDock::exportFiles(const QString& path) const
{
    QStringList files = {path};
    if (commandLine(path).contains(QStringLiteral(" --ids ")))
        files << idsFile(path);
    return files;
}

void GenerationDock::exportTo(const QString& path)
{
    try {
        GenerationRecord record = generationRecord(m_workspace);
        const QString ids = idsFile(path);
        record.command = m_workspace.document() ? generateCommand(m_workspace, ids) : QString();
        writeGeneration(record, path);
        if (record.command.contains(QStringLiteral(" --ids ")))
            saveNpy<std::int64_t>(ids.toStdString(), m_workspace.document()->ids, {m_workspace.document()->length()});
        emit m_workspace.saved(path);
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
    }
}

} // namespace mambascope::ui
