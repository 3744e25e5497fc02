// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "core/base/error.h"
#include "core/base/system_reason.h"
#include "core/text/decoders.h"
#include "core/text/tokenizer_json.h"
#include "core/text/utf8.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace mambascope {

namespace {

/// The largest tokenizers known take some 35 MB; whatever is much larger is another kind of file.
constexpr std::uintmax_t largestFile = std::uintmax_t{1} << 28U;

Message tooLarge()
{
    return say("is no tokenizer.json: it has more than {0} MiB", largestFile >> 20U);
}

struct OtherFile
{
    std::string_view ending;
    Message what;
};
/// What a person finds beside, or in place of, a tokenizer.json.
std::array<OtherFile, 6> otherFiles()
{
    return {{{".model", say("a SentencePiece model")},
             {".model.v3", say("a SentencePiece model")},
             {".tiktoken", say("a tiktoken vocabulary")},
             {"vocab.json", say("a vocabulary without its merges")},
             {"merges.txt", say("a list of merges without its vocabulary")},
             {"tokenizer_config.json", say("the settings that go with a tokenizer")}}};
}

void refuseOtherFile(const std::filesystem::path& path)
{
    const std::string name = path.filename().string();
    for (const OtherFile& other : otherFiles()) {
        if (name.ends_with(other.ending)) {
            throw Error(path.string(), say("is {0}, which is not supported; a tokenizer.json is", other.what));
        }
    }
}

std::string readFile(const std::filesystem::path& path)
{
    const std::string subject = path.string();
    std::error_code status;
    if (!std::filesystem::exists(path, status)) {
        throw Error(subject, say("there is no such file"));
    }
    if (!std::filesystem::is_regular_file(path, status)) {
        throw Error(subject, say("is not a file"));
    }
    refuseOtherFile(path);
    const std::uintmax_t size = std::filesystem::file_size(path, status);
    if (status) {
        throw Error(subject, say("cannot be read: {0}", systemReason(status)));
    }
    if (size > largestFile) {
        throw Error(subject, tooLarge());
    }
    std::ifstream stream(path, std::ios::binary);
    std::string text(static_cast<std::size_t>(size), '\0');
    if (!stream.read(text.data(), static_cast<std::streamsize>(text.size()))) {
        throw Error(subject, say("cannot be read: {0}", systemReason(errno)));
    }
    return text;
}

std::string grouped(std::size_t number)
{
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) {
        at -= 3;
        digits.insert(at, ",");
    }
    return digits;
}

} // namespace

struct Tokenizer::Impl
{
    Impl(std::filesystem::path file, TokenizerParts read) : path(std::move(file)), parts(std::move(read))
    {
        for (const AddedToken& token : parts.addedTokens) {
            addedIds.emplace(token.content, token.id);
            if (token.special) {
                specialIds.emplace(token.id);
            }
            if (!token.normalized) {
                inRawText.add(token, token.content);
                continue;
            }
            const std::string pattern = normalized(token.content, true);
            if (!pattern.empty()) { // a normalizer may leave nothing to look for
                inNormalizedText.add(token, pattern);
            }
        }
    }

    std::string normalized(std::string_view text, bool begins) const
    {
        std::string result(text);
        if (parts.normalizer) {
            parts.normalizer->normalize(result, begins);
        }
        return result;
    }

    /// Where a stretch of text without added tokens stands.
    struct Place
    {
        bool begins = true;  ///< gets in front what the tokenizer puts in front of a text
        bool atStart = true; ///< nothing at all is before it
    };

    /// Appends the ids of text without added tokens, which is normalized already.
    void encodePlain(std::string_view text, Place place, Bpe::Workspace& workspace,
                     std::vector<std::int64_t>& ids) const
    {
        if (!parts.preTokenizer) {
            parts.model.encode(text, workspace, ids);
            return;
        }
        Pieces pieces{std::string(text), {{0, text.size()}}, place.begins, place.atStart};
        parts.preTokenizer->cut(pieces);
        const std::string_view all = pieces.text;
        for (const Pieces::Range piece : pieces.ranges) {
            parts.model.encode(all.substr(piece.begin, piece.end - piece.begin), workspace, ids);
        }
    }

    void encode(std::string_view text, bool begins, std::vector<std::int64_t>& ids) const
    {
        std::string repaired;
        if (!utf8::isValid(text)) {
            repaired = utf8::repaired(text);
            text = repaired;
        }
        Bpe::Workspace workspace; // one per call: threads share nothing that changes
        for (const AddedTokenMatcher::Part part : inRawText.split(text)) {
            if (part.id >= 0) {
                ids.push_back(part.id);
                continue;
            }
            const Place place{begins || part.begin > 0, begins && part.begin == 0};
            const std::string plain = normalized(text.substr(part.begin, part.end - part.begin), place.begins);
            for (const AddedTokenMatcher::Part inner : inNormalizedText.split(plain)) {
                if (inner.id >= 0) {
                    ids.push_back(inner.id);
                    continue;
                }
                const Place innerPlace{place.begins || inner.begin > 0, place.atStart && inner.begin == 0};
                encodePlain(std::string_view(plain).substr(inner.begin, inner.end - inner.begin), innerPlace, workspace,
                            ids);
            }
        }
    }

    /// A rule that fails on a text is the file's.
    void encodeOrExplain(std::string_view text, bool begins, std::vector<std::int64_t>& ids) const
    {
        try {
            encode(text, begins, ids);
        } catch (const Error& error) {
            throw Error(path.string(), error.message());
        }
    }

