// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/workspace.h"

#include "ui/engine/method_settings.h"

#include <QFileInfo>
#include <QThread>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

const QString Workspace::kOpen = QStringLiteral("open");
const QString Workspace::kGenerate = QStringLiteral("generate");
const std::array<QString, 2> Workspace::kTrace = {QStringLiteral("trace-vanilla"), QStringLiteral("trace-longmamba")};

Workspace::Workspace(QObject* parent)
    : QObject(parent), m_files(QStringLiteral("files")), m_passes(QStringLiteral("passes")),
      m_pictures(QStringLiteral("pictures")), m_looking(QStringLiteral("looking")),
      m_gallery(QStringLiteral("gallery")), m_calibrating(QStringLiteral("calibrating")),
      m_exports(QStringLiteral("exports"))
{
    for (ComputeThread* thread :
         {&m_files, &m_passes, &m_calibrating, &m_exports, &m_pictures, &m_looking, &m_gallery}) {
        connect(thread, &ComputeThread::busyChanged, this, &Workspace::updateBusy);
        connect(thread, &ComputeThread::progress, this,
                [this, thread](const QString& title, double fraction, double seconds) {
                    if (thread == shownThread()) // one line for all threads
                        emit progress(title, fraction, seconds);
                });
    }
}

ComputeThread* Workspace::shownThread()
{
    for (ComputeThread* thread :
         {&m_files, &m_passes, &m_calibrating, &m_exports, &m_pictures, &m_looking, &m_gallery}) {
        if (thread->isBusy())
            return thread;
    }
    return nullptr;
}

Workspace::~Workspace() = default;

double Workspace::lnTheta() const
{
    return std::log(m_state.theta);
}

bool Workspace::hasFilter() const
{
    return m_document && (m_document->profile || m_state.method == "decimamba");
}

QString Workspace::methodTitle(Side side) const
{
    const auto& trace = m_traces[index(side)];
    return ui::methodTitle(trace ? trace->method()->name() : side == Side::Vanilla ? "vanilla" : m_state.method);
}

QString Workspace::mapMethodTitle(Side side) const
{
    return side == Side::LongMamba && isPreview() ? ui::methodTitle(m_state.method) : methodTitle(side);
}

QString Workspace::mapMethodName() const
{
    const auto& trace = m_traces[index(Side::LongMamba)];
    return QString::fromStdString(trace && !isPreview() ? trace->method()->name() : m_state.method);
}

QString Workspace::staleFilter() const
{
    if (!isFilteredStale())
        return {};
    return isFilteredComing() ? tr("Filtered pass with earlier settings; the new one follows")
                              : tr("Filtered pass with earlier settings; the new one is missing. %1")
                                    .arg(reasonForNoPass(Side::LongMamba));
}

bool Workspace::isFilteredComing() const
{
    return hasFilter() && (m_passes.isBusy(kTrace[index(Side::LongMamba)]) || m_askedRevision != m_methodRevision);
}

bool Workspace::isPassMissing(Side side) const
{
    if (!m_document || !m_document->sequenceProblem.isEmpty())
        return false;
    return side == Side::Vanilla ? !m_traces[index(side)] && !m_passes.isBusy(kTrace[index(side)])
                                 : hasFilter() && !m_filteredIsCurrent && !isFilteredComing();
}

QString Workspace::reasonForNoFilter() const
{
    const QString reason = reasonForNothing(Side::LongMamba);
    return reason.isEmpty() && isFilteredStale() && !isFilteredComing() ? reasonForNoPass(Side::LongMamba) : reason;
}

QString Workspace::markedAsMap(const QString& what) const
{
    return isPreview() ? tr("%1 (preview)").arg(what) : markedAsTrace(what);
}

QString Workspace::markedAsTrace(const QString& what) const
{
    return isFilteredStale() ? tr("%1 (earlier settings)").arg(what) : what;
}

bool Workspace::isIdle() const
{
    return !m_files.isBusy() && !m_passes.isBusy() && !m_pictures.isBusy() && !m_looking.isBusy() &&
           !m_gallery.isBusy() && !m_calibrating.isBusy() && !m_exports.isBusy();
}

void Workspace::updateBusy()
{
    const bool busy = !isIdle();
    if (busy == m_busy)
        return;
    m_busy = busy;
    emit busyChanged(busy);
}

QString Workspace::reasonForNothing(Side side) const
{
    if (!m_document)
        return m_files.isBusy() ? tr("Opening …")
                                : tr("No model is open. File > Open model, or drop a model folder here.");
    if (!m_document->sequenceProblem.isEmpty())
        return m_document->sequenceProblem;
    if (m_traces[index(side)] || m_passes.isBusy(kTrace[index(side)]))
        return {};
    return reasonForNoPass(side);
}

QString Workspace::reasonForNoPass(Side side) const
{
    if (side == Side::LongMamba && !hasFilter())
        return tr(
            "LongMamba needs a calibration profile of this model. Make one with Recalibrate in the Method dock, or "
            "drop one here.");
    if (!m_traceProblem[index(side)].isEmpty())
        return m_traceProblem[index(side)];
    return tr("Not computed. Run > Compute again (F5).");
}

