// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Workspace that computes: traces, maps, previews, generation.
#include "ui/engine/workspace.h"

#include "ui/engine/method_settings.h"
#include "ui/style/message_text.h"

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

const QString kMaps = QStringLiteral("maps");
const QString kPreview = QStringLiteral("preview");

struct Maps
{
    std::array<std::shared_ptr<const ChannelMap>, 2> sides;
};

} // namespace

// ---------------------------------------------------------------------------------------------- method

std::shared_ptr<const Method> Workspace::method(Side side) const
{
    if (side == Side::Vanilla)
        return makeMethod("vanilla", {}, m_document->model->config());
    return makeMethod(m_state.method, methodSettings(m_state, *m_document), m_document->model->config());
}

std::optional<float> Workspace::tokenThreshold(std::int64_t layer, std::int64_t channel) const
{
    if (!m_document || !m_document->profile || m_state.method != "longmamba")
        return std::nullopt;
    std::vector<float> thresholds(static_cast<std::size_t>(m_document->channels()));
    if (!method(Side::LongMamba)->tokenThresholds(layer, m_document->length(), thresholds))
        return std::nullopt;
    const float threshold = thresholds[static_cast<std::size_t>(channel)];
    return threshold == Method::kKeepAll ? std::nullopt : std::optional<float>(threshold);
}

void Workspace::reclassify()
{
    m_classification = m_document && m_document->profile ? classify(*m_document->profile, lnTheta()) : Classification();
    emit classificationChanged();
}

void Workspace::previewTheta(double lnTheta)
{
    const double theta = std::clamp(std::exp(lnTheta), 1e-300, 1.0);
    if (theta == m_state.theta)
        return;
    m_state.theta = theta;
    previewMethod();
}

void Workspace::previewScale(double scale)
{
    if (scale == m_state.scale)
        return;
    m_state.scale = std::max(0.0, scale);
    previewMethod();
}

void Workspace::previewBucket(std::int64_t length)
{
    if (m_state.bucket == length)
        return;
    m_state.bucket = length;
    previewMethod();
}

std::shared_ptr<const Document>
Workspace::withProfile(const Document& document, const std::shared_ptr<const Profile>& profile, const QString& name)
{
    auto changed = std::make_shared<Document>(document);
    changed->profile = profile;
    changed->profileName = name;
    return changed;
}

void Workspace::previewProfile(const std::shared_ptr<const Profile>& profile, const QString& name)
{
    if (!m_document || m_document->profile == profile)
        return;
    m_document = withProfile(*m_document, profile, name);
    emit profileChanged();
    previewMethod();
}

void Workspace::commitProfile(const std::string& profile, const QString& name)
{
    if (!m_document)
        return;
    m_state.profile = profile;
    m_document = withProfile(*m_document, m_document->profile, name);
    emit profileChanged();
    emit viewChanged();
    if (!m_filteredIsCurrent)
        commitMethod();
}

void Workspace::setMethod(const QString& method, const QString& decimate)
{
    if (m_state.method == method.toStdString() && m_state.decimate == decimate.toStdString())
        return;
    m_state.method = method.toStdString();
    m_state.decimate = decimate.toStdString();
    previewMethod();
    emit viewChanged();
    commitMethod();
}

void Workspace::previewMethod()
{
    ++m_methodRevision;
    m_filteredIsCurrent = false;
    reclassify();
    requestPreview();
}

void Workspace::commitMethod()
{
    if (hasFilter() && m_document->sequenceProblem.isEmpty())
        requestTrace(Side::LongMamba);
}

// ---------------------------------------------------------------------------------------------- passes

void Workspace::computeAgain()
{
    if (!m_document || !m_document->sequenceProblem.isEmpty())
        return;
    // Traces that are there belong to this very document: a session that only changes the view computes nothing anew.
    if (!m_traces[index(Side::Vanilla)])
        requestTrace(Side::Vanilla);
    else
        requestMaps();
    if (hasFilter() && !m_filteredIsCurrent)
        requestTrace(Side::LongMamba);
    if (!isReading() && !isGenerating())
        requestGeneration();
    emit computingAgain();
}

