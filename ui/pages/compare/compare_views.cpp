// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare/compare_views.h"

#include "core/inspect/receptive_field.h"
#include "ui/engine/comparer.h"
#include "ui/engine/workspace.h"
#include "ui/style/theme.h"
#include "ui/widgets/map_legend.h"
#include "ui/widgets/map_view.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QScopedValueRollback>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

const QString kChannels = QStringLiteral("channels");
const QString kDetail = QStringLiteral("detail");

/// |b| - |a| of two pictures of the same part of the sequence.
MapImage differenceOf(const MapImage& a, const MapImage& b)
{
    MapImage result = b;
    result.rowPeaks.reset();
    auto values = std::make_shared<std::vector<float>>(b.values->size());
    std::transform(b.values->begin(), b.values->end(), a.values->begin(), values->begin(),
                   [](float right, float left) { return std::abs(right) - std::abs(left); });
    result.values = values;
    return result;
}

bool sameCells(const MapImage& a, const MapImage& b)
{
    return !a.isEmpty() && a.height == b.height && a.width == b.width && a.row0 == b.row0 && a.row1 == b.row1 &&
           a.col0 == b.col0 && a.col1 == b.col1;
}

} // namespace

CompareViews::CompareViews(Workspace& workspace, Comparer& comparer, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_comparer(comparer), m_legend(makeLegend(tr("Legend of A and B"))),
      m_differenceLegend(makeLegend(tr("Legend of the difference"))), m_readout(new QLabel)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* maps = new QGridLayout;
    maps->setHorizontalSpacing(6);
    maps->setVerticalSpacing(0);
    maps->setRowStretch(0, 1);
    for (std::size_t k = 0; k < m_views.size(); ++k) {
        MapView* view = m_views[k] = new MapView;
        view->setMinimumSize(180, 200); // with the legend below it as low as a page on a small screen needs it
        maps->addWidget(view, 0, static_cast<int>(k));
        maps->setColumnStretch(static_cast<int>(k), 1);
        connectView(k);
    }
    maps->addWidget(m_legend, 1, 0, 1, 2);
    maps->addWidget(m_differenceLegend, 1, 2);
    m_differenceLegend->setMeaning(tr("more in A"), tr("more in B"));
    layout->addLayout(maps, 3);
    m_readout->setTextFormat(Qt::PlainText);
    m_readout->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // long tokens do not widen the page
    m_readout->setAccessibleName(tr("Values of the cell under the pointer, or of the picked one"));
    layout->addWidget(m_readout);
    auto* plots = new QHBoxLayout;
    plots->setSpacing(6);
    makeCurves(m_norm, tr("Size of the state"), tr("RMS of the state"), &ViewState::compareNormPart);
    makeCurves(m_decay, tr("Cumulative decay"), tr("ln cumulative decay"), &ViewState::compareDecayPart);
    plots->addWidget(m_norm.plot, 1);
    plots->addWidget(m_decay.plot, 1);
    layout->addLayout(plots, 2);
    QCPAxis* size = m_norm.plot->yAxis;
    size->setScaleType(QCPAxis::stLogarithmic);
    size->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    size->setNumberFormat(QStringLiteral("gb"));
    size->setNumberPrecision(2);
    connect(&workspace, &Workspace::viewChanged, this, &CompareViews::follow);
    connect(&workspace, &Workspace::cellPicked, this, &CompareViews::showPick);
    connect(&workspace, &Workspace::documentChanged, this, &CompareViews::showPickInPlace);
    stylePlot(*m_norm.plot);
    stylePlot(*m_decay.plot);
    showMessages();
}

/// Hidden it keeps its line: what is below does not move when the maps come.
MapLegend* CompareViews::makeLegend(const QString& name)
{
    auto* legend = new MapLegend(this);
    legend->setAccessibleName(name);
    legend->setContentsMargins(8, 0, 8, 0); // the ends of two legends side by side stand apart
    QSizePolicy policy = legend->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    legend->setSizePolicy(policy);
    legend->hide();
    return legend;
}

std::pair<std::int64_t, std::int64_t> CompareViews::channelOf(std::size_t side) const
{
    const Document& document = *m_comparer.result(side)->document;
    const ViewState& s = m_workspace.state();
    return {std::min(s.layer, document.layers() - 1), std::min(s.channel, document.channels() - 1)};
}

bool CompareViews::sameTokens() const
{
    return m_comparer.reasonAgainstTokens().isEmpty();
}

Normalise CompareViews::wantedNormalise() const
{
    return normaliseFromString(QString::fromStdString(m_workspace.state().normalise));
}

void CompareViews::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale)
        update();
}

