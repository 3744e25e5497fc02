// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/run_store_settings.h"

#include <QListWidget>

#include <string>
#include <vector>

namespace mambascope::ui {

/// Data sets of LongBench's folder or RULER's tasks, to be ticked; nothing ticked means all of them.
class EvaluateTasks : public QListWidget
{
    Q_OBJECT
public:
    explicit EvaluateTasks(QWidget* parent = nullptr);

    /// Lists what there is. What is ticked stays so.
    void show(EvaluationKind kind, const QString& folder, bool extended);
    void tick(const std::vector<std::string>& names);
    std::vector<std::string> ticked() const;
};

} // namespace mambascope::ui
