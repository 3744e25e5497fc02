// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tokens/tokens_page.h"

#include "ui/engine/workspace.h"
#include "ui/models/token_statistics_model.h"
#include "ui/pages/tokens/picked_channels.h"
#include "ui/pages/tokens/picked_column.h"
#include "ui/pages/tokens/token_curve.h"
#include "ui/pages/tokens/token_table.h"
#include "ui/style/theme.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/plot_navigation.h"
#include "ui/widgets/token_strip.h"

#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace mambascope::ui {

namespace {

const char* const kTables[] = {"statistics", "channels", "column"};

} // namespace

std::vector<float> keptShare(const Workspace& workspace, bool selectedChannelOnly)
{
    std::vector<float> share;
    if (selectedChannelOnly) {
        const auto& map = workspace.map(Side::LongMamba);
        if (!map)
            return share;
        const std::vector<float> dt =
            map->factors->effectiveDt(map->channel, map->keepAbove.value_or(map->factors->threshold(map->channel)));
        share.resize(dt.size());
        std::transform(dt.begin(), dt.end(), share.begin(), [](float step) { return step > 0 ? 1.0F : 0.0F; });
        return share;
    }
    const auto& trace = workspace.trace(Side::LongMamba);
    if (!trace || trace->filteredChannels() == 0)
        return share;
    share.resize(trace->keptBy().size());
    const auto all = static_cast<float>(trace->filteredChannels());
    std::transform(trace->keptBy().begin(), trace->keptBy().end(), share.begin(),
                   [all](std::int32_t count) { return static_cast<float>(count) / all; });
    return share;
}

TokensPage::TokensPage(Workspace& workspace, QWidget* parent)
    : Page(workspace, parent), m_by(new QComboBox), m_summary(new QLabel), m_curve(new TokenCurve),
      m_strip(new TokenStrip), m_tables(new QTabWidget), m_statisticsModel(new TokenStatisticsModel(this)),
      m_channels(new PickedChannels(workspace)), m_column(new PickedColumn(workspace))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 4);
    layout->setSpacing(4);
    m_by->addItem(tr("all filtered channels"), QStringLiteral("all"));
    m_by->addItem(tr("the selected channel"), QStringLiteral("selected"));
    auto* row = new FlowLayout;
    row->addLabelled(tr("&Shaded by"), m_by);
    m_summary->setMinimumWidth(1); // what it says never widens the window
    row->addWidget(m_summary);
    layout->addLayout(row);
    m_curve->setAccessibleName(tr("Share of the channels that keep each token"));
    m_curve->setMinimumHeight(90);
    m_strip->setAccessibleName(tr("Tokens of the sequence"));
    m_tables->addTab(makeStatistics(), tr("Tokens by &name"));
    m_tables->addTab(m_channels, tr("Picked: &channels"));
    m_tables->addTab(m_column, tr("Picked: &attention"));
    m_tables->setDocumentMode(true);
    auto* text = new QSplitter(Qt::Horizontal);
    text->setObjectName(QStringLiteral("tokensText"));
    text->addWidget(m_strip);
    text->addWidget(m_tables);
    text->setStretchFactor(0, 1);
    text->setStretchFactor(1, 0);
    text->setSizes({560, 400});
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(QStringLiteral("tokensParts"));
    splitter->addWidget(m_curve);
    splitter->addWidget(text);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({130, 470});
    splitter->setChildrenCollapsible(false);
    layout->addWidget(splitter, 1);
    connectParts();
    showState();
    showDocument();
}

TokensPage::~TokensPage()
{
    m_tables->disconnect(this); // its tabs go one by one, and each time another one becomes the current one
}

QWidget* TokensPage::makeStatistics()
{
    m_statistics = makeTokenTable(m_statisticsModel, TokenStatisticsModel::kValueRole, TokenStatisticsModel::Kept,
                                  tr("Tokens by name, with how often they are kept"));
    m_statistics->setToolTip(tr("Double click or Enter: its next occurrence in the text"));
    m_statistics->setObjectName(QStringLiteral("tokenStatistics"));
    m_statistics->setColumnWidth(0, 110);
    connect(m_statistics, &QTableView::activated, this,
            [this](const QModelIndex& index) { nextOccurrence(m_statisticsModel->idOf(sourceRow(index))); });
    return m_statistics;
}

