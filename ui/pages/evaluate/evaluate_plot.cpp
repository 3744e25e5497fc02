// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/evaluate_plot.h"

#include "core/evaluate/tables_of_searches.h"
#include "ui/figures/figure_plot.h"
#include "ui/widgets/plot_navigation.h"

#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>

#include <cmath>

namespace mambascope::ui {

QString trialSettings(const TrialsFigure::Trial& trial)
{
    const QLocale locale;
    if (const double layer = trialValue(trial.record, "layer"); layer >= 0)
        return EvaluatePlot::tr("layer %1").arg(locale.toString(layer, 'f', 0));
    return EvaluatePlot::tr("θ %1, b %2, clamp %3 %")
        .arg(locale.toString(trialValue(trial.record, "theta"), 'g', 4),
             locale.toString(trialValue(trial.record, "scale"), 'g', 4),
             locale.toString(100 * trialValue(trial.record, "clamp"), 'g', 3));
}

namespace {

QString trialText(const TrialsFigure& figure, const TrialsFigure::Trial& trial)
{
    const QLocale locale;
    const QString items = locale.toString(trialValue(trial.record, "items"), 'f', 0);
    const QString loss = locale.toString(trialValue(trial.record, "nll"), 'g', 4);
    QString text = trialSettings(trial) + QLatin1Char('\n');
    text += figure.lowerIsBetter ? EvaluatePlot::tr("perplexity %1 over %2 windows, loss %3")
                                       .arg(locale.toString(trial.score, 'f', 3), items, loss)
                                 : EvaluatePlot::tr("%1 % of %2 pass keys right, loss %3")
                                       .arg(locale.toString(trial.score, 'f', 1), items, loss);
    if (const double global = trialValue(trial.record, "global_channels"); global >= 0)
        text += QLatin1Char('\n') + EvaluatePlot::tr("%1 global channels").arg(locale.toString(global, 'f', 0));
    if (trial.best)
        text += QLatin1Char('\n') + EvaluatePlot::tr("the best one");
    return text;
}

} // namespace

EvaluatePlot::EvaluatePlot(QWidget* parent)
    : QWidget(parent), m_plot(std::make_unique<FigurePlot>(FigureOptions{.theme = isDark() ? "dark" : "light"})),
      m_navigation(new PlotNavigation(&m_plot->plot()))
{
    connect(m_navigation, &PlotNavigation::fitRequested, this, &EvaluatePlot::fit);
    m_plot->plot().setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    connect(&m_plot->plot(), &QCustomPlot::mouseDoubleClick, this, &EvaluatePlot::fit);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(&m_plot->plot());
    m_plot->plot().installEventFilter(this);
    m_plot->plot().setAccessibleName(tr("Figure of the results"));
    m_plot->plot().setMinimumSize(200, 140);
}

EvaluatePlot::~EvaluatePlot()
{
    m_plot->plot().removeEventFilter(this);
    m_plot->plot().setParent(nullptr); // it is a member, not a child
}

void EvaluatePlot::setFigure(EvaluationFigure figure)
{
    m_content = std::move(figure);
    draw();
}

void EvaluatePlot::zoomBy(double factor)
{
    m_navigation->zoomBy(factor);
}

void EvaluatePlot::fit()
{
    draw(); // its axes come with what is drawn
}

void EvaluatePlot::draw()
{
    m_plot->clear(isDark() ? "dark" : "light");
    if (!m_content.isEmpty())
        drawEvaluation(*m_plot, m_content);
    m_plot->show();
}

void EvaluatePlot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        draw();
    QWidget::changeEvent(event);
}

QPoint EvaluatePlot::positionOf(int trial) const
{
    const TrialsFigure::Trial& point = m_content.trials->trials[static_cast<std::size_t>(trial)];
    const QCPAxisRect* rect = m_plot->plot().axisRect(0);
    return {qRound(rect->axis(QCPAxis::atBottom)->coordToPixel(point.x)),
            qRound(rect->axis(QCPAxis::atLeft)->coordToPixel(point.y))};
}

int EvaluatePlot::trialAt(const QPoint& position) const
{
    constexpr double kReach = 12; // pixels
    if (!m_content.trials || !m_plot->plot().axisRect(0))
        return -1;
    int nearest = -1;
    double least = kReach;
    for (int k = 0; k < static_cast<int>(m_content.trials->trials.size()); ++k) {
        const QPoint at = positionOf(k) - position;
        const double distance = std::hypot(at.x(), at.y());
        if (distance < least) { // of those on one place the first, which lies on top
            least = distance;
            nearest = k;
        }
    }
    return nearest;
}

void EvaluatePlot::setChosen(int trial)
{
    if (!m_content.trials || m_content.trials->chosen == trial)
        return;
    m_content.trials->chosen = trial;
    draw();
}

QString EvaluatePlot::valueAt(const QPoint& position) const
{
    const QLocale locale;
    if (const int trial = trialAt(position); trial >= 0)
        return trialText(*m_content.trials, m_content.trials->trials[static_cast<std::size_t>(trial)]);
    for (int k = 0; k < static_cast<int>(m_content.maps.size()); ++k) {
        const QCPAxisRect* rect = m_plot->plot().axisRect(k);
        if (!rect || !rect->rect().contains(position))
            continue;
        const HeatMapFigure& map = m_content.maps[static_cast<std::size_t>(k)];
        const auto column = std::lround(rect->axis(QCPAxis::atBottom)->pixelToCoord(position.x()));
        const auto row = std::lround(rect->axis(QCPAxis::atLeft)->pixelToCoord(position.y()));
        if (column < 0 || row < 0 || column >= std::ssize(map.columns) || row >= std::ssize(map.rows))
            return {};
        const double value = map.values[static_cast<std::size_t>(row * std::ssize(map.columns) + column)];
        return tr("%1, %2 tokens, %3: %4")
            .arg(QString::fromStdString(map.title),
                 QString::fromStdString(map.columns[static_cast<std::size_t>(column)]),
                 QString::fromStdString(map.rows[static_cast<std::size_t>(row)]),
                 std::isnan(value) ? tr("no result yet") : tr("%1 %").arg(locale.toString(value, 'f', 1)));
    }
    for (int k = 0; k < static_cast<int>(m_content.lines.size()); ++k) {
        const QCPAxisRect* rect = m_plot->plot().axisRect(k);
        const LinesFigure& panel = m_content.lines[static_cast<std::size_t>(k)];
        for (const LineSeries& series : panel.series)
            for (std::size_t i = 0; rect && i < series.x.size(); ++i)
                if (std::hypot(rect->axis(QCPAxis::atBottom)->coordToPixel(series.x[i]) - position.x(),
                               rect->axis(QCPAxis::atLeft)->coordToPixel(series.y[i]) - position.y()) <= 8)
                    return tr("%1: %2 at %3 (%4)")
                        .arg(QString::fromStdString(series.label), locale.toString(series.y[i], 'g', 5),
                             locale.toString(series.x[i], 'f', 0), QString::fromStdString(panel.yLabel));
    }
    return {};
}

bool EvaluatePlot::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), valueAt(help->pos()), &m_plot->plot());
        return true;
    }
    if (event->type() == QEvent::MouseButtonPress)
        m_pressed = static_cast<QMouseEvent*>(event)->pos();
    if (event->type() == QEvent::MouseButtonRelease && m_content.trials) {
        const QPoint released = static_cast<QMouseEvent*>(event)->pos();
        if ((released - m_pressed).manhattanLength() <= 3) // who drags the axes picks nothing
            emit trialPicked(trialAt(released));
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace mambascope::ui
