// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/channels/channels_view.h"

#include "ui/models/channel_filter.h"
#include "ui/pages/channels/channel_scatter.h"
#include "ui/widgets/data_table.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QStyle>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace mambascope::ui {

namespace {

QString sortingOf(int column, Qt::SortOrder order)
{
    const QString key = QLatin1String(ChannelModel::key(static_cast<ChannelModel::Column>(column)));
    return order == Qt::DescendingOrder ? QString(QLatin1Char('-') + key) : key;
}

} // namespace

ChannelsView::ChannelsView(QWidget* parent)
    : QWidget(parent), m_model(new ChannelModel(this)), m_filter(new ChannelFilter(this)), m_table(new QTableView),
      m_filterBox(new QLineEdit), m_hint(new QLabel), m_dropBrush(new QToolButton), m_scatter(new ChannelScatter)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* splitter = new QSplitter;
    splitter->setObjectName(QStringLiteral("channelsParts"));
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeTable());
    splitter->addWidget(m_scatter);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 2);
    // All columns are seen where the page has a window of 1280 pixels with its panels; the plot takes the rest.
    constexpr int kBoth = 980;
    constexpr int kSlack = 12; // sizes are scaled to the room that there is
    const int table = m_table->horizontalHeader()->length() +
                      m_table->style()->pixelMetric(QStyle::PM_ScrollBarExtent) + 2 * m_table->frameWidth() + kSlack;
    splitter->setSizes({table, std::max(kBoth / 3, kBoth - table)});
    layout->addWidget(splitter);
    connectParts();
}

QWidget* ChannelsView::makeTable()
{
    auto* side = new QWidget;
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_filterBox->setPlaceholderText(tr("Filter: global layer=6 reach>500 kept<1000"));
    m_filterBox->setAccessibleName(tr("Filter"));
    m_filterBox->setToolTip(
        tr("Conditions that all must hold: global, local, or layer, channel, decay, vanilla, reach, "
           "kept with <, <=, =, >=, > and a number"));
    m_filterBox->setClearButtonEnabled(true);
    m_hint->setWordWrap(true);
    m_dropBrush->setText(tr("&Drop the brush"));
    m_dropBrush->setToolTip(tr("Shows the other channels again (Escape in the plot)"));
    m_dropBrush->setFocusPolicy(Qt::StrongFocus);
    m_dropBrush->hide();
    m_filter->setSourceModel(m_model);
    m_table->setModel(m_filter);
    m_table->setObjectName(QStringLiteral("channelsTable"));
    dressTable(m_table, tr("Channels"));
    sortByHeadings(m_table, ChannelModel::LnDecay);
    const QFontMetrics metrics = m_table->fontMetrics();
    const QHeaderView* header = m_table->horizontalHeader();
    for (int column = 0; column < ChannelModel::ColumnCount; ++column) {
        const QString heading = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        // Numbers of long sequences are to be readable under a short heading, too.
        const QString longest = column == ChannelModel::Kept      ? QStringLiteral("131,072 (100.0 %)")
                                : column == ChannelModel::Class   ? QStringLiteral("global")
                                : column == ChannelModel::Layer   ? QStringLiteral("100")
                                : column == ChannelModel::Channel ? QStringLiteral("10,000")
                                                                  : QStringLiteral("-100.00");
        m_table->setColumnWidth(column,
                                std::max({metrics.size(0, heading).width() + 24, // with the arrow of what is sorted by
                                          header->sectionSizeHint(column), metrics.horizontalAdvance(longest) + 12}));
    }
    auto* below = new QHBoxLayout;
    below->addWidget(m_hint, 1);
    below->addWidget(m_dropBrush);
    layout->addWidget(m_filterBox);
    layout->addWidget(m_table, 1);
    layout->addLayout(below);
    return side;
}

void ChannelsView::connectParts()
{
    connect(m_filterBox, &QLineEdit::textChanged, this, &ChannelsView::applyFilter);
    connect(m_table->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this,
            [this](int column, Qt::SortOrder order) { emit sortingChanged(sortingOf(column, order)); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (m_choosing || !current.isValid())
                    return;
                const int row = m_filter->mapToSource(current).row();
                const QScopedValueRollback guard(m_choosing, true);
                emit chosen(row / m_model->channels(), row % m_model->channels());
            });
    // A reset takes the selection away; the chosen channel is still the chosen one.
    connect(m_filter, &QAbstractItemModel::modelReset, this, [this] {
        showHint();
        showChosen();
        emit shownChanged();
    });
    connect(m_scatter, &ChannelScatter::chosen, this,
            [this](qint64 channel) { emit chosen(channel / m_model->channels(), channel % m_model->channels()); });
    connect(m_scatter, &ChannelScatter::brushed, this, &ChannelsView::takeBrush);
    connect(m_scatter, &ChannelScatter::partChanged, this, &ChannelsView::partChanged);
    connect(m_dropBrush, &QToolButton::clicked, this, [this] { m_scatter->setBrush({}); });
}

void ChannelsView::setChannels(std::int64_t layers, std::int64_t channels, const std::vector<double>& lnDecay)
{
    m_chosen = -1;
    m_scatter->setDecays(lnDecay);
    m_model->setModel(layers, channels, lnDecay);
    showHint();
}

