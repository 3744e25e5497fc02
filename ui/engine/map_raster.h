// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/map_renderer.h"

namespace mambascope::ui {

/// A part of a map that becomes a picture piece by piece, so that no piece keeps a worker busy for long: first, where
/// the whole is slow, a coarse picture of every so manieth row, then exact cells from the top down. Used by one thread
/// at a time.
class MapRaster
{
public:
    /// `height` and `width` as for AttentionMap::pooled(). `coarseFirst`: until they are exact, cells are made of
    /// single rows of theirs (the part must be the whole map).
    MapRaster(std::shared_ptr<const ChannelMap> map, const AttentionMap::Rect& rect, std::int64_t height,
              std::int64_t width, Normalise normalise, bool coarseFirst);

    /// Works for about `seconds`; at least one piece. \throws Cancelled
    void advance(double seconds, Progress& progress);
    bool isDone() const { return m_done == m_height; }
    /// Share of the entries that are exact.
    double fraction() const;
    /// What there is: the exact rows from the top, or, with coarseFirst, all of them.
    MapImage image() const;

private:
    void sample(Progress& progress);
    void band(std::int64_t rows, Progress& progress);
    double entriesUpTo(std::int64_t cellRow) const;
    std::int64_t firstRow(std::int64_t cellRow) const
    {
        return m_rect.row0 + cellRow * (m_rect.row1 - m_rect.row0) / m_height;
    }

    std::shared_ptr<const ChannelMap> m_map;
    AttentionMap::Rect m_rect;
    std::int64_t m_height, m_width;
    Normalise m_normalise;
    bool m_coarseFirst;
    bool m_sampled = false;
    std::int64_t m_done = 0;      ///< rows of cells
    double m_secondsPerEntry = 0; ///< as the last piece took
    std::vector<float> m_values;
    std::vector<float> m_peaks; ///< of rows over all columns; only where needed
};

} // namespace mambascope::ui
