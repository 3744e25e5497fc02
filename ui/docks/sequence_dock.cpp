// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/sequence_dock.h"

#include "ui/engine/workspace.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <limits>

namespace mambascope::ui {

namespace {

QSpinBox* makeTokenBox()
{
    auto* box = new QSpinBox;
    box->setRange(1, std::numeric_limits<int>::max());
    box->setGroupSeparatorShown(true);
    box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    return box;
}

QFormLayout* makeForm(QWidget* page)
{
    auto* form = new QFormLayout(page);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(4);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    return form;
}

} // namespace

SequenceDock::SequenceDock(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_kind(new QComboBox), m_forms(new QStackedWidget),
      m_apply(new QPushButton(tr("Apply"))), m_summary(new QLabel)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 6);
    layout->setSpacing(4);
    m_kind->setAccessibleName(tr("Kind of sequence"));
    m_kind->addItem(tr("Passkey haystack"), QStringLiteral("passkey"));
    m_kind->addItem(tr("Text file"), QStringLiteral("text"));
    m_kind->addItem(tr("Typed prompt"), QStringLiteral("prompt"));
    m_forms->addWidget(makePasskeyForm());
    m_forms->addWidget(makeTextForm());
    m_forms->addWidget(makePromptForm());
    m_forms->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_apply->setToolTip(tr("Read this sequence with the model"));
    layout->addWidget(m_kind);
    layout->addWidget(m_forms);
    layout->addWidget(m_apply);
    layout->addWidget(m_summary);
    layout->addStretch(1);

    connect(m_kind, &QComboBox::currentIndexChanged, this, [this](int form) {
        showForm(form);
        updateApply();
    });
    connect(m_apply, &QPushButton::clicked, this, &SequenceDock::apply);
    for (QSpinBox* box : {m_length, m_seed, m_tokens})
        connect(box, &QSpinBox::valueChanged, this, &SequenceDock::updateApply);
    connect(m_depth, &QDoubleSpinBox::valueChanged, this, &SequenceDock::updateApply);
    connect(m_file, &QLineEdit::textChanged, this, &SequenceDock::updateApply);
    connect(m_file, &QLineEdit::returnPressed, this, &SequenceDock::apply);
    connect(m_prompt, &QPlainTextEdit::textChanged, this, &SequenceDock::updateApply);
    connect(&workspace, &Workspace::documentChanged, this, [this] {
        showState();
        showDocument();
    });
    showState();
}

QWidget* SequenceDock::makePasskeyForm()
{
    auto* page = new QWidget;
    auto* form = makeForm(page);
    m_length = makeTokenBox();
    m_length->setToolTip(tr("Length of the prompt in tokens, question included"));
    m_depth = new QDoubleSpinBox;
    m_depth->setRange(0, 1);
    m_depth->setDecimals(2);
    m_depth->setSingleStep(0.05);
    m_depth->setToolTip(tr("Where the key is: 0 at the beginning, 1 right before the question"));
    m_seed = new QSpinBox;
    m_seed->setRange(0, std::numeric_limits<int>::max());
    m_seed->setToolTip(tr("Chooses the key and where the filler text begins"));
    form->addRow(tr("&Length"), m_length);
    auto* row = new QHBoxLayout;
    auto* seedLabel = new QLabel(tr("&Seed"));
    seedLabel->setBuddy(m_seed);
    row->addWidget(m_depth, 1);
    row->addSpacing(4);
    row->addWidget(seedLabel);
    row->addWidget(m_seed, 1);
    form->addRow(tr("&Depth"), row);
    qobject_cast<QLabel*>(form->labelForField(row))->setBuddy(m_depth);
    return page;
}

QWidget* SequenceDock::makeTextForm()
{
    auto* page = new QWidget;
    auto* form = makeForm(page);
    m_file = new QLineEdit;
    m_file->setAccessibleName(tr("Text file"));
    auto* choose = new QPushButton(tr("…"));
    choose->setAccessibleName(tr("Choose a text file"));
    choose->setToolTip(choose->accessibleName());
    choose->setMaximumWidth(32);
    connect(choose, &QPushButton::clicked, this, &SequenceDock::browse);
    auto* row = new QHBoxLayout;
    row->addWidget(m_file, 1);
    row->addWidget(choose);
    m_tokens = makeTokenBox();
    m_tokens->setToolTip(tr("Tokens that are read from the beginning of the file"));
    form->addRow(tr("&File"), row);
    form->addRow(tr("To&kens"), m_tokens);
    return page;
}

QWidget* SequenceDock::makePromptForm()
{
    auto* page = new QWidget;
    auto* form = makeForm(page);
    m_prompt = new QPlainTextEdit;
    m_prompt->setAccessibleName(tr("Prompt"));
    m_prompt->setPlaceholderText(tr("Type or paste text"));
    m_prompt->setTabChangesFocus(true);
    m_prompt->setFixedHeight(5 * m_prompt->fontMetrics().lineSpacing());
    form->addRow(m_prompt);
    return page;
}

