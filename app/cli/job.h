// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"

#include <chrono>
#include <string>
#include <string_view>

namespace mambascope::cli {

/// One run of a verb: its progress, shown on stderr when that is a terminal or on request, and Ctrl-C, which asks it to
/// stop. One at a time in a process.
class Job
{
public:
    Job();
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    ~Job();

    Progress& progress() { return m_progress; }
    /// Shows progress even when stderr is not a terminal.
    void showProgress() { m_shown = true; }
    /// A line of side information (speed, memory): where progress goes, and only if that is shown.
    void note(const std::string& line);
    /// Takes the progress line off the terminal, before something else is written to it.
    void clearLine();

private:
    void report(std::string_view what, double fraction);
    /// ", 4 min left" once there is something to tell it from.
    std::string timeLeft(double fraction);

    Progress m_progress;
    bool m_terminal = false;
    bool m_shown = false;
    bool m_lineOpen = false;
    int m_lastPercent = -1;
    std::string m_lastWhat;
    std::chrono::steady_clock::time_point m_lastTime{};
    double m_firstFraction = 2, m_lastFraction = 2; ///< of what runs now; > 1: nothing does
    std::chrono::steady_clock::time_point m_firstTime{};
};

} // namespace mambascope::cli
