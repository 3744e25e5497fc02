// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/channels/channels_page.h"

#include "core/base/error.h"
#include "core/inspect/trace.h"
#include "ui/engine/workspace.h"
#include "ui/models/channel_filter.h"
#include "ui/models/channel_model.h"
#include "ui/pages/channels/channel_scatter.h"
#include "ui/pages/channels/channels_view.h"
#include "ui/style/message_text.h"
#include "ui/widgets/plot_navigation.h"
#include "ui/windows/command_line.h"
#include "ui/windows/table_files.h"
#include "ui/windows/write_widget.h"

#include <QFileInfo>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QTableView>
#include <QVBoxLayout>

namespace mambascope::ui {

ChannelsPage::ChannelsPage(Workspace& workspace, QWidget* parent) : Page(workspace, parent), m_view(new ChannelsView)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 4);
    layout->addWidget(m_view);

    connect(&workspace, &Workspace::documentChanged, this, &ChannelsPage::showDocument);
    connect(&workspace, &Workspace::profileChanged, this, &ChannelsPage::showProfile);
    connect(&workspace, &Workspace::traceChanged, this, &ChannelsPage::showTraces);
    connect(&workspace, &Workspace::classificationChanged, this, &ChannelsPage::showClasses);
    connect(&workspace, &Workspace::selectionChanged, this, &ChannelsPage::showSelection);
    connect(&workspace, &Workspace::busyChanged, this, &ChannelsPage::showMessage); // a model is being opened
    connect(&workspace, &Workspace::viewChanged, this, &ChannelsPage::showState);
    connect(m_view, &ChannelsView::chosen, this,
            [this](qint64 layer, qint64 channel) { m_workspace.select(layer, channel); });
    const auto edit = [this](auto change) {
        return [this, change](const auto& value) {
            if (!m_showingState)
                m_workspace.editView([&](ViewState& s) { change(s, value); });
        };
    };
    connect(m_view, &ChannelsView::filterChanged, this,
            edit([](ViewState& s, const QString& text) { s.channelsFilter = text.toStdString(); }));
    connect(m_view, &ChannelsView::sortingChanged, this,
            edit([](ViewState& s, const QString& sorting) { s.channelsSorting = sorting.toStdString(); }));
    connect(m_view, &ChannelsView::brushChanged, this, edit([](ViewState& s, const QRectF& brush) {
                s.brushDecay0 = brush.left();
                s.brushDecay1 = brush.right();
                s.brushReach0 = brush.top();
                s.brushReach1 = brush.bottom();
            }));
    connect(m_view, &ChannelsView::partChanged, this, edit([](ViewState& s, const QRectF& part) {
                s.channelsPart =
                    part.isEmpty() ? PlotPart() : PlotPart{part.left(), part.right(), part.top(), part.bottom()};
            }));
    connect(m_view, &ChannelsView::shownChanged, this, [this] { emit shownInLayersChanged(m_view->shownInLayers()); });
    showDocument();
    showState();
}

QTableView* ChannelsPage::table() const
{
    return m_view->table();
}

ChannelModel* ChannelsPage::model() const
{
    return m_view->model();
}

QLineEdit* ChannelsPage::filterBox() const
{
    return m_view->filterBox();
}

QCustomPlot* ChannelsPage::plot() const
{
    return m_view->scatter()->plot();
}

void ChannelsPage::showLayer(qint64 layer)
{
    m_view->setFilter(QStringLiteral("layer=%1").arg(layer));
}

/// A model without a profile is drawn against the decays of its pass.
std::vector<double> ChannelsPage::decays() const
{
    if (const auto& profile = m_workspace.document()->profile)
        return profile->lnDecay;
    const auto& trace = m_workspace.trace(Side::Vanilla);
    return trace ? trace->lnDecay() : std::vector<double>();
}

void ChannelsPage::showDocument()
{
    const auto& document = m_workspace.document();
    if (!document)
        return showMessage();
    m_view->setChannels(document->layers(), document->channels(), decays());
    showTraces();
}

void ChannelsPage::showProfile()
{
    m_view->setDecays(decays());
    showTraces();
}

void ChannelsPage::showMessage()
{
    const QString reason = m_workspace.reasonForNothing(Side::Vanilla);
    m_view->setMessage(m_workspace.trace(Side::Vanilla) ? QString() : reason.isEmpty() ? tr("computing …") : reason);
}

