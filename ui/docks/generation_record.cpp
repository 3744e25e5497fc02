// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/generation_record.h"

#include "core/base/error.h"
#include "core/base/npy.h"
#include "ui/engine/method_settings.h"
#include "ui/engine/workspace.h"
#include "ui/style/save_file.h"
#include "ui/windows/command_line.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QStandardPaths>

namespace mambascope::ui {

namespace {

/// Texts of the functions in this file.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(GenerationRecord)
};

double rate(std::int64_t tokens, double seconds)
{
    return seconds > 0 ? static_cast<double>(tokens) / seconds : 0;
}

/// A block that holds its text whatever backticks are in it.
QString fenced(const QString& text)
{
    QString fence = QStringLiteral("```");
    while (text.contains(fence))
        fence += QLatin1Char('`');
    return fence + QStringLiteral("text\n") + text +
           (text.endsWith(QLatin1Char('\n')) ? QString() : QStringLiteral("\n")) + fence + QStringLiteral("\n");
}

} // namespace

GenerationRecord generationRecord(const Workspace& workspace)
{
    GenerationRecord record;
    const auto& document = workspace.document();
    if (!document || !document->tokenizer)
        return record;
    record.model = QString::fromStdString(document->model->name());
    record.prompt = QString::fromStdString(document->tokenizer->decode(document->ids, false));
    for (const Side side : kSides) {
        const auto& trace = workspace.trace(side);
        const Answer& answer = workspace.answers()[index(side)];
        if (!trace || answer.ids.empty())
            continue;
        record.entries.push_back({QString::fromStdString(trace->method()->name()),
                                  ui::methodTitle(trace->method()->name()), answer.ids, answer.text, document->length(),
                                  rate(document->length(), trace->seconds()),
                                  rate(std::ssize(answer.ids), answer.seconds)});
    }
    return record;
}

QString generateCommand(const Workspace& workspace, const QString& ids)
{
    const ViewState& s = workspace.answersState();
    const Document& document = *workspace.document();
    QString command = QStringLiteral("mambascope generate ") + shellQuoted(QString::fromStdString(s.model));
    const LoadOptions& computing = document.model->options();
    if (computing.device != Device())
        command += QStringLiteral(" --device ") + QString::fromStdString(computing.device.text());
    if (computing.dtype == DType::BFloat16)
        command += QStringLiteral(" --dtype bf16");
    const QString text = QString::fromStdString(s.textFile);
    if (s.sequenceKind == "prompt")
        command += QStringLiteral(" --prompt ") + shellQuoted(QString::fromStdString(s.prompt));
    else if (s.sequenceKind == "text" && QFileInfo::exists(text))
        command += QStringLiteral(" --text ") + shellQuoted(text) + // of which the window reads at most so many
                   QStringLiteral(" --tokens %1").arg(document.length());
    else
        command += QStringLiteral(" --ids ") + shellQuoted(ids);
    if (!s.tokenizer.empty())
        command += QStringLiteral(" --tokenizer ") + shellQuoted(QString::fromStdString(s.tokenizer));
    if (workspace.hasFilteredAnswer()) {
        command += QStringLiteral(" --method vanilla,") + QString::fromStdString(s.method);
        if (!s.profile.empty())
            command += QStringLiteral(" --profile ") + shellQuoted(QString::fromStdString(s.profile));
        if (s.method == "longmamba") {
            command += QStringLiteral(" --theta %1 --scale %2").arg(s.theta, 0, 'g', 17).arg(s.scale, 0, 'g', 17);
            if (s.bucket > 0)
                command += QStringLiteral(" --bucket %1").arg(s.bucket);
        } else {
            const std::string settings = s.decimate.empty() ? decimationSettings(s, document).text() : s.decimate;
            command += QStringLiteral(" --decimate ") + shellQuoted(QString::fromStdString(settings));
        }
    }
    command += QStringLiteral(" --max-new-tokens %1").arg(std::max(s.maxNewTokens, std::ssize(document.answer)));
    if (s.sampling.temperature > 0)
        command += QStringLiteral(" --temperature %1 --top-k %2 --top-p %3 --seed %4")
                       .arg(s.sampling.temperature, 0, 'g', 17)
                       .arg(s.sampling.topK)
                       .arg(s.sampling.topP, 0, 'g', 17)
                       .arg(s.sampling.seed);
    return command + QStringLiteral(" --json");
}

QString keptIds(const std::vector<std::int64_t>& ids)
{
    const QString folder =
        QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/sequences");
    if (!QDir().mkpath(folder))
        throw Error(folder.toStdString(), say("cannot be made"));
    const QByteArrayView bytes(reinterpret_cast<const char*>(ids.data()),
                               static_cast<qsizetype>(ids.size() * sizeof(std::int64_t)));
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(bytes);
    const QString path = folder + QStringLiteral("/%1-").arg(ids.size()) +
                         QString::fromLatin1(hash.result().toHex().left(12)) + QStringLiteral(".npy");
    if (!QFileInfo::exists(path))
        saveNpy<std::int64_t>(path.toStdString(), ids, {std::ssize(ids)});
    return path;
}

QString toJson(const GenerationRecord& record)
{
    QJsonArray list;
    for (const GenerationRecord::Entry& entry : record.entries) {
        QJsonArray ids;
        for (const std::int64_t id : entry.ids)
            ids.append(static_cast<qint64>(id));
        list.append(QJsonObject{{QStringLiteral("method"), entry.method},
                                {QStringLiteral("ids"), ids},
                                {QStringLiteral("text"), entry.text},
                                {QStringLiteral("prompt_tokens"), static_cast<qint64>(entry.promptTokens)},
                                {QStringLiteral("prefill_tokens_per_second"), entry.prefillTokensPerSecond},
                                {QStringLiteral("decode_tokens_per_second"), entry.decodeTokensPerSecond}});
    }
    return QString::fromUtf8(QJsonDocument(list).toJson());
}

QString toMarkdown(const GenerationRecord& record)
{
    const QLocale locale;
    QString text = QStringLiteral("# ") + Texts::tr("What %1 writes").arg(record.model) + QStringLiteral("\n\n");
    text += fenced(record.command) + QStringLiteral("\n## ") + Texts::tr("Prompt") + QStringLiteral("\n\n") +
            fenced(record.prompt);
    for (const GenerationRecord::Entry& entry : record.entries)
        text += QStringLiteral("\n## ") + entry.title + QStringLiteral("\n\n") + fenced(entry.text) +
                QLatin1Char('\n') +
                Texts::tr("%1 tokens read at %2 tokens/s, %3 written at %4 tokens/s.")
                    .arg(locale.toString(static_cast<qint64>(entry.promptTokens)),
                         locale.toString(entry.prefillTokensPerSecond, 'f', 0),
                         locale.toString(static_cast<qint64>(entry.ids.size())),
                         locale.toString(entry.decodeTokensPerSecond, 'f', 1)) +
                QLatin1Char('\n');
    return text;
}

void writeGeneration(const GenerationRecord& record, const QString& path)
{
    if (record.entries.empty())
        throw Error(path.toStdString(), Texts::tr("there is no answer to write yet").toStdString());
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix != QLatin1String("md") && suffix != QLatin1String("json"))
        throw Error(path.toStdString(), Texts::tr("cannot be written: the suffix must be .md or .json").toStdString());
    saveWhole(path, (suffix == QLatin1String("json") ? toJson(record) : toMarkdown(record)).toUtf8());
}

} // namespace mambascope::ui
