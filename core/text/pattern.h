// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/pipeline.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mambascope {

/// What a Replace or Split looks for: a string as it is, or a regular expression of Oniguruma, the engine that
/// tokenizer.json's expressions are written for. Immutable; threads share it and keep a Search each.
class Pattern
{
public:
    /// `text` is not empty.
    static Pattern literal(std::string text);
    /// \throws Error (subject "regex ...") when the expression cannot be compiled.
    static Pattern regex(const std::string& expression);
    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    ~Pattern();

    bool isLiteral() const { return m_regex == nullptr; }
    const std::string& text() const { return m_text; }

    /// The text with every match replaced by `content`, which is taken as it is.
    /// \throws Error (subject "Replace") when the result is longer than `limit` bytes, and as PatternSearch::find.
    std::string replaced(std::string_view text, std::string_view content, std::size_t limit) const;

private:
    friend class PatternSearch;
    struct Regex;
    explicit Pattern(std::string text);

    std::string m_text;
    std::unique_ptr<Regex> m_regex;
};

/// A search for one pattern, with the memory that searching needs.
class PatternSearch
{
public:
    explicit PatternSearch(const Pattern& pattern);
    PatternSearch(const PatternSearch&) = delete;
    PatternSearch& operator=(const PatternSearch&) = delete;
    ~PatternSearch();
    /// All matches from left to right without overlap; an empty match directly behind another match does not count.
    /// `text` is valid UTF-8 and all that the expression sees.
    /// \throws Error (subject "regex ...") when an expression takes more steps than any sensible one needs.
    void find(std::string_view text, std::vector<Pieces::Range>& matches);

private:
    void findLiteral(std::string_view text, std::vector<Pieces::Range>& matches) const;
    void findRegex(std::string_view text, std::vector<Pieces::Range>& matches);

    struct Memory;
    const Pattern& m_pattern;
    std::unique_ptr<Memory> m_memory;
};

} // namespace mambascope
