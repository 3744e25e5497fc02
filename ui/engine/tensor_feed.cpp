// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/tensor_feed.h"

#include <algorithm>

namespace mambascope::ui {

struct TensorFeed::Source
{
    ModelFiles files;
    std::optional<Checkpoint> checkpoint;
};

TensorFeed::TensorFeed(ComputeThread& thread, QObject* parent)
    : QObject(parent), m_thread(thread), m_tag(QStringLiteral("tensor-statistics"))
{
}

TensorFeed::~TensorFeed()
{
    m_thread.cancel(m_tag);
}

void TensorFeed::setFiles(const std::optional<ModelFiles>& files)
{
    want({});
    m_source = files ? std::make_shared<Source>(Source{*files, std::nullopt}) : nullptr;
}

void TensorFeed::want(std::vector<Wanted> tensors)
{
    m_wanted = std::move(tensors);
    const bool stillWanted =
        std::any_of(m_wanted.begin(), m_wanted.end(), [this](const Wanted& w) { return w.number == m_running; });
    if (m_running >= 0 && (!stillWanted || !m_thread.isBusy(m_tag))) { // not busy: a person cancelled it
        m_thread.cancel(m_tag);
        m_running = -1;
    }
    if (m_running < 0)
        next();
}

void TensorFeed::next()
{
    if (m_wanted.empty() || !m_source) {
        emit finished();
        return;
    }
    const Wanted wanted = m_wanted.front();
    m_running = wanted.number;
    const auto settle = [this, number = wanted.number] {
        m_running = -1;
        std::erase_if(m_wanted, [number](const Wanted& w) { return w.number == number; });
    };
    m_thread.request<TensorStatistics>(
        m_tag, tr("reading %1").arg(QString::fromStdString(wanted.name)),
        [source = m_source, name = wanted.name](JobControl& control) {
            if (!source->checkpoint)
                source->checkpoint = Checkpoint::open(source->files);
            return std::make_shared<const TensorStatistics>(
                tensorStatistics(source->checkpoint->tensor(name), control.progress()));
        },
        this,
        [this, settle, number = wanted.number](const std::shared_ptr<const TensorStatistics>& statistics) {
            settle();
            emit known(number, statistics);
            if (m_running < 0)
                next();
        },
        [this, settle, number = wanted.number](const QString& message) {
            settle();
            emit failed(number, message);
            if (m_running < 0)
                next();
        });
}

} // namespace mambascope::ui
