// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/recalibration.h"

#include "ui/engine/calibration.h"
#include "ui/engine/workspace.h"

#include <memory>
#include <span>
#include <string>

namespace mambascope::ui {

namespace {

const QString kCalibrate = QStringLiteral("calibrate");

struct Made
{
    std::string path;
};

} // namespace

Recalibration& Recalibration::of(Workspace& workspace)
{
    auto* recalibration = workspace.findChild<Recalibration*>(QString(), Qt::FindDirectChildrenOnly);
    return recalibration ? *recalibration : *new Recalibration(workspace);
}

Recalibration::Recalibration(Workspace& workspace)
    : QObject(&workspace), m_workspace(workspace), m_thread(QStringLiteral("calibrating"))
{
    connect(&m_thread, &ComputeThread::busyChanged, this, &Recalibration::busyChanged);
    connect(&m_thread, &ComputeThread::progress, this,
            [this](const QString&, double fraction, double) { emit progress(fraction); });
}

bool Recalibration::isRunning() const
{
    return m_thread.isBusy(kCalibrate);
}

void Recalibration::start(const CalibrationRequest& request, double clamp)
{
    m_model = QString::fromStdString(request.document->model->name());
    m_thread.request<Made>(
        kCalibrate, tr("calibrating"),
        [request, clamp](JobControl& control) {
            const auto profiles = makeProfiles(request, std::span(&clamp, 1), control.progress());
            return std::make_shared<const Made>(Made{storeProfile(*profiles.front())});
        },
        this,
        [this, model = request.document->model](const std::shared_ptr<const Made>& result) {
            const QString path = QString::fromStdString(result->path);
            const auto& document = m_workspace.document();
            // A profile fits its own model only, and what is being opened may be another one.
            const bool used = document && document->model == model && m_workspace.openingModel().isEmpty();
            emit made(path, used);
            if (used)
                m_workspace.openProfile(path);
        },
        [this](const QString& message) { emit failed(message); });
}

void Recalibration::cancel()
{
    m_thread.cancelAll();
}

} // namespace mambascope::ui