void ChannelsPage::showTraces()
{
    const auto& document = m_workspace.document();
    if (!document)
        return;
    showMessage();
    if (!document->profile)
        m_view->setDecays(decays()); // before the distances, which it forgets
    for (const Side side : kSides) {
        const auto& trace = m_workspace.trace(side);
        m_view->setDistances(side, trace ? trace->meanDistance() : std::vector<float>());
    }
    m_view->setMethod(m_workspace.methodTitle(Side::LongMamba), filtersGlobalOnly());
    const auto& filtered = m_workspace.trace(Side::LongMamba);
    m_view->setKept(filtered ? filtered->keptTokens() : std::vector<std::int64_t>(), document->length());
    showClasses();
    showPart();
    showSelection();
}

/// DeciMamba drops tokens for all channels of a layer, LongMamba for the global ones.
bool ChannelsPage::filtersGlobalOnly() const
{
    const auto& trace = m_workspace.trace(Side::LongMamba);
    return !trace || trace->method()->name() == "longmamba";
}

void ChannelsPage::showClasses()
{
    const auto& document = m_workspace.document();
    m_view->setUnclassified(document && !document->profile
                                ? tr("They are not classified, because there is no calibration profile: make one with "
                                     "Recalibrate in the Method dock.")
                                : QString());
    m_view->setClasses(m_workspace.classification().global, m_workspace.lnTheta());
    m_view->setStale(m_workspace.staleFilter());
}

void ChannelsPage::showSelection()
{
    if (m_workspace.document())
        m_view->setChosen(m_workspace.state().layer, m_workspace.state().channel);
}

void ChannelsPage::showState()
{
    const QScopedValueRollback guard(m_showingState, true);
    const ViewState& s = m_workspace.state();
    m_view->setFilter(QString::fromStdString(s.channelsFilter));
    m_view->setSorting(QString::fromStdString(s.channelsSorting));
    if (m_shownPart != s.channelsPart)
        showPart();
    m_view->setBrush(QRectF(QPointF(s.brushDecay0, s.brushReach0), QPointF(s.brushDecay1, s.brushReach1)));
}

void ChannelsPage::zoomBy(double factor)
{
    m_view->scatter()->navigation()->zoomBy(factor);
}

void ChannelsPage::fit()
{
    m_view->scatter()->fit();
}

void ChannelsPage::showPart()
{
    const PlotPart& part = m_workspace.state().channelsPart;
    m_shownPart = part;
    m_view->setPart(QRectF(QPointF(part.x0, part.y0), QPointF(part.x1, part.y1)));
}

QStringList ChannelsPage::exportSuffixes() const
{
    return {QStringLiteral("csv"), QStringLiteral("npy"), QStringLiteral("png"), QStringLiteral("svg"),
            QStringLiteral("pdf")};
}

void ChannelsPage::exportTo(const QString& path)
{
    if (!m_workspace.document()) {
        emit m_workspace.failed(tr("%1: there are no channels to write yet").arg(path));
        return;
    }
    if (isPictureSuffix(QFileInfo(path).suffix().toLower()))
        exportPicture(path);
    else
        exportTable(path);
}

/// What the table shows: its rows in its order. Writing 200,000 of them takes seconds, so a thread does.
void ChannelsPage::exportTable(const QString& path)
{
    std::vector<QString> columns;
    for (int column = 0; column < ChannelModel::ColumnCount; ++column)
        columns.push_back(QLatin1String(ChannelModel::key(static_cast<ChannelModel::Column>(column))));
    if (const auto& trace = m_workspace.trace(Side::LongMamba)) // the key is one of sessions, whatever the method
        columns[ChannelModel::ReachFiltered] =
            QStringLiteral("reach_") + QString::fromStdString(trace->method()->name());
    std::vector<double> values;
    values.reserve(m_view->filter()->rows().size() * ChannelModel::ColumnCount);
    for (const int row : m_view->filter()->rows()) {
        for (int column = 0; column < ChannelModel::ColumnCount; ++column)
            values.push_back(m_view->model()->value(row, static_cast<ChannelModel::Column>(column)));
    }
    m_workspace.write(path,
                      [path, columns, values = std::move(values)](JobControl&) { writeTable(path, columns, values); });
}

void ChannelsPage::exportPicture(const QString& path)
{
    try {
        writePlot(*plot(), QString::fromStdString(m_workspace.document()->model->name()), path, size(), exportScale());
        emit m_workspace.saved(path);
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
    }
}

} // namespace mambascope::ui
