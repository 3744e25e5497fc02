// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/map_image.h"

#include <QCoreApplication>

namespace mambascope::ui {

namespace {
/// Texts of the functions in this file.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Normalise)
};
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
        return Texts::tr("Signed values");
    case Normalise::Abs:
        return Texts::tr("Absolute values");
    case Normalise::MinMax:
        return Texts::tr("Minimum to maximum");
    case Normalise::Log10:
        return Texts::tr("Logarithm");
    case Normalise::Row:
        return Texts::tr("Share of the row's largest");
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
        return Texts::tr("|α| / max of row");
    }
    return {};
}

} // namespace mambascope::ui
