// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/view_state.h"
#include "ui/engine/recovery.h"
#include "ui/engine/side.h"
#include "ui/engine/workspace.h"
#include "ui/windows/commands.h"
#include "ui/windows/preferences.h"

#include <QMainWindow>

#include <memory>
#include <vector>

class QActionGroup;
class QDockWidget;
class QLabel;
class QLineEdit;
class QMenu;
class QTabWidget;
class QTextBrowser;

namespace mambascope {
struct Session;
}

namespace mambascope::ui {

class Arranging;
class BusyBar;
class ChannelsPage;
class CommandPalette;
class ComparePage;
class DecayPage;
class EvaluatePage;
class Exportable;
class GalleryPage;
class GenerationDock;
class History;
class MapPage;
class MessageBar;
class MethodDock;
class ModelDock;
class OpenDialog;
class Page;
class SequenceDock;
class SessionFiles;
class SettingsDialog;
class TensorsPage;
class TokensPage;
class TokenStrip;

/// The workbench. Owns the workspace and everything that shows it; settings of the person (layout, theme, recent files)
/// are kept with QSettings, everything else in the workspace's ViewState.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    /// Takes over a workspace that another window showed, with all that it holds; null: a new one.
    explicit MainWindow(QWidget* parent = nullptr, Workspace* workspace = nullptr);
    ~MainWindow() override;

    Workspace& workspace() { return *m_workspace; }
    History& history() { return *m_history; }
    SessionFiles& sessions() { return *m_sessions; }
    /// Any file that a person may name or drop: model folder or weights, profile, session, text.
    void openAnything(const QString& path);
    /// Several at once: one of each kind, a session alone; a message names those that were not opened. `ask` as for
    /// openModel().
    void openFiles(const QStringList& paths, bool ask = false);
    /// The same without any question, as the command line opens it: what cannot be decided is an error.
    /// \throws Error at once, or Workspace::failed() follows.
    void openUnasked(const QString& path);
    /// Inspects a model, then opens it; or shows the open dialog with what was found, when `ask` is set or something
    /// is to be decided first (there is no tokenizer, or one that cannot be used).
    void openModel(const QString& model, bool ask = false);
    /// The dialog that is open now, null when none is.
    /// Null when it is not shown.
    OpenDialog* openDialog() const { return m_openDialog; }
    /// Models opened before, newest first.
    const QStringList& recentModels() const { return m_recentModels; }
    /// Opens the demonstration of that name, see core/evaluate/demo.h.
    void openDemonstration(const QString& name);
    /// Writes the current page, and beside it what its command line reads.
    void exportView(const QString& path, bool companion);
    /// The same of something else.
    void exportAs(Exportable& subject, const QString& path, bool companion);
    void setTheme(const QString& theme);
    void resetLayout();
    /// Takes layout, theme and recent files from the person's settings, and keeps them there from now on. Without it (a
    /// picture rendered by a script, a test) the window looks the same for everybody.
    void useSettings();
    /// Keeps the session there from now on, and offers what processes that did not end cleanly left.
    void useRecovery(Recovery& recovery);
    /// Shows what another window shows, where that one is, after having taken over its workspace.
    void takePlaceOf(const MainWindow& other);
    /// Every entry of the menus: what palette, list of shortcuts and settings show.
    std::vector<Command> commands() const;
    CommandPalette* showPalette();
    SettingsDialog* showSettings();

