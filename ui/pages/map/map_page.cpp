// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/map/map_page.h"

#include "ui/engine/token_text.h"
#include "ui/engine/workspace.h"
#include "ui/widgets/map_legend.h"
#include "ui/widgets/map_profiles.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/range_control.h"

#include <QBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QScopedValueRollback>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

const QString kDifferenceColours = QStringLiteral("tide");

/// Two histograms of different extents as one over their union.
std::vector<double> merge(const std::vector<double>& counts, const MapRange& extent, const MapRange& target,
                          std::vector<double> into)
{
    const double width = (extent.high - extent.low) / static_cast<double>(counts.size());
    const double span = target.high - target.low;
    for (std::size_t k = 0; k < counts.size(); ++k) {
        const double centre = extent.low + (static_cast<double>(k) + 0.5) * width;
        const double place = span > 0 ? (centre - target.low) / span * static_cast<double>(into.size()) : 0;
        const auto bin = static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(into.size() - 1)));
        into[bin] += counts[k];
    }
    return into;
}

} // namespace

MapPage::MapPage(Workspace& workspace, QWidget* parent)
    : Page(workspace, parent), m_range(new RangeControl), m_differenceRange(new RangeControl)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 4);
    layout->setSpacing(4);
    buildControls(layout);
    buildPanels(layout);
    layout->addWidget(m_range);
    layout->addWidget(m_differenceRange);
    m_differenceRange->setSymmetric(true);
    m_differenceRange->setQuantity(tr("difference of α"));
    m_differenceRange->setColourMap(kDifferenceColours);
    connectControls();

    connect(&workspace, &Workspace::documentChanged, this, &MapPage::showDocument);
    connect(&workspace, &Workspace::traceChanged, this, &MapPage::showMessages);
    connect(&workspace, &Workspace::busyChanged, this, &MapPage::showMessages);
    connect(&workspace, &Workspace::selectionChanged, this, [this] {
        showSubjects();
        showMessages();
    });
    connect(&workspace, &Workspace::mapChanged, this, &MapPage::showMap);
    connect(&workspace, &Workspace::computingAgain, this, [this] {
        for (MapFeed* feed : m_feeds)
            feed->forget();
        m_differenceOf = {};
        showMessages();
    });
    connect(&workspace, &Workspace::viewChanged, this, &MapPage::showState);
    connect(&workspace, &Workspace::stateRestored, this, [this] {
        showDocument();
        for (const Side side : kSides)
            if (m_workspace.map(side) && m_feeds[index(side)]->normalise() != normalise())
                m_feeds[index(side)]->setMap(m_workspace.map(side), normalise());
        describePick();
        fitRange();
        applyColouring();
    });
    connect(&workspace, &Workspace::cellPicked, this, [this](qint64 i, qint64 j) {
        for (MapView* view : m_views)
            view->setPicked(i, j);
        describePick();
    });
    connect(&workspace, &Workspace::cellHovered, this, [this](qint64 i, qint64 j) {
        for (MapView* view : m_views)
            view->setCrosshair(i, j);
    });
    showState();
    showDocument();
}

void MapPage::buildPanels(QBoxLayout* layout)
{
    auto* maps = new QHBoxLayout;
    maps->setSpacing(8);
    for (std::size_t panel = 0; panel < kPanels; ++panel) {
        m_views[panel] = new MapView;
        m_feeds[panel] = new MapFeed(m_workspace.pictures(), QString::number(panel), this);
        connectView(panel);
    }
    for (const Side side : kSides)
        maps->addWidget(view(side), 1);
    m_differencePart = new QWidget;
    auto* column = new QVBoxLayout(m_differencePart);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_legend = new MapLegend;
    m_legend->setMeaning(tr("less"), tr("more"));
    column->addWidget(differenceView(), 1);
    column->addWidget(m_legend);
    maps->addWidget(m_differencePart, 1);
    layout->addLayout(maps, 1);
}

