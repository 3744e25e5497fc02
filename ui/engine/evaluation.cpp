// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/evaluation.h"

#include "ui/engine/document.h"
#include "ui/engine/evaluation_jobs.h"
#include "ui/style/message_text.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <new>
#include <utility>

namespace mambascope::ui {

namespace {

const QString kTag = QStringLiteral("evaluation");
constexpr int kNiceness = 10; // below everything that a person waits for
constexpr std::size_t kBatch = 256;
constexpr std::chrono::milliseconds kPause{200}; // between counts without a result
constexpr double kTellingFraction = 0.02;        // from which on the time until the end can be guessed

/// Whether results take equally long, more or less, so that their number says how far the run is.
bool countsResults(EvaluationKind kind)
{
    return kind != EvaluationKind::Search && kind != EvaluationKind::Latency;
}

/// The job's side of a run: what it writes, and what it hands to the window.
class Recorder
{
public:
    using Post = std::function<void(std::vector<EvaluationRecord>, std::vector<Message>, const EvaluationCount& count)>;
    /// `tell`: what a person should know at once.
    Recorder(StoredRun& run, Post post, std::function<void(Message)> tell)
        : m_run(run), m_log(run), m_post(std::move(post)), m_tell(std::move(tell))
    {
        m_count.done = run.done; // until it says otherwise
        m_count.total = run.total;
    }

    EvaluationListener listener()
    {
        return {.onRecord =
                    [this](const EvaluationRecord& record, bool known) {
                        m_records.push_back(record);
                        m_log.add(record, known);
                        if (!known && !m_log.flush())
                            tellOfDisk(m_log.problem());
                        if (!known || m_records.size() >= kBatch)
                            post();
                    },
                .onProblem =
                    [this](const Message& problem) {
                        m_run.problems.push_back(problem);
                        m_problems.push_back(problem);
                        post();
                    },
                .onCount =
                    [this](const EvaluationCount& count) {
                        const bool first = m_run.total != count.total;
                        m_run.done = count.done;
                        m_run.total = count.total;
                        m_count = count;
                        if (first) // so that a run that is killed says how far it came
                            save();
                        if (first || std::chrono::steady_clock::now() - m_posted >= kPause)
                            post();
                    }};
    }

    void finish(StoredRun::State state, const Message& failure)
    {
        m_run.state = state;
        m_run.failure = failure;
        // One that ended before its first new result may not know all of the earlier ones: their file stays.
        if ((state == StoredRun::State::Finished || m_log.hasBegun()) && !m_log.flush())
            m_run.problems.push_back(say("results are not written: {0}", m_log.problem()));
        save();
        post();
    }

private:
    void save()
    {
        try {
            m_run.save();
        } catch (const Error& error) {
            tellOfDisk(error.what());
        }
    }

    /// Once: a full disk refuses every result.
    void tellOfDisk(const Message& problem)
    {
        if (std::exchange(m_toldOfDisk, true))
            return;
        m_run.problems.push_back(problem);
        m_problems.push_back(problem);
        m_tell(problem);
    }

    void post()
    {
        m_posted = std::chrono::steady_clock::now();
        m_post(std::exchange(m_records, {}), std::exchange(m_problems, {}), m_count);
    }

