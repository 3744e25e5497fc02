// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/history.h"

#include "core/base/error.h"
#include "core/checkpoint/locate.h"
#include "core/checkpoint/safetensors.h"
#include "ui/engine/workspace.h"

#include <QFileInfo>
#include <QGuiApplication>
#include <QLocale>

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>

namespace mambascope::ui {

namespace {

QString number(double value)
{
    return QLocale().toString(value, 'g', 4);
}

QString fileName(const std::string& path)
{
    return QFileInfo(QString::fromStdString(path)).fileName();
}

/// How the profile of a state was made, as its file says; empty when it says nothing.
std::map<std::string, std::string> makingOf(const ViewState& s)
{
    try {
        const std::filesystem::path file =
            s.profile.empty() ? bundledProfile(locateModel(s.model)) : std::filesystem::path(s.profile);
        return SafetensorsFile(file).metadata();
    } catch (const Error&) {
        return {};
    }
}

/// The profiles differ in their clamps only: another one was chosen with the slider, or by a calibration.
QString clampChange(const ViewState& before, const ViewState& after)
{
    auto from = makingOf(before);
    auto to = makingOf(after);
    const double a = 100 * QString::fromStdString(from["clamp"]).toDouble();
    const double b = 100 * QString::fromStdString(to["clamp"]).toDouble();
    for (const char* other : {"clamp", "theta", "scale", "history"}) {
        from.erase(other);
        to.erase(other);
    }
    return from.empty() || from != to || a == b ? QString()
                                                : History::tr("Clamp C %1 % → %2 %").arg(number(a), number(b));
}

QString channelName(const ViewState& s)
{
    return History::tr("layer %1 channel %2").arg(s.layer).arg(s.channel);
}

} // namespace

History::History(Workspace& workspace, QObject* parent) : QObject(parent), m_workspace(workspace)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(kPause);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        if (QGuiApplication::mouseButtons() != Qt::NoButton)
            m_pause.start(); // a drag that rests for a moment is still the same drag
        else
            settle();
    });
    connect(&workspace, &Workspace::documentChanged, this, [this] {
        if (!m_returnTo)
            return;
        if (m_workspace.newestOpening() != m_opening) // another one, which replaced it: a step of its own
            return abandon();
        // What was opened is what undo or redo asked for.
        m_returnTo.reset();
        m_known = m_workspace.state();
        emit changed();
    });
    for (const auto signal : {&Workspace::classificationChanged, &Workspace::documentChanged,
                              &Workspace::selectionChanged, &Workspace::viewChanged, &Workspace::generationStarted})
        connect(&workspace, signal, this, &History::notice);
    connect(&workspace, &Workspace::cellPicked, this, &History::notice);
    connect(&workspace, &Workspace::failed, this, &History::abandon);
    connect(&workspace, &Workspace::openingCancelled, this, &History::abandon);
}

void History::notice()
{
    if (m_restoring || m_returnTo || !m_workspace.document())
        return;
    const ViewState& now = m_workspace.state();
    if (!m_known) { // the first document is where history begins
        m_known = now;
        visit();
        return;
    }
    const std::vector<std::string> fields = changedFields(*m_known, now);
    if (fields.empty())
        return;
    if (m_pending && changedFields(m_pending->before, m_pending->after) != fields &&
        changedFields(m_pending->before, now) != changedFields(m_pending->before, m_pending->after))
        settle();
    if (m_pending)
        m_pending->after = now;
    else
        m_pending = Step{*m_known, now};
    m_known = now;
    visit();
    m_pause.start();
    emit changed();
}

void History::settle()
{
    m_pause.stop();
    if (!m_pending)
        return;
    if (!(m_pending->before == m_pending->after)) {
        m_pending->text = describe(m_pending->before, m_pending->after);
        m_steps.resize(m_next);
        m_steps.push_back(std::move(*m_pending));
        if (m_steps.size() > kMostSteps)
            m_steps.erase(m_steps.begin());
        m_next = m_steps.size();
    }
    m_pending.reset();
    emit changed();
}

