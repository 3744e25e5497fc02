// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace mambascope::unicode {

/// The classes that tokenizers' patterns tell apart: \p{L}, \p{N}, \s and the rest.
enum class CharClass : unsigned char { Letter, Number, Space, Other };

CharClass classOf(char32_t codepoint);

/// White_Space, the 25 characters of \s.
bool isSpace(char32_t codepoint);

/// \w: alphabetic, marks, decimal digits, connecting punctuation and the two joiners.
bool isWord(char32_t codepoint);

/// Normalization form C of valid UTF-8.
std::string toNfc(std::string_view text);

} // namespace mambascope::unicode
