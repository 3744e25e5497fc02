// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/model_report.h"

#include "core/workspace/view_state.h"
#include "ui/style/message_text.h"
#include "ui/style/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace mambascope::ui {

namespace {

QLabel* makeText()
{
    auto* label = new QLabel;
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    return label;
}

void setColour(QWidget* widget, const QColor& colour)
{
    QPalette palette;
    palette.setColor(QPalette::WindowText, colour);
    widget->setPalette(palette);
}

/// Long paths break where folders do: a label only breaks at spaces.
QString breakable(const QString& path)
{
    return QString(path).replace(QLatin1Char('/'), QStringLiteral("/\u200b"));
}

} // namespace

ModelReport::ModelReport(QWidget* parent)
    : QWidget(parent), m_stack(new QStackedWidget), m_hint(makeText()), m_facts(new QWidget), m_problem(makeText()),
      m_name(makeText()), m_tokenizerRow(nullptr), m_tokenizer(new QComboBox),
      m_chooseTokenizer(new QPushButton(tr("&Choose…"))), m_tokenizerText(makeText())
{
    m_hint->setObjectName(QStringLiteral("openHint"));
    m_problem->setObjectName(QStringLiteral("openProblem"));
    m_hint->setContentsMargins(10, 8, 10, 8);
    m_hint->setTextFormat(Qt::RichText);
    QFont bold = font();
    bold.setBold(true);
    bold.setPointSizeF(bold.pointSizeF() * 1.25);
    m_name->setFont(bold);

    auto* form = new QFormLayout;
    form->setContentsMargins(0, 4, 0, 0);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(5);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignRight | Qt::AlignTop);
    m_family = addFact(form, tr("Family"));
    m_sizes = addFact(form, tr("Sizes"));
    m_parameters = addFact(form, tr("Parameters"));
    m_weights = addFact(form, tr("Weights"));
    m_place = addFact(form, tr("Files"));
    m_memory = addFact(form, tr("Memory"));
    m_tokenizerRow = makeTokenizerRow();
    auto* caption = new QLabel(tr("&Tokenizer"));
    caption->setBuddy(m_tokenizer);
    caption->setAlignment(Qt::AlignRight | Qt::AlignTop);
    caption->setContentsMargins(0, 4, 0, 0); // on the line of the box's text
    m_captions.push_back(caption);
    form->addRow(caption, m_tokenizerRow);
    m_notes = addFact(form, tr("Notes"));

    auto* column = new QVBoxLayout(m_facts);
    column->setContentsMargins(10, 8, 10, 8);
    column->addWidget(m_name);
    column->addWidget(m_problem);
    column->addLayout(form);
    column->addStretch(1);
    auto* scroll = new QScrollArea; // a checkpoint with many notes must not make the dialog higher than the screen
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_facts);
    m_stack->addWidget(m_hint);
    m_stack->addWidget(scroll);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    setAccessibleName(tr("What is known of the model"));
    restyle();
}

QLabel* ModelReport::addFact(QFormLayout* form, const QString& caption)
{
    auto* label = makeText();
    label->setAccessibleName(caption);
    auto* head = new QLabel(caption);
    head->setAlignment(Qt::AlignRight | Qt::AlignTop);
    m_captions.push_back(head);
    form->addRow(head, label);
    return label;
}

QWidget* ModelReport::makeTokenizerRow()
{
    auto* row = new QWidget;
    auto* column = new QVBoxLayout(row);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    auto* controls = new QHBoxLayout;
    m_tokenizer->setAccessibleName(tr("Tokenizer"));
    m_tokenizer->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_tokenizer->setMinimumContentsLength(18);
    m_chooseTokenizer->setToolTip(tr("Choose a tokenizer.json by hand"));
    m_chooseTokenizer->setAutoDefault(false);
    controls->addWidget(m_tokenizer, 1);
    controls->addWidget(m_chooseTokenizer);
    column->addLayout(controls);
    column->addWidget(m_tokenizerText);
    connect(m_tokenizer, &QComboBox::activated, this, [this] { emit tokenizerChosen(tokenizer()); });
    connect(m_chooseTokenizer, &QPushButton::clicked, this, &ModelReport::browse);
    return row;
}

QString ModelReport::tokenizer() const
{
    return m_tokenizer->currentData().toString();
}

void ModelReport::browse()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Choose a tokenizer"), tokenizer(),
                                                      tr("Tokenizers (tokenizer.json *.json);;All files (*)"));
    if (!path.isEmpty())
        chooseTokenizer(path);
}

void ModelReport::chooseTokenizer(const QString& path)
{
    if (m_tokenizer->findData(path) < 0)
        m_tokenizer->addItem(QFileInfo(path).fileName(), path);
    m_tokenizer->setCurrentIndex(m_tokenizer->findData(path));
    emit tokenizerChosen(path);
}

void ModelReport::showHint(const QString& text)
{
    m_hint->setText(text);
    m_stack->setCurrentIndex(0);
}

