// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/range_control.h"

#include "ui/style/colour_map.h"
#include "ui/style/theme.h"
#include "ui/widgets/range_bar.h"

#include <QApplication>
#include <QDoubleValidator>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScopedValueRollback>

#include <cmath>

namespace mambascope::ui {

namespace {
constexpr int kDigits = 4;
}

struct RangeControl::Private
{
    RangeControl* q;
    QLabel* quantity = nullptr;
    QLineEdit* lowBox = nullptr;
    QLineEdit* highBox = nullptr;
    RangeBar* bar = nullptr;
    QPushButton* autofit = nullptr;
    QPushButton* lock = nullptr;
    QPushButton* reset = nullptr;
    double low = 0, high = 1;
    double extentLow = 0, extentHigh = 1;
    double autoLow = 0, autoHigh = 1;
    bool autoKnown = false;
    bool symmetric = false;
    bool adopting = false; // the program sets the lock, not a person

    void show()
    {
        for (const auto& [box, value] : {std::pair(lowBox, low), std::pair(highBox, high)}) {
            box->setText(QString::number(value, 'g', kDigits));
            box->setCursorPosition(0);
        }
        bar->setRange(low, high);
    }

    bool take(double newLow, double newHigh)
    {
        if (newLow == low && newHigh == high) {
            return false;
        }
        low = newLow;
        high = newHigh;
        show();
        return true;
    }

    /// A pressed button that stays pressed must be seen as such in both themes.
    void showPressed()
    {
        for (QPushButton* button : {autofit, lock}) {
            QPalette palette = QApplication::palette();
            if (button->isChecked()) {
                palette.setColor(QPalette::Button, palette.color(QPalette::Highlight));
                palette.setColor(QPalette::ButtonText, palette.color(QPalette::HighlightedText));
            }
            button->setPalette(palette);
        }
    }

    void fitNow()
    {
        if (autoKnown && take(autoLow, autoHigh)) {
            emit q->rangeChanged(low, high);
            emit q->rangeCommitted(low, high);
        }
    }

    /// What a person does by hand ends Autofit.
    void byHand(double newLow, double newHigh, bool finished)
    {
        q->setAutofit(false);
        if (symmetric) { // the end that was moved counts
            const double most = newHigh != high ? std::abs(newHigh) : std::abs(newLow);
            newLow = -most;
            newHigh = most;
        }
        if (take(newLow, newHigh)) {
            emit q->rangeChanged(low, high);
        }
        if (finished) {
            emit q->rangeCommitted(low, high);
        }
    }

    void entered()
    {
        bool lowOk = false;
        bool highOk = false;
        const double newLow = lowBox->text().trimmed().toDouble(&lowOk);
        const double newHigh = highBox->text().trimmed().toDouble(&highOk);
        const auto shown = [](double v) { return QString::number(v, 'g', kDigits); };
        if (lowBox->text() == shown(low) && highBox->text() == shown(high)) {
            return; // left without a change: keep the digits that are not shown
        }
        const bool isRange = symmetric ? newLow != 0 && newHigh != 0 : newLow < newHigh;
        if (lowOk && highOk && std::isfinite(newLow) && std::isfinite(newHigh) && isRange) {
            byHand(newLow, newHigh, true);
        } else {
            show(); // not a range: what was there comes back
        }
    }
};

RangeControl::RangeControl(QWidget* parent) : QWidget(parent), m(std::make_unique<Private>())
{
    m->q = this;
    m->quantity = new QLabel(this);
    m->bar = new RangeBar(this);
    const auto makeBox = [this](const QString& name, const QString& tip) {
        auto* box = new QLineEdit(this);
        box->setAccessibleName(name);
        box->setToolTip(tip);
        box->setAlignment(Qt::AlignRight);
        auto* validator = new QDoubleValidator(box);
        validator->setLocale(QLocale::c());
        box->setValidator(validator);
        box->setFixedWidth(box->fontMetrics().horizontalAdvance(QStringLiteral("-8.888e-38")) + 14);
        connect(box, &QLineEdit::editingFinished, this, [this] { m->entered(); });
        return box;
    };
    m->lowBox = makeBox(tr("Lower end of the colours"), tr("Values up to this one get the first colour."));
    m->highBox = makeBox(tr("Upper end of the colours"), tr("Values from this one on get the last colour."));
    m->quantity->setBuddy(m->lowBox);
    m->autofit = new QPushButton(tr("Autofit"), this);
    m->autofit->setCheckable(true);
    m->autofit->setChecked(true);
    m->autofit->setToolTip(
        tr("While pressed in, the range follows the data: zeros and the largest 0.2 % are left out;\n"
           "logarithms show the three decades below the maximum."));
    m->reset = new QPushButton(tr("All"), this);
    m->reset->setToolTip(tr("Sets the range to all values, from the smallest to the largest."));
    m->reset->setAccessibleName(tr("Reset the range to all values"));
    m->lock = new QPushButton(tr("Lock"), this);
    m->lock->setCheckable(true);
    m->lock->setToolTip(tr("While pressed in, the range stays as it is when another channel is shown.\n"
                           "Otherwise a range set by hand ends with the channel."));
    m->lock->setAccessibleName(tr("Keep the range for other channels"));
    for (QPushButton* button : {m->autofit, m->lock, m->reset}) {
        button->setMinimumWidth(button->fontMetrics().horizontalAdvance(button->text()) + 22);
    }

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m->quantity);
    layout->addWidget(m->lowBox);
    layout->addWidget(m->bar, 1);
    layout->addWidget(m->highBox);
    layout->addWidget(m->autofit);
    layout->addWidget(m->lock);
    layout->addWidget(m->reset);
    const std::initializer_list<QWidget*> order = {
        m->lowBox, m->bar->handle(false), m->bar->handle(true), m->highBox, m->autofit, m->lock, m->reset};
    for (auto* part = order.begin(); part + 1 != order.end(); ++part) {
        setTabOrder(*part, *(part + 1));
    }

