// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/side.h"
#include "ui/figures/gallery_figure.h"

#include <qcustomplot.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace mambascope::ui {

/// ln of the cumulative decay of one channel under one method, at DecayLines::tokens.
struct DecayLine
{
    std::int64_t layer = 0, channel = 0;
    Side side = Side::Vanilla;
    bool selected = false; ///< the shared selection
    bool pinned = false;   ///< kept beside it by hand
    ChannelClass kind = ChannelClass::Unknown;
    std::vector<double> lnDecay;
};
struct DecayLines
{
    std::vector<double> tokens; ///< after how many tokens, ascending; the same for all lines
    std::vector<DecayLine> lines;
    std::int64_t length = 0;
    QString filtered;       ///< the method of the filtered lines
    std::int64_t among = 0; ///< how many channels those beside are a sample of
};

/// Curves of cumulative decay with theta and the training length. Up to kMostNamed lines each have a colour and a name;
/// more are coloured and named by class. The readout follows the pointer or, with the keyboard, the selected curve
/// (Left, Right, Home, End; Up and Down take another curve).
class DecayPlot : public QCustomPlot
{
    Q_OBJECT
public:
    static constexpr std::size_t kMostNamed = 12;

    explicit DecayPlot(QWidget* parent = nullptr);

    void setLines(std::shared_ptr<const DecayLines> lines, bool preview);
    const std::shared_ptr<const DecayLines>& lines() const { return m_lines; }
    void setLogarithmic(bool tokens, bool decay);
    /// trainingLength 0: neither line is known.
    void setMarkers(double lnTheta, std::int64_t trainingLength);
    /// Why there are no curves and what to do about it; empty: nothing.
    void setMessage(const QString& message);
    void fit();
    void restyle();
    QString readout() const { return m_readout; }
    void hideReadout();
    QStringList legendTexts() const;
    /// What the legend and the readout call a line.
    QString nameOf(const DecayLine& line) const;
    /// Where a line is at a number of tokens, in pixels of the widget.
    QPointF pixelOf(std::size_t line, std::size_t place) const;

signals:
    void chosen(qint64 layer, qint64 channel); ///< a click on a curve
    void readoutChanged(const QString& text);

protected:
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void drawLines();
    void drawLegend(const std::vector<QCPGraph*>& graphs);
    void placeMarkers();
    void placeTrainingText();
    QPen penOf(const DecayLine& line, std::size_t channelRank) const;
    double yOf(double lnDecay) const;
    bool nearest(const QPointF& pixel, std::size_t& line, std::size_t& place) const;
    void showReadout(std::size_t line, std::size_t place);

    std::shared_ptr<const DecayLines> m_lines;
    bool m_preview = false;
    bool m_logTokens = false, m_logDecay = false;
    double m_lnTheta = 0;
    std::int64_t m_trainingLength = 0;
    QCPItemStraightLine *m_theta, *m_training;
    QCPItemText *m_thetaText, *m_trainingText, *m_message;
    QCPItemTracer* m_tracer;
    QCPItemText* m_label;
    QString m_readout;
    std::size_t m_line = 0, m_place = 0; ///< of the readout
    QPoint m_pressed;
};

} // namespace mambascope::ui
