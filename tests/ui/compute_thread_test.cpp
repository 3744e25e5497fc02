// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "ui/engine/compute_thread.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>
#include <future>
#include <new>

using namespace mambascope;
using namespace mambascope::ui;

namespace {

/// A job that reports that it began and then works until it is let go or cancelled.
class Gate
{
public:
    std::function<std::shared_ptr<const int>(JobControl&)> job(int result)
    {
        return [this, result](JobControl& control) {
            began = true;
            while (!open)
                control.progress().step("waiting", 1, 2);
            return std::make_shared<const int>(result);
        };
    }
    std::atomic<bool> began{false};
    std::atomic<bool> open{false};
};

std::function<std::shared_ptr<const int>(JobControl&)> value(int result)
{
    return [result](JobControl&) { return std::make_shared<const int>(result); };
}

} // namespace

class ComputeThreadTest : public QObject
{
    Q_OBJECT

    QList<int> m_results;
    QStringList m_errors;

    void ask(ComputeThread& thread, const QString& tag, std::function<std::shared_ptr<const int>(JobControl&)> job,
             QObject* context)
    {
        thread.request<int>(
            tag, QStringLiteral("title"), std::move(job), context,
            [this](const std::shared_ptr<const int>& result) { m_results << *result; },
            [this](const QString& message) { m_errors << message; });
    }

private slots:
    void init()
    {
        m_results.clear();
        m_errors.clear();
    }

    void deliversInOrderInTheGuiThread()
    {
        ComputeThread thread(QStringLiteral("test"));
        QSignalSpy busy(&thread, &ComputeThread::busyChanged);
        std::thread::id worker;
        bool inGui = false;
        thread.request<int>(
            QStringLiteral("a"), QStringLiteral("title"),
            [&](JobControl&) {
                worker = std::this_thread::get_id();
                return std::make_shared<const int>(1);
            },
            this,
            [&, gui = std::this_thread::get_id()](const std::shared_ptr<const int>& result) {
                inGui = std::this_thread::get_id() == gui;
                m_results << *result;
            },
            [](const QString&) {});
        ask(thread, QStringLiteral("b"), value(2), this);
        QVERIFY(thread.isBusy());
        QTRY_VERIFY(!thread.isBusy());
        QCOMPARE(m_results, QList<int>({1, 2}));
        QVERIFY(inGui);
        QVERIFY(worker != std::this_thread::get_id());
        QCOMPARE(busy.size(), 2);
    }

    void newestOfATagWins()
    {
        ComputeThread thread(QStringLiteral("test"));
        Gate first;
        ask(thread, QStringLiteral("map"), first.job(1), this);
        QTRY_VERIFY(first.began);
        Gate second;
        ask(thread, QStringLiteral("map"), second.job(2), this); // cancels the first, which runs
        ask(thread, QStringLiteral("other"), value(10), this);
        ask(thread, QStringLiteral("map"), value(3), this); // replaces or cancels the second
        QTRY_VERIFY(!thread.isBusy());
        QCOMPARE(m_results, QList<int>({10, 3}));
        QCOMPARE(m_errors, QStringList());
    }

    void finishedButOvertakenResultsAreDropped()
    {
        ComputeThread thread(QStringLiteral("test"));
        std::promise<void> computed;
        thread.request<int>(
            QStringLiteral("map"), QStringLiteral("title"),
            [&](JobControl&) {
                computed.set_value();
                return std::make_shared<const int>(1);
            },
            this, [this](const std::shared_ptr<const int>& result) { m_results << *result; }, [](const QString&) {});
        computed.get_future().wait(); // the event loop has not run: the result is on its way
        ask(thread, QStringLiteral("map"), value(2), this);
        QTRY_VERIFY(!thread.isBusy());
        QCOMPARE(m_results, QList<int>({2}));
    }

