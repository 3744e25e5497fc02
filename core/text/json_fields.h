// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace mambascope {

/// Reads members of a tokenizer.json; whatever is not as it should be becomes an Error about that file.
class JsonFields
{
public:
    using Json = nlohmann::json;

    explicit JsonFields(std::string subject) : m_subject(std::move(subject)) {}
    const std::string& subject() const { return m_subject; }

    [[noreturn]] void fail(const Message& cause) const;
    /// Null when the member is missing or null.
    const Json* member(const Json& object, const char* name) const;
    /// The same, and never anything else than an object.
    const Json* objectMember(const Json& object, const char* name) const;
    /// A list of objects. `what` says whose member it is, in the errors of this and the following.
    const Json& objects(const Json& object, const char* name, const Message& what) const;
    std::string typeOf(const Json& object, const Message& what) const;
    std::string text(const Json& object, const char* name, const Message& what) const;
    /// Text of exactly one character.
    std::string character(const Json& object, const char* name, const Message& what) const;
    bool flag(const Json& object, const char* name, std::optional<bool> fallback, const Message& what) const;
    std::size_t count(const Json& object, const char* name, const Message& what) const;

    /// In quotation marks, shortened when it is long.
    static std::string quoted(std::string text);

private:
    std::string m_subject;
};

} // namespace mambascope
