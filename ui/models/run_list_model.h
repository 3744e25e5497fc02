// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/run_store.h"

#include <QAbstractTableModel>
#include <QString>

#include <vector>

namespace mambascope::ui {

/// "Pass key", "Perplexity" ...: a kind of run for people.
QString kindTitle(EvaluationKind kind);

/// Stored runs, a row each. Names can be edited; renameRequested() carries the wish, setRuns() or update() its effect.
class RunListModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Kind, State, Model, Methods, Date, Columns };
    static constexpr int kSortRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    void setRuns(std::vector<StoredRun> runs);
    /// Replaces the run of the same folder; a new one comes first.
    void update(const StoredRun& run);
    void remove(int row);
    /// The run that is being computed; empty: none is.
    void setRunning(const std::filesystem::path& folder, double fraction);
    const StoredRun& run(int row) const { return m_runs[static_cast<std::size_t>(row)]; }
    /// -1 when it is not there.
    int rowOf(const std::filesystem::path& folder) const;

    int rowCount(const QModelIndex& parent = QModelIndex()) const override;
    int columnCount(const QModelIndex& parent = QModelIndex()) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

signals:
    void renameRequested(int row, const QString& name);

private:
    QString stateText(const StoredRun& run) const;
    QString text(const StoredRun& run, int column) const;
    QString toolTip(const StoredRun& run) const;

    std::vector<StoredRun> m_runs;
    std::filesystem::path m_running;
    double m_fraction = 0;
};

} // namespace mambascope::ui
