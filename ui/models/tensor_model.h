// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/tensor_statistics.h"
#include "core/model/model.h"

#include <QAbstractItemModel>
#include <QSortFilterProxyModel>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace mambascope::ui {

/// The layer that a tensor's name says, "backbone.layers.3.norm.weight"; -1 when it belongs to no layer.
std::int64_t layerOfTensor(const std::string& name);

/// A checkpoint's tensors in groups: what belongs to no layer first, then the layers in order. A tensor is known by its
/// number, its place in the vector that setTensors() was given; statistics arrive one by one.
class TensorModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { Name, Shape, Type, Size, Range, Mean, Histogram, ColumnCount };
    /// Numbers as doubles and texts as they are, for sorting.
    static constexpr int kSortRole = Qt::UserRole;

    using QAbstractItemModel::QAbstractItemModel;

    void setTensors(const std::vector<TensorInfo>& tensors);
    void setStatistics(int tensor, const std::shared_ptr<const TensorStatistics>& statistics);
    /// The tensor's values cannot be read; `cause` says why.
    void setProblem(int tensor, const QString& cause);

    int tensorCount() const { return static_cast<int>(m_tensors.size()); }
    const TensorInfo& tensor(int number) const { return m_tensors[static_cast<std::size_t>(number)].info; }
    /// Null: not known yet.
    const TensorStatistics* statistics(int number) const
    {
        return m_tensors[static_cast<std::size_t>(number)].statistics.get();
    }
    const std::shared_ptr<const TensorStatistics>& sharedStatistics(int number) const
    {
        return m_tensors[static_cast<std::size_t>(number)].statistics;
    }
    /// Whether the statistics are known, or known to be impossible.
    bool isSettled(int number) const;
    /// -1 for groups.
    int tensorAt(const QModelIndex& index) const;
    /// -1 for what belongs to no layer.
    std::int64_t layerAt(const QModelIndex& index) const;
    QModelIndex groupOfLayer(std::int64_t layer) const;
    QModelIndex indexOf(int tensor, int column = Name) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = QModelIndex()) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = QModelIndex()) const override;
    int columnCount(const QModelIndex& parent = QModelIndex()) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        TensorInfo info;
        int group = 0, row = 0;
        std::shared_ptr<const TensorStatistics> statistics;
        QString problem;
    };
    struct Group
    {
        std::int64_t layer = -1;
        std::int64_t bytes = 0;
        std::vector<int> tensors;
    };
    QString text(const Row& row, Column column) const;
    QString text(const Group& group, Column column) const;
    QString describe(const Row& row) const;
    QVariant sortKey(const Row& row, Column column) const;
    void emitChanged(int tensor);

    std::vector<Row> m_tensors;
    std::vector<Group> m_groups;
};

/// Sorts inside the groups and keeps the tensors whose name, type or shape contains every word; their groups stay.
class TensorFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit TensorFilter(QObject* parent = nullptr);
    void setWords(const QString& text);
    bool isFiltering() const { return !m_words.isEmpty(); }

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex& sourceParent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

private:
    QStringList m_words;
};

} // namespace mambascope::ui
