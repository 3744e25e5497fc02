// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/json_fields.h"

#include "core/base/error.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace mambascope {

void JsonFields::fail(const Message& cause) const
{
    throw Error(m_subject, cause);
}

const JsonFields::Json* JsonFields::member(const Json& object, const char* name) const
{
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

const JsonFields::Json* JsonFields::objectMember(const Json& object, const char* name) const
{
    const Json* found = member(object, name);
    if (found != nullptr && !found->is_object()) {
        fail(say("{0} is not an object", name));
    }
    return found;
}

const JsonFields::Json& JsonFields::objects(const Json& object, const char* name, const Message& what) const
{
    const Json* found = member(object, name);
    if (found == nullptr || !found->is_array() ||
        !std::all_of(found->begin(), found->end(), [](const Json& entry) { return entry.is_object(); })) {
        fail(say("{0}: {1} is not a list of objects", what, name));
    }
    return *found;
}

std::string JsonFields::typeOf(const Json& object, const Message& what) const
{
    const Json* type = member(object, "type");
    if (type == nullptr || !type->is_string()) {
        fail(say("{0} has no type", what));
    }
    return type->get<std::string>();
}

std::string JsonFields::text(const Json& object, const char* name, const Message& what) const
{
    const Json* value = member(object, name);
    if (value == nullptr || !value->is_string()) {
        fail(say("{0}: {1} is not a string", what, name));
    }
    return value->get<std::string>();
}

std::string JsonFields::character(const Json& object, const char* name, const Message& what) const
{
    std::string value = text(object, name, what);
    if (value.empty() || utf8::step(value, 0).length != value.size()) {
        fail(say("{0}: {1} is {2}, not one character", what, name, quoted(value)));
    }
    return value;
}

bool JsonFields::flag(const Json& object, const char* name, std::optional<bool> fallback, const Message& what) const
{
    const Json* value = member(object, name);
    if (value == nullptr && fallback) {
        return *fallback;
    }
    if (value == nullptr || !value->is_boolean()) {
        fail(say("{0}: {1} is not true or false", what, name));
    }
    return value->get<bool>();
}

std::size_t JsonFields::count(const Json& object, const char* name, const Message& what) const
{
    const Json* value = member(object, name);
    if (value == nullptr || !value->is_number_unsigned()) {
        fail(say("{0}: {1} is not a number of characters", what, name));
    }
    return value->get<std::size_t>();
}

std::string JsonFields::quoted(std::string text)
{
    constexpr std::size_t longest = 60;
    if (text.size() > longest) {
        std::size_t end = longest;
        while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        text.resize(end);
        text += "...";
    }
    return "'" + text + "'";
}

} // namespace mambascope
