// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace mambascope {

/// A sentence or label for people: in English where it is printed, in the window's language where it is shown there.
/// It is either a pattern with what is put into it, made by say(), or a text that has no other language (the name of a
/// file, what a library answered), made from a string. Copies share what they hold.
class Message
{
public:
    Message() = default;
    Message(std::string text);
    Message(std::string_view text) : Message(std::string(text)) {}
    Message(const char* text) : Message(std::string(text)) {}
    /// For say(), and for what reads messages from files; a placeholder without its argument stays as it is.
    Message(std::string pattern, std::vector<Message> arguments);

    const std::string& english() const noexcept { return contents().english; }
    bool empty() const noexcept { return english().empty(); }
    /// English with {0}, {1}, ... for the arguments; empty where nothing is to be translated.
    const std::string& pattern() const noexcept { return contents().pattern; }
    const std::vector<Message>& arguments() const noexcept { return contents().arguments; }

    friend bool operator==(const Message& a, const Message& b) { return a.english() == b.english(); }

private:
    struct Contents
    {
        std::string english;
        std::string pattern;
        std::vector<Message> arguments;
    };
    const Contents& contents() const noexcept { return m_contents ? *m_contents : kNothing; }

    static const Contents kNothing;
    std::shared_ptr<const Contents> m_contents;
};

/// Calls `onText` and `onPlace` for the stretches of `pattern` between placeholders and for the placeholders' numbers,
/// in order.
template <typename OnText, typename OnPlace>
constexpr void splitPattern(std::string_view pattern, OnText onText, OnPlace onPlace)
{
    std::size_t begin = 0;
    for (std::size_t i = 0; i + 2 < pattern.size(); ++i) {
        if (pattern[i] != '{' || pattern[i + 1] < '0' || pattern[i + 1] > '9' || pattern[i + 2] != '}')
            continue;
        onText(pattern.substr(begin, i - begin));
        onPlace(static_cast<std::size_t>(pattern[i + 1] - '0'));
        begin = i + 3;
        i = begin - 1;
    }
    onText(pattern.substr(begin));
}

/// A literal whose placeholders are {0} to {n-1} for n arguments, each at least once; anything else does not compile.
template <typename... Args>
class MessagePattern
{
public:
    consteval MessagePattern(const char* text) : m_text(text)
    {
        bool found[10] = {};
        splitPattern(
            text, [](std::string_view) {}, [&](std::size_t place) { found[place] = true; });
        for (std::size_t i = 0; i < 10; ++i)
            if (found[i] != (i < sizeof...(Args)))
                throw "placeholders and arguments do not agree";
    }
    const char* text() const noexcept { return m_text; }

private:
    const char* m_text;
};

namespace detail {

inline Message argument(const Message& message)
{
    return message;
}
template <typename T, typename = std::enable_if_t<std::is_integral_v<T>>>
Message argument(T number)
{
    static_assert(!std::is_same_v<T, bool>, "yes or no is not a number");
    if constexpr (std::is_same_v<T, char>)
        return Message(std::string(1, number));
    else
        return Message(std::to_string(number));
}

} // namespace detail

/// A message that has a translation: `say("has {0} tokens, {1} are needed", tokens, needed)`. The pattern is a whole
/// sentence or clause, written at the call, where scripts/translations.sh finds it. Arguments are integers, strings, or
/// messages with a translation of their own; other numbers are written by the caller, who knows how exact they are.
template <typename... Args>
Message say(MessagePattern<std::type_identity_t<Args>...> pattern, const Args&... arguments)
{
    return Message(pattern.text(), std::vector<Message>{detail::argument(arguments)...});
}

/// JSON holds the English text. (For nlohmann's conversions, which need no header here.)
template <typename BasicJson>
void to_json(BasicJson& json, const Message& message)
{
    json = message.english();
}

} // namespace mambascope
