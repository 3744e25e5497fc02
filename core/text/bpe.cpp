// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe.h"

#include "core/text/utf8.h"

#include <algorithm>

namespace mambascope {

namespace {

/// Longer pieces hardly ever come twice; keeping them would only cost memory.
constexpr std::size_t longestKeptWord = 128;

std::uint64_t pairKey(std::int32_t left, std::int32_t right)
{
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32U | static_cast<std::uint32_t>(right);
}

} // namespace

bool Bpe::Workspace::Candidate::operator<(const Candidate& other) const
{
    return rank != other.rank ? rank > other.rank : at > other.at;
}

void Bpe::reserve(std::size_t tokens, std::size_t merges)
{
    m_ids.reserve(tokens);
    m_merges.reserve(merges);
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

void Bpe::addMerge(std::int32_t left, std::int32_t right, std::int32_t merged)
{
    m_merges.insert_or_assign(pairKey(left, right), Merge{m_nextRank++, merged});
}

std::int32_t Bpe::idOf(std::string_view token) const
{
    const auto found = m_ids.find(token);
    return found == m_ids.end() ? -1 : found->second;
}

void Bpe::encode(std::string_view piece, Workspace& workspace, std::vector<std::int64_t>& ids) const
{
    if (const auto known = workspace.words.find(piece); known != workspace.words.end()) {
        const auto begin = workspace.wordIds.begin() + static_cast<std::ptrdiff_t>(known->second.begin);
        ids.insert(ids.end(), begin, begin + static_cast<std::ptrdiff_t>(known->second.count));
        return;
    }
    const std::size_t before = ids.size();
    const std::int32_t whole = m_options.ignoreMerges ? idOf(piece) : -1;
    if (whole >= 0) {
        ids.push_back(whole);
    } else {
        makeSymbols(piece, workspace);
        mergeAll(workspace);
        for (const Workspace::Symbol& symbol : workspace.symbols) {
            if (symbol.id >= 0) {
                ids.push_back(symbol.id);
            }
        }
    }
    if (piece.size() <= longestKeptWord) {
        workspace.words.emplace(piece, Workspace::Span{workspace.wordIds.size(), ids.size() - before});
        workspace.wordIds.insert(workspace.wordIds.end(), ids.begin() + static_cast<std::ptrdiff_t>(before), ids.end());
    }
}

std::int32_t Bpe::idOfCharacter(std::string_view character) const
{
    const char32_t codepoint = utf8::step(character, 0).codepoint;
    return codepoint < m_shortIds.size() ? m_shortIds[codepoint] : idOf(character);
}

void Bpe::makeSymbols(std::string_view piece, Workspace& workspace) const
{
    auto& symbols = workspace.symbols;
    symbols.clear();
    bool afterUnknown = false;
    for (std::size_t at = 0; at < piece.size();) {
        const std::size_t length = utf8::step(piece, at).length;
        std::int32_t id = idOfCharacter(piece.substr(at, length));
        at += length;
        const bool unknown = id < 0;
        if (unknown) {
            if (m_options.unknown < 0 || (afterUnknown && m_options.fuseUnknown)) {
                continue;
            }
            id = m_options.unknown;
        }
        afterUnknown = unknown;
        const auto index = static_cast<std::int64_t>(symbols.size());
        symbols.push_back({id, index - 1, index + 1});
    }
    if (!symbols.empty()) {
        symbols.back().next = -1;
    }
}

void Bpe::addCandidate(Workspace& workspace, std::int64_t left) const
{
    const auto& symbols = workspace.symbols;
    const Workspace::Symbol& first = symbols[static_cast<std::size_t>(left)];
    if (first.next < 0) {
        return;
    }
    const auto merge = m_merges.find(pairKey(first.id, symbols[static_cast<std::size_t>(first.next)].id));
    if (merge != m_merges.end()) {
        workspace.candidates.push_back({merge->second.rank, merge->second.merged, left});
        std::push_heap(workspace.candidates.begin(), workspace.candidates.end());
    }
}

void Bpe::mergeAll(Workspace& workspace) const
{
    auto& symbols = workspace.symbols;
    auto& heap = workspace.candidates;
    heap.clear();
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
        addCandidate(workspace, static_cast<std::int64_t>(i));
    }
    while (!heap.empty()) {
        std::pop_heap(heap.begin(), heap.end());
        const Workspace::Candidate best = heap.back();
        heap.pop_back();
        Workspace::Symbol& left = symbols[static_cast<std::size_t>(best.at)];
        if (left.id < 0 || left.next < 0) {
            continue;
        }
        // Either side may have changed since this pair was found.
        Workspace::Symbol& right = symbols[static_cast<std::size_t>(left.next)];
        const auto merge = m_merges.find(pairKey(left.id, right.id));
        if (merge == m_merges.end() || merge->second.merged != best.merged) {
            continue;
        }
        left.id = best.merged;
        right.id = -1;
        left.next = right.next;
        if (left.next >= 0) {
            symbols[static_cast<std::size_t>(left.next)].previous = best.at;
        }
        if (left.previous >= 0) {
            addCandidate(workspace, left.previous);
        }
        addCandidate(workspace, best.at);
    }
}

} // namespace mambascope
