// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/map_feed.h"
#include "ui/engine/side.h"
#include "ui/pages/page.h"

#include <array>
#include <memory>
#include <vector>

class QAction;
class QBoxLayout;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QMenu;
class QToolButton;

namespace mambascope::ui {

class MapLegend;
class MapView;
class RangeControl;

/// The selected channel's hidden attention - or the mean over channels, or the rollout - under both methods and their
/// difference, side by side with linked axes, cross hair and picked cell.
class MapPage : public Page
{
    Q_OBJECT
public:
    explicit MapPage(Workspace& workspace, QWidget* parent = nullptr);

    MapView* view(Side side) const { return m_views[index(side)]; }
    MapView* differenceView() const { return m_views[kDifference]; }
    RangeControl* rangeControl() const { return m_range; } ///< of the two maps
    RangeControl* differenceControl() const { return m_differenceRange; }
    MapLegend* legend() const { return m_legend; }
    /// The view that a person works in: the first that is shown.
    MapView* frontView() const { return showsSides() ? view(Side::Vanilla) : differenceView(); }
    /// Bookmarks as commands: marking the picked cell, then going to each.
    const QList<QAction*>& bookmarkActions() const { return m_bookmarkActions; }
    QComboBox* panelsBox() const { return m_panels; }
    QComboBox* profilesBox() const { return m_profiles; }
    QComboBox* normaliseBox() const { return m_normalise; }
    /// Adds the picked cell, or removes it when it is one of them.
    void toggleBookmark();
    /// Goes to the k-th bookmark, from 0.
    void goToBookmark(int k);

    QString name() const override { return QStringLiteral("map"); }
    QStringList exportSuffixes() const override;
    void exportTo(const QString& path) override;
    QStringList exportFiles(const QString& path) const override;
    QString wholeText(const QString& suffix) const override;
    bool canZoom() const override { return true; }
    void zoomBy(double factor) override;
    void fit() override;

private:
    static constexpr std::size_t kPanels = 3;
    static constexpr std::size_t kDifference = 2; ///< behind the two sides

    // map_page.cpp
    void buildPanels(QBoxLayout* layout);
    void connectView(std::size_t panel);
    void showDocument();
    void showMap(Side side);
    void showDifference();
    void showPanels();
    void showMessages();
    void clear(std::size_t panel);
    void fitRange();
    void fitDifference();
    void applyColouring();
    void link(std::size_t from, const QRectF& tokens);
    void describePick();
    bool showsSides() const;
    bool showsDifference() const;
    Normalise normalise() const;
    ReachLevel reachLevel() const;
    QString title(std::size_t panel) const;
    // map_page_controls.cpp
    void buildControls(QBoxLayout* layout);
    void connectControls();
    void showState();
    void showSubjects();
    void chooseSubject(int choice);
    void showBookmarks();
    void showNote();
    // map_page_export.cpp
    /// One map of an export of data.
    struct Written
    {
        QString path;
        QString name; ///< in headings of columns
        std::size_t panel;
        std::shared_ptr<const ChannelMap> map;
    };
    std::vector<Written> writtenMaps(const QString& path) const;
    bool writesProfiles(const QString& path) const;
    void exportPicture(const QString& path);
    void exportData(const QString& path);

    std::array<MapView*, kPanels> m_views{};
    std::array<MapFeed*, kPanels> m_feeds{};
    std::array<std::shared_ptr<const AttentionMap>, 2> m_differenceOf; ///< the maps that the difference is of
    QWidget* m_differencePart = nullptr;
    MapLegend* m_legend = nullptr;
    RangeControl* m_range = nullptr;
    RangeControl* m_differenceRange = nullptr;
    QComboBox* m_subject = nullptr; ///< channel, mean, rollout, or one of a hybrid layer's attention heads
    QComboBox* m_panels = nullptr;
    QComboBox* m_profiles = nullptr;
    QComboBox* m_normalise = nullptr;
    QComboBox* m_colourMap = nullptr;
    QDoubleSpinBox* m_level = nullptr;
    QComboBox* m_levelOf = nullptr;
    QToolButton* m_bookmarks = nullptr;
    QMenu* m_bookmarkMenu = nullptr;
    QList<QAction*> m_bookmarkActions;
    QToolButton* m_fit = nullptr;
    QLabel* m_note = nullptr; ///< what is special about the map that is shown
    qint64 m_length = -1;
    bool m_showingState = false;
    bool m_adopting = false; ///< another document is being shown: ranges that views report are no wish of a person
};

} // namespace mambascope::ui
