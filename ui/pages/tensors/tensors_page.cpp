// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tensors/tensors_page.h"

#include "ui/engine/tensor_feed.h"
#include "ui/engine/workspace.h"
#include "ui/models/tensor_model.h"
#include "ui/style/message_text.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/small_histogram.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QTreeView>
#include <QVBoxLayout>

namespace mambascope::ui {

TensorsPage::TensorsPage(Workspace& workspace, QWidget* parent)
    : Page(workspace, parent), m_model(new TensorModel(this)), m_filter(new TensorFilter(this)),
      m_feed(new TensorFeed(workspace.looking(), this)), m_words(new QLineEdit), m_summary(new QLabel),
      m_tree(new QTreeView), m_empty(new QLabel)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 4);
    layout->setSpacing(4);
    m_tree->setObjectName(QStringLiteral("tensorsTree"));
    m_words->setPlaceholderText(tr("Filter: words of the name, type or shape"));
    m_words->setAccessibleName(tr("Filter of the tensors"));
    m_words->setToolTip(tr("Every word has to be in the name, the type or the shape: \"in_proj bf16\", \"layers.3.\""));
    m_words->setClearButtonEnabled(true);
    auto* copyButton = new QPushButton(tr("&Copy"));
    copyButton->setToolTip(tr("Copy the chosen rows as text, or all of them when none is chosen (Ctrl+C)"));
    auto* row = new QHBoxLayout;
    row->addWidget(m_words, 1);
    row->addWidget(m_summary, 1);
    row->addWidget(copyButton);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    buildTree();
    layout->addLayout(row);
    layout->addWidget(m_tree, 1);
    layout->addWidget(m_empty, 1);

    m_asking.setSingleShot(true);
    m_asking.setInterval(0);
    connect(&m_asking, &QTimer::timeout, this, &TensorsPage::askForVisible);
    const auto ask = [this] { m_asking.start(); };
    connect(m_words, &QLineEdit::textChanged, this, [this, ask](const QString& text) {
        m_filter->setWords(text);
        if (m_filter->isFiltering())
            m_tree->expandAll();
        showSummary();
        ask();
        m_workspace.editView([&](ViewState& s) { s.tensorsFilter = text.toStdString(); });
    });
    const auto showState = [this] {
        const QString words = QString::fromStdString(m_workspace.state().tensorsFilter);
        if (m_words->text() != words)
            m_words->setText(words);
    };
    connect(&workspace, &Workspace::viewChanged, this, showState);
    showState();
    connect(copyButton, &QPushButton::clicked, this, &TensorsPage::copy);
    connect(m_tree->verticalScrollBar(), &QScrollBar::valueChanged, this, ask);
    connect(m_tree, &QTreeView::expanded, this, ask);
    connect(m_tree, &QTreeView::collapsed, this, ask);
    connect(m_filter, &QAbstractItemModel::layoutChanged, this, ask);
    connect(m_feed, &TensorFeed::known, this,
            [this](int number, const std::shared_ptr<const TensorStatistics>& values) {
                m_model->setStatistics(number, values);
            });
    connect(m_feed, &TensorFeed::failed, m_model, &TensorModel::setProblem);
    connect(&workspace, &Workspace::documentChanged, this, &TensorsPage::showDocument);
    connect(&workspace, &Workspace::selectionChanged, this, &TensorsPage::revealLayer);
    connect(&workspace, &Workspace::busyChanged, this, [this] {
        if (!m_workspace.document()) // opening, or failed to
            showDocument();
    });
    showDocument();
}

TensorsPage::~TensorsPage() = default;

void TensorsPage::buildTree()
{
    m_filter->setSourceModel(m_model);
    m_tree->setModel(m_filter);
    m_tree->setAccessibleName(tr("Tensors by layer"));
    m_tree->setUniformRowHeights(true);
    m_tree->setAlternatingRowColors(true);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setItemDelegateForColumn(TensorModel::Histogram, new HistogramDelegate(m_tree));
    m_tree->setSortingEnabled(true);
    m_tree->sortByColumn(TensorModel::Name, Qt::AscendingOrder);
    m_tree->viewport()->installEventFilter(this);
    const auto wide = [this](const char* sample) { return fontMetrics().horizontalAdvance(QLatin1String(sample)); };
    QHeaderView* header = m_tree->header();
    header->setStretchLastSection(true);
    m_tree->setTextElideMode(Qt::ElideMiddle); // names of a layer differ at their ends
    header->resizeSection(TensorModel::Name, 2 * m_tree->indentation() + wide("mamba_decoder.input_layernorm.weight"));
    header->resizeSection(TensorModel::Shape, wide("100,000 x 10,000"));
    header->resizeSection(TensorModel::Type, wide("BF16 type"));
    header->resizeSection(TensorModel::Size, wide("1,000.0 MiB"));
    header->resizeSection(TensorModel::Range, wide("-0.00123 ... 0.00123456"));
    header->resizeSection(TensorModel::Mean, wide("-0.00123 ± 0.00123456"));

    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    const auto add = [this](const QString& text, auto&& slot) {
        auto* action = new QAction(text, m_tree);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, slot);
        m_tree->addAction(action);
        return action;
    };
    add(tr("&Copy"), [this] { copy(); })->setShortcut(QKeySequence::Copy);
    add(tr("&Expand all"), [this] { m_tree->expandAll(); });
    add(tr("C&ollapse all"), [this] { m_tree->collapseAll(); });
    sortByMenu(m_tree);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        const std::int64_t layer = m_model->layerAt(m_filter->mapToSource(now));
        if (layer < 0 || !m_workspace.document() || layer == m_workspace.state().layer)
            return;
        m_choosing = true;
        m_workspace.select(layer, m_workspace.state().channel);
        m_choosing = false;
    });
}

