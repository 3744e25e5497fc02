// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/map_colouring.h"

#include <QRectF>
#include <QString>
#include <QWidget>

#include <memory>
#include <utility>
#include <vector>

namespace mambascope::ui {

class MapProfiles;

/// One attention map on axes: queries i downwards, keys j to the right. Knows no model: whoever owns it answers
/// viewportChanged() with setDetail(). GUI thread only.
///
/// Mouse: wheel zooms around the cursor (Ctrl: one axis j, Alt: one axis i), drag pans, Shift or right drag zooms to a
/// rectangle, click picks, double click fits. Keys: arrows move the picked cell (Shift: by ten cells, Ctrl: pan), + and
/// - zoom, Home fits, Escape drops the pick.
class MapView : public QWidget
{
    Q_OBJECT
public:
    explicit MapView(QWidget* parent = nullptr);
    ~MapView() override;
    QSize sizeHint() const override;

    /// Tokens of the sequence; a change forgets images, pick and reach line, and fits.
    void setLength(qint64 tokens);
    qint64 length() const;
    /// Shown above the map, also the accessible name.
    void setTitle(const QString& title);
    /// How the pixels came about: "max |α|" by default; becomes "1 px = 16 × 16 tokens, max |α|".
    void setReduction(const QString& text);

    /// The whole map, coarse: painted at once and stays under the detail.
    void setOverview(const MapImage& image);
    /// The visible part, exact, or as much of it as is ready (not `complete`). The last complete one stays until it is
    /// replaced, so panning shows it beside the overview.
    void setDetail(const MapImage& image, bool complete = true);
    const MapImage& overview() const;
    const MapImage& detail() const;
    /// Forgets both images.
    void clearImages();

    void setColouring(const MapColouring& colouring);
    const MapColouring& colouring() const;

    /// Why there is nothing to see and what to do about it; shown in the middle while there is no image, and as a
    /// strip over the map when there is one. Empty: nothing.
    void setMessage(const QString& message);
    /// Curves along the picked cell's row (under the map) and column (beside it), on the map's own axes.
    MapProfiles& profiles();
    /// What is being computed for this view; shown in a corner. Empty: nothing.
    void setBusy(const QString& what);

    /// Visible part in tokens (x, width: j; y, height: i).
    QRectF visibleRange() const;
    /// Visible part as last drawn, in device pixels.
    QSize viewportPixels() const;
    std::pair<qint64, qint64> pickedCell() const;    ///< (i, j); (-1, -1): none
    std::pair<qint64, qint64> crosshairCell() const; ///< (i, j); (-1, -1): none
    /// (i, j) under a position of this widget; (-1, -1) outside the map.
    std::pair<qint64, qint64> cellAt(QPointF position) const;
    /// Centre of cell (i, j) in this widget's coordinates.
    QPointF positionOf(qint64 i, qint64 j) const;
    QString subtitle() const;
    QString pickedText() const;

public slots:
    /// Limited to the map; at least four tokens each way.
    void setVisibleRange(const QRectF& tokens);
    /// Hair cross of the hovered cell, (-1, -1) hides it. Emits nothing: for linked views.
    void setCrosshair(qint64 i, qint64 j);
    /// Marks a cell and scrolls it into view, (-1, -1) unmarks. Emits nothing.
    void setPicked(qint64 i, qint64 j);
    /// The picked cell as accessible text: "row 812 token 'the', column 40 token '7', value 0.031".
    void setPickedText(const QString& text);
    /// Points (j, i) in tokens from the top down; NaN in j breaks the line. Empty: no line.
    void setReachLine(const std::vector<std::pair<double, double>>& points);
    void fit();
    /// factor > 1 magnifies; centre in tokens (x: j, y: i).
    void zoomBy(double factor, QPointF centre);
    /// Centres cell (i, j), zooming in when the view shows much more than it, and picks it (emits picked).
    void goTo(qint64 i, qint64 j);

signals:
    /// At once when pan, zoom or setVisibleRange changed the visible part: connect two views' to each other's
    /// setVisibleRange to link them. Not for a new length or size.
    void visibleRangeChanged(const QRectF& tokens);
    /// Visible part or its size in pixels changed; at most once per turn of the event loop. `pixels` in device pixels:
    /// no finer image is of use.
    void viewportChanged(const QRectF& tokens, QSize pixels);
    void hovered(qint64 i, qint64 j); ///< (-1, -1) when the pointer leaves the map
    void picked(qint64 i, qint64 j);  ///< by mouse or keys; (-1, -1) when the pick was dropped

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Private;
    std::unique_ptr<Private> m;
};

} // namespace mambascope::ui
