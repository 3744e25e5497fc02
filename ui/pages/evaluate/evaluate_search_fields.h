// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/run_store_settings.h"

#include <QObject>
#include <QString>

#include <cstdint>

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QSpinBox;

namespace mambascope::ui {

class EvaluateRows;

/// What only a search asks for: of which method, what is to be best, how long, and what it calibrates with.
class EvaluateSearchFields : public QObject
{
    Q_OBJECT
public:
    explicit EvaluateSearchFields(EvaluateRows& rows);

    void setSettings(const EvaluationSettings& settings);
    /// Writes what stands in the fields.
    void read(EvaluationSettings& settings) const;
    /// The training length that the model's profile says; 0: there is none.
    void setKnownLength(std::int64_t tokens);
    /// Why a search with these settings cannot begin, in a sentence; empty: it can.
    QString problem(const EvaluationSettings& settings) const;

signals:
    void edited();

private:
    void showMethod();
    void chooseText();

    std::int64_t m_known = 0;
    QComboBox *m_method, *m_metric;
    QDoubleSpinBox* m_minutes;
    QSpinBox *m_length, *m_candidates;
    QLineEdit* m_calibration;
};

} // namespace mambascope::ui
