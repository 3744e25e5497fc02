// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/figures/evaluate_figures.h"

#include <QPoint>
#include <QWidget>

#include <memory>

namespace mambascope::ui {

class PlotNavigation;

/// The figure of an evaluation on the screen, as it is written to files. Wheel and drag zoom and move its axes, a
/// double click shows all, a click picks a trial.
class EvaluatePlot : public QWidget
{
    Q_OBJECT
public:
    explicit EvaluatePlot(QWidget* parent = nullptr);
    ~EvaluatePlot() override;

    void setFigure(EvaluationFigure figure);
    const EvaluationFigure& figure() const { return m_content; }
    /// What is under the mouse there, for people; empty: nothing.
    QString valueAt(const QPoint& position) const;
    /// A ring around a trial of the search; -1: none.
    void setChosen(int trial);
    /// Where a trial is drawn.
    QPoint positionOf(int trial) const;
    void zoomBy(double factor);
    void fit();

signals:
    /// A trial of the search was clicked; -1: what is between them.
    void trialPicked(int trial);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void draw();
    int trialAt(const QPoint& position) const;

    EvaluationFigure m_content;
    std::unique_ptr<FigurePlot> m_plot;
    PlotNavigation* m_navigation;
    QPoint m_pressed;
};

/// "θ 0.05, b 1, clamp 5 %" or "layer 5".
QString trialSettings(const TrialsFigure::Trial& trial);

} // namespace mambascope::ui