    /// Null when no token has the id.
    const std::string* token(std::int64_t id) const
    {
        const bool known = id >= 0 && id < static_cast<std::int64_t>(parts.tokens.size());
        return known ? &parts.tokens[static_cast<std::size_t>(id)] : nullptr;
    }

    std::string push(DecodeRun& run, std::int64_t id, bool skipSpecial) const
    {
        const std::string* piece = token(id);
        return piece == nullptr || (skipSpecial && specialIds.contains(id)) ? std::string() : run.push(*piece);
    }

    std::filesystem::path path;
    TokenizerParts parts;
    AddedTokenMatcher inRawText;
    AddedTokenMatcher inNormalizedText;
    std::unordered_map<std::string, std::int64_t> addedIds;
    std::unordered_set<std::int64_t> specialIds;
};

Tokenizer::Tokenizer() = default;
Tokenizer::~Tokenizer() = default;

std::shared_ptr<const Tokenizer> Tokenizer::load(const std::filesystem::path& path)
{
    return parse(readFile(path), path);
}

std::shared_ptr<const Tokenizer> Tokenizer::parse(std::string_view json, const std::filesystem::path& name)
{
    if (json.size() > largestFile) {
        throw Error(name.string(), tooLarge());
    }
    const std::shared_ptr<Tokenizer> tokenizer(new Tokenizer);
    tokenizer->m = std::make_unique<Impl>(name, readTokenizerJson(json, name.string()));
    return tokenizer;
}

std::vector<std::int64_t> Tokenizer::encode(std::string_view text, bool addSpecialTokens) const
{
    std::vector<std::int64_t> ids;
    const TextTemplate& around = m->parts.textTemplate;
    if (addSpecialTokens) {
        ids = around.begin;
    }
    m->encodeOrExplain(text, true, ids);
    if (addSpecialTokens) {
        ids.insert(ids.end(), around.end.begin(), around.end.end());
    }
    return ids;
}

std::vector<std::int64_t> Tokenizer::encodeContinuation(std::string_view text) const
{
    std::vector<std::int64_t> ids;
    m->encodeOrExplain(text, false, ids);
    return ids;
}

const std::vector<std::int64_t>& Tokenizer::beginTokens() const
{
    return m->parts.textTemplate.begin;
}

std::string Tokenizer::decode(std::span<const std::int64_t> ids, bool skipSpecial) const
{
    DecodeRun run(m->parts.decoders.steps);
    std::string text;
    for (const std::int64_t id : ids) {
        text += m->push(run, id, skipSpecial);
    }
    return text + run.finish();
}

std::string Tokenizer::pieceBytes(std::int64_t id) const
{
    const std::string* token = m->token(id);
    if (token == nullptr) {
        return {};
    }
    std::string bytes = *token;
    for (const auto& step : m->parts.decoders.steps) {
        step->toBytes(bytes);
    }
    return bytes;
}

std::int64_t Tokenizer::vocabSize() const
{
    return static_cast<std::int64_t>(m->parts.tokens.size());
}

std::int64_t Tokenizer::idOf(std::string_view token) const
{
    const auto added = m->addedIds.find(std::string(token));
    return added != m->addedIds.end() ? added->second : m->parts.model.idOf(token);
}

std::int64_t Tokenizer::endOfText() const
{
    for (const char* name : {"<|endoftext|>", "</s>", "<|end_of_text|>"}) {
        const auto token = m->addedIds.find(name); // not a piece of text that looks like it
        if (token != m->addedIds.end()) {
            return token->second;
        }
    }
    return -1;
}

Message Tokenizer::kind() const
{
    const bool byteFallback = m->parts.model.options().byteFallback;
    Message name = "BPE";
    if (m->parts.decoders.byteLevel) {
        name = say("byte-level BPE");
    } else if (byteFallback || m->parts.decoders.metaspace) {
        name = say("SentencePiece-style BPE");
    }
    const std::string tokens = grouped(m->parts.tokens.size());
    return byteFallback ? say("{0} with byte fallback, {1} tokens", name, tokens)
                        : say("{0}, {1} tokens", name, tokens);
}

const std::filesystem::path& Tokenizer::path() const
{
    return m->path;
}

struct StreamingDecoder::Impl
{
    Impl(std::shared_ptr<const Tokenizer> shared, bool skip)
        : tokenizer(std::move(shared)), run(tokenizer->m->parts.decoders.steps), skipSpecial(skip)
    {
    }
    std::shared_ptr<const Tokenizer> tokenizer;
    DecodeRun run;
    bool skipSpecial;
};

StreamingDecoder::StreamingDecoder(std::shared_ptr<const Tokenizer> tokenizer, bool skipSpecial)
    : m(std::make_unique<Impl>(std::move(tokenizer), skipSpecial))
{
}

StreamingDecoder::StreamingDecoder(StreamingDecoder&&) noexcept = default;
StreamingDecoder& StreamingDecoder::operator=(StreamingDecoder&&) noexcept = default;
StreamingDecoder::~StreamingDecoder() = default;

std::string StreamingDecoder::push(std::int64_t id)
{
    return m->tokenizer->m->push(m->run, id, m->skipSpecial);
}

std::string StreamingDecoder::finish()
{
    return m->run.finish();
}

} // namespace mambascope
