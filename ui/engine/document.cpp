// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/document.h"

#include "core/base/resources.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/haystack.h"
#include "core/inspect/trace.h"
#include "ui/engine/inspection.h"
#include "ui/style/message_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <fstream>
#include <system_error>

namespace mambascope::ui {

namespace {

/// Texts of the functions in this file.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Document)
};

/// The first `tokens` ids of a file, without encoding all of a long one.
std::vector<std::int64_t> encodeFile(const std::filesystem::path& path, const Tokenizer& tokenizer, std::int64_t tokens,
                                     Progress& progress)
{
    std::error_code failure;
    if (std::filesystem::is_directory(path, failure))
        throw Error(path.string(), say("is a folder, not a text file"));
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw Error(path.string(), say("cannot be opened"));
    // The bytes behind the piece could join its last word, so a piece is taken only with some ids to spare.
    constexpr std::int64_t kSpare = 64;
    std::string text;
    std::size_t wanted = static_cast<std::size_t>(tokens + kSpare) * 8;
    for (;;) {
        progress.check();
        const std::size_t before = text.size();
        text.resize(wanted);
        file.read(text.data() + before, static_cast<std::streamsize>(wanted - before));
        text.resize(before + static_cast<std::size_t>(file.gcount()));
        if (file.bad())
            throw Error(path.string(), say("cannot be read"));
        const bool complete = text.size() < wanted;
        std::vector<std::int64_t> ids = tokenizer.encode(text);
        if (complete || static_cast<std::int64_t>(ids.size()) >= tokens + kSpare) {
            if (ids.empty())
                throw Error(path.string(), say("is empty"));
            if (static_cast<std::int64_t>(ids.size()) > tokens)
                ids.resize(static_cast<std::size_t>(tokens));
            return ids;
        }
        wanted *= 2;
    }
}

void openTokenizer(Document& document, const ModelFiles& files, const ViewState& state,
                   const std::shared_ptr<const Document>& previous)
{
    const bool isOwn = state.tokenizer.empty();
    const std::filesystem::path path = isOwn ? files.tokenizer : std::filesystem::path(state.tokenizer);
    if (path.empty() || state.tokenizer == kNoTokenizer)
        return;
    const bool same = previous && previous->tokenizer && previous->tokenizer->path() == path;
    document.tokenizer = same ? previous->tokenizer : Tokenizer::load(path);
    document.tokenizerOrigin = isOwn ? toText(files.tokenizerOrigin) : Texts::tr("chosen by hand");
}

/// A tokenizer of another model may know tokens that this one has no embedding for.
void requireVocabulary(const Document& document)
{
    const std::int64_t rows = document.model->config().vocab;
    const auto largest = std::max_element(document.ids.begin(), document.ids.end());
    if (largest == document.ids.end() || *largest < rows)
        return;
    const QLocale locale;
    throw Error(
        document.tokenizer->path().string(),
        Texts::tr("gives token id %1 in this sequence, but the model's vocabulary has only %2 tokens; choose the "
                  "model's own tokenizer with Model > Choose tokenizer")
            .arg(locale.toString(static_cast<qint64>(*largest)), locale.toString(static_cast<qint64>(rows)))
            .toStdString());
}

void makeSequence(Document& document, const ViewState& state, Progress& progress)
{
    if (!document.tokenizer) {
        document.sequenceProblem =
            state.tokenizer == kNoTokenizer
                ? Texts::tr("This model was opened without a tokenizer, so text cannot become tokens. Choose one with "
                            "Model > Choose tokenizer.")
                : Texts::tr("There is no tokenizer.json beside this model's weights, so text cannot become tokens. "
                            "Choose one with Model > Choose tokenizer.");
        return;
    }
    const QLocale locale;
    if (state.sequenceKind == "passkey") {
        Haystack haystack = makeHaystack(*document.tokenizer, bundledText(kHaystackText),
                                         {.length = state.tokens, .depth = state.depth, .seed = state.seed});
        document.ids = std::move(haystack.ids);
        document.answer = std::move(haystack.answer);
        document.key = QString::fromStdString(haystack.key);
        document.keyBegin = haystack.keyBegin;
        document.keyEnd = haystack.keyEnd;
        document.sequenceTitle = Texts::tr("passkey haystack");
    } else if (state.sequenceKind == "text") {
        const std::filesystem::path path = locateText(state.textFile);
        document.ids = encodeFile(path, *document.tokenizer, state.tokens, progress);
        document.sequenceTitle = QString::fromStdString(path.filename().string());
    } else {
        document.ids = document.tokenizer->encode(state.prompt);
        if (document.ids.empty())
            throw Error(say("prompt"), say("is empty: type some text first"));
        document.sequenceTitle = Texts::tr("prompt");
    }
    requireVocabulary(document);
    document.sequenceTitle += Texts::tr(", %1 tokens").arg(locale.toString(document.length()));
    std::vector<QString> texts;
    texts.reserve(document.ids.size());
    for (const std::int64_t id : document.ids) {
        const std::string bytes = document.tokenizer->pieceBytes(id);
        texts.push_back(QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size())));
    }
    document.tokenTexts = std::move(texts);

    // Two passes are kept at a time. Saying so before starting is better than being killed by the system.
    const std::int64_t needed = 2 * Trace::memoryNeeded(*document.model, document.length(), {});
    const std::int64_t available = availableMemory();
    if (needed > available)
        throw Error(say("sequence"), say("{0} tokens need {1} of memory, {2} are free", document.length(),
                                         locale.formattedDataSize(needed).toStdString(),
                                         locale.formattedDataSize(available).toStdString()));
}

