// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/normalizers.h"

#include "core/base/error.h"
#include "core/text/utf8.h"

#include <cstddef>

namespace mambascope {

namespace {

/// How long a text may become: a file's rules could otherwise turn a page into gigabytes. The longest that Unicode's
/// own forms make of a character is eleven times as long.
std::size_t longestOf(std::size_t size)
{
    return (std::size_t{1} << 20U) + 16 * size;
}

} // namespace

void UnicodeNormalizer::normalize(std::string& text, bool /*begins*/) const
{
    text = unicode::normalized(text, m_form);
}

void PrependNormalizer::normalize(std::string& text, bool begins) const
{
    if (begins && !text.empty()) {
        text.insert(0, m_prefix);
    }
}

void ReplaceNormalizer::normalize(std::string& text, bool /*begins*/) const
{
    text = m_pattern.replaced(text, m_content, longestOf(text.size()));
}

void StripNormalizer::normalize(std::string& text, bool /*begins*/) const
{
    if (m_right) {
        text.resize(unicode::spaceBegin(text, text.size(), 0));
    }
    if (m_left) {
        text.erase(0, unicode::spaceEnd(text, 0));
    }
}

void LowercaseNormalizer::normalize(std::string& text, bool /*begins*/) const
{
    text = unicode::lowercase(text);
}

void NormalizerSequence::normalize(std::string& text, bool begins) const
{
    const std::size_t longest = longestOf(text.size());
    for (const auto& part : m_parts) {
        part->normalize(text, begins);
        if (text.size() > longest) {
            throw Error(say("normalizer Sequence"), say("makes the text longer than {0} bytes", longest));
        }
    }
}

} // namespace mambascope
