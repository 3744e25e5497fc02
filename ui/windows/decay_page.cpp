// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/decay_page.h"

#include "core/inspect/receptive_field.h"
#include "ui/engine/workspace.h"
#include "ui/style/theme.h"
#include "ui/windows/command_line.h"

#include <QCheckBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

constexpr std::int64_t kMostChannels = 96; // more curves are a grey carpet
constexpr std::size_t kPoints = 1024;      // of a curve on the screen

} // namespace

DecayPage::DecayPage(Workspace& workspace, QWidget* parent)
    : Page(workspace, parent), m_plot(new QCustomPlot), m_all(new QCheckBox), m_message(new QLabel)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 4);
    layout->setSpacing(4);
    auto* row = new QHBoxLayout;
    m_all->setText(tr("All channels of the &layer"));
    row->addWidget(m_all);
    row->addSpacing(12);
    row->addWidget(m_message, 1);
    layout->addLayout(row);
    layout->addWidget(m_plot, 1);

    m_plot->setAccessibleName(tr("Cumulative decay"));
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setNoAntialiasingOnDrag(true);
    m_plot->xAxis->setLabel(tr("tokens"));
    m_plot->yAxis->setLabel(tr("ln of the cumulative decay"));
    m_plot->axisRect()->setupFullAxesBox();
    for (QCPAxis* axis : {m_plot->xAxis2, m_plot->yAxis2}) {
        axis->setTicks(false);
        axis->setTickLabels(false);
    }
    m_plot->xAxis->setNumberFormat(QStringLiteral("f"));
    m_plot->xAxis->setNumberPrecision(0);
    m_plot->legend->setVisible(true);
    m_plot->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignHCenter | Qt::AlignBottom);
    m_theta = new QCPItemStraightLine(m_plot);
    m_training = new QCPItemStraightLine(m_plot);
    m_thetaText = new QCPItemText(m_plot);
    m_trainingText = new QCPItemText(m_plot);
    m_thetaText->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
    m_thetaText->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
    m_trainingText->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m_trainingText->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
    for (QCPItemText* text : {m_thetaText, m_trainingText})
        text->setPadding(QMargins(4, 1, 4, 1));

    connect(m_all, &QCheckBox::toggled, this, &DecayPage::requestCurves);
    connect(&workspace, &Workspace::mapChanged, this, &DecayPage::requestCurves);
    connect(&workspace, &Workspace::traceChanged, this, &DecayPage::requestCurves);
    connect(&workspace, &Workspace::documentChanged, this, &DecayPage::requestCurves);
    connect(&workspace, &Workspace::classificationChanged, this, [this] {
        showMarkers();
        if (isVisible())
            m_plot->replot(QCustomPlot::rpQueuedReplot);
    });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, [this] {
        fit();
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    });
    restyle();
}

void DecayPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_stale)
        requestCurves();
}

void DecayPage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    Page::changeEvent(event);
}

void DecayPage::restyle()
{
    stylePlot(*m_plot);
    showMarkers();
    showCurves();
}

void DecayPage::requestCurves()
{
    const auto vanilla = m_workspace.map(Side::Vanilla);
    const QString reason = m_workspace.reasonForNothing(Side::Vanilla);
    if (!vanilla) {
        m_curves.reset();
        m_message->setText(reason.isEmpty() ? tr("computing …") : reason);
        showCurves();
        return;
    }
    // The page is drawn when it is looked at: hundreds of curves for nobody would slow down everything else.
    m_stale = !isVisible();
    if (m_stale)
        return;
    const auto filtered = m_workspace.map(Side::LongMamba);
    m_workspace.pictures().request<Curves>(
        QStringLiteral("decay"), tr("decay curves"),
        [vanilla, filtered, all = m_all->isChecked()](JobControl& control) {
            auto curves = std::make_shared<Curves>();
            const std::int64_t channels = vanilla->factors->channels;
            const std::int64_t shown = all ? std::min(channels, kMostChannels) : 0;
            const auto add = [&](const ChannelMap& map, Side side, std::int64_t channel, bool selected) {
                control.progress().check();
                const auto keepAbove = selected ? map.keepAbove : std::nullopt;
                curves->push_back({channel, side, selected, cumulativeDecay(*map.factors, channel, keepAbove)});
            };
            for (std::int64_t k = 0; k < shown; ++k) {
                const std::int64_t channel = k * channels / shown;
                if (channel == vanilla->channel)
                    continue;
                add(*vanilla, Side::Vanilla, channel, false);
                if (filtered && filtered->factors != vanilla->factors)
                    add(*filtered, Side::LongMamba, channel, false);
            }
            add(*vanilla, Side::Vanilla, vanilla->channel, true);
            if (filtered)
                add(*filtered, Side::LongMamba, filtered->channel, true);
            return std::shared_ptr<const Curves>(curves);
        },
        this,
        [this](const std::shared_ptr<const Curves>& curves) {
            m_curves = curves;
            showCurves();
            fit();
            m_plot->replot(QCustomPlot::rpQueuedReplot);
        },
        [this](const QString& message) { emit m_workspace.failed(message); });
}

