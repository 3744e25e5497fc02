// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/trace.h"
#include "ui/engine/map_renderer.h"

#include <string>

namespace mambascope::ui {

/// Which map a page wants to see.
struct MapSubject
{
    MapOf of = MapOf::Channel;
    std::int64_t layer = 0, channel = 0;
    std::int64_t attentionHead = -1; ///< >= 0 with MapOf::AttentionHead only
    bool operator==(const MapSubject&) const = default;
};

MapSubject subjectOf(const ChannelMap& map);
/// As in ViewState::mapOf: channel, mean, rollout; an unknown name is a channel.
MapOf mapOfFromString(const std::string& name);

/// `known`: another map of the layer under this trace, of which what fits is used; may be null.
/// \throws Error, Cancelled
std::shared_ptr<const ChannelMap> makeMap(const MapSubject& subject, const Trace& trace,
                                          const std::shared_ptr<const ChannelMap>& known, Progress& progress);
/// A channel's map with another threshold than the pass's.
std::shared_ptr<const ChannelMap> makePreview(const std::shared_ptr<const LayerFactors>& factors, std::int64_t channel,
                                              float keepAbove);

} // namespace mambascope::ui
