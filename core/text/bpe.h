// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/pair_table.h"

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mambascope {

/// Byte-pair encoding: a piece starts as single characters, and the pair that comes first in the list of merges becomes
/// one token until no pair is in the list. Immutable once built; threads share it and keep a Workspace each.
class Bpe
{
public:
    struct Options
    {
        std::int32_t unknown = -1; ///< stands for characters without a token; -1: they are left out
        bool fuseUnknown = false;  ///< one unknown token for several such characters in a row
        bool byteFallback = false; ///< before that, tokens like <0x0A> for its bytes where there is one for each
        bool ignoreMerges = false; ///< a piece that is a token needs no merges to become it
    };

    /// What encoding keeps from piece to piece of one text.
    class Workspace
    {
        friend class Bpe;
        struct Hash
        {
            using is_transparent = void;
            std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
        };
        struct Symbol
        {
            std::int32_t id; ///< -1 once it is merged into the symbol before it
            std::int32_t previous;
            std::int32_t next;
        };
        struct Candidate
        {
            std::int32_t rank;
            std::int32_t merged;
            std::int32_t at;
            bool operator<(const Candidate& other) const; ///< for a heap with the earliest merge on top
        };
        struct Span
        {
            std::size_t begin;
            std::size_t count;
        };
        std::unordered_map<std::string, Span, Hash, std::equal_to<>> words;
        std::vector<std::int64_t> wordIds;
        std::vector<Symbol> symbols;
        std::vector<Candidate> candidates;
    };

    void reserve(std::size_t tokens);
    void addToken(std::string token, std::int32_t id);
    /// Merges come in order of their rank. The ids are those of `left`, of `right` and of both in a row.
    void addMerge(std::string_view left, std::string_view right, std::int32_t leftId, std::int32_t rightId,
                  std::int32_t mergedId);
    /// Comes after all tokens.
    void setOptions(const Options& options);
    const Options& options() const { return m_options; }

    /// -1 when there is no such token.
    std::int32_t idOf(std::string_view token) const;
    /// Appends the ids of a piece, which is valid UTF-8. Takes n log n time at most, whatever the n characters are.
    /// \throws Error for a piece of 2 GiB and more.
    void encode(std::string_view piece, Workspace& workspace, std::vector<std::int64_t>& ids) const;

private:
    struct Merge
    {
        std::int32_t rank;
        std::int32_t merged;
    };

    std::int32_t idOfCharacter(std::string_view character) const;
    bool isCrossed(char32_t before, char32_t after) const;
    std::size_t independentEnd(std::string_view piece) const;
    void encodeWord(std::string_view word, Workspace& workspace, std::vector<std::int64_t>& ids) const;
    void makeSymbols(std::string_view piece, std::vector<Workspace::Symbol>& symbols) const;
    bool addFallback(std::string_view character, std::vector<Workspace::Symbol>& symbols) const;
    bool findMerge(const Workspace& workspace, std::int32_t left, Workspace::Candidate& candidate) const;
    void mergeAll(Workspace& workspace) const;

    std::unordered_map<std::string, std::int32_t, Workspace::Hash, std::equal_to<>> m_ids;
    PairTable<Merge> m_merges;
    // Characters between which some merge joins tokens; ASCII apart, for speed.
    PairTable<bool> m_crossed;
    std::bitset<0x80 * 0x80> m_crossedAscii;
    std::array<std::int32_t, 0x800> m_shortIds = [] { // ids of characters of one or two bytes
        std::array<std::int32_t, 0x800> none{};
        none.fill(-1);
        return none;
    }();
    std::array<std::int32_t, 0x100> m_byteIds{};
    std::int32_t m_nextRank = 0;
    Options m_options;
};

} // namespace mambascope
