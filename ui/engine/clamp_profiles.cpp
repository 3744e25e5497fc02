// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/clamp_profiles.h"

#include "ui/engine/workspace.h"

#include <QFileInfo>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

const QString kCalibrate = QStringLiteral("calibrate-clamps");
const QString kStore = QStringLiteral("store-clamp");

bool isSame(double a, double b)
{
    return std::abs(a - b) < 1e-6; // files have six digits
}

/// Each stop's profile is lengths x layers x channels floats, twice (thresholds, shares kept), and while it is
/// calibrated each sequence has as many: half a gigabyte for the 21 stops of a small Mamba-1 model, many of them for a
/// model with hundreds of thousands of channels. So the more channels, the fewer stops: as many as fit into a part of
/// the memory that is free, in steps that people count in.
double stepFor(const Profile& profile)
{
    constexpr double kBudget = 2.0 * (1 << 30);
    const double budget = std::min(kBudget, static_cast<double>(availableMemory()) / 4);
    const auto cells = static_cast<double>(profile.layers * profile.channels);
    const double bytes =
        cells * (static_cast<double>(profile.lengths.size()) * 2 * sizeof(float) + sizeof(double) + 2 * sizeof(float));
    for (const double step : {0.01, 0.02, 0.025, 0.04, 0.05}) {
        const double stops = std::floor(ClampProfiles::kMost / step + 0.5) + 1;
        if (stops * bytes * static_cast<double>(profile.sequences + 1) <= budget)
            return step;
    }
    return 0.1;
}

/// An align folder does not say what it was made from.
bool saysHow(const Profile& profile)
{
    return profile.calibrationLength >= 2 && profile.sequences >= 1;
}

} // namespace

ClampProfiles::ClampProfiles(Workspace& workspace, QObject* parent) : QObject(parent), m_workspace(workspace)
{
    connect(&workspace, &Workspace::documentChanged, this, &ClampProfiles::showDocument);
    ComputeThread& thread = workspace.calibrations();
    connect(&thread, &ComputeThread::progress, this, [this](const QString&, double fraction) {
        if (isCalibrating())
            emit progress(fraction);
    });
    connect(&thread, &ComputeThread::busyChanged, this, [this] { // cancelled somewhere else
        const bool ended = m_wanted && m_released && !m_workspace.calibrations().isBusy(kStore);
        if ((m_waiting || ended) && !isCalibrating())
            giveUp(tr("Cancelled; the profile is as it was."));
    });
    showDocument();
}

ClampProfiles::~ClampProfiles()
{
    m_workspace.calibrations().cancel(kCalibrate);
}

bool ClampProfiles::isCalibrating() const
{
    return m_workspace.calibrations().isBusy(kCalibrate);
}

double ClampProfiles::clamp() const
{
    const auto& document = m_workspace.document();
    return m_wanted ? *m_wanted : document && document->profile ? document->profile->clamp : 0.0;
}

double ClampProfiles::most() const
{
    return std::max(kMost, m_home.clamp);
}

QString ClampProfiles::problem() const
{
    const auto& document = m_workspace.document();
    if (!document || !document->profile || isAvailable())
        return {};
    return document->tokenizer ? tr("The profile does not say how many sequences of what length it was made from")
                               : tr("Text needs a tokenizer to become tokens");
}

QString ClampProfiles::textNotice() const
{
    if (!isAvailable() || textOf(*m_home.profile, m_home.file.value_or(std::string()), m_texts))
        return {};
    return tr("The text that the profile was made from (%1) is not at hand: other clamps are calibrated with the "
              "program's own text.")
        .arg(QString::fromStdString(m_home.profile->source));
}

void ClampProfiles::addText(const QString& path)
{
    m_texts.removeAll(path);
    m_texts.prepend(path);
    emit textsChanged();
}

// ---------------------------------------------------------------------------------------------- what is open

void ClampProfiles::showDocument()
{
    const auto& document = m_workspace.document();
    if (!document || !document->profile || !document->tokenizer || !saysHow(*document->profile)) {
        m_workspace.calibrations().cancel(kCalibrate);
        m_waiting = false;
        m_wanted.reset();
        m_notice.clear();
        m_made.clear();
        m_home = {};
        m_model.reset();
        m_tokenizer.reset();
        emit textsChanged();
        emit changed();
        return;
    }
    const std::string& file = m_workspace.state().profile;
    Stop* known = nullptr;
    if (m_model == document->model && m_tokenizer == document->tokenizer) {
        if (m_home.file == file && m_home.profile && differInClampOnly(*m_home.profile, *document->profile))
            known = &m_home;
        for (Stop& stop : m_made) {
            if (!known && stop.file == file)
                known = &stop;
        }
    }
    if (known)
        known->profile = document->profile; // read anew, with the sequence
    else
        open(*document);
    // A move that has not ended goes on with the new sequence.
    if (m_wanted && !m_waiting) {
        const Stop* stop = stopAt(*m_wanted);
        if (stop != nullptr)
            m_workspace.previewProfile(stop->profile, stop->name);
        else
            m_wanted.reset();
    }
    emit textsChanged();
    emit changed();
}

