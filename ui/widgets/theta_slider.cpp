// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/theta_slider.h"

#include "ui/widgets/theta_bar.h"

#include <QDoubleValidator>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

#include <cmath>

namespace mambascope::ui {

struct ThetaSlider::Private
{
    ThetaSlider* q;
    QLineEdit* box;
    ThetaBar* bar;

    static QString text(double lnTheta)
    {
        const double theta = std::exp(lnTheta);
        return theta >= 0.001 ? QString::number(theta, 'g', 3) : QString::number(theta, 'e', 2);
    }

    void show() { box->setText(text(bar->lnTheta())); }

    void byHand(double lnTheta)
    {
        const double before = bar->lnTheta();
        bar->setLnTheta(lnTheta);
        show();
        if (bar->lnTheta() != before) {
            emit q->valueChanged(bar->lnTheta());
        }
    }

    void entered()
    {
        if (box->text() == text(bar->lnTheta())) {
            return; // left without a change: keep the digits that are not shown
        }
        bool ok = false;
        const double theta = box->text().trimmed().toDouble(&ok);
        if (ok && theta > 0 && theta <= 1) {
            byHand(std::log(theta));
            emit q->released();
        } else {
            show();
        }
    }
};

ThetaSlider::ThetaSlider(QWidget* parent) : QWidget(parent), m(std::make_unique<Private>())
{
    m->q = this;
    auto* label = new QLabel(tr("Decay threshold θ"), this);
    m->box = new QLineEdit(this);
    m->box->setAlignment(Qt::AlignRight);
    m->box->setFixedWidth(m->box->fontMetrics().horizontalAdvance(QStringLiteral("8.88e-888")) + 16);
    auto* validator = new QDoubleValidator(0, 1, 320, m->box);
    validator->setLocale(QLocale::c());
    m->box->setValidator(validator);
    m->box->setAccessibleName(tr("Decay threshold θ"));
    m->bar = new ThetaBar(this);
    const QString tip =
        tr("0 < θ ≤ 1, for example 0.05 or 1e-30.\nA channel is global if what is left of its state after the "
           "training length, exp(A Σ Δ), is larger than θ.");
    label->setToolTip(tip);
    m->box->setToolTip(tip);
    label->setBuddy(m->box);

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setVerticalSpacing(4);
    layout->addWidget(label, 0, 0);
    layout->addWidget(m->box, 0, 1, Qt::AlignRight);
    layout->addWidget(m->bar, 1, 0, 1, 2);
    layout->setColumnStretch(0, 1);
    setTabOrder(m->box, m->bar);

    connect(m->bar, &ThetaBar::moved, this, [this](double lnTheta) { m->byHand(lnTheta); });
    connect(m->bar, &ThetaBar::finished, this, &ThetaSlider::released);
    connect(m->box, &QLineEdit::editingFinished, this, [this] { m->entered(); });
    m->show();
}

ThetaSlider::~ThetaSlider()
{
    m->box->disconnect(this); // losing the focus while it is destroyed, it would report an entry
}

void ThetaSlider::setLnDecays(const std::vector<double>& lnDecays)
{
    m->bar->setLnDecays(lnDecays);
    m->bar->setLnTheta(m->bar->lnTheta()); // counts in its description
}

void ThetaSlider::setLnTheta(double lnTheta)
{
    m->bar->setLnTheta(lnTheta);
    m->show();
}

double ThetaSlider::lnTheta() const
{
    return m->bar->lnTheta();
}

void ThetaSlider::setMarker(std::optional<double> lnDecay)
{
    m->bar->setMarker(lnDecay);
}

qint64 ThetaSlider::localCount() const
{
    return m->bar->localCount();
}

qint64 ThetaSlider::globalCount() const
{
    return m->bar->globalCount();
}

QWidget* ThetaSlider::bar() const
{
    return m->bar;
}

double ThetaSlider::positionOf(double lnValue) const
{
    return m->bar->positionOf(lnValue);
}

double ThetaSlider::valueAt(double position) const
{
    return m->bar->valueAt(position);
}

} // namespace mambascope::ui
