// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/evaluate_tasks.h"

#include "core/base/error.h"
#include "core/evaluate/longbench_data.h"
#include "core/evaluate/ruler_tasks.h"

#include <QSignalBlocker>

#include <algorithm>

namespace mambascope::ui {

EvaluateTasks::EvaluateTasks(QWidget* parent) : QListWidget(parent)
{
    setFixedHeight(6 * fontMetrics().lineSpacing() + 12);
    setToolTip(tr("Nothing ticked: all of them"));
}

void EvaluateTasks::show(EvaluationKind kind, const QString& folder, bool extended)
{
    std::vector<std::string> names;
    if (kind == EvaluationKind::LongBench && !folder.isEmpty()) {
        try {
            names = LongBenchFolder(folder.toStdString()).present(extended);
        } catch (const Error&) { // the form says what is wrong with the folder
        }
    }
    if (kind == EvaluationKind::Ruler)
        for (const RulerTask& task : rulerTasks())
            names.emplace_back(task.name);
    const std::vector<std::string> before = ticked();
    const QSignalBlocker quiet(this);
    clear();
    for (const std::string& name : names) {
        auto* entry = new QListWidgetItem(QString::fromStdString(name), this);
        entry->setFlags(entry->flags() | Qt::ItemIsUserCheckable);
        entry->setCheckState(Qt::Unchecked);
    }
    tick(before);
}

void EvaluateTasks::tick(const std::vector<std::string>& names)
{
    for (int k = 0; k < count(); ++k)
        if (std::find(names.begin(), names.end(), item(k)->text().toStdString()) != names.end())
            item(k)->setCheckState(Qt::Checked);
}

std::vector<std::string> EvaluateTasks::ticked() const
{
    std::vector<std::string> names;
    for (int k = 0; k < count(); ++k)
        if (item(k)->checkState() == Qt::Checked)
            names.push_back(item(k)->text().toStdString());
    return names;
}

} // namespace mambascope::ui
