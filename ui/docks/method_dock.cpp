// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/method_dock.h"

#include "ui/docks/clamp_form.h"
#include "ui/docks/decimation_form.h"
#include "ui/docks/recalibrate_form.h"
#include "ui/engine/clamp_profiles.h"
#include "ui/engine/method_settings.h"
#include "ui/engine/workspace.h"
#include "ui/widgets/choice_slider.h"
#include "ui/widgets/theta_slider.h"
#include "ui/widgets/value_slider.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace mambascope::ui {

MethodDock::MethodDock(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_method(new QComboBox), m_longMamba(new QWidget),
      m_decimation(new DecimationForm(workspace)), m_recalibrate(new QToolButton),
      m_recalibration(new RecalibrateForm(workspace)), m_profile(new QLabel), m_theta(new ThetaSlider),
      m_scale(new ValueSlider(tr("Threshold factor b"), 0, 4, 1, 2)),
      m_bucket(new ChoiceSlider(tr("Length &bucket S"))), m_clamp(new ClampForm(workspace)), m_made(new QLabel)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 6);
    layout->setSpacing(4);
    m_profile->setWordWrap(true);
    m_made->setWordWrap(true);
    m_theta->setAccessibleName(tr("Theta"));
    m_scale->setExplanation(
        tr("A global channel keeps a token when its Δ is larger than g(S) times b. 0 drops every token."));
    m_bucket->setExplanation(tr("The length that the thresholds g(S) are taken for. auto is the nearest to the "
                                "sequence's; a length that is named acts on sequences of any length."));
    for (const char* method : {"longmamba", "decimamba"})
        m_method->addItem(methodTitle(method), QString::fromLatin1(method));
    m_method->setAccessibleName(tr("Method of the filtered side"));
    m_method->setToolTip(tr("How the filtered side reads the sequence; the other side is vanilla"));
    auto* methodLabel = new QLabel(tr("&Filtered by"));
    methodLabel->setBuddy(m_method);
    auto* methodRow = new QHBoxLayout;
    methodRow->addWidget(methodLabel);
    methodRow->addWidget(m_method, 1);
    m_recalibrate->setText(tr("Recalibrate …"));
    m_recalibrate->setCheckable(true);
    m_recalibrate->setToolTip(tr("Make new thresholds: another clamp, length, aggregate or text"));
    m_recalibration->hide();
    auto* filter = new QVBoxLayout(m_longMamba);
    filter->setContentsMargins(0, 0, 0, 0);
    filter->setSpacing(4);
    filter->addWidget(m_scale);
    filter->addWidget(m_clamp);
    filter->addWidget(m_bucket);
    filter->addWidget(m_made);
    filter->addWidget(m_recalibrate);
    filter->addWidget(m_recalibration);
    layout->addLayout(methodRow);
    layout->addWidget(m_decimation);
    layout->addWidget(m_profile);
    layout->addWidget(m_theta);
    layout->addWidget(m_longMamba);
    layout->addStretch(1);

    connect(m_recalibrate, &QToolButton::toggled, m_recalibration, &QWidget::setVisible);
    connect(m_method, &QComboBox::activated, this, [this] {
        m_workspace.setMethod(m_method->currentData().toString(), QString::fromStdString(m_workspace.state().decimate));
    });
    connect(&workspace, &Workspace::viewChanged, this, &MethodDock::showMethod);

    connect(m_theta, &ThetaSlider::valueChanged, &workspace, &Workspace::previewTheta);
    connect(m_theta, &ThetaSlider::released, &workspace, &Workspace::commitMethod);
    connect(m_scale, &ValueSlider::valueChanged, &workspace, &Workspace::previewScale);
    connect(m_scale, &ValueSlider::released, &workspace, &Workspace::commitMethod);
    connect(m_recalibration, &RecalibrateForm::textUsed, &m_clamp->profiles(), &ClampProfiles::addText);
    connect(m_bucket, &ChoiceSlider::indexChanged, this, [this](int index) {
        const auto& profile = m_workspace.document()->profile;
        m_workspace.previewBucket(index > 0 ? profile->lengths[static_cast<std::size_t>(index - 1)] : 0);
    });
    connect(m_bucket, &ChoiceSlider::released, &workspace, &Workspace::commitMethod);
    connect(&workspace, &Workspace::documentChanged, this, &MethodDock::showDocument);
    connect(&workspace, &Workspace::stateRestored, this, &MethodDock::showDocument);
    connect(&workspace, &Workspace::profileChanged, this, &MethodDock::showProfile);
    connect(&workspace, &Workspace::selectionChanged, this, &MethodDock::showMarker);
    showDocument();
}

