// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/clamp_form.h"

#include "ui/engine/clamp_profiles.h"
#include "ui/widgets/value_slider.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStringList>
#include <QVBoxLayout>

namespace mambascope::ui {

namespace {

constexpr double kPercent = 100;
constexpr double kUsual = 5; // %

} // namespace

ClampForm::ClampForm(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_profiles(new ClampProfiles(workspace, this)),
      m_slider(new ValueSlider(tr("Clamp C"), 0, kPercent * ClampProfiles::kMost, kUsual, 1)), m_busy(new QWidget),
      m_progress(new QProgressBar), m_cancel(new QPushButton(tr("Cancel"))), m_message(new QLabel)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_slider->setSuffix(tr(" %"));
    layout->addWidget(m_slider);
    auto* busy = new QHBoxLayout(m_busy);
    busy->setContentsMargins(0, 0, 0, 0);
    m_progress->setRange(0, 100);
    m_progress->setFormat(tr("calibrating, %p %"));
    m_progress->setAccessibleName(tr("Progress of the calibration for other clamps"));
    m_cancel->setAccessibleName(tr("Cancel the calibration for other clamps"));
    busy->addWidget(m_progress, 1);
    busy->addWidget(m_cancel);
    layout->addWidget(m_busy);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_message);

    connect(m_slider, &ValueSlider::valueChanged, m_profiles,
            [this](double percent) { m_profiles->preview(percent / kPercent); });
    connect(m_slider, &ValueSlider::released, m_profiles, &ClampProfiles::commit);
    connect(m_cancel, &QPushButton::clicked, m_profiles, &ClampProfiles::cancel);
    connect(m_profiles, &ClampProfiles::textsChanged, this, &ClampForm::lookForText);
    connect(m_profiles, &ClampProfiles::changed, this, &ClampForm::follow);
    connect(m_profiles, &ClampProfiles::progress, this,
            [this](double fraction) { m_progress->setValue(static_cast<int>(100 * fraction)); });
    lookForText();
    follow();
}

ClampForm::~ClampForm()
{
    m_profiles->disconnect(this);
}

QString ClampForm::message() const
{
    return m_message->text();
}

/// Not in follow(), which comes with every move of the handle: a folder may be on a slow disk.
void ClampForm::lookForText()
{
    m_textNotice = m_profiles->textNotice();
}

void ClampForm::follow()
{
    m_slider->setEnabled(m_profiles->isAvailable());
    if (m_profiles->isAvailable())
        m_slider->setStops(kPercent * m_profiles->most(), kPercent * m_profiles->step(), kPercent * m_profiles->home());
    m_slider->setValue(kPercent * m_profiles->clamp());
    const bool busy = m_profiles->isCalibrating();
    if (busy && m_busy->isHidden())
        m_progress->setValue(0);
    m_busy->setVisible(busy);
    m_message->setText(m_profiles->notice());
    m_message->setVisible(!m_profiles->notice().isEmpty());
    QStringList lines = {tr("Share of the largest Δs that is cut before decays and thresholds g(S) are found. The "
                            "first move calibrates for all clamps.")};
    for (const QString& line : {m_profiles->problem(), m_textNotice}) {
        if (!line.isEmpty())
            lines << line;
    }
    m_slider->setExplanation(lines.join(QLatin1Char('\n')));
}

} // namespace mambascope::ui
