// SPDX-License-Identifier: GPL-3.0-or-later
// The part of MainWindow that is menus: actions, dialogs, help.
#include "core/base/resources.h"
#include "core/evaluate/demo.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/dialogs/open_dialog.h"
#include "ui/engine/history.h"
#include "ui/engine/workspace.h"
#include "ui/pages/map/map_page.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/message_bar.h"
#include "ui/windows/demonstration_texts.h"
#include "ui/windows/main_window.h"
#include "ui/windows/replacing.h"
#include "ui/windows/session_files.h"
#include "ui/windows/sort_action.h"
#include "ui/windows/workbench_export.h"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QDockWidget>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenuBar>
#include <QRegularExpression>
#include <QTabWidget>
#include <QTextBrowser>
#include <QToolButton>

namespace mambascope::ui {

namespace {

const QString kSessionFilter = QStringLiteral("MambaScope (*.mscope)");

} // namespace

/// The palette is the way to everything, so its keys stand where a newcomer sees them.
void MainWindow::showInCorner(QAction* palette)
{
    auto* corner = new QToolButton;
    corner->setObjectName(QStringLiteral("anyCommand"));
    corner->setAutoRaise(true);
    corner->setFocusPolicy(Qt::TabFocus);
    const auto name = [corner, palette] {
        const QString keys = palette->shortcut().toString(QKeySequence::NativeText);
        corner->setText(keys.isEmpty() ? tr("Any command…") : tr("%1: any command", "Ctrl+K: any command").arg(keys));
    };
    name();
    connect(palette, &QAction::changed, corner, name);
    connect(corner, &QToolButton::clicked, palette, &QAction::trigger);
    menuBar()->setCornerWidget(corner);
}

void MainWindow::buildMenus()
{
    buildFileMenu();

    QMenu* edit = menuBar()->addMenu(tr("&Edit"));
    m_undo = named(QStringLiteral("edit.undo"),
                   edit->addAction(tr("&Undo"), QKeySequence(Qt::CTRL | Qt::Key_Z), m_history, &History::undo));
    m_redo =
        named(QStringLiteral("edit.redo"),
              edit->addAction(tr("&Redo"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), m_history, &History::redo));
    edit->addSeparator();
    named(QStringLiteral("edit.copyValue"),
          edit->addAction(tr("&Copy cell value"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), this,
                          [this] { QApplication::clipboard()->setText(readout()); }));
    named(QStringLiteral("edit.goToCell"),
          edit->addAction(tr("&Go to cell"), QKeySequence(Qt::CTRL | Qt::Key_G), this, [this] {
              m_goTo->setFocus();
              m_goTo->selectAll();
          }));
    edit->addSeparator();
    showInCorner(named(
        QStringLiteral("edit.palette"),
        edit->addAction(tr("Command &palette…"), QKeySequence(Qt::CTRL | Qt::Key_K), this, &MainWindow::showPalette)));
    named(QStringLiteral("edit.settings"),
          edit->addAction(tr("&Settings…"), QKeySequence(Qt::CTRL | Qt::Key_Comma), this, &MainWindow::showSettings));

    buildViewMenu();

    buildModelMenu();

    QMenu* run = menuBar()->addMenu(tr("&Run"));
    named(QStringLiteral("run.again"),
          run->addAction(tr("&Compute again"), QKeySequence(Qt::Key_F5), m_workspace, &Workspace::computeAgain));
    named(QStringLiteral("run.generate"), run->addAction(tr("&Generate"), QKeySequence(Qt::CTRL | Qt::Key_Return),
                                                         m_workspace, &Workspace::regenerate));
    named(QStringLiteral("run.stop"), run->addAction(tr("&Stop generating"), QKeySequence(Qt::CTRL | Qt::Key_Period),
                                                     m_workspace, &Workspace::stopGeneration));
    run->addSeparator();
    named(QStringLiteral("run.cancel"),
          run->addAction(tr("C&ancel everything"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Period), m_workspace,
                         &Workspace::cancelAll));

    buildPageCommands(run);
    buildToolsMenu();

    buildHelpMenu();
    connect(m_history, &History::changed, this, &MainWindow::showHistory);
    showHistory();
}

void MainWindow::buildModelMenu()
{
    QMenu* model = menuBar()->addMenu(tr("&Model"));
    const auto step = [this](int layers, int channels) {
        return [this, layers, channels] {
            m_workspace->select(m_workspace->state().layer + layers, m_workspace->state().channel + channels);
        };
    };
    named(QStringLiteral("model.nextLayer"),
          model->addAction(tr("&Next layer"), QKeySequence(Qt::ALT | Qt::Key_Down), this, step(1, 0)));
    named(QStringLiteral("model.previousLayer"),
          model->addAction(tr("&Previous layer"), QKeySequence(Qt::ALT | Qt::Key_Up), this, step(-1, 0)));
    named(QStringLiteral("model.nextChannel"),
          model->addAction(tr("Next &channel"), QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_Right), this, step(0, 1)));
    named(
        QStringLiteral("model.previousChannel"),
        model->addAction(tr("Previous c&hannel"), QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_Left), this, step(0, -1)));
    model->addSeparator();
    QAction* choose = named(QStringLiteral("model.tokenizer"),
                            model->addAction(tr("Choose &tokenizer…"), this, &MainWindow::chooseTokenizer));
    QAction* own =
        named(QStringLiteral("model.ownTokenizer"),
              model->addAction(tr("The model's &own tokenizer"), this, [this] { m_workspace->setTokenizer({}); }));
    choose->setEnabled(false);
    own->setEnabled(false);
    connect(m_workspace, &Workspace::documentChanged, this, [this, choose, own] {
        choose->setEnabled(true);
        own->setEnabled(!m_workspace->state().tokenizer.empty() &&
                        !m_workspace->document()->model->files().tokenizer.empty());
    });
}

