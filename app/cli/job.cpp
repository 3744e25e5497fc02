// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/job.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <unistd.h>

namespace mambascope::cli {

namespace {

std::atomic<Progress*> g_interrupted{nullptr};

extern "C" void onInterrupt(int signal)
{
    if (Progress* progress = g_interrupted.load())
        progress->cancel();
    std::signal(signal, SIG_DFL); // a second Ctrl-C ends the program at once
}

} // namespace

Job::Job() : m_progress([this](std::string_view what, double fraction) { report(what, fraction); })
{
    m_terminal = isatty(STDERR_FILENO) != 0;
    m_shown = m_terminal;
    g_interrupted = &m_progress;
    for (const int signal : {SIGINT, SIGTERM})
        if (std::signal(signal, onInterrupt) == SIG_IGN) // who started the program in the background wants it so
            std::signal(signal, SIG_IGN);
}

Job::~Job()
{
    clearLine();
    g_interrupted = nullptr;
}

void Job::note(const std::string& line)
{
    if (!m_shown)
        return;
    clearLine();
    std::fprintf(stderr, "%s\n", line.c_str());
}

void Job::clearLine()
{
    if (m_lineOpen)
        std::fputs("\r\033[K", stderr);
    m_lineOpen = false;
}

void Job::report(std::string_view what, double fraction)
{
    if (!m_shown)
        return;
    const auto now = std::chrono::steady_clock::now();
    const int percent = static_cast<int>(std::lround(std::clamp(fraction, 0.0, 1.0) * 100));
    const bool other = what != m_lastWhat;
    if (m_terminal) {
        if (!other && now - m_lastTime < std::chrono::milliseconds(100))
            return;
        std::fprintf(stderr, "\r\033[K%.*s %d %%", static_cast<int>(what.size()), what.data(), percent);
        std::fflush(stderr);
        m_lineOpen = true;
    } else {
        if (!other && percent / 10 == m_lastPercent / 10) // a log keeps every line, so few are written
            return;
        std::fprintf(stderr, "%.*s %d %%\n", static_cast<int>(what.size()), what.data(), percent);
    }
    m_lastTime = now;
    m_lastPercent = percent;
    m_lastWhat = what;
}

} // namespace mambascope::cli