void Workspace::requestTrace(Side side)
{
    if (side == Side::LongMamba)
        m_askedRevision = m_methodRevision;
    m_traceProblem[index(side)].clear();
    const auto onError = [this, side](const QString& message) {
        m_traceProblem[index(side)] = message;
        emit failed(message);
        emit traceChanged(side);
        if (!isReading())
            requestGeneration(); // of the other pass
    };
    std::shared_ptr<const Method> used;
    try {
        used = method(side);
    } catch (const Error& error) {
        onError(toText(error));
        return;
    }
    stopGeneration();
    m_passes.request<Trace>(
        kTrace[index(side)],
        side == Side::Vanilla ? tr("vanilla pass") : tr("%1 pass").arg(ui::methodTitle(used->name())),
        [document = m_document, used](JobControl& control) -> std::shared_ptr<const Trace> {
            return Trace::run(document->model, document->ids, used, {}, control.progress());
        },
        this,
        [this, side, revision = m_methodRevision](const std::shared_ptr<const Trace>& trace) {
            m_traces[index(side)] = trace;
            if (side == Side::LongMamba)
                m_filteredIsCurrent = revision == m_methodRevision;
            requestMaps(); // first: who hears of the pass may ask whether its maps are coming
            emit traceChanged(side);
            const bool otherIsComing = m_passes.isBusy(kTrace[1 - index(side)]);
            if (!otherIsComing)
                requestGeneration();
        },
        onError);
    emit traceChanged(side);
}

// ---------------------------------------------------------------------------------------------- maps

bool Workspace::isMapCurrent(Side side) const
{
    const auto& shown = map(side);
    const MapSubject wanted = shownSubject();
    if (!shown)
        return false;
    const bool sameMean = shown->of == MapOf::Mean && wanted.of == MapOf::Mean && shown->layer == wanted.layer;
    return sameMean || subjectOf(*shown) == wanted;
}

bool Workspace::isMapComing(Side side) const
{
    return isReading() || m_pictures.isBusy(kMaps) || (side == Side::LongMamba && m_pictures.isBusy(kPreview));
}

QString Workspace::reasonForNoMap(Side side) const
{
    const QString reason = reasonForNothing(side);
    if (!reason.isEmpty() || isMapCurrent(side) || isMapComing(side))
        return reason;
    return m_mapProblem.isEmpty() ? tr("Not computed. Run > Compute again (F5).") : m_mapProblem;
}

void Workspace::tellMapProblem(const QString& message)
{
    m_mapProblem = message;
    emit failed(message);
    for (const Side side : kSides) // what waited for it says so
        emit mapChanged(side);
}

void Workspace::requestMaps()
{
    if (!m_traces[index(Side::Vanilla)])
        return;
    m_mapProblem.clear();
    std::array<std::shared_ptr<const ChannelMap>, 2> known;
    for (const Side side : kSides) {
        const auto& map = m_maps[index(side)];
        if (map && map->layer == m_state.layer && m_mapTraces[index(side)] == m_traces[index(side)])
            known[index(side)] = map;
    }
    m_pictures.cancel(kPreview);
    m_pictures.request<Maps>(
        kMaps, tr("layer %1").arg(m_state.layer),
        [traces = m_traces, known, subject = shownSubject()](JobControl& control) {
            auto maps = std::make_shared<Maps>();
            for (const Side side : kSides) {
                if (traces[index(side)])
                    maps->sides[index(side)] =
                        makeMap(subject, *traces[index(side)], known[index(side)], control.progress());
            }
            return std::shared_ptr<const Maps>(maps);
        },
        this,
        [this, traces = m_traces](const std::shared_ptr<const Maps>& maps) {
            m_maps = maps->sides;
            m_mapTraces = traces;
            m_previewMap.reset();
            emit mapChanged(Side::Vanilla);
            if (m_filteredIsCurrent || m_state.method != "longmamba" || !m_document->profile)
                emit mapChanged(Side::LongMamba);
            else
                requestPreview();
        },
        [this](const QString& message) { tellMapProblem(message); });
}