void MainWindow::buildFileMenu()
{
    QMenu* file = menuBar()->addMenu(tr("&File"));
    named(QStringLiteral("file.openModel"),
          file->addAction(tr("&Open model…"), QKeySequence(QKeySequence::Open), this, &MainWindow::showOpenDialog));
    QMenu* bundled = file->addMenu(tr("Open &bundled model"));
    for (const std::string& name : bundledModels()) {
        const QString text = QString::fromStdString(name);
        bundled->addAction(text, this, [this, text] { m_workspace->openModel(text); });
    }
    named(QStringLiteral("file.openFile"),
          file->addAction(tr("Open &file…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), this,
                          &MainWindow::openFileDialog))
        ->setToolTip(tr("Weights, a calibration profile or a text"));
    m_recent = file->addMenu(tr("&Recent files"));
    file->addSeparator();
    named(QStringLiteral("file.openSession"),
          file->addAction(tr("Open s&ession…"), this, &MainWindow::openSessionDialog));
    named(QStringLiteral("file.saveSession"),
          file->addAction(tr("&Save session"), QKeySequence(QKeySequence::Save), this, [this] { saveSession(false); }));
    named(QStringLiteral("file.saveSessionAs"),
          file->addAction(tr("Save session &as…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), this,
                          [this] { saveSession(true); }));
    file->addSeparator();
    named(QStringLiteral("file.export"),
          file->addAction(tr("E&xport view…"), QKeySequence(Qt::CTRL | Qt::Key_E), this, &MainWindow::exportDialog));
    named(QStringLiteral("file.exportWorkbench"),
          file->addAction(tr("Export &workbench…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E), this,
                          &MainWindow::exportWorkbenchDialog));
    file->addSeparator();
    named(QStringLiteral("file.quit"),
          file->addAction(tr("&Quit"), QKeySequence(QKeySequence::Quit), this, &MainWindow::close));
    showRecent();
}

void MainWindow::buildViewMenu()
{
    QMenu* view = menuBar()->addMenu(tr("&View"));
    for (int k = 0; k < m_tabs->count(); ++k)
        named(QStringLiteral("view.page.") + static_cast<Page*>(m_tabs->widget(k))->name(),
              view->addAction(m_tabs->tabText(k),
                              k < 9 ? QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + k)) : QKeySequence(),
                              this, [this, k] { m_tabs->setCurrentIndex(k); }));
    view->addSeparator();
    m_back = named(QStringLiteral("view.back"),
                   view->addAction(tr("&Back"), QKeySequence(Qt::ALT | Qt::Key_Left), m_history, &History::goBack));
    m_forward =
        named(QStringLiteral("view.forward"),
              view->addAction(tr("F&orward"), QKeySequence(Qt::ALT | Qt::Key_Right), m_history, &History::goForward));
    view->addSeparator();
    const auto zoom = [this](double factor) { return [this, factor] { currentPage()->zoomBy(factor); }; };
    m_zooms = {named(QStringLiteral("view.fit"), view->addAction(tr("&Fit"), QKeySequence(Qt::CTRL | Qt::Key_0), this,
                                                                 [this] { currentPage()->fit(); })),
               named(QStringLiteral("view.zoomIn"),
                     view->addAction(tr("Zoom &in"), QKeySequence(QKeySequence::ZoomIn), this, zoom(2))),
               named(QStringLiteral("view.zoomOut"),
                     view->addAction(tr("Zoom &out"), QKeySequence(QKeySequence::ZoomOut), this, zoom(0.5)))};
    auto* sort = new SortAction(tr("&Sort by this column"), this);
    sort->setShortcut(QKeySequence(Qt::Key_F3));
    sort->setToolTip(tr("Of the table that has the focus, by the column of its framed cell"));
    view->addAction(named(QStringLiteral("view.sort"), sort));
    view->addSeparator();
    buildMapMenus(view);
    view->addSeparator();
    QMenu* theme = view->addMenu(tr("&Theme"));
    m_themes = new QActionGroup(this);
    const std::array<std::pair<QString, QString>, 3> themes = {
        std::pair(tr("As the &system"), QStringLiteral("system")), std::pair(tr("&Light"), QStringLiteral("light")),
        std::pair(tr("&Dark"), QStringLiteral("dark"))};
    for (const auto& [text, name] : themes) {
        QAction* action = named(QStringLiteral("view.theme.") + name, theme->addAction(text));
        action->setCheckable(true);
        action->setData(name);
        m_themes->addAction(action);
    }
    connect(m_themes, &QActionGroup::triggered, this, [this](const QAction* action) {
        m_preferences.theme = action->data().toString();
        if (m_usesSettings)
            m_preferences.save();
        m_workspace->editView([this](ViewState& s) { s.theme = m_preferences.theme.toStdString(); });
    });
    QMenu* panels = view->addMenu(tr("&Panels"));
    for (QDockWidget* dock : m_docks)
        panels->addAction(named(QStringLiteral("view.panel.") + dock->objectName(), dock->toggleViewAction()));
    named(QStringLiteral("view.resetLayout"), view->addAction(tr("&Reset layout"), this, &MainWindow::resetLayout));
}

void MainWindow::buildHelpMenu()
{
    QMenu* help = menuBar()->addMenu(tr("&Help"));
    for (const Demonstration& demo : demonstrations()) {
        const QString title = demonstrationText(demo.title);
        const QString summary = demonstrationText(demo.summary);
        QAction* action = help->addAction(tr("Demonstration: %1").arg(title), this, [this, demo, title, summary] {
            openDemonstration(QString::fromStdString(demo.name));
            showHelpText(title, QStringLiteral("<p>%1</p>").arg(summary.toHtmlEscaped()));
        });
        named(QStringLiteral("help.demo.") + QString::fromStdString(demo.name), action)->setToolTip(summary);
    }
    help->addSeparator();
    named(QStringLiteral("help.shortcuts"),
          help->addAction(tr("&Keyboard shortcuts"), QKeySequence(Qt::Key_F1), this, &MainWindow::showShortcuts));
    named(QStringLiteral("help.about"), help->addAction(tr("&About MambaScope"), this, &MainWindow::showAbout));
}

OpenDialog* MainWindow::showOpenDialog()
{
    if (!m_openDialog) {
        m_openDialog = new OpenDialog(*m_workspace, m_recentModels, this);
        // Forgotten at once, not when the event loop has time: openDialog() says whether there is one.
        connect(m_openDialog, &QDialog::finished, this, [this] {
            m_openDialog->deleteLater();
            m_openDialog = nullptr;
        });
        m_openDialog->open();
    }
    m_openDialog->raise();
    return m_openDialog;
}

void MainWindow::chooseTokenizer()
{
    const auto& document = m_workspace->document();
    const QString known =
        document && document->tokenizer ? QString::fromStdString(document->tokenizer->path().string()) : QString();
    const QString path = QFileDialog::getOpenFileName(this, tr("Choose a tokenizer"), known,
                                                      tr("Tokenizers (tokenizer.json *.json);;All files (*)"));
    if (!path.isEmpty())
        m_workspace->setTokenizer(path);
}

void MainWindow::openFileDialog()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Open file"), {},
                                                      tr("All that can be opened (*.safetensors *.bin *.pt *.pth *.txt "
                                                         "*.md *.mscope tokenizer.json);;All files (*)"));
    if (!path.isEmpty())
        openAnything(path);
}

