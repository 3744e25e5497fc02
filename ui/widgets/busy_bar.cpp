// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/busy_bar.h"

#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {
constexpr int kSteps = 1000;
constexpr int kTick = 100; // ms between two updates of the clock
} // namespace

struct BusyBar::Private
{
    QLabel* label;
    QProgressBar* progress;
    QPushButton* cancel;
    QTimer* timer;
    QElapsedTimer clock; ///< since the last begin()
    double before = 0;   ///< seconds that the task had taken by then
    QString what;
    double fraction = -1;

    void show()
    {
        const QString seconds = QString::number(before + static_cast<double>(clock.elapsed()) / 1000, 'f', 1);
        label->setText(fraction < 0
                           ? BusyBar::tr("%1 · %2 s").arg(what, seconds)
                           : BusyBar::tr("%1, %2 % · %3 s").arg(what).arg(std::floor(fraction * 100)).arg(seconds));
    }
};

BusyBar::BusyBar(QWidget* parent) : QWidget(parent), m(std::make_unique<Private>())
{
    m->label = new QLabel(this);
    m->label->setTextFormat(Qt::PlainText);
    m->label->setMinimumWidth(m->label->fontMetrics().averageCharWidth() * 20);
    m->progress = new QProgressBar(this);
    m->progress->setRange(0, kSteps);
    m->progress->setTextVisible(false);
    m->progress->setFixedSize(140, std::max(10, fontMetrics().height() - 4));
    m->progress->setAccessibleName(tr("Progress"));
    m->cancel = new QPushButton(tr("Cancel"), this);
    m->cancel->setToolTip(tr("Stops this computation; what is shown stays."));
    m->timer = new QTimer(this);
    m->timer->setInterval(kTick);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(6, 0, 6, 0);
    layout->setSpacing(8);
    layout->addWidget(m->label, 1);
    layout->addWidget(m->progress);
    layout->addWidget(m->cancel);
    for (QWidget* part : std::initializer_list<QWidget*>{m->progress, m->cancel}) {
        QSizePolicy policy = part->sizePolicy();
        policy.setRetainSizeWhenHidden(true); // the status bar must not jump
        part->setSizePolicy(policy);
    }
    connect(m->timer, &QTimer::timeout, this, [this] { m->show(); });
    connect(m->cancel, &QPushButton::clicked, this, [this] {
        m->cancel->setEnabled(false); // once is enough; the work answers with end()
        emit cancelRequested();
    });
    end();
}

BusyBar::~BusyBar() = default;

bool BusyBar::isBusy() const
{
    return m->timer->isActive();
}

QString BusyBar::text() const
{
    return m->label->text();
}

void BusyBar::begin(const QString& what, double seconds)
{
    m->before = seconds;
    m->clock.restart();
    if (!isBusy() || what != m->what) {
        m->fraction = -1;
        m->progress->setRange(0, 0);
    }
    m->what = what;
    m->cancel->setEnabled(true);
    m->progress->show();
    m->cancel->show();
    m->timer->start();
    m->show();
}

void BusyBar::setFraction(double fraction)
{
    m->fraction = fraction < 0 ? -1 : std::min(fraction, 1.0);
    m->progress->setRange(0, fraction < 0 ? 0 : kSteps);
    m->progress->setValue(static_cast<int>(std::lround(std::max(m->fraction, 0.0) * kSteps)));
    if (isBusy()) {
        m->show();
    }
}

void BusyBar::end(const QString& result)
{
    m->timer->stop();
    m->fraction = -1;
    m->progress->hide();
    m->progress->setRange(0, kSteps); // a hidden bar without range would keep its animation running
    m->cancel->hide();
    m->label->setText(result.isEmpty() ? tr("Ready") : result);
}

} // namespace mambascope::ui
