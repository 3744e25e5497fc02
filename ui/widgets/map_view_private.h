// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/map_labels.h"
#include "ui/widgets/map_overlay.h"
#include "ui/widgets/map_plottable.h"
#include "ui/widgets/map_profiles.h"
#include "ui/widgets/map_view.h"

#include <qcustomplot.h>

class QMouseEvent;
class QRubberBand;
class QWheelEvent;

namespace mambascope::ui {

inline const std::pair<qint64, qint64> kNoCell = {-1, -1};

struct MapView::Private
{
    explicit Private(MapView* view) : q(view) {}

    MapView* q;
    QCustomPlot* plot = nullptr;
    MapPlottable* map = nullptr;
    MapOverlay* overlay = nullptr;
    QCPCurve* reach = nullptr;
    QCPCurve* reachCasing = nullptr;
    QRubberBand* band = nullptr;
    std::unique_ptr<MapLabels> labels;
    std::unique_ptr<MapProfiles> profiles;
    QString pickedText;
    qint64 length = 0;
    bool announced = false; // a viewportChanged is queued

    enum class Drag { None, Click, Pan, Band } drag = Drag::None;
    QPointF pressed;    // in plot coordinates
    QRectF pressedView; // tokens

    QCPLayer* overlayLayer() const { return plot->layer(QStringLiteral("overlay")); }
    bool hasImage() const { return !map->overview().isEmpty() || !map->detail().isEmpty(); }
    double tokens() const { return static_cast<double>(length); }

    void build();
    void recolour();
    void setView(QRectF view);
    void announceViewport();
    void updateSubtitle();
    void placeLabels();
    void replotOverlay();
    std::pair<qint64, qint64> cellAtPlot(QPointF position) const;
    QPointF tokensAt(QPointF position) const;
    void hover(QPointF position);
    void pickCell(qint64 i, qint64 j);
    void scrollIntoView(qint64 i, qint64 j);

    void press(const QMouseEvent& event);
    void move(const QMouseEvent& event);
    void release(const QMouseEvent& event);
    void wheel(const QWheelEvent& event);
};

} // namespace mambascope::ui
