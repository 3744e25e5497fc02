// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/decay/decay_page.h"

#include "core/base/error.h"
#include "core/inspect/channel_sample.h"
#include "ui/engine/workspace.h"
#include "ui/pages/decay/decay_plot.h"
#include "ui/pages/decay/decay_wanted.h"
#include "ui/style/message_text.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/plot_navigation.h"
#include "ui/windows/command_line.h"
#include "ui/windows/table_files.h"
#include "ui/windows/write_widget.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>

namespace mambascope::ui {

namespace {

constexpr std::int64_t kBeside = 96; // more curves are a grey carpet
constexpr std::int64_t kPoints = 600;

/// After how many tokens a curve is drawn: evenly and on a logarithmic scale, so that either axis has enough.
std::vector<std::int64_t> drawnTokens(std::int64_t length)
{
    std::set<std::int64_t> tokens = {1, length};
    for (std::int64_t k = 1; k < kPoints; ++k) {
        tokens.insert(std::max<std::int64_t>(1, k * length / kPoints));
        tokens.insert(std::llround(std::pow(static_cast<double>(length), static_cast<double>(k) / kPoints)));
    }
    return {tokens.begin(), tokens.end()};
}

using Channel = std::pair<std::int64_t, std::int64_t>;

} // namespace

std::vector<Channel> DecayPage::pinnedOf(const std::string& text)
{
    std::vector<Channel> result;
    const QStringList words = QString::fromStdString(text).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString& word : words) {
        const QStringList parts = word.split(QLatin1Char(':'));
        bool first = false;
        bool second = false;
        if (parts.size() == 2) {
            const Channel channel(parts[0].toLongLong(&first), parts[1].toLongLong(&second));
            if (first && second && channel.first >= 0 && channel.second >= 0)
                result.push_back(channel);
        }
    }
    return result;
}

DecayPage::DecayPage(Workspace& workspace, QWidget* parent)
    : Page(workspace, parent), m_plot(new DecayPlot), m_beside(new QComboBox), m_logTokens(new QCheckBox),
      m_logDecay(new QCheckBox), m_navigation(new PlotNavigation(m_plot, PlotNavigation::Arrows::Own)),
      m_pin(new QPushButton), m_unpin(new QPushButton), m_message(new QLabel),
      m_curves(workspace, workspace.pictures(), QStringLiteral("decay"), [this] { showMessage(); })
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 4);
    layout->setSpacing(4);
    auto* row = new FlowLayout;
    m_beside->addItem(tr("nothing"), QStringLiteral("none"));
    m_beside->addItem(tr("channels of the layer"), QStringLiteral("layer"));
    m_beside->addItem(tr("channels of all layers"), QStringLiteral("all"));
    row->addLabelled(tr("B&eside it"), m_beside, tr("Up to %1 channels, sampled").arg(kBeside));
    m_pin->setText(tr("&Pin"));
    m_pin->setCheckable(true);
    m_pin->setToolTip(tr("Keeps the selected channel's curves while others are selected"));
    m_unpin->setText(tr("&Unpin all"));
    m_logTokens->setText(tr("Log to&kens"));
    m_logDecay->setText(tr("Log de&cay"));
    m_logDecay->setToolTip(tr("−ln of the decay on a logarithmic axis: slow and fast channels in one picture"));
    row->addGroup({m_pin, m_unpin});
    row->addGroup({m_logTokens, m_logDecay});
    m_message->setMinimumWidth(1); // what it says never widens the window
    row->addWidget(m_message);
    layout->addLayout(row);
    layout->addWidget(m_plot, 1);
    connectControls();
    connect(&workspace, &Workspace::mapChanged, this, &DecayPage::requestLines);
    connect(&workspace, &Workspace::traceChanged, this, &DecayPage::requestLines);
    connect(&workspace, &Workspace::documentChanged, this, &DecayPage::requestLines);
    connect(&workspace, &Workspace::profileChanged, this, [this] { // channels beside are sampled by its decays
        if (m_workspace.state().decayBeside != "none")
            requestLines();
    });
    connect(&workspace, &Workspace::computingAgain, this, [this] {
        m_asked.reset();
        requestLines();
    });
    connect(&workspace, &Workspace::viewChanged, this, &DecayPage::showState);
    connect(&workspace, &Workspace::classificationChanged, this, [this] {
        showMarkers();
        if (isVisible())
            m_plot->replot(QCustomPlot::rpQueuedReplot);
    });
    connect(m_plot, &DecayPlot::chosen, this,
            [this](qint64 layer, qint64 channel) { m_workspace.select(layer, channel); });
    showState();
}

