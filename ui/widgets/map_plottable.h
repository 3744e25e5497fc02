// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/map_colouring.h"

#include <qcustomplot.h>

namespace mambascope::ui {

/// Draws one map between its two axes: the coarse overview first, the exact detail over it, each coloured for the
/// pixels that are visible only. Key axis: columns j; value axis: rows i (reversed, row 0 on top). Also used by
/// figures.
class MapPlottable : public QCPAbstractPlottable
{
    Q_OBJECT
public:
    MapPlottable(QCPAxis* keyAxis, QCPAxis* valueAxis);

    void setOverview(const MapImage& image);
    /// A part (not `complete`) is drawn over the last complete detail, which stays until it is replaced.
    void setDetail(const MapImage& image, bool complete = true);
    void setColouring(const MapColouring& colouring);
    void setColours(QRgb causal, QRgb notFinite);
    void setLength(qint64 length);

    const MapImage& overview() const { return m_overview; }
    const MapImage& detail() const { return m_detail; }
    const MapColouring& colouring() const { return m_colouring; }

    double selectTest(const QPointF& pos, bool onlySelectable, QVariant* details = nullptr) const override;
    QCPRange getKeyRange(bool& foundRange, QCP::SignDomain inSignDomain = QCP::sdBoth) const override;
    QCPRange getValueRange(bool& foundRange, QCP::SignDomain inSignDomain = QCP::sdBoth,
                           const QCPRange& inKeyRange = QCPRange()) const override;

protected:
    void draw(QCPPainter* painter) override;
    void drawLegendIcon(QCPPainter* painter, const QRectF& rect) const override;

private:
    QRectF visibleTokens() const;
    static bool covers(const MapImage& image, const QRectF& tokens);

    MapImage m_overview, m_detail;
    MapImage m_complete; ///< under a detail that still grows
    MapColouring m_colouring;
    QRgb m_causal = 0, m_notFinite = 0;
    qint64 m_length = 0;
};

} // namespace mambascope::ui
