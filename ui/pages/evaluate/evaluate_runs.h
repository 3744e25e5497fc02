// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/run_store.h"

#include <QString>
#include <QStringList>
#include <QWidget>

#include <filesystem>

class QAction;
class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace mambascope::ui {

class RunListModel;
class Workspace;

/// The stored runs: sort, filter, choose, resume, rename, delete with a way back.
class EvaluateRuns : public QWidget
{
    Q_OBJECT
public:
    EvaluateRuns(Workspace& workspace, QWidget* parent = nullptr);

    RunListModel* model() const { return m_model; }
    QTableView* view() const { return m_view; }
    const RunStore& store() const { return m_store; }
    /// Lists the runs of another folder.
    void setFolder(const QString& folder);
    void reload();
    /// A run that is new or has changed.
    void update(const StoredRun& run);
    /// The run that is being computed, an empty folder when none is: it can be neither resumed nor deleted.
    void setRunning(const std::filesystem::path& folder, double fraction);
    /// Chooses these; what is not listed is left out.
    void select(const QStringList& folders);
    QStringList selected() const;
    bool canUndoRemoval() const { return !m_removed.empty(); }

    void removeSelected();
    void undoRemoval();
    void renameSelected();
    void resumeSelected();

signals:
    void selectionChanged(const QStringList& folders);
    void resumeRequested(const mambascope::StoredRun& run);
    void settingsRequested(const mambascope::StoredRun& run);
    void folderChanged(const QString& folder);
    void listed();

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void build();
    void rename(int row, const QString& name);
    void chooseFolder();
    void openFolder() const;
    void copyCommand() const;
    void showActions();
    std::vector<int> selectedRows() const;

    Workspace& m_workspace;
    RunStore m_store;
    RunListModel* m_model;
    QSortFilterProxyModel* m_sorted;
    QTableView* m_view;
    QLineEdit* m_filter;
    QLabel* m_empty;
    QWidget* m_undo;
    QLabel* m_undoText;
    QAction *m_resume, *m_rename, *m_remove, *m_open, *m_copy, *m_reuse, *m_sort;
    std::filesystem::path m_running;
    std::vector<std::filesystem::path> m_removed;
    QStringList m_wanted; ///< to be chosen as soon as they are listed
};

} // namespace mambascope::ui
