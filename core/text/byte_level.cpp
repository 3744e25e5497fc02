// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_level.h"

#include "core/text/unicode.h"
#include "core/text/utf8.h"

#include <array>
#include <cstdint>
#include <utility>

namespace mambascope {

namespace {

using unicode::CharClass;

/// Byte b is written as character b where that is visible in Latin-1, else as the next free one from U+0100.
class Alphabet
{
public:
    static constexpr char32_t size = 0x100 + 68;

    Alphabet()
    {
        m_bytes.fill(-1);
        char32_t next = 0x100;
        for (int b = 0; b < 256; ++b) {
            const bool visible = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
            const char32_t character = visible ? static_cast<char32_t>(b) : next++;
            utf8::append(m_characters.at(static_cast<std::size_t>(b)), character);
            m_bytes.at(character) = static_cast<std::int16_t>(b);
        }
    }
    const std::string& character(char byte) const { return m_characters[static_cast<unsigned char>(byte)]; }
    /// -1 for a character that is not in the alphabet.
    int byte(char32_t character) const { return character < size ? m_bytes[character] : -1; }

private:
    std::array<std::string, 256> m_characters;
    std::array<std::int16_t, size> m_bytes{};
};

const Alphabet& alphabet()
{
    static const Alphabet instance;
    return instance;
}

struct Character
{
    CharClass kind;
    std::size_t end;
};

Character characterAt(std::string_view text, std::size_t at)
{
    const utf8::Step here = utf8::step(text, at);
    return {unicode::classOf(here.codepoint), at + here.length};
}

std::size_t contractionLength(std::string_view rest)
{
    for (const std::string_view ending : {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"}) {
        if (rest.starts_with(ending)) {
            return ending.size();
        }
    }
    return 0;
}

/// Where the word that begins at `begin` ends.
std::size_t wordEnd(std::string_view text, std::size_t begin)
{
    if (text[begin] == '\'') {
        const std::size_t length = contractionLength(text.substr(begin));
        if (length > 0) {
            return begin + length;
        }
    }
    Character here = characterAt(text, begin);
    if (text[begin] == ' ' && here.end < text.size()) {
        const Character next = characterAt(text, here.end);
        if (next.kind != CharClass::Space) {
            here = next; // one space belongs to the word after it
        }
    }
    const CharClass kind = here.kind;
    std::size_t lastBegin = begin;
    std::size_t end = here.end;
    while (end < text.size()) {
        const Character next = characterAt(text, end);
        if (next.kind != kind) {
            break;
        }
        lastBegin = end;
        end = next.end;
    }
    // Of white space before a word, the last character is left to what follows, unless it is the only one.
    const bool leaveLast = kind == CharClass::Space && end < text.size() && lastBegin > begin;
    return leaveLast ? lastBegin : end;
}

} // namespace

void ByteLevelPreTokenizer::cut(Pieces& pieces) const
{
    const Alphabet& letters = alphabet();
    Pieces result;
    result.begins = pieces.begins;
    result.atStart = pieces.atStart;
    result.text.reserve(pieces.text.size() + pieces.text.size() / 4);
    result.ranges.reserve(m_cutWords ? pieces.text.size() / 4 : pieces.ranges.size());
    const auto add = [&](std::string_view word) {
        const std::size_t begin = result.text.size();
        for (const char byte : word) {
            result.text += letters.character(byte);
        }
        result.ranges.push_back({begin, result.text.size()});
    };
    std::string prefixed;
    for (std::size_t i = 0; i < pieces.ranges.size(); ++i) {
        const Pieces::Range range = pieces.ranges[i];
        std::string_view text = std::string_view(pieces.text).substr(range.begin, range.end - range.begin);
        if (m_addPrefixSpace && (i > 0 || pieces.begins) && text.front() != ' ') {
            prefixed.assign(1, ' ').append(text);
            text = prefixed;
        }
        if (!m_cutWords) {
            add(text);
            continue;
        }
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = wordEnd(text, begin);
            add(text.substr(begin, end - begin));
            begin = end;
        }
    }
    pieces = std::move(result);
}

void appendByteLevel(std::string& bytes, std::string_view token)
{
    const std::size_t before = bytes.size();
    for (std::size_t at = 0; at < token.size();) {
        const utf8::Step here = utf8::step(token, at);
        const int byte = alphabet().byte(here.codepoint);
        if (byte < 0) {
            bytes.resize(before);
            bytes += token;
            return;
        }
        bytes.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
        at += here.length;
    }
}

} // namespace mambascope
