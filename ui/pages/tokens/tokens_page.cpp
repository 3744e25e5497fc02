// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tokens/tokens_page.h"

#include "core/base/npy.h"
#include "core/inspect/gallery.h"
#include "ui/engine/workspace.h"
#include "ui/models/token_channels_model.h"
#include "ui/models/token_statistics_model.h"
#include "ui/pages/tokens/token_curve.h"
#include "ui/style/message_text.h"
#include "ui/style/theme.h"
#include "ui/widgets/token_strip.h"
#include "ui/windows/command_line.h"
#include "ui/windows/write_widget.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSaveFile>
#include <QScopedValueRollback>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

const char* const kTables[] = {"statistics", "channels", "column"};

QTableView* makeTable(QAbstractItemModel* model, int role, int sortColumn, const QString& name)
{
    auto* table = new QTableView;
    auto* sorted = new QSortFilterProxyModel(table);
    sorted->setSourceModel(model);
    sorted->setSortRole(role);
    table->setModel(sorted);
    table->setAccessibleName(name);
    table->setSortingEnabled(true);
    table->sortByColumn(sortColumn, Qt::DescendingOrder);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setStretchLastSection(true);
    for (int column = 0; column < model->columnCount(); ++column) {
        const QString heading = model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        table->setColumnWidth(column, table->fontMetrics().horizontalAdvance(heading) + 30);
    }
    return table;
}

/// Row of the model behind the sorted table.
int sourceRow(const QModelIndex& index)
{
    return static_cast<const QSortFilterProxyModel*>(index.model())->mapToSource(index).row();
}

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
      m_channelsModel(new TokenChannelsModel(this)), m_column(new TokenCurve),
      m_cache(std::make_shared<FactorsCache>(std::int64_t(1) << 27))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 4);
    layout->setSpacing(4);
    auto* row = new QHBoxLayout;
    auto* label = new QLabel(tr("&Shaded by"));
    label->setBuddy(m_by);
    m_by->addItem(tr("all filtered channels"), QStringLiteral("all"));
    m_by->addItem(tr("the selected channel"), QStringLiteral("selected"));
    row->addWidget(label);
    row->addWidget(m_by);
    row->addSpacing(12);
    row->addWidget(m_summary, 1);
    layout->addLayout(row);
    m_curve->setAccessibleName(tr("Share of the channels that keep each token"));
    m_curve->setMinimumHeight(90);
    m_strip->setAccessibleName(tr("Tokens of the sequence"));
    m_tables->addTab(makeStatistics(), tr("Tokens by &name"));
    m_tables->addTab(makeChannels(), tr("Picked: &channels"));
    m_tables->addTab(makeColumn(), tr("Picked: &attention"));
    m_tables->setDocumentMode(true);
    auto* text = new QSplitter(Qt::Horizontal);
    text->addWidget(m_strip);
    text->addWidget(m_tables);
    text->setStretchFactor(0, 1);
    text->setStretchFactor(1, 0);
    text->setSizes({560, 400});
    auto* splitter = new QSplitter(Qt::Vertical);
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
    m_statistics = makeTable(m_statisticsModel, TokenStatisticsModel::kValueRole, TokenStatisticsModel::Kept,
                             tr("Tokens by name, with how often they are kept"));
    m_statistics->setToolTip(tr("Double click or Enter: its next occurrence in the text"));
    m_statistics->setColumnWidth(0, 110);
    connect(m_statistics, &QTableView::activated, this,
            [this](const QModelIndex& index) { nextOccurrence(m_statisticsModel->idOf(sourceRow(index))); });
    return m_statistics;
}

QWidget* TokensPage::makeChannels()
{
    auto* side = new QWidget;
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 4, 0, 0);
    m_channelsMessage = new QLabel;
    m_channelsMessage->setWordWrap(true);
    m_channels = makeTable(m_channelsModel, TokenChannelsModel::kValueRole, TokenChannelsModel::Delta,
                           tr("Filtered channels and what they do with the picked token"));
    layout->addWidget(m_channelsMessage);
    layout->addWidget(m_channels, 1);
    connect(m_channels->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (!current.isValid() || !m_channels->hasFocus())
                    return; // a table that is filled chooses nothing
                const TokenChannelsModel::Row& chosen = m_channelsModel->row(sourceRow(current));
                m_workspace.select(chosen.layer, chosen.channel);
            });
    return side;
}

