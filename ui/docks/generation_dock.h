// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/docks/prompt_history.h"
#include "ui/engine/side.h"
#include "ui/windows/exportable.h"

#include <QWidget>

#include <array>

class QAction;
class QBoxLayout;
class QDoubleSpinBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace mambascope::ui {

class TextPane;
class Workspace;

/// The prompt, editable in place, and what both methods write after it, at once and side by side.
///
/// Keys in the prompt: Ctrl+Return runs, Alt+Up and Alt+Down walk through earlier prompts, Ctrl+R searches them.
class GenerationDock : public QWidget, public Exportable
{
    Q_OBJECT
public:
    explicit GenerationDock(Workspace& workspace, QWidget* parent = nullptr);
    /// Keeps the history of prompts among the person's settings from now on.
    void useSettings() { m_history.useSettings(); }
    QPlainTextEdit* promptEdit() const { return m_prompt; }
    QPushButton* runButton() const { return m_run; }
    QPushButton* stopButton() const { return m_stop; }
    const PromptHistory& history() const { return m_history; }
    PromptHistoryPopup* historyPopup() const { return m_popup; }
    /// A prompt that is being typed and was not run; empty: none.
    QString draft() const;
    void setDraft(const QString& draft); ///< empty: changes nothing
    /// Earlier prompts to choose from.
    void openHistory();
    /// What can be done with the answers: export, copy.
    const QList<QAction*>& answerActions() const { return m_answerActions; }
    /// Writes both answers as .md or .json, and beside it the ids that its command line reads.
    void exportTo(const QString& path) override;
    QString name() const override { return QStringLiteral("answers"); }
    QStringList exportSuffixes() const override { return {QStringLiteral("md"), QStringLiteral("json")}; }
    QStringList exportFiles(const QString& path) const override;
    /// The verb that writes the same answers; empty without a document.
    QString commandLine(const QString& out) const override;
    /// The same, for a terminal.
    QString commandLine() const;
    TextPane* pane(Side side) const { return m_panes[index(side)]; }

private:
    void buildControls(QBoxLayout* layout);
    QWidget* makePrompt();
    void buildExports(QToolButton* button);
    void run();
    void showPrompt();
    void walkHistory(int step);
    void showAnswerActions();
    QString keptCommand(); ///< that runs wherever it is pasted; empty without a document
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showSettings();
    void showDocument();
    void showWaiting();
    void showTitles();
    QString waitingFor(Side side) const;
    void begin();
    void grow();
    void end(bool complete);
    void showVerdicts();
    void restyle();
    void changeEvent(QEvent* event) override;

    Workspace& m_workspace;
    std::array<TextPane*, 2> m_panes;
    std::array<qsizetype, 2> m_shown = {0, 0}; ///< characters of each answer that are in its pane
    QSpinBox* m_tokens = nullptr;
    QDoubleSpinBox* m_temperature = nullptr;
    QSpinBox* m_topK = nullptr;
    QDoubleSpinBox* m_topP = nullptr;
    QSpinBox* m_seed = nullptr;
    QPushButton* m_run = nullptr;
    QPushButton* m_stop = nullptr;
    QLabel* m_difference = nullptr;
    QPlainTextEdit* m_prompt = nullptr;
    QToolButton* m_historyButton = nullptr;
    QList<QAction*> m_answerActions;
    PromptHistory m_history;
    PromptHistoryPopup* m_popup = nullptr;
    QString m_shownPrompt;      ///< the sequence's text, as it was put into the editor
    QString m_draft;            ///< what was typed before the history was walked
    qsizetype m_historyAt = -1; ///< -1: the draft
};

} // namespace mambascope::ui
