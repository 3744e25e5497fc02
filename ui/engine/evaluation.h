// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/run_store.h"
#include "ui/engine/compute_thread.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace mambascope::ui {

struct Document;

/// The run that is being computed: one at a time, in a thread of its own below all others, so that the rest of the
/// window stays usable. Its results are in its folder before they are shown; destroying this object stops it cleanly,
/// and it can go on from there.
class Evaluation : public QObject
{
    Q_OBJECT
public:
    explicit Evaluation(QObject* parent = nullptr);
    ~Evaluation() override;

    bool isRunning() const { return m_running; }
    /// False from the wish to stop on.
    bool canStop() const { return m_running && !m_stopping; }
    /// The run that is on, or was last.
    const StoredRun& run() const { return m_run; }
    const std::vector<EvaluationRecord>& records() const { return m_records; }
    /// What was left out so far.
    const std::vector<Message>& problems() const { return m_problems; }
    /// Until the end; -1: not known yet.
    double secondsLeft() const { return m_secondsLeft; }
    /// 0..1: of all results or, of a search and of times, of the work.
    double fraction() const;

    /// Begins or goes on with a run. What of `document` (may be null) the run needs is shared.
    /// \pre !isRunning()
    void start(const StoredRun& run, const std::shared_ptr<const Document>& document);
    /// ended() follows as soon as what is being computed notices.
    void stop();

signals:
    void started();
    /// Results or problems, and how many.
    void grown();
    /// Only how far it is.
    void advanced();
    /// Results that the disk does not take, once in a run: a sentence for people.
    void notWritten(const QString& message);
    /// run() has the final state.
    void ended();

private:
    StoredRun m_run;
    std::vector<EvaluationRecord> m_records;
    std::vector<Message> m_problems;
    double m_secondsLeft = -1;
    double m_fraction = -1; ///< -1: as the results
    bool m_running = false;
    bool m_stopping = false;
    std::shared_ptr<Progress> m_progress; ///< of the job: stopping it is not cancelling its request

    ComputeThread m_thread; // last: its destructor waits for the job
};

} // namespace mambascope::ui
