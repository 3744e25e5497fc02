// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace mambascope::ui {

/// What a job sees of the world: its progress, and a way to show something before it has finished.
class JobControl
{
public:
    using Post = std::function<void(std::function<void()>)>;
    JobControl(Progress& progress, Post post) : m_progress(progress), m_post(std::move(post)) {}
    Progress& progress() { return m_progress; }
    /// Runs `inGui` in the GUI thread, in order, unless the request became stale by then.
    void post(std::function<void()> inGui) const { m_post(std::move(inGui)); }

private:
    Progress& m_progress;
    Post m_post;
};

/// One worker thread for long jobs. All members are called in the GUI thread, where the object lives; jobs run in the
/// worker and touch nothing but what they captured by value.
///
/// Newest wins: a request replaces one of the same tag that has not begun and cancels one that runs; what a replaced
/// request still delivers is dropped. Results go to callbacks in the GUI thread as long as their context object lives.
/// The destructor cancels and waits, which takes as long as the running job needs to notice.
class ComputeThread : public QObject
{
    Q_OBJECT
public:
    /// `niceness` as the system counts it: above 0, so that the window gets its frames while all cores compute.
    explicit ComputeThread(const QString& name, QObject* parent = nullptr, int niceness = 5);
    ~ComputeThread() override;

    template <typename T>
    void request(const QString& tag, const QString& title, std::function<std::shared_ptr<const T>(JobControl&)> job,
                 QObject* context, std::function<void(std::shared_ptr<const T>)> onResult,
                 std::function<void(const QString&)> onError)
    {
        enqueue(
            tag, title,
            [job = std::move(job), onResult = std::move(onResult)](JobControl& control) -> std::function<void()> {
                return [onResult, result = job(control)] { onResult(result); };
            },
            context, std::move(onError));
    }

    /// Cancels what runs or waits under that tag.
    void cancel(const QString& tag);
    /// Cancels everything.
    void cancelAll();
    /// True from the first request until the last callback has returned and the worker rests, cancelled jobs included.
    bool isBusy() const { return m_outstanding > 0; }
    /// True while a request with that tag waits, runs or has a result on its way; false once it was cancelled.
    bool isBusy(const QString& tag) const { return m_newest.contains(tag); }
    /// Threads that jobs from the next one on compute with; 0: as it is.
    void setThreads(int count) { m_threads = count; }
    /// Called in the worker before each job: what it throws ends the job as if that had thrown it. For tests of what
    /// hardly ever fails; empty: none.
    using Fault = std::function<void(const QString& tag)>;
    void setFault(Fault fault);

signals:
    void busyChanged(bool busy);
    /// About ten times a second while a job runs.
    void progress(const QString& title, double fraction, double seconds);

private:
    using Work = std::function<std::function<void()>(JobControl&)>;
    struct Job
    {
        QString tag;
        QString title;
        quint64 generation = 0;
        Work work;
        QPointer<QObject> context;
        std::function<void(const QString&)> onError;
        Progress progress;
        QElapsedTimer clock;
        std::mutex mutex; // for detail and fraction
        Message detail;
        double fraction = 0;
        Job();
    };

    void enqueue(const QString& tag, const QString& title, Work work, QObject* context,
                 std::function<void(const QString&)> onError);
    void drop(const QString& tag);
    void announceIdle();
    void run(int niceness);
    void execute(const std::shared_ptr<Job>& job);
    void finish(const std::shared_ptr<Job>& job, const std::function<void()>& deliver);
    bool isCurrent(const Job& job) const;
    void reportProgress();

    // GUI thread only
    QHash<QString, quint64> m_newest; ///< generation of each tag's request that still counts
    quint64 m_generation = 0;
    int m_outstanding = 0;
    QTimer m_reporter;

    // Shared with the worker
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::shared_ptr<Job>> m_queue;
    std::shared_ptr<Job> m_running;
    bool m_stop = false;
    Fault m_fault;
    std::atomic<int> m_threads = 0;

    std::thread m_thread; // last: everything above exists when it starts
};

} // namespace mambascope::ui
