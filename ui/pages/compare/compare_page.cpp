// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare/compare_page.h"

#include "ui/engine/comparer.h"
#include "ui/engine/workspace.h"
#include "ui/models/comparison_models.h"
#include "ui/pages/compare/compare_side_form.h"
#include "ui/pages/compare/compare_views.h"
#include "ui/style/theme.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/text_pane.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace mambascope::ui {

namespace {

/// QSplitter leaves its margins out of its smallest size: where the page scrolls, the parts would lack their height.
class Parts : public QSplitter
{
public:
    Parts() : QSplitter(Qt::Vertical) {}
    QSize minimumSizeHint() const override
    {
        const QMargins margins = contentsMargins();
        return QSplitter::minimumSizeHint() + QSize(0, margins.top() + margins.bottom());
    }
};

QTableView* makeTable(QAbstractItemModel* model, const QString& name)
{
    auto* table = new QTableView;
    table->setModel(model);
    dressTable(table, name);
    table->setMinimumHeight(150);
    table->horizontalHeader()->setMinimumSectionSize(20);
    return table;
}

void fitColumns(QTableView* table)
{
    const QFontMetrics metrics = table->fontMetrics();
    for (int column = 0; column < table->model()->columnCount(); ++column) {
        const QString heading = table->model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        // Layers and shares are short; a distance in tokens is to be read under a short heading, too.
        const int number = column == 0 ? 0 : metrics.horizontalAdvance(QStringLiteral("2,559.7")) + 8;
        table->setColumnWidth(
            column, std::max(metrics.horizontalAdvance(heading) + (table->isSortingEnabled() ? 20 : 14), number));
    }
}

} // namespace

ComparePage::ComparePage(Workspace& workspace, QWidget* parent)
    : Page(workspace, parent), m_comparer(new Comparer(workspace, this)), m_compare(new QPushButton(tr("&Compare"))),
      m_cancel(new QPushButton(tr("Cancel"))), m_progress(new QProgressBar), m_content(new Parts),
      m_views(new CompareViews(workspace, *m_comparer)), m_layers(new LayerComparisonModel(this)),
      m_channels(new ChannelComparisonModel(this)), m_sorted(new QSortFilterProxyModel(this)), m_layerTable(nullptr),
      m_channelTable(nullptr), m_channelHint(new QLabel)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus); // its controls are reached one by one
    scroll->setWidget(m_content);
    outer->addWidget(scroll);
    m_content->setObjectName(QStringLiteral("compareParts"));
    m_content->setContentsMargins(6, 4, 6, 4);
    m_content->setChildrenCollapsible(false);
    int part = 0;
    for (const auto& [widget, stretch] : std::initializer_list<std::pair<QWidget*, int>>{
             {makeHead(), 0}, {m_views, 5}, {makeTables(), 2}, {makeAnswers(), 1}}) {
        m_content->addWidget(widget);
        m_content->setStretchFactor(part++, stretch);
    }

    for (const std::size_t side : Comparer::kBoth) {
        connect(m_forms[side], &CompareSideForm::edited, this, [this, side] {
            m_stopped[side] = false;
            start(side);
        });
    }
    connect(m_compare, &QPushButton::clicked, this, [this] {
        for (const std::size_t side : Comparer::kBoth) {
            m_stopped[side] = false;
            if (!m_comparer->isCurrent(side))
                start(side);
        }
    });
    connect(m_cancel, &QPushButton::clicked, this, &ComparePage::stop);
    connect(&workspace, &Workspace::everythingCancelled, this, &ComparePage::stop);
    connect(m_comparer, &Comparer::changed, this, &ComparePage::showSide);
    connect(m_comparer, &Comparer::busyChanged, this, &ComparePage::showBusy);
    connect(m_comparer, &Comparer::progress, this, [this](const QString& title, double fraction) {
        m_progress->setFormat(title + QStringLiteral(" %p %"));
        m_progress->setValue(static_cast<int>(100 * fraction));
    });
    // Queued: the workspace still counts a pass as running while it tells of its end.
    connect(&workspace, &Workspace::traceChanged, this, &ComparePage::follow, Qt::QueuedConnection);
    connect(&workspace, &Workspace::busyChanged, this, &ComparePage::follow, Qt::QueuedConnection);
    connect(&workspace, &Workspace::stateRestored, this, &ComparePage::follow, Qt::QueuedConnection);
    // What was begun with earlier settings may end after the window's own passes with new ones.
    connect(
        m_comparer, &Comparer::busyChanged, this,
        [this] {
            if (!m_workspace.isFilteredStale()) // else the window's pass is still to come
                follow();
        },
        Qt::QueuedConnection);
    connect(&workspace, &Workspace::documentChanged, this, [this] {
        m_stopped = {false, false};
        for (CompareSideForm* form : m_forms) {
            form->showState();
            form->showResult();
        }
        showBusy();
    });
    connect(&workspace, &Workspace::selectionChanged, this, [this] {
        m_views->update();
        showSelection();
    });
    connect(&workspace, &Workspace::viewChanged, this, [this] {
        for (CompareSideForm* form : m_forms)
            form->showState();
    });
    connect(&workspace, &Workspace::classificationChanged, this, [this] { // theta of the Method dock
        for (CompareSideForm* form : m_forms) {
            form->showState();
            form->showResult();
        }
    });
    restyle();
    showBusy();
    showChannels();
    showAnswers();
}

