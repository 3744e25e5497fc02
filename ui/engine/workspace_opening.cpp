// SPDX-License-Identifier: GPL-3.0-or-later
// The part of Workspace that opens: models, sequences, profiles, sessions, and what of the passes stays with them.
#include "core/evaluate/demo.h"
#include "ui/engine/workspace.h"

#include <QFileInfo>
#include <QScopedValueRollback>

#include <algorithm>

namespace mambascope::ui {

namespace {

bool sameMethod(const ViewState& a, const ViewState& b)
{
    return a.theta == b.theta && a.scale == b.scale && a.bucket == b.bucket && a.method == b.method &&
           a.decimate == b.decimate;
}

} // namespace

Workspace::Opening Workspace::joined(const Opening& first, const Opening& second)
{
    Opening both = first; // its title and its model
    both.change = [one = first.change, two = second.change](ViewState& s) {
        one(s);
        two(s);
    };
    both.reload = first.reload || second.reload;
    both.wholeAnswer = first.wholeAnswer || second.wholeAnswer;
    both.afterwards = [one = first.afterwards, two = second.afterwards] {
        for (const auto& what : {one, two})
            if (what)
                what();
    };
    return both;
}

void Workspace::open(Opening opening)
{
    // Who chooses a text while a model is loaded wants both.
    if (!openingModel().isEmpty() && opening.model.isEmpty() && !opening.whole)
        opening = joined(m_opening, opening);
    ViewState next = m_state;
    opening.change(next);
    m_opening = opening;
    const quint64 number = ++m_openings;
    m_files.request<Document>(
        kOpen, opening.title,
        [next, reload = opening.reload, previous = m_document, options = loadOptions()](JobControl& control) {
            return openDocument(next, previous, reload, options, control.progress());
        },
        this,
        [this, opening, number, profile = next.profile](const std::shared_ptr<const Document>& document) {
            m_opening = {};
            // The profile became another one meanwhile (a clamp was chosen) that this opening has nothing to do with.
            ViewState now = m_state;
            opening.change(now);
            const bool keepProfile = now.profile != profile && m_document && m_document->model == document->model;
            adopt(opening,
                  keepProfile ? withProfile(*document, m_document->profile, m_document->profileName) : document);
            if (opening.afterwards)
                opening.afterwards();
            emit openingEnded(number, {});
        },
        [this, number](const QString& message) {
            m_opening = {};
            emit failed(message);
            emit openingEnded(number, message);
        });
}

void Workspace::dropOpening()
{
    m_files.cancel(kOpen);
    m_opening = {}; // with what was to be done afterwards
}

void Workspace::adopt(const Opening& opening, const std::shared_ptr<const Document>& document)
{
    const bool otherModel = !m_document || m_document->model != document->model;
    const bool otherLength = !m_document || m_document->length() != document->length();
    const ViewState before = m_state;
    if (!opening.whole && (otherModel || otherLength)) {
        m_state.mapRow0 = m_state.mapRow1 = m_state.mapCol0 = m_state.mapCol1 = 0;
        m_state.decayPart = m_state.channelsPart = m_state.tokensPart = {};
        m_state.comparePart = m_state.comparePartB = m_state.compareNormPart = m_state.compareDecayPart = {};
    }
    if (!opening.whole && (otherModel || m_document->ids != document->ids))
        m_state.row = m_state.column = -1;
    if (!opening.whole && otherModel)
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
    m_answersState = m_state;
    m_filteredAnswer = false;
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
          .whole = true,
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
        // What a person changes until it is open stays.
        open({.title = tr("opening %1").arg(QString::fromStdString(target.model)),
              .change =
                  [from = m_state, target](ViewState& s) {
                      s = withChanges(s, from, target);
                      if (s.row < 0 || s.column < 0) // a cell has both
                          s.row = s.column = -1;
                  },
              .whole = true,
              .model =
                  QString::fromStdString(!m_document || target.model != m_state.model ? target.model : std::string())});
        return;
    }
    const QScopedValueRollback guard(m_restoring, true);
    m_state = target;
    if (method)
        previewMethod();
    if (selection) {
        requestMaps();
        emit selectionChanged();
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

} // namespace mambascope::ui
