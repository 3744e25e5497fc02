// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/python_str.h"

#include "core/text/unicode.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <utf8proc.h>

namespace mambascope::python {

namespace {

constexpr char32_t kCapitalSigma = 0x3A3;
constexpr char32_t kSmallSigma = 0x3C3;
constexpr char32_t kFinalSigma = 0x3C2;

utf8proc_category_t categoryOf(char32_t c)
{
    return utf8proc_category(static_cast<utf8proc_int32_t>(c));
}

// Unicode 3.13, D135: letters that have a case, among them a few that are neither Lu, Ll nor Lt.
bool isCased(char32_t c)
{
    switch (categoryOf(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
        return true;
    default:
        break;
    }
    const bool numerals = (c >= 0x2160 && c <= 0x217F) || (c >= 0x24B6 && c <= 0x24E9);
    const bool modifiers = c == 0xAA || c == 0xBA || (c >= 0x2B0 && c <= 0x2B8) || c == 0x2C0 || c == 0x2C1 ||
                           (c >= 0x2E0 && c <= 0x2E4) || c == 0x345 || c == 0x37A || (c >= 0x1D2C && c <= 0x1D6A) ||
                           c == 0x1D78 || (c >= 0x1D9B && c <= 0x1DBF) || c == 0x2071 || c == 0x207F ||
                           (c >= 0x2090 && c <= 0x209C);
    return numerals || modifiers;
}

// D136: what stands inside a word without being a letter of it.
bool isCaseIgnorable(char32_t c)
{
    switch (categoryOf(c)) {
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_SK:
        return true;
    default:
        break;
    }
    static constexpr char32_t inWords[] = {'\'',   '.',    ':',    0xB7,   0x387,  0x55F,  0x5F4,  0x2018, 0x2019,
                                           0x2024, 0x2027, 0xFE13, 0xFE52, 0xFE55, 0xFF07, 0xFF0E, 0xFF1A};
    return std::find(std::begin(inWords), std::end(inWords), c) != std::end(inWords);
}

// D138 with the condition Final_Sigma: the last letter of a word of at least two.
bool isFinalSigma(View text, std::size_t at)
{
    std::size_t before = at;
    while (before > 0 && isCaseIgnorable(text[before - 1]))
        --before;
    if (before == 0 || !isCased(text[before - 1]))
        return false;
    std::size_t after = at + 1;
    while (after < text.size() && isCaseIgnorable(text[after]))
        ++after;
    return after == text.size() || !isCased(text[after]);
}

} // namespace

Text fromUtf8(std::string_view text)
{
    Text points;
    points.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const utf8::Step here = utf8::step(text, at);
        points.push_back(here.valid ? here.codepoint : utf8::replacement);
        at += here.length;
    }
    return points;
}

std::string toUtf8(View text)
{
    std::string bytes;
    bytes.reserve(text.size());
    for (const char32_t c : text)
        utf8::append(bytes, c);
    return bytes;
}

bool isSpace(char32_t c)
{
    return unicode::isSpace(c) || (c >= 0x1C && c <= 0x1F);
}

bool isDigit(char32_t c)
{
    return c < 0x80 ? c >= '0' && c <= '9' : categoryOf(c) == UTF8PROC_CATEGORY_ND;
}

bool isWord(char32_t c)
{
    const unicode::CharClass kind = unicode::classOf(c);
    return c == '_' || kind == unicode::CharClass::Letter || kind == unicode::CharClass::Number;
}

Text lower(View text)
{
    Text result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char32_t c = text[i];
        if (c == 0x130) {
            result += U"i\u0307";
            continue;
        }
        if (c == kCapitalSigma) {
            result += isFinalSigma(text, i) ? kFinalSigma : kSmallSigma;
            continue;
        }
        result += static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
    }
    return result;
}

View strip(View text)
{
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

std::vector<View> split(View text)
{
    std::vector<View> parts;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && !isSpace(text[end]))
            ++end;
        if (end > i)
            parts.push_back(text.substr(i, end - i));
        i = end + 1;
    }
    return parts;
}

std::vector<View> split(View text, char32_t separator)
{
    std::vector<View> parts;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= text.size(); ++i)
        if (i == text.size() || text[i] == separator) {
            parts.push_back(text.substr(begin, i - begin));
            begin = i + 1;
        }
    return parts;
}

std::vector<View> numbers(View text)
{
    std::vector<View> found;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && isDigit(text[end]))
            ++end;
        if (end > i)
            found.push_back(text.substr(i, end - i));
        i = end + 1;
    }
    return found;
}

} // namespace mambascope::python
