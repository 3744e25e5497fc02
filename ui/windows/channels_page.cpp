// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/channels_page.h"

#include "ui/engine/workspace.h"
#include "ui/figures/figure_plot.h"
#include "ui/models/channel_filter.h"
#include "ui/models/channel_model.h"
#include "ui/style/theme.h"
#include "ui/windows/command_line.h"
#include "ui/windows/point_cloud.h"

#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {
enum PointClass : std::uint8_t { kLocal = 0, kGlobal = 1 };
}

ChannelsPage::ChannelsPage(Workspace& workspace, QWidget* parent)
    : Page(workspace, parent), m_model(new ChannelModel(this)), m_filter(new ChannelFilter(this)),
      m_table(new QTableView), m_filterBox(new QLineEdit), m_hint(new QLabel), m_plot(new QCustomPlot)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 4);
    auto* splitter = new QSplitter;
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeTable());
    splitter->addWidget(makePlot());
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({540, 440});
    layout->addWidget(splitter);

    connect(&workspace, &Workspace::documentChanged, this, &ChannelsPage::showDocument);
    connect(&workspace, &Workspace::traceChanged, this, &ChannelsPage::showTraces);
    connect(&workspace, &Workspace::classificationChanged, this, &ChannelsPage::showClasses);
    connect(&workspace, &Workspace::selectionChanged, this, &ChannelsPage::showSelection);
    restyle();
    showDocument();
}

QWidget* ChannelsPage::makeTable()
{
    auto* side = new QWidget;
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    m_filterBox->setPlaceholderText(ChannelsPage::tr("Filter: global layer=6 reach>500 kept<1000"));
    m_filterBox->setAccessibleName(ChannelsPage::tr("Filter"));
    m_filterBox->setToolTip(
        ChannelsPage::tr("Conditions that all must hold: global, local, or layer, channel, decay, vanilla, reach, "
                         "kept with <, <=, =, >=, > and a number"));
    m_filterBox->setClearButtonEnabled(true);
    m_hint->setWordWrap(true);
    m_filter->setSourceModel(m_model);
    m_table->setModel(m_filter);
    m_table->setAccessibleName(ChannelsPage::tr("Channels"));
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ChannelModel::LnDecay, Qt::DescendingOrder);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 6);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setStretchLastSection(true);
    const QFontMetrics metrics = m_table->fontMetrics();
    for (int column = 0; column < ChannelModel::ColumnCount; ++column) {
        const QString heading = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        m_table->setColumnWidth(column, std::max(metrics.horizontalAdvance(heading) + 24,
                                                 metrics.horizontalAdvance(QStringLiteral("global")) + 12));
    }
    layout->addWidget(m_filterBox);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_hint);

    connect(m_filterBox, &QLineEdit::textChanged, this, &ChannelsPage::applyFilter);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (m_selecting || !current.isValid())
                    return;
                const int row = m_filter->mapToSource(current).row();
                const QScopedValueRollback guard(m_selecting, true);
                m_workspace.select(row / m_model->channels(), row % m_model->channels());
            });
    return side;
}

QWidget* ChannelsPage::makePlot()
{
    m_plot->setAccessibleName(tr("Receptive field against decay"));
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->axisRect()->setupFullAxesBox(true);
    setupChannelAxes(*m_plot->axisRect());
    for (QCPAxis* axis : {m_plot->xAxis2, m_plot->yAxis2}) {
        axis->setTicks(false);
        axis->setTickLabels(false);
    }
    m_plot->setMinimumWidth(240);
    m_vanilla = new PointCloud(m_plot->xAxis, m_plot->yAxis);
    m_filtered = new PointCloud(m_plot->xAxis, m_plot->yAxis);
    m_vanilla->setName(tr("vanilla"));
    m_filtered->setName(tr("LongMamba"));
    m_plot->legend->setVisible(true);
    m_vanilla->addToLegend();
    m_filtered->addToLegend();
    m_plot->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignRight | Qt::AlignBottom);
    m_theta = new QCPItemStraightLine(m_plot);
    m_marker = new QCPItemTracer(m_plot);
    m_marker->setStyle(QCPItemTracer::tsCircle);
    m_marker->setSize(13);
    m_marker->setVisible(false);

    connect(m_plot, &QCustomPlot::mouseRelease, this, [this](QMouseEvent* event) {
        if (event->button() != Qt::LeftButton)
            return;
        qint64 point = m_filtered->nearest(event->position(), 9);
        if (point < 0)
            point = m_vanilla->nearest(event->position(), 9);
        if (point >= 0)
            m_workspace.select(point / m_model->channels(), point % m_model->channels());
    });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, [this] {
        fit();
        replot();
    });
    return m_plot;
}

void ChannelsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    showSelection();
    if (m_plotStale)
        replot();
}

void ChannelsPage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    Page::changeEvent(event);
}

void ChannelsPage::restyle()
{
    const PlotColours& colours = plotColours();
    stylePlot(*m_plot);
    // Shape tells the passes apart, colour the classes: neither has to be seen to read the other.
    m_vanilla->setStyles({{colours.local, Qt::transparent, 5, false}, {colours.vanilla, Qt::transparent, 6, false}});
    m_filtered->setStyles({{colours.longMamba, colours.longMamba, 6, true}});
    m_theta->setPen(QPen(colours.threshold, 1.4, Qt::DashDotLine));
    m_marker->setPen(QPen(colours.pick, 2));
    m_marker->setBrush(Qt::NoBrush);
    replot();
}

void ChannelsPage::replot()
{
    // Hidden pages are drawn when they are shown again.
    m_plotStale = !isVisible();
    if (!m_plotStale)
        m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChannelsPage::showDocument()
{
    const auto& document = m_workspace.document();
    if (!document)
        return;
    m_model->setModel(document->layers(), document->channels(),
                      document->profile ? document->profile->lnDecay : std::vector<double>());
    applyFilter(m_filterBox->text());
    showTraces();
    fit();
    showClasses();
    showSelection();
}

void ChannelsPage::showTraces()
{
    const auto& document = m_workspace.document();
    if (!document)
        return;
    for (const Side side : kSides) {
        const auto& trace = m_workspace.trace(side);
        PointCloud* cloud = side == Side::Vanilla ? m_vanilla : m_filtered;
        const std::vector<float> distances = trace ? trace->meanDistance() : std::vector<float>();
        m_model->setDistances(static_cast<int>(index(side)), distances);
        std::vector<double> x, y;
        if (document->profile && !distances.empty()) {
            for (const double lnDecay : document->profile->lnDecay)
                x.push_back(std::max(-lnDecay, kSmallestDecay));
            for (const float distance : distances) // NaN stays NaN
                y.push_back(distance < kSmallestReach ? kSmallestReach : static_cast<double>(distance));
        }
        cloud->setPoints(std::move(x), std::move(y));
    }
    const auto& filtered = m_workspace.trace(Side::LongMamba);
    m_model->setKept(filtered ? filtered->keptTokens() : std::vector<std::int64_t>(), document->length());
    showClasses();
    fit();
    showSelection();
}

void ChannelsPage::showClasses()
{
    const Classification& classes = m_workspace.classification();
    m_model->setClasses(classes.global);
    m_vanilla->setClasses(classes.global);
    // A filtered receptive field is only of interest where a filter acts.
    std::vector<std::uint8_t> filtered(classes.global.size());
    std::transform(classes.global.begin(), classes.global.end(), filtered.begin(),
                   [](std::uint8_t global) { return global ? std::uint8_t(0) : PointCloud::kHidden; });
    m_filtered->setClasses(std::move(filtered));
    m_theta->setVisible(!classes.global.empty());
    const double theta = std::max(-m_workspace.lnTheta(), kSmallestDecay);
    m_theta->point1->setCoords(theta, 1);
    m_theta->point2->setCoords(theta, 10);
    replot();
}

void ChannelsPage::showSelection()
{
    if (!m_workspace.document() || m_model->rowCount() == 0)
        return;
    const int row = m_model->rowOf(m_workspace.state().layer, m_workspace.state().channel);
    const QModelIndex shown = m_filter->mapFromSource(m_model->index(row, 0));
    if (!m_selecting) {
        const QScopedValueRollback guard(m_selecting, true);
        if (shown.isValid()) {
            m_table->selectionModel()->setCurrentIndex(shown,
                                                       QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
            m_table->scrollTo(shown);
        } else {
            m_table->clearSelection();
        }
    }
    const double x = m_model->value(row, ChannelModel::LnDecay);
    const bool global = m_model->value(row, ChannelModel::Class) > 0;
    const double after = m_model->value(row, ChannelModel::ReachLongMamba);
    const double y = global && !std::isnan(after) ? after : m_model->value(row, ChannelModel::ReachVanilla);
    m_marker->setVisible(!std::isnan(x) && !std::isnan(y));
    if (m_marker->visible())
        m_marker->position->setCoords(std::max(-x, kSmallestDecay), std::max(y, kSmallestReach));
    replot();
}

void ChannelsPage::applyFilter(const QString& text)
{
    const QString mistake = m_filter->setConditions(text);
    const QLocale locale;
    m_hint->setText(
        !mistake.isEmpty()
            ? mistake
            : tr("%1 of %2 channels").arg(locale.toString(m_filter->rowCount()), locale.toString(m_model->rowCount())));
    showSelection();
}

void ChannelsPage::fit()
{
    const auto& document = m_workspace.document();
    if (!document || !document->profile)
        return;
    QCPRange x(1, 10);
    QCPRange y(1, 10);
    for (const PointCloud* cloud : {m_vanilla, m_filtered}) {
        bool found = false;
        const QCPRange keys = cloud->getKeyRange(found);
        const QCPRange values = cloud->getValueRange(found);
        if (found) {
            x.expand(keys);
            y.expand(values);
        }
    }
    m_plot->xAxis->setRange(x.lower / 1.4, x.upper * 1.4);
    m_plot->yAxis->setRange(y.lower / 1.4, y.upper * 1.4);
}

QStringList ChannelsPage::exportSuffixes() const
{
    return {QStringLiteral("csv"), QStringLiteral("npy"), QStringLiteral("png"), QStringLiteral("svg"),
            QStringLiteral("pdf")};
}

QString ChannelsPage::commandLine(const QString& out) const
{
    if (isPictureSuffix(QFileInfo(out).suffix().toLower()))
        return renderCommand(name(), width(), height(), out);
    return dataCommand(QStringLiteral("receptive-field"), m_workspace.state(), QStringLiteral("longmamba"),
                       QStringLiteral("--last-rows 1"), out);
}

void ChannelsPage::exportTo(const QString& path)
{
    const auto& document = m_workspace.document();
    if (!document) {
        emit m_workspace.failed(tr("%1: there are no channels to write yet").arg(path));
        return;
    }
    try {
        if (isPictureSuffix(QFileInfo(path).suffix().toLower())) {
            ChannelsFigure figure;
            figure.title = document->model->name();
            if (document->profile) {
                figure.lnDecay = document->profile->lnDecay;
                figure.lnTheta = m_workspace.lnTheta();
            }
            if (const auto& trace = m_workspace.trace(Side::Vanilla))
                figure.distance = trace->meanDistance();
            if (const auto& trace = m_workspace.trace(Side::LongMamba)) {
                figure.distanceAfter = trace->meanDistance();
                for (std::size_t k = 0; k < figure.distanceAfter.size(); ++k) {
                    if (!m_workspace.classification().global[k])
                        figure.distanceAfter[k] = std::nanf("");
                }
            }
            FigureOptions options;
            options.theme = isDark() ? "dark" : "light";
            options.width = width();
            options.height = height();
            options.scale = exportScale();
            writeChannelsPicture(path.toStdString(), figure, options);
        } else {
            // What the table shows: its rows in its order.
            std::vector<QString> columns;
            for (int column = 0; column < ChannelModel::ColumnCount; ++column)
                columns.push_back(QLatin1String(ChannelModel::key(static_cast<ChannelModel::Column>(column))));
            std::vector<double> values;
            for (int row = 0; row < m_filter->rowCount(); ++row) {
                const int source = m_filter->mapToSource(m_filter->index(row, 0)).row();
                for (int column = 0; column < ChannelModel::ColumnCount; ++column)
                    values.push_back(m_model->value(source, static_cast<ChannelModel::Column>(column)));
            }
            writeTable(path, columns, values);
        }
        emit m_workspace.saved(path);
    } catch (const Error& error) {
        emit m_workspace.failed(QString::fromUtf8(error.what()));
    }
}

} // namespace mambascope::ui