void MainWindow::openSessionDialog()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Open session"), {}, kSessionFilter);
    if (!path.isEmpty())
        openAnything(path);
}

void MainWindow::saveSession(bool askForName)
{
    QString path = m_sessions->path();
    if (askForName || path.isEmpty()) {
        path = saveFileName(this, tr("Save session"), QStringLiteral("view.mscope"), kSessionFilter,
                            QStringLiteral("mscope"));
        if (path.isEmpty())
            return;
    }
    m_sessions->save(path);
}

void MainWindow::exportDialog()
{
    ExportDialog dialog(*currentPage(), this);
    if (dialog.exec() == QDialog::Accepted)
        exportView(dialog.path(), dialog.wantsCompanion());
}

void MainWindow::exportWorkbenchDialog()
{
    WorkbenchExport workbench(*this);
    ExportDialog dialog(workbench, this);
    dialog.setWindowTitle(tr("Export workbench"));
    if (dialog.exec() == QDialog::Accepted)
        exportAs(workbench, dialog.path(), dialog.wantsCompanion());
}

void MainWindow::goToCell()
{
    static const QRegularExpression numbers(QStringLiteral("^\\s*(\\d+)\\s*[,; ]\\s*(\\d+)\\s*$"));
    const QRegularExpressionMatch match = numbers.match(m_goTo->text());
    const auto& document = m_workspace->document();
    if (!document)
        return;
    const qint64 i = match.captured(1).toLongLong();
    const qint64 j = match.captured(2).toLongLong();
    if (!match.hasMatch() || i >= document->length() || j >= document->length()) {
        m_messages->post(
            MessageBar::Severity::Warning,
            tr("Go to \"%1\": write a query i and a key j between 0 and %2, for example \"%3, 12\"")
                .arg(m_goTo->text(), QString::number(document->length() - 1), QString::number(document->length() - 1)));
        return;
    }
    m_tabs->setCurrentWidget(m_map);
    m_map->frontView()->goTo(i, j);
    m_map->frontView()->setFocus();
}

