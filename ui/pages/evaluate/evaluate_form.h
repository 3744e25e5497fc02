// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/run_store_settings.h"

#include <QString>
#include <QWidget>

#include <map>
#include <memory>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSpinBox;

namespace mambascope::ui {

struct Document;

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
    /// Model, tokenizer, profile and filter, which the window's docks hold.
    void setBase(const EvaluationSettings& base);
    EvaluationKind kind() const;
    /// Why it cannot begin, in a sentence; empty: it can.
    QString problem() const;
    /// Another run is on.
    void setBusy(bool busy);

signals:
    void edited();
    void startRequested();

private:
    void build();
    QWidget* withButton(QLineEdit* edit, const QString& tip, void (EvaluateForm::*choose)());
    void addRow(const QString& title, QWidget* field, std::vector<EvaluationKind> kinds);
    void showKind();
    void showTasks();
    void showProblem();
    void chooseText();
    void chooseData();

    EvaluationSettings m_base;
    bool m_busy = false;
    bool m_filling = false;
    QGridLayout* m_rows = nullptr;
    struct Row
    {
        QLabel* label;
        QWidget* field;
        std::vector<EvaluationKind> kinds; ///< that have it
    };
    std::vector<Row> m_fields;
    QComboBox* m_kind;
    std::map<std::string, QCheckBox*> m_methods;
    QLabel* m_filter;
    QLineEdit *m_lengths, *m_depths, *m_texts, *m_data;
    QSpinBox *m_samples, *m_seed, *m_last, *m_maxLength, *m_newTokens;
    QDoubleSpinBox* m_minutes;
    QListWidget* m_tasks;
    QCheckBox* m_extended;
    QComboBox *m_protocol, *m_metric;
    QLineEdit* m_command;
    QLabel* m_problem;
    QPushButton* m_start;
};

} // namespace mambascope::ui
