// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/command_line.h"

#include "core/base/error.h"
#include "core/base/npy.h"
#include "core/workspace/view_state.h"

#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

#include <cmath>

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
    const QString stem = info.suffix().isEmpty() ? out : out.chopped(info.suffix().size() + 1);
    return isPictureSuffix(info.suffix().toLower()) ? QString(stem + QStringLiteral(".mscope"))
                                                    : QString(stem + QStringLiteral("-ids.npy"));
}

QString renderCommand(const QString& view, int width, int height, const QString& out)
{
    return QStringLiteral("mambascope render --session %1 --view %2 --size %3x%4 --out %5")
        .arg(shellQuoted(companionFile(out)), view, QString::number(width), QString::number(height), shellQuoted(out));
}

QString dataCommand(const QString& verb, const ViewState& state, Side side, const QString& more, const QString& out)
{
    QString command = QStringLiteral("mambascope %1 %2 --ids %3")
                          .arg(verb, shellQuoted(QString::fromStdString(state.model)), shellQuoted(companionFile(out)));
    if (!more.isEmpty())
        command += QLatin1Char(' ') + more;
    if (side == Side::Vanilla)
        return command + QStringLiteral(" --method vanilla --out ") + shellQuoted(out);
    command += QStringLiteral(" --method ") + QString::fromStdString(state.method);
    if (!state.profile.empty())
        command += QStringLiteral(" --profile ") + shellQuoted(QString::fromStdString(state.profile));
    if (state.method == "decimamba") {
        if (!state.decimate.empty())
            command += QStringLiteral(" --decimate ") + shellQuoted(QString::fromStdString(state.decimate));
    } else {
        command += QStringLiteral(" --theta %1 --scale %2").arg(state.theta, 0, 'g', 17).arg(state.scale, 0, 'g', 17);
        if (state.bucket > 0)
            command += QStringLiteral(" --bucket %1").arg(state.bucket);
    }
    return command + QStringLiteral(" --out ") + shellQuoted(out);
}

void writeTable(const QString& path, const std::vector<QString>& columns, const std::vector<double>& values)
{
    const std::size_t width = columns.size();
    if (QFileInfo(path).suffix().toLower() == QLatin1String("npy")) {
        saveNpy<double>(path.toStdString(), values,
                        {static_cast<std::int64_t>(values.size() / width), static_cast<std::int64_t>(width)});
        return;
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Text))
        throw Error(path.toStdString(), say("cannot be written: {0}", file.errorString().toStdString()));
    QByteArray text;
    for (std::size_t k = 0; k < width; ++k)
        text += (k > 0 ? "," : "") + columns[k].toUtf8();
    text += '\n';
    for (std::size_t at = 0; at < values.size(); ++at) {
        if (at % width > 0)
            text += ',';
        if (!std::isnan(values[at])) // an empty field: other tools read it as missing
            text += QByteArray::number(values[at], 'g', 17);
        if (at % width == width - 1)
            text += '\n';
        if (text.size() > (1 << 20)) {
            file.write(text);
            text.clear();
        }
    }
    file.write(text);
    if (!file.commit())
        throw Error(path.toStdString(), say("cannot be written: {0}", file.errorString().toStdString()));
}

} // namespace mambascope::ui
