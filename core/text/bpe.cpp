// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe.h"

#include "core/base/error.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <limits>

namespace mambascope {

namespace {

/// Longer pieces hardly ever come twice; keeping them would only cost memory.
constexpr std::size_t longestKeptWord = 128;

std::uint32_t bits(std::int32_t id)
{
    return static_cast<std::uint32_t>(id);
}

std::string byteToken(unsigned byte)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    return std::string("<0x") + digits[byte >> 4U] + digits[byte & 0xFU] + '>';
}

} // namespace

bool Bpe::Workspace::Candidate::operator<(const Candidate& other) const
{
    return rank != other.rank ? rank > other.rank : at > other.at;
}

void Bpe::reserve(std::size_t tokens)
{
    m_ids.reserve(tokens);
}

void Bpe::addToken(std::string token, std::int32_t id)
{
    if (!token.empty()) {
        const utf8::Step first = utf8::step(token, 0);
        if (first.valid && first.length == token.size() && first.codepoint < m_shortIds.size()) {
            m_shortIds[first.codepoint] = id;
        }
    }
    m_ids.insert_or_assign(std::move(token), id);
}

void Bpe::addMerge(std::string_view left, std::string_view right, std::int32_t leftId, std::int32_t rightId,
                   std::int32_t mergedId)
{
    m_merges.insert(bits(leftId), bits(rightId), {m_nextRank++, mergedId});
    if (left.empty() || right.empty()) {
        return; // no symbol is empty
    }
    const char32_t before = utf8::step(left, utf8::previous(left, left.size())).codepoint;
    const char32_t after = utf8::step(right, 0).codepoint;
    if (before < 0x80 && after < 0x80) {
        m_crossedAscii.set(before << 7U | after);
    } else {
        m_crossed.insert(before, after, true);
    }
}

void Bpe::setOptions(const Options& options)
{
    m_options = options;
    for (unsigned byte = 0; byte < m_byteIds.size(); ++byte) {
        m_byteIds[byte] = idOf(byteToken(byte));
    }
}

std::int32_t Bpe::idOf(std::string_view token) const
{
    const auto found = m_ids.find(token);
    return found == m_ids.end() ? -1 : found->second;
}

void Bpe::encode(std::string_view piece, Workspace& workspace, std::vector<std::int64_t>& ids) const
{
    if (piece.size() <= longestKeptWord || m_options.ignoreMerges) {
        encodeWord(piece, workspace, ids);
        return;
    }
    // Where no merge can join what is left and right, the two sides are words of their own, and words come again.
    while (!piece.empty()) {
        const std::size_t end = independentEnd(piece);
        encodeWord(piece.substr(0, end), workspace, ids);
        piece.remove_prefix(end);
    }
}

bool Bpe::isCrossed(char32_t before, char32_t after) const
{
    if (before < 0x80 && after < 0x80) {
        return m_crossedAscii.test(before << 7U | after);
    }
    return m_crossed.find(before, after) != nullptr;
}

/// The first border in the piece that no merge crosses. Both characters beside it have to be tokens: only then the
/// tokens that grow from them are written like the text, which is what the table of crossed borders was made from.
std::size_t Bpe::independentEnd(std::string_view piece) const
{
    utf8::Step before = utf8::step(piece, 0);
    for (std::size_t at = before.length; at < piece.size();) {
        const utf8::Step after = utf8::step(piece, at);
        if (!isCrossed(before.codepoint, after.codepoint) &&
            idOfCharacter(piece.substr(at - before.length, before.length)) >= 0 &&
            idOfCharacter(piece.substr(at, after.length)) >= 0) {
            return at;
        }
        at += after.length;
        before = after;
    }
    return piece.size();
}

void Bpe::encodeWord(std::string_view word, Workspace& workspace, std::vector<std::int64_t>& ids) const
{
    if (const auto known = workspace.words.find(word); known != workspace.words.end()) {
        const auto begin = workspace.wordIds.begin() + static_cast<std::ptrdiff_t>(known->second.begin);
        ids.insert(ids.end(), begin, begin + static_cast<std::ptrdiff_t>(known->second.count));
        return;
    }
    const std::size_t before = ids.size();
    const std::int32_t whole = m_options.ignoreMerges ? idOf(word) : -1;
    if (whole >= 0) {
        ids.push_back(whole);
    } else {
        makeSymbols(word, workspace.symbols);
        mergeAll(workspace);
        for (const Workspace::Symbol& symbol : workspace.symbols) {
            if (symbol.id >= 0) {
                ids.push_back(symbol.id);
            }
        }
    }
    if (word.size() <= longestKeptWord) {
        workspace.words.emplace(word, Workspace::Span{workspace.wordIds.size(), ids.size() - before});
        workspace.wordIds.insert(workspace.wordIds.end(), ids.begin() + static_cast<std::ptrdiff_t>(before), ids.end());
    }
}