void ModelReport::showInspection(const Inspection& inspection)
{
    m_problem->setText(breakable(inspection.problem));
    m_problem->setVisible(!inspection.problem.isEmpty());
    m_stack->setCurrentIndex(1);
    const bool known = inspection.summary != nullptr;
    for (QLabel* caption : m_captions)
        caption->setVisible(known);
    for (QWidget* fact :
         std::initializer_list<QWidget*>{m_family, m_sizes, m_parameters, m_weights, m_place, m_memory, m_tokenizerRow})
        fact->setVisible(known);
    m_notes->setVisible(known && !notesOf(*inspection.summary).isEmpty());
    m_captions.back()->setVisible(!m_notes->isHidden());
    if (!known) {
        m_name->setText(tr("This cannot be opened"));
        m_tokenizerText->clear();
        return;
    }
    const ModelSummary& summary = *inspection.summary;
    const QLocale locale;
    m_name->setText(QString::fromStdString(summary.files.name));
    m_family->setText(familyText(summary.config));
    m_sizes->setText(sizesText(summary.config));
    m_parameters->setText(tr("%1 · vocabulary of %2 tokens, %3")
                              .arg(parametersText(summary.parameters),
                                   locale.toString(static_cast<qint64>(summary.config.vocab)),
                                   summary.config.tied.value_or(true) ? tr("embedding used as the output matrix too")
                                                                      : tr("output matrix of its own")));
    m_weights->setText(tr("%1 in %2 · %3")
                           .arg(QString::fromStdString(summary.dtype), toText(summary.format),
                                locale.formattedDataSize(inspection.fileBytes, 1)));
    m_place->setText(breakable(QString::fromStdString(summary.files.weights.string())));
    m_memory->setText(tr("%1 needed, %2 free")
                          .arg(locale.formattedDataSize(summary.memoryNeeded, 1),
                               locale.formattedDataSize(inspection.freeMemory, 1)));
    m_memory->setToolTip(tr("The weights as they are kept, and the state of one sequence"));
    setColour(m_memory, summary.memoryNeeded > inspection.freeMemory ? plotColours().error
                                                                     : palette().color(QPalette::WindowText));
    const QStringList notes = notesOf(summary);
    m_notes->setText(notes.join(QLatin1Char('\n')));
    fillTokenizerBox(inspection);
    showTokenizer(inspection);
}

void ModelReport::fillTokenizerBox(const Inspection& inspection)
{
    const QSignalBlocker blocker(m_tokenizer);
    const ModelFiles& files = inspection.summary->files;
    QString origin = toText(files.tokenizerOrigin);
    if (origin.isEmpty())
        origin = tr("tokenizer.json, found with the model");
    m_tokenizer->clear();
    m_tokenizer->addItem(files.tokenizer.empty() ? tr("none found") : origin, QString());
    if (!files.tokenizer.empty())
        m_tokenizer->setItemData(0, QString::fromStdString(files.tokenizer.string()), Qt::ToolTipRole);
    const QString none = QLatin1String(kNoTokenizer);
    if (!files.tokenizer.empty())
        m_tokenizer->addItem(tr("none: look at the weights only"), none);
    if (!inspection.tokenizer.isEmpty() && inspection.tokenizer != none)
        m_tokenizer->addItem(QFileInfo(inspection.tokenizer).fileName() + tr(", chosen by hand"), inspection.tokenizer);
    m_tokenizer->setCurrentIndex(std::max(0, m_tokenizer->findData(inspection.tokenizer)));
}

void ModelReport::showTokenizer(const Inspection& inspection)
{
    QColor colour = plotColours().faintText;
    QString text;
    if (!inspection.tokenizerProblem.isEmpty()) {
        text = breakable(inspection.tokenizerProblem) + tr(". Choose another one, or none.");
        colour = plotColours().error;
    } else if (inspection.tokenizerPath.isEmpty()) {
        text =
            tr("Without a tokenizer the weights can be looked at, but no text can be read. One can be chosen here, or "
               "later in the Model menu.");
    } else {
        text = inspection.tokenizerKind + QLatin1Char('\n') + breakable(inspection.tokenizerPath);
        if (!inspection.tokenizerWarning.isEmpty()) {
            text = inspection.tokenizerWarning + QLatin1Char('\n') + text;
            colour = plotColours().warning;
        }
    }
    m_tokenizerText->setText(text);
    setColour(m_tokenizerText, colour);
}

QString ModelReport::text() const
{
    if (m_stack->currentIndex() == 0)
        return m_hint->text();
    QStringList lines;
    for (const QLabel* label :
         {m_name, m_problem, m_family, m_sizes, m_parameters, m_weights, m_place, m_memory, m_tokenizerText, m_notes}) {
        if ((!label->isHidden() || label == m_tokenizerText) && !label->text().isEmpty())
            lines << QString(label->text()).remove(QChar(0x200b));
    }
    return lines.join(QLatin1Char('\n'));
}

void ModelReport::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QWidget::changeEvent(event);
}

void ModelReport::restyle()
{
    for (QLabel* caption : m_captions)
        setColour(caption, plotColours().faintText);
    setColour(m_problem, plotColours().error);
}

} // namespace mambascope::ui
