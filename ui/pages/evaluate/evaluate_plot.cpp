// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/evaluate_plot.h"

#include "ui/figures/figure_plot.h"

#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>

#include <cmath>

namespace mambascope::ui {

EvaluatePlot::EvaluatePlot(QWidget* parent)
    : QWidget(parent), m_plot(std::make_unique<FigurePlot>(FigureOptions{.theme = isDark() ? "dark" : "light"}))
{
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

const TrialsFigure::Trial* EvaluatePlot::trialAt(const QPoint& position) const
{
    constexpr double kReach = 12; // pixels
    const QCPAxisRect* rect = m_plot->plot().axisRect(0);
    if (!m_content.trials || !rect)
        return nullptr;
    const TrialsFigure::Trial* nearest = nullptr;
    double least = kReach;
    for (const TrialsFigure::Trial& trial : m_content.trials->trials) {
        const double distance = std::hypot(rect->axis(QCPAxis::atBottom)->coordToPixel(trial.theta) - position.x(),
                                           rect->axis(QCPAxis::atLeft)->coordToPixel(trial.factor) - position.y());
        if (distance <= least) {
            least = distance;
            nearest = &trial;
        }
    }
    return nearest;
}

QString EvaluatePlot::valueAt(const QPoint& position) const
{
    const QLocale locale;
    if (const auto* trial = trialAt(position))
        return tr("θ = %1, %2 = %3: %4 %5")
            .arg(locale.toString(trial->theta, 'g', 4), QString::fromStdString(m_content.trials->yLabel),
                 locale.toString(trial->factor, 'g', 4), QString::fromStdString(m_content.trials->scoreLabel),
                 locale.toString(trial->score, 'g', 5));
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
    const QCPAxisRect* rect = m_plot->plot().axisRect(0);
    if (!m_content.lines || !rect)
        return {};
    for (const LineSeries& series : m_content.lines->series)
        for (std::size_t k = 0; k < series.x.size(); ++k)
            if (std::hypot(rect->axis(QCPAxis::atBottom)->coordToPixel(series.x[k]) - position.x(),
                           rect->axis(QCPAxis::atLeft)->coordToPixel(series.y[k]) - position.y()) <= 8)
                return tr("%1: %2 at %3")
                    .arg(QString::fromStdString(series.label), locale.toString(series.y[k], 'g', 5),
                         locale.toString(series.x[k], 'f', 0));
    return {};
}

bool EvaluatePlot::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), valueAt(help->pos()), &m_plot->plot());
        return true;
    }
    if (event->type() == QEvent::MouseButtonRelease)
        if (const auto* trial = trialAt(static_cast<QMouseEvent*>(event)->pos()))
            emit trialPicked(trial->theta, trial->factor);
    return QWidget::eventFilter(watched, event);
}

} // namespace mambascope::ui
