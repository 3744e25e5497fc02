// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mambascope {

/// A token that is found in the text before the model sees it.
struct AddedToken
{
    std::int64_t id = 0;
    std::string content;
    bool singleWord = false; ///< only between characters that are not part of a word
    bool takesLeft = false;  ///< swallows the white space before it
    bool takesRight = false; ///< swallows the white space after it
    bool normalized = false; ///< looked for after normalization
    bool special = false;
};

/// Finds added tokens, the leftmost first and of several there the longest. Add all tokens, then share it.
class AddedTokenMatcher
{
public:
    /// A stretch of the text; `id` is -1 where it is not an added token. Empty stretches are left out.
    struct Part
    {
        std::size_t begin;
        std::size_t end;
        std::int64_t id;
    };

    AddedTokenMatcher();
    /// `pattern` is the content as it looks in the text that split() gets, and is not empty.
    void add(const AddedToken& token, std::string_view pattern);
    std::vector<Part> split(std::string_view text) const;

private:
    struct Node
    {
        std::vector<std::pair<unsigned char, std::size_t>> next;
        std::ptrdiff_t token = -1;
    };
    struct Match
    {
        std::ptrdiff_t token;
        std::size_t end;
    };

    Match longestAt(std::string_view text, std::size_t begin) const;

    std::vector<AddedToken> m_tokens;
    std::vector<Node> m_nodes;
    std::array<std::size_t, 256> m_roots{}; ///< node for a first byte; 0: no token begins with it
};

} // namespace mambascope
