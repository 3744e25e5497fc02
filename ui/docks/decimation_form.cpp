// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/decimation_form.h"

#include "core/base/error.h"
#include "ui/engine/method_settings.h"
#include "ui/engine/workspace.h"
#include "ui/style/message_text.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>

namespace mambascope::ui {

DecimationForm::DecimationForm(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_layers(new QLineEdit), m_base(new QSpinBox),
      m_beta(new QDoubleSpinBox), m_minimum(new QSpinBox), m_message(new QLabel),
      m_search(new QPushButton(tr("&Find first decimating layer …")))
{
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(4);
    m_layers->setToolTip(tr("Numbers of the layers that take tokens away, with spaces between them"));
    m_base->setRange(1, 1 << 24);
    m_base->setGroupSeparatorShown(true);
    m_base->setToolTip(tr("Tokens that stay behind the first of these layers, beside the last one"));
    m_beta->setRange(0.01, 1);
    m_beta->setSingleStep(0.05);
    m_beta->setToolTip(tr("What each further layer leaves of that number"));
    m_minimum->setRange(1, 1 << 24);
    m_minimum->setToolTip(tr("Tokens that always stay"));
    form->addRow(tr("La&yers"), m_layers);
    form->addRow(tr("L_&base"), m_base);
    form->addRow(tr("Bet&a"), m_beta);
    form->addRow(tr("Mi&nimum"), m_minimum);
    for (QWidget* field : std::initializer_list<QWidget*>{m_layers, m_base, m_beta, m_minimum})
        field->setAccessibleName(qobject_cast<QLabel*>(form->labelForField(field))->text().remove(QLatin1Char('&')));
    m_message->setWordWrap(true);
    form->addRow(m_message);
    m_search->setToolTip(tr("Prepares a search on the Evaluate page that tries each layer alone"));
    form->addRow(m_search);
    connect(m_search, &QPushButton::clicked, this, &DecimationForm::searchRequested);
    for (QSpinBox* box : {m_base, m_minimum})
        box->setKeyboardTracking(false);
    m_beta->setKeyboardTracking(false);
    connect(m_layers, &QLineEdit::editingFinished, this, &DecimationForm::apply);
    for (QSpinBox* box : {m_base, m_minimum})
        connect(box, &QSpinBox::valueChanged, this, &DecimationForm::apply);
    connect(m_beta, &QDoubleSpinBox::valueChanged, this, &DecimationForm::apply);
    connect(&workspace, &Workspace::viewChanged, this, [this] {
        if (m_shown != m_workspace.state().decimate) // not while a person types
            showState();
    });
    showState();
}

QString DecimationForm::message() const
{
    return m_message->text();
}

void DecimationForm::showState()
{
    const auto& document = m_workspace.document();
    setEnabled(document != nullptr);
    m_shown = m_workspace.state().decimate;
    if (!document)
        return;
    const QSignalBlocker base(m_base);
    const QSignalBlocker beta(m_beta);
    const QSignalBlocker minimum(m_minimum);
    try {
        const DecimationSettings s = decimationSettings(m_workspace.state(), *document);
        QStringList layers;
        for (const std::int64_t layer : s.layers)
            layers << QString::number(layer);
        m_layers->setText(layers.join(QLatin1Char(' ')));
        m_base->setValue(static_cast<int>(s.baseLength));
        m_beta->setValue(s.beta);
        m_minimum->setValue(static_cast<int>(s.minLength));
        m_message->setText(tr("Decimation has no preview: the filtered pass runs again after each change."));
    } catch (const Error& error) {
        m_message->setText(toText(error));
    }
}

void DecimationForm::apply()
{
    const auto& document = m_workspace.document();
    if (!document)
        return;
    try {
        DecimationSettings s;
        s.layers.clear();
        for (const QString& part : m_layers->text().split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            bool isNumber = false;
            s.layers.push_back(part.toLongLong(&isNumber));
            if (!isNumber)
                throw Error(say("layer {0}", part.toStdString()), tr("is not a number").toStdString());
        }
        s.baseLength = m_base->value();
        s.beta = m_beta->value();
        s.minLength = m_minimum->value();
        MethodSettings settings;
        settings.decimation = s;
        makeMethod("decimamba", settings, document->model->config()); // refuses what cannot be
        if (s == decimationSettings(m_workspace.state(), *document))
            return;
        m_workspace.setMethod(QStringLiteral("decimamba"), QString::fromStdString(s.text()));
        showState();
    } catch (const Error& error) {
        m_message->setText(toText(error));
    }
}

} // namespace mambascope::ui
