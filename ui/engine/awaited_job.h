// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/compute_thread.h"
#include "ui/engine/workspace.h"

#include <QString>

#include <functional>
#include <memory>
#include <utility>

namespace mambascope::ui {

/// What a view shows one result of: it is there, is coming, failed, or was cancelled. The view says which, and asks
/// once more only because a person wants it.
class AwaitedJob
{
public:
    /// `onChange` is called whenever the answers below may be others, except by cancelling, which the workspace tells.
    /// Has to live as long as the contexts of its requests.
    AwaitedJob(Workspace& workspace, ComputeThread& thread, const QString& tag, std::function<void()> onChange)
        : m_workspace(workspace), m_thread(thread), m_tag(tag), m_onChange(std::move(onChange))
    {
    }

    /// As ComputeThread::request(); an error also comes out of Workspace::failed().
    template <typename T>
    void request(const QString& title, std::function<std::shared_ptr<const T>(JobControl&)> job, QObject* context,
                 std::function<void(const std::shared_ptr<const T>&)> onResult)
    {
        m_isThere = false;
        m_problem.clear();
        m_thread.request<T>(
            m_tag, title, std::move(job), context,
            [this, onResult = std::move(onResult)](const std::shared_ptr<const T>& result) {
                m_isThere = true;
                onResult(result);
                m_onChange();
            },
            [this](const QString& message) {
                m_problem = message;
                emit m_workspace.failed(message);
                m_onChange();
            });
        m_onChange();
    }
    void cancel() { m_thread.cancel(m_tag); }

    bool isThere() const { return m_isThere; }
    bool isComing() const { return m_thread.isBusy(m_tag); }
    /// Neither: it failed, or was cancelled.
    bool isMissing() const { return !m_isThere && !isComing(); }
    /// Why it failed; empty: it did not.
    const QString& problem() const { return m_problem; }

private:
    Workspace& m_workspace;
    ComputeThread& m_thread;
    QString m_tag;
    std::function<void()> m_onChange;
    bool m_isThere = false;
    QString m_problem;
};

} // namespace mambascope::ui