void ClampProfiles::open(const Document& document)
{
    const bool sameKind = m_model == document.model && m_tokenizer == document.tokenizer && m_home.profile &&
                          differInClampOnly(*m_home.profile, *document.profile);
    m_home = {document.profile->clamp, document.profile, document.profileName, m_workspace.state().profile};
    m_notice.clear();
    m_wanted.reset();
    if (sameKind)
        return;
    m_workspace.calibrations().cancel(kCalibrate);
    m_waiting = false;
    m_made.clear();
    m_model = document.model;
    m_tokenizer = document.tokenizer;
    m_step = stepFor(*document.profile);
}

ClampProfiles::Stop* ClampProfiles::stopAt(double clamp)
{
    if (isSame(clamp, m_home.clamp))
        return &m_home;
    const auto found =
        std::find_if(m_made.begin(), m_made.end(), [clamp](const Stop& stop) { return isSame(stop.clamp, clamp); });
    return found == m_made.end() ? nullptr : &*found;
}

std::vector<double> ClampProfiles::stops() const
{
    std::vector<double> stops;
    for (int k = 0; k * m_step <= kMost + 1e-9; ++k)
        stops.push_back(std::round(k * m_step * 1e6) / 1e6); // 0.07, not 7 times what is nearest to 0.01
    return stops;
}

// ---------------------------------------------------------------------------------------------- moves

void ClampProfiles::preview(double clamp)
{
    if (!isAvailable())
        return;
    m_wanted = clamp;
    m_released = false;
    if (!m_waiting)
        m_notice.clear();
    if (const Stop* stop = stopAt(clamp))
        m_workspace.previewProfile(stop->profile, stop->name);
    else if (!m_waiting)
        start();
    emit changed();
}

void ClampProfiles::commit()
{
    if (!m_wanted)
        return;
    m_released = true;
    if (stopAt(*m_wanted) != nullptr)
        finish();
}

void ClampProfiles::start()
{
    const Profile& home = *m_home.profile;
    const std::optional<QString> text = textOf(home, m_home.file.value_or(std::string()), m_texts);
    m_notice = textNotice();
    CalibrationRequest request;
    request.document = m_workspace.document();
    request.settings.length = home.calibrationLength;
    request.settings.aggregate = home.aggregate;
    request.settings.lengths = home.lengths;
    request.text = text.value_or(QString());
    request.sequences = home.sequences;
    request.asManyAsFit = !text;
    m_waiting = true;
    using Made = std::vector<std::shared_ptr<const Profile>>;
    m_workspace.calibrations().request<Made>(
        kCalibrate, tr("calibrating for other clamps"),
        [request, clamps = stops()](JobControl& control) {
            return std::make_shared<const Made>(makeProfiles(request, clamps, control.progress()));
        },
        this, [this](const std::shared_ptr<const Made>& made) { take(*made); },
        [this](const QString& message) { giveUp(message); });
}

void ClampProfiles::take(const std::vector<std::shared_ptr<const Profile>>& profiles)
{
    m_waiting = false;
    m_made.clear();
    for (const auto& profile : profiles)
        m_made.push_back({profile->clamp, profile, m_home.name});
    if (Stop* stop = m_wanted ? stopAt(*m_wanted) : nullptr) {
        m_workspace.previewProfile(stop->profile, stop->name);
        if (m_released)
            finish();
    } else {
        m_wanted.reset();
    }
    emit changed();
}

void ClampProfiles::finish()
{
    Stop* stop = stopAt(*m_wanted);
    const bool isThere = stop->file && (stop->file->empty() || QFileInfo::exists(QString::fromStdString(*stop->file)));
    if (stop == &m_home || isThere) {
        m_workspace.calibrations().cancel(kStore); // of a move before this one
        m_wanted.reset();
        m_workspace.commitProfile(*stop->file, stop->name);
        emit changed();
        return;
    }
    m_workspace.calibrations().request<std::string>(
        kStore, tr("writing the profile"),
        [profile = stop->profile](JobControl&) { return std::make_shared<const std::string>(storeProfile(*profile)); },
        this,
        [this, clamp = stop->clamp](const std::shared_ptr<const std::string>& file) {
            Stop* stored = stopAt(clamp);
            if (stored == nullptr || !m_wanted || !isSame(*m_wanted, clamp))
                return; // moved on meanwhile
            stored->file = *file;
            stored->name = QFileInfo(QString::fromStdString(*file)).fileName();
            if (m_released)
                finish();
        },
        [this](const QString& message) { giveUp(message); });
}

void ClampProfiles::cancel()
{
    m_workspace.calibrations().cancel(kCalibrate);
    if (m_waiting)
        giveUp(tr("Cancelled; the profile is as it was."));
}

/// The profile is that of the session again.
void ClampProfiles::giveUp(const QString& notice)
{
    m_waiting = false;
    m_wanted.reset();
    m_notice = notice;
    const std::string& file = m_workspace.state().profile;
    const auto stored = std::find_if(m_made.begin(), m_made.end(), [&](const Stop& stop) { return stop.file == file; });
    const Stop& before = stored == m_made.end() ? m_home : *stored;
    if (before.profile && m_workspace.document() && m_workspace.document()->profile != before.profile) {
        m_workspace.previewProfile(before.profile, before.name);
        m_workspace.commitMethod();
    }
    emit changed();
}

} // namespace mambascope::ui
