// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/compute_thread.h"

#include "core/base/thread_count.h"
#include "ui/style/message_text.h"

#include <QMetaObject>

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>

#ifdef Q_OS_LINUX
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace mambascope::ui {

namespace {

} // namespace

ComputeThread::Job::Job()
    : progress([this](const Message& what, double done) {
          const std::scoped_lock lock(mutex);
          detail = what;
          fraction = done;
      })
{
}

ComputeThread::ComputeThread(const QString& name, QObject* parent, int niceness) : QObject(parent)
{
    setObjectName(name);
    m_reporter.setInterval(100);
    connect(&m_reporter, &QTimer::timeout, this, &ComputeThread::reportProgress);
    m_thread = std::thread([this, niceness] { run(niceness); });
}

ComputeThread::~ComputeThread()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stop = true;
        m_queue.clear();
        if (m_running)
            m_running->progress.cancel();
    }
    m_wake.notify_all();
    m_thread.join();
}

void ComputeThread::enqueue(const QString& tag, const QString& title, Work work, QObject* context,
                            std::function<void(const QString&)> onError)
{
    drop(tag);
    auto job = std::make_shared<Job>();
    job->tag = tag;
    job->title = title;
    job->generation = ++m_generation;
    job->work = std::move(work);
    job->context = context;
    job->onError = std::move(onError);
    m_newest[tag] = job->generation;
    ++m_outstanding;
    {
        const std::scoped_lock lock(m_mutex);
        m_queue.push_back(std::move(job));
    }
    m_wake.notify_one();
    if (!m_reporter.isActive()) {
        m_reporter.start();
        emit busyChanged(true);
    }
}

void ComputeThread::drop(const QString& tag)
{
    m_newest.remove(tag);
    const std::scoped_lock lock(m_mutex);
    m_outstanding -= static_cast<int>(std::erase_if(m_queue, [&](const auto& job) { return job->tag == tag; }));
    if (m_running && m_running->tag == tag)
        m_running->progress.cancel();
}

void ComputeThread::announceIdle()
{
    m_reporter.stop();
    emit busyChanged(false);
}

void ComputeThread::cancel(const QString& tag)
{
    const bool wasBusy = isBusy();
    drop(tag);
    if (wasBusy && !isBusy())
        announceIdle();
}

void ComputeThread::cancelAll()
{
    const QList<QString> tags = m_newest.keys();
    for (const QString& tag : tags)
        cancel(tag);
}

void ComputeThread::setFault(Fault fault)
{
    const std::scoped_lock lock(m_mutex);
    m_fault = std::move(fault);
}

void ComputeThread::run([[maybe_unused]] int niceness)
{
#ifdef Q_OS_LINUX
    // Threads that this one starts inherit it: with all cores busy, the window still gets its frames. (QThread's
    // priorities do nothing under the normal scheduler.)
    setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), niceness);
#endif
    int threads = 0;
    for (;;) {
        std::shared_ptr<Job> job;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stop || !m_queue.empty(); });
            if (m_stop)
                return;
            job = std::move(m_queue.front());
            m_queue.pop_front();
            m_running = job;
            job->clock.start();
        }
        if (const int wanted = m_threads; wanted > 0 && wanted != threads)
            setThreadsOfThisThread(threads = wanted);
        execute(job);
        const std::scoped_lock lock(m_mutex);
        m_running.reset();
    }
}

void ComputeThread::execute(const std::shared_ptr<Job>& job)
{
    // Queued to this object: Qt drops what is still queued when it dies, and its destructor has joined the worker by
    // then.
    JobControl control(job->progress, [this, job](std::function<void()> inGui) {
        QMetaObject::invokeMethod(
            this,
            [this, job, inGui = std::move(inGui)] {
                if (isCurrent(*job))
                    inGui();
            },
            Qt::QueuedConnection);
    });
    std::function<void()> deliver;
    QString failure;
    Fault fault;
    {
        const std::scoped_lock lock(m_mutex);
        fault = m_fault;
    }
    try {
        if (fault)
            fault(job->tag);
        deliver = job->work(control);
    } catch (const Cancelled&) {
        // Asked for: nothing to deliver.
    } catch (const std::bad_alloc&) {
        failure = tr("%1: not enough memory").arg(job->title);
    } catch (const Error& error) {
        failure = toText(error);
    } catch (const std::exception& error) {
        failure = tr("%1: %2").arg(job->title, QString::fromUtf8(error.what()));
    }
    // What the job captured may be the last reference to gigabytes: let it go here, not in the GUI thread.
    job->work = nullptr;
    if (!failure.isEmpty())
        deliver = [job, failure] { job->onError(failure); };
    QMetaObject::invokeMethod(
        this, [this, job, deliver = std::move(deliver)] { finish(job, deliver); }, Qt::QueuedConnection);
}

bool ComputeThread::isCurrent(const Job& job) const
{
    return job.context && m_newest.value(job.tag) == job.generation;
}

void ComputeThread::finish(const std::shared_ptr<Job>& job, const std::function<void()>& deliver)
{
    if (isCurrent(*job)) {
        m_newest.remove(job->tag); // first: the callback may ask isBusy(), or request the same again
        if (deliver)
            deliver();
    }
    --m_outstanding;
    if (!isBusy())
        announceIdle();
}

void ComputeThread::reportProgress()
{
    std::shared_ptr<Job> job;
    qint64 elapsed = 0;
    {
        const std::scoped_lock lock(m_mutex);
        job = m_running;
        if (job)
            elapsed = job->clock.elapsed();
    }
    if (!job)
        return;
    QString title = job->title;
    Message detail;
    double fraction = 0;
    {
        const std::scoped_lock lock(job->mutex);
        detail = job->detail;
        fraction = std::clamp(job->fraction, 0.0, 1.0);
    }
    if (!detail.empty())
        title = tr("%1: %2").arg(title, toText(detail));
    emit progress(title, fraction, static_cast<double>(elapsed) / 1000);
}

} // namespace mambascope::ui
