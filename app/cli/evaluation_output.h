// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/job.h"

#include <cstddef>
#include <string>
#include <vector>

namespace mambascope::cli {

/// What an evaluation left out, a line each on stderr.
void printProblems(const std::vector<Message>& problems);

/// How many results were made now and how many an earlier run had left, where progress is shown.
void noteResumed(Job& job, std::size_t made, std::size_t resumed);

} // namespace mambascope::cli
