// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pre_tokenizers.h"

#include "core/text/unicode.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace mambascope {

namespace {

using Range = Pieces::Range;

/// A piece as matches and what lies between them, without a gap.
struct Part
{
    Range range;
    bool isMatch;
};

/// Joins and leaves out parts as the behavior says, and appends them, moved by `offset`.
void appendParts(std::vector<Range>& ranges, std::vector<Part>& parts, SplitBehavior behavior, std::size_t offset)
{
    const std::size_t first = ranges.size();
    bool previousIsMatch = false;
    const auto joinsPrevious = [&](const Part& part) {
        switch (behavior) {
        case SplitBehavior::MergedWithPrevious:
        case SplitBehavior::MergedWithNext: // from the end backwards
            return part.isMatch && !previousIsMatch;
        case SplitBehavior::Contiguous:
            return part.isMatch == previousIsMatch;
        default:
            return false;
        }
    };
    const bool backwards = behavior == SplitBehavior::MergedWithNext;
    if (backwards) {
        std::reverse(parts.begin(), parts.end());
    }
    for (const Part& part : parts) {
        const Range range{part.range.begin + offset, part.range.end + offset};
        const bool joins = ranges.size() > first && joinsPrevious(part);
        previousIsMatch = part.isMatch;
        if (joins && backwards) {
            ranges.back().begin = range.begin;
        } else if (joins) {
            ranges.back().end = range.end;
        } else if (!(part.isMatch && behavior == SplitBehavior::Removed)) {
            ranges.push_back(range);
        }
    }
    if (backwards) {
        std::reverse(ranges.begin() + static_cast<std::ptrdiff_t>(first), ranges.end());
    }
}

/// Cuts every piece into the parts that `partsOf(text, parts)` finds in it.
template <typename PartsOf>
void cutPieces(Pieces& pieces, SplitBehavior behavior, const PartsOf& partsOf)
{
    const std::string_view text = pieces.text;
    std::vector<Range> ranges;
    ranges.reserve(pieces.ranges.size() + pieces.ranges.size() / 2);
    std::vector<Part> parts;
    for (const Range range : pieces.ranges) {
        parts.clear();
        partsOf(text.substr(range.begin, range.end - range.begin), parts);
        appendParts(ranges, parts, behavior, range.begin);
    }
    std::erase_if(ranges, [](Range range) { return range.begin == range.end; });
    const bool startIsLeftOut =
        !pieces.ranges.empty() && (ranges.empty() || ranges.front().begin != pieces.ranges.front().begin);
    pieces.atStart = pieces.atStart && !startIsLeftOut;
    pieces.ranges = std::move(ranges);
}

} // namespace

void SplitPreTokenizer::cut(Pieces& pieces) const
{
    PatternSearch search(m_pattern);
    std::vector<Range> matches;
    cutPieces(pieces, m_behavior, [&](std::string_view text, std::vector<Part>& parts) {
        search.find(text, matches);
        std::size_t done = 0;
        for (const Range match : matches) {
            if (done != match.begin) {
                parts.push_back({{done, match.begin}, m_invert});
            }
            parts.push_back({match, !m_invert});
            done = match.end;
        }
        if (done != text.size()) {
            parts.push_back({{done, text.size()}, m_invert});
        }
    });
}

void CharacterPreTokenizer::cut(Pieces& pieces) const
{
    cutPieces(pieces, m_behavior, [this](std::string_view text, std::vector<Part>& parts) {
        std::size_t done = 0;
        for (std::size_t at = 0; at < text.size();) {
            const utf8::Step here = utf8::step(text, at);
            const std::size_t end = at + here.length;
            if (m_matches(here.codepoint)) {
                if (done < at) {
                    parts.push_back({{done, at}, false});
                }
                parts.push_back({{at, end}, true});
                done = end;
            }
            at = end;
        }
        if (done < text.size()) {
            parts.push_back({{done, text.size()}, false});
        }
    });
}

void WhitespacePreTokenizer::cut(Pieces& pieces) const
{
    enum class Kind : std::uint8_t { None, Space, Word, Other };
    const auto kindOf = [](char32_t codepoint) {
        if (unicode::isSpace(codepoint)) {
            return Kind::Space;
        }
        return unicode::isWord(codepoint) ? Kind::Word : Kind::Other;
    };
    cutPieces(pieces, SplitBehavior::Removed, [&](std::string_view text, std::vector<Part>& parts) {
        Kind current = Kind::None;
        for (std::size_t at = 0; at < text.size();) {
            const utf8::Step here = utf8::step(text, at);
            const Kind kind = kindOf(here.codepoint);
            if (kind != current) {
                parts.push_back({{at, at}, kind == Kind::Space});
                current = kind;
            }
            at += here.length;
            parts.back().range.end = at;
        }
    });
}

void MetaspacePreTokenizer::cut(Pieces& pieces) const
{
    Pieces result;
    result.begins = pieces.begins;
    result.atStart = pieces.atStart;
    PatternSearch spaces(m_space);
    std::vector<Range> found;
    for (std::size_t i = 0; i < pieces.ranges.size(); ++i) {
        const Range range = pieces.ranges[i];
        const std::string_view text = std::string_view(pieces.text).substr(range.begin, range.end - range.begin);
        const std::size_t begin = result.text.size();
        const bool prepends =
            i > 0 ? m_prepend == Prepend::Always
                  : pieces.begins && (m_prepend == Prepend::Always || (m_prepend == Prepend::First && pieces.atStart));
        if (prepends && !text.starts_with(' ') && !text.starts_with(m_replacement)) {
            result.text += m_replacement;
        }
        spaces.find(text, found);
        std::size_t done = 0;
        for (const Range space : found) {
            result.text.append(text, done, space.begin - done).append(m_replacement);
            done = space.end;
        }
        result.text.append(text, done);
        result.ranges.push_back({begin, result.text.size()});
    }
    pieces = std::move(result);
    if (m_split) {
        m_split->cut(pieces);
    }
}

void PreTokenizerSequence::cut(Pieces& pieces) const
{
    for (const auto& part : m_parts) {
        part->cut(pieces);
    }
}

} // namespace mambascope
