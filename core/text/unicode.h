// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
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

/// The patterns' punctuation: the Unicode classes P* and the ASCII symbols.
bool isPunctuation(char32_t codepoint);

/// Where the white space begins that ends at `end`; not before `lowest`. Both are borders of characters of valid UTF-8.
std::size_t spaceBegin(std::string_view text, std::size_t end, std::size_t lowest);
/// Where the white space ends that begins at `begin`.
std::size_t spaceEnd(std::string_view text, std::size_t begin);

enum class Form { Nfc, Nfd, Nfkc, Nfkd };

/// A normalization form of valid UTF-8.
std::string normalized(std::string_view text, Form form);

/// Every character by itself in lower case, without regard to its neighbours.
std::string lowercase(std::string_view text);

} // namespace mambascope::unicode