QWidget* TokensPage::makeColumn()
{
    auto* side = new QWidget;
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 4, 0, 0);
    m_columnMessage = new QLabel;
    m_columnMessage->setWordWrap(true);
    m_toMap = new QPushButton(tr("Show on the &Map"));
    m_toMap->setToolTip(tr("The Map page at this token's column"));
    m_column->setAccessibleName(tr("Attention that the picked token gets from later ones"));
    m_column->setLogarithmic(true);
    m_column->xAxis->setLabel(tr("query token i"));
    m_column->yAxis->setLabel(tr("|α(i, j)|"));
    layout->addWidget(m_columnMessage);
    layout->addWidget(m_column, 1);
    layout->addWidget(m_toMap, 0, Qt::AlignLeft);
    connect(m_toMap, &QPushButton::clicked, this, [this] {
        const ViewState& s = m_workspace.state();
        if (s.column >= 0)
            emit cellWanted(std::max(s.row, s.column), s.column);
    });
    connect(m_column, &TokenCurve::picked, this, [this](qint64 query) {
        if (picked() >= 0)
            m_workspace.pickCell(std::max<std::int64_t>(query, picked()), picked());
    });
    connect(m_column, &TokenCurve::hovered, this, [this](qint64 query) {
        m_workspace.hoverCell(query < 0 || picked() < 0 ? -1 : query, query < 0 ? -1 : picked());
    });
    return side;
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
    connect(&m_workspace, &Workspace::viewChanged, this, &TokensPage::showState);
    connect(&m_workspace, &Workspace::cellPicked, this, &TokensPage::showPicked);
    for (TokenCurve* curve : {m_curve}) {
        connect(curve, &TokenCurve::picked, this, &TokensPage::pick);
        connect(curve, &TokenCurve::hovered, this, [this](qint64 j) {
            m_strip->setHovered(j);
            m_workspace.hoverCell(j, j);
        });
    }
    connect(m_strip, &TokenStrip::hovered, this, [this](qint64 j) { m_workspace.hoverCell(j < 0 ? -1 : j, j); });
    connect(m_strip, &TokenStrip::picked, this, &TokensPage::pick);
}

void TokensPage::pick(std::int64_t token)
{
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

QString TokensPage::tokenText(std::int64_t token) const
{
    QString text = m_workspace.document()->tokenTexts[static_cast<std::size_t>(token)];
    text.replace(QLatin1Char('\n'), QStringLiteral("⏎"));
    return tr("%1 “%2”").arg(QLocale().toString(static_cast<qint64>(token)), text);
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
        m_columnOf = -1;
        showShade();
    }
    Page::changeEvent(event);
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
    if (m_shownShade != s.tokensShade)
        showShade();
    else
        showPicked();
}

