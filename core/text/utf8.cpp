// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/utf8.h"

#include <algorithm>

namespace mambascope::utf8 {

namespace {

unsigned byteAt(std::string_view text, std::size_t at)
{
    return static_cast<unsigned char>(text[at]);
}

bool isContinuation(unsigned byte)
{
    return (byte & 0xC0U) == 0x80U;
}

} // namespace

Step step(std::string_view text, std::size_t at)
{
    const unsigned lead = byteAt(text, at);
    if (lead < 0x80) {
        return {lead, 1, true, false};
    }
    std::size_t size = 0;
    // The second byte's range excludes overlong forms, surrogates and everything above U+10FFFF.
    unsigned lowest = 0x80;
    unsigned highest = 0xBF;
    char32_t codepoint = 0;
    if (lead >= 0xC2 && lead <= 0xDF) {
        size = 2;
        codepoint = lead & 0x1FU;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        size = 3;
        codepoint = lead & 0x0FU;
        lowest = lead == 0xE0 ? 0xA0 : 0x80;
        highest = lead == 0xED ? 0x9F : 0xBF;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        size = 4;
        codepoint = lead & 0x07U;
        lowest = lead == 0xF0 ? 0x90 : 0x80;
        highest = lead == 0xF4 ? 0x8F : 0xBF;
    } else {
        return {};
    }
    for (std::size_t i = 1; i < size; ++i) {
        if (at + i == text.size()) {
            return {replacement, i, false, true};
        }
        const unsigned byte = byteAt(text, at + i);
        if (byte < lowest || byte > highest) {
            return {replacement, i, false, false};
        }
        codepoint = (codepoint << 6U) | (byte & 0x3FU);
        lowest = 0x80;
        highest = 0xBF;
    }
    return {codepoint, size, true, false};
}

std::size_t previous(std::string_view text, std::size_t end)
{
    do {
        --end;
    } while (end > 0 && isContinuation(byteAt(text, end)));
    return end;
}

bool isValid(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const Step here = step(text, at);
        if (!here.valid) {
            return false;
        }
        at += here.length;
    }
    return true;
}

std::string repaired(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Step here = step(text, at);
        if (here.valid) {
            result.append(text, at, here.length);
        } else {
            append(result, replacement);
        }
        at += here.length;
    }
    return result;
}

std::size_t incompleteTail(std::string_view text)
{
    const std::size_t most = std::min<std::size_t>(3, text.size());
    for (std::size_t length = 1; length <= most; ++length) {
        const std::size_t at = text.size() - length;
        if (!isContinuation(byteAt(text, at))) {
            return step(text, at).incomplete ? length : 0;
        }
    }
    return 0;
}

void append(std::string& text, char32_t codepoint)
{
    const auto put = [&text](char32_t byte) { text.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
    if (codepoint < 0x80) {
        put(codepoint);
    } else if (codepoint < 0x800) {
        put(0xC0 | (codepoint >> 6));
        put(0x80 | (codepoint & 0x3F));
    } else if (codepoint < 0x10000) {
        put(0xE0 | (codepoint >> 12));
        put(0x80 | ((codepoint >> 6) & 0x3F));
        put(0x80 | (codepoint & 0x3F));
    } else {
        put(0xF0 | (codepoint >> 18));
        put(0x80 | ((codepoint >> 12) & 0x3F));
        put(0x80 | ((codepoint >> 6) & 0x3F));
        put(0x80 | (codepoint & 0x3F));
    }
}

} // namespace mambascope::utf8