void MethodDock::showMethod()
{
    const bool decimates = m_workspace.state().method == "decimamba";
    m_method->setCurrentIndex(m_method->findData(QString::fromStdString(m_workspace.state().method)));
    m_decimation->setVisible(decimates);
    m_longMamba->setVisible(!decimates);
    m_theta->setToolTip(decimates ? tr("θ only classifies the channels; DeciMamba does not ask for it") : QString());
}

void MethodDock::showDocument()
{
    showMethod();
    m_decimation->showState();
    showProfile();
}

void MethodDock::showProfile()
{
    const auto& document = m_workspace.document();
    const auto profile = document ? document->profile : nullptr;
    for (QWidget* control :
         {static_cast<QWidget*>(m_theta), static_cast<QWidget*>(m_scale), static_cast<QWidget*>(m_bucket)})
        control->setEnabled(profile != nullptr);
    if (!profile) {
        m_bucket->setChoices({});
        m_profile->setText(document ? tr("There is no calibration profile for this model. Make one with "
                                         "Recalibrate, or drop one here.")
                                    : QString());
        m_theta->setLnDecays({});
        m_made->clear();
        return;
    }
    const QLocale locale;
    m_profile->setText(tr("Profile <b>%1</b>").arg(document->profileName.toHtmlEscaped()));
    m_profile->setToolTip(tr("Made from %1 sequences of %2 tokens of %3")
                              .arg(profile->sequences)
                              .arg(locale.toString(static_cast<qint64>(profile->calibrationLength)),
                                   QString::fromStdString(profile->source)));
    m_made->setText(tr("Made with clamp %1 %, %2 of %3 sequences × %4 tokens")
                        .arg(locale.toString(100 * profile->clamp, 'g', 3),
                             profile->aggregate == Aggregate::Max ? tr("maximum") : tr("average"))
                        .arg(profile->sequences)
                        .arg(locale.toString(static_cast<qint64>(profile->calibrationLength))));
    m_made->setToolTip(tr("The clamp, a property of the profile, cuts the largest Δs before the thresholds are found"));
    const qint64 nearest = document->length() > 0 ? profile->lengths[profile->bucketFor(document->length())] : 0;
    QStringList choices = {nearest > 0 ? tr("auto (%1)").arg(locale.toString(nearest)) : tr("auto")};
    for (const std::int64_t length : profile->lengths)
        choices << locale.toString(static_cast<qint64>(length));
    m_bucket->setChoices(choices);
    const auto chosen = std::find(profile->lengths.begin(), profile->lengths.end(), m_workspace.state().bucket);
    m_bucket->setIndex(chosen == profile->lengths.end() ? 0 : static_cast<int>(chosen - profile->lengths.begin()) + 1);
    m_theta->setLnDecays(profile->lnDecay);
    m_theta->setLnTheta(m_workspace.lnTheta());
    m_scale->setValue(m_workspace.state().scale);
    showMarker();
}

void MethodDock::showMarker()
{
    const auto& document = m_workspace.document();
    if (document && document->profile)
        m_theta->setMarker(document->profile->lnDecayOf(m_workspace.state().layer, m_workspace.state().channel));
    else
        m_theta->setMarker(std::nullopt);
}

} // namespace mambascope::ui