    StoredRun& m_run;
    ResultLog m_log;
    Post m_post;
    std::function<void(Message)> m_tell;
    bool m_toldOfDisk = false;
    std::vector<EvaluationRecord> m_records;
    std::vector<Message> m_problems;
    EvaluationCount m_count;
    std::chrono::steady_clock::time_point m_posted;
};

} // namespace

Evaluation::Evaluation(QObject* parent) : QObject(parent), m_thread(QStringLiteral("evaluation"), nullptr, kNiceness)
{
    // Times come length by length; in between the passes say how far they are.
    connect(&m_thread, &ComputeThread::progress, this, [this](const QString&, double fraction, double seconds) {
        if (!m_running || m_run.settings.kind != EvaluationKind::Latency || m_run.total == 0)
            return;
        m_fraction = fraction;
        m_secondsLeft = fraction > kTellingFraction ? seconds * (1 - fraction) / fraction : -1;
        emit advanced();
    });
}

Evaluation::~Evaluation()
{
    if (m_progress)
        m_progress->cancel();
}

double Evaluation::fraction() const
{
    if (m_running && !countsResults(m_run.settings.kind))
        return std::clamp(m_fraction, 0.0, 1.0);
    return m_run.total > 0 ? std::min(1.0, static_cast<double>(m_run.done) / static_cast<double>(m_run.total)) : 0;
}

void Evaluation::stop()
{
    if (!canStop())
        return;
    m_stopping = true;
    m_progress->cancel();
    emit grown();
}

void Evaluation::start(const StoredRun& stored, const std::shared_ptr<const Document>& document)
{
    Q_ASSERT(!m_running);
    m_run = stored;
    m_run.state = StoredRun::State::Partial;
    m_run.failure = {};
    m_run.problems.clear();
    m_records.clear();
    m_problems.clear();
    m_secondsLeft = -1;
    m_fraction = -1;
    m_running = true;
    m_stopping = false;
    // What is told to this one is handed on, so that the thread reports it; what stops it stops the run only.
    auto report = std::make_shared<Progress::Report>();
    m_progress = std::make_shared<Progress>([report](const Message& what, double fraction) {
        if (*report)
            (*report)(what, fraction);
    });
    const auto finished = [this](const StoredRun& run) {
        m_run = run;
        m_running = false;
        m_secondsLeft = -1;
        emit ended();
    };
    m_thread.request<StoredRun>(
        kTag, tr("evaluation"),
        [this, first = m_run, document, progress = m_progress, report](JobControl& control) {
            constexpr std::int64_t kParts = 10000;
            *report = [&control](const Message& what, double fraction) {
                control.progress().step(what, static_cast<std::int64_t>(fraction * kParts), kParts);
            };
            StoredRun run = first;
            const auto post = [&](std::vector<EvaluationRecord> records, std::vector<Message> problems,
                                  const EvaluationCount& count) {
                control.post([this, records = std::move(records), problems = std::move(problems), count] {
                    m_records.insert(m_records.end(), records.begin(), records.end());
                    m_problems.insert(m_problems.end(), problems.begin(), problems.end());
                    m_run.done = count.done;
                    m_run.total = count.total;
                    if (m_run.settings.kind != EvaluationKind::Latency) { // of times the thread's progress tells
                        m_secondsLeft = count.secondsLeft;
                        m_fraction = count.fraction;
                    }
                    if (records.empty() && problems.empty())
                        emit advanced();
                    else
                        emit grown();
                });
            };
            Recorder recorder(run, post, [&](const Message& problem) {
                control.post([this, problem] {
                    emit notWritten(tr("%1. The run goes on; its results are kept in memory and written with the next "
                                       "ones.")
                                        .arg(toText(problem)));
                });
            });
            try {
                const EvaluationTools tools = openEvaluationTools(run.settings, document, *progress);
                runEvaluation(run.settings, tools, run.folder, recorder.listener(), *progress);
                recorder.finish(StoredRun::State::Finished, {});
            } catch (const Cancelled&) {
                recorder.finish(StoredRun::State::Partial, {});
            } catch (const std::bad_alloc&) {
                recorder.finish(StoredRun::State::Failed, say("there is not enough memory"));
            } catch (const Error& error) {
                recorder.finish(StoredRun::State::Failed, error.message());
            } catch (const std::exception& error) { // what a library says of a file that was damaged
                recorder.finish(StoredRun::State::Failed, error.what());
            }
            return std::make_shared<const StoredRun>(run);
        },
        this, [finished](const std::shared_ptr<const StoredRun>& run) { finished(*run); },
        [this, finished](const QString& message) { // not even the end could be written down
            StoredRun run = m_run;
            run.state = StoredRun::State::Failed;
            run.failure = message.toStdString();
            finished(run);
        });
    emit started();
}

} // namespace mambascope::ui