void MapPage::connectView(std::size_t panel)
{
    MapView* view = m_views[panel];
    MapFeed* feed = m_feeds[panel];
    connect(view, &MapView::visibleRangeChanged, this, [this, panel](const QRectF& tokens) { link(panel, tokens); });
    connect(view, &MapView::viewportChanged, feed, &MapFeed::show);
    connect(view, &MapView::hovered, &m_workspace, &Workspace::hoverCell);
    connect(view, &MapView::picked, &m_workspace, &Workspace::pickCell);
    connect(feed, &MapFeed::overviewChanged, this, [this, panel, view, feed] {
        fitRange();
        applyColouring();
        view->setOverview(feed->overview()->image);
        view->setTitle(title(panel));
        const double exact = feed->overview()->exact;
        const QString reduction = feed->normalise() == Normalise::Raw ? tr("largest |α|, signed") : tr("max |α|");
        view->setReduction(exact < 1 ? tr("%1; %2 % exact, the rest from sampled rows")
                                           .arg(reduction, QLocale().toString(100 * exact, 'f', 0))
                                     : reduction);
        showMessages();
    });
    connect(feed, &MapFeed::detailChanged, view, &MapView::setDetail);
    connect(feed, &MapFeed::reachChanged, view, &MapView::setReachLine);
    connect(feed, &MapFeed::profileChanged, view,
            [view](const MapProfile& profile) { view->profiles().setValues(profile.j, profile.row, profile.column); });
    connect(feed, &MapFeed::failed, &m_workspace, &Workspace::failed);
}

void MapPage::link(std::size_t from, const QRectF& tokens)
{
    if (m_adopting)
        return;
    for (std::size_t panel = 0; panel < kPanels; ++panel)
        if (panel != from && m_views[panel]->visibleRange() != tokens)
            m_views[panel]->setVisibleRange(tokens);
    const double length = static_cast<double>(m_length);
    const bool whole = tokens.left() <= 0 && tokens.top() <= 0 && tokens.right() >= length && tokens.bottom() >= length;
    m_workspace.editView([&](ViewState& s) {
        s.mapRow0 = whole ? 0 : tokens.top();
        s.mapRow1 = whole ? 0 : tokens.bottom();
        s.mapCol0 = whole ? 0 : tokens.left();
        s.mapCol1 = whole ? 0 : tokens.right();
    });
}

bool MapPage::showsSides() const
{
    return m_workspace.state().mapPanels != "difference";
}

bool MapPage::showsDifference() const
{
    return m_workspace.state().mapPanels != "both";
}

ReachLevel MapPage::reachLevel() const
{
    const ViewState& s = m_workspace.state();
    return {s.reachLevel, s.reachOf == "absolute" ? ReachOf::Absolute : ReachOf::Row};
}

Normalise MapPage::normalise() const
{
    return normaliseFromString(QString::fromStdString(m_workspace.state().normalise));
}

QString MapPage::title(std::size_t panel) const
{
    const QString method = panel == kDifference ? tr("%1 − vanilla").arg(m_workspace.mapMethodTitle(Side::LongMamba))
                           : panel == index(Side::LongMamba) ? m_workspace.mapMethodTitle(Side::LongMamba)
                                                             : tr("Vanilla");
    const auto& map = m_workspace.map(panel == index(Side::LongMamba) ? Side::LongMamba : Side::Vanilla);
    if (!map)
        return method;
    switch (map->of) {
    case MapOf::AttentionHead:
        return tr("%1 · layer %2, attention head %3").arg(method).arg(map->layer).arg(map->attentionHead);
    case MapOf::Mean:
        return tr("%1 · layer %2, mean of all channels").arg(method).arg(map->layer);
    case MapOf::Rollout:
        return tr("%1 · rollout over layers 0 to %2").arg(method).arg(map->layer);
    case MapOf::Channel:
    case MapOf::Difference:
        break;
    }
    const bool heads = map->factors->family == Family::Mamba2;
    return (heads ? tr("%1 · layer %2, head %3") : tr("%1 · layer %2, channel %3"))
        .arg(method)
        .arg(map->layer)
        .arg(map->channel);
}

void MapPage::clear(std::size_t panel)
{
    m_feeds[panel]->setMap(nullptr, normalise());
    m_views[panel]->clearImages();
    m_views[panel]->setReachLine({});
    m_views[panel]->profiles().setValues(0, {}, {});
    m_views[panel]->setTitle(title(panel));
}

