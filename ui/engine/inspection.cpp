// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/inspection.h"

#include "core/base/device.h"
#include "core/base/resources.h"
#include "core/base/system_reason.h"
#include "core/checkpoint/hub_cache.h"
#include "core/workspace/view_state.h"
#include "ui/style/message_text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLocale>

#include <algorithm>

namespace mambascope::ui {

namespace {

/// Texts of the functions in this file.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Inspection)
};

QString textOf(std::int64_t number)
{
    return QLocale().toString(static_cast<qint64>(number));
}

void inspectTokenizer(Inspection& result)
{
    const ModelFiles& files = result.summary->files;
    if (result.tokenizer == QLatin1String(kNoTokenizer))
        return;
    if (result.tokenizer.isEmpty()) {
        result.tokenizerPath = QString::fromStdString(files.tokenizer.string());
        result.tokenizerOrigin = toText(files.tokenizerOrigin);
    } else {
        result.tokenizerPath = result.tokenizer;
    }
    if (result.tokenizerPath.isEmpty())
        return;
    try {
        const auto tokenizer = Tokenizer::load(result.tokenizerPath.toStdString());
        result.tokenizerKind = toText(tokenizer->kind());
        const std::int64_t rows = result.summary->config.vocab;
        if (tokenizer->vocabSize() > rows)
            result.tokenizerWarning =
                Texts::tr("It knows %1 tokens, the model only %2: it may belong to another model, and text that needs "
                          "the others cannot be read.")
                    .arg(textOf(tokenizer->vocabSize()), textOf(rows));
    } catch (const Error& error) {
        result.tokenizerProblem = toText(error);
    }
}

/// Config only: a model whose weights are missing is listed, and opening it says what is missing.
bool isReadable(const QString& argument)
{
    try {
        readModelConfig(locateModel(argument.toStdString()).config);
        return true;
    } catch (const Error&) {
        return false; // another kind of model, most of a cache
    }
}

} // namespace

Inspection inspectForOpening(const QString& argument, const QString& tokenizer, Progress& progress)
{
    Inspection result;
    result.argument = argument;
    result.tokenizer = tokenizer;
    try {
        progress.step(say("reading the headers"), 0, 2);
        const auto summary = std::make_shared<const ModelSummary>(inspectModel(argument.toStdString()));
        progress.step(say("reading the tokenizer"), 1, 2);
        for (const TensorInfo& tensor : summary->tensors)
            result.fileBytes += tensor.bytes;
        result.summary = summary;
        result.freeMemory = availableMemory();
        if (summary->memoryNeeded > result.freeMemory)
            result.problem = Texts::tr("%1: needs %2 of memory, %3 are free")
                                 .arg(QString::fromStdString(summary->files.name),
                                      QLocale().formattedDataSize(summary->memoryNeeded, 1),
                                      QLocale().formattedDataSize(result.freeMemory, 1));
        inspectTokenizer(result);
        progress.check();
    } catch (const Error& error) {
        result.summary.reset();
        result.problem = toText(error);
    } catch (const std::filesystem::filesystem_error& error) {
        result.summary.reset();
        result.problem = Texts::tr("%1: %2").arg(argument, toText(systemReason(error.code())));
    }
    return result;
}

QString familyText(const ModelConfig& config)
{
    const bool entries = config.family == Family::Mamba1;
    const QString family = config.architecture == Architecture::Mamba         ? QStringLiteral("Mamba-1")
                           : config.architecture == Architecture::Mamba2      ? QStringLiteral("Mamba-2")
                           : config.architecture == Architecture::FalconMamba ? QStringLiteral("Falcon-Mamba")
                                                                              : QStringLiteral("Zamba2");
    const QString text = Texts::tr("%1 · %2 layers × %3 %4")
                             .arg(family, textOf(config.layers), textOf(config.channels()),
                                  entries ? Texts::tr("channels") : Texts::tr("heads"));
    if (config.shared.layers.empty())
        return text;
    return text + Texts::tr(" · attention of %1 heads in %2 of them")
                      .arg(textOf(config.shared.heads), textOf(std::ssize(config.shared.layers)));
}

QString sizesText(const ModelConfig& config)
{
    return QStringLiteral("d_model %1 · d_inner %2 · d_state %3")
        .arg(textOf(config.dModel), textOf(config.dInner), textOf(config.dState));
}

QString parametersText(std::int64_t parameters)
{
    const double millions = static_cast<double>(parameters) / 1e6;
    const QLocale locale;
    if (millions < 1)
        return Texts::tr("%1 parameters").arg(textOf(parameters));
    return millions >= 1000 ? Texts::tr("%1 B parameters").arg(locale.toString(millions / 1000, 'f', 2))
                            : Texts::tr("%1 M parameters").arg(locale.toString(millions, 'f', 1));
}

QStringList notesOf(const ModelSummary& summary)
{
    QStringList notes;
    // Said wherever the model is: a made effect must not be taken for a found one.
    if (summary.files.name == "mamba2-13m-collapse")
        notes << Texts::tr("The collapse of this model is induced, not emergent: the slow heads' A and Δ bias were set "
                           "by hand and never trained, and A was raised to a floor afterwards, chosen on held-out "
                           "text, so the rescue looks slightly better than it would otherwise.");
    for (const Message& note : summary.notes)
        notes << toText(note);
    return notes;
}

std::vector<KnownModel> knownModels(const QStringList& recent, Progress& progress)
{
    std::vector<KnownModel> known;
    const auto add = [&](const QString& argument, KnownModel::Place place) {
        const bool listed =
            std::any_of(known.begin(), known.end(), [&](const auto& m) { return m.argument == argument; });
        if (!listed)
            known.push_back({argument, place});
    };
    for (const std::string& name : bundledModels())
        add(QString::fromStdString(name), KnownModel::Place::Bundled);
    for (const QString& argument : recent)
        add(argument, KnownModel::Place::Recent);
    const std::filesystem::path folder = hubCacheFolder();
    const QDir cache(QString::fromStdString(folder.string()));
    if (folder.empty() || !cache.exists())
        return known;
    const QString prefix = QStringLiteral("models--");
    const QStringList folders = cache.entryList({prefix + QLatin1Char('*')}, QDir::Dirs, QDir::Name);
    for (const QString& entry : folders) {
        progress.check();
        const QString name = QString(entry.mid(prefix.size())).replace(QStringLiteral("--"), QStringLiteral("/"));
        if (isReadable(name))
            add(name, KnownModel::Place::Cache);
    }
    return known;
}

} // namespace mambascope::ui
