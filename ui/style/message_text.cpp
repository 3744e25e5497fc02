// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/message_text.h"

#include <QCoreApplication>

namespace mambascope::ui {

QString toText(const Message& message)
{
    if (message.pattern().empty())
        return QString::fromStdString(message.english());
    // "core": the context that scripts/translations.sh collects the patterns in.
    const std::string pattern = QCoreApplication::translate("core", message.pattern().c_str()).toStdString();
    QString text;
    splitPattern(
        pattern, [&](std::string_view part) { text += QString::fromUtf8(part.data(), qsizetype(part.size())); },
        [&](std::size_t place) {
            if (place < message.arguments().size())
                text += toText(message.arguments()[place]);
        });
    return text;
}

QString toText(const Error& error)
{
    return toText(error.message());
}

} // namespace mambascope::ui