void MapPage::showDocument()
{
    const auto& document = m_workspace.document();
    const qint64 length = document ? document->length() : 0;
    const ViewState s = m_workspace.state(); // as it is to be shown; what the views say meanwhile does not count
    {
        const QScopedValueRollback guard(m_adopting, true);
        m_length = length;
        for (MapView* view : m_views) {
            view->setLength(length);
            view->setPicked(s.row, s.column);
            view->fit(); // after the pick, which scrolls
        }
    }
    if (s.mapRow1 > s.mapRow0 && s.mapCol1 > s.mapCol0)
        view(Side::Vanilla)->setVisibleRange(QRectF(QPointF(s.mapCol0, s.mapRow0), QPointF(s.mapCol1, s.mapRow1)));
    for (const Side side : kSides)
        if (!m_workspace.map(side))
            clear(index(side));
    showDifference();
    showSubjects();
    showBookmarks();
    showMessages();
}

void MapPage::showMessages()
{
    const MapSubject subject = m_workspace.shownSubject();
    const QString again = tr("Not computed. Run > Compute again (F5).");
    for (const Side side : kSides) {
        QString message = m_workspace.reasonForNoMap(side);
        if (message.isEmpty() && side == Side::LongMamba && m_workspace.isPreview()) {
            const QString missing = m_workspace.reasonForNoFilter();
            message = subject.of == MapOf::Channel ? tr("Preview: filter applied to the vanilla pass")
                      : missing.isEmpty()          ? tr("Vanilla pass; the filtered one follows")
                                                   : tr("Vanilla pass; the filtered one is missing. %1").arg(missing);
        }
        if (message.isEmpty() && side == Side::LongMamba && m_workspace.map(side))
            message = m_workspace.staleFilter();
        if (message.isEmpty() && m_feeds[index(side)]->isMissing())
            message = again;
        view(side)->setMessage(message);
        const bool waiting = message.isEmpty() && m_workspace.document() && !m_workspace.isMapCurrent(side);
        view(side)->setBusy(waiting ? tr("computing …") : QString());
    }
    QString message = m_workspace.reasonForNoMap(Side::Vanilla);
    if (message.isEmpty())
        message = m_workspace.reasonForNoMap(Side::LongMamba);
    const bool bothShown = m_workspace.isMapCurrent(Side::Vanilla) && m_workspace.isMapCurrent(Side::LongMamba);
    if (message.isEmpty() && bothShown && m_workspace.map(Side::Vanilla) == m_workspace.map(Side::LongMamba))
        message = tr("No difference: nothing is filtered here");
    if (message.isEmpty() && bothShown && m_feeds[kDifference]->isMissing())
        message = again;
    differenceView()->setMessage(message);
    differenceView()->setBusy(message.isEmpty() && m_workspace.document() && !bothShown ? tr("computing …")
                                                                                        : QString());
    showNote();
}

void MapPage::showMap(Side side)
{
    if (!m_workspace.map(side))
        clear(index(side));
    else
        m_feeds[index(side)]->setMap(m_workspace.map(side), normalise());
    showDifference();
    showMessages();
    describePick();
}

void MapPage::showDifference()
{
    const auto& vanilla = m_workspace.map(Side::Vanilla);
    const auto& filtered = m_workspace.map(Side::LongMamba);
    const bool fits = vanilla && filtered && vanilla != filtered && subjectOf(*vanilla) == subjectOf(*filtered) &&
                      vanilla->map->length() == filtered->map->length();
    if (!showsDifference() || !fits) {
        m_differenceOf = {};
        clear(kDifference);
        return;
    }
    const std::array<std::shared_ptr<const AttentionMap>, 2> sides = {vanilla->map, filtered->map};
    if (m_feeds[kDifference]->map() && m_differenceOf == sides)
        return;
    m_differenceOf = sides;
    m_feeds[kDifference]->setMap(differenceOf(*filtered, *vanilla), Normalise::Raw);
}