void Workspace::requestPreview()
{
    const auto vanilla = m_maps[index(Side::Vanilla)];
    // What decimation leaves of a sequence shows in the real pass only.
    if (m_state.method != "longmamba") {
        m_pictures.cancel(kPreview);
        m_previewMap.reset();
        emit mapChanged(Side::LongMamba);
        return;
    }
    if (!m_document || !m_document->profile || !vanilla || subjectOf(*vanilla) != shownSubject())
        return; // the maps are on their way, and ask for the preview when they are there
    const std::optional<float> keepAbove = tokenThreshold(m_state.layer, m_state.channel);
    if (m_previewMap && m_previewMap->factors == vanilla->factors && m_previewMap->channel == vanilla->channel &&
        subjectOf(*m_previewMap) == subjectOf(*vanilla) && m_previewMap->keepAbove == keepAbove) {
        m_pictures.cancel(kPreview); // of other settings, that were those of a moment
        return;
    }
    // Nothing is filtered, or only the real pass shows what the filter does to attention: what is there, at once.
    if (!keepAbove || vanilla->of != MapOf::Channel) {
        m_pictures.cancel(kPreview);
        if (m_previewMap == vanilla)
            return;
        m_previewMap = vanilla;
        emit mapChanged(Side::LongMamba);
        return;
    }
    m_pictures.request<ChannelMap>(
        kPreview, tr("preview"),
        [factors = vanilla->factors, channel = vanilla->channel, keepAbove](JobControl&) {
            return makePreview(factors, channel, *keepAbove);
        },
        this,
        [this](const std::shared_ptr<const ChannelMap>& map) {
            if (m_filteredIsCurrent)
                return;
            m_previewMap = map;
            emit mapChanged(Side::LongMamba);
        },
        [this](const QString& message) { tellMapProblem(message); });
}

// ---------------------------------------------------------------------------------------------- generation

void Workspace::regenerate()
{
    if (m_passes.isBusy(kTrace[0]) || m_passes.isBusy(kTrace[1]))
        return; // generation follows by itself
    if (isFilteredStale() && hasFilter())
        requestTrace(Side::LongMamba); // an answer under the settings that are shown
    else
        requestGeneration();
}

void Workspace::requestGeneration()
{
    if (!m_traces[index(Side::Vanilla)])
        return;
    stopGeneration();
    m_answers = {};
    auto traces = m_traces;
    if (!m_filteredIsCurrent) // no answer under settings that are not those shown
        traces[index(Side::LongMamba)].reset();
    m_answersState = m_state;
    m_filteredAnswer = traces[index(Side::LongMamba)] != nullptr;
    m_passes.request<Answers>(
        kGenerate, tr("generating"),
        [this, traces, document = m_document, sampling = m_state.sampling,
         count = std::max(m_state.maxNewTokens, // a key's digits may take more tokens than another one's
                          static_cast<std::int64_t>(m_document->answer.size()))](JobControl& control) {
            const auto grown = [this, &control](const Answers& answers) {
                control.post([this, answers] {
                    m_answers = answers;
                    emit generationGrown();
                });
            };
            return std::make_shared<const Answers>(
                generateSideBySide(traces, document->tokenizer, sampling, count, grown, control.progress()));
        },
        this,
        [this](const std::shared_ptr<const Answers>& answers) {
            m_answers = *answers;
            emit generationGrown();
            emit generationEnded(true);
        },
        [this](const QString& message) {
            emit failed(message);
            emit generationEnded(false);
        });
    emit generationStarted();
}

void Workspace::stopGeneration()
{
    if (!isGenerating())
        return;
    m_passes.cancel(kGenerate);
    emit generationEnded(false);
}

void Workspace::cancelAll()
{
    stopGeneration();
    dropOpening();
    m_passes.cancelAll();
    m_pictures.cancelAll();
    m_gallery.cancelAll();
    m_looking.cancelAll();
    m_calibrating.cancelAll();
    m_exports.cancelAll();
    emit everythingCancelled();
    for (const Side side : kSides) {
        emit traceChanged(side);
        emit mapChanged(side);
    }
}

void Workspace::cancelShown()
{
    ComputeThread* shown = shownThread();
    if (shown == &m_files) {
        const QString model = openingModel();
        dropOpening();
        if (!model.isEmpty())
            emit openingCancelled(model);
    } else if (shown == &m_passes) {
        stopGeneration();
        m_passes.cancelAll();
    } else if (shown) {
        shown->cancelAll();
    }
    for (const Side side : kSides) { // what waited for it says now that it does not come
        emit traceChanged(side);
        emit mapChanged(side);
    }
}

} // namespace mambascope::ui
