// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/gallery/gallery_page.h"

#include "ui/engine/workspace.h"
#include "ui/figures/gallery_painter.h"
#include "ui/pages/gallery/gallery_controls.h"
#include "ui/pages/gallery/gallery_grid.h"
#include "ui/pages/gallery/gallery_legend.h"
#include "ui/pages/gallery/gallery_queue.h"
#include "ui/style/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

const QString kMaps = QStringLiteral("gallery");
/// Maps are made ahead of scrolling up to this many; more wait until they are seen.
constexpr std::size_t kAhead = 768;
/// Beyond this many the maps farthest from what is seen are forgotten: 128 x 128 cells each.
constexpr std::size_t kMostKept = 3072;

} // namespace

GalleryPage::GalleryPage(Workspace& workspace, QWidget* parent)
    : Page(workspace, parent), m_controls(new GalleryControls(workspace)), m_grid(new GalleryGrid),
      m_message(new QLabel), m_legend(new GalleryLegend(m_painter)), m_cache(std::make_shared<FactorsCache>())
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 4);
    layout->setSpacing(4);
    layout->addWidget(m_controls);
    auto* line = new QHBoxLayout;
    line->addWidget(m_legend, 1);
    m_message->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line->addWidget(m_message);
    layout->addWidget(m_grid, 1);
    layout->addLayout(line);
    m_grid->setAccessibleName(tr("Channels as small maps"));
    m_grid->setPainter([this](QPainter& painter, int cell, const QRect& place) { paintCell(painter, cell, place); });
    m_grid->setDescriber([this](int cell) { return describe(cell); });
    m_painter = makePainter();

    connect(&workspace, &Workspace::documentChanged, this, &GalleryPage::showList);
    connect(&workspace, &Workspace::profileChanged, this, &GalleryPage::showList); // sorted by its decays
    connect(&workspace, &Workspace::traceChanged, this, &GalleryPage::showSource);
    connect(&workspace, &Workspace::classificationChanged, this, &GalleryPage::showClasses);
    connect(&workspace, &Workspace::selectionChanged, this, &GalleryPage::showSelection);
    connect(&workspace, &Workspace::viewChanged, this, &GalleryPage::showState);
    connect(&workspace, &Workspace::computingAgain, this, &GalleryPage::requestMaps);
    connect(m_grid, &GalleryGrid::chosen, this, &GalleryPage::choose);
    connect(m_grid, &GalleryGrid::activated, this, &GalleryPage::open);
    connect(m_grid, &GalleryGrid::visibleCellsChanged, this, &GalleryPage::requestMaps);
    connect(m_grid, &GalleryGrid::sizeStepped, m_controls, &GalleryControls::stepSize);
    showState();
}

GalleryPage::~GalleryPage() = default;

void GalleryPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_stale)
        showList();
    showSelection();
    requestMaps();
}

void GalleryPage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        forgetPictures();
        resizeCells();
    }
    Page::changeEvent(event);
}

Side GalleryPage::side() const
{
    return m_workspace.state().galleryMethod == "longmamba" ? Side::LongMamba : Side::Vanilla;
}

std::int64_t GalleryPage::trainingLength() const
{
    const auto& document = m_workspace.document();
    if (m_workspace.state().galleryLengths != "both" || !document || !document->profile ||
        document->length() <= document->profile->calibrationLength)
        return 0;
    return document->profile->calibrationLength;
}

ChannelSample GalleryPage::sample() const
{
    const ViewState& s = m_workspace.state();
    return {s.galleryScope == "layer" ? s.layer : -1, s.galleryChannels, s.gallerySeed};
}

std::vector<double> GalleryPage::decays() const
{
    const auto& document = m_workspace.document();
    if (!document)
        return {};
    if (document->profile)
        return document->profile->lnDecay;
    const auto& trace = m_workspace.trace(Side::Vanilla);
    return trace ? trace->lnDecay() : std::vector<double>();
}

