// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/pipeline.h"

#include <string>
#include <string_view>

namespace mambascope {

/// Writes bytes in an alphabet of 256 visible characters, optionally after cutting the text into words:
/// 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
class ByteLevelPreTokenizer : public PreTokenizer
{
public:
    ByteLevelPreTokenizer(bool addPrefixSpace, bool cutWords) : m_addPrefixSpace(addPrefixSpace), m_cutWords(cutWords)
    {
    }
    void cut(Pieces& pieces) const override;

private:
    bool m_addPrefixSpace;
    bool m_cutWords;
};

/// The way back: appends the bytes that a token stands for. One with a character outside the alphabet stands for
/// itself.
void appendByteLevel(std::string& bytes, std::string_view token);

} // namespace mambascope
