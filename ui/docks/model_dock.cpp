// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/model_dock.h"

#include "ui/engine/inspection.h"
#include "ui/engine/workspace.h"
#include "ui/pages/channels/layer_strip.h"
#include "ui/style/message_text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace mambascope::ui {

ModelDock::ModelDock(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_name(new QLabel), m_tensors(new QToolButton), m_sizes(new QLabel),
      m_tokenizer(new QLabel), m_chooseTokenizer(new QToolButton), m_notice(new QLabel), m_layers(new LayerStrip)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 6);
    layout->setSpacing(4);
    QFont bold = m_name->font();
    bold.setBold(true);
    m_name->setFont(bold);
    m_name->setTextFormat(Qt::PlainText);
    m_name->setWordWrap(true);
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_tensors->setText(tr("Tensors"));
    m_tensors->setToolTip(tr("The checkpoint's tensors by layer, with what their values look like"));
    m_sizes->setWordWrap(true);
    m_tokenizer->setWordWrap(true);
    m_tokenizer->setTextFormat(Qt::PlainText);
    m_chooseTokenizer->setText(tr("…"));
    m_chooseTokenizer->setToolTip(tr("Choose a tokenizer.json by hand"));
    m_chooseTokenizer->setAccessibleName(m_chooseTokenizer->toolTip());
    m_notice->setWordWrap(true);
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_notice->setObjectName(QStringLiteral("modelNotice"));
    m_notice->hide();
    auto* caption = new QLabel(tr("Layers: share of global channels"));
    caption->setBuddy(m_layers);
    for (QToolButton* button : {m_tensors, m_chooseTokenizer})
        button->setFixedHeight(fontMetrics().height() + 4); // no higher than the line that it stands in
    const auto row = [layout](QWidget* text, QWidget* button) {
        auto* line = new QHBoxLayout;
        line->addWidget(text, 1);
        line->addWidget(button, 0, Qt::AlignTop);
        layout->addLayout(line);
    };
    row(m_name, m_tensors);
    layout->addWidget(m_sizes);
    row(m_tokenizer, m_chooseTokenizer);
    layout->addWidget(m_notice);
    layout->addWidget(caption);
    layout->addWidget(m_layers, 1);

    connect(m_tensors, &QToolButton::clicked, this, &ModelDock::tensorsWanted);
    connect(m_chooseTokenizer, &QToolButton::clicked, this, &ModelDock::tokenizerWanted);
    connect(m_layers, &LayerStrip::chosen, this,
            [this](qint64 layer) { m_workspace.select(layer, m_workspace.state().channel); });
    connect(&workspace, &Workspace::documentChanged, this, &ModelDock::showDocument);
    connect(&workspace, &Workspace::classificationChanged, this, &ModelDock::showClasses);
    connect(&workspace, &Workspace::selectionChanged, this,
            [this] { m_layers->setSelected(m_workspace.state().layer); });
    showDocument();
}

void ModelDock::showDocument()
{
    const auto& document = m_workspace.document();
    m_tensors->setEnabled(document != nullptr);
    m_chooseTokenizer->setVisible(document != nullptr);
    if (!document) {
        m_name->setText(tr("No model"));
        return;
    }
    const Model& model = *document->model;
    m_name->setText(QString::fromStdString(model.name()));
    m_name->setToolTip(QString::fromStdString(model.files().weights.string()));
    m_sizes->setText(familyText(model.config()) + QLatin1Char('\n') + sizesText(model.config()) + QLatin1Char('\n') +
                     tr("%1 · %2, %3")
                         .arg(parametersText(model.parameters()), QString::fromStdString(document->summary->dtype),
                              toText(document->summary->format)));
    showTokenizer();
    showNotes();
    showClasses();
    m_layers->setAttentionLayers(model.config().shared.layers);
    m_layers->setSelected(m_workspace.state().layer);
}

void ModelDock::showTokenizer()
{
    const auto& document = m_workspace.document();
    if (!document->tokenizer) {
        m_tokenizer->setText(tr("No tokenizer"));
        m_tokenizer->setToolTip(document->sequenceProblem);
        return;
    }
    const QString origin = document->tokenizerOrigin;
    m_tokenizer->setText(tr("Tokenizer: %1").arg(toText(document->tokenizer->kind())) +
                         (origin.isEmpty() ? QString() : QStringLiteral(", ") + origin));
    m_tokenizer->setToolTip(QString::fromStdString(document->tokenizer->path().string()));
}

void ModelDock::showNotes()
{
    const auto& document = m_workspace.document();
    const QStringList notes = notesOf(*document->summary);
    m_notice->setVisible(!notes.isEmpty());
    m_notice->setText(notes.join(QLatin1Char('\n')));
}

void ModelDock::showClasses()
{
    if (const auto& document = m_workspace.document())
        m_layers->setLayers(document->layers(), document->channels(), m_workspace.classification().globalInLayer);
}

} // namespace mambascope::ui
