// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include "core/base/error.h"
#include "core/base/in_quotes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

namespace mambascope {

namespace {

using Json = nlohmann::json;

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isOfNumber(char c)
{
    return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E';
}

/// Numbers that JSON has no spelling for: which of the text's numbers (counted from 0) they are, and their values.
using SpecialNumbers = std::vector<std::pair<std::size_t, double>>;

// Writes zeros of the same length over bare Infinity, -Infinity and NaN, so that positions in messages stay right.
SpecialNumbers replaceSpecialNumbers(std::string& text)
{
    SpecialNumbers specials;
    std::size_t number = 0;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i + 1;
        if (text[i] == '"') {
            while (end < text.size() && text[end] != '"')
                end += text[end] == '\\' ? 2 : 1;
            ++end;
        } else if (isLetter(text[i]) || isOfNumber(text[i])) {
            while (end < text.size() && (isLetter(text[end]) || isOfNumber(text[end])))
                ++end;
            const std::string_view word = std::string_view(text).substr(i, end - i);
            const bool infinite = word == "Infinity" || word == "-Infinity";
            if (infinite || word == "NaN") {
                const double value =
                    infinite ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
                specials.emplace_back(number++, word[0] == '-' ? -value : value);
                const std::size_t digits = i + (word[0] == '-' ? 1 : 0);
                std::fill(text.begin() + static_cast<std::ptrdiff_t>(digits),
                          text.begin() + static_cast<std::ptrdiff_t>(end), '0');
                text[digits + 1] = '.';
            } else if (!isLetter(text[i])) {
                ++number;
            }
        }
        i = end;
    }
    return specials;
}

// Builds the value from the parser's events. The parser itself keeps no stack of calls, but a value is destroyed
// recursively, so depth has to be bounded while it grows.
class Builder : public nlohmann::json_sax<Json>
{
public:
    Builder(std::string_view text, const Message& subject, int depth, SpecialNumbers specials)
        : m_text(text), m_subject(subject), m_depth(static_cast<std::size_t>(depth)), m_specials(std::move(specials))
    {
    }
    Json take() { return std::move(m_root); }

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(std::int64_t value) override { return addNumber(value); }
    bool number_unsigned(std::uint64_t value) override { return addNumber(value); }
    bool number_float(double value, const std::string& /*text*/) override { return addNumber(value); }
    bool string(std::string& value) override { return add(std::move(value)); }
    bool binary(Json::binary_t& /*value*/) override { return false; } // JSON text has none
    bool start_object(std::size_t /*size*/) override { return open(Json::object()); }
    bool start_array(std::size_t /*size*/) override { return open(Json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(std::string& name) override
    {
        const auto [place, isNew] = m_open.back()->get_ref<Json::object_t&>().emplace(name, nullptr);
        if (!isNew)
            fail(say("names the key {0} twice in one object (duplicate key)", inQuotes(name)));
        m_member = &place->second;
        return true;
    }

    bool parse_error(std::size_t position, const std::string& /*token*/, const Json::exception& error) override
    {
        const std::string reason = error.what();
        const Message where = at(position);
        if (dynamic_cast<const Json::out_of_range*>(&error) != nullptr)
            fail(say("has a number out of range at {0}", where));
        if (reason.find("UTF-8") != std::string::npos)
            fail(say("is not valid JSON: invalid UTF-8 at {0}", where));
        if (reason.find("unexpected end of input") != std::string::npos)
            fail(say("is not valid JSON: the text ends early, at {0}", where));
        fail(say("is not valid JSON: syntax error at {0}", where));
    }

private:
    [[noreturn]] void fail(const Message& cause) const { throw Error(m_subject, cause); }

    Message at(std::size_t position) const
    {
        const std::string_view before = m_text.substr(0, position > 0 ? position - 1 : 0);
        const auto line = std::count(before.begin(), before.end(), '\n') + 1;
        const std::size_t start = before.rfind('\n');
        const std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
        return say("line {0}, column {1}", line, column);
    }

    template <typename T>
    bool addNumber(T value)
    {
        const std::size_t number = m_number++;
        if (m_special < m_specials.size() && m_specials[m_special].first == number)
            return add(m_specials[m_special++].second);
        return add(value);
    }

    bool add(Json value)
    {
        place(std::move(value));
        return true;
    }

    Json* place(Json value)
    {
        Json* target = &m_root;
        if (!m_open.empty() && m_open.back()->is_array()) {
            auto& list = m_open.back()->get_ref<Json::array_t&>();
            target = &list.emplace_back();
        } else if (!m_open.empty()) {
            target = m_member;
        }
        *target = std::move(value);
        return target;
    }

    bool open(Json value)
    {
        if (m_open.size() >= m_depth)
            fail(say("is nested too deep: more than {0} JSON objects and arrays in one another", m_depth));
        m_open.push_back(place(std::move(value)));
        return true;
    }

    bool close()
    {
        m_open.pop_back();
        return true;
    }

    std::string_view m_text;
    const Message& m_subject;
    std::size_t m_depth;
    SpecialNumbers m_specials;
    std::size_t m_special = 0; ///< the next of m_specials
    std::size_t m_number = 0;  ///< numbers so far
    Json m_root;
    std::vector<Json*> m_open; ///< an open value's elements only grow after its inner values are closed
    Json* m_member = nullptr;  ///< where the value of the last key goes
};

} // namespace

nlohmann::json parseJson(std::string_view text, const Message& subject, const JsonLimits& limits)
{
    // The library takes a NUL byte for the end of the text.
    if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos)
        throw Error(subject, say("is not valid JSON: NUL byte at offset {0}", nul));
    std::string changed;
    SpecialNumbers specials;
    if (limits.infinity) {
        changed = text;
        specials = replaceSpecialNumbers(changed);
    }
    const std::string_view json = specials.empty() ? text : std::string_view(changed);
    Builder builder(json, subject, limits.depth, std::move(specials));
    if (!Json::sax_parse(json.begin(), json.end(), &builder))
        throw Error(subject, say("is not valid JSON"));
    return builder.take();
}

nlohmann::json jsonOfNumber(double value)
{
    if (std::isfinite(value))
        return value;
    return std::isnan(value) ? "nan" : (value > 0 ? "inf" : "-inf");
}

double numberOfJson(const nlohmann::json& value, const Message& subject)
{
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (value.is_number())
        return value.get<double>();
    if (value.is_null() || value == "nan")
        return std::numeric_limits<double>::quiet_NaN();
    if (value == "inf")
        return kInfinity;
    if (value == "-inf")
        return -kInfinity;
    throw Error(subject, say("is not a number"));
}

} // namespace mambascope
