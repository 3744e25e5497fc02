// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/value_slider.h"

#include "ui/widgets/marked_slider.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

constexpr double kSnap = 0.015; // of the range

} // namespace

struct ValueSlider::Private
{
    ValueSlider* q;
    QLabel* label;
    MarkedSlider* slider;
    QDoubleSpinBox* box;
    double value, defaultValue;
    double stepsPerOne; // slider steps of a difference of 1
    double stop = 0;    // between values that are possible; 0: all are

    int steps(double difference) const { return static_cast<int>(std::lround(difference * stepsPerOne)); }

    double nearestStop(double wanted) const
    {
        if (stop <= 0)
            return wanted;
        const double least = box->minimum();
        const double even = std::min(least + std::round((wanted - least) / stop) * stop,
                                     least + std::floor((box->maximum() - least) / stop + 1e-9) * stop);
        return std::abs(wanted - defaultValue) < std::abs(wanted - even) ? defaultValue : even;
    }

    void show()
    {
        const QSignalBlocker noSlider(slider);
        const QSignalBlocker noBox(box);
        slider->setValue(static_cast<int>(std::lround(value * stepsPerOne)));
        box->setValue(value);
    }

    void byHand(double newValue, bool finished)
    {
        const double limited = std::clamp(nearestStop(newValue), box->minimum(), box->maximum());
        const bool changed = limited != value;
        value = limited;
        show();
        if (changed) {
            emit q->valueChanged(value);
        }
        if (finished) {
            emit q->released();
        }
    }
};

ValueSlider::ValueSlider(const QString& label, double minimum, double maximum, double defaultValue, int decimals,
                         QWidget* parent)
    : QWidget(parent), m(std::make_unique<Private>())
{
    m->q = this;
    m->value = defaultValue;
    m->defaultValue = defaultValue;
    m->stepsPerOne = std::pow(10.0, decimals);
    m->label = new QLabel(label, this);
    m->slider = new MarkedSlider(m->steps(defaultValue), this);
    m->slider->setRange(m->steps(minimum), m->steps(maximum));
    m->slider->setSingleStep(std::max(1, m->steps((maximum - minimum) / 80)));
    m->slider->setPageStep(std::max(1, m->steps((maximum - minimum) / 8)));
    m->slider->setAccessibleName(label);
    m->box = new QDoubleSpinBox(this);
    m->box->setDecimals(decimals);
    m->box->setRange(minimum, maximum);
    m->box->setSingleStep(m->slider->singleStep() / m->stepsPerOne);
    m->box->setKeyboardTracking(false);
    m->box->setAccessibleName(label);
    m->box->setAlignment(Qt::AlignRight);
    m->label->setBuddy(m->box);

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setVerticalSpacing(2);
    layout->addWidget(m->label, 0, 0);
    layout->addWidget(m->box, 0, 1, Qt::AlignRight);
    layout->addWidget(m->slider, 1, 0, 1, 2);
    layout->setColumnStretch(0, 1);
    setTabOrder(m->slider, m->box);

    connect(m->slider, &QSlider::valueChanged, this, [this](int position) {
        double value = position / m->stepsPerOne;
        const double extent = m->box->maximum() - m->box->minimum();
        // Only a dragged handle snaps; keys and wheel must be able to leave the default.
        if (m->slider->isSliderDown() && std::abs(value - m->defaultValue) < kSnap * extent) {
            value = m->defaultValue;
        }
        m->byHand(value, !m->slider->isSliderDown());
    });
    connect(m->slider, &QSlider::sliderReleased, this, &ValueSlider::released);
    connect(m->slider, &MarkedSlider::defaultAsked, this, [this] { m->byHand(m->defaultValue, true); });
    connect(m->box, &QDoubleSpinBox::valueChanged, this, [this](double value) { m->byHand(value, true); });
    m->show();
}

ValueSlider::~ValueSlider()
{
    m->slider->disconnect(this);
    m->box->disconnect(this); // losing the focus while it is destroyed, it would report an entry
}

void ValueSlider::setValue(double value)
{
    m->value = std::clamp(value, m->box->minimum(), m->box->maximum());
    m->show();
}

double ValueSlider::value() const
{
    return m->value;
}

double ValueSlider::defaultValue() const
{
    return m->defaultValue;
}

void ValueSlider::setStops(double maximum, double step, double defaultValue)
{
    const QSignalBlocker noSlider(m->slider);
    const QSignalBlocker noBox(m->box);
    m->stop = step;
    m->defaultValue = defaultValue;
    m->box->setMaximum(maximum);
    m->box->setSingleStep(step);
    m->slider->setMaximum(m->steps(maximum));
    m->slider->setSingleStep(std::max(1, m->steps(step)));
    m->slider->setPageStep(std::max(1, m->steps(5 * step)));
    m->slider->setMark(m->steps(defaultValue));
    m->value = std::clamp(m->value, m->box->minimum(), maximum);
    m->show();
}

void ValueSlider::setSuffix(const QString& suffix)
{
    m->box->setSuffix(suffix);
}

void ValueSlider::setExplanation(const QString& toolTip)
{
    for (QWidget* part : std::initializer_list<QWidget*>{m->label, m->slider, m->box}) {
        part->setToolTip(toolTip);
        part->setAccessibleDescription(toolTip);
    }
}

} // namespace mambascope::ui