void DecayPage::connectControls()
{
    const auto edit = [this](auto change) {
        return [this, change] {
            if (!m_showingState)
                m_workspace.editView([&](ViewState& s) { change(s); });
        };
    };
    connect(m_beside, &QComboBox::currentIndexChanged, this,
            edit([this](ViewState& s) { s.decayBeside = m_beside->currentData().toString().toStdString(); }));
    const auto axes = edit([this](ViewState& s) {
        s.decayPart = {}; // a part in other units means nothing
        s.decayAxes = m_logTokens->isChecked() ? (m_logDecay->isChecked() ? "log-log" : "log-tokens")
                                               : (m_logDecay->isChecked() ? "log-decay" : "linear");
    });
    connect(m_logTokens, &QCheckBox::toggled, this, axes);
    connect(m_logDecay, &QCheckBox::toggled, this, axes);
    connect(m_navigation, &PlotNavigation::moved, this, [this] {
        const QRectF part = m_navigation->visible();
        m_workspace.editView([&](ViewState& s) {
            s.decayPart = {part.left(), part.right(), part.top(), part.bottom()};
        });
    });
    connect(m_navigation, &PlotNavigation::fitRequested, this, &DecayPage::fit);
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, &DecayPage::fit);
    connect(m_pin, &QPushButton::clicked, this, &DecayPage::pin);
    connect(m_unpin, &QPushButton::clicked, this, edit([](ViewState& s) { s.decayPinned.clear(); }));
    connect(&m_workspace, &Workspace::selectionChanged, this, &DecayPage::showState);
}

void DecayPage::pin(bool on)
{
    m_workspace.editView([on](ViewState& s) {
        const Channel selected(s.layer, s.channel);
        QStringList words;
        for (const Channel& channel : pinnedOf(s.decayPinned)) {
            if (channel != selected)
                words << QStringLiteral("%1:%2").arg(channel.first).arg(channel.second);
        }
        if (on)
            words << QStringLiteral("%1:%2").arg(selected.first).arg(selected.second);
        s.decayPinned = words.join(QLatin1Char(' ')).toStdString();
    });
}

void DecayPage::showState()
{
    const ViewState& s = m_workspace.state();
    const std::vector<Channel> pinned = pinnedOf(s.decayPinned);
    const bool logTokens = s.decayAxes == "log-tokens" || s.decayAxes == "log-log";
    const bool logDecay = s.decayAxes == "log-decay" || s.decayAxes == "log-log";
    const bool otherAxes = logTokens != m_logTokens->isChecked() || logDecay != m_logDecay->isChecked();
    {
        const QScopedValueRollback guard(m_showingState, true);
        m_beside->setCurrentIndex(m_beside->findData(QString::fromStdString(s.decayBeside)));
        m_logTokens->setChecked(logTokens);
        m_logDecay->setChecked(logDecay);
        m_pin->setChecked(std::find(pinned.begin(), pinned.end(), Channel(s.layer, s.channel)) != pinned.end());
        m_unpin->setEnabled(!pinned.empty());
    }
    if (otherAxes || m_shownAxes != s.decayAxes) {
        m_shownAxes = s.decayAxes;
        m_plot->setLogarithmic(logTokens, logDecay);
    }
    if (m_shownPart != s.decayPart)
        showPart();
    if (m_shownBeside != s.decayBeside || m_shownPinned != s.decayPinned)
        requestLines();
}