GallerySource GalleryPage::source() const
{
    GallerySource source;
    source.trace = m_workspace.trace(side());
    source.trainingLength = trainingLength();
    if (source.trainingLength > 0)
        source.vanilla = m_workspace.trace(Side::Vanilla);
    // A cell a pixel.
    source.options.edge = std::min<std::int64_t>(
        kLargestEdge, std::llround(static_cast<double>(m_workspace.state().gallerySize) * devicePixelRatioF()));
    source.options.reachLevel = m_workspace.state().reachLevel;
    source.options.reachOf = m_workspace.state().reachOf == "absolute" ? ReachOf::Absolute : ReachOf::Row;
    return source;
}

std::unique_ptr<GalleryPainter> GalleryPage::makePainter() const
{
    auto painter = std::make_unique<GalleryPainter>(plotColours(), font());
    painter->normalise = normaliseFromString(QString::fromStdString(m_workspace.state().normalise));
    painter->colourMap = QString::fromStdString(m_workspace.state().colourMap);
    painter->bothLengths = trainingLength() > 0;
    return painter;
}

// ---------------------------------------------------------------------------------------------- what is shown

void GalleryPage::showState()
{
    const ViewState& s = m_workspace.state();
    m_controls->showState();
    const QString colourMap = QString::fromStdString(s.colourMap);
    if (m_painter->normalise != normaliseFromString(QString::fromStdString(s.normalise)) ||
        m_painter->colourMap != colourMap)
        forgetPictures();
    showList();
}

void GalleryPage::showList()
{
    // Hidden pages are filled when they are shown again.
    m_stale = !isVisible();
    if (m_stale)
        return;
    const auto& document = m_workspace.document();
    if (document && (m_model.lock() != document->model || m_ids != document->ids)) {
        m_model = document->model;
        m_ids = document->ids;
        m_panels.clear(); // with maps of what is not shown any more
        m_shown.clear();
        m_places.clear();
    }
    const std::vector<double> decay = decays();
    std::vector<GalleryPanel> panels;
    if (document && !decay.empty() && (m_workspace.trace(side()) || m_workspace.reasonForNothing(side()).isEmpty())) {
        for (const ChannelRef& channel : sampleChannels(decay, document->channels(), sample()))
            panels.push_back({channel, ChannelClass::Unknown, {}});
    }
    const bool same = panels.size() == m_panels.size() &&
                      std::equal(panels.begin(), panels.end(), m_panels.begin(),
                                 [](const auto& a, const auto& b) { return a.channel == b.channel; });
    if (!same) {
        // What was there stays where it is wanted again.
        std::vector<Shown> shown(panels.size());
        std::unordered_map<std::int64_t, std::size_t> places;
        for (std::size_t k = 0; k < panels.size(); ++k) {
            const std::int64_t id = panels[k].channel.layer * document->channels() + panels[k].channel.channel;
            places[id] = k;
            const auto before = m_places.find(id);
            if (before != m_places.end() && m_panels[before->second].channel == panels[k].channel) {
                panels[k].maps = m_panels[before->second].maps;
                shown[k] = std::move(m_shown[before->second]);
            }
        }
        m_panels = std::move(panels);
        m_shown = std::move(shown);
        m_places = std::move(places);
    }
    resizeCells();
    showClasses();
    showSelection();
    showSource();
}

void GalleryPage::showSource()
{
    m_controls->showState(); // names the method
    if (!isVisible()) {
        m_stale = true;
        return;
    }
    const auto same = [](const GallerySource& a, const GallerySource& b) {
        return a.trace == b.trace && a.vanilla == b.vanilla && a.trainingLength == b.trainingLength &&
               a.options.edge == b.options.edge && a.options.reachLevel == b.options.reachLevel &&
               a.options.reachOf == b.options.reachOf;
    };
    GallerySource now = source();
    if (m_panels.empty() && now.trace && m_workspace.document() && !decays().empty())
        return showList(); // the decays without a profile come with the pass
    if (!same(now, m_source)) {
        m_source = std::move(now);
        m_workspace.gallery().cancel(kMaps);
        for (Shown& shown : m_shown)
            shown.current = false;
        requestMaps();
    }
    // The same source once more starts nothing: a person may have cancelled what was still to come.
    showMessage();
}

