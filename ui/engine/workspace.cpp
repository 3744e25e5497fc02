// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/workspace.h"

#include "core/base/thread_count.h"
#include "core/evaluate/demo.h"
#include "ui/engine/method_settings.h"

#include <QFileInfo>
#include <QLocale>
#include <QThread>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

bool sameMethod(const ViewState& a, const ViewState& b)
{
    return a.theta == b.theta && a.scale == b.scale && a.bucket == b.bucket && a.method == b.method &&
           a.decimate == b.decimate;
}

} // namespace

const QString Workspace::kOpen = QStringLiteral("open");
const QString Workspace::kGenerate = QStringLiteral("generate");
const std::array<QString, 2> Workspace::kTrace = {QStringLiteral("trace-vanilla"), QStringLiteral("trace-longmamba")};

Workspace::Workspace(QObject* parent)
    : QObject(parent), m_files(QStringLiteral("files")), m_passes(QStringLiteral("passes")),
      m_pictures(QStringLiteral("pictures")), m_looking(QStringLiteral("looking")), m_gallery(QStringLiteral("gallery"))
{
    for (ComputeThread* thread : {&m_files, &m_passes, &m_pictures, &m_looking, &m_gallery}) {
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
    for (ComputeThread* thread : {&m_files, &m_passes, &m_pictures, &m_looking, &m_gallery}) {
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

QString Workspace::staleFilter() const
{
    return isFilteredStale() ? tr("Filtered pass with earlier settings; the new one follows") : QString();
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
           !m_gallery.isBusy();
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
    if (side == Side::LongMamba && !hasFilter())
        return tr(
            "LongMamba needs a calibration profile of this model. Make one with Recalibrate in the Method dock, or "
            "drop one here.");
    if (!m_traceProblem[index(side)].isEmpty())
        return m_traceProblem[index(side)];
    return tr("Not computed. Run > Compute again (F5).");
}

// ---------------------------------------------------------------------------------------------- opening

void Workspace::open(const Opening& opening)
{
    ViewState next = m_state;
    opening.change(next);
    m_openingModel = opening.model;
    m_files.request<Document>(
        kOpen, opening.title,
        [next, reload = opening.reload, previous = m_document, options = loadOptions()](JobControl& control) {
            return openDocument(next, previous, reload, options, control.progress());
        },
        this,
        [this, opening](const std::shared_ptr<const Document>& document) {
            adopt(opening, document);
            if (opening.afterwards)
                opening.afterwards();
        },
        [this](const QString& message) { emit failed(message); });
}

void Workspace::adopt(const Opening& opening, const std::shared_ptr<const Document>& document)
{
    const bool otherModel = !m_document || m_document->model != document->model;
    const bool otherLength = !m_document || m_document->length() != document->length();
    const ViewState before = m_state;
    if (otherModel || otherLength) {
        m_state.mapRow0 = m_state.mapRow1 = m_state.mapCol0 = m_state.mapCol1 = 0;
        m_state.decayPart = m_state.channelsPart = m_state.tokensPart = {};
    }
    if (otherModel || m_document->ids != document->ids)
        m_state.row = m_state.column = -1;
    if (otherModel)
        m_state.rangeLow = m_state.rangeHigh = m_state.differenceRange = 0;
    opening.change(m_state);
    if (opening.wholeAnswer)
        m_state.maxNewTokens = std::max(m_state.maxNewTokens, std::ssize(document->answer));
    m_state.layer = std::clamp<std::int64_t>(m_state.layer, 0, document->layers() - 1);
    m_state.channel = std::clamp<std::int64_t>(m_state.channel, 0, document->channels() - 1);
    if (m_state.row >= document->length() || m_state.column >= document->length())
        m_state.row = m_state.column = -1;
    const double length = static_cast<double>(document->length());
    if (m_state.mapRow1 > length || m_state.mapCol1 > length)
        m_state.mapRow0 = m_state.mapRow1 = m_state.mapCol0 = m_state.mapCol1 = 0;

    const bool samePasses = m_document && !otherModel && m_document->ids == document->ids;
    const bool sameFilter =
        samePasses && m_filteredIsCurrent && m_document->profile == document->profile && sameMethod(before, m_state);
    m_document = document;
    m_passes.cancelAll();
    m_pictures.cancelAll();
    m_gallery.cancelAll();
    m_answers = {};
    for (const Side side : kSides) {
        const bool keep = side == Side::Vanilla ? samePasses : sameFilter;
        if (!keep) {
            m_traces[index(side)].reset();
            m_maps[index(side)].reset();
            m_mapTraces[index(side)].reset();
        }
        m_traceProblem[index(side)].clear();
    }
    m_previewMap.reset();
    m_filteredIsCurrent = m_traces[index(Side::LongMamba)] != nullptr;
    reclassify();
    emit documentChanged();
    emit selectionChanged();
    emit viewChanged();
    computeAgain();
}

void Workspace::openState(const ViewState& state, const QString& title, const std::function<void()>& afterwards)
{
    open({.title = title,
          .change = [state](ViewState& s) { s = state; },
          .model = QString::fromStdString(!m_document || state.model != m_state.model ? state.model : std::string()),
          .afterwards = afterwards});
}

void Workspace::restore(const ViewState& target)
{
    bool document = false;
    bool method = false;
    bool selection = false;
    bool cell = false;
    for (const std::string& field : changedFields(m_state, target)) {
        document |= field.starts_with("open.") || field.starts_with("sequence.");
        method |= field.starts_with("method.");
        cell |= field == "selection.row" || field == "selection.column";
        selection |= field.starts_with("selection.");
    }
    if (document || !m_document) {
        openState(target, tr("opening %1").arg(QString::fromStdString(target.model)));
        return;
    }
    m_state = target;
    if (method)
        previewMethod();
    if (selection) {
        emit selectionChanged();
        requestMaps();
    }
    if (cell)
        emit cellPicked(m_state.row, m_state.column);
    emit viewChanged();
    emit stateRestored();
    if (method)
        commitMethod();
}

void Workspace::openParts(const Parts& parts)
{
    const QString tokenizer = parts.tokenizer.value_or(QString());
    const QString first = !parts.model.isEmpty()     ? parts.model
                          : !parts.profile.isEmpty() ? parts.profile
                          : !parts.text.isEmpty()    ? parts.text
                          : !tokenizer.isEmpty()     ? tokenizer
                                                     : tr("the model's tokenizer");
    const auto change = [parts](ViewState& s) {
        if (!parts.model.isEmpty()) {
            s.model = parts.model.toStdString();
            s.tokenizer.clear();
            s.profile.clear();
            s.bucket = 0;
            // A bundled model comes with the settings that it is worth looking at with.
            const std::string name = QFileInfo(parts.model).fileName().toStdString();
            const auto& known = demonstrations();
            const auto demo = std::find_if(known.begin(), known.end(), [&](const auto& d) { return d.model == name; });
            if (demo != known.end()) {
                s.theta = demo->theta;
                s.scale = demo->scale;
                s.layer = demo->layer;
                s.channel = demo->channel;
            }
        }
        if (!parts.profile.isEmpty()) {
            s.profile = parts.profile.toStdString();
            s.bucket = 0;
        }
        if (!parts.text.isEmpty()) {
            s.sequenceKind = "text";
            s.textFile = parts.text.toStdString();
        }
        if (parts.tokenizer)
            s.tokenizer = parts.tokenizer->toStdString();
    };
    open({.title = tr("opening %1").arg(QFileInfo(first).fileName()),
          .change = change,
          .reload = !parts.model.isEmpty(),
          .wholeAnswer = !parts.model.isEmpty() || parts.tokenizer,
          .model = parts.model,
          .afterwards = [this, parts] {
              for (const QString& path : {parts.text, parts.profile, parts.model}) {
                  if (!path.isEmpty())
                      emit opened(path);
              }
              if (!parts.model.isEmpty())
                  emit modelOpened(parts.model);
          }});
}

void Workspace::setPasskey(std::int64_t tokens, double depth, std::uint64_t seed)
{
    open({.title = tr("writing the haystack"),
          .change =
              [=](ViewState& s) {
                  s.sequenceKind = "passkey";
                  s.tokens = tokens;
                  s.depth = depth;
                  s.seed = seed;
              },
          .wholeAnswer = true});
}

void Workspace::setText(const QString& path, std::int64_t tokens)
{
    open({.title = tr("reading %1").arg(QFileInfo(path).fileName()),
          .change =
              [name = path.toStdString(), tokens](ViewState& s) {
                  s.sequenceKind = "text";
                  s.textFile = name;
                  s.tokens = tokens;
              },
          .afterwards = [this, path] { emit opened(path); }});
}

void Workspace::setPrompt(const QString& prompt)
{
    open({.title = tr("reading the prompt"), .change = [text = prompt.toStdString()](ViewState& s) {
              s.sequenceKind = "prompt";
              s.prompt = text;
          }});
}

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
    if (m_document && (before.device != now.device || before.dtype != now.dtype))
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
    // Each worker sets its own number, between two jobs. The gallery's share small maps among several already.
    for (ComputeThread* worker : {&m_files, &m_passes, &m_pictures, &m_looking})
        worker->request<int>(
            QStringLiteral("threads"), tr("setting the number of threads"),
            [threads](JobControl&) {
                setThreadsOfThisThread(threads);
                return std::make_shared<const int>(threads);
            },
            this, [](const std::shared_ptr<const int>&) {}, [this](const QString& message) { emit failed(message); });
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
    emit selectionChanged();
    requestMaps();
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
    emit selectionChanged();
    requestMaps();
}

void Workspace::selectMapOf(const std::string& what)
{
    if (!m_document || (what == m_state.mapOf && m_state.attentionHead < 0))
        return;
    m_state.mapOf = what;
    m_state.attentionHead = -1;
    forgetRange();
    emit selectionChanged();
    requestMaps();
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
    const ViewState before = m_state;
    change(m_state);
    if (!(before == m_state))
        emit viewChanged();
}

} // namespace mambascope::ui
