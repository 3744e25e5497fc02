// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/gallery/gallery_page.h"

#include "ui/engine/workspace.h"
#include "ui/figures/gallery_painter.h"
#include "ui/pages/gallery/gallery_grid.h"
#include "ui/style/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <mutex>

namespace mambascope::ui {

namespace {

const QString kMaps = QStringLiteral("gallery");
constexpr std::array<std::int64_t, 4> kSizes = {88, 128, 192, 288};
/// Maps are made ahead of scrolling up to this many; more wait until they are seen.
constexpr std::size_t kAhead = 768;
/// Beyond this many the maps farthest from what is seen are forgotten: 128 x 128 cells each.
constexpr std::size_t kMostKept = 3072;

} // namespace

/// The names of what the maps show, under the controls.
class GalleryLegend : public QWidget
{
public:
    explicit GalleryLegend(const std::unique_ptr<GalleryPainter>& painter) : m_painter(painter)
    {
        setAccessibleName(GalleryPage::tr("Legend"));
        setAccessibleDescription(GalleryPage::tr("A solid frame and a filled square: global. A dashed frame and a "
                                                 "circle: local. The line: receptive field."));
        setMinimumHeight(fontMetrics().height() + 6);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }

protected:
    void paintEvent(QPaintEvent* /*event*/) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        m_painter->paintLegend(painter, QRectF(rect()).adjusted(2, 0, 0, 0));
    }

private:
    const std::unique_ptr<GalleryPainter>& m_painter;
};

/// Channels whose maps are wanted, in their order. The page rewrites it while a job works it off, so that scrolling
/// changes what comes next without throwing away what was begun.
struct GalleryPage::Wishes
{
    std::mutex mutex;
    std::vector<ChannelRef> channels; ///< next ones last
    std::size_t urgent = 0;           ///< how many of the last ones are seen

    void set(std::vector<ChannelRef> visible, std::vector<ChannelRef> others)
    {
        const std::lock_guard lock(mutex);
        channels.assign(others.rbegin(), others.rend());
        channels.insert(channels.end(), visible.rbegin(), visible.rend());
        urgent = visible.size();
    }
    /// Of what is urgent, or else of all, first one of `layer`, whose factors are at hand.
    bool take(std::int64_t layer, ChannelRef& result)
    {
        const std::lock_guard lock(mutex);
        if (channels.empty())
            return false;
        const auto end = channels.rbegin() + static_cast<std::ptrdiff_t>(urgent > 0 ? urgent : channels.size());
        auto found = std::find_if(channels.rbegin(), end, [layer](const ChannelRef& c) { return c.layer == layer; });
        if (found == end)
            found = channels.rbegin();
        result = *found;
        channels.erase(std::next(found).base());
        urgent -= urgent > 0 ? 1 : 0;
        return true;
    }
    std::size_t size()
    {
        const std::lock_guard lock(mutex);
        return channels.size();
    }
};

GalleryPage::GalleryPage(Workspace& workspace, QWidget* parent)
    : Page(workspace, parent), m_grid(new GalleryGrid), m_scope(new QComboBox), m_method(new QComboBox),
      m_size(new QComboBox), m_count(new QSpinBox), m_seed(new QSpinBox), m_bothLengths(new QCheckBox),
      m_message(new QLabel), m_legend(new GalleryLegend(m_painter)), m_cache(std::make_shared<FactorsCache>())
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 4);
    layout->setSpacing(4);
    layout->addLayout(makeControls());
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

    connectControls();
    connect(&workspace, &Workspace::documentChanged, this, &GalleryPage::showList);
    connect(&workspace, &Workspace::traceChanged, this, &GalleryPage::showSource);
    connect(&workspace, &Workspace::classificationChanged, this, &GalleryPage::showClasses);
    connect(&workspace, &Workspace::selectionChanged, this, &GalleryPage::showSelection);
    connect(&workspace, &Workspace::viewChanged, this, &GalleryPage::showState);
    connect(m_grid, &GalleryGrid::chosen, this, &GalleryPage::choose);
    connect(m_grid, &GalleryGrid::activated, this, &GalleryPage::open);
    connect(m_grid, &GalleryGrid::visibleCellsChanged, this, &GalleryPage::requestMaps);
    connect(m_grid, &GalleryGrid::sizeStepped, this, &GalleryPage::stepSize);
    showState();
}

GalleryPage::~GalleryPage() = default;

