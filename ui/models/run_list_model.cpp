// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_list_model.h"

#include "ui/style/message_text.h"

#include <QDateTime>
#include <QFileInfo>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

QDateTime timeOf(const StoredRun& run)
{
    return QDateTime::fromString(QString::fromStdString(run.created), Qt::ISODate);
}

} // namespace

QString kindTitle(EvaluationKind kind)
{
    switch (kind) {
    case EvaluationKind::Passkey:
        return RunListModel::tr("Pass key");
    case EvaluationKind::Perplexity:
        return RunListModel::tr("Perplexity");
    case EvaluationKind::LongBench:
        return RunListModel::tr("LongBench");
    case EvaluationKind::Ruler:
        return RunListModel::tr("RULER");
    case EvaluationKind::DocumentRetrieval:
        return RunListModel::tr("Document retrieval");
    case EvaluationKind::Search:
        return RunListModel::tr("Search");
    case EvaluationKind::Latency:
        return RunListModel::tr("Latency and memory");
    }
    return {};
}

void RunListModel::setRuns(std::vector<StoredRun> runs)
{
    beginResetModel();
    m_runs = std::move(runs);
    endResetModel();
}

void RunListModel::update(const StoredRun& run)
{
    const int row = rowOf(run.folder);
    if (row < 0) {
        beginInsertRows({}, 0, 0);
        m_runs.insert(m_runs.begin(), run);
        endInsertRows();
        return;
    }
    m_runs[static_cast<std::size_t>(row)] = run;
    emit dataChanged(index(row, 0), index(row, Columns - 1));
}

void RunListModel::remove(int row)
{
    beginRemoveRows({}, row, row);
    m_runs.erase(m_runs.begin() + row);
    endRemoveRows();
}

void RunListModel::setRunning(const std::filesystem::path& folder, double fraction)
{
    const std::filesystem::path before = m_running;
    m_running = folder;
    m_fraction = fraction;
    for (const auto& changed : {before, folder})
        if (const int row = changed.empty() ? -1 : rowOf(changed); row >= 0)
            emit dataChanged(index(row, State), index(row, State));
}

int RunListModel::rowOf(const std::filesystem::path& folder) const
{
    const auto at = std::find_if(m_runs.begin(), m_runs.end(), [&](const auto& run) { return run.folder == folder; });
    return at == m_runs.end() ? -1 : static_cast<int>(at - m_runs.begin());
}

int RunListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int RunListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QString RunListModel::stateText(const StoredRun& run) const
{
    if (!m_running.empty() && run.folder == m_running)
        return tr("running, %1 %").arg(std::floor(m_fraction * 100));
    switch (run.state) {
    case StoredRun::State::Finished:
        return tr("finished");
    case StoredRun::State::Failed:
        return tr("failed");
    case StoredRun::State::Partial:
        break;
    }
    const QLocale locale;
    return run.total > 0 ? tr("partial, %1 of %2")
                               .arg(locale.toString(static_cast<qint64>(run.done)),
                                    locale.toString(static_cast<qint64>(run.total)))
                         : tr("partial");
}

QString RunListModel::text(const StoredRun& run, int column) const
{
    switch (column) {
    case Name:
        return QString::fromStdString(run.name);
    case Kind:
        return kindTitle(run.settings.kind);
    case State:
        return stateText(run);
    case Model:
        return QFileInfo(QString::fromStdString(run.settings.model)).fileName();
    case Methods: {
        QStringList titles;
        for (const std::string& method : run.settings.methods)
            titles << QString::fromStdString(methodTitle(method));
        return titles.join(QStringLiteral(", "));
    }
    case Date:
        return QLocale().toString(timeOf(run).toLocalTime(), QLocale::ShortFormat);
    default:
        return {};
    }
}

QString RunListModel::toolTip(const StoredRun& run) const
{
    QString tip = QString::fromStdString(run.folder.string()) + QLatin1Char('\n') +
                  QString::fromStdString(run.settings.device + ", " + run.settings.dtype);
    if (!run.failure.empty())
        tip += QLatin1Char('\n') + toText(run.failure);
    if (!run.problems.empty())
        tip += QLatin1Char('\n') + tr("%n item(s) left out", nullptr, static_cast<int>(run.problems.size()));
    return tip;
}

QVariant RunListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const StoredRun& run = m_runs[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return text(run, index.column());
    case Qt::ToolTipRole:
        return toolTip(run);
    case kSortRole:
        return index.column() == Date ? QVariant(timeOf(run)) : QVariant(text(run, index.column()).toLower());
    default:
        return {};
    }
}

bool RunListModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    const QString name = value.toString().simplified();
    if (role != Qt::EditRole || index.column() != Name || name.isEmpty() ||
        !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    if (name.toStdString() != run(index.row()).name)
        emit renameRequested(index.row(), name);
    return true;
}

QVariant RunListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case Name:
        return tr("Name");
    case Kind:
        return tr("Kind");
    case State:
        return tr("State");
    case Model:
        return tr("Model");
    case Methods:
        return tr("Methods");
    case Date:
        return tr("Begun");
    default:
        return {};
    }
}

Qt::ItemFlags RunListModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && index.column() == Name ? flags | Qt::ItemIsEditable : flags;
}

} // namespace mambascope::ui