void ChannelsView::setDecays(const std::vector<double>& lnDecay)
{
    m_chosen = -1;
    m_scatter->setDecays(lnDecay);
    m_model->setDecays(lnDecay);
}

void ChannelsView::setDistances(Side side, const std::vector<float>& distances)
{
    m_model->setDistances(static_cast<int>(index(side)), distances);
    m_scatter->setDistances(side, distances);
    m_filter->setMask(m_scatter->mask());
}

void ChannelsView::setMethod(const QString& title, bool globalOnly)
{
    m_model->setMethod(title);
    m_method = title;
    m_globalOnly = globalOnly;
    showMethod();
}

void ChannelsView::setStale(const QString& reason)
{
    if (reason == m_staleReason)
        return;
    m_staleReason = reason;
    m_model->setStale(reason);
    showMethod();
    showHint();
}

void ChannelsView::setUnclassified(const QString& reason)
{
    if (reason == m_unclassified)
        return;
    m_unclassified = reason;
    showHint();
}

void ChannelsView::setMessage(const QString& message)
{
    m_scatter->setMessage(message);
}

void ChannelsView::showMethod()
{
    m_scatter->setMethod(m_staleReason.isEmpty() ? m_method : tr("%1 (earlier settings)").arg(m_method), m_globalOnly);
}

void ChannelsView::setKept(const std::vector<std::int64_t>& kept, std::int64_t length)
{
    m_model->setKept(kept, length);
}

void ChannelsView::setClasses(const std::vector<std::uint8_t>& global, double lnTheta)
{
    m_model->setClasses(global);
    m_scatter->setClasses(global);
    m_scatter->setTheta(lnTheta);
    m_filter->setMask(m_scatter->mask());
}

void ChannelsView::setChosen(std::int64_t layer, std::int64_t channel)
{
    m_chosen = m_model->rowCount() > 0 ? m_model->rowOf(layer, channel) : -1;
    showChosen();
    m_scatter->setChosen(m_chosen);
}

void ChannelsView::showChosen()
{
    if (m_choosing || m_chosen < 0)
        return;
    const QScopedValueRollback guard(m_choosing, true);
    // In the column that the current cell is in: keys sort by that one.
    const int column = std::max(0, m_table->currentIndex().column());
    const QModelIndex shown = m_filter->mapFromSource(m_model->index(m_chosen, column));
    if (!shown.isValid()) {
        m_table->clearSelection();
        return;
    }
    m_table->selectionModel()->setCurrentIndex(shown, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_table->scrollTo(shown);
}

void ChannelsView::setPart(const QRectF& part)
{
    m_scatter->setPart(part);
}

void ChannelsView::setFilter(const QString& text)
{
    if (text != m_filterBox->text())
        m_filterBox->setText(text);
}

void ChannelsView::setBrush(const QRectF& brush)
{
    m_scatter->setBrush(brush);
}

void ChannelsView::setSorting(const QString& sorting)
{
    const QHeaderView* header = m_table->horizontalHeader();
    if (sortingOf(header->sortIndicatorSection(), header->sortIndicatorOrder()) == sorting)
        return;
    const bool descending = sorting.startsWith(QLatin1Char('-'));
    for (int column = 0; column < ChannelModel::ColumnCount; ++column) {
        if (sorting.mid(descending ? 1 : 0) ==
            QLatin1String(ChannelModel::key(static_cast<ChannelModel::Column>(column))))
            m_table->sortByColumn(column, descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    }
}

void ChannelsView::applyFilter(const QString& text)
{
    m_mistake = m_filter->setConditions(text);
    showHint();
    showChosen();
    if (m_mistake.isEmpty())
        emit filterChanged(text);
}

void ChannelsView::takeBrush(const QRectF& brush)
{
    m_filter->setMask(m_scatter->mask());
    showHint();
    emit brushChanged(brush);
}

void ChannelsView::showHint()
{
    const QLocale locale;
    const QString shown = locale.toString(m_filter->rowCount());
    const QString all = locale.toString(m_model->rowCount());
    const bool brush = !m_scatter->brush().isEmpty();
    m_dropBrush->setVisible(brush);
    const QString count =
        brush ? tr("%1 of %2 channels, those in the brush").arg(shown, all) : tr("%1 of %2 channels").arg(shown, all);
    m_hint->setText(!m_mistake.isEmpty()        ? m_mistake
                    : !m_staleReason.isEmpty()  ? tr("%1. In italics: %2").arg(count, m_staleReason)
                    : !m_unclassified.isEmpty() ? tr("%1. %2").arg(count, m_unclassified)
                                                : count);
}

QString ChannelsView::hint() const
{
    return m_hint->text();
}

std::vector<std::int64_t> ChannelsView::shownInLayers() const
{
    if (!m_filter->isFiltering() || m_model->channels() == 0)
        return {};
    std::vector<std::int64_t> shown(static_cast<std::size_t>(m_model->rowCount() / m_model->channels()));
    for (const int row : m_filter->rows())
        ++shown[static_cast<std::size_t>(row / m_model->channels())];
    return shown;
}

} // namespace mambascope::ui
