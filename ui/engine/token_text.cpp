// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/token_text.h"

#include "ui/engine/document.h"
#include "ui/style/one_line.h"

#include <QCoreApplication>
#include <QLocale>

namespace mambascope::ui {

namespace {

QString words(const Document& document, std::int64_t token)
{
    return onOneLine(document.tokenTexts[static_cast<std::size_t>(token)]);
}

QString number(std::int64_t token)
{
    return QLocale().toString(static_cast<qint64>(token));
}

} // namespace

QString tokenText(const Document& document, std::int64_t token)
{
    return QCoreApplication::translate("Tokens", "%1 “%2”").arg(number(token), words(document, token));
}

QString cellText(const Document& document, std::int64_t i, std::int64_t j)
{
    return QCoreApplication::translate("Tokens", "row %1 token '%2', column %3 token '%4'")
        .arg(number(i), words(document, i), number(j), words(document, j));
}

QString cellText(const Document& document, std::int64_t i, std::int64_t j, double value)
{
    return QCoreApplication::translate("Tokens", "%1, value %2")
        .arg(cellText(document, i, j), QLocale().toString(value, 'g', 4));
}

} // namespace mambascope::ui
