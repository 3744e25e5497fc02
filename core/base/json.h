// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace mambascope {

struct JsonLimits
{
    int depth = 64;        ///< objects and arrays inside one another, the outermost included
    bool infinity = false; ///< Infinity, -Infinity and NaN are numbers, as Python writes them
};

/// Parses JSON that nobody vouches for: memory stays proportional to the text, and nothing is accepted silently that
/// readers disagree about (a key twice in one object, NUL bytes, invalid UTF-8, anything after the value).
/// \throws Error (subject: `subject`) naming what is wrong and, where there is one, the line and column.
nlohmann::json parseJson(std::string_view text, const Message& subject, const JsonLimits& limits = {});

/// A measured number for our own files: JSON has no infinity and no NaN, so these become the texts "inf", "-inf" and
/// "nan".
nlohmann::json jsonOfNumber(double value);
/// The number again; null, which other writers put there, is NaN. \throws Error (subject as given) for anything else
double numberOfJson(const nlohmann::json& value, const Message& subject);

} // namespace mambascope