/// Colours cost nothing; cells and ranges of another normalisation have to be made.
void CompareViews::follow()
{
    if ((m_channels[0] || m_channels[1]) && wantedNormalise() != m_channels.how)
        update();
    showMapParts();
    for (Curves* curves : {&m_norm, &m_decay}) {
        if (curves->shown != m_workspace.state().*curves->part) // else one that a hand is just moving would jump back
            showPart(*curves);
    }
    if (m_colours != m_workspace.state().colourMap)
        colour();
}

void CompareViews::update()
{
    showMessages();
    m_stale = !isVisible();
    if (m_stale)
        return;
    std::array<std::shared_ptr<const ComparedResult>, 2> results;
    std::array<std::pair<std::int64_t, std::int64_t>, 2> wanted;
    for (const std::size_t side : Comparer::kBoth) {
        results[side] = m_comparer.result(side);
        if (!results[side])
            continue;
        wanted[side] = channelOf(side);
    }
    if (!results[0] && !results[1])
        return;
    m_comparer.pictures().request<Channels>(
        kChannels, tr("maps of both sides"),
        [results, wanted, known = m_channels, how = wantedNormalise()](JobControl& control) {
            auto channels = std::make_shared<Channels>();
            channels->how = how;
            for (const std::size_t side : Comparer::kBoth) {
                if (!results[side])
                    continue;
                const auto [layer, channel] = wanted[side];
                auto made = std::make_shared<Channel>();
                made->of = results[side];
                auto map = std::make_shared<ChannelMap>();
                const bool sameLayer =
                    known[side] && known[side]->of == results[side] && known[side]->map->layer == layer;
                map->factors = sameLayer ? known[side]->map->factors
                                         : results[side]->measured.trace->factors(layer, control.progress());
                map->map = std::make_shared<const AttentionMap>(map->factors, channel);
                map->layer = layer;
                map->channel = channel;
                made->map = map;
                const auto length = static_cast<double>(map->map->length());
                made->overview = renderDetail(*map, QRectF(0, 0, length, length), QSize(kOverviewEdge, kOverviewEdge),
                                              how, control.progress());
                made->statistics = mapStatistics(made->overview);
                made->automatic = autoRange(made->overview, how, made->statistics);
                made->lnDecay = cumulativeDecay(*map->factors, channel);
                channels->sides[side] = made;
            }
            return std::shared_ptr<const Channels>(channels);
        },
        this, [this](const std::shared_ptr<const Channels>& channels) { show(*channels); },
        [this](const QString& message) { emit m_workspace.failed(message); });
}

void CompareViews::show(const Channels& channels)
{
    m_channels = channels;
    for (const std::size_t side : Comparer::kBoth) {
        MapView* view = m_views[side];
        if (!m_channels[side]) {
            view->clearImages();
            continue;
        }
        const ChannelMap& map = *m_channels[side]->map;
        if (view->length() != map.map->length())
            view->setLength(map.map->length());
        const QString name = side == 0 ? tr("A") : tr("B");
        const bool heads = map.factors->family == Family::Mamba2;
        view->setTitle((heads ? tr("%1 · layer %2, head %3") : tr("%1 · layer %2, channel %3"))
                           .arg(name)
                           .arg(map.layer)
                           .arg(map.channel));
        view->setOverview(m_channels[side]->overview);
        view->setDetail({});
    }
    showDifference();
    showPickInPlace();
    colour();
    showCurves();
    showMessages();
    requestDetail();
}

void CompareViews::showDifference()
{
    MapView* view = difference();
    view->setTitle(tr("B − A"));
    if (!m_channels[0] || !m_channels[1] || !sameTokens() ||
        !sameCells(m_channels[0]->overview, m_channels[1]->overview)) {
        view->setLength(0); // there is nothing to move or pick either
        return;
    }
    view->setLength(m_views[0]->length());
    const MapImage image = differenceOf(m_channels[0]->overview, m_channels[1]->overview);
    const MapRange fitted = autoRange(image, Normalise::Raw, mapStatistics(image));
    const double most = std::max({std::abs(fitted.low), std::abs(fitted.high), 1e-30});
    m_differenceRange = {-most, most};
    view->setOverview(image);
    view->setDetail({});
    view->setReduction(tr("max |α| of B − max |α| of A"));
}

