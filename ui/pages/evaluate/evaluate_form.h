// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/run_store_settings.h"

#include <QString>
#include <QWidget>

#include <cstdint>
#include <string>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace mambascope::ui {

class EvaluateMachineFields;
class EvaluateMethodFields;
class EvaluateRows;
class EvaluateSearchFields;
class EvaluateTasks;

/// The settings of a run that is about to begin. Which rows there are depends on the kind.
class EvaluateForm : public QWidget
{
    Q_OBJECT
public:
    explicit EvaluateForm(QWidget* parent = nullptr);

    /// What stands in the form. Model and method settings are those of setBase(). \throws Error naming what cannot be
    /// read.
    EvaluationSettings settings() const;
    void setSettings(const EvaluationSettings& settings);
    /// What stands in the form, complete or not, as EvaluationSettings::toJson(); empty while a number cannot be read.
    std::string draft() const;
    /// \throws Error that names `subject`.
    void setDraft(const std::string& draft, const std::string& subject);
    /// Model, tokenizer, profile and filter, which the window's docks hold; the profile's training length, 0 without.
    void setBase(const EvaluationSettings& base, std::int64_t trainingLength);
    EvaluationKind kind() const;
    /// Why it cannot begin, in a sentence; empty: it can.
    QString problem() const;
    /// Another run is on.
    void setBusy(bool busy);
    /// So that Enter begins the run.
    void focusStart();

signals:
    void edited();
    void startRequested();

private:
    EvaluationSettings written() const;
    std::uint64_t seed() const;
    void build();
    void showKind();
    void useData();
    void showTasks();
    void showProblem();
    void chooseText();
    void chooseData();
    void chooseCases();
    void showProtocols();
    void useProtocol();

    EvaluationSettings m_base;
    EvaluationSettings m_given; ///< has what no field shows, or not all of it: files of RULER, a path with a semicolon
    bool m_busy = false;
    bool m_filling = false;
    std::int64_t m_knownLength = 0;
    EvaluateRows* m_rows;
    EvaluateMethodFields* m_methods = nullptr;
    EvaluateSearchFields* m_search = nullptr;
    EvaluateMachineFields* m_machine = nullptr;
    QComboBox* m_kind;
    QLineEdit *m_lengths, *m_depths, *m_texts, *m_data, *m_cases, *m_seed;
    QSpinBox *m_samples, *m_last, *m_maxLength, *m_newTokens;
    EvaluateTasks* m_tasks;
    QCheckBox* m_extended;
    QComboBox* m_protocol;
    QLineEdit* m_command;
    QLabel* m_problem;
    QPushButton* m_start;
};

} // namespace mambascope::ui
