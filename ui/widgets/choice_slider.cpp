// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/choice_slider.h"

#include "ui/widgets/marked_slider.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>

#include <algorithm>

namespace mambascope::ui {

ChoiceSlider::ChoiceSlider(const QString& label, QWidget* parent)
    : QWidget(parent), m_slider(new MarkedSlider(0)), m_list(new QComboBox)
{
    auto* caption = new QLabel(label);
    caption->setBuddy(m_list);
    m_name = QString(label).remove(QLatin1Char('&'));
    m_list->setAccessibleName(m_name);
    m_list->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_slider->setPageStep(2);
    m_slider->setTickPosition(QSlider::TicksBelow);
    m_slider->setTickInterval(1);
    m_slider->setRange(0, 0);
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setVerticalSpacing(2);
    layout->addWidget(caption, 0, 0);
    layout->addWidget(m_list, 0, 1, Qt::AlignRight);
    layout->addWidget(m_slider, 1, 0, 1, 2);
    layout->setColumnStretch(0, 1);
    setTabOrder(m_slider, m_list);

    connect(m_slider, &QSlider::valueChanged, this, [this](int index) { byHand(index, !m_slider->isSliderDown()); });
    connect(m_slider, &QSlider::sliderReleased, this, &ChoiceSlider::released);
    connect(m_slider, &MarkedSlider::defaultAsked, this, [this] { byHand(0, true); });
    connect(m_list, &QComboBox::activated, this, [this](int index) { byHand(index, true); });
    showIndex(-1);
}

ChoiceSlider::~ChoiceSlider()
{
    m_slider->disconnect(this);
    m_list->disconnect(this);
}

QSlider* ChoiceSlider::slider() const
{
    return m_slider;
}

void ChoiceSlider::setChoices(const QStringList& choices)
{
    const QSignalBlocker noList(m_list);
    const QSignalBlocker noSlider(m_slider);
    m_list->clear();
    m_list->addItems(choices);
    m_slider->setRange(0, std::max(0, m_list->count() - 1));
    showIndex(choices.isEmpty() ? -1 : 0);
}

void ChoiceSlider::setIndex(int index)
{
    showIndex(std::clamp(index, std::min(0, m_list->count() - 1), m_list->count() - 1));
}

int ChoiceSlider::index() const
{
    return m_list->count() > 0 ? m_slider->value() : -1;
}

void ChoiceSlider::setExplanation(const QString& toolTip)
{
    const auto parts = findChildren<QWidget*>(Qt::FindDirectChildrenOnly);
    for (QWidget* part : parts) {
        part->setToolTip(toolTip);
        part->setAccessibleDescription(toolTip);
    }
}

void ChoiceSlider::byHand(int index, bool finished)
{
    const bool changed = index != m_list->currentIndex() || index != m_slider->value();
    showIndex(index);
    if (changed)
        emit indexChanged(index);
    if (finished)
        emit released();
}

void ChoiceSlider::showIndex(int index)
{
    const QSignalBlocker noList(m_list);
    const QSignalBlocker noSlider(m_slider);
    m_slider->setValue(std::max(0, index));
    m_list->setCurrentIndex(index);
    // A slider's accessible value is the number of its stop, which says nothing.
    m_slider->setAccessibleName(index < 0 ? m_name : m_name + QStringLiteral(": ") + m_list->itemText(index));
}

} // namespace mambascope::ui
