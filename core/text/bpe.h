// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
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
            std::int64_t previous;
            std::int64_t next;
        };
        struct Candidate
        {
            std::int32_t rank;
            std::int32_t merged;
            std::int64_t at;
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

    void reserve(std::size_t tokens, std::size_t merges);
    void addToken(std::string token, std::int32_t id);
    /// Merges come in order of their rank; the tokens are in the vocabulary.
    void addMerge(std::int32_t left, std::int32_t right, std::int32_t merged);
    void setOptions(const Options& options) { m_options = options; }

    /// -1 when there is no such token.
    std::int32_t idOf(std::string_view token) const;
    void encode(std::string_view piece, Workspace& workspace, std::vector<std::int64_t>& ids) const;

private:
    struct Merge
    {
        std::int32_t rank;
        std::int32_t merged;
    };
    struct PairHash
    {
        std::size_t operator()(std::uint64_t pair) const
        {
            return static_cast<std::size_t>((pair ^ (pair >> 32U)) * 0x9E3779B97F4A7C15ULL >> 16U);
        }
    };

    std::int32_t idOfCharacter(std::string_view character) const;
    void makeSymbols(std::string_view piece, Workspace& workspace) const;
    void addCandidate(Workspace& workspace, std::int64_t left) const;
    void mergeAll(Workspace& workspace) const;

    std::unordered_map<std::string, std::int32_t, Workspace::Hash, std::equal_to<>> m_ids;
    std::unordered_map<std::uint64_t, Merge, PairHash> m_merges;
    std::array<std::int32_t, 0x800> m_shortIds = [] { // ids of characters of one or two bytes
        std::array<std::int32_t, 0x800> none{};
        none.fill(-1);
        return none;
    }();
    std::int32_t m_nextRank = 0;
    Options m_options;
};

} // namespace mambascope