QWidget* ComparePage::makeHead()
{
    auto* head = new QWidget;
    auto* layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    for (const std::size_t side : Comparer::kBoth) {
        m_forms[side] = new CompareSideForm(m_workspace, *m_comparer, side);
        layout->addWidget(m_forms[side], 1);
    }
    auto* run = new QVBoxLayout;
    run->setSpacing(2);
    m_compare->setToolTip(tr("Compute the sides that are not up to date"));
    m_cancel->setAccessibleName(tr("Cancel the comparison"));
    run->addWidget(m_compare); // one above the other: both sides need the width
    run->addWidget(m_cancel);
    m_progress->setRange(0, 100);
    m_progress->setTextVisible(false); // no higher than the forms beside it
    m_progress->setFixedHeight(8);
    m_progress->setAccessibleName(tr("Progress of the comparison"));
    QSizePolicy policy = m_progress->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_progress->setSizePolicy(policy);
    run->addWidget(m_progress);
    run->addStretch(1);
    layout->addLayout(run);
    return head;
}

QWidget* ComparePage::makeTables()
{
    auto* tables = new QWidget;
    auto* layout = new QHBoxLayout(tables);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    m_layerTable = makeTable(m_layers, tr("Layers of both sides"));
    m_layerTable->setObjectName(QStringLiteral("compareLayers"));
    m_layerTable->setSelectionMode(QAbstractItemView::NoSelection);
    fitColumns(m_layerTable);
    layout->addWidget(m_layerTable, 1);

    auto* right = new QVBoxLayout;
    right->setSpacing(2);
    m_sorted->setSourceModel(m_channels);
    m_sorted->setSortRole(ChannelComparisonModel::kSortRole);
    m_channelTable = makeTable(m_sorted, tr("Channels that differ most"));
    m_channelTable->setObjectName(QStringLiteral("compareChannels"));
    sortByHeadings(m_channelTable, ChannelComparisonModel::ReachDifference);
    fitColumns(m_channelTable);
    m_channelHint->setWordWrap(true);
    right->addWidget(m_channelTable, 1);
    right->addWidget(m_channelHint);
    layout->addLayout(right, 1);
    connect(m_channelTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (m_selecting || !current.isValid())
                    return;
                const int row = m_sorted->mapToSource(current).row();
                const QScopedValueRollback guard(m_selecting, true);
                m_workspace.select(row / m_channels->channels(), row % m_channels->channels());
            });
    return tables;
}

QWidget* ComparePage::makeAnswers()
{
    auto* answers = new QWidget;
    auto* layout = new QHBoxLayout(answers);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    for (const std::size_t side : Comparer::kBoth) {
        m_answers[side] = new TextPane(side == 0 ? tr("A writes") : tr("B writes"));
        layout->addWidget(m_answers[side], 1);
    }
    return answers;
}

bool ComparePage::isBusy() const
{
    return m_comparer->isBusy() || m_workspace.isReading();
}

void ComparePage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    // Queued: a document that is being adopted has not asked for its passes yet.
    QMetaObject::invokeMethod(this, &ComparePage::follow, Qt::QueuedConnection);
}

void ComparePage::follow()
{
    // While the window reads the sequence itself: its passes are taken over when they are there.
    if (!isVisible() || !m_workspace.document() || m_workspace.isReading() || !m_workspace.openingModel().isEmpty())
        return;
    if (m_workspace.isPassMissing(Side::Vanilla) || m_workspace.isPassMissing(Side::LongMamba))
        return; // a person cancelled them: they are not begun here all by themselves
    for (const std::size_t side : Comparer::kBoth) {
        if (!m_stopped[side] && m_comparer->problem(side).isEmpty() && !m_comparer->isBusy(side) &&
            !m_comparer->isCurrent(side))
            start(side);
    }
}

