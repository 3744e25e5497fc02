// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/level_box.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

double numberOf(QString text, bool& ok)
{
    text = text.trimmed();
    const bool percent = text.endsWith(QLatin1Char('%'));
    if (percent)
        text.chop(1);
    double value = QLocale().toDouble(text.trimmed(), &ok);
    if (!ok)
        value = QLocale::c().toDouble(text.trimmed(), &ok);
    return percent ? value / 100 : value;
}

} // namespace

LevelBox::LevelBox(QWidget* parent) : QDoubleSpinBox(parent)
{
    setDecimals(323); // of what is stored; shown are as many as there are
    setRange(kSmallest, 1);
    setValue(1e-3);
    setKeyboardTracking(false); // 1e-3 is no 1 first
    setFixedWidth(fontMetrics().horizontalAdvance(QStringLiteral("1.234e-12")) + 34);
}

QString LevelBox::textFromValue(double value) const
{
    return QLocale().toString(value, 'g', 4);
}

double LevelBox::valueFromText(const QString& text) const
{
    bool ok = false;
    const double typed = numberOf(text, ok);
    if (!ok || typed < kSmallest || typed > 1)
        return value(); // no level: what was there stays
    // What is shown is rounded: left as it is, it is what it was.
    return text == textFromValue(value()) ? value() : typed;
}

QValidator::State LevelBox::validate(QString& text, int& /*position*/) const
{
    bool ok = false;
    const double typed = numberOf(text, ok);
    if (ok && typed >= kSmallest && typed <= 1)
        return QValidator::Acceptable;
    static const QRegularExpression unfinished(QStringLiteral("^[-+0-9.,eE %]*$"));
    return unfinished.match(text).hasMatch() ? QValidator::Intermediate : QValidator::Invalid;
}

void LevelBox::fixup(QString& text) const
{
    text = textFromValue(valueFromText(text));
}

void LevelBox::stepBy(int steps)
{
    const double power = std::log10(value());
    // To the next power of ten in that direction, then from one to the next.
    const double from = steps > 0 ? std::floor(power + 1e-9) : std::ceil(power - 1e-9);
    setValue(std::clamp(std::pow(10.0, from + steps), kSmallest, 1.0));
}

} // namespace mambascope::ui