void openProfile(Document& document, const ViewState& state)
{
    const ModelConfig& config = document.summary->config;
    if (!state.profile.empty()) {
        document.profile = Profile::load(state.profile);
        document.profile->requireFits(config, state.profile);
        document.profileName = QString::fromStdString(std::filesystem::path(state.profile).filename().string());
        return;
    }
    const std::filesystem::path bundled = bundledProfile(document.summary->files.name);
    if (bundled.empty())
        return;
    const auto profile = Profile::load(bundled);
    // Another model may carry a bundled one's name; then there simply is no profile for it.
    if (profile->layers == config.layers && profile->channels == config.channels() &&
        profile->family == config.family) {
        document.profile = profile;
        document.profileName = QString::fromStdString(bundled.filename().string());
    }
}

} // namespace

std::filesystem::path locateText(const std::string& name)
{
    const std::filesystem::path path(name);
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored) && !path.has_parent_path()) {
        const std::filesystem::path bundled = resourceFolder() / "texts" / path;
        if (std::filesystem::exists(bundled, ignored))
            return bundled;
    }
    return path;
}

std::shared_ptr<const Document> openDocument(const ViewState& state, const std::shared_ptr<const Document>& previous,
                                             bool reload, const LoadOptions& options, Progress& progress)
{
    auto document = std::make_shared<Document>();
    const ModelFiles files = locateModel(state.model);
    const bool sameModel = !reload && previous && previous->model->files().weights == files.weights;
    // What is quick to find wrong comes before the weights.
    document->summary = sameModel ? previous->summary : std::make_shared<const ModelSummary>(inspectModel(state.model));
    openTokenizer(*document, files, state, reload ? nullptr : previous);
    openProfile(*document, state);
    progress.check();
    document->model = sameModel ? previous->model : Model::open(files, options, progress);
    progress.check();
    try {
        makeSequence(*document, state, progress);
    } catch (const Error& error) {
        if (!reload)
            throw;
        document->ids = {};
        document->tokenTexts = {};
        document->sequenceTitle = Texts::tr("no sequence");
        document->sequenceProblem = toText(error);
    }
    return document;
}

} // namespace mambascope::ui
