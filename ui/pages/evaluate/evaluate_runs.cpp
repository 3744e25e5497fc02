// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/evaluate_runs.h"

#include "core/base/error.h"
#include "ui/engine/workspace.h"
#include "ui/models/run_list_model.h"
#include "ui/style/message_text.h"
#include "ui/widgets/data_table.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace mambascope::ui {

namespace {

const QString kList = QStringLiteral("evaluate-list");
constexpr std::chrono::hours kKeptRemoved{24 * 7};

} // namespace

EvaluateRuns::EvaluateRuns(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_store({}), m_model(new RunListModel(this)),
      m_sorted(new QSortFilterProxyModel(this)), m_view(new QTableView), m_filter(new QLineEdit), m_empty(new QLabel),
      m_undo(new QWidget), m_undoText(new QLabel)
{
    build();
    showActions();
}

void EvaluateRuns::build()
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    m_filter->setPlaceholderText(tr("Filter by name, kind, model or method"));
    m_filter->setAccessibleName(tr("Filter of the stored runs"));
    m_filter->setClearButtonEnabled(true);
    layout->addWidget(m_filter);

    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(RunListModel::kSortRole);
    m_sorted->setFilterKeyColumn(-1);
    m_sorted->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_view->setModel(m_sorted);
    m_view->setAccessibleName(tr("Stored runs"));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::SelectedClicked);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(RunListModel::Date, Qt::DescendingOrder);
    m_sort = sortByCell(m_view);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setTabKeyNavigation(false);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setDefaultSectionSize(fontMetrics().lineSpacing() + 8);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setStretchLastSection(true);
    for (const auto& [column, width] :
         {std::pair(RunListModel::Name, 18), std::pair(RunListModel::Kind, 12), std::pair(RunListModel::State, 16),
          std::pair(RunListModel::Model, 14), std::pair(RunListModel::Methods, 18)})
        m_view->setColumnWidth(column, width * fontMetrics().averageCharWidth());
    layout->addWidget(m_view, 1);
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setText(tr("No run is stored here yet.\nChoose what to measure under “New run”."));
    layout->addWidget(m_empty, 1);

    auto* undoRow = new QHBoxLayout(m_undo);
    undoRow->setContentsMargins(0, 0, 0, 0);
    m_undoText->setTextFormat(Qt::PlainText);
    m_undoText->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* undo = new QPushButton(tr("&Undo"));
    undo->setObjectName(QStringLiteral("undoRemoval"));
    undo->setAccessibleName(tr("Bring the deleted runs back"));
    undoRow->addWidget(m_undoText, 1);
    undoRow->addWidget(undo);
    m_undo->hide();
    layout->addWidget(m_undo);

    const auto action = [this](const QString& text, const QString& tip, void (EvaluateRuns::*slot)(),
                               const QKeySequence& key = {}) {
        auto* made = new QAction(text, this);
        made->setToolTip(key.isEmpty()
                             ? tip
                             : tip + QStringLiteral(" (") + key.toString(QKeySequence::NativeText) + QLatin1Char(')'));
        made->setShortcut(key);
        made->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(made, &QAction::triggered, this, slot);
        addAction(made);
        return made;
    };
    m_resume = action(tr("Resume"), tr("Goes on with what is not there yet"), &EvaluateRuns::resumeSelected);
    m_rename = action(tr("Rename"), tr("Another name for the run (F2)"), &EvaluateRuns::renameSelected);
    m_remove = action(tr("Delete"), tr("Takes the runs away; there is a way back"), &EvaluateRuns::removeSelected,
                      QKeySequence(Qt::Key_Delete));
    m_reuse = new QAction(tr("Use its settings for a new run"), this);
    connect(m_reuse, &QAction::triggered, this, [this] {
        if (const auto rows = selectedRows(); !rows.empty())
            emit settingsRequested(m_model->run(rows.front()));
    });
    m_open = new QAction(tr("Open its folder"), this);
    connect(m_open, &QAction::triggered, this, &EvaluateRuns::openFolder);
    m_copy = new QAction(tr("Copy its command line"), this);
    connect(m_copy, &QAction::triggered, this, &EvaluateRuns::copyCommand);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    for (QAction* each : {m_resume, m_rename, m_remove}) {
        auto* button = new QToolButton;
        button->setDefaultAction(each);
        button->setFocusPolicy(Qt::StrongFocus);
        buttons->addWidget(button);
    }
    auto* more = new QToolButton;
    more->setText(tr("More"));
    more->setAccessibleName(tr("More about the chosen run"));
    more->setPopupMode(QToolButton::InstantPopup);
    more->setFocusPolicy(Qt::StrongFocus);
    auto* menu = new QMenu(more);
    menu->addActions({m_reuse, m_copy, m_open});
    menu->addSeparator();
    menu->addAction(tr("Keep runs in another folder…"), this, &EvaluateRuns::chooseFolder);
    menu->addAction(tr("Look again what is there"), this, &EvaluateRuns::reload);
    more->setMenu(menu);
    buttons->addWidget(more);
    buttons->addStretch(1);
    layout->addLayout(buttons);

    connect(undo, &QPushButton::clicked, this, &EvaluateRuns::undoRemoval);
    connect(m_filter, &QLineEdit::textChanged, m_sorted, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_model, &RunListModel::renameRequested, this, &EvaluateRuns::rename);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        showActions();
        emit selectionChanged(selected());
    });
    for (const auto& signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_model, signal, this, &EvaluateRuns::showActions);
    connect(m_model, &QAbstractItemModel::modelReset, this, &EvaluateRuns::showActions);
}

