// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/generation_dock.h"

#include "ui/engine/workspace.h"
#include "ui/style/theme.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/text_pane.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace mambascope::ui {

namespace {

/// More text than this is no prompt that somebody edits; it would make the editor slow.
constexpr std::int64_t kMostEdited = 16384; // tokens

} // namespace

GenerationDock::GenerationDock(Workspace& workspace, QWidget* parent) : QWidget(parent), m_workspace(workspace)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 2, 6, 4);
    layout->setSpacing(4);
    buildControls(layout);
    auto* panes = new QSplitter;
    panes->setObjectName(QStringLiteral("generationPanes"));
    panes->setChildrenCollapsible(false);
    panes->addWidget(makePrompt());
    for (const Side side : kSides) {
        m_panes[index(side)] = new TextPane(workspace.methodTitle(side));
        panes->addWidget(m_panes[index(side)]);
    }
    for (int k = 0; k < 3; ++k)
        panes->setStretchFactor(k, k == 0 ? 2 : 3);
    layout->addWidget(panes, 1);

    connect(&workspace, &Workspace::documentChanged, this, &GenerationDock::showDocument);
    connect(&workspace, &Workspace::stateRestored, this, &GenerationDock::showSettings);
    connect(&workspace, &Workspace::traceChanged, this, &GenerationDock::showWaiting);
    connect(&workspace, &Workspace::busyChanged, this, &GenerationDock::showWaiting);
    connect(&workspace, &Workspace::classificationChanged, this, &GenerationDock::showTitles); // a setting is dragged
    connect(&workspace, &Workspace::generationStarted, this, &GenerationDock::begin);
    connect(&workspace, &Workspace::generationGrown, this, &GenerationDock::grow);
    connect(&workspace, &Workspace::generationEnded, this, &GenerationDock::end);
    connect(m_prompt, &QPlainTextEdit::textChanged, this, &GenerationDock::showWaiting);
    connect(&workspace, &Workspace::viewChanged, this, &GenerationDock::showWaiting);
    restyle();
    showDocument();
}

void GenerationDock::buildControls(QBoxLayout* layout)
{
    auto* row = new FlowLayout;
    m_tokens = new QSpinBox;
    m_tokens->setRange(1, 4096);
    row->addLabelled(tr("New &tokens"), m_tokens, tr("Tokens that each method writes at most"));
    m_temperature = new QDoubleSpinBox;
    m_temperature->setRange(0, 5);
    m_temperature->setSingleStep(0.1);
    m_temperature->setSpecialValueText(tr("greedy"));
    row->addLabelled(tr("Te&mperature"), m_temperature, tr("0: always the likeliest token"));
    m_topK = new QSpinBox;
    m_topK->setRange(0, 100000);
    m_topK->setSpecialValueText(tr("off"));
    row->addLabelled(tr("Top-&k"), m_topK, tr("Only the k likeliest tokens are drawn from"));
    m_topP = new QDoubleSpinBox;
    m_topP->setRange(0.01, 1);
    m_topP->setSingleStep(0.05);
    row->addLabelled(tr("Top-&p"), m_topP,
                     tr("Only the likeliest tokens that together have this probability are drawn from"));
    m_seed = new QSpinBox;
    m_seed->setRange(0, std::numeric_limits<int>::max());
    row->addLabelled(tr("Seed"), m_seed, tr("Same seed, same text"));
    m_run = new QPushButton(tr("&Generate"));
    m_stop = new QPushButton(tr("St&op"));
    m_stop->setEnabled(false);
    auto* exports = new QToolButton;
    buildExports(exports);
    row->addGroup({m_run, m_stop, exports});
    layout->addLayout(row);

    connect(m_run, &QPushButton::clicked, this, &GenerationDock::run);
    connect(m_stop, &QPushButton::clicked, &m_workspace, &Workspace::stopGeneration);
}

QWidget* GenerationDock::makePrompt()
{
    auto* column = new QWidget;
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_prompt = new QPlainTextEdit;
    m_prompt->setAccessibleName(tr("Prompt"));
    m_prompt->setPlaceholderText(tr("Type a prompt, then Ctrl+Return"));
    m_prompt->setToolTip(tr("Ctrl+Return runs it, Alt+Up and Alt+Down bring earlier prompts, Ctrl+R searches them"));
    m_prompt->setTabChangesFocus(true);
    m_prompt->setMinimumHeight(40);
    m_prompt->installEventFilter(this);
    m_historyButton = new QToolButton;
    m_historyButton->setText(tr("Earlier …"));
    m_historyButton->setAccessibleName(tr("Earlier prompts"));
    m_historyButton->setToolTip(tr("Search the prompts that were run before (Ctrl+R in the prompt)"));
    auto* label = new QLabel(tr("P&rompt"));
    label->setBuddy(m_prompt);
    auto* header = new QHBoxLayout;
    header->addWidget(label, 1);
    header->addWidget(m_historyButton);
    layout->addLayout(header);
    layout->addWidget(m_prompt, 1);
    m_difference = new QLabel; // of its own line: in the row of controls it would move them when it appears
    layout->addWidget(m_difference);
    m_popup = new PromptHistoryPopup(m_history, this);
    connect(m_historyButton, &QToolButton::clicked, this, &GenerationDock::openHistory);
    connect(m_popup, &PromptHistoryPopup::chosen, this, [this](const QString& prompt) {
        m_prompt->setPlainText(prompt);
        m_prompt->setFocus();
        run();
    });
    return column;
}

