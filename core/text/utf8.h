// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mambascope::utf8 {

inline constexpr char32_t replacement = 0xFFFD;

/// One step of reading UTF-8. Where the bytes are not a character, `length` covers the longest beginning of one that is
/// there (at least one byte), which is the part that a single U+FFFD stands for.
struct Step
{
    char32_t codepoint = replacement;
    std::size_t length = 1;
    bool valid = false;
    bool incomplete = false; ///< the text ended inside a character that was right so far
};

/// `at` has to be inside the text.
Step step(std::string_view text, std::size_t at);

/// Where the character begins that ends at `end`, which is not 0; the text is valid.
std::size_t previous(std::string_view text, std::size_t end);

bool isValid(std::string_view text);

/// The text with U+FFFD for everything that is not UTF-8.
std::string repaired(std::string_view text);

/// How many bytes at the end are the beginning of a character whose rest may still come: 0 to 3.
std::size_t incompleteTail(std::string_view text);

void append(std::string& text, char32_t codepoint);

} // namespace mambascope::utf8
