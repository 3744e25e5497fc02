// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/attention_map.h"
#include "core/inspect/receptive_field.h"
#include "ui/widgets/map_image.h"

#include <QRectF>
#include <QSize>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace mambascope::ui {

/// What a map is of.
enum class MapOf {
    Channel,
    AttentionHead, ///< softmax attention of a hybrid layer
    Mean,          ///< signed mean over all channels of the layer
    Rollout,       ///< over the layers up to this one
    Difference,    ///< LongMamba's map minus the vanilla one
};

/// One map under one method, ready to be asked for pictures. Immutable; shared between threads.
struct ChannelMap
{
    std::shared_ptr<const LayerFactors> factors; ///< of the layer's Mamba part
    std::shared_ptr<const AttentionMap> map;
    std::int64_t layer = 0, channel = 0;
    std::int64_t attentionHead = -1; ///< >= 0: `map` is this head's softmax attention, not the channel's
    std::optional<float> keepAbove;  ///< set: a preview on the vanilla pass's factors
    MapOf of = MapOf::Channel;
    std::int64_t blocks = 0; ///< of a rollout; fewer than tokens: an approximation
};

/// \param right may be of another pass; both of the same channel.
std::shared_ptr<const ChannelMap> differenceOf(const ChannelMap& left, const ChannelMap& right);

/// Edge of the picture of the whole map that is always kept.
constexpr std::int64_t kOverviewEdge = 512;

/// The visible part, one cell a pixel or one cell a token, whichever is coarser.
MapImage renderDetail(const ChannelMap& map, const QRectF& tokens, QSize pixels, Normalise normalise,
                      Progress& progress);
/// The whole tokens that a visible part touches.
AttentionMap::Rect visibleRect(const QRectF& tokens, std::int64_t length);
/// Where the receptive-field line of a map runs.
struct ReachLevel
{
    double value = 1e-3;
    ReachOf of = ReachOf::Row;
    bool operator==(const ReachLevel&) const = default;
};

/// The receptive-field line over the visible rows: points (j, i), at most `points` of them, fewer where
/// rows take long. Nothing for rollouts and differences, which have no such line.
std::vector<std::pair<double, double>> renderReach(const ChannelMap& map, double row0, double row1, int points,
                                                   const ReachLevel& level, Progress& progress);

} // namespace mambascope::ui