void GenerationDock::run()
{
    m_workspace.editView([this](ViewState& s) {
        s.maxNewTokens = m_tokens->value();
        s.sampling.temperature = m_temperature->value();
        s.sampling.topK = m_topK->value();
        s.sampling.topP = m_topP->value();
        s.sampling.seed = static_cast<std::uint64_t>(m_seed->value());
    });
    const QString text = m_prompt->toPlainText();
    m_historyAt = -1;
    if (m_prompt->isReadOnly() || text == m_shownPrompt) {
        m_workspace.regenerate();
        return;
    }
    m_history.add(text);
    m_workspace.setPrompt(text); // generation follows the passes
}

void GenerationDock::showPrompt()
{
    const auto& document = m_workspace.document();
    const bool readable = document && document->tokenizer && document->length() <= kMostEdited;
    m_prompt->setReadOnly(document && !readable);
    QString text;
    if (document && m_workspace.state().sequenceKind == "prompt")
        text = QString::fromStdString(m_workspace.state().prompt);
    else if (readable)
        text = QString::fromStdString(document->tokenizer->decode(document->ids, false));
    else if (document && document->tokenizer)
        text = tr("The sequence has %1 tokens, too many to be edited here.")
                   .arg(QLocale().toString(static_cast<qint64>(document->length())));
    const bool edited = m_prompt->toPlainText() != m_shownPrompt; // a person is writing the next one
    m_shownPrompt = QString(text).remove(QLatin1Char('\r'));
    if (edited && m_prompt->hasFocus() && !m_prompt->isReadOnly())
        return;
    m_prompt->setPlainText(m_shownPrompt);
    m_shownPrompt = m_prompt->toPlainText(); // as the editor gives it back
    m_prompt->moveCursor(QTextCursor::End);
    m_prompt->ensureCursorVisible();
}

QString GenerationDock::draft() const
{
    const QString text = m_prompt->toPlainText();
    return m_prompt->isReadOnly() || text == m_shownPrompt ? QString() : text;
}

void GenerationDock::setDraft(const QString& draft)
{
    if (draft.isEmpty() || m_prompt->isReadOnly())
        return;
    m_prompt->setPlainText(draft);
    m_prompt->moveCursor(QTextCursor::End);
}

void GenerationDock::walkHistory(int step)
{
    const QStringList& prompts = m_history.prompts();
    const qsizetype next = std::clamp<qsizetype>(m_historyAt + step, -1, prompts.size() - 1);
    if (next == m_historyAt || m_prompt->isReadOnly())
        return;
    if (m_historyAt < 0)
        m_draft = m_prompt->toPlainText();
    m_historyAt = next;
    m_prompt->setPlainText(next < 0 ? m_draft : prompts[next]);
    m_prompt->moveCursor(QTextCursor::End);
}

void GenerationDock::openHistory()
{
    m_popup->popup(m_historyButton->mapToGlobal(QPoint(0, -m_popup->height())));
}

bool GenerationDock::eventFilter(QObject* watched, QEvent* event)
{
    const bool overrides = event->type() == QEvent::ShortcutOverride; // Ctrl+Return is also the window's
    if (watched != m_prompt || (event->type() != QEvent::KeyPress && !overrides))
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool control = key->modifiers() & Qt::ControlModifier;
    const bool runs = control && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter);
    const bool walks = key->modifiers() & Qt::AltModifier && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down);
    const bool searches = key->modifiers() == Qt::ControlModifier && key->key() == Qt::Key_R;
    if (overrides) {
        if (runs || walks || searches)
            event->accept();
        return runs || walks || searches;
    }
    if (runs) {
        if (m_run->isEnabled() || m_prompt->toPlainText() != m_shownPrompt)
            run();
        return true;
    }
    if (walks) {
        walkHistory(key->key() == Qt::Key_Up ? 1 : -1);
        return true;
    }
    if (searches) {
        openHistory();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void GenerationDock::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QWidget::changeEvent(event);
}

void GenerationDock::restyle()
{
    pane(Side::Vanilla)->setAccent(plotColours().vanilla);
    pane(Side::LongMamba)->setAccent(plotColours().longMamba);
}

void GenerationDock::showSettings()
{
    const ViewState& s = m_workspace.state();
    m_tokens->setValue(static_cast<int>(s.maxNewTokens));
    m_temperature->setValue(s.sampling.temperature);
    m_topK->setValue(static_cast<int>(s.sampling.topK));
    m_topP->setValue(s.sampling.topP);
    m_seed->setValue(static_cast<int>(s.sampling.seed));
}