// ---------------------------------------------------------------------------------------------- computing

LoadOptions Workspace::loadOptions() const
{
    return {.device = m_device, .dtype = m_device.kind == Device::Kind::Cuda ? m_dtype : DType::Float32};
}

void Workspace::setComputing(const Device& device, DType dtype)
{
    const LoadOptions before = loadOptions();
    m_device = device;
    m_dtype = dtype;
    const LoadOptions now = loadOptions();
    if (before.device == now.device && before.dtype == now.dtype)
        return;
    if (!openingModel().isEmpty()) // with the rest of it
        open({.title = {}, .change = [](ViewState&) {}, .reload = true});
    else if (m_document)
        open({.title = tr("opening %1 on %2")
                           .arg(QString::fromStdString(m_document->model->name()),
                                QString::fromStdString(device.text()).toUpper()),
              .change = [](ViewState&) {},
              .reload = true,
              .model = QString::fromStdString(m_state.model)});
}

void Workspace::setThreads(int count)
{
    const int threads = count > 0 ? count : QThread::idealThreadCount();
    // The gallery's share small maps among several already.
    for (ComputeThread* worker : {&m_files, &m_passes, &m_pictures, &m_looking, &m_calibrating, &m_exports})
        worker->setThreads(threads);
}

void Workspace::write(const QString& path, const std::function<void(JobControl&)>& job)
{
    m_exports.request<bool>(
        path, tr("writing %1").arg(QFileInfo(path).fileName()),
        [job](JobControl& control) {
            job(control);
            return std::make_shared<const bool>(true);
        },
        this, [this, path](const std::shared_ptr<const bool>&) { emit saved(path); },
        [this](const QString& message) { emit failed(message); });
}

void Workspace::announce()
{
    if (m_document) {
        emit classificationChanged();
        emit documentChanged();
        emit selectionChanged();
        for (const Side side : kSides) {
            emit traceChanged(side);
            emit mapChanged(side);
        }
        if (m_traces[index(Side::Vanilla)]) {
            emit generationStarted();
            emit generationGrown();
            if (!isGenerating())
                emit generationEnded(true);
        }
        emit cellPicked(m_state.row, m_state.column);
    }
    emit viewChanged();
    emit busyChanged(m_busy);
}

// ---------------------------------------------------------------------------------------------- selection, views

void Workspace::select(std::int64_t layer, std::int64_t channel)
{
    if (!m_document)
        return;
    layer = std::clamp<std::int64_t>(layer, 0, m_document->layers() - 1);
    channel = std::clamp<std::int64_t>(channel, 0, m_document->channels() - 1);
    if (layer == m_state.layer && channel == m_state.channel)
        return;
    m_state.layer = layer;
    m_state.channel = channel;
    forgetRange();
    requestMaps();
    emit selectionChanged();
}

void Workspace::forgetRange()
{
    if (!m_state.rangeLocked)
        m_state.rangeLow = m_state.rangeHigh = 0;
    if (!m_state.differenceLocked)
        m_state.differenceRange = 0;
}

void Workspace::selectAttentionHead(std::int64_t head)
{
    if (!m_document || head == m_state.attentionHead)
        return;
    m_state.attentionHead = head;
    m_state.mapOf = "channel";
    forgetRange();
    requestMaps();
    emit selectionChanged();
}

void Workspace::selectMapOf(const std::string& what)
{
    if (!m_document || (what == m_state.mapOf && m_state.attentionHead < 0))
        return;
    m_state.mapOf = what;
    m_state.attentionHead = -1;
    forgetRange();
    requestMaps();
    emit selectionChanged();
}

MapSubject Workspace::shownSubject() const
{
    const std::int64_t head = shownAttentionHead();
    return {head >= 0 ? MapOf::AttentionHead : mapOfFromString(m_state.mapOf), m_state.layer, m_state.channel, head};
}

std::int64_t Workspace::shownAttentionHead() const
{
    if (!m_document || m_state.attentionHead < 0)
        return -1;
    const ModelConfig& config = m_document->model->config();
    return config.hybridIndex(m_state.layer) < 0 ? -1 : std::min(m_state.attentionHead, config.shared.heads - 1);
}

void Workspace::pickCell(std::int64_t i, std::int64_t j)
{
    const std::int64_t length = m_document ? m_document->length() : 0;
    if (i < 0 || j < 0 || i >= length || j >= length)
        i = j = -1;
    if (i == m_state.row && j == m_state.column)
        return;
    m_state.row = i;
    m_state.column = j;
    emit cellPicked(i, j);
}

void Workspace::hoverCell(std::int64_t i, std::int64_t j)
{
    emit cellHovered(i, j);
}

void Workspace::editView(const std::function<void(ViewState&)>& change)
{
    if (m_restoring)
        return;
    const ViewState before = m_state;
    change(m_state);
    if (!(before == m_state))
        emit viewChanged();
}

} // namespace mambascope::ui
