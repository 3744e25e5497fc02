// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/pattern.h"
#include "core/text/pipeline.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace mambascope {

/// What becomes of the matches that a text is cut at.
enum class SplitBehavior {
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous, ///< matches in a row are one piece
};

/// Cuts where a pattern matches.
class SplitPreTokenizer : public PreTokenizer
{
public:
    /// `invert`: what lies between the matches counts as match, and the other way round.
    SplitPreTokenizer(Pattern pattern, SplitBehavior behavior, bool invert)
        : m_pattern(std::move(pattern)), m_behavior(behavior), m_invert(invert)
    {
    }
    void cut(Pieces& pieces) const override;

private:
    Pattern m_pattern;
    SplitBehavior m_behavior;
    bool m_invert;
};

/// Cuts where a character belongs to a class; every such character is a match of its own.
class CharacterPreTokenizer : public PreTokenizer
{
public:
    using Predicate = bool (*)(char32_t codepoint);
    CharacterPreTokenizer(Predicate matches, SplitBehavior behavior) : m_matches(matches), m_behavior(behavior) {}
    void cut(Pieces& pieces) const override;

private:
    Predicate m_matches;
    SplitBehavior m_behavior;
};

/// Runs of \w and runs of what is neither \w nor white space; white space is left out.
class WhitespacePreTokenizer : public PreTokenizer
{
public:
    void cut(Pieces& pieces) const override;
};

/// Writes spaces as another character, puts one in front and cuts before each.
class MetaspacePreTokenizer : public PreTokenizer
{
public:
    enum class Prepend {
        Always, ///< to every stretch that has none
        First,  ///< to the beginning of the text only
        Never,
    };
    MetaspacePreTokenizer(const std::string& replacement, Prepend prepend, bool split)
        : m_space(Pattern::literal(" ")), m_replacement(replacement), m_prepend(prepend)
    {
        if (split) {
            m_split = std::make_unique<SplitPreTokenizer>(Pattern::literal(replacement), SplitBehavior::MergedWithNext,
                                                          false);
        }
    }
    void cut(Pieces& pieces) const override;

private:
    Pattern m_space;
    std::string m_replacement;
    Prepend m_prepend;
    std::unique_ptr<SplitPreTokenizer> m_split; ///< null: is not cut
};

class PreTokenizerSequence : public PreTokenizer
{
public:
    explicit PreTokenizerSequence(std::vector<std::unique_ptr<PreTokenizer>> parts) : m_parts(std::move(parts)) {}
    void cut(Pieces& pieces) const override;

private:
    std::vector<std::unique_ptr<PreTokenizer>> m_parts;
};

} // namespace mambascope
