// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/unicode.h"

#include "core/base/error.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utf8proc.h>
#include <vector>

namespace mambascope::unicode {

namespace {

CharClass lookUp(char32_t codepoint)
{
    if (isSpace(codepoint)) {
        return CharClass::Space;
    }
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(codepoint))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
        return CharClass::Letter;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return CharClass::Number;
    default:
        return CharClass::Other;
    }
}

std::array<CharClass, 128> asciiClasses()
{
    std::array<CharClass, 128> table{};
    for (char32_t c = 0; c < table.size(); ++c) {
        table[c] = lookUp(c);
    }
    return table;
}

int combiningClass(utf8proc_int32_t codepoint)
{
    return utf8proc_get_property(codepoint)->combining_class;
}

bool composes(Form form)
{
    return form == Form::Nfc || form == Form::Nfkc;
}

utf8proc_option_t decomposition(Form form)
{
    const bool compatible = form == Form::Nfkc || form == Form::Nfkd;
    return static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | (compatible ? UTF8PROC_COMPAT : 0));
}

/// Decomposes and orders one stretch, and composes it again where the form asks for it. Written out in steps because
/// the library's own ordering takes quadratic time on a long run of combining marks.
void appendNormalized(std::string& result, std::string_view stretch, Form form, std::vector<utf8proc_int32_t>& buffer)
{
    buffer.clear();
    for (std::size_t at = 0; at < stretch.size();) {
        const utf8::Step here = utf8::step(stretch, at);
        at += here.length;
        std::array<utf8proc_int32_t, 32> parts{}; // 18 are the most that any character has
        int boundary = 0;
        const utf8proc_ssize_t count =
            utf8proc_decompose_char(static_cast<utf8proc_int32_t>(here.codepoint), parts.data(),
                                    static_cast<utf8proc_ssize_t>(parts.size()), decomposition(form), &boundary);
        if (count < 0 || count > static_cast<utf8proc_ssize_t>(parts.size())) {
            throw Error(say("Unicode normalization"), utf8proc_errmsg(count));
        }
        buffer.insert(buffer.end(), parts.begin(), parts.begin() + count);
    }
    for (auto begin = buffer.begin(); begin != buffer.end();) {
        if (combiningClass(*begin) == 0) {
            ++begin;
            continue;
        }
        const auto end = std::find_if(begin, buffer.end(), [](utf8proc_int32_t c) { return combiningClass(c) == 0; });
        std::stable_sort(begin, end,
                         [](utf8proc_int32_t a, utf8proc_int32_t b) { return combiningClass(a) < combiningClass(b); });
        begin = end;
    }
    auto count = static_cast<utf8proc_ssize_t>(buffer.size());
    if (composes(form)) {
        count = utf8proc_normalize_utf32(buffer.data(), count,
                                         static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
        if (count < 0) {
            throw Error(say("Unicode normalization"), utf8proc_errmsg(count));
        }
    }
    for (utf8proc_ssize_t i = 0; i < count; ++i) {
        utf8::append(result, static_cast<char32_t>(buffer[static_cast<std::size_t>(i)]));
    }
}

bool isAscii(char c)
{
    return static_cast<unsigned char>(c) < 0x80;
}

} // namespace

CharClass classOf(char32_t codepoint)
{
    static const std::array<CharClass, 128> ascii = asciiClasses();
    return codepoint < ascii.size() ? ascii[codepoint] : lookUp(codepoint);
}

bool isSpace(char32_t codepoint)
{
    switch (codepoint) {
    case 0x20:
    case 0x85:
    case 0xA0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
        return true;
    default:
        return (codepoint >= 0x09 && codepoint <= 0x0D) || (codepoint >= 0x2000 && codepoint <= 0x200A);
    }
}

bool isWord(char32_t codepoint)
{
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(codepoint))) {
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_PC:
        return true;
    case UTF8PROC_CATEGORY_SO: // letters in circles and squares are the alphabetic symbols
        return (codepoint >= 0x24B6 && codepoint <= 0x24E9) || (codepoint >= 0x1F130 && codepoint <= 0x1F149) ||
               (codepoint >= 0x1F150 && codepoint <= 0x1F169) || (codepoint >= 0x1F170 && codepoint <= 0x1F189);
    default:
        return codepoint == 0x200C || codepoint == 0x200D || classOf(codepoint) == CharClass::Letter;
    }
}

bool isPunctuation(char32_t codepoint)
{
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(codepoint))) {
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
        return true;
    default:
        return codepoint < 0x80 &&
               std::string_view("$+<=>^`|~").find(static_cast<char>(codepoint)) != std::string_view::npos;
    }
}

std::size_t spaceBegin(std::string_view text, std::size_t end, std::size_t lowest)
{
    while (end > lowest) {
        const std::size_t before = utf8::previous(text, end);
        if (!isSpace(utf8::step(text, before).codepoint)) {
            break;
        }
        end = before;
    }
    return end;
}

std::size_t spaceEnd(std::string_view text, std::size_t begin)
{
    while (begin < text.size()) {
        const utf8::Step here = utf8::step(text, begin);
        if (!isSpace(here.codepoint)) {
            break;
        }
        begin += here.length;
    }
    return begin;
}

std::string normalized(std::string_view text, Form form)
{
    std::string result;
    result.reserve(text.size());
    std::vector<utf8proc_int32_t> buffer;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto other = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), isAscii);
        const auto begin = static_cast<std::size_t>(other - text.begin());
        if (begin == text.size()) {
            result.append(text, at);
            break;
        }
        // ASCII never joins what is before it, but it may take up a mark that follows it.
        const std::size_t first = begin > at ? begin - 1 : begin;
        const auto end = static_cast<std::size_t>(std::find_if(other, text.end(), isAscii) - text.begin());
        result.append(text, at, first - at);
        appendNormalized(result, text.substr(first, end - first), form, buffer);
        at = end;
    }
    return result;
}

std::string lowercase(std::string_view text)
{
    constexpr char32_t capitalIWithDot = 0x130; // the only character that becomes two
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const utf8::Step here = utf8::step(text, at);
        at += here.length;
        if (here.codepoint == capitalIWithDot) {
            result += "i\u0307";
        } else {
            utf8::append(result,
                         static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(here.codepoint))));
        }
    }
    return result;
}

} // namespace mambascope::unicode
