// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/compute_thread.h"
#include "ui/engine/map_raster.h"
#include "ui/widgets/map_colouring.h"

#include <QObject>

#include <memory>
#include <vector>

namespace mambascope::ui {

/// The picture of a whole map, with what it tells about the colours.
struct MapOverview
{
    MapImage image;
    MapStatistics statistics;
    MapRange data, automatic;
    std::vector<double> histogram; ///< over data
    double exact = 1;              ///< share of the entries that are exact; the rest is made of sampled rows
};

/// Values along the row and the column of one cell.
struct MapProfile
{
    std::int64_t i = -1, j = -1;
    std::vector<float> row;    ///< alpha(i, 0..i)
    std::vector<float> column; ///< alpha(j..L-1, j)
};

/// All that one panel asks of the picture thread: overview, detail of the visible part, receptive-field line, profile.
/// The newest request of a kind replaces older ones; long pictures are made in pieces of a few frames, between which
/// everything else has its turn, and each piece is shown. GUI thread.
class MapFeed : public QObject
{
    Q_OBJECT
public:
    /// `name` sets the panel apart from others of the same thread.
    MapFeed(ComputeThread& pictures, const QString& name, QObject* parent);

    /// Null: nothing, and what runs is cancelled. Starts over for another map or normalisation; signals follow.
    void setMap(const std::shared_ptr<const ChannelMap>& map, Normalise normalise);
    /// What of the map was cancelled is wanted after all: the next setMap() starts over for the same map, too.
    void forget() { m_forgotten = true; }
    const std::shared_ptr<const ChannelMap>& map() const { return m_map; }
    /// Of the map; of the one before while there is none yet. Null: never any.
    const std::shared_ptr<const MapOverview>& overview() const { return m_overview; }
    Normalise normalise() const { return m_normalise; }
    /// There is a map, and nothing of its picture, which was cancelled or failed.
    bool isMissing() const { return m_map && !m_overviewIsOfMap && !m_pictures.isBusy(tag("overview")); }

    /// Asks for detail and line of a part; no finer than `pixels`.
    void show(const QRectF& tokens, QSize pixels);
    void setReachLevel(const ReachLevel& level);
    /// (-1, -1): none.
    void setProfileCell(qint64 i, qint64 j);

signals:
    void overviewChanged();
    /// `complete`: all of what show() asked for, else the part that is ready. Empty: the overview is fine enough.
    void detailChanged(const mambascope::ui::MapImage& image, bool complete);
    void reachChanged(const std::vector<std::pair<double, double>>& line);
    void profileChanged(const mambascope::ui::MapProfile& profile);
    void failed(const QString& message);

private:
    void requestOverview(const std::shared_ptr<MapRaster>& raster);
    void requestDetail(const std::shared_ptr<MapRaster>& raster);
    void requestReach();
    void requestProfile();
    void showDetail();
    QString tag(const char* what) const { return QLatin1String(what) + m_name; }

    ComputeThread& m_pictures;
    QString m_name;
    std::shared_ptr<const ChannelMap> m_map;
    Normalise m_normalise = Normalise::Abs;
    std::shared_ptr<const MapOverview> m_overview;
    bool m_overviewIsOfMap = false;
    bool m_forgotten = false;
    QRectF m_tokens;
    QSize m_pixels;
    ReachLevel m_reachLevel;
    std::pair<qint64, qint64> m_profileCell = {-1, -1};
};

} // namespace mambascope::ui
