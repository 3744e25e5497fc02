// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/comparer.h"

#include "core/base/error.h"
#include "core/evaluate/demo.h"
#include "ui/engine/method_settings.h"
#include "ui/engine/workspace.h"

#include <QFileInfo>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

/// What a side is computed from. Everything else of a ViewState is how things look.
bool sameComputation(const ViewState& a, const ViewState& b)
{
    const auto key = [](const ViewState& s) {
        ViewState k;
        k.model = s.model;
        k.tokenizer = s.tokenizer;
        k.profile = s.profile;
        k.sequenceKind = s.sequenceKind;
        k.textFile = s.textFile;
        k.prompt = s.prompt;
        k.tokens = s.tokens;
        k.depth = s.depth;
        k.seed = s.seed;
        k.compareA = s.compareA;
        const bool filtered = s.compareA.method != "vanilla";
        k.theta = s.theta; // it also classifies the channels
        k.scale = filtered ? s.scale : 1;
        k.bucket = filtered ? s.bucket : 0;
        k.decimate = filtered ? s.decimate : std::string();
        k.sampling = s.sampling;
        k.maxNewTokens = s.maxNewTokens;
        return k;
    };
    return key(a) == key(b);
}

QString titleOf(const ViewState& state, const Document& document)
{
    const QLocale locale;
    const QString model = QString::fromStdString(document.model->name());
    const std::string& method = state.compareA.method;
    if (method == "longmamba")
        return Comparer::tr("%1, LongMamba with θ = %2, b = %3")
            .arg(model, locale.toString(state.theta, 'g', 4), locale.toString(state.scale, 'g', 4));
    if (method == "decimamba")
        return Comparer::tr("%1, DeciMamba with %2")
            .arg(model, QString::fromStdString(decimationSettings(state, document).text()));
    return Comparer::tr("%1, %2").arg(model, methodTitle(method));
}

} // namespace

ViewState stateOfSide(const ViewState& window, const ComparedSide& side)
{
    ViewState state = window;
    state.compareA = side;
    state.compareB = {};
    if (!side.model.empty() && side.model != window.model) {
        state.model = side.model;
        state.tokenizer.clear();
        state.profile.clear();
        state.bucket = 0;
        state.decimate.clear();
        const std::string name = QFileInfo(QString::fromStdString(side.model)).fileName().toStdString();
        for (const Demonstration& demo : demonstrations()) {
            if (demo.model == name) {
                state.theta = demo.theta;
                state.scale = demo.scale;
            }
        }
    }
    if (side.theta > 0)
        state.theta = side.theta;
    if (side.scale >= 0)
        state.scale = side.scale;
    return state;
}

