// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace mambascope::cli {

/// The command line below `mambascope VERB`: reads the arguments, runs the verb, prints errors as one line on stderr.
/// \returns the exit status: 0 done, 1 failed, 2 wrong usage, 130 cancelled.
int run(int argc, const char* const* argv);

bool isVerb(std::string_view word);

/// Says on stderr what is wrong with the arguments. \returns 2.
int usageError(const std::string& message);

/// Says on stderr what failed, as one line. \returns 1.
int failure(const std::string& message);

} // namespace mambascope::cli