void TokensPage::showDocument()
{
    const auto& document = m_workspace.document();
    m_channelsOf = m_columnOf = -1;
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

void TokensPage::showShade()
{
    m_stale = !isVisible();
    if (m_stale)
        return;
    const auto& document = m_workspace.document();
    const bool selected = m_workspace.state().tokensShade == "selected";
    m_shownShade = m_workspace.state().tokensShade;
    m_share = keptShare(m_workspace, selected);
    const QLocale locale;
    const auto length = static_cast<std::int64_t>(m_share.size());
    const QString meaning =
        selected ? tr("kept by the selected channel") : tr("kept by this share of the filtered channels");
    m_strip->setShade(m_share, meaning);
    m_curve->setSeries(m_share.empty() ? std::vector<TokenCurve::Series>()
                                       : std::vector<TokenCurve::Series>{{meaning, plotColours().kept, m_share}},
                       document ? document->length() : 0, true);
    m_curve->yAxis->setLabel(selected ? tr("kept") : tr("share kept"));
    if (document)
        m_statisticsModel->setTokens(document->ids, document->tokenTexts, m_share);
    if (m_share.empty()) {
        const QString reason = m_workspace.reasonForNothing(Side::LongMamba);
        m_summary->setText(!reason.isEmpty()                    ? reason
                           : m_workspace.trace(Side::LongMamba) ? tr("No channel filters this sequence")
                                                                : tr("computing …"));
        m_curve->setMessage(m_summary->text());
        showPicked();
        return;
    }
    m_curve->setMessage({});
    const auto everywhere = std::count_if(m_share.begin(), m_share.end(), [](float s) { return s >= 1; });
    const auto nowhere = std::count(m_share.begin(), m_share.end(), 0.0F);
    if (selected) {
        const auto& map = m_workspace.map(Side::LongMamba);
        const QString text = m_workspace.isPreview() ? tr("%1 of %2 tokens kept by layer %3, channel %4 (preview)")
                                                     : tr("%1 of %2 tokens kept by layer %3, channel %4");
        m_summary->setText(text.arg(locale.toString(static_cast<qint64>(everywhere)),
                                    locale.toString(static_cast<qint64>(length)), QString::number(map->layer),
                                    QString::number(map->channel)));
    } else {
        m_summary->setText(
            tr("%1 filtered channels: %2 tokens kept by all of them, %3 by none")
                .arg(locale.toString(static_cast<qint64>(m_workspace.trace(Side::LongMamba)->filteredChannels())),
                     locale.toString(static_cast<qint64>(everywhere)), locale.toString(static_cast<qint64>(nowhere))));
    }
    showPicked();
}

// ---------------------------------------------------------------------------------------------- the picked token

void TokensPage::showPicked()
{
    if (!isVisible())
        return;
    m_strip->setPicked(picked());
    m_curve->setPicked(picked());
    m_toMap->setEnabled(picked() >= 0);
    if (m_workspace.state().tokensTable == "channels")
        requestChannels();
    else if (m_workspace.state().tokensTable == "column")
        requestColumn();
}

/// Which filtered channels keep the token: one pass through the layers, the selected one first.
void TokensPage::requestChannels()
{
    const auto& trace = m_workspace.trace(Side::LongMamba);
    const std::int64_t token = picked();
    if (!trace || token < 0 || trace->filteredChannels() == 0) {
        m_channelsModel->clear();
        m_channelsOf = -1;
        m_channelsMessage->setText(token < 0 ? tr("Pick a token to see which channels keep it.") : m_summary->text());
        return;
    }
    if (m_channelsOf == token && m_channelsTrace == trace)
        return;
    m_channelsOf = token;
    m_channelsTrace = trace;
    m_channelsModel->clear();
    m_channelsMessage->setText(tr("Token %1: looking at the layers …").arg(tokenText(token)));
    const QString tag = QStringLiteral("token-channels");
    m_workspace.gallery().request<bool>(
        tag, tr("channels that keep a token"),
        [this, trace, token, first = m_workspace.state().layer, cache = m_cache](JobControl& control) {
            const std::int64_t layers = trace->model()->config().layers;
            for (std::int64_t k = 0; k < layers; ++k) {
                const std::int64_t layer = (first + k) % layers;
                control.progress().step(say("layer"), k, layers);
                const auto factors = cache->factors(trace, layer, control.progress());
                std::vector<TokenChannelsModel::Row> rows;
                for (std::int64_t channel = 0; channel < factors->channels; ++channel) {
                    const float threshold = factors->threshold(channel);
                    if (threshold != Method::kKeepAll)
                        rows.push_back(
                            {layer, channel, factors->rawDt(channel)[static_cast<std::size_t>(token)], threshold});
                }
                control.post([this, rows = std::move(rows)] { m_channelsModel->append(rows); });
            }
            return std::make_shared<const bool>(true);
        },
        this,
        [this, token](const std::shared_ptr<const bool>&) {
            const QLocale locale;
            m_channelsMessage->setText(tr("Token %1: kept by %2 of the %3 filtered channels.")
                                           .arg(tokenText(token), locale.toString(m_channelsModel->keptCount()),
                                                locale.toString(m_channelsModel->rowCount())));
        },
        [this](const QString& message) {
            m_channelsOf = -1;
            emit m_workspace.failed(message);
        });
}

/// The attention that the token gets from every later one in the selected channel: a column of the map.
void TokensPage::requestColumn()
{
    const std::int64_t token = picked();
    const auto& vanilla = m_workspace.map(Side::Vanilla);
    const auto& filtered = m_workspace.map(Side::LongMamba);
    if (!vanilla || token < 0) {
        m_column->setSeries({}, 0, false);
        m_columnOf = -1;
        m_columnMessage->setText(token < 0 ? tr("Pick a token to see how much attention later tokens pay to it.")
                                           : m_workspace.reasonForNothing(Side::Vanilla));
        return;
    }
    if (m_columnOf == token && m_columnMaps[0] == vanilla && m_columnMaps[1] == filtered)
        return;
    m_columnOf = token;
    m_columnMaps[0] = vanilla;
    m_columnMaps[1] = filtered;
    m_columnMessage->setText(
        tr("Token %1 in layer %2, channel %3").arg(tokenText(token)).arg(vanilla->layer).arg(vanilla->channel));
    using Columns = std::array<std::vector<float>, 2>;
    m_workspace.pictures().request<Columns>(
        QStringLiteral("token-column"), tr("column of a token"),
        [vanilla, filtered, token](JobControl&) {
            auto columns = std::make_shared<Columns>();
            for (const Side side : kSides) {
                const auto& map = side == Side::Vanilla ? vanilla : filtered;
                if (!map)
                    continue;
                std::vector<float>& values = (*columns)[index(side)];
                values.resize(static_cast<std::size_t>(map->map->length()));
                map->map->column(token, values);
                for (std::size_t i = 0; i < values.size(); ++i)
                    values[i] = static_cast<std::int64_t>(i) < token ? std::nanf("") : std::abs(values[i]);
            }
            return std::shared_ptr<const Columns>(columns);
        },
        this,
        [this](const std::shared_ptr<const Columns>& columns) {
            const PlotColours& colours = plotColours();
            std::vector<TokenCurve::Series> series;
            for (const Side side : kSides) {
                if ((*columns)[index(side)].empty())
                    continue;
                const QString name = side == Side::Vanilla     ? tr("vanilla")
                                     : m_workspace.isPreview() ? tr("LongMamba (preview)")
                                                               : tr("LongMamba");
                series.push_back(
                    {name, side == Side::Vanilla ? colours.vanilla : colours.longMamba, (*columns)[index(side)]});
            }
            const std::int64_t length = series.empty() ? 0 : std::ssize(series.front().values);
            m_column->setSeries(std::move(series), length, false);
        },
        [this](const QString& message) {
            m_columnOf = -1;
            emit m_workspace.failed(message);
        });
}

QStringList TokensPage::exportSuffixes() const
{
    return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("csv"),
            QStringLiteral("npy")};
}