Comparer::Comparer(Workspace& workspace, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_passes(QStringLiteral("comparing")),
      m_pictures(QStringLiteral("compared pictures"))
{
    for (ComputeThread* thread : {&m_passes, &m_pictures})
        connect(thread, &ComputeThread::busyChanged, this, &Comparer::busyChanged);
    connect(&m_passes, &ComputeThread::progress, this,
            [this](const QString& title, double fraction, double) { emit progress(title, fraction); });
}

Comparer::~Comparer() = default;

ViewState Comparer::wanted(std::size_t side) const
{
    const ViewState& s = m_workspace.state();
    return stateOfSide(s, side == 0 ? s.compareA : s.compareB);
}

bool Comparer::isCurrent(std::size_t side) const
{
    return m_results[side] && m_problems[side].isEmpty() && sameComputation(m_results[side]->wanted, wanted(side));
}

void Comparer::compute(std::size_t side)
{
    const auto document = m_workspace.document();
    if (!document)
        return;
    const ViewState state = wanted(side);
    const bool ownModel = state.model == m_workspace.state().model;
    // A pass that the window has made already is not made again.
    std::shared_ptr<const Trace> known;
    if (ownModel && state.compareA.method == "vanilla")
        known = m_workspace.trace(Side::Vanilla);
    else if (ownModel && state.compareA.method == m_workspace.state().method && m_workspace.isFilteredCurrent() &&
             (state.compareA.method == "decimamba" ||
              (state.theta == m_workspace.state().theta && state.scale == m_workspace.state().scale)))
        known = m_workspace.trace(Side::LongMamba);
    m_problems[side].clear();
    m_passes.request<ComparedResult>(
        tag(side), side == 0 ? tr("side A") : tr("side B"),
        [state, known, options = document->model->options(), document = ownModel ? document : nullptr,
         previous = m_results[side] ? m_results[side]->document : document](JobControl& control) {
            auto result = std::make_shared<ComparedResult>();
            result->wanted = state;
            result->document = document ? document : openDocument(state, previous, false, options, control.progress());
            const Document& opened = *result->document;
            if (!opened.sequenceProblem.isEmpty())
                throw Error(opened.model->name(), opened.sequenceProblem.toStdString());
            if (state.compareA.method == "longmamba" && !opened.profile)
                throw Error(opened.model->name(),
                            tr("has no calibration profile, which LongMamba needs").toStdString());
            SideToMeasure asked;
            asked.model = opened.model;
            asked.ids = opened.ids;
            asked.method = makeMethod(state.compareA.method, methodSettings(state, opened), opened.model->config());
            asked.profile = opened.profile;
            asked.lnTheta = result->lnTheta = std::log(state.theta);
            asked.trace = known;
            result->measured = measureSide(asked, control.progress());
            result->layers = summariseLayers(result->measured);
            result->title = titleOf(state, opened);
            const std::int64_t count = std::max(state.maxNewTokens, std::ssize(opened.answer));
            result->answer = generateSideBySide(
                {result->measured.trace, nullptr}, opened.tokenizer, state.sampling, count, [](const Answers&) {},
                control.progress())[0];
            return std::shared_ptr<const ComparedResult>(result);
        },
        this,
        [this, side](const std::shared_ptr<const ComparedResult>& result) {
            m_results[side] = result;
            emit changed(side);
        },
        [this, side](const QString& message) {
            m_problems[side] = message;
            emit changed(side);
        });
    emit changed(side);
}

void Comparer::cancel()
{
    m_passes.cancelAll();
    for (const std::size_t side : kBoth)
        emit changed(side);
}

QString Comparer::reasonAgainstChannels() const
{
    if (!m_results[0] || !m_results[1])
        return tr("Both sides have to be computed first.");
    const Document& a = *m_results[0]->document;
    const Document& b = *m_results[1]->document;
    const QLocale locale;
    const auto sizes = [&](const Document& d) {
        return tr("%1 has %2 layers of %3 channels")
            .arg(QString::fromStdString(d.model->name()), locale.toString(static_cast<qint64>(d.layers())),
                 locale.toString(static_cast<qint64>(d.channels())));
    };
    if (a.layers() != b.layers() || a.channels() != b.channels())
        return tr("Channels cannot be compared one by one: %1, %2.").arg(sizes(a), sizes(b));
    if (a.model->files().weights != b.model->files().weights)
        return tr("Channels cannot be compared one by one: a channel of %1 has nothing to do with that of the same "
                  "number of %2.")
            .arg(QString::fromStdString(a.model->name()), QString::fromStdString(b.model->name()));
    if (a.ids != b.ids)
        return tr("Channels cannot be compared one by one: the sides were computed for different sequences.");
    return {};
}

QString Comparer::reasonAgainstTokens() const
{
    if (!m_results[0] || !m_results[1])
        return tr("Both sides have to be computed first.");
    const Document& a = *m_results[0]->document;
    const Document& b = *m_results[1]->document;
    if (a.ids == b.ids)
        return {};
    const QLocale locale;
    if (a.length() != b.length())
        return tr("There is no difference map: the same text is %1 tokens for %2 and %3 tokens for %4.")
            .arg(locale.toString(static_cast<qint64>(a.length())), QString::fromStdString(a.model->name()),
                 locale.toString(static_cast<qint64>(b.length())), QString::fromStdString(b.model->name()));
    return tr("There is no difference map: the sides cut the text into different tokens.");
}

} // namespace mambascope::ui
