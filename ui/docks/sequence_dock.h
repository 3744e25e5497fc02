// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/view_state.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace mambascope::ui {

class Workspace;

/// Which tokens the model reads: a passkey haystack, a text file or a typed prompt.
class SequenceDock : public QWidget
{
    Q_OBJECT
public:
    explicit SequenceDock(Workspace& workspace, QWidget* parent = nullptr);
    /// A text that is being typed and was not read yet; empty: none.
    QString draft() const;
    void setDraft(const QString& draft); ///< empty: changes nothing

private:
    QWidget* makePasskeyForm();
    QWidget* makeTextForm();
    QWidget* makePromptForm();
    void showForm(int form);
    void showState();
    void showDocument();
    void updateApply();
    void browse();
    void apply();

    Workspace& m_workspace;
    std::optional<ViewState> m_shown; ///< of whose sequence the fields were filled in last
    ViewState m_asked;                ///< that with what Apply has asked for
    QComboBox* m_kind;
    QStackedWidget* m_forms;
    QSpinBox* m_length;
    QDoubleSpinBox* m_depth;
    QSpinBox* m_seed;
    QLineEdit* m_file;
    QSpinBox* m_tokens;
    QPlainTextEdit* m_prompt;
    QPushButton* m_apply;
    QLabel* m_summary;
};

} // namespace mambascope::ui