void SequenceDock::showForm(int form)
{
    // Only the shown form claims height: the prompt's is three times as high as the others.
    for (int k = 0; k < m_forms->count(); ++k)
        m_forms->widget(k)->setSizePolicy(QSizePolicy::Preferred,
                                          k == form ? QSizePolicy::Preferred : QSizePolicy::Ignored);
    m_forms->setCurrentIndex(form);
    m_forms->updateGeometry();
}

void SequenceDock::showState()
{
    const ViewState& state = m_workspace.state();
    // What a person has put into a field stays, also what was added after Apply, unless the state became another one.
    const auto follows = [&](auto member, const auto& field) {
        const auto& now = state.*member;
        return !m_shown || (now != (*m_shown).*member && (field == (*m_shown).*member || now != m_asked.*member));
    };
    if (follows(&ViewState::sequenceKind, m_kind->currentData().toString().toStdString()))
        m_kind->setCurrentIndex(m_kind->findData(QString::fromStdString(state.sequenceKind)));
    showForm(m_kind->currentIndex());
    for (QSpinBox* box : {m_length, m_tokens})
        if (follows(&ViewState::tokens, std::int64_t{box->value()}))
            box->setValue(static_cast<int>(state.tokens));
    if (follows(&ViewState::depth, m_depth->value()))
        m_depth->setValue(state.depth);
    if (follows(&ViewState::seed, static_cast<std::uint64_t>(m_seed->value())))
        m_seed->setValue(static_cast<int>(state.seed));
    if (follows(&ViewState::textFile, m_file->text().toStdString()))
        m_file->setText(QString::fromStdString(state.textFile));
    if (follows(&ViewState::prompt, m_prompt->toPlainText().toStdString()))
        m_prompt->setPlainText(QString::fromStdString(state.prompt));
    m_shown = m_asked = state;
    updateApply();
}

QString SequenceDock::draft() const
{
    const QString text = m_prompt->toPlainText();
    return text.toStdString() == m_workspace.state().prompt ? QString() : text;
}

void SequenceDock::setDraft(const QString& draft)
{
    if (draft.isEmpty())
        return;
    m_prompt->setPlainText(draft);
    m_kind->setCurrentIndex(m_kind->findData(QStringLiteral("prompt")));
}

void SequenceDock::showDocument()
{
    const auto& document = m_workspace.document();
    const QLocale locale;
    QStringList lines;
    if (!document->sequenceProblem.isEmpty())
        lines << document->sequenceProblem;
    else if (document->profile && document->profile->calibrationLength > 0)
        lines << tr("%1 tokens: %2 × the training length %3")
                     .arg(locale.toString(static_cast<qint64>(document->length())),
                          locale.toString(static_cast<double>(document->length()) /
                                              static_cast<double>(document->profile->calibrationLength),
                                          'g', 3),
                          locale.toString(static_cast<qint64>(document->profile->calibrationLength)));
    else
        lines << tr("%1 tokens").arg(locale.toString(static_cast<qint64>(document->length())));
    if (!document->key.isEmpty())
        lines << tr("Key %1 in tokens %2 – %3")
                     .arg(document->key, locale.toString(static_cast<qint64>(document->keyBegin)),
                          locale.toString(static_cast<qint64>(document->keyEnd - 1)));
    m_summary->setText(lines.join(QLatin1Char('\n')));
}

void SequenceDock::updateApply()
{
    const ViewState& s = m_workspace.state();
    const QString kind = m_kind->currentData().toString();
    bool changed = kind.toStdString() != s.sequenceKind;
    if (kind == QLatin1String("passkey"))
        changed = changed || m_length->value() != s.tokens || m_depth->value() != s.depth ||
                  static_cast<std::uint64_t>(m_seed->value()) != s.seed;
    else if (kind == QLatin1String("text"))
        changed = (changed || m_tokens->value() != s.tokens || m_file->text().toStdString() != s.textFile) &&
                  !m_file->text().isEmpty();
    else
        changed = (changed || m_prompt->toPlainText().toStdString() != s.prompt) && !m_prompt->toPlainText().isEmpty();
    m_apply->setEnabled(changed);
}

void SequenceDock::browse()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Open text"), m_file->text(),
                                                      tr("Text files (*.txt *.md *.csv *.json);;All files (*)"));
    if (path.isEmpty())
        return;
    m_file->setText(path);
    apply();
}

void SequenceDock::apply()
{
    m_asked.sequenceKind = m_kind->currentData().toString().toStdString();
    if (m_asked.sequenceKind == "passkey") {
        m_asked.tokens = m_length->value();
        m_asked.depth = m_depth->value();
        m_asked.seed = static_cast<std::uint64_t>(m_seed->value());
        m_workspace.setPasskey(m_asked.tokens, m_asked.depth, m_asked.seed);
    } else if (m_asked.sequenceKind == "text") {
        m_asked.textFile = m_file->text().toStdString();
        m_asked.tokens = m_tokens->value();
        m_workspace.setText(m_file->text(), m_asked.tokens);
    } else {
        m_asked.prompt = m_prompt->toPlainText().toStdString();
        m_workspace.setPrompt(m_prompt->toPlainText());
    }
}

} // namespace mambascope::ui
