// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/run_store_settings.h"

#include <QObject>

#include <map>
#include <string>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;

namespace mambascope::ui {

class EvaluateRows;

/// Which methods a run compares, and which tokens LongMamba's filter keeps. A search, which is of one method, does not
/// ask for them.
class EvaluateMethodFields : public QObject
{
    Q_OBJECT
public:
    explicit EvaluateMethodFields(EvaluateRows& rows);

    void setSettings(const EvaluationSettings& settings);
    /// The window's settings of the methods, to be read only.
    void setBase(const EvaluationSettings& base);
    /// Writes what stands in the fields.
    void read(EvaluationSettings& settings) const;
    std::vector<std::string> ticked() const;

signals:
    void edited();

private:
    std::map<std::string, QCheckBox*> m_methods;
    QLabel* m_base;
    QComboBox* m_tokenFilter;
};

} // namespace mambascope::ui
