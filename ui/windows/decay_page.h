// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/side.h"
#include "ui/figures/figures.h"
#include "ui/windows/page.h"

#include <memory>
#include <vector>

class QCheckBox;
class QCPItemStraightLine;
class QCPItemText;
class QCustomPlot;
class QLabel;

namespace mambascope::ui {

/// ln of the cumulative decay after each token: the selected channel under both methods, and on demand the whole layer.
class DecayPage : public Page
{
    Q_OBJECT
public:
    explicit DecayPage(Workspace& workspace, QWidget* parent = nullptr);

    QString name() const override { return QStringLiteral("decay"); }
    QStringList exportSuffixes() const override;
    void exportTo(const QString& path) override;
    QString commandLine(const QString& out) const override;
    bool offersScale() const override { return true; }
    QCustomPlot* plot() const { return m_plot; }

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Curve
    {
        std::int64_t channel = 0;
        Side side = Side::Vanilla;
        bool selected = false;
        std::vector<double> lnDecay;
    };
    using Curves = std::vector<Curve>;

    void requestCurves();
    void showCurves();
    void showMarkers();
    void fit();
    void restyle();
    DecayFigure figure() const;

    QCustomPlot* m_plot;
    QCheckBox* m_all;
    QLabel* m_message;
    QCPItemStraightLine *m_theta, *m_training;
    QCPItemText *m_thetaText, *m_trainingText;
    std::shared_ptr<const Curves> m_curves;
    bool m_stale = true;
};

} // namespace mambascope::ui
