// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/model_dock.h"

#include "ui/engine/workspace.h"
#include "ui/windows/layer_strip.h"

#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

namespace mambascope::ui {

ModelDock::ModelDock(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_name(new QLabel), m_sizes(new QLabel), m_notice(new QLabel),
      m_layers(new LayerStrip)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 6);
    layout->setSpacing(4);
    QFont bold = m_name->font();
    bold.setBold(true);
    m_name->setFont(bold);
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sizes->setWordWrap(true);
    m_notice->setWordWrap(true);
    m_notice->setObjectName(QStringLiteral("modelNotice"));
    m_notice->hide();
    auto* caption = new QLabel(tr("Layers: share of global channels"));
    caption->setBuddy(m_layers);
    layout->addWidget(m_name);
    layout->addWidget(m_sizes);
    layout->addWidget(m_notice);
    layout->addWidget(caption);
    layout->addWidget(m_layers, 1);

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
    if (!document) {
        m_name->setText(tr("No model"));
        return;
    }
    const Model& model = *document->model;
    const ModelConfig& config = model.config();
    const QLocale locale;
    m_name->setText(QString::fromStdString(model.name()));
    m_name->setToolTip(QString::fromStdString(model.files().weights.string()));
    const QString parameters = locale.toString(static_cast<double>(model.parameters()) / 1e6, 'f', 1);
    const QString family = config.family == Family::Mamba1 ? QStringLiteral("Mamba-1") : QStringLiteral("Mamba-2");
    m_sizes->setText(tr("%1 · %2 M parameters\n%3 layers × %4 %5\nd_model %6 · d_inner %7 · d_state %8")
                         .arg(family, parameters, locale.toString(static_cast<qint64>(config.layers)),
                              locale.toString(static_cast<qint64>(config.channels())),
                              config.family == Family::Mamba1 ? tr("channels") : tr("heads"))
                         .arg(locale.toString(static_cast<qint64>(config.dModel)),
                              locale.toString(static_cast<qint64>(config.dInner)),
                              locale.toString(static_cast<qint64>(config.dState))));
    // Shown wherever the model is: a made effect must not be taken for a found one.
    const bool collapse = model.name() == "mamba2-13m-collapse";
    m_notice->setVisible(collapse);
    if (collapse)
        m_notice->setText(tr("<b>The collapse of this model is induced, not emergent:</b> the slow heads' A and Δ bias "
                             "were set by hand and never trained, and A was raised to a floor afterwards, chosen on "
                             "held-out text, so the rescue looks slightly better than it would otherwise."));
    showClasses();
    m_layers->setSelected(m_workspace.state().layer);
}

void ModelDock::showClasses()
{
    if (const auto& document = m_workspace.document())
        m_layers->setLayers(document->layers(), document->channels(), m_workspace.classification().globalInLayer);
}

} // namespace mambascope::ui
