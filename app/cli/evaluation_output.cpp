// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/evaluation_output.h"

#include "app/cli/output.h"

#include <cstdio>

namespace mambascope::cli {

void printProblems(const std::vector<Message>& problems)
{
    for (const Message& problem : problems)
        std::fprintf(stderr, "mambascope: %s\n", problem.english().c_str());
    if (!problems.empty())
        std::fprintf(stderr, "mambascope: %s problem%s; the rest was done\n",
                     grouped(static_cast<std::int64_t>(problems.size())).c_str(), problems.size() == 1 ? "" : "s");
}

void noteResumed(Job& job, std::size_t made, std::size_t resumed)
{
    job.note(grouped(static_cast<std::int64_t>(made)) + " results made, " +
             grouped(static_cast<std::int64_t>(resumed)) + " were there already");
}

} // namespace mambascope::cli
