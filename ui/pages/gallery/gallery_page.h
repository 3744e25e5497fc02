// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/gallery.h"
#include "ui/engine/side.h"
#include "ui/figures/gallery_figure.h"
#include "ui/pages/page.h"

#include <QImage>

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

class QLabel;

namespace mambascope::ui {

class GalleryControls;
class GalleryGrid;
class GalleryLegend;
class GalleryPainter;
class GalleryQueue;

/// Many channels at once as small maps sorted by cumulative decay, and with "both lengths" each of them at training
/// length and over the whole sequence. Maps are made when they are looked at; those of another sample, size or method
/// replace them one by one.
class GalleryPage : public Page
{
    Q_OBJECT
public:
    explicit GalleryPage(Workspace& workspace, QWidget* parent = nullptr);
    ~GalleryPage() override;

    QString name() const override { return QStringLiteral("gallery"); }
    QStringList exportSuffixes() const override;
    void exportTo(const QString& path) override;
    QStringList exportFiles(const QString& path) const override;

    GalleryGrid* grid() const { return m_grid; }
    const std::vector<GalleryPanel>& panels() const { return m_panels; }
    /// How many channels have their maps.
    int filled() const;

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    static constexpr std::int64_t kLargestEdge = 256; ///< cells a side of a map; more would not be seen

    /// What belongs to a panel beside what a figure shows of it.
    struct Shown
    {
        bool current = false;                                ///< its maps are those of m_source
        std::shared_ptr<const SmallMap> wholeOf, trainingOf; ///< maps that the pictures were made from
        QImage whole, training;
    };

    void showState();
    void showList();
    void showSource();
    void showClasses();
    void showSelection();
    void showMessage();
    void resizeCells();
    void forgetPictures();
    void requestMaps();
    bool isInterrupted() const;
    void takeMaps(const ChannelRef& channel, const GalleryMaps& maps);
    void paintCell(QPainter& painter, int cell, const QRect& place);
    QString describe(int cell) const;
    void choose(int cell);
    void open(int cell);
    GalleryFigure figure() const;
    void exportPicture(const QString& path);
    void exportMaps(const QString& path);
    GallerySource readySource(const QString& path);

    Side side() const;
    std::int64_t trainingLength() const; ///< 0: the whole sequence only
    GallerySource source() const;
    ChannelSample sample() const;
    std::vector<double> decays() const;
    std::unique_ptr<GalleryPainter> makePainter() const;

    GalleryControls* m_controls;
    GalleryGrid* m_grid;
    QLabel* m_message;
    GalleryLegend* m_legend;
    std::weak_ptr<const Model> m_model; ///< with the sequence: of what the panels are
    std::vector<std::int64_t> m_ids;
    std::vector<GalleryPanel> m_panels;
    std::vector<Shown> m_shown;                             ///< by panel
    std::unordered_map<std::int64_t, std::size_t> m_places; ///< panel of layer * channels + channel
    std::unique_ptr<GalleryPainter> m_painter;
    GallerySource m_source;                ///< that the maps are to be made from
    std::shared_ptr<GalleryQueue> m_queue; ///< what the running job makes next
    std::shared_ptr<FactorsCache> m_cache; ///< used in the gallery thread only, one job at a time
    bool m_stale = true;
};

} // namespace mambascope::ui
