// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/view_state.h"
#include "ui/engine/map_renderer.h"
#include "ui/widgets/map_colouring.h"

#include <QWidget>

#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

class QCPItemStraightLine;
class QCustomPlot;
class QLabel;

namespace mambascope::ui {

class Comparer;
struct ComparedResult;
struct Document;
class MapLegend;
class MapView;
class PlotNavigation;
class Workspace;

/// The selected channel on both sides of a comparison: maps with their difference, and below the state's size beside
/// the cumulative decay. Maps of sides that read equally many tokens move together.
class CompareViews : public QWidget
{
    Q_OBJECT
public:
    CompareViews(Workspace& workspace, Comparer& comparer, QWidget* parent = nullptr);

    MapView* view(std::size_t side) const { return m_views[side]; }
    MapView* difference() const { return m_views[2]; }
    MapLegend* legend() const { return m_legend; } ///< of both sides
    MapLegend* differenceLegend() const { return m_differenceLegend; }
    QCustomPlot* normPlot() const { return m_norm.plot; }
    QCustomPlot* decayPlot() const { return m_decay.plot; }
    QString readout() const;
    /// The map of a side's channel and, after each token, ln of its cumulative decay; null: not there.
    std::shared_ptr<const ChannelMap> map(std::size_t side) const;
    std::shared_ptr<const std::vector<double>> lnDecay(std::size_t side) const;
    /// RMS of that channel's state at the positions of StateNorm.
    std::span<const float> stateNorm(std::size_t side) const;
    void zoomBy(double factor); ///< the maps
    void fit();

    /// Makes anew what is shown of both sides: a result, the selection or the normalisation is another one. Hidden, it
    /// waits until it is looked at.
    void update();

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Channel
    {
        std::shared_ptr<const ComparedResult> of;
        std::shared_ptr<const ChannelMap> map;
        MapImage overview;
        MapStatistics statistics;
        MapRange automatic;
        std::vector<double> lnDecay;
    };
    struct Channels
    {
        std::array<std::shared_ptr<const Channel>, 2> sides;
        Normalise how = Normalise::Abs; ///< that overviews and ranges were made with
        const std::shared_ptr<const Channel>& operator[](std::size_t side) const { return sides[side]; }
        bool operator==(const Channels&) const = default;
    };
    struct Curves
    {
        QCustomPlot* plot = nullptr;
        PlotNavigation* navigation = nullptr;
        PlotPart ViewState::*part = nullptr; ///< what a person zoomed to stays while other channels are selected
        PlotPart shown;                      ///< of the view state
        QRectF whole;                        ///< in coordinates of the axes, y upwards
    };

    MapLegend* makeLegend(const QString& name);
    void show(const Channels& channels);
    void showDifference();
    void showMessages();
    void follow();
    void colour();
    Normalise wantedNormalise() const;
    void requestDetail();
    std::pair<std::int64_t, std::int64_t> channelOf(std::size_t side) const;
    bool sameTokens() const;
    // compare_views_curves.cpp
    void makeCurves(Curves& curves, const QString& name, const QString& y, PlotPart ViewState::*part);
    void showCurves();
    void showPart(Curves& curves);
    // compare_views_links.cpp
    void connectView(std::size_t k);
    void link(std::size_t from, const QRectF& tokens);
    /// B's map, while it reads another number of tokens than A.
    bool movesAlone(std::size_t k) const;
    void showMapParts();
    void pick(std::size_t k, qint64 i, qint64 j);
    void showPick();
    void showPickInPlace();
    void describePick();
    void showPickedCell();
    void showCell(std::size_t k, qint64 i, qint64 j);
    double valueOf(std::size_t k, qint64 i, qint64 j) const;
    /// Whose tokens a map is of; null: none.
    const Document* documentOf(std::size_t k) const;
    bool readsWindowsTokens(std::size_t k) const;

    Workspace& m_workspace;
    Comparer& m_comparer;
    std::array<MapView*, 3> m_views; ///< A, B, B - A
    MapLegend *m_legend, *m_differenceLegend;
    Curves m_norm, m_decay;
    std::string m_colours; ///< as the maps show them
    QLabel* m_readout;
    Channels m_channels;
    MapRange m_differenceRange;
    std::array<bool, 3> m_windowsPick = {}; ///< the picked cell that a view shows is the window's
    std::size_t m_pickedIn = 0;             ///< the view whose picked cell is read out
    bool m_linking = false;
    bool m_stale = false; ///< update() was asked for while nobody looked
};

} // namespace mambascope::ui