void EvaluateRuns::setFolder(const QString& folder)
{
    if (m_store.folder() == folder.toStdString())
        return;
    m_store = RunStore(folder.toStdString());
    m_removed.clear();
    m_undo->hide();
    reload();
}

void EvaluateRuns::reload()
{
    if (m_store.folder().empty())
        return;
    m_wanted = m_wanted.isEmpty() ? selected() : m_wanted;
    m_workspace.looking().request<RunStore::Listing>(
        kList, tr("stored runs"),
        [store = m_store](JobControl&) {
            store.purge(std::filesystem::file_time_type::clock::now() - kKeptRemoved);
            return std::make_shared<const RunStore::Listing>(store.list());
        },
        this,
        [this](const std::shared_ptr<const RunStore::Listing>& listing) {
            m_model->setRuns(listing->runs);
            for (const Message& problem : listing->problems)
                emit m_workspace.failed(toText(problem));
            select(std::exchange(m_wanted, {}));
            emit listed();
        },
        [this](const QString& message) { emit m_workspace.failed(message); });
}

void EvaluateRuns::update(const StoredRun& run)
{
    m_model->update(run);
    showActions();
}

void EvaluateRuns::setRunning(const std::filesystem::path& folder, double fraction)
{
    const bool changed = m_running != folder;
    m_running = folder;
    m_model->setRunning(folder, fraction);
    if (changed)
        showActions();
}

void EvaluateRuns::select(const QStringList& folders)
{
    if (folders == selected())
        return;
    QItemSelection selection;
    QStringList missing;
    for (const QString& folder : folders) {
        const int row = m_model->rowOf(folder.toStdString());
        const QModelIndex index = row < 0 ? QModelIndex() : m_sorted->mapFromSource(m_model->index(row, 0));
        if (index.isValid())
            selection.select(index, index);
        else
            missing << folder;
    }
    if (!missing.isEmpty() && m_model->rowCount() == 0)
        m_wanted = folders;
    m_view->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    if (!selection.isEmpty())
        m_view->selectionModel()->setCurrentIndex(selection.first().topLeft(), QItemSelectionModel::NoUpdate);
}

std::vector<int> EvaluateRuns::selectedRows() const
{
    std::vector<int> rows;
    for (const QModelIndex& index : m_view->selectionModel()->selectedRows())
        rows.push_back(m_sorted->mapToSource(index).row());
    // As they stand in the list: the first is what the others are compared with.
    std::sort(rows.begin(), rows.end(), [this](int a, int b) {
        return m_sorted->mapFromSource(m_model->index(a, 0)).row() <
               m_sorted->mapFromSource(m_model->index(b, 0)).row();
    });
    return rows;
}

