// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/command_line.h"

#include "ui/style/language.h"
#include "ui/style/theme.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace mambascope::ui {

QString shellQuoted(const QString& argument)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_./:=+-]+$"));
    if (plain.match(argument).hasMatch())
        return argument;
    QString escaped = argument;
    escaped.replace(QLatin1Char('\''), QLatin1String("'\\''"));
    return QLatin1Char('\'') + escaped + QLatin1Char('\'');
}

bool isPictureSuffix(const QString& suffix)
{
    return suffix == QLatin1String("png") || suffix == QLatin1String("svg") || suffix == QLatin1String("pdf");
}

QString withInfix(const QString& path, const QString& infix)
{
    const QFileInfo info(path);
    const qsizetype suffix = info.suffix().isEmpty() ? 0 : info.suffix().size() + 1;
    return path.chopped(suffix) + QLatin1Char('-') + infix + path.right(suffix);
}

QString companionFile(const QString& out)
{
    const QFileInfo info(out);
    return (info.suffix().isEmpty() ? out : out.chopped(info.suffix().size() + 1)) + QStringLiteral(".mscope");
}

QString idsFile(const QString& out)
{
    const QFileInfo info(out);
    return (info.suffix().isEmpty() ? out : out.chopped(info.suffix().size() + 1)) + QStringLiteral("-ids.npy");
}

QString renderCommand(const RenderArguments& arguments, const QString& out)
{
    const QString suffix = QFileInfo(out).suffix().toLower();
    QString command = QStringLiteral("mambascope render ");
    command += arguments.sources.isEmpty() ? QStringLiteral("--session ") + shellQuoted(companionFile(out))
                                           : arguments.sources;
    command +=
        QStringLiteral(" --view %1 --size %2x%3")
            .arg(arguments.view, QString::number(arguments.size.width()), QString::number(arguments.size.height()));
    if (arguments.whole)
        command += QStringLiteral(" --whole");
    else if (suffix == QLatin1String("png") && arguments.scale != 1)
        command += QStringLiteral(" --scale ") + QString::number(arguments.scale);
    if (isPictureSuffix(suffix))
        command += isDark() ? QStringLiteral(" --theme dark") : QStringLiteral(" --theme light");
    if (currentLanguage() != QLatin1String("en"))
        command += QStringLiteral(" --language ") + currentLanguage();
    return command + QStringLiteral(" --out ") + shellQuoted(out);
}

} // namespace mambascope::ui
