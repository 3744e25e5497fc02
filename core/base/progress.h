// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/message.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <utility>

namespace mambascope {

/// Carries progress out of a long job and the wish to stop into it. One object a job, passed by reference.
/// cancel() may be called from any thread and from a signal handler; everything else from the job's thread.
class Progress
{
public:
    /// `fraction` is 0..1.
    using Report = std::function<void(const Message& what, double fraction)>;

    Progress() = default;
    explicit Progress(Report report) : m_report(std::move(report)) {}
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Reports `done` of `total` units of `what`, then behaves like check().
    void step(const Message& what, std::int64_t done, std::int64_t total)
    {
        check();
        if (m_report)
            m_report(what,
                     total > 0 ? m_begin + m_span * static_cast<double>(done) / static_cast<double>(total) : m_begin);
    }

    /// Maps the 0..1 of the calls that follow into begin..begin+span, for jobs made of several parts.
    void setPart(double begin, double span)
    {
        m_begin = begin;
        m_span = span;
    }

    /// \throws Cancelled once cancel() was called.
    void check() const
    {
        if (cancelled())
            throw Cancelled();
    }
    void cancel() noexcept { m_cancelled.store(true, std::memory_order_relaxed); }
    bool cancelled() const noexcept { return m_cancelled.load(std::memory_order_relaxed); }

private:
    Report m_report;
    double m_begin = 0;
    double m_span = 1;
    std::atomic<bool> m_cancelled{false};
};

} // namespace mambascope