void DecayPage::zoomBy(double factor)
{
    m_navigation->zoomBy(factor);
}

void DecayPage::fit()
{
    m_workspace.editView([](ViewState& s) { s.decayPart = {}; });
    m_plot->fit();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

/// What a person zoomed to stays while other channels are selected.
void DecayPage::showPart()
{
    const PlotPart& part = m_workspace.state().decayPart;
    m_shownPart = part;
    if (part.isSet()) {
        m_navigation->show(QRectF(QPointF(part.x0, part.y0), QPointF(part.x1, part.y1)));
    } else {
        m_plot->fit();
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    }
}

void DecayPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_stale)
        requestLines();
}

void DecayPage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        m_plot->restyle();
    Page::changeEvent(event);
}

DecayPage::Wanted DecayPage::wanted() const
{
    const ViewState& s = m_workspace.state();
    const auto& document = m_workspace.document();
    Wanted wanted;
    for (const Side side : kSides) {
        wanted.maps[index(side)] = m_workspace.map(side);
        wanted.traces[index(side)] = m_workspace.trace(side);
    }
    wanted.global = m_workspace.classification().global;
    wanted.filtered = m_workspace.mapMethodTitle(Side::LongMamba);
    for (const Channel& channel : pinnedOf(s.decayPinned)) { // of another model some may not exist here
        if (channel.first < document->layers() && channel.second < document->channels())
            wanted.pinned.push_back(channel);
    }
    const auto& trace = wanted.traces[0];
    if (s.decayBeside != "none" && trace) {
        const ChannelSample sample{s.decayBeside == "layer" ? wanted.maps[0]->layer : -1, kBeside, 0};
        wanted.among = document->channels() * (s.decayBeside == "all" ? document->layers() : 1);
        const std::vector<double>& decay = document->profile ? document->profile->lnDecay : trace->lnDecay();
        for (const ChannelRef& channel : sampleChannels(decay, document->channels(), sample)) {
            const Channel place(channel.layer, channel.channel);
            if (std::find(wanted.pinned.begin(), wanted.pinned.end(), place) == wanted.pinned.end())
                wanted.beside.push_back(place);
        }
        // A layer after the other: each is recomputed once.
        std::sort(wanted.beside.begin(), wanted.beside.end());
    }
    return wanted;
}

void DecayPage::requestLines()
{
    if (!m_workspace.map(Side::Vanilla)) {
        const QString reason = m_workspace.reasonForNoMap(Side::Vanilla);
        m_asked.reset();
        m_plot->setLines(nullptr, false);
        m_plot->setMessage(reason.isEmpty() ? tr("computing …") : reason);
        m_message->clear();
        return;
    }
    // The page is drawn when it is looked at: hundreds of curves for nobody would slow down everything else.
    m_stale = !isVisible();
    if (m_stale) {
        m_asked.reset(); // it may be the last to hold a layer's factors
        return;
    }
    m_shownBeside = m_workspace.state().decayBeside;
    m_shownPinned = m_workspace.state().decayPinned;
    const auto asked = std::make_shared<const Wanted>(wanted());
    if (m_asked && *m_asked == *asked)
        return showMessage(); // the same once more starts nothing: a person may have cancelled it
    m_asked = asked;
    m_curves.request<DecayLines>(
        tr("decay curves"),
        [asked](JobControl& control) {
            auto result = std::make_shared<DecayLines>();
            result->filtered = asked->filtered;
            result->among = asked->among;
            result->length = asked->maps[0]->factors->length;
            const std::vector<std::int64_t> tokens = drawnTokens(result->length);
            result->tokens.assign(tokens.begin(), tokens.end());
            asked->forEach(control.progress(), [&](DecayLine line, const std::vector<double>& curve) {
                line.lnDecay.reserve(tokens.size());
                for (const std::int64_t token : tokens)
                    line.lnDecay.push_back(curve[static_cast<std::size_t>(token - 1)]);
                result->lines.push_back(std::move(line));
            });
            return std::shared_ptr<const DecayLines>(result);
        },
        this,
        [this](const std::shared_ptr<const DecayLines>& lines) {
            m_plot->setLines(lines, m_workspace.isPreview());
            showMarkers();
            showPart();
        });
}