    void cancelIsSilent()
    {
        ComputeThread thread(QStringLiteral("test"));
        Gate gate;
        ask(thread, QStringLiteral("map"), gate.job(1), this);
        ask(thread, QStringLiteral("queued"), value(2), this);
        QTRY_VERIFY(gate.began);
        thread.cancelAll();
        QVERIFY(!thread.isBusy(QStringLiteral("map")));
        QTRY_VERIFY(!thread.isBusy());
        QCOMPARE(m_results, QList<int>());
        QCOMPARE(m_errors, QStringList());
        ask(thread, QStringLiteral("map"), value(3), this);
        QTRY_COMPARE(m_results, QList<int>({3}));
    }

    void exceptionsBecomeSentences()
    {
        ComputeThread thread(QStringLiteral("test"));
        ask(
            thread, QStringLiteral("a"),
            [](JobControl&) -> std::shared_ptr<const int> { throw Error("model.safetensors", "is truncated"); }, this);
        ask(
            thread, QStringLiteral("b"), [](JobControl&) -> std::shared_ptr<const int> { throw std::bad_alloc(); },
            this);
        ask(
            thread, QStringLiteral("c"),
            [](JobControl&) -> std::shared_ptr<const int> { throw std::runtime_error("odd"); }, this);
        QTRY_VERIFY(!thread.isBusy());
        QCOMPARE(m_errors, QStringList({QStringLiteral("model.safetensors: is truncated"),
                                        QStringLiteral("title: not enough memory"), QStringLiteral("title: odd")}));
    }

    void postsWhileItRuns()
    {
        ComputeThread thread(QStringLiteral("test"));
        std::atomic<bool> open{false};
        thread.request<int>(
            QStringLiteral("stream"), QStringLiteral("title"),
            [&](JobControl& control) {
                control.post([this] { m_results << 1; });
                control.post([this] { m_results << 2; });
                while (!open)
                    control.progress().check();
                return std::make_shared<const int>(3);
            },
            this, [this](const std::shared_ptr<const int>& result) { m_results << *result; }, [](const QString&) {});
        QTRY_COMPARE(m_results, QList<int>({1, 2}));
        QVERIFY(thread.isBusy());
        open = true;
        QTRY_COMPARE(m_results, QList<int>({1, 2, 3}));
    }

    void reportsProgress()
    {
        ComputeThread thread(QStringLiteral("test"));
        QSignalSpy progress(&thread, &ComputeThread::progress);
        Gate gate;
        ask(thread, QStringLiteral("a"), gate.job(1), this);
        QTRY_VERIFY(progress.size() > 0 && progress.last()[1].toDouble() == 0.5);
        QCOMPARE(progress.last()[0].toString(), QStringLiteral("title: waiting"));
        gate.open = true;
        QTRY_VERIFY(!thread.isBusy());
    }

    void contextThatDiedGetsNothing()
    {
        ComputeThread thread(QStringLiteral("test"));
        auto context = std::make_unique<QObject>();
        Gate gate;
        ask(thread, QStringLiteral("a"), gate.job(1), context.get());
        QTRY_VERIFY(gate.began);
        context.reset();
        gate.open = true;
        QTRY_VERIFY(!thread.isBusy());
        QCOMPARE(m_results, QList<int>());
    }

    void callbackMayAskAgain()
    {
        ComputeThread thread(QStringLiteral("test"));
        QSignalSpy busy(&thread, &ComputeThread::busyChanged);
        thread.request<int>(
            QStringLiteral("a"), QStringLiteral("title"), value(1), this,
            [&](const std::shared_ptr<const int>&) { ask(thread, QStringLiteral("a"), value(2), this); },
            [](const QString&) {});
        QTRY_COMPARE(m_results, QList<int>({2}));
        QTRY_VERIFY(!thread.isBusy());
        QCOMPARE(busy.size(), 2); // never idle in between
    }

    void destroyedWhileBusy()
    {
        Gate gate;
        {
            ComputeThread thread(QStringLiteral("test"));
            ask(thread, QStringLiteral("a"), gate.job(1), this);
            ask(thread, QStringLiteral("b"), value(2), this);
            QTRY_VERIFY(gate.began);
        } // the gate is shut: only cancelling lets the worker end
        QCoreApplication::processEvents();
        QCOMPARE(m_results, QList<int>());
    }
};

QTEST_GUILESS_MAIN(ComputeThreadTest)
#include "compute_thread_test.moc"
