// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/attention_map.h"
#include "ui/widgets/map_image.h"

#include <QRectF>
#include <QSize>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace mambascope::ui {

/// One channel's map under one method, ready to be asked for pictures. Immutable; shared between threads.
struct ChannelMap
{
    std::shared_ptr<const LayerFactors> factors; ///< of the layer's Mamba part
    std::shared_ptr<const AttentionMap> map;
    std::int64_t layer = 0, channel = 0;
    std::int64_t attentionHead = -1; ///< >= 0: `map` is this head's softmax attention, not the channel's
    std::optional<float> keepAbove;  ///< set: a preview on the vanilla pass's factors
};

/// Edge of the coarse picture that is always kept of a map.
constexpr std::int64_t kOverviewEdge = 512;

/// The whole map, pooled to at most kOverviewEdge cells each way.
MapImage renderOverview(const ChannelMap& map, Normalise normalise, Progress& progress);
/// The visible part, one cell a pixel or one cell a token, whichever is coarser.
MapImage renderDetail(const ChannelMap& map, const QRectF& tokens, QSize pixels, Normalise normalise,
                      Progress& progress);
/// The receptive-field line over the visible rows: points (j, i), at most `points` of them.
std::vector<std::pair<double, double>> renderReach(const ChannelMap& map, double row0, double row1, int points,
                                                   double level, Progress& progress);

} // namespace mambascope::ui
