// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/comparison.h"
#include "ui/engine/compute_thread.h"
#include "ui/engine/document.h"
#include "ui/engine/map_renderer.h"
#include "ui/engine/side_by_side.h"

#include <QObject>
#include <QString>

#include <array>
#include <memory>

namespace mambascope::ui {

class Workspace;

/// One side of a comparison, computed.
struct ComparedResult
{
    QString title;    ///< "mamba2-12m, LongMamba θ = 0.05, b = 1"
    ViewState wanted; ///< what it was computed for
    std::shared_ptr<const Document> document;
    MeasuredSide measured;
    std::vector<LayerSummary> layers; ///< and one more, the whole model
    double lnTheta = 0;
    Answer answer;
};

/// Computes the two sides of the Compare page, each by itself: what fails on one leaves the other. Results stay until
/// newer ones are there. Lives in the GUI thread; has two threads of its own, one for passes and one for pictures, so
/// that the window's own work goes on.
class Comparer : public QObject
{
    Q_OBJECT
public:
    static constexpr std::array<std::size_t, 2> kBoth = {0, 1};

    explicit Comparer(Workspace& workspace, QObject* parent = nullptr);
    ~Comparer() override;

    /// Newest result of a side; null: none yet.
    const std::shared_ptr<const ComparedResult>& result(std::size_t side) const { return m_results[side]; }
    /// Why the side's newest computation failed; empty: it did not.
    const QString& problem(std::size_t side) const { return m_problems[side]; }
    /// What the window asks for now is what result() shows.
    bool isCurrent(std::size_t side) const;
    bool isBusy(std::size_t side) const { return m_passes.isBusy(tag(side)); }
    bool isBusy() const { return m_passes.isBusy() || m_pictures.isBusy(); }
    ComputeThread& pictures() { return m_pictures; }

    void compute(std::size_t side);
    void cancel();

    /// Channel by channel: both sides have as many layers and channels. Empty: yes; otherwise why not.
    QString reasonAgainstChannels() const;
    /// Maps and tokens one by one: both sides read the same tokens. Empty: yes; otherwise why not.
    QString reasonAgainstTokens() const;

signals:
    /// A side has begun, ended or failed.
    void changed(std::size_t side);
    void busyChanged();
    void progress(const QString& title, double fraction);

private:
    static QString tag(std::size_t side) { return QStringLiteral("side-%1").arg(side); }
    ViewState wanted(std::size_t side) const;

    Workspace& m_workspace;
    std::array<std::shared_ptr<const ComparedResult>, 2> m_results;
    std::array<QString, 2> m_problems;
    // Last: their destructors wait for jobs.
    ComputeThread m_passes;
    ComputeThread m_pictures;
};

/// The side's settings as they are computed with, where the window's own count: model, theta, scale, method.
ViewState stateOfSide(const ViewState& window, const ComparedSide& side);

} // namespace mambascope::ui
