// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/map_renderer.h"
#include "ui/engine/side.h"
#include "ui/widgets/map_colouring.h"
#include "ui/windows/page.h"

#include <array>
#include <memory>
#include <vector>

class QComboBox;
class QToolButton;

namespace mambascope::ui {

class MapView;
class RangeControl;

/// The selected channel's hidden attention under both methods, side by side with linked axes, cross hair and colours.
class MapPage : public Page
{
    Q_OBJECT
public:
    explicit MapPage(Workspace& workspace, QWidget* parent = nullptr);

    MapView* view(Side side) const { return m_views[index(side)]; }
    RangeControl* rangeControl() const { return m_range; }

    QString name() const override { return QStringLiteral("map"); }
    QStringList exportSuffixes() const override;
    void exportTo(const QString& path) override;
    QString commandLine(const QString& out) const override;

private:
    /// What a coarse picture tells about the colours, computed beside it.
    struct Overview
    {
        MapImage image;
        MapStatistics statistics;
        MapRange data, automatic;
        std::vector<double> histogram; ///< over data
    };

    void buildControls(class QBoxLayout* layout);
    void connectView(Side side);
    void showDocument();
    void showMap(Side side);
    void showMessages();
    void showState();
    void showHeads();
    void requestOverview(Side side);
    void requestDetail(Side side);
    void requestReach(Side side);
    void fitRange();
    void applyColouring();
    void link(Side from, const QRectF& tokens);
    void describePick();
    void exportPicture(const QString& path);
    void exportData(const QString& path);
    Normalise normalise() const;
    QString title(Side side) const;

    std::array<MapView*, 2> m_views;
    std::array<std::shared_ptr<const Overview>, 2> m_overviews;
    RangeControl* m_range = nullptr;
    QWidget* m_headPart = nullptr; ///< shown in hybrid layers only
    QComboBox* m_head = nullptr;   ///< the channel's hidden attention, or one of the attention heads
    QComboBox* m_normalise = nullptr;
    QComboBox* m_colourMap = nullptr;
    QComboBox* m_level = nullptr;
    QToolButton* m_fit = nullptr;
    qint64 m_length = -1;
    bool m_adopting = false; ///< another document is being shown: ranges that views report are no wish of a person
};

} // namespace mambascope::ui
