// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/python_str.h"

#include <filesystem>
#include <map>
#include <string>

namespace mambascope::python {

/// A dict of Python whose values are numbers or dicts of the same kind: {'B': {'E': -0.5}, 'S': -1.5}.
struct Numbers
{
    std::map<Text, double> numbers;
    std::map<Text, Numbers> dicts;
};

/// The one dict that a Python file assigns to `name`, as programs write their tables out: an assignment of a literal,
/// around it only comments and imports from __future__. Keys are strings with Python's escapes, numbers are finite;
/// nothing is computed.
/// \throws Error naming file and line: no such file, not UTF-8, anything else in it, a key twice
Numbers readNumbers(const std::filesystem::path& path, const std::string& name);

} // namespace mambascope::python
