// SPDX-License-Identifier: GPL-3.0-or-later
// The part of TensorsPage that writes files.
#include "core/base/error.h"
#include "core/base/npy.h"
#include "core/checkpoint/checkpoint.h"
#include "ui/engine/workspace.h"
#include "ui/models/tensor_model.h"
#include "ui/pages/tensors/tensors_page.h"
#include "ui/style/message_text.h"
#include "ui/windows/command_line.h"
#include "ui/windows/table_files.h"
#include "ui/windows/write_widget.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QLineEdit>
#include <QTreeView>

#include <cmath>
#include <optional>

namespace mambascope::ui {

namespace {

const QString kFilter = QStringLiteral("filter");
const QString kExpanded = QStringLiteral("expanded");

/// A line of the table; without statistics when the tensor's values cannot be read.
struct Row
{
    int number; ///< in the model
    TensorInfo info;
    std::shared_ptr<const TensorStatistics> statistics;
};

/// What is not known yet is read from the checkpoint.
void complete(std::vector<Row>& rows, const ModelFiles& files, JobControl& control,
              const std::function<void(const Row&)>& read, const std::function<void(int, const QString&)>& failed)
{
    std::optional<Checkpoint> checkpoint;
    for (std::size_t k = 0; k < rows.size(); ++k) {
        Row& row = rows[k];
        control.progress().step(row.info.name, static_cast<std::int64_t>(k), std::ssize(rows));
        if (row.statistics)
            continue;
        try {
            if (!checkpoint)
                checkpoint = Checkpoint::open(files);
            row.statistics = std::make_shared<const TensorStatistics>(
                tensorStatistics(checkpoint->tensor(row.info.name), control.progress()));
            control.post([read, row] { read(row); });
        } catch (const Error& error) { // the page says so in the tensor's row, and the others are written
            control.post([failed, number = row.number, text = toText(error)] { failed(number, text); });
        }
    }
}

std::vector<double> numbersOf(const Row& row)
{
    const double none = std::nan("");
    const std::int64_t layer = layerOfTensor(row.info.name);
    std::vector<double> numbers = {layer < 0 ? none : static_cast<double>(layer), static_cast<double>(row.info.bytes)};
    if (const TensorStatistics* s = row.statistics.get())
        numbers.insert(numbers.end(), {s->minimum, s->maximum, s->mean, s->standardDeviation,
                                       static_cast<double>(s->zeros), static_cast<double>(s->nonFinite)});
    else
        numbers.insert(numbers.end(), 6, none);
    return numbers;
}

void write(const QString& path, const std::vector<Row>& rows)
{
    if (QFileInfo(path).suffix().toLower() == QLatin1String("npy")) { // names and types are no numbers
        std::vector<double> values;
        for (const Row& row : rows) {
            const std::vector<double> numbers = numbersOf(row);
            values.insert(values.end(), numbers.begin(), numbers.end());
        }
        saveNpy<double>(path.toStdString(), values,
                        {std::ssize(rows), rows.empty() ? 8 : std::ssize(values) / std::ssize(rows)});
        return;
    }
    CsvFile file(path,
                 {QStringLiteral("tensor"), QStringLiteral("layer"), QStringLiteral("dtype"), QStringLiteral("shape"),
                  QStringLiteral("bytes"), QStringLiteral("minimum"), QStringLiteral("maximum"), QStringLiteral("mean"),
                  QStringLiteral("standard_deviation"), QStringLiteral("zeros"), QStringLiteral("not_finite")});
    for (const Row& row : rows) {
        QStringList shape;
        for (const std::int64_t size : row.info.shape)
            shape << QString::number(size);
        const std::vector<double> numbers = numbersOf(row);
        QStringList fields = {CsvFile::quoted(QString::fromStdString(row.info.name)), CsvFile::number(numbers[0]),
                              QString::fromStdString(row.info.dtype), shape.join(QLatin1Char('x')),
                              CsvFile::number(numbers[1])};
        for (std::size_t k = 2; k < numbers.size(); ++k)
            fields << CsvFile::number(numbers[k], k < 6 ? 9 : 17); // counts are exact
        file.add(fields);
    }
    file.finish();
}

} // namespace

QStringList TensorsPage::exportSuffixes() const
{
    return {QStringLiteral("csv"), QStringLiteral("npy"), QStringLiteral("png"), QStringLiteral("svg"),
            QStringLiteral("pdf")};
}

void TensorsPage::exportTo(const QString& path)
{
    if (!isPictureSuffix(QFileInfo(path).suffix().toLower()))
        return exportTable(path);
    try {
        writeWidget(*this, path, exportScale());
        emit m_workspace.saved(path);
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
    }
}

/// What the tree shows, its rows in its order, whether they were scrolled to or not.
void TensorsPage::exportTable(const QString& path)
{
    if (!m_shown) {
        emit m_workspace.failed(tr("%1: there are no tensors to write yet").arg(path));
        return;
    }
    std::vector<Row> rows;
    for (int group = 0; group < m_filter->rowCount(); ++group) {
        const QModelIndex parent = m_filter->index(group, 0);
        for (int k = 0; k < m_filter->rowCount(parent); ++k) {
            const int number = m_model->tensorAt(m_filter->mapToSource(m_filter->index(k, 0, parent)));
            rows.push_back({number, m_model->tensor(number), m_model->sharedStatistics(number)});
        }
    }
    m_workspace.exports().request<bool>(
        path, tr("writing %1").arg(QFileInfo(path).fileName()),
        [this, path, rows, files = m_shown->files(), model = m_shown](JobControl& control) mutable {
            complete(
                rows, files, control,
                [this, model](const Row& row) {
                    if (model == m_shown)
                        m_model->setStatistics(row.number, row.statistics);
                },
                [this, model](int number, const QString& cause) {
                    if (model == m_shown)
                        m_model->setProblem(number, cause);
                });
            write(path, rows);
            return std::make_shared<const bool>(true);
        },
        this, [this, path](const std::shared_ptr<const bool>&) { emit m_workspace.saved(path); },
        [this](const QString& message) { emit m_workspace.failed(message); });
}

// ---------------------------------------------------------------------------------------------- arrangement

QJsonObject TensorsPage::arrangement() const
{
    QJsonObject arrangement = Page::arrangement();
    QJsonArray expanded;
    for (int group = 0; group < m_filter->rowCount(); ++group) {
        const QModelIndex index = m_filter->index(group, 0);
        if (m_tree->isExpanded(index))
            expanded.append(static_cast<qint64>(m_model->layerAt(m_filter->mapToSource(index))));
    }
    arrangement[kFilter] = m_words->text();
    arrangement[kExpanded] = expanded;
    return arrangement;
}

void TensorsPage::setArrangement(const QJsonObject& arrangement)
{
    m_words->setText(arrangement[kFilter].toString());
    const QJsonArray expanded = arrangement[kExpanded].toArray();
    for (int group = 0; group < m_filter->rowCount(); ++group) {
        const QModelIndex index = m_filter->index(group, 0);
        m_tree->setExpanded(index,
                            expanded.contains(static_cast<qint64>(m_model->layerAt(m_filter->mapToSource(index)))));
    }
    Page::setArrangement(arrangement);
}

} // namespace mambascope::ui