std::int32_t Bpe::idOfCharacter(std::string_view character) const
{
    const char32_t codepoint = utf8::step(character, 0).codepoint;
    return codepoint < m_shortIds.size() ? m_shortIds[codepoint] : idOf(character);
}

void Bpe::makeSymbols(std::string_view piece, std::vector<Workspace::Symbol>& symbols) const
{
    if (piece.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
        throw Error(say("text"), say("has a word of {0} bytes, which is too long to encode", piece.size()));
    }
    symbols.clear();
    std::size_t unknown = 0; // tokens that wait for the next known character
    const auto addUnknown = [&] {
        symbols.insert(symbols.end(), unknown, {m_options.unknown, 0, 0});
        unknown = 0;
    };
    for (std::size_t at = 0; at < piece.size();) {
        const std::size_t length = utf8::step(piece, at).length;
        const std::string_view character = piece.substr(at, length);
        at += length;
        const std::int32_t id = idOfCharacter(character);
        if (id >= 0) {
            addUnknown();
            symbols.push_back({id, 0, 0});
        } else if (m_options.byteFallback && addFallback(character, symbols)) {
            continue; // an unknown one before it is written after it, as the format's own implementation does
        } else if (m_options.unknown >= 0) {
            if (unknown > 0 && !m_options.fuseUnknown) {
                addUnknown();
            }
            unknown = 1;
        }
    }
    addUnknown();
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        symbols[i].previous = static_cast<std::int32_t>(i) - 1;
        symbols[i].next = i + 1 < symbols.size() ? static_cast<std::int32_t>(i) + 1 : -1;
    }
}

bool Bpe::addFallback(std::string_view character, std::vector<Workspace::Symbol>& symbols) const
{
    const auto idOfByte = [this](char byte) { return m_byteIds[static_cast<unsigned char>(byte)]; };
    if (std::any_of(character.begin(), character.end(), [&](char byte) { return idOfByte(byte) < 0; })) {
        return false;
    }
    for (const char byte : character) {
        symbols.push_back({idOfByte(byte), 0, 0});
    }
    return true;
}

bool Bpe::findMerge(const Workspace& workspace, std::int32_t left, Workspace::Candidate& candidate) const
{
    const Workspace::Symbol& first = workspace.symbols[static_cast<std::size_t>(left)];
    if (first.id < 0 || first.next < 0) {
        return false;
    }
    const Workspace::Symbol& second = workspace.symbols[static_cast<std::size_t>(first.next)];
    const Merge* merge = m_merges.find(bits(first.id), bits(second.id));
    if (merge == nullptr) {
        return false;
    }
    candidate = {merge->rank, merge->merged, left};
    return true;
}

void Bpe::mergeAll(Workspace& workspace) const
{
    auto& symbols = workspace.symbols;
    auto& heap = workspace.candidates;
    heap.clear();
    Workspace::Candidate candidate{};
    for (std::size_t i = 0; i < symbols.size(); ++i) {
        if (findMerge(workspace, static_cast<std::int32_t>(i), candidate)) {
            heap.push_back(candidate);
        }
    }
    std::make_heap(heap.begin(), heap.end());
    while (!heap.empty()) {
        std::pop_heap(heap.begin(), heap.end());
        const Workspace::Candidate best = heap.back();
        heap.pop_back();
        // Either side may have changed since this pair was found.
        if (!findMerge(workspace, best.at, candidate) || candidate.merged != best.merged) {
            continue;
        }
        Workspace::Symbol& left = symbols[static_cast<std::size_t>(best.at)];
        Workspace::Symbol& right = symbols[static_cast<std::size_t>(left.next)];
        left.id = best.merged;
        right.id = -1;
        left.next = right.next;
        if (left.next >= 0) {
            symbols[static_cast<std::size_t>(left.next)].previous = best.at;
        }
        for (const std::int32_t at : {left.previous, best.at}) {
            if (at >= 0 && findMerge(workspace, at, candidate)) {
                heap.push_back(candidate);
                std::push_heap(heap.begin(), heap.end());
            }
        }
    }
}

} // namespace mambascope