void GenerationDock::showDocument()
{
    showSettings();
    for (TextPane* pane : m_panes) {
        pane->begin({});
        pane->setDivergence(-1);
        pane->setVerdict({});
    }
    m_shown = {0, 0};
    m_difference->clear();
    m_stop->setEnabled(m_workspace.isGenerating()); // a document that comes ends what was written of the one before
    showAnswerActions();
    showPrompt();
    showWaiting();
}

void GenerationDock::showWaiting()
{
    const bool edited = !m_prompt->isReadOnly() && m_prompt->toPlainText() != m_shownPrompt;
    m_run->setEnabled(m_workspace.trace(Side::Vanilla) != nullptr || (m_workspace.document() && edited));
    showTitles();
    for (const Side side : kSides) {
        const QString reason =
            side == Side::LongMamba ? m_workspace.reasonForNoFilter() : m_workspace.reasonForNothing(side);
        m_panes[index(side)]->setMessage(reason.isEmpty() ? waitingFor(side) : reason);
    }
}

/// For every mouse move of a slider, so nothing else is looked at.
void GenerationDock::showTitles()
{
    pane(Side::Vanilla)->setTitle(m_workspace.methodTitle(Side::Vanilla));
    pane(Side::LongMamba)->setTitle(m_workspace.markedAsTrace(m_workspace.methodTitle(Side::LongMamba)));
}

/// What an empty pane waits for, when its pass is there or is coming.
QString GenerationDock::waitingFor(Side side) const
{
    const bool isRead = side == Side::LongMamba ? m_workspace.isFilteredCurrent() : m_workspace.trace(side) != nullptr;
    if (!m_workspace.document() || m_workspace.isGenerating())
        return {};
    if (m_workspace.isReading())
        return isRead ? tr("Waiting for the other pass …") : tr("Reading the sequence …");
    return isRead ? tr("Not written. Run > Compute again (F5).") : QString();
}

void GenerationDock::begin()
{
    const auto& document = m_workspace.document();
    constexpr std::size_t kTail = 40;
    QString tail;
    const std::size_t first = document->tokenTexts.size() - std::min(kTail, document->tokenTexts.size());
    for (std::size_t k = first; k < document->tokenTexts.size(); ++k)
        tail += document->tokenTexts[k];
    if (first > 0)
        tail.prepend(QStringLiteral("… "));
    for (const Side side : kSides) {
        TextPane* target = m_panes[index(side)];
        target->setDivergence(-1);
        target->setVerdict({});
        target->begin(m_workspace.trace(side) ? tail : QString());
    }
    m_shown = {0, 0};
    m_difference->clear();
    m_stop->setEnabled(true);
    showAnswerActions();
    showWaiting();
}

void GenerationDock::grow()
{
    const Answers& answers = m_workspace.answers();
    for (const Side side : kSides) {
        const Answer& answer = answers[index(side)];
        if (!m_workspace.trace(side))
            continue;
        qsizetype& shown = m_shown[index(side)];
        if (answer.text.size() > shown) {
            m_panes[index(side)]->appendText(answer.text.mid(shown));
            shown = answer.text.size();
        }
        m_panes[index(side)]->setSpeed(static_cast<qint64>(answer.ids.size()), answer.seconds);
    }
    const int difference = firstDifference(answers[0].text, answers[1].text);
    if (!answers[1].ids.empty()) {
        for (TextPane* target : m_panes)
            target->setDivergence(difference);
        const auto [a, b] =
            std::mismatch(answers[0].ids.begin(), answers[0].ids.end(), answers[1].ids.begin(), answers[1].ids.end());
        const bool differs = a != answers[0].ids.end() && b != answers[1].ids.end();
        m_difference->setText(differs ? tr("First difference: token %1").arg(a - answers[0].ids.begin() + 1)
                                      : QString());
    }
    showVerdicts();
    showAnswerActions();
}

void GenerationDock::showVerdicts()
{
    const auto& document = m_workspace.document();
    for (const Side side : kSides) {
        const Answer& answer = m_workspace.answers()[index(side)];
        if (document->answer.empty() || answer.ids.size() < document->answer.size())
            continue;
        const bool right = std::equal(document->answer.begin(), document->answer.end(), answer.ids.begin());
        m_panes[index(side)]->setVerdict(right ? tr("✓ right: %1").arg(document->key)
                                               : tr("✗ wrong, expected %1").arg(document->key));
    }
}

void GenerationDock::end(bool complete)
{
    m_stop->setEnabled(false);
    showWaiting();
    if (complete)
        return;
    for (const Side side : kSides) {
        if (m_shown[index(side)] > 0)
            m_panes[index(side)]->setVerdict(tr("stopped"));
    }
}

} // namespace mambascope::ui