    Page* currentPage() const;
    Page* page(const QString& name) const;
    QList<Page*> pages() const;
    MapPage* mapPage() const { return m_map; }
    GalleryPage* galleryPage() const { return m_gallery; }
    DecayPage* decayPage() const { return m_decay; }
    ChannelsPage* channelsPage() const { return m_channels; }
    TokensPage* tokensPage() const { return m_tokens; }
    ComparePage* comparePage() const { return m_compare; }
    TensorsPage* tensorsPage() const { return m_tensors; }
    EvaluatePage* evaluatePage() const { return m_evaluate; }
    ModelDock* modelDock() const { return m_modelDock; }
    SequenceDock* sequenceDock() const { return m_sequenceDock; }
    MethodDock* methodDock() const { return m_methodDock; }
    GenerationDock* generationDock() const { return m_generationDock; }
    MessageBar* messages() const { return m_messages; }
    TokenStrip* tokenStrip() const { return m_strip; }
    QString readout() const;
    /// Lets scripts in, when somebody is there to listen to them; disabled otherwise.
    QAction* scriptsAction() const { return m_scripts; }

signals:
    /// A person wants the window in another language, see useLanguage(): its texts are made with the window.
    void languageChosen(const QString& language);

protected:
    void closeEvent(QCloseEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    // main_window.cpp
    void buildCentre();
    void buildDocks();
    void buildStatusBar();
    void connectWorkspace();
    void showDocument();
    void showShade();
    void showMemory();
    void showPage();
    void showCell(std::int64_t i, std::int64_t j);
    // main_window_files.cpp
    void inspect(const Workspace::Parts& parts, bool ask);
    void addRecentModel(const QString& model);
    void addRecent(const QString& path);
    void openRecent(const QString& path);
    void setRecent(const QStringList& files);
    void showRecent();
    void reportUnopened(const QStringList& files); ///< each with the reason
    // main_window_menus.cpp
    void buildMenus();
    void buildFileMenu();
    void buildHelpMenu();
    void buildViewMenu();
    void buildModelMenu();
    OpenDialog* showOpenDialog();
    void chooseTokenizer();
    void openFileDialog();
    void openSessionDialog();
    void saveSession(bool askForName);
    void exportDialog();
    void exportWorkbenchDialog();
    void goToCell();
    void showShortcuts();
    void showAbout();
    void showHelpText(const QString& title, const QString& html);
    void showInCorner(QAction* palette);
    // main_window_commands.cpp
    void buildMapMenus(QMenu* view);
    void buildPageCommands(QMenu* run);
    void buildToolsMenu();
    // main_window_habits.cpp
    void applyPreferences(const Preferences& preferences);
    void offer(const Recovery::Leftover& leftover);
    void showHistory();
    void collect(Session& session) const;
    void spread(const Session& session);
    void showRunDraft(const std::string& draft); ///< see Session::evaluateDraft

    Workspace* m_workspace;
    History* m_history;
    SessionFiles* m_sessions = nullptr;
    Arranging* m_arranging;
    QTabWidget* m_tabs = nullptr;
    MapPage* m_map = nullptr;
    GalleryPage* m_gallery = nullptr;
    DecayPage* m_decay = nullptr;
    ChannelsPage* m_channels = nullptr;
    TokensPage* m_tokens = nullptr;
    TensorsPage* m_tensors = nullptr;
    ComparePage* m_compare = nullptr;
    EvaluatePage* m_evaluate = nullptr;
    MessageBar* m_messages = nullptr;
    OpenDialog* m_openDialog = nullptr;
    TokenStrip* m_strip = nullptr;
    ModelDock* m_modelDock = nullptr;
    SequenceDock* m_sequenceDock = nullptr;
    MethodDock* m_methodDock = nullptr;
    GenerationDock* m_generationDock = nullptr;
    std::vector<QDockWidget*> m_docks;
    QDockWidget* m_helpDock = nullptr;
    QTextBrowser* m_help = nullptr;
    QLabel* m_readout = nullptr;
    QLineEdit* m_goTo = nullptr;
    QLabel* m_memory = nullptr;
    BusyBar* m_busy = nullptr;
    QMenu* m_recent = nullptr;
    QActionGroup* m_themes = nullptr;
    QList<QAction*> m_zooms; ///< of the page that is shown
    QAction* m_undo = nullptr;
    QAction* m_redo = nullptr;
    QAction* m_back = nullptr;
    QAction* m_forward = nullptr;
    QAction* m_scripts = nullptr;
    Preferences m_preferences;
    SettingsDialog* m_settings = nullptr;
    QByteArray m_defaultLayout;
    QString m_theme;
    QStringList m_recentModels;
    bool m_shownStale = false; ///< the strip's shade, see Workspace::isFilteredStale()
    bool m_usesSettings = false;
};

} // namespace mambascope::ui
