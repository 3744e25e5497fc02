// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/in_quotes.h"

#include <array>
#include <cstdint>

namespace mambascope {

namespace {

/// Bytes of the well-formed UTF-8 character that `text` begins with; 0 when there is none.
std::size_t characterSize(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(0);
    if (lead < 0x80)
        return 1;
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || size > text.size())
        return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xC0U) != 0x80U)
            return 0;
    const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    const bool beyond = lead == 0xF4 && byte(1) > 0x8F;
    return overlong || surrogate || beyond ? 0 : size;
}

} // namespace

bool isUtf8(std::string_view text)
{
    while (!text.empty()) {
        const std::size_t size = characterSize(text);
        if (size == 0)
            return false;
        text.remove_prefix(size);
    }
    return true;
}

std::string inQuotes(std::string_view text)
{
    constexpr std::size_t kLongest = 100;
    constexpr std::array<char, 17> kDigits{"0123456789abcdef"};
    std::string out = "\"";
    std::size_t i = 0;
    while (i < text.size() && out.size() < kLongest) {
        const std::size_t size = characterSize(text.substr(i));
        const auto byte = static_cast<std::uint8_t>(text[i]);
        if (size == 0 || byte < 0x20 || byte == 0x7F) {
            out += {'\\', 'x', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
            ++i;
        } else {
            out += text.substr(i, size);
            i += size;
        }
    }
    return out + (i < text.size() ? "...\"" : "\"");
}

} // namespace mambascope
