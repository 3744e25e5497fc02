// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/compute_thread.h"

#include <QObject>
#include <QString>

namespace mambascope::ui {

class Workspace;
struct CalibrationRequest;

/// A calibration profile that is being made beside everything else, in a thread of its own: one at a time. It is kept
/// among the person's data and becomes the session's. Part of the workspace, so that it goes on when another window
/// takes that over.
class Recalibration : public QObject
{
    Q_OBJECT
public:
    /// The workspace's; made where it is asked for first.
    static Recalibration& of(Workspace& workspace);

    /// True until the thread rests, also of one that was cancelled.
    bool isBusy() const { return m_thread.isBusy(); }
    /// False from cancel() on.
    bool isRunning() const;
    /// Whose profile is made, or was last.
    const QString& model() const { return m_model; }

    void start(const CalibrationRequest& request, double clamp);
    void cancel();

signals:
    void busyChanged();
    void progress(double fraction);
    /// `used`: it is the session's from now on. Else another model was, or is being, opened meanwhile, and it
    /// stays on the disk.
    void made(const QString& path, bool used);
    void failed(const QString& message);

private:
    explicit Recalibration(Workspace& workspace);

    Workspace& m_workspace;
    QString m_model;
    ComputeThread m_thread; // last: its destructor waits for the job
};

} // namespace mambascope::ui