    connect(m->bar, &RangeBar::moved, this, [this](double low, double high) { m->byHand(low, high, false); });
    connect(m->bar, &RangeBar::finished, this, [this] { m->byHand(m->low, m->high, true); });
    connect(m->autofit, &QPushButton::toggled, this, [this](bool on) {
        m->showPressed();
        if (on && m->lock->isChecked()) {
            m->lock->setChecked(false);
        }
        emit autofitChanged(on);
        if (on) {
            m->fitNow();
        }
    });
    connect(m->lock, &QPushButton::toggled, this, [this](bool on) {
        m->showPressed();
        if (m->adopting) {
            return;
        }
        if (on) {
            setAutofit(false);
        }
        emit lockChanged(on);
    });
    connect(m->reset, &QPushButton::clicked, this, [this] { m->byHand(m->extentLow, m->extentHigh, true); });
    setQuantity(QStringLiteral("|α|"));
    m->show();
    m->showPressed();
}

RangeControl::~RangeControl()
{
    for (QLineEdit* box : {m->lowBox, m->highBox}) {
        box->disconnect(this); // losing the focus while it is destroyed, it would report an entry
    }
}

void RangeControl::setHistogram(const std::vector<double>& counts, double low, double high)
{
    m->extentLow = low;
    m->extentHigh = high;
    m->bar->setHistogram(counts, low, high);
}

void RangeControl::setAutoRange(double low, double high)
{
    m->autoLow = low;
    m->autoHigh = high;
    m->autoKnown = true;
    if (autofit()) {
        m->fitNow();
    }
}

void RangeControl::setAutofit(bool on)
{
    m->autofit->setChecked(on);
}

bool RangeControl::autofit() const
{
    return m->autofit->isChecked();
}

void RangeControl::setLocked(bool on)
{
    const QScopedValueRollback guard(m->adopting, true);
    m->lock->setChecked(on);
}

bool RangeControl::locked() const
{
    return m->lock->isChecked();
}

void RangeControl::setSymmetric(bool on)
{
    m->symmetric = on;
}

void RangeControl::setRange(double low, double high)
{
    m->take(low, high);
}

double RangeControl::low() const
{
    return m->low;
}

double RangeControl::high() const
{
    return m->high;
}

void RangeControl::setQuantity(const QString& name)
{
    m->quantity->setText(name);
    m->quantity->setToolTip(tr("The quantity that the colours stand for: %1").arg(name));
    m->bar->setToolTip(tr("How often each value of %1 occurs in the map (zeros left out).\n"
                          "Drag an end, or the middle to move both; with the focus on an end the arrow keys move it.")
                           .arg(name));
}

void RangeControl::setColourMap(const QString& name)
{
    m->bar->setColourMap(name);
}

void RangeControl::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        m->showPressed();
    }
    QWidget::changeEvent(event);
}

QWidget* RangeControl::bar() const
{
    return m->bar;
}

double RangeControl::handlePosition(bool upper) const
{
    return m->bar->positionOf(upper ? m->high : m->low);
}

} // namespace mambascope::ui