void ComparePage::stop()
{
    for (const std::size_t side : Comparer::kBoth)
        m_stopped[side] = m_stopped[side] || m_comparer->isBusy(side);
    m_comparer->cancel();
}

void ComparePage::start(std::size_t side)
{
    m_comparer->compute(side);
}

void ComparePage::showSide(std::size_t side)
{
    m_forms[side]->showResult();
    showBusy();
    const auto& result = m_comparer->result(side);
    m_layers->setSide(side, result ? result->layers : std::vector<LayerSummary>());
    if (!m_comparer->isBusy(side))
        showChannels();
    showAnswers();
    m_views->update();
}

void ComparePage::showChannels()
{
    const QString reason = m_comparer->reasonAgainstChannels();
    ChannelComparisonModel::Sides sides;
    if (reason.isEmpty()) {
        for (const std::size_t side : Comparer::kBoth) {
            const MeasuredSide& measured = m_comparer->result(side)->measured;
            sides.layers = measured.norm.layers;
            sides.channels = measured.norm.channels;
            sides.distance[side] = measured.trace->meanDistance();
            sides.kept[side] = measured.trace->keptTokens();
            for (std::int64_t cell = 0; cell < sides.layers * sides.channels; ++cell)
                sides.norm[side].push_back(measured.norm.of(cell / sides.channels, cell % sides.channels).back());
        }
    }
    const QScopedValueRollback guard(m_selecting, true);
    m_channels->setSides(std::move(sides));
    m_channelHint->setText(reason.isEmpty() ? tr("A click selects the channel.") : reason);
    showSelection();
}

void ComparePage::showSelection()
{
    if (m_channels->rowCount() == 0)
        return;
    const QScopedValueRollback guard(m_selecting, true);
    // Of another model than the open one the nearest there is, as in the maps.
    const ViewState& s = m_workspace.state();
    const std::int64_t channels = m_channels->channels();
    const std::int64_t layer = std::min(s.layer, m_channels->rowCount() / channels - 1);
    const auto row = static_cast<int>(layer * channels + std::min(s.channel, channels - 1));
    // In the column that the current cell is in: keys sort by that one.
    const int column = std::max(0, m_channelTable->currentIndex().column());
    const QModelIndex index = m_sorted->mapFromSource(m_channels->index(row, column));
    if (m_channelTable->currentIndex().row() != index.row())
        m_channelTable->setCurrentIndex(index);
}

void ComparePage::showAnswers()
{
    std::array<QString, 2> texts;
    for (const std::size_t side : Comparer::kBoth) {
        TextPane* pane = m_answers[side];
        const auto& result = m_comparer->result(side);
        pane->begin({});
        pane->setMessage(m_comparer->problem(side));
        if (!result)
            continue;
        const Document& document = *result->document;
        texts[side] = result->answer.text;
        pane->appendText(texts[side]);
        pane->setSpeed(static_cast<qint64>(result->answer.ids.size()), result->answer.seconds);
        if (document.answer.empty())
            continue;
        const bool right = result->answer.ids.size() >= document.answer.size() &&
                           std::equal(document.answer.begin(), document.answer.end(), result->answer.ids.begin());
        pane->setVerdict(right ? tr("✓ right: %1").arg(document.key) : tr("✗ wrong, expected %1").arg(document.key));
    }
    const int difference = firstDifference(texts[0], texts[1]);
    for (TextPane* pane : m_answers)
        pane->setDivergence(difference);
}

void ComparePage::showBusy()
{
    const bool busy = m_comparer->isBusy(0) || m_comparer->isBusy(1);
    m_cancel->setEnabled(busy);
    m_progress->setVisible(busy);
    if (!busy)
        m_progress->setValue(0);
    m_compare->setEnabled(m_workspace.document() != nullptr && !busy);
    for (CompareSideForm* form : m_forms)
        form->showResult();
}

QString ComparePage::channelHint() const
{
    return m_comparer->reasonAgainstChannels();
}

void ComparePage::zoomBy(double factor)
{
    m_views->zoomBy(factor);
}

void ComparePage::fit()
{
    m_views->fit();
}

void ComparePage::restyle()
{
    m_answers[0]->setAccent(plotColours().vanilla);
    m_answers[1]->setAccent(plotColours().longMamba);
}

void ComparePage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    Page::changeEvent(event);
}

} // namespace mambascope::ui