void CompareViews::colour()
{
    m_colours = m_workspace.state().colourMap;
    SharedRange range; // one scale for both, or they could not be compared
    for (const auto& channel : m_channels.sides) {
        if (channel)
            range.add(channel->automatic, channel->statistics);
    }
    for (const std::size_t side : Comparer::kBoth) {
        MapColouring colouring;
        colouring.normalise = m_channels.how; // the one that the range is of
        colouring.range = range.range();
        colouring.colourMap = QString::fromStdString(m_colours);
        if (m_channels[side])
            colouring.statistics = m_channels[side]->statistics;
        m_views[side]->setColouring(colouring);
        m_legend->setColouring(colouring);
    }
    m_legend->setQuantity(normaliseFormula(m_channels.how));
    m_legend->setVisible(m_channels[0] || m_channels[1]);
    MapColouring colouring;
    colouring.normalise = Normalise::Raw;
    colouring.range = m_differenceRange;
    colouring.colourMap = QStringLiteral("tide");
    difference()->setColouring(colouring);
    m_differenceLegend->setColouring(colouring);
    m_differenceLegend->setVisible(!difference()->overview().isEmpty());
}

void CompareViews::requestDetail()
{
    if (!m_channels[0] && !m_channels[1])
        return;
    struct Details
    {
        std::array<MapImage, 3> images;
    };
    std::array<QRectF, 2> tokens;
    std::array<QSize, 2> pixels;
    bool any = false;
    for (const std::size_t side : Comparer::kBoth) {
        if (!m_channels[side])
            continue;
        tokens[side] = m_views[side]->visibleRange();
        pixels[side] = m_views[side]->viewportPixels();
        const double cell = static_cast<double>(m_views[side]->length()) / m_channels[side]->overview.height;
        any = any || (cell > 1 && (tokens[side].height() < cell * pixels[side].height() ||
                                   tokens[side].width() < cell * pixels[side].width()));
    }
    if (!any) { // the coarse pictures are as fine as the screen
        m_comparer.pictures().cancel(kDetail);
        for (MapView* view : m_views)
            view->setDetail({});
        return;
    }
    const bool difference = sameTokens() && m_channels[0] && m_channels[1];
    if (difference) // cells have to be the same to be subtracted
        pixels[1] = pixels[0];
    m_comparer.pictures().request<Details>(
        kDetail, tr("maps of both sides"),
        [channels = m_channels, tokens, pixels, difference](JobControl& control) {
            auto details = std::make_shared<Details>();
            for (const std::size_t side : Comparer::kBoth) {
                if (channels[side])
                    details->images[side] = renderDetail(*channels[side]->map, tokens[side], pixels[side], channels.how,
                                                         control.progress());
            }
            if (difference && sameCells(details->images[0], details->images[1]))
                details->images[2] = differenceOf(details->images[0], details->images[1]);
            return std::shared_ptr<const Details>(details);
        },
        this,
        [this, channels = m_channels](const std::shared_ptr<const Details>& details) {
            if (!(channels == m_channels))
                return;
            for (std::size_t k = 0; k < m_views.size(); ++k)
                m_views[k]->setDetail(details->images[k]);
        },
        [this](const QString& message) { emit m_workspace.failed(message); });
}

void CompareViews::showMessages()
{
    for (const std::size_t side : Comparer::kBoth) {
        QString message = m_comparer.problem(side);
        if (message.isEmpty() && !m_comparer.result(side) && !m_comparer.isBusy(side))
            message = m_workspace.document() ? tr("Not computed. Press Compare.")
                                             : tr("No model is open. File > Open model, or drop a model folder here.");
        m_views[side]->setMessage(message);
        m_views[side]->setBusy(m_comparer.isBusy(side) ? tr("computing …") : QString());
        if (!m_channels[side])
            m_views[side]->setTitle(side == 0 ? tr("A") : tr("B"));
    }
    const bool both = m_comparer.result(0) && m_comparer.result(1);
    difference()->setTitle(tr("B − A"));
    difference()->setMessage(both ? m_comparer.reasonAgainstTokens() : tr("The difference needs both sides."));
}

std::shared_ptr<const ChannelMap> CompareViews::map(std::size_t side) const
{
    return m_channels[side] ? m_channels[side]->map : nullptr;
}

std::shared_ptr<const std::vector<double>> CompareViews::lnDecay(std::size_t side) const
{
    const auto& channel = m_channels[side];
    return channel ? std::shared_ptr<const std::vector<double>>(channel, &channel->lnDecay) : nullptr;
}

std::span<const float> CompareViews::stateNorm(std::size_t side) const
{
    const auto [layer, channel] = channelOf(side);
    return m_comparer.result(side)->measured.norm.of(layer, channel);
}

void CompareViews::zoomBy(double factor)
{
    m_views[0]->zoomBy(factor, m_views[0]->visibleRange().center());
}

void CompareViews::fit()
{
    for (MapView* view : m_views) // of models that read other numbers of tokens they are not linked
        view->fit();
}

QString CompareViews::readout() const
{
    return m_readout->text();
}

void CompareViews::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        stylePlot(*m_norm.plot);
        stylePlot(*m_decay.plot);
        showCurves();
    }
    QWidget::changeEvent(event);
}

} // namespace mambascope::ui