void TokensPage::connectParts()
{
    const auto edit = [this](auto change) {
        return [this, change] {
            if (!m_showingState)
                m_workspace.editView([&](ViewState& s) { change(s); });
        };
    };
    connect(m_by, &QComboBox::currentIndexChanged, this,
            edit([this](ViewState& s) { s.tokensShade = m_by->currentData().toString().toStdString(); }));
    connect(m_tables, &QTabWidget::currentChanged, this,
            edit([this](ViewState& s) { s.tokensTable = kTables[m_tables->currentIndex()]; }));
    connect(&m_workspace, &Workspace::documentChanged, this, &TokensPage::showDocument);
    connect(&m_workspace, &Workspace::traceChanged, this, &TokensPage::showShade);
    connect(&m_workspace, &Workspace::mapChanged, this, &TokensPage::showShade);
    connect(&m_workspace, &Workspace::classificationChanged, this, &TokensPage::markShade);
    connect(&m_workspace, &Workspace::viewChanged, this, &TokensPage::showState);
    connect(&m_workspace, &Workspace::cellPicked, this, &TokensPage::showPicked);
    connect(m_curve, &TokenCurve::picked, this, &TokensPage::pick);
    connect(m_curve, &TokenCurve::partChanged, this, [this](double from, double to) {
        m_workspace.editView([&](ViewState& s) { s.tokensPart = {from, to, 0, 0}; });
    });
    connect(m_curve, &TokenCurve::hovered, this, [this](qint64 j) {
        m_strip->setHovered(j);
        m_workspace.hoverCell(j, j);
    });
    connect(m_column, &PickedColumn::cellWanted, this, &TokensPage::cellWanted);
    connect(m_strip, &TokenStrip::hovered, this, [this](qint64 j) { m_workspace.hoverCell(j < 0 ? -1 : j, j); });
    connect(m_strip, &TokenStrip::picked, this, &TokensPage::pick);
}

void TokensPage::pick(std::int64_t token)
{
    if (token == picked())
        m_channels->tryAgain();
    m_workspace.pickCell(std::max(m_workspace.state().row, token), token);
}

std::int64_t TokensPage::picked() const
{
    return m_workspace.state().column;
}

void TokensPage::nextOccurrence(std::int64_t id)
{
    const std::vector<std::int64_t>& ids = m_workspace.document()->ids;
    const auto from = ids.begin() + std::clamp<std::int64_t>(picked() + 1, 0, std::ssize(ids));
    auto found = std::find(from, ids.end(), id);
    if (found == ids.end()) // round again
        found = std::find(ids.begin(), ids.end(), id);
    if (found != ids.end())
        pick(found - ids.begin());
}

void TokensPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_stale)
        showShade();
}

void TokensPage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        m_column->restyle();
        m_curve->restyle();
        showShade();
    }
    Page::changeEvent(event);
}

TokenCurve* TokensPage::column() const
{
    return m_column->curve();
}

QTableView* TokensPage::channels() const
{
    return m_channels->table();
}

void TokensPage::showState()
{
    const ViewState& s = m_workspace.state();
    {
        const QScopedValueRollback guard(m_showingState, true);
        m_by->setCurrentIndex(m_by->findData(QString::fromStdString(s.tokensShade)));
        for (int k = 0; k < m_tables->count(); ++k) {
            if (s.tokensTable == kTables[k])
                m_tables->setCurrentIndex(k);
        }
    }
    m_curve->setPart(s.tokensPart.x0, s.tokensPart.x1);
    if (m_shownShade != s.tokensShade)
        showShade();
    else
        showPicked();
}