QStringList EvaluateRuns::selected() const
{
    QStringList folders;
    for (const int row : selectedRows())
        folders << QString::fromStdString(m_model->run(row).folder.string());
    return folders;
}

void EvaluateRuns::showActions()
{
    const std::vector<int> rows = selectedRows();
    const bool any = m_model->rowCount() > 0;
    m_view->setVisible(any);
    m_filter->setVisible(any);
    m_empty->setVisible(!any);
    const bool one = rows.size() == 1;
    const bool running =
        std::any_of(rows.begin(), rows.end(), [this](int row) { return m_model->run(row).folder == m_running; });
    m_resume->setEnabled(one && m_running.empty() && m_model->run(rows.front()).state != StoredRun::State::Finished);
    m_rename->setEnabled(one && !running);
    m_remove->setEnabled(!rows.empty() && !running);
    for (QAction* action : {m_open, m_copy, m_reuse})
        action->setEnabled(one);
}

void EvaluateRuns::resumeSelected()
{
    if (const auto rows = selectedRows(); rows.size() == 1)
        emit resumeRequested(m_model->run(rows.front()));
}

void EvaluateRuns::renameSelected()
{
    const QModelIndexList rows = m_view->selectionModel()->selectedRows(RunListModel::Name);
    if (rows.size() == 1) {
        m_view->setCurrentIndex(rows.first());
        m_view->edit(rows.first());
    }
}

void EvaluateRuns::rename(int row, const QString& name)
{
    StoredRun run = m_model->run(row);
    run.name = name.toStdString();
    try {
        run.save();
        m_model->update(run);
        emit selectionChanged(selected());
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
    }
}

void EvaluateRuns::removeSelected()
{
    std::vector<int> rows = selectedRows();
    std::sort(rows.rbegin(), rows.rend());
    m_removed.clear();
    QString name;
    for (const int row : rows) {
        const StoredRun run = m_model->run(row);
        if (run.folder == m_running)
            continue;
        try {
            m_removed.push_back(m_store.remove(run));
            name = QString::fromStdString(run.name);
            m_model->remove(row);
        } catch (const Error& error) {
            emit m_workspace.failed(toText(error));
        }
    }
    m_undo->setVisible(!m_removed.empty());
    m_undoText->setText(m_removed.size() == 1
                            ? tr("“%1” is deleted.").arg(name)
                            : tr("%n run(s) are deleted.", nullptr, static_cast<int>(m_removed.size())));
    m_undoText->setToolTip(m_undoText->text());
}

void EvaluateRuns::undoRemoval()
{
    for (const std::filesystem::path& folder : m_removed) {
        try {
            m_store.restore(folder);
        } catch (const Error& error) {
            emit m_workspace.failed(toText(error));
        }
    }
    m_removed.clear();
    m_undo->hide();
    reload();
}

void EvaluateRuns::chooseFolder()
{
    const QString chosen = QFileDialog::getExistingDirectory(this, tr("Folder for runs"),
                                                             QString::fromStdString(m_store.folder().string()));
    if (chosen.isEmpty())
        return;
    setFolder(chosen);
    emit folderChanged(chosen);
}

void EvaluateRuns::openFolder() const
{
    if (const QStringList folders = selected(); !folders.isEmpty())
        QDesktopServices::openUrl(QUrl::fromLocalFile(folders.first()));
}

void EvaluateRuns::copyCommand() const
{
    if (const auto rows = selectedRows(); !rows.empty()) {
        const StoredRun& run = m_model->run(rows.front());
        QApplication::clipboard()->setText(QString::fromStdString(commandLineOf(run.settings, run.folder.string())));
    }
}

void EvaluateRuns::contextMenuEvent(QContextMenuEvent* event)
{
    if (selectedRows().empty())
        return;
    QMenu menu;
    menu.addActions({m_resume, m_rename, m_remove});
    menu.addSeparator();
    menu.addActions({m_reuse, m_copy, m_open});
    menu.addSeparator();
    menu.addAction(m_sort);
    menu.exec(event->globalPos());
}

} // namespace mambascope::ui
