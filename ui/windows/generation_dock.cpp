// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/generation_dock.h"

#include "ui/engine/workspace.h"
#include "ui/style/theme.h"
#include "ui/widgets/text_pane.h"

#include <QDoubleSpinBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace mambascope::ui {

namespace {

QString sideName(Side side)
{
    return side == Side::Vanilla ? GenerationDock::tr("Vanilla") : GenerationDock::tr("LongMamba");
}

} // namespace

GenerationDock::GenerationDock(Workspace& workspace, QWidget* parent) : QWidget(parent), m_workspace(workspace)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 2, 6, 4);
    layout->setSpacing(4);
    buildControls(layout);
    auto* panes = new QHBoxLayout;
    panes->setSpacing(8);
    for (const Side side : kSides) {
        m_panes[index(side)] = new TextPane(sideName(side));
        panes->addWidget(m_panes[index(side)], 1);
    }
    layout->addLayout(panes, 1);

    connect(&workspace, &Workspace::documentChanged, this, &GenerationDock::showDocument);
    connect(&workspace, &Workspace::stateRestored, this, &GenerationDock::showSettings);
    connect(&workspace, &Workspace::traceChanged, this, &GenerationDock::showWaiting);
    connect(&workspace, &Workspace::busyChanged, this, &GenerationDock::showWaiting);
    connect(&workspace, &Workspace::generationStarted, this, &GenerationDock::begin);
    connect(&workspace, &Workspace::generationGrown, this, &GenerationDock::grow);
    connect(&workspace, &Workspace::generationEnded, this, &GenerationDock::end);
    restyle();
    showDocument();
}

void GenerationDock::buildControls(QBoxLayout* layout)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    const auto add = [row](const QString& text, QAbstractSpinBox* box, const QString& explanation) {
        auto* label = new QLabel(text);
        label->setBuddy(box);
        label->setToolTip(explanation);
        box->setToolTip(explanation);
        row->addWidget(label);
        row->addWidget(box);
        row->addSpacing(6);
    };
    m_tokens = new QSpinBox;
    m_tokens->setRange(1, 4096);
    add(tr("New &tokens"), m_tokens, tr("Tokens that each method writes at most"));
    m_temperature = new QDoubleSpinBox;
    m_temperature->setRange(0, 5);
    m_temperature->setSingleStep(0.1);
    m_temperature->setSpecialValueText(tr("greedy"));
    add(tr("Te&mperature"), m_temperature, tr("0: always the likeliest token"));
    m_topK = new QSpinBox;
    m_topK->setRange(0, 100000);
    m_topK->setSpecialValueText(tr("off"));
    add(tr("Top-&k"), m_topK, tr("Only the k likeliest tokens are drawn from"));
    m_topP = new QDoubleSpinBox;
    m_topP->setRange(0.01, 1);
    m_topP->setSingleStep(0.05);
    add(tr("Top-&p"), m_topP, tr("Only the likeliest tokens that together have this probability are drawn from"));
    m_seed = new QSpinBox;
    m_seed->setRange(0, std::numeric_limits<int>::max());
    add(tr("Seed"), m_seed, tr("Same seed, same text"));
    m_run = new QPushButton(tr("&Generate"));
    m_stop = new QPushButton(tr("St&op"));
    m_stop->setEnabled(false);
    row->addWidget(m_run);
    row->addWidget(m_stop);
    m_difference = new QLabel;
    row->addSpacing(8);
    row->addWidget(m_difference, 1);
    layout->addLayout(row);

    connect(m_run, &QPushButton::clicked, this, [this] {
        m_workspace.editView([this](ViewState& s) {
            s.maxNewTokens = m_tokens->value();
            s.sampling.temperature = m_temperature->value();
            s.sampling.topK = m_topK->value();
            s.sampling.topP = m_topP->value();
            s.sampling.seed = static_cast<std::uint64_t>(m_seed->value());
        });
        m_workspace.regenerate();
    });
    connect(m_stop, &QPushButton::clicked, &m_workspace, &Workspace::stopGeneration);
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
    showWaiting();
}

void GenerationDock::showWaiting()
{
    m_run->setEnabled(m_workspace.trace(Side::Vanilla) != nullptr);
    for (const Side side : kSides) {
        const QString reason = m_workspace.reasonForNothing(side);
        QString waiting;
        if (m_workspace.document())
            waiting = m_workspace.trace(side) ? tr("Waiting for the other pass …") : tr("Reading the sequence …");
        m_panes[index(side)]->setMessage(reason.isEmpty() ? waiting : reason);
    }
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
    if (m_workspace.trace(Side::LongMamba)) {
        for (TextPane* target : m_panes)
            target->setDivergence(difference);
        const auto [a, b] =
            std::mismatch(answers[0].ids.begin(), answers[0].ids.end(), answers[1].ids.begin(), answers[1].ids.end());
        const bool differs = a != answers[0].ids.end() && b != answers[1].ids.end();
        m_difference->setText(differs ? tr("First difference: token %1").arg(a - answers[0].ids.begin() + 1)
                                      : QString());
    }
    showVerdicts();
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
    if (complete)
        return;
    for (const Side side : kSides) {
        if (m_shown[index(side)] > 0)
            m_panes[index(side)]->setVerdict(tr("stopped"));
    }
}

} // namespace mambascope::ui
