// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/inspection.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace mambascope::ui {

/// What an Inspection found: a model's facts, or why it is none; and the choice of its tokenizer.
class ModelReport : public QWidget
{
    Q_OBJECT
public:
    explicit ModelReport(QWidget* parent = nullptr);

    void showHint(const QString& text);
    void showInspection(const Inspection& inspection);
    /// What is shown, a line each: for copying, and for tests.
    QString text() const;

    /// As in ViewState::tokenizer.
    QString tokenizer() const;
    void chooseTokenizer(const QString& path);
    QComboBox* tokenizerBox() const { return m_tokenizer; }
    QPushButton* tokenizerButton() const { return m_chooseTokenizer; }

signals:
    /// By the person, not by showInspection().
    void tokenizerChosen(const QString& tokenizer);

protected:
    void changeEvent(QEvent* event) override;

private:
    QLabel* addFact(QFormLayout* form, const QString& caption);
    QWidget* makeTokenizerRow();
    void fillTokenizerBox(const Inspection& inspection);
    void showTokenizer(const Inspection& inspection);
    void browse();
    void restyle();

    QStackedWidget* m_stack;
    QLabel* m_hint;
    QWidget* m_facts;
    QLabel* m_problem;
    QLabel* m_name;
    QLabel *m_family, *m_sizes, *m_parameters, *m_weights, *m_place, *m_memory, *m_notes;
    QWidget* m_tokenizerRow;
    QComboBox* m_tokenizer;
    QPushButton* m_chooseTokenizer;
    QLabel* m_tokenizerText;
    std::vector<QLabel*> m_captions;
};

} // namespace mambascope::ui