void History::undo()
{
    settle();
    if (m_next > 0)
        restore(m_steps[m_next - 1].before, m_next - 1);
}

void History::redo()
{
    settle();
    if (m_next < m_steps.size())
        restore(m_steps[m_next].after, m_next + 1);
}

void History::restore(const ViewState& target, std::size_t next)
{
    const std::size_t from = m_returnTo.value_or(m_next);
    if (m_returnTo && m_workspace.newestOpening() == m_opening)
        m_workspace.dropOpening(); // that this one overtakes
    m_returnTo.reset();
    m_next = next;
    m_restoring = true;
    m_workspace.restore(target);
    m_restoring = false;
    m_known = m_workspace.state();
    if (!(*m_known == target)) { // another document is being opened
        m_returnTo = from;
        m_opening = m_workspace.newestOpening();
    }
    visit();
    emit changed();
}

void History::abandon()
{
    if (!m_returnTo)
        return;
    m_next = *m_returnTo;
    m_returnTo.reset();
    emit changed();
}

// ---------------------------------------------------------------------------------------------- places

bool History::isSamePlace(const ViewState& a, const ViewState& b)
{
    return a.page == b.page && a.layer == b.layer && a.channel == b.channel && a.attentionHead == b.attentionHead &&
           a.mapOf == b.mapOf;
}

void History::visit()
{
    const ViewState& now = m_workspace.state();
    if (!m_places.empty() && m_places[m_place].model != now.model)
        m_places.clear(); // layers and channels of another model
    if (m_places.empty()) {
        m_places = {now};
        m_place = 0;
        return;
    }
    if (isSamePlace(m_places[m_place], now)) {
        m_places[m_place] = now; // the cell that was picked there last
        return;
    }
    m_places.resize(m_place + 1);
    m_places.push_back(now);
    if (m_places.size() > kMostSteps)
        m_places.erase(m_places.begin());
    m_place = m_places.size() - 1;
}

void History::goBack()
{
    if (canGoBack())
        goTo(m_place - 1);
}

void History::goForward()
{
    if (canGoForward())
        goTo(m_place + 1);
}

void History::goTo(std::size_t place)
{
    settle();
    m_place = place;
    const ViewState& there = m_places[place];
    ViewState target = m_workspace.state();
    target.page = there.page;
    target.layer = there.layer;
    target.channel = there.channel;
    target.attentionHead = there.attentionHead;
    target.mapOf = there.mapOf;
    target.row = there.row;
    target.column = there.column;
    const std::int64_t length = m_workspace.document()->length();
    if (target.row >= length || target.column >= length) // the sequence is another one by now
        target.row = target.column = -1;
    m_workspace.restore(target); // noticed like any other change: going back can be undone
    settle();
    emit changed();
}

// ---------------------------------------------------------------------------------------------- texts

QString History::describe(const ViewState& before, const ViewState& after)
{
    return describe(before, after, true);
}

