// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Strings as Python's `str` and `re` treat them. The benchmarks' scorers are Python programs, and a score has to be
/// theirs to the last digit; what counts as white space, a word or a lower-case letter decides it. Works on code
/// points, because the scorers count those.
namespace mambascope::python {

using Text = std::u32string;
using View = std::u32string_view;

/// Invalid bytes become U+FFFD.
Text fromUtf8(std::string_view text);
std::string toUtf8(View text);

bool isSpace(char32_t c); ///< str.isspace(): White_Space and U+001C..1F
bool isDigit(char32_t c); ///< \d: the class Nd
bool isWord(char32_t c);  ///< \w: the classes L* and N*, and the underscore

/// str.lower(): with the final sigma, and two code points for U+0130.
Text lower(View text);
/// str.strip()
View strip(View text);
/// str.split(): at runs of white space, no empty parts.
std::vector<View> split(View text);
/// str.split(c): empty parts stay.
std::vector<View> split(View text, char32_t separator);
/// re.findall(r"\d+", text)
std::vector<View> numbers(View text);

} // namespace mambascope::python