void MapPage::showPanels()
{
    for (const Side side : kSides)
        view(side)->setVisible(showsSides());
    m_range->setVisible(showsSides());
    m_differenceRange->setVisible(showsDifference());
    if (m_differencePart->isHidden() == showsDifference()) {
        m_differencePart->setVisible(showsDifference());
        showDifference();
    }
}

void MapPage::fitRange()
{
    // What the controls are told comes from the state; back there it would replace a range that undo brought back.
    const QScopedValueRollback guard(m_showingState, true);
    fitDifference();
    std::vector<std::shared_ptr<const MapOverview>> overviews;
    for (const Side side : kSides)
        overviews.push_back(m_feeds[index(side)]->overview());
    std::erase(overviews, nullptr);
    if (overviews.empty())
        return;
    SharedRange whole, fitting;
    for (const auto& overview : overviews) {
        whole.add(overview->data, overview->statistics);
        fitting.add(overview->automatic, overview->statistics);
    }
    const MapRange extent = whole.range();
    std::vector<double> counts(overviews.front()->histogram.size(), 0.0);
    for (const auto& overview : overviews)
        counts = merge(overview->histogram, overview->data, extent, std::move(counts));
    m_range->setQuantity(normaliseFormula(normalise()));
    m_range->setHistogram(counts, extent.low, extent.high);
    const ViewState& s = m_workspace.state();
    const bool fitted = s.rangeLow == 0 && s.rangeHigh == 0;
    m_range->setAutofit(fitted);
    if (!fitted)
        m_range->setRange(s.rangeLow, s.rangeHigh);
    m_range->setAutoRange(fitting.range().low, fitting.range().high);
}

void MapPage::fitDifference()
{
    const auto& overview = m_feeds[kDifference]->overview();
    if (!overview)
        return;
    const auto most = [](const MapRange& range) { return std::max(std::abs(range.low), std::abs(range.high)); };
    const MapRange extent{-most(overview->data), most(overview->data)};
    m_differenceRange->setHistogram(
        merge(overview->histogram, overview->data, extent, std::vector<double>(overview->histogram.size(), 0.0)),
        extent.low, extent.high);
    const double chosen = m_workspace.state().differenceRange;
    m_differenceRange->setAutofit(chosen == 0);
    if (chosen > 0)
        m_differenceRange->setRange(-chosen, chosen);
    m_differenceRange->setAutoRange(-most(overview->automatic), most(overview->automatic));
}

void MapPage::applyColouring()
{
    const QString colours = QString::fromStdString(m_workspace.state().colourMap);
    m_range->setColourMap(colours);
    for (std::size_t panel = 0; panel < kPanels; ++panel) {
        MapColouring colouring;
        const auto& overview = m_feeds[panel]->overview();
        colouring.normalise = panel == kDifference ? Normalise::Raw : normalise();
        colouring.colourMap = panel == kDifference ? kDifferenceColours : colours;
        const RangeControl* range = panel == kDifference ? m_differenceRange : m_range;
        colouring.range = {range->low(), range->high()};
        if (overview)
            colouring.statistics = overview->statistics;
        m_views[panel]->setColouring(colouring);
        if (panel == kDifference)
            m_legend->setColouring(colouring);
    }
}

void MapPage::describePick()
{
    const auto& document = m_workspace.document();
    const ViewState& s = m_workspace.state();
    const std::array<std::shared_ptr<const ChannelMap>, kPanels> maps = {
        m_workspace.map(Side::Vanilla), m_workspace.map(Side::LongMamba), m_feeds[kDifference]->map()};
    for (std::size_t panel = 0; panel < kPanels; ++panel) {
        const auto& map = maps[panel];
        QString text;
        if (document && map && s.row >= 0 && s.column >= 0 && std::max(s.row, s.column) < map->map->length())
            text = cellText(*document, s.row, s.column, static_cast<double>(map->map->value(s.row, s.column)));
        m_views[panel]->setPickedText(text);
        const bool wanted = s.mapProfiles != "off";
        m_feeds[panel]->setProfileCell(wanted ? s.row : -1, wanted ? s.column : -1);
    }
}

} // namespace mambascope::ui
