// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/job.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <csignal>
#include <cstdint>
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

Job::Job() : m_progress([this](const Message& what, double fraction) { report(what.english(), fraction); })
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

std::string Job::timeLeft(double fraction)
{
    const auto now = std::chrono::steady_clock::now();
    if (fraction < m_lastFraction) { // something else has begun
        m_firstFraction = fraction;
        m_firstTime = now;
    }
    m_lastFraction = fraction;
    const double passed = std::chrono::duration<double>(now - m_firstTime).count();
    const double made = fraction - m_firstFraction;
    if (passed < 5 || made <= 0)
        return {};
    const auto seconds = static_cast<std::int64_t>(passed * (1 - fraction) / made);
    if (seconds < 100)
        return ", " + std::to_string(seconds) + " s left";
    if (seconds < 6000)
        return ", " + std::to_string((seconds + 30) / 60) + " min left";
    return ", " + std::to_string((seconds + 1800) / 3600) + " h left";
}

void Job::report(std::string_view what, double fraction)
{
    if (!m_shown)
        return;
    const std::string left = timeLeft(std::clamp(fraction, 0.0, 1.0));
    const auto now = std::chrono::steady_clock::now();
    const int percent = static_cast<int>(std::lround(std::clamp(fraction, 0.0, 1.0) * 100));
    const bool other = what != m_lastWhat;
    if (m_terminal) {
        if (!other && now - m_lastTime < std::chrono::milliseconds(100))
            return;
        std::fprintf(stderr, "\r\033[K%.*s %d %%%s", static_cast<int>(what.size()), what.data(), percent, left.c_str());
        std::fflush(stderr);
        m_lineOpen = true;
    } else {
        if (!other && percent / 10 == m_lastPercent / 10) // a log keeps every line, so few are written
            return;
        std::fprintf(stderr, "%.*s %d %%%s\n", static_cast<int>(what.size()), what.data(), percent, left.c_str());
    }
    m_lastTime = now;
    m_lastPercent = percent;
    m_lastWhat = what;
}

} // namespace mambascope::cli