QString History::describe(const ViewState& before, const ViewState& after, bool readsFiles)
{
    const std::vector<std::string> fields = changedFields(before, after);
    const auto has = [&](const char* field) { return std::find(fields.begin(), fields.end(), field) != fields.end(); };
    const auto hasGroup = [&](std::string_view group) {
        return std::any_of(fields.begin(), fields.end(), [&](const std::string& f) { return f.starts_with(group); });
    };
    if (has("open.model"))
        return tr("model %1 → %2").arg(fileName(before.model), fileName(after.model));
    if (has("open.tokenizer"))
        return tr("choice of the tokenizer");
    if (has("open.profile")) {
        const QString clamp = readsFiles ? clampChange(before, after) : QString();
        return clamp.isEmpty() ? tr("choice of the profile") : clamp;
    }
    if (hasGroup("sequence."))
        return tr("change of the sequence");
    if (has("method.theta"))
        return tr("theta %1 → %2").arg(number(before.theta), number(after.theta));
    if (has("method.scale"))
        return tr("threshold factor %1 → %2").arg(number(before.scale), number(after.scale));
    if (has("method.bucket"))
        return tr("length bucket %1 → %2").arg(before.bucket).arg(after.bucket);
    if (hasGroup("method."))
        return tr("change of the method");
    if (has("selection.layer") || has("selection.channel"))
        return tr("%1 → %2", "two channels").arg(channelName(before), channelName(after));
    if (has("selection.attention_head"))
        return tr("choice of the attention head");
    if (has("selection.row") || has("selection.column"))
        return after.row < 0 ? tr("dropping the picked cell")
                             : tr("picking cell %1, %2").arg(after.row).arg(after.column);
    if (has("selection.map_of"))
        return tr("choice of what the map is of");
    if (has("view.page"))
        return tr("change of the page");
    if (has("view.bookmarks"))
        return after.bookmarks.size() > before.bookmarks.size() ? tr("a bookmark") : tr("removal of bookmarks");
    if (has("view.map_panels"))
        return tr("choice of the maps shown");
    if (has("view.map_profiles"))
        return tr("change of the profiles");
    if (has("view.normalise"))
        return tr("change of the normalisation");
    if (has("view.colour_map"))
        return tr("change of the colour map");
    if (has("view.range_low") || has("view.range_high"))
        return tr("change of the value range");
    if (has("view.range_locked") || has("view.difference_locked"))
        return tr("lock of the value range");
    if (has("view.difference_range"))
        return tr("change of the difference's range");
    if (has("view.reach_of"))
        return tr("change of the reach line");
    if (has("view.reach_level"))
        return tr("reach level %1 → %2").arg(number(before.reachLevel), number(after.reachLevel));
    if (has("view.map_row0") || has("view.map_row1") || has("view.map_col0") || has("view.map_col1"))
        return tr("zoom or pan of the map");
    if (has("view.theme"))
        return tr("change of the theme");
    if (has("decay.pinned"))
        return after.decayPinned.size() > before.decayPinned.size() ? tr("pinning a curve") : tr("unpinning curves");
    if (has("decay.axes"))
        return tr("change of the decay's axes");
    if (has("decay.beside"))
        return tr("choice of the curves beside");
    if (has("channels.filter"))
        return tr("change of the channels' filter");
    if (has("channels.sorting"))
        return tr("change of the channels' order");
    if (hasGroup("channels.brush"))
        return tr("change of the brush");
    if (hasGroup("decay.") || hasGroup("channels."))
        return tr("zoom or pan of the plot");
    if (has("tokens.shade"))
        return tr("change of the tokens' shading");
    if (has("tokens.table"))
        return tr("choice of the tokens' table");
    if (hasGroup("tokens."))
        return tr("zoom or pan of the tokens' curve");
    if (hasGroup("tensors."))
        return tr("change of the tensors' filter");
    if (hasGroup("evaluate."))
        return tr("choice of the runs shown");
    if (hasGroup("compare.a_"))
        return tr("change of side A");
    if (hasGroup("compare.b_"))
        return tr("change of side B");
    if (hasGroup("compare_norm.") || hasGroup("compare_decay."))
        return tr("zoom or pan of the compared curves");
    if (hasGroup("compare"))
        return tr("zoom or pan of the compared maps");
    if (hasGroup("gallery."))
        return tr("change of the gallery");
    if (hasGroup("generation."))
        return tr("change of the generation settings");
    return tr("change of the view");
}

QString History::undoText() const
{
    if (m_pending) // asked for with every change of it
        return describe(m_pending->before, m_pending->after, false);
    return m_next > 0 ? m_steps[m_next - 1].text : QString();
}

QString History::redoText() const
{
    return canRedo() ? m_steps[m_next].text : QString();
}

} // namespace mambascope::ui