QString TokensPage::commandLine(const QString& out) const
{
    return renderCommand(name(), width(), height(), out);
}

void TokensPage::exportTo(const QString& path)
{
    const auto& document = m_workspace.document();
    const std::vector<float> share = keptShare(m_workspace, m_workspace.state().tokensShade == "selected");
    try {
        const QString suffix = QFileInfo(path).suffix().toLower();
        if (isPictureSuffix(suffix)) {
            writeWidget(*this, path);
        } else if (suffix == QLatin1String("npy")) {
            saveNpy<float>(path.toStdString(), share, {static_cast<std::int64_t>(share.size())});
        } else {
            QSaveFile file(path);
            if (!document || !file.open(QIODevice::WriteOnly | QIODevice::Text))
                throw Error(path.toStdString(), say("cannot be written: {0}", file.errorString().toStdString()));
            file.write("token,id,text,kept_share\n");
            for (std::size_t k = 0; k < document->ids.size(); ++k) {
                QString text = document->tokenTexts[k];
                text.replace(QLatin1Char('"'), QLatin1String("\"\""));
                file.write(QStringLiteral("%1,%2,\"%3\",%4\n")
                               .arg(QString::number(k), QString::number(document->ids[k]), text,
                                    share.empty() ? QString() : QString::number(share[k]))
                               .toUtf8());
            }
            if (!file.commit())
                throw Error(path.toStdString(), say("cannot be written: {0}", file.errorString().toStdString()));
        }
        emit m_workspace.saved(path);
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
    }
}

} // namespace mambascope::ui