QLayout* GalleryPage::makeControls()
{
    auto* row = new QHBoxLayout;
    const auto add = [row](const QString& text, QWidget* control, const QString& tip) {
        auto* label = new QLabel(text);
        label->setBuddy(control);
        control->setToolTip(tip);
        row->addWidget(label);
        row->addWidget(control);
        row->addSpacing(8);
    };
    m_scope->addItem(tr("all layers"), QStringLiteral("all"));
    m_scope->addItem(tr("the selected layer"), QStringLiteral("layer"));
    add(tr("Channels &of"), m_scope, tr("Which channels the sample is taken from"));
    m_count->setRange(0, std::numeric_limits<int>::max());
    m_count->setSpecialValueText(tr("all"));
    m_count->setKeyboardTracking(false);
    m_count->setSingleStep(16);
    m_count->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("000000")) + 40);
    add(tr("Sho&w"), m_count, tr("How many channels; 0: all of them"));
    m_seed->setRange(0, std::numeric_limits<int>::max());
    m_seed->setKeyboardTracking(false);
    add(tr("See&d"), m_seed, tr("Another number gives another random choice of channels"));
    m_method->addItem(tr("vanilla"), QStringLiteral("vanilla"));
    m_method->addItem(tr("LongMamba"), QStringLiteral("longmamba"));
    add(tr("M&ethod"), m_method, tr("The pass whose maps are shown"));
    const std::array<QString, kSizes.size()> sizes = {tr("small"), tr("medium"), tr("large"), tr("very large")};
    for (std::size_t k = 0; k < kSizes.size(); ++k)
        m_size->addItem(sizes[k], static_cast<qlonglong>(kSizes[k]));
    add(tr("Ma&ps"), m_size, tr("Size of the maps (+ and −, or Ctrl and the wheel)"));
    m_bothLengths->setText(tr("Training len&gth beside it"));
    m_bothLengths->setToolTip(tr("Each channel over the first tokens, as many as the model was trained on, and over "
                                 "the whole sequence: a receptive field that stays where it was has collapsed"));
    row->addWidget(m_bothLengths);
    row->addStretch(1);
    return row;
}

void GalleryPage::connectControls()
{
    const auto edit = [this](auto change) {
        return [this, change] {
            if (!m_showingState)
                m_workspace.editView([&](ViewState& s) { change(s); });
        };
    };
    connect(m_scope, &QComboBox::currentIndexChanged, this,
            edit([this](ViewState& s) { s.galleryScope = m_scope->currentData().toString().toStdString(); }));
    connect(m_method, &QComboBox::currentIndexChanged, this,
            edit([this](ViewState& s) { s.galleryMethod = m_method->currentData().toString().toStdString(); }));
    connect(m_size, &QComboBox::currentIndexChanged, this,
            edit([this](ViewState& s) { s.gallerySize = m_size->currentData().toLongLong(); }));
    connect(m_count, &QSpinBox::valueChanged, this,
            edit([this](ViewState& s) { s.galleryChannels = m_count->value(); }));
    connect(m_seed, &QSpinBox::valueChanged, this,
            edit([this](ViewState& s) { s.gallerySeed = static_cast<std::uint64_t>(m_seed->value()); }));
    connect(m_bothLengths, &QCheckBox::toggled, this,
            edit([this](ViewState& s) { s.galleryLengths = m_bothLengths->isChecked() ? "both" : "whole"; }));
}

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
    // A cell a pixel; more than 256 would not be seen.
    source.options.edge = std::min<std::int64_t>(
        256, std::llround(static_cast<double>(m_workspace.state().gallerySize) * devicePixelRatioF()));
    source.options.reachLevel = m_workspace.state().reachLevel;
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
    {
        const QScopedValueRollback guard(m_showingState, true);
        m_scope->setCurrentIndex(m_scope->findData(QString::fromStdString(s.galleryScope)));
        m_method->setCurrentIndex(m_method->findData(QString::fromStdString(s.galleryMethod)));
        const auto nearest = std::min_element(kSizes.begin(), kSizes.end(), [&](std::int64_t a, std::int64_t b) {
            return std::abs(a - s.gallerySize) < std::abs(b - s.gallerySize);
        });
        m_size->setCurrentIndex(static_cast<int>(nearest - kSizes.begin()));
        m_count->setValue(static_cast<int>(std::min<std::int64_t>(s.galleryChannels, m_count->maximum())));
        m_seed->setValue(static_cast<int>(std::min<std::uint64_t>(s.gallerySeed, INT_MAX)));
        m_bothLengths->setChecked(s.galleryLengths == "both");
    }
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
    if (!isVisible()) {
        m_stale = true;
        return;
    }
    const auto same = [](const GallerySource& a, const GallerySource& b) {
        return a.trace == b.trace && a.vanilla == b.vanilla && a.trainingLength == b.trainingLength &&
               a.options.edge == b.options.edge && a.options.reachLevel == b.options.reachLevel;
    };
    GallerySource now = source();
    if (m_panels.empty() && now.trace && m_workspace.document() && !decays().empty())
        return showList(); // the decays without a profile come with the pass
    if (!same(now, m_source)) {
        m_source = std::move(now);
        m_workspace.gallery().cancel(kMaps);
        for (Shown& shown : m_shown)
            shown.current = false;
    }
    requestMaps();
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
        text = tr("The maps follow when LongMamba's pass is through.");
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

void GalleryPage::stepSize(int steps)
{
    const int to = std::clamp(m_size->currentIndex() + steps, 0, m_size->count() - 1);
    m_size->setCurrentIndex(to);
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
        if (map == of)
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
        m_wishes = std::make_shared<Wishes>();
    m_wishes->set(std::move(visible), std::move(others));
    if (running)
        return;
    m_workspace.gallery().request<bool>(
        kMaps, tr("small maps"),
        [this, source = m_source, wishes = m_wishes, cache = m_cache](JobControl& control) {
            ChannelRef channel;
            channel.layer = -1;
            for (std::int64_t done = 0; wishes->take(channel.layer, channel); ++done) {
                control.progress().step(say("channel"), done, done + 1 + static_cast<std::int64_t>(wishes->size()));
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
        [this](const QString& message) { emit m_workspace.failed(message); });
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