void MainWindow::showHelpText(const QString& title, const QString& html)
{
    m_help->setHtml(QStringLiteral("<h3>%1</h3>%2").arg(title.toHtmlEscaped(), html));
    const bool wasHidden = !m_helpDock->isVisible();
    m_helpDock->show();
    m_helpDock->raise();
    if (wasHidden)
        resizeDocks({m_helpDock}, {260}, Qt::Horizontal);
}

void MainWindow::showShortcuts()
{
    QString rows = shortcutRows(commands());
    rows += tr("<tr><td colspan='2'><br><i>In a map</i></td></tr>"
               "<tr><td><b>Arrows</b></td><td>Move the picked cell (Shift: ten cells, Ctrl: pan)</td></tr>"
               "<tr><td><b>+ −</b></td><td>Zoom</td></tr>"
               "<tr><td><b>Home</b></td><td>Whole map</td></tr>"
               "<tr><td><b>Esc</b></td><td>Drop the pick</td></tr>"
               "<tr><td><b>Wheel</b></td><td>Zoom around the cursor (Ctrl: keys only, Alt: queries only)</td></tr>"
               "<tr><td><b>Shift+drag</b></td><td>Zoom to a rectangle</td></tr>");
    rows += tr("<tr><td colspan='2'><br><i>In a plot</i></td></tr>"
               "<tr><td><b>Ctrl+arrows</b></td><td>Move</td></tr>"
               "<tr><td><b>+ − 0</b></td><td>Zoom, everything</td></tr>"
               "<tr><td><b>Arrows</b></td><td>Read the curve, pick the next channel or token</td></tr>"
               "<tr><td><b>Shift+arrows</b></td><td>Further; in the plot of the channels: draw a brush</td></tr>"
               "<tr><td><b>Esc</b></td><td>Drop the brush</td></tr>");
    showHelpText(tr("Keyboard shortcuts"), QStringLiteral("<table>%1</table>").arg(rows));
}

void MainWindow::showAbout()
{
    showHelpText(
        tr("MambaScope %1").arg(QApplication::applicationVersion()),
        tr("<p>Shows, channel by channel, why a Mamba model forgets, and what LongMamba's θ and g(S) do about "
           "it.</p><p>Maps: hidden attention of a channel (arXiv 2403.01590). Receptive field: Mamba mean "
           "distance (arXiv 2406.14528). LongMamba: arXiv 2504.16053.</p>"
           "<p>Free software under the GNU General Public License, version 3 or later. Uses Qt %1, QCustomPlot "
           "and LibTorch.</p>")
            .arg(QString::fromLatin1(qVersion())));
}

} // namespace mambascope::ui
