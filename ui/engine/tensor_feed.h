// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/tensor_statistics.h"
#include "ui/engine/compute_thread.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mambascope::ui {

/// Reads tensors' statistics in the background, one at a time, in the order in which they are wanted. The weights are
/// mapped when the first one is.
class TensorFeed : public QObject
{
    Q_OBJECT
public:
    struct Wanted
    {
        int number;       ///< comes back with the result
        std::string name; ///< in the checkpoint
    };

    explicit TensorFeed(ComputeThread& thread, QObject* parent = nullptr);
    ~TensorFeed() override;

    /// Other weights: whatever is still wanted of the ones before is dropped.
    void setFiles(const std::optional<ModelFiles>& files);
    /// Replaces what was wanted before; what runs and is not wanted any more is cancelled.
    void want(std::vector<Wanted> tensors);
    bool isBusy() const { return m_running >= 0 && m_thread.isBusy(m_tag); }

signals:
    void known(int number, std::shared_ptr<const mambascope::TensorStatistics> statistics);
    void failed(int number, const QString& cause);
    void finished(); ///< nothing is wanted any more

private:
    struct Source; ///< the mapped checkpoint, touched in the thread only
    void next();

    ComputeThread& m_thread;
    const QString m_tag;
    std::shared_ptr<Source> m_source;
    std::vector<Wanted> m_wanted;
    int m_running = -1;
};

} // namespace mambascope::ui
