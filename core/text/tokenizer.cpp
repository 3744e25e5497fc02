// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"

#include "core/base/error.h"
#include "core/text/tokenizer_json.h"
#include "core/text/utf8.h"

#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace mambascope {

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
            const std::string pattern = normalized(token.content);
            if (!pattern.empty()) { // a normalizer may leave nothing to look for
                inNormalizedText.add(token, pattern);
            }
        }
    }

    std::string normalized(std::string_view text) const
    {
        return parts.normalizer ? parts.normalizer->normalized(text) : std::string(text);
    }

    /// Text without added tokens, already normalized.
    void encodePlain(std::string_view text, Bpe::Workspace& workspace, std::vector<std::int64_t>& ids) const
    {
        Pieces pieces{std::string(text), {{0, text.size()}}};
        parts.preTokenizer->cut(pieces);
        const std::string_view all = pieces.text;
        for (const Pieces::Range piece : pieces.ranges) {
            parts.model.encode(all.substr(piece.begin, piece.end - piece.begin), workspace, ids);
        }
    }

    const std::string& token(std::int64_t id) const
    {
        if (id < 0 || id >= static_cast<std::int64_t>(parts.tokens.size())) {
            throw Error("token id " + std::to_string(id),
                        "the tokenizer has the ids 0 to " + std::to_string(parts.tokens.size() - 1));
        }
        return parts.tokens[static_cast<std::size_t>(id)];
    }

    void appendBytes(std::string& bytes, std::int64_t id, bool skipSpecial) const
    {
        const std::string& piece = token(id);
        if (!(skipSpecial && specialIds.contains(id))) {
            parts.decoder->appendBytes(bytes, piece);
        }
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
    const std::shared_ptr<Tokenizer> tokenizer(new Tokenizer);
    tokenizer->m = std::make_unique<Impl>(path, readTokenizerJson(path));
    return tokenizer;
}

std::vector<std::int64_t> Tokenizer::encode(std::string_view text) const
{
    std::string repaired;
    if (!utf8::isValid(text)) {
        repaired = utf8::repaired(text);
        text = repaired;
    }
    std::vector<std::int64_t> ids;
    Bpe::Workspace workspace; // one per call: threads share nothing that changes
    for (const AddedTokenMatcher::Part part : m->inRawText.split(text)) {
        if (part.id >= 0) {
            ids.push_back(part.id);
            continue;
        }
        const std::string normalized = m->normalized(text.substr(part.begin, part.end - part.begin));
        for (const AddedTokenMatcher::Part inner : m->inNormalizedText.split(normalized)) {
            if (inner.id >= 0) {
                ids.push_back(inner.id);
            } else {
                const std::string_view plain = normalized;
                m->encodePlain(plain.substr(inner.begin, inner.end - inner.begin), workspace, ids);
            }
        }
    }
    return ids;
}

std::string Tokenizer::decode(std::span<const std::int64_t> ids, bool skipSpecial) const
{
    std::string bytes;
    for (const std::int64_t id : ids) {
        m->appendBytes(bytes, id, skipSpecial);
    }
    return utf8::isValid(bytes) ? bytes : utf8::repaired(bytes);
}

std::string Tokenizer::pieceBytes(std::int64_t id) const
{
    std::string bytes;
    m->appendBytes(bytes, id, false);
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

const std::filesystem::path& Tokenizer::path() const
{
    return m->path;
}

StreamingDecoder::StreamingDecoder(std::shared_ptr<const Tokenizer> tokenizer, bool skipSpecial)
    : m_tokenizer(std::move(tokenizer)), m_skipSpecial(skipSpecial)
{
}

std::string StreamingDecoder::push(std::int64_t id)
{
    m_tokenizer->m->appendBytes(m_pending, id, m_skipSpecial);
    const std::size_t complete = m_pending.size() - utf8::incompleteTail(m_pending);
    std::string text = utf8::repaired(std::string_view(m_pending).substr(0, complete));
    m_pending.erase(0, complete);
    return text;
}

std::string StreamingDecoder::finish()
{
    return utf8::repaired(std::exchange(m_pending, {}));
}

} // namespace mambascope