void DecayPage::showCurves()
{
    m_plot->clearGraphs();
    m_plot->legend->setVisible(m_curves != nullptr);
    if (!m_curves) {
        m_plot->replot(QCustomPlot::rpQueuedReplot);
        return;
    }
    const PlotColours& colours = plotColours();
    std::int64_t selected = 0;
    for (const Curve& curve : *m_curves) {
        QCPGraph* graph = m_plot->addGraph();
        QColor colour = curve.side == Side::Vanilla ? colours.vanilla : colours.longMamba;
        if (!curve.selected)
            colour.setAlpha(110);
        graph->setPen(QPen(colour, curve.selected ? 2 : 1, curve.side == Side::Vanilla ? Qt::DashLine : Qt::SolidLine));
        const std::size_t step = std::max<std::size_t>(1, curve.lnDecay.size() / kPoints);
        for (std::size_t t = 0; t < curve.lnDecay.size(); t += step)
            graph->addData(static_cast<double>(t + 1), curve.lnDecay[t]);
        graph->addData(static_cast<double>(curve.lnDecay.size()), curve.lnDecay.back());
        if (!curve.selected) {
            graph->removeFromLegend();
            continue;
        }
        selected = curve.channel;
        const bool preview = curve.side == Side::LongMamba && m_workspace.isPreview();
        graph->setName(curve.side == Side::Vanilla ? tr("vanilla")
                       : preview                   ? tr("LongMamba (preview)")
                                                   : tr("LongMamba"));
    }
    const auto& map = m_workspace.map(Side::Vanilla);
    if (!map)
        return;
    QString text = tr("Layer %1, channel %2").arg(map->layer).arg(selected);
    if (m_all->isChecked() && map->factors->channels > kMostChannels)
        text += tr(", with %1 of the layer's %2 channels").arg(kMostChannels).arg(map->factors->channels);
    m_message->setText(text);
}

void DecayPage::showMarkers()
{
    const PlotColours& colours = plotColours();
    const auto& document = m_workspace.document();
    const auto profile = document ? document->profile : nullptr;
    for (QCPAbstractItem* item :
         std::initializer_list<QCPAbstractItem*>{m_theta, m_training, m_thetaText, m_trainingText})
        item->setVisible(profile != nullptr);
    if (!profile)
        return;
    const double lnTheta = m_workspace.lnTheta();
    m_theta->point1->setCoords(0, lnTheta);
    m_theta->point2->setCoords(1, lnTheta);
    m_theta->setPen(QPen(colours.threshold, 1.4, Qt::DashDotLine));
    m_thetaText->position->setCoords(0.01, lnTheta);
    m_thetaText->setText(tr("ln θ = %1").arg(QLocale().toString(lnTheta, 'f', 2)));
    m_thetaText->setColor(colours.threshold);
    const auto n = static_cast<double>(profile->calibrationLength);
    m_training->point1->setCoords(n, 0);
    m_training->point2->setCoords(n, 1);
    m_training->setPen(QPen(colours.needle, 1.4, Qt::DashDotLine));
    m_trainingText->position->setCoords(n, 0.99);
    m_trainingText->setText(tr("training length %1").arg(QLocale().toString(n, 'f', 0)));
    m_trainingText->setColor(colours.needle);
}

void DecayPage::fit()
{
    if (!m_curves)
        return;
    double lowest = m_theta->visible() ? m_workspace.lnTheta() : -1;
    double length = 1;
    for (const Curve& curve : *m_curves) {
        if (curve.lnDecay.empty() || !curve.selected)
            continue;
        length = static_cast<double>(curve.lnDecay.size());
        for (const double value : curve.lnDecay) {
            if (std::isfinite(value))
                lowest = std::min(lowest, value);
        }
    }
    m_plot->xAxis->setRange(0, length);
    m_plot->yAxis->setRange(lowest * 1.08, -0.03 * lowest);
}

DecayFigure DecayPage::figure() const
{
    DecayFigure result;
    const auto& document = m_workspace.document();
    if (document->profile) {
        result.lnTheta = m_workspace.lnTheta();
        result.trainingLength = document->profile->calibrationLength;
    }
    result.title = document->model->name() + ", layer " + std::to_string(m_workspace.state().layer);
    for (const Curve& curve : *m_curves) {
        const bool filtered = curve.side == Side::LongMamba;
        result.curves.push_back(
            {std::to_string(curve.channel) + (filtered ? " longmamba" : " vanilla"), curve.lnDecay, filtered});
    }
    return result;
}

QStringList DecayPage::exportSuffixes() const
{
    return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("csv"),
            QStringLiteral("npy")};
}

QString DecayPage::commandLine(const QString& out) const
{
    if (isPictureSuffix(QFileInfo(out).suffix().toLower()))
        return renderCommand(name(), width(), height(), out);
    const ViewState& s = m_workspace.state();
    return dataCommand(QStringLiteral("decay"), s, QStringLiteral("longmamba"),
                       QStringLiteral("--layer %1 --channels %2").arg(s.layer).arg(s.channel), out);
}

void DecayPage::exportTo(const QString& path)
{
    if (!m_curves) {
        emit m_workspace.failed(tr("%1: there are no curves to write yet").arg(path));
        return;
    }
    try {
        if (isPictureSuffix(QFileInfo(path).suffix().toLower())) {
            FigureOptions options;
            options.theme = isDark() ? "dark" : "light";
            options.width = width();
            options.height = height();
            options.scale = exportScale();
            writeDecayPicture(path.toStdString(), figure(), options);
        } else {
            std::vector<QString> columns = {QStringLiteral("token")};
            for (const Curve& curve : *m_curves)
                columns.push_back(
                    QStringLiteral("ln_decay_%1_%2")
                        .arg(curve.side == Side::Vanilla ? QLatin1String("vanilla") : QLatin1String("longmamba"))
                        .arg(curve.channel));
            std::vector<double> values;
            for (std::size_t t = 0; t < m_curves->front().lnDecay.size(); ++t) {
                values.push_back(static_cast<double>(t));
                for (const Curve& curve : *m_curves)
                    values.push_back(curve.lnDecay[t]);
            }
            writeTable(path, columns, values);
        }
        emit m_workspace.saved(path);
    } catch (const Error& error) {
        emit m_workspace.failed(QString::fromUtf8(error.what()));
    }
}

} // namespace mambascope::ui
