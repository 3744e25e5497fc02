// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QCustomPlot;
class QLabel;
class QRectF;
class QSize;
class QVBoxLayout;
class QWidget;

namespace mambascope::ui {

class CausalEntry;

/// What a map view says in words: title, pixel meaning and legend above the map, on it what is missing or being
/// computed. Belongs to a MapView, whose widgets its labels are.
class MapLabels
{
public:
    MapLabels(QWidget& view, QCustomPlot& plot);

    /// Puts the two lines above what follows.
    void addTo(QVBoxLayout& layout);
    void setTitle(const QString& title);
    /// How the pixels came about: "max |α|".
    void setReduction(const QString& text) { m_reduction = text; }
    /// `range` in tokens, shown in so many device pixels; an empty range: nothing is said.
    void setScale(const QRectF& range, const QSize& pixels);
    void setMessage(const QString& message);
    void setBusy(const QString& what);
    QString subtitle() const;

    void recolour();
    /// Over the half above the diagonal where there is a map, which has no values there to cover; in the middle
    /// without one.
    void place(bool hasMap);

private:
    void fitCausal();

    QWidget& m_view;
    QCustomPlot& m_plot;
    QLabel *m_title, *m_subtitle, *m_message, *m_busy;
    CausalEntry* m_causal;
    QString m_reduction;
};

} // namespace mambascope::ui
