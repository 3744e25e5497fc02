// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace mambascope {

/// A name from a file, fit for a message of one line: in quotes, shortened, bytes that do not print as \x escapes.
std::string inQuotes(std::string_view text);

bool isUtf8(std::string_view text);

} // namespace mambascope
