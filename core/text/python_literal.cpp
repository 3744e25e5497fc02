// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/python_literal.h"

#include "core/base/error.h"
#include "core/base/text_file.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>

namespace mambascope::python {

namespace {

constexpr int kDeepest = 8; // a file that nests more is broken, and the stack is not endless

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

class Reader
{
public:
    Reader(const std::filesystem::path& path, std::string_view text) : m_path(path), m_text(text) {}

    Numbers assignment(const std::string& name)
    {
        preamble();
        if (!accept(name) || !acceptAfterBlanks('='))
            fail(say("an assignment to {0} is expected", name));
        skipBlanks();
        Numbers numbers = dict(1);
        skipBlanks();
        if (m_at < m_text.size())
            fail(say("nothing is expected behind the table"));
        return numbers;
    }

private:
    [[noreturn]] void fail(const Message& cause) const
    {
        const std::string_view read = m_text.substr(0, m_at); // an escape may have gone beyond the end
        throw Error(linePlace(m_path, 1 + std::count(read.begin(), read.end(), '\n')), cause);
    }
    char here() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

    // Blanks, line ends and comments.
    void skipBlanks()
    {
        while (m_at < m_text.size() && (isBlank(m_text[m_at]) || m_text[m_at] == '#'))
            m_at = m_text[m_at] == '#' ? std::min(m_text.find('\n', m_at), m_text.size()) : m_at + 1;
    }
    bool accept(std::string_view word)
    {
        if (!m_text.substr(m_at).starts_with(word))
            return false;
        m_at += word.size();
        return true;
    }
    bool acceptAfterBlanks(char c)
    {
        skipBlanks();
        return accept(std::string_view(&c, 1));
    }
    // What a file of Python 2 says before its tables.
    void preamble()
    {
        skipBlanks();
        while (accept("from __future__ import ")) {
            m_at = std::min(m_text.find('\n', m_at), m_text.size());
            skipBlanks();
        }
    }

    Numbers dict(int depth)
    {
        if (here() != '{')
            fail(say("a table in braces is expected"));
        if (depth > kDeepest)
            fail(say("the tables are nested too deep"));
        ++m_at;
        Numbers all;
        while (!acceptAfterBlanks('}')) {
            const Text key = string();
            if (all.numbers.contains(key) || all.dicts.contains(key))
                fail(say("the key '{0}' is there twice", toUtf8(key)));
            if (!acceptAfterBlanks(':'))
                fail(say("a colon is expected"));
            skipBlanks();
            if (here() == '{')
                all.dicts.emplace(key, dict(depth + 1));
            else
                all.numbers.emplace(key, number());
            if (!acceptAfterBlanks(',') && here() != '}')
                fail(say("a comma or the table's end is expected"));
        }
        return all;
    }

    Text string()
    {
        if (here() == 'u')
            ++m_at;
        const char quote = here();
        if (quote != '\'' && quote != '"')
            fail(say("a key in quotes is expected"));
        ++m_at;
        Text key;
        while (here() != quote) {
            if (m_at >= m_text.size() || m_text[m_at] == '\n')
                fail(say("the key in quotes has no end"));
            if (m_text[m_at] == '\\') {
                key += escape();
                continue;
            }
            const utf8::Step step = utf8::step(m_text, m_at);
            key += step.codepoint;
            m_at += step.length;
        }
        ++m_at;
        return key;
    }

    char32_t escape()
    {
        ++m_at;
        const char kind = here();
        ++m_at;
        if (kind == '\\' || kind == '\'' || kind == '"')
            return static_cast<char32_t>(kind);
        const std::size_t digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
        std::uint32_t code = 0;
        const char* const begin = m_text.data() + std::min(m_at, m_text.size());
        const char* const end = begin + std::min(digits, m_text.size() - std::min(m_at, m_text.size()));
        const auto [stop, status] = std::from_chars(begin, end, code, 16);
        const bool isCharacter = code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
        if (digits == 0 || status != std::errc() || stop != begin + digits || !isCharacter)
            fail(say("the key has an escape that is no character"));
        m_at += digits;
        return code;
    }

    double number()
    {
        double value = 0;
        const char* const begin = m_text.data() + m_at;
        const auto [stop, status] = std::from_chars(begin, m_text.data() + m_text.size(), value);
        // "inf" and "nan" are no numbers of Python's; the first is a digit, perhaps behind a sign or a point.
        const std::size_t digit = m_text.find_first_not_of("-.", m_at);
        const bool begins = digit < m_text.size() && m_text[digit] >= '0' && m_text[digit] <= '9';
        if (status != std::errc() || !begins || !std::isfinite(value))
            fail(say("a number is expected"));
        m_at += static_cast<std::size_t>(stop - begin);
        return value;
    }

    const std::filesystem::path& m_path;
    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

Numbers readNumbers(const std::filesystem::path& path, const std::string& name)
{
    const std::string text = readTextFile(path);
    if (!utf8::isValid(text))
        throw Error(path.string(), say("is not UTF-8"));
    return Reader(path, text).assignment(name);
}

} // namespace mambascope::python
