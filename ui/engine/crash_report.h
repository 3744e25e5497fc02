// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace mambascope::ui {

/// From now on an end by a fault (a signal such as SIGSEGV, an exception that nobody caught) leaves a report in `file`:
/// what happened, the version, the calls that led there. The process ends as it would have without.
void installCrashReport(const std::string& file, const std::string& version);

} // namespace mambascope::ui