void DecayPage::showMessage()
{
    const auto& lines = m_plot->lines();
    const QString reason = !m_curves.isMissing()          ? QString()
                           : m_curves.problem().isEmpty() ? tr("Not computed. Run > Compute again (F5).")
                                                          : m_curves.problem();
    m_plot->setMessage(lines ? QString() : m_curves.isComing() ? tr("computing …") : reason);
    if (!lines || !reason.isEmpty()) { // the curves that are there are others
        m_message->setText(lines ? reason : QString());
        return;
    }
    std::set<Channel> beside;
    for (const DecayLine& line : lines->lines) {
        if (!line.selected && !line.pinned)
            beside.insert({line.layer, line.channel});
    }
    const DecayLine& last = lines->lines.back(); // the selected channel's
    const QString selected = tr("Layer %1, channel %2").arg(last.layer).arg(last.channel);
    const QLocale locale;
    m_message->setText(beside.empty() ? selected
                                      : tr("%1, beside %2 of %3 channels")
                                            .arg(selected, locale.toString(static_cast<qint64>(beside.size())),
                                                 locale.toString(static_cast<qint64>(lines->among))));
}

void DecayPage::showMarkers()
{
    const auto& document = m_workspace.document();
    const auto profile = document ? document->profile : nullptr;
    m_plot->setMarkers(m_workspace.lnTheta(), profile ? profile->calibrationLength : 0);
}

// ---------------------------------------------------------------------------------------------- export

QStringList DecayPage::exportSuffixes() const
{
    return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("csv"),
            QStringLiteral("npy")};
}

void DecayPage::exportTo(const QString& path)
{
    if (!m_plot->lines() || !m_workspace.map(Side::Vanilla)) {
        emit m_workspace.failed(tr("%1: there are no curves to write yet").arg(path));
        return;
    }
    if (!isPictureSuffix(QFileInfo(path).suffix().toLower()))
        return exportTable(path);
    try {
        m_plot->hideReadout();
        writePlot(*m_plot,
                  tr("%1, layer %2")
                      .arg(QString::fromStdString(m_workspace.document()->model->name()))
                      .arg(m_workspace.state().layer),
                  path, size(), exportScale());
        emit m_workspace.saved(path);
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
    }
}

/// Every token of every curve, not only the points that are drawn.
void DecayPage::exportTable(const QString& path)
{
    m_workspace.write(path, [wanted = wanted(), path, filtered = m_workspace.mapMethodName()](JobControl& control) {
        std::vector<QString> columns = {QStringLiteral("token")};
        std::vector<std::vector<double>> curves;
        wanted.forEach(control.progress(), [&](const DecayLine& line, const std::vector<double>& curve) {
            columns.push_back(QStringLiteral("ln_decay_%1_%2_%3")
                                  .arg(line.side == Side::Vanilla ? QStringLiteral("vanilla") : filtered)
                                  .arg(line.layer)
                                  .arg(line.channel));
            curves.push_back(curve);
        });
        std::vector<double> values;
        for (std::size_t t = 0; t < curves.front().size(); ++t) {
            values.push_back(static_cast<double>(t));
            for (const std::vector<double>& curve : curves)
                values.push_back(curve[t]);
        }
        writeTable(path, columns, values);
    });
}

} // namespace mambascope::ui
