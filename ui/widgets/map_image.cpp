// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/map_image.h"

#include <QCoreApplication>

namespace mambascope::ui {

namespace {
QString translate(const char* text)
{
    return QCoreApplication::translate("Normalise", text);
}
} // namespace

QStringList normaliseNames()
{
    return {QStringLiteral("raw"), QStringLiteral("abs"), QStringLiteral("minmax"), QStringLiteral("log10"),
            QStringLiteral("row")};
}

QString toString(Normalise normalise)
{
    return normaliseNames().at(static_cast<int>(normalise));
}

Normalise normaliseFromString(const QString& name)
{
    const auto index = normaliseNames().indexOf(name);
    return index < 0 ? Normalise::Abs : static_cast<Normalise>(index);
}

QString normaliseTitle(Normalise normalise)
{
    switch (normalise) {
    case Normalise::Raw:
        return translate(QT_TRANSLATE_NOOP("Normalise", "Signed values"));
    case Normalise::Abs:
        return translate(QT_TRANSLATE_NOOP("Normalise", "Absolute values"));
    case Normalise::MinMax:
        return translate(QT_TRANSLATE_NOOP("Normalise", "Minimum to maximum"));
    case Normalise::Log10:
        return translate(QT_TRANSLATE_NOOP("Normalise", "Logarithm"));
    case Normalise::Row:
        return translate(QT_TRANSLATE_NOOP("Normalise", "Share of the row's largest"));
    }
    return {};
}

QString normaliseFormula(Normalise normalise)
{
    switch (normalise) {
    case Normalise::Raw:
        return QStringLiteral("α");
    case Normalise::Abs:
        return QStringLiteral("|α|");
    case Normalise::MinMax:
        return QStringLiteral("(|α| − min) / (max − min)");
    case Normalise::Log10:
        return QStringLiteral("log₁₀ |α|");
    case Normalise::Row:
        return QStringLiteral("|α| / max of row");
    }
    return {};
}

} // namespace mambascope::ui
