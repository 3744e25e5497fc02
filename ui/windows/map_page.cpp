// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/map_page.h"

#include "ui/engine/workspace.h"
#include "ui/style/colour_map.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/range_control.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QScopedValueRollback>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

constexpr int kHistogramBins = 128;
constexpr int kReachPoints = 192;

QString tag(const char* what, Side side)
{
    return QLatin1String(what) + QString::number(index(side));
}

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

MapPage::MapPage(Workspace& workspace, QWidget* parent) : Page(workspace, parent), m_range(new RangeControl)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 4);
    layout->setSpacing(4);
    buildControls(layout);
    auto* maps = new QHBoxLayout;
    maps->setSpacing(8);
    for (const Side side : kSides) {
        m_views[index(side)] = new MapView;
        maps->addWidget(m_views[index(side)], 1);
        connectView(side);
    }
    layout->addLayout(maps, 1);
    layout->addWidget(m_range);

    connect(m_range, &RangeControl::rangeChanged, this, [this](double low, double high) {
        m_workspace.editView([&](ViewState& s) {
            const bool automatic = m_range->autofit();
            s.rangeLow = automatic ? 0 : low;
            s.rangeHigh = automatic ? 0 : high;
        });
        applyColouring();
    });
    connect(m_range, &RangeControl::autofitChanged, this, [this](bool on) {
        m_workspace.editView([&](ViewState& s) {
            s.rangeLow = on ? 0 : m_range->low();
            s.rangeHigh = on ? 0 : m_range->high();
        });
    });
    connect(&workspace, &Workspace::documentChanged, this, &MapPage::showDocument);
    connect(&workspace, &Workspace::traceChanged, this, &MapPage::showMessages);
    connect(&workspace, &Workspace::busyChanged, this, &MapPage::showMessages);
    connect(&workspace, &Workspace::selectionChanged, this, [this] {
        showHeads();
        showMessages();
    });
    connect(&workspace, &Workspace::mapChanged, this, &MapPage::showMap);
    connect(&workspace, &Workspace::viewChanged, this, &MapPage::showState);
    connect(&workspace, &Workspace::stateRestored, this, [this] {
        showDocument();
        for (const Side side : kSides) {
            requestOverview(side);
            requestDetail(side);
            requestReach(side);
        }
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

void MapPage::buildControls(QBoxLayout* layout)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    const auto add = [row](const QString& text, QComboBox* box) {
        auto* label = new QLabel(text);
        label->setBuddy(box);
        row->addWidget(label);
        row->addWidget(box);
        row->addSpacing(8);
    };
    m_headPart = new QWidget;
    m_headPart->setObjectName(QStringLiteral("attentionHeads"));
    auto* headRow = new QHBoxLayout(m_headPart);
    headRow->setContentsMargins(0, 0, 8, 0);
    headRow->setSpacing(6);
    m_head = new QComboBox;
    m_head->setSizeAdjustPolicy(QComboBox::AdjustToContents); // heads come with the model
    m_head->setToolTip(tr("This layer has softmax attention beside its Mamba part"));
    auto* headLabel = new QLabel(tr("&Map of"));
    headLabel->setBuddy(m_head);
    headRow->addWidget(headLabel);
    headRow->addWidget(m_head);
    row->addWidget(m_headPart);
    m_normalise = new QComboBox;
    for (const QString& name : normaliseNames()) {
        m_normalise->addItem(normaliseTitle(normaliseFromString(name)), name);
        m_normalise->setItemData(m_normalise->count() - 1, normaliseFormula(normaliseFromString(name)),
                                 Qt::ToolTipRole);
    }
    add(tr("&Normalisation"), m_normalise);
    m_colourMap = new QComboBox;
    for (const QString& name : ColourMap::names())
        m_colourMap->addItem(ColourMap::title(name), name);
    for (QComboBox* box : {m_normalise, m_colourMap}) // the wide ones give way in a narrow window
        box->setMinimumWidth(fontMetrics().horizontalAdvance(QLatin1Char('x')) * 14);
    add(tr("&Colours"), m_colourMap);
    m_level = new QComboBox;
    m_level->setToolTip(
        tr("The receptive-field line runs where |α| falls below this share of the row's largest entry"));
    for (const double level : {1e-1, 1e-2, 1e-3, 1e-4, 1e-6})
        m_level->addItem(QLocale().toString(100 * level, 'g', 3) + QStringLiteral(" %"), level);
    add(tr("&Reach line at"), m_level);
    row->addStretch(1);
    m_fit = new QToolButton;
    m_fit->setText(tr("Fit"));
    m_fit->setToolTip(tr("Show the whole map (Home)"));
    row->addWidget(m_fit);
    layout->addLayout(row);

    connect(m_head, &QComboBox::activated, this, [this](int choice) { m_workspace.selectAttentionHead(choice - 1); });
    connect(m_normalise, &QComboBox::activated, this, [this] {
        m_workspace.editView([this](ViewState& s) {
            s.normalise = m_normalise->currentData().toString().toStdString();
            s.rangeLow = s.rangeHigh = 0; // a range in other units means nothing
        });
        for (const Side side : kSides) {
            requestOverview(side);
            requestDetail(side);
        }
    });
    connect(m_colourMap, &QComboBox::activated, this, [this] {
        m_workspace.editView(
            [this](ViewState& s) { s.colourMap = m_colourMap->currentData().toString().toStdString(); });
        applyColouring();
    });
    connect(m_level, &QComboBox::activated, this, [this] {
        m_workspace.editView([this](ViewState& s) { s.reachLevel = m_level->currentData().toDouble(); });
        for (const Side side : kSides)
            requestReach(side);
    });
    connect(m_fit, &QToolButton::clicked, this, [this] { view(Side::Vanilla)->fit(); });
}

void MapPage::connectView(Side side)
{
    MapView* view = m_views[index(side)];
    connect(view, &MapView::visibleRangeChanged, this, [this, side](const QRectF& tokens) { link(side, tokens); });
    connect(view, &MapView::viewportChanged, this, [this, side] {
        requestDetail(side);
        requestReach(side);
    });
    connect(view, &MapView::hovered, &m_workspace, &Workspace::hoverCell);
    connect(view, &MapView::picked, &m_workspace, &Workspace::pickCell);
}

void MapPage::link(Side from, const QRectF& tokens)
{
    if (m_adopting)
        return;
    MapView* other = m_views[1 - index(from)];
    if (other->visibleRange() != tokens)
        other->setVisibleRange(tokens);
    const double length = static_cast<double>(m_length);
    const bool whole = tokens.left() <= 0 && tokens.top() <= 0 && tokens.right() >= length && tokens.bottom() >= length;
    m_workspace.editView([&](ViewState& s) {
        s.mapRow0 = whole ? 0 : tokens.top();
        s.mapRow1 = whole ? 0 : tokens.bottom();
        s.mapCol0 = whole ? 0 : tokens.left();
        s.mapCol1 = whole ? 0 : tokens.right();
    });
}

Normalise MapPage::normalise() const
{
    return normaliseFromString(QString::fromStdString(m_workspace.state().normalise));
}

QString MapPage::title(Side side) const
{
    const auto& map = m_workspace.map(side);
    const QString method = side == Side::Vanilla ? tr("Vanilla") : tr("LongMamba");
    if (!map)
        return method;
    if (map->attentionHead >= 0)
        return tr("%1 · layer %2, attention head %3").arg(method).arg(map->layer).arg(map->attentionHead);
    const bool heads = map->factors->family == Family::Mamba2;
    return (heads ? tr("%1 · layer %2, head %3") : tr("%1 · layer %2, channel %3"))
        .arg(method)
        .arg(map->layer)
        .arg(map->channel);
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
    for (const Side side : kSides) {
        if (m_workspace.map(side))
            continue;
        m_overviews[index(side)].reset();
        view(side)->clearImages();
        view(side)->setReachLine({});
        view(side)->setTitle(title(side));
    }
    showHeads();
    showMessages();
}

void MapPage::showMessages()
{
    for (const Side side : kSides) {
        MapView* map = view(side);
        QString message = m_workspace.reasonForNothing(side);
        if (message.isEmpty() && side == Side::LongMamba && m_workspace.isPreview())
            message = m_workspace.shownAttentionHead() < 0 ? tr("Preview: filter applied to the vanilla pass")
                                                           : tr("Vanilla pass; the filtered one follows");
        map->setMessage(message);
        const bool shownIsSelected = m_workspace.map(side) &&
                                     m_workspace.map(side)->layer == m_workspace.state().layer &&
                                     m_workspace.map(side)->channel == m_workspace.state().channel &&
                                     m_workspace.map(side)->attentionHead == m_workspace.shownAttentionHead();
        const bool waiting = message.isEmpty() && m_workspace.document() && !shownIsSelected;
        map->setBusy(waiting ? tr("computing …") : QString());
    }
}

void MapPage::showMap(Side side)
{
    showMessages();
    if (!m_workspace.map(side)) {
        m_overviews[index(side)].reset();
        view(side)->clearImages();
        view(side)->setReachLine({});
        view(side)->setTitle(title(side));
        return;
    }
    requestOverview(side);
    requestReach(side);
    describePick();
}

void MapPage::requestOverview(Side side)
{
    const auto map = m_workspace.map(side);
    if (!map)
        return;
    m_workspace.pictures().request<Overview>(
        tag("overview", side), tr("map"),
        [map, how = normalise()](JobControl& control) {
            auto overview = std::make_shared<Overview>();
            overview->image = renderOverview(*map, how, control.progress());
            overview->statistics = mapStatistics(overview->image);
            overview->data = dataRange(overview->image, how, overview->statistics);
            overview->automatic = autoRange(overview->image, how, overview->statistics);
            MapColouring colouring;
            colouring.normalise = how;
            colouring.statistics = overview->statistics;
            overview->histogram = mapHistogram(overview->image, colouring, overview->data, kHistogramBins);
            return std::shared_ptr<const Overview>(overview);
        },
        this,
        [this, side](const std::shared_ptr<const Overview>& overview) {
            m_overviews[index(side)] = overview;
            fitRange();
            applyColouring();
            view(side)->setOverview(overview->image);
            view(side)->setTitle(title(side));
            view(side)->setReduction(normalise() == Normalise::Raw ? tr("largest |α|, signed") : tr("max |α|"));
            showMessages();
            requestDetail(side);
        },
        [this](const QString& message) { emit m_workspace.failed(message); });
}

void MapPage::requestDetail(Side side)
{
    const auto map = m_workspace.map(side);
    if (!map || !m_overviews[index(side)])
        return;
    const QRectF tokens = view(side)->visibleRange();
    const QSize pixels = view(side)->viewportPixels();
    const double cell = static_cast<double>(m_length) / static_cast<double>(m_overviews[index(side)]->image.height);
    // The overview is as fine as the screen: nothing to add.
    if (cell <= 1 || (tokens.height() >= cell * pixels.height() && tokens.width() >= cell * pixels.width())) {
        m_workspace.pictures().cancel(tag("detail", side));
        view(side)->setDetail({});
        return;
    }
    m_workspace.pictures().request<MapImage>(
        tag("detail", side), tr("map"),
        [map, tokens, pixels, how = normalise()](JobControl& control) {
            return std::make_shared<const MapImage>(renderDetail(*map, tokens, pixels, how, control.progress()));
        },
        this,
        [this, side](const std::shared_ptr<const MapImage>& image) {
            view(side)->setDetail(normalise() == Normalise::Row ? withRowPeaks(*image, m_overviews[index(side)]->image)
                                                                : *image);
        },
        [this](const QString& message) { emit m_workspace.failed(message); });
}

void MapPage::requestReach(Side side)
{
    const auto map = m_workspace.map(side);
    if (!map)
        return;
    using Line = std::vector<std::pair<double, double>>;
    const QRectF tokens = view(side)->visibleRange();
    m_workspace.pictures().request<Line>(
        tag("reach", side), tr("receptive field"),
        [map, tokens, level = m_workspace.state().reachLevel](JobControl& control) {
            return std::make_shared<const Line>(
                renderReach(*map, tokens.top(), tokens.bottom(), kReachPoints, level, control.progress()));
        },
        this, [this, side](const std::shared_ptr<const Line>& line) { view(side)->setReachLine(*line); },
        [this](const QString& message) { emit m_workspace.failed(message); });
}

void MapPage::fitRange()
{
    MapRange extent, automatic;
    bool any = false;
    for (const auto& overview : m_overviews) {
        if (!overview)
            continue;
        extent.low = any ? std::min(extent.low, overview->data.low) : overview->data.low;
        extent.high = any ? std::max(extent.high, overview->data.high) : overview->data.high;
        automatic.low = any ? std::min(automatic.low, overview->automatic.low) : overview->automatic.low;
        automatic.high = any ? std::max(automatic.high, overview->automatic.high) : overview->automatic.high;
        any = true;
    }
    if (!any)
        return;
    std::vector<double> counts(kHistogramBins, 0.0);
    for (const auto& overview : m_overviews) {
        if (overview)
            counts = merge(overview->histogram, overview->data, extent, std::move(counts));
    }
    m_range->setQuantity(normaliseFormula(normalise()));
    m_range->setHistogram(counts, extent.low, extent.high);
    const ViewState& s = m_workspace.state();
    const bool fitted = s.rangeLow == 0 && s.rangeHigh == 0;
    m_range->setAutofit(fitted);
    if (!fitted)
        m_range->setRange(s.rangeLow, s.rangeHigh);
    m_range->setAutoRange(automatic.low, automatic.high);
}

void MapPage::applyColouring()
{
    const QString colours = QString::fromStdString(m_workspace.state().colourMap);
    m_range->setColourMap(colours);
    for (const Side side : kSides) {
        MapColouring colouring;
        colouring.normalise = normalise();
        colouring.range = {m_range->low(), m_range->high()};
        colouring.colourMap = colours;
        if (m_overviews[index(side)])
            colouring.statistics = m_overviews[index(side)]->statistics;
        view(side)->setColouring(colouring);
    }
}

void MapPage::showHeads()
{
    const auto& document = m_workspace.document();
    const ModelConfig* config = document ? &document->model->config() : nullptr;
    const bool hybrid = config != nullptr && config->hybridIndex(m_workspace.state().layer) >= 0;
    m_headPart->setVisible(hybrid);
    if (!hybrid)
        return;
    if (m_head->count() != config->shared.heads + 1) {
        m_head->clear();
        m_head->addItem(tr("the Mamba head"));
        for (std::int64_t head = 0; head < config->shared.heads; ++head)
            m_head->addItem(tr("attention head %1").arg(head));
    }
    m_head->setCurrentIndex(static_cast<int>(m_workspace.shownAttentionHead() + 1));
}

void MapPage::showState()
{
    const ViewState& s = m_workspace.state();
    m_normalise->setCurrentIndex(m_normalise->findData(QString::fromStdString(s.normalise)));
    m_colourMap->setCurrentIndex(std::max(0, m_colourMap->findData(QString::fromStdString(s.colourMap))));
    int level = m_level->findData(s.reachLevel);
    if (level < 0) {
        m_level->addItem(QLocale().toString(100 * s.reachLevel, 'g', 3) + QStringLiteral(" %"), s.reachLevel);
        level = m_level->count() - 1;
    }
    m_level->setCurrentIndex(level);
}

void MapPage::describePick()
{
    const auto& document = m_workspace.document();
    const ViewState& s = m_workspace.state();
    for (const Side side : kSides) {
        const auto& map = m_workspace.map(side);
        QString text;
        if (document && map && s.row >= 0 && s.row < map->map->length())
            text = tr("query %1 '%2', key %3 '%4', α = %5")
                       .arg(QString::number(s.row), document->tokenTexts[static_cast<std::size_t>(s.row)],
                            QString::number(s.column), document->tokenTexts[static_cast<std::size_t>(s.column)],
                            QString::number(static_cast<double>(map->map->value(s.row, s.column)), 'g', 4));
        view(side)->setPickedText(text);
    }
}

} // namespace mambascope::ui
