// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/document.h"

#include "core/base/device.h"
#include "core/base/resources.h"
#include "core/checkpoint/locate.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/haystack.h"
#include "core/inspect/trace.h"
#include "ui/engine/inspection.h"
#include "ui/style/message_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>
#include <system_error>

namespace mambascope::ui {

namespace {

/// Texts of the functions in this file.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Document)
};

/// Two passes are kept at a time. Saying so before starting is better than being killed by the system.
void requireMemory(const Model& model, std::int64_t tokens)
{
    constexpr std::int64_t kMost = std::int64_t(1) << 36; // which no memory holds; bytes of more could overflow
    const std::int64_t needed = 2 * Trace::memoryNeeded(model, std::min(tokens, kMost), {});
    const std::int64_t available = availableMemory();
    const QLocale locale;
    if (needed > available)
        throw Error(say("sequence"), say("{0} tokens need {1} of memory, {2} are free", tokens,
                                         locale.formattedDataSize(needed).toStdString(),
                                         locale.formattedDataSize(available).toStdString()));
}

/// The first `tokens` ids of a file, without encoding all of a long one.
std::vector<std::int64_t> encodeFile(const std::filesystem::path& path, const Document& document, std::int64_t tokens,
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
    constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max() - kSpare;
    const std::int64_t enough = std::min(tokens, kLargest) + kSpare;
    // Nor is a piece made for what may never come: a file may have far less than is asked for.
    constexpr std::int64_t kFirst = std::int64_t(1) << 20;
    std::string text;
    std::size_t wanted = static_cast<std::size_t>(std::min(enough, kFirst)) * 8;
    for (;;) {
        progress.check();
        const std::size_t before = text.size();
        text.resize(wanted);
        file.read(text.data() + before, static_cast<std::streamsize>(wanted - before));
        text.resize(before + static_cast<std::size_t>(file.gcount()));
        if (file.bad())
            throw Error(path.string(), say("cannot be read"));
        const bool complete = text.size() < wanted;
        std::vector<std::int64_t> ids = document.tokenizer->encode(text);
        if (complete || std::ssize(ids) >= enough) {
            if (ids.empty())
                throw Error(path.string(), say("is empty"));
            if (std::ssize(ids) > tokens)
                ids.resize(static_cast<std::size_t>(tokens));
            return ids;
        }
        requireMemory(*document.model, std::min<std::int64_t>(std::ssize(ids), tokens)); // what follows only adds
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
        requireMemory(*document.model, state.tokens);
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
        document.ids = encodeFile(path, document, state.tokens, progress);
        document.sequenceTitle = QString::fromStdString(path.filename().string());
    } else {
        document.ids = document.tokenizer->encode(state.prompt);
        if (document.ids.empty())
            throw Error(say("prompt"), say("is empty: type some text first"));
        document.sequenceTitle = Texts::tr("prompt");
    }
    requireVocabulary(document);
    requireMemory(*document.model, document.length());
    document.sequenceTitle += Texts::tr(", %1 tokens").arg(locale.toString(document.length()));
    std::vector<QString> texts;
    texts.reserve(document.ids.size());
    for (const std::int64_t id : document.ids) {
        const std::string bytes = document.tokenizer->pieceBytes(id);
        texts.push_back(QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size())));
    }
    document.tokenTexts = std::move(texts);
}

void openProfile(Document& document, const ViewState& state)
{
    const std::filesystem::path path =
        state.profile.empty() ? bundledProfile(document.summary->files) : std::filesystem::path(state.profile);
    if (path.empty())
        return;
    document.profile = Profile::load(path);
    document.profile->requireFits(document.summary->config, path.string());
    document.profileName = QString::fromStdString(path.filename().string());
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
