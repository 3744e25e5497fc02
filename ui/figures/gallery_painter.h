// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/figures/gallery_figure.h"
#include "ui/style/theme.h"
#include "ui/widgets/map_image.h"

#include <QFont>
#include <QImage>
#include <QRectF>

class QPainter;

namespace mambascope::ui {

/// Draws the panels of a gallery, for the window and for figures alike.
class GalleryPainter
{
public:
    GalleryPainter(const PlotColours& colours, const QFont& font);

    Normalise normalise = Normalise::Abs;
    QString colourMap = QStringLiteral("ember");
    bool bothLengths = false; ///< figure 1: two maps a channel

    /// Size of a whole panel whose maps have sides of `side` pixels.
    QSizeF panelSize(double side) const;
    /// Side of the maps in a panel of that width.
    double sideFor(double panelWidth) const;
    double captionHeight() const;

    /// A map in its colours with its line, without a frame.
    QImage picture(const SmallMap& map, double side, double ratio) const;
    /// Frame, mark and caption around pictures; a null picture: that map is still to come.
    void paintPanel(QPainter& painter, const QPointF& topLeft, double side, const GalleryPanel& panel,
                    const QImage& whole, const QImage& training) const;
    /// What frames, marks and lines mean, and where there is room the empty half, in one line; returns its width.
    double paintLegend(QPainter& painter, const QRectF& line) const;

    static QString caption(const ChannelRef& channel);
    static QString decayText(const ChannelRef& channel);

private:
    void paintFrame(QPainter& painter, const QRectF& map, ChannelClass kind) const;
    void paintMark(QPainter& painter, const QPointF& centre, ChannelClass kind) const;
    void paintMap(QPainter& painter, const QRectF& place, const QImage& picture, const SmallMap* map,
                  ChannelClass kind) const;

    const PlotColours& m_colours;
    QFont m_font;      ///< of captions
    QFont m_smallFont; ///< inside the maps
};

} // namespace mambascope::ui