void GalleryPage::showClasses()
{
    const auto& document = m_workspace.document();
    const std::vector<std::uint8_t>& global = m_workspace.classification().global;
    for (GalleryPanel& panel : m_panels) {
        const auto place = static_cast<std::size_t>(panel.channel.layer * document->channels() + panel.channel.channel);
        panel.kind = place >= global.size() ? ChannelClass::Unknown
                     : global[place]        ? ChannelClass::Global
                                            : ChannelClass::Local;
    }
    m_grid->viewport()->update();
    showMessage();
}

void GalleryPage::showSelection()
{
    const ViewState& s = m_workspace.state();
    const auto& document = m_workspace.document();
    if (!document || !isVisible())
        return;
    if (s.galleryScope == "layer" && !m_panels.empty() && m_panels.front().channel.layer != s.layer)
        return showList();
    const auto place = m_places.find(s.layer * document->channels() + s.channel);
    const int cell = place == m_places.end() ? -1 : static_cast<int>(place->second);
    if (cell != m_grid->current())
        m_grid->setCurrent(cell);
}

void GalleryPage::showMessage()
{
    const QLocale locale;
    const auto& document = m_workspace.document();
    const QString reason = m_workspace.reasonForNothing(side());
    m_grid->setMessage(reason.isEmpty() ? tr("computing …") : reason);
    if (m_panels.empty()) {
        m_message->clear();
        return;
    }
    const auto global = std::count_if(m_panels.begin(), m_panels.end(),
                                      [](const GalleryPanel& panel) { return panel.kind == ChannelClass::Global; });
    QString text =
        tr("%1 of %2 channels, %3 of them global")
            .arg(locale.toString(static_cast<qint64>(m_panels.size())),
                 locale.toString(static_cast<qint64>(
                     document->channels() * (m_workspace.state().galleryScope == "all" ? document->layers() : 1))),
                 locale.toString(static_cast<qint64>(global)));
    if (m_workspace.state().galleryLengths == "both" && trainingLength() == 0)
        text = document->profile ? tr("The sequence is not longer than the training length of %1 tokens.")
                                       .arg(locale.toString(static_cast<qint64>(document->profile->calibrationLength)))
                                 : tr("The training length is not known: the model has no calibration profile.");
    else if (side() == Side::LongMamba && !m_workspace.isFilteredCurrent())
        text = m_workspace.isFilteredComing() ? tr("The maps follow when the filtered pass is through.")
                                              : m_workspace.reasonForNoFilter();
    else if (!m_workspace.trace(side()))
        text = reason.isEmpty() ? tr("computing …") : reason;
    else if (isInterrupted())
        text = tr("Some maps are not computed. Run > Compute again (F5).");
    m_message->setText(text);
}

void GalleryPage::resizeCells()
{
    m_painter = makePainter();
    const QSizeF size = m_painter->panelSize(static_cast<double>(m_workspace.state().gallerySize));
    m_grid->setCells(static_cast<int>(m_panels.size()),
                     QSize(static_cast<int>(std::ceil(size.width())), static_cast<int>(std::ceil(size.height()))));
    m_legend->update();
}

void GalleryPage::forgetPictures()
{
    for (Shown& shown : m_shown)
        shown.wholeOf = shown.trainingOf = nullptr;
}

void GalleryPage::choose(int cell)
{
    const ChannelRef& channel = m_panels[static_cast<std::size_t>(cell)].channel;
    m_workspace.select(channel.layer, channel.channel);
}

void GalleryPage::open(int cell)
{
    choose(cell);
    m_workspace.editView([](ViewState& s) { s.page = "map"; });
}

QString GalleryPage::describe(int cell) const
{
    const GalleryPanel& panel = m_panels[static_cast<std::size_t>(cell)];
    const QString kind = panel.kind == ChannelClass::Global  ? tr("global")
                         : panel.kind == ChannelClass::Local ? tr("local")
                                                             : tr("not classified");
    return tr("Layer %1, channel %2: %3, ln of the cumulative decay %4")
        .arg(panel.channel.layer)
        .arg(panel.channel.channel)
        .arg(kind, QLocale().toString(panel.channel.lnDecay, 'f', 2));
}

