// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/run_store_settings.h"

#include <QObject>
#include <QString>

#include <string>

class QLineEdit;

namespace mambascope::ui {

class EvaluateRows;

/// What of this machine a run uses besides the window's model: several GPUs, and the dictionary of Chinese words where
/// it is not found by itself. Machines that leave no choice have no such field.
class EvaluateMachineFields : public QObject
{
    Q_OBJECT
public:
    explicit EvaluateMachineFields(EvaluateRows& rows);

    /// Also says which of the fields are needed. A dictionary that was named stays for the next runs.
    void setSettings(const EvaluationSettings& settings);
    /// Where the window's model is, which is where a run computes that names nothing else.
    void setDevice(const std::string& device);
    /// Writes what stands in the fields.
    void read(EvaluationSettings& settings) const;
    /// Why a run with these settings cannot begin, in a sentence; empty: it can.
    static QString problem(const EvaluationSettings& settings);

signals:
    void edited();

private:
    void chooseWords();

    EvaluateRows& m_rows;
    QLineEdit *m_devices, *m_words;
};

} // namespace mambascope::ui