void TokensPage::showDocument()
{
    const auto& document = m_workspace.document();
    m_channels->forget();
    m_column->forget();
    if (document) {
        m_strip->setTokens(document->tokenTexts);
        m_strip->setTokenIds({document->ids.begin(), document->ids.end()});
        m_strip->setSpan(document->keyBegin, document->keyEnd);
        m_strip->setPicked(m_workspace.state().column);
        m_curve->setHighlight(document->keyBegin, document->keyEnd);
        if (m_workspace.state().column < 0)
            m_strip->scrollTo(document->keyBegin);
    }
    m_strip->setMessage(m_workspace.reasonForNothing(Side::Vanilla));
    showShade();
}

/// For every mouse move of a slider: what is shown becomes one with earlier settings once.
void TokensPage::markShade()
{
    if (m_shownStale != m_workspace.isFilteredStale())
        showShade();
}

void TokensPage::showShade()
{
    m_stale = !isVisible();
    if (m_stale)
        return;
    const auto& document = m_workspace.document();
    const bool selected = m_workspace.state().tokensShade == "selected";
    m_shownShade = m_workspace.state().tokensShade;
    m_shownStale = m_workspace.isFilteredStale();
    m_share = keptShare(m_workspace, selected);
    const QLocale locale;
    const auto length = static_cast<std::int64_t>(m_share.size());
    const QString meaning = selected ? m_workspace.markedAsMap(tr("kept by the selected channel"))
                                     : m_workspace.markedAsTrace(tr("kept by this share of the filtered channels"));
    m_strip->setShade(m_share, meaning);
    m_curve->setSeries(m_share.empty() ? std::vector<TokenCurve::Series>()
                                       : std::vector<TokenCurve::Series>{{meaning, plotColours().kept, m_share}},
                       document ? document->length() : 0, true);
    m_curve->yAxis->setLabel(selected ? tr("kept") : tr("share kept"));
    if (document)
        m_statisticsModel->setTokens(document->ids, document->tokenTexts, m_share);
    if (m_share.empty()) {
        const QString reason =
            selected ? m_workspace.reasonForNoMap(Side::LongMamba) : m_workspace.reasonForNothing(Side::LongMamba);
        const bool waits = selected || !m_workspace.trace(Side::LongMamba);
        m_summary->setText(!reason.isEmpty() ? reason
                           : waits           ? tr("computing …")
                                             : tr("No channel filters this sequence"));
        m_curve->setMessage(m_summary->text());
        showPicked();
        return;
    }
    m_curve->setMessage({});
    const auto everywhere = std::count_if(m_share.begin(), m_share.end(), [](float s) { return s >= 1; });
    const float most = *std::max_element(m_share.begin(), m_share.end());
    const auto nowhere = std::count(m_share.begin(), m_share.end(), 0.0F);
    if (selected) {
        const auto& map = m_workspace.map(Side::LongMamba);
        m_summary->setText(m_workspace.markedAsMap(
            tr("%1 of %2 tokens kept by layer %3, channel %4")
                .arg(locale.toString(static_cast<qint64>(everywhere)), locale.toString(static_cast<qint64>(length)),
                     QString::number(map->layer), QString::number(map->channel))));
    } else {
        m_summary->setText(m_workspace.markedAsTrace(
            tr("%1 filtered channels: %2 tokens kept by all of them, %3 by none, the most kept one by %4 %")
                .arg(locale.toString(static_cast<qint64>(m_workspace.trace(Side::LongMamba)->filteredChannels())),
                     locale.toString(static_cast<qint64>(everywhere)), locale.toString(static_cast<qint64>(nowhere)),
                     locale.toString(100.0 * static_cast<double>(most), 'f', 0))));
    }
    showPicked();
}

void TokensPage::showPicked()
{
    if (!isVisible())
        return;
    m_strip->setPicked(picked());
    m_curve->setPicked(picked());
    if (m_workspace.state().tokensTable == "channels")
        m_channels->showToken(picked(), m_summary->text());
    else if (m_workspace.state().tokensTable == "column")
        m_column->showToken(picked());
}

void TokensPage::zoomBy(double factor)
{
    m_curve->navigation()->zoomBy(factor);
}

void TokensPage::fit()
{
    m_curve->fit();
}

} // namespace mambascope::ui
