// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/message.h"

namespace mambascope {

const Message::Contents Message::kNothing;

Message::Message(std::string text) : m_contents(std::make_shared<const Contents>(Contents{std::move(text), {}, {}})) {}

Message::Message(std::string pattern, std::vector<Message> arguments)
{
    Contents contents{{}, std::move(pattern), std::move(arguments)};
    splitPattern(
        contents.pattern, [&](std::string_view text) { contents.english += text; },
        [&](std::size_t place) {
            if (place < contents.arguments.size())
                contents.english += contents.arguments[place].english();
            else
                contents.english += '{' + std::to_string(place) + '}';
        });
    m_contents = std::make_shared<const Contents>(std::move(contents));
}

} // namespace mambascope