void GalleryPage::paintCell(QPainter& painter, int cell, const QRect& place)
{
    const auto k = static_cast<std::size_t>(cell);
    const GalleryPanel& panel = m_panels[k];
    Shown& shown = m_shown[k];
    const auto side = static_cast<double>(m_workspace.state().gallerySize);
    const auto refresh = [&](const std::shared_ptr<const SmallMap>& map, std::shared_ptr<const SmallMap>& of,
                             QImage& picture) {
        const auto pixels = static_cast<int>(std::lround(side * devicePixelRatioF())); // the screen may be another one
        if (map == of && (picture.isNull() || picture.width() == pixels))
            return;
        picture = map ? m_painter->picture(*map, side, devicePixelRatioF()) : QImage();
        of = map;
    };
    refresh(panel.maps.whole, shown.wholeOf, shown.whole);
    refresh(panel.maps.training, shown.trainingOf, shown.training);
    m_painter->paintPanel(painter, place.topLeft(), side, panel, shown.whole, shown.training);
}

// ---------------------------------------------------------------------------------------------- computing

void GalleryPage::requestMaps()
{
    if (!isVisible() || !m_source.trace || (m_source.trainingLength > 0 && !m_source.vanilla) || m_panels.empty())
        return;
    const auto [first, end] = m_grid->visibleCells();
    std::vector<ChannelRef> visible, others;
    const auto want = [&](int begin, int until, std::vector<ChannelRef>& into) {
        for (int k = std::max(0, begin); k < std::min(until, m_grid->count()); ++k) {
            if (!m_shown[static_cast<std::size_t>(k)].current)
                into.push_back(m_panels[static_cast<std::size_t>(k)].channel);
        }
    };
    want(first, end, visible);
    // Forwards first: that is where people scroll.
    const int ahead = static_cast<int>(kAhead);
    want(end, end + ahead / 2, others);
    want(first - ahead / 2, first, others);
    if (m_panels.size() > kMostKept) {
        for (std::size_t k = 0; k < m_panels.size(); ++k) {
            if (std::abs(static_cast<std::int64_t>(k) - first) > static_cast<std::int64_t>(kMostKept / 2)) {
                m_panels[k].maps = {};
                m_shown[k] = {};
            }
        }
    }
    if (visible.empty() && others.empty())
        return;
    const bool running = m_workspace.gallery().isBusy(kMaps);
    if (!running)
        m_queue = std::make_shared<GalleryQueue>();
    m_queue->set(visible, others);
    if (running)
        return;
    m_workspace.gallery().request<bool>(
        kMaps, tr("small maps"),
        [this, source = m_source, queue = m_queue, cache = m_cache](JobControl& control) {
            ChannelRef channel;
            channel.layer = -1;
            for (std::int64_t done = 0; queue->take(channel.layer, channel); ++done) {
                control.progress().step(say("channel"), done, done + 1 + static_cast<std::int64_t>(queue->size()));
                makeGallery(
                    source, std::span(&channel, 1), *cache,
                    [&](std::size_t, const GalleryMaps& maps) {
                        control.post([this, channel, maps] { takeMaps(channel, maps); });
                    },
                    control.progress());
            }
            return std::make_shared<const bool>(true);
        },
        this, [this](const std::shared_ptr<const bool>&) { requestMaps(); },
        [this](const QString& message) {
            emit m_workspace.failed(message);
            showMessage();
        });
    showMessage();
}

/// Maps that are looked at are missing and nobody makes them: they were cancelled, or there was an error.
bool GalleryPage::isInterrupted() const
{
    if (!isVisible() || !m_source.trace || m_workspace.gallery().isBusy(kMaps))
        return false;
    const auto [first, end] = m_grid->visibleCells();
    return std::any_of(m_shown.begin() + first, m_shown.begin() + end, [](const Shown& s) { return !s.current; });
}

void GalleryPage::takeMaps(const ChannelRef& channel, const GalleryMaps& maps)
{
    const auto place = m_places.find(channel.layer * m_workspace.document()->channels() + channel.channel);
    if (place == m_places.end())
        return; // another list by now
    m_panels[place->second].maps = maps;
    m_shown[place->second].current = true;
    m_grid->updateCell(static_cast<int>(place->second));
}

int GalleryPage::filled() const
{
    return static_cast<int>(std::count_if(m_shown.begin(), m_shown.end(), [](const Shown& s) { return s.current; }));
}

} // namespace mambascope::ui