void TensorsPage::showDocument()
{
    const auto& document = m_workspace.document();
    m_tree->setVisible(document != nullptr);
    m_empty->setVisible(!document);
    m_empty->setText(m_workspace.reasonForNothing(Side::Vanilla));
    if (!document || document->model == m_shown)
        return;
    m_shown = document->model;
    m_feed->setFiles(m_shown->files());
    m_model->setTensors(m_shown->tensors());
    m_tree->expand(m_filter->mapFromSource(m_model->groupOfLayer(-1)));
    showSummary();
    revealLayer();
    m_asking.start();
}

void TensorsPage::showSummary()
{
    const auto& document = m_workspace.document();
    if (!document)
        return;
    std::int64_t bytes = 0;
    std::int64_t shown = 0;
    for (int group = 0; group < m_filter->rowCount(); ++group) {
        const QModelIndex parent = m_filter->index(group, 0);
        shown += m_filter->rowCount(parent);
        for (int row = 0; row < m_filter->rowCount(parent); ++row)
            bytes += m_model->tensor(m_model->tensorAt(m_filter->mapToSource(m_filter->index(row, 0, parent)))).bytes;
    }
    const QLocale locale;
    const QString count = m_filter->isFiltering() ? tr("%1 of %2 tensors")
                                                        .arg(locale.toString(static_cast<qint64>(shown)),
                                                             locale.toString(m_model->tensorCount()))
                                                  : tr("%1 tensors").arg(locale.toString(m_model->tensorCount()));
    m_summary->setText(QStringLiteral("%1 · %2 · %3")
                           .arg(count, locale.formattedDataSize(bytes, 1), toText(document->summary->format)));
}

QString TensorsPage::summary() const
{
    return m_summary->text();
}

void TensorsPage::revealLayer()
{
    if (m_choosing)
        return;
    const QModelIndex group = m_filter->mapFromSource(m_model->groupOfLayer(m_workspace.state().layer));
    if (!group.isValid())
        return;
    m_tree->expand(group);
    const QModelIndex current = m_tree->currentIndex();
    if (m_model->layerAt(m_filter->mapToSource(current)) != m_workspace.state().layer)
        m_tree->setCurrentIndex(group);
    m_tree->scrollTo(group, QAbstractItemView::PositionAtTop);
}

void TensorsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    m_asking.start();
}

void TensorsPage::hideEvent(QHideEvent* event)
{
    Page::hideEvent(event);
    m_feed->want({}); // nobody sees them
}

bool TensorsPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_tree->viewport() && event->type() == QEvent::Resize)
        m_asking.start();
    return Page::eventFilter(watched, event);
}

void TensorsPage::askForVisible()
{
    std::vector<TensorFeed::Wanted> wanted;
    if (isVisible()) {
        const int bottom = m_tree->viewport()->height();
        for (QModelIndex at = m_tree->indexAt({0, 0}); at.isValid() && m_tree->visualRect(at).top() < bottom;
             at = m_tree->indexBelow(at)) {
            const int number = m_model->tensorAt(m_filter->mapToSource(at));
            if (number >= 0 && !m_model->isSettled(number))
                wanted.push_back({number, m_model->tensor(number).name});
        }
    }
    m_feed->want(std::move(wanted));
}

// ---------------------------------------------------------------------------------------------- copying

QString TensorsPage::selectedText() const
{
    QModelIndexList rows = m_tree->selectionModel()->selectedRows();
    QStringList lines;
    const auto line = [&](const QModelIndex& row) {
        QStringList cells;
        for (int column = TensorModel::Name; column < TensorModel::Histogram; ++column)
            cells << row.siblingAtColumn(column).data().toString();
        if (const int number = m_model->tensorAt(m_filter->mapToSource(row)); number >= 0)
            cells[0] = QString::fromStdString(m_model->tensor(number).name);
        lines << cells.join(QLatin1Char('\t'));
    };
    QStringList heads;
    for (int column = TensorModel::Name; column < TensorModel::Histogram; ++column)
        heads << m_filter->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    lines << heads.join(QLatin1Char('\t'));
    if (rows.size() > 1 || (rows.size() == 1 && rows.first().parent().isValid())) {
        // As they stand on the screen, not in the order in which they were chosen.
        std::sort(rows.begin(), rows.end(), [](const QModelIndex& a, const QModelIndex& b) {
            const auto place = [](const QModelIndex& i) {
                return i.parent().isValid() ? std::pair(i.parent().row(), i.row()) : std::pair(i.row(), -1);
            };
            return place(a) < place(b);
        });
        for (const QModelIndex& row : std::as_const(rows))
            line(row);
    } else {
        for (int group = 0; group < m_filter->rowCount(); ++group) {
            const QModelIndex parent = m_filter->index(group, 0);
            if (!rows.isEmpty() && rows.first() != parent) // one layer is chosen: its tensors
                continue;
            for (int row = 0; row < m_filter->rowCount(parent); ++row)
                line(m_filter->index(row, 0, parent));
        }
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

void TensorsPage::copy() const
{
    QApplication::clipboard()->setText(selectedText());
}

} // namespace mambascope::ui
