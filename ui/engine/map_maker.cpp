// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/map_maker.h"

#include "core/inspect/attention_rollout.h"

namespace mambascope::ui {

MapSubject subjectOf(const ChannelMap& map)
{
    return {map.of, map.layer, map.channel, map.attentionHead};
}

MapOf mapOfFromString(const std::string& name)
{
    return name == "mean" ? MapOf::Mean : name == "rollout" ? MapOf::Rollout : MapOf::Channel;
}

std::shared_ptr<const ChannelMap> makeMap(const MapSubject& subject, const Trace& trace,
                                          const std::shared_ptr<const ChannelMap>& known, Progress& progress)
{
    const auto hold = [](AttentionMap map) { return std::make_shared<const AttentionMap>(std::move(map)); };
    const bool ofAllChannels = subject.of == MapOf::Mean || subject.of == MapOf::Rollout;
    if (known && ofAllChannels && known->of == subject.of) { // the channel makes no difference
        auto same = std::make_shared<ChannelMap>(*known);
        same->channel = subject.channel;
        return same;
    }
    auto result = std::make_shared<ChannelMap>();
    result->of = subject.of;
    result->layer = subject.layer;
    result->channel = subject.channel;
    result->attentionHead = subject.attentionHead;
    result->factors = known ? known->factors : trace.factors(subject.layer, progress);
    switch (subject.of) {
    case MapOf::AttentionHead:
        result->map = hold(AttentionMap(trace.attention(subject.layer, progress), subject.attentionHead));
        break;
    case MapOf::Mean:
        result->map = hold(AttentionMap::meanOfChannels(result->factors));
        break;
    case MapOf::Rollout: {
        const auto rollout = makeRollout(trace, subject.layer, progress);
        result->blocks = rollout->blocks;
        result->map = hold(AttentionMap(rollout));
        break;
    }
    case MapOf::Channel:
    case MapOf::Difference:
        result->map = hold(AttentionMap(result->factors, subject.channel));
        break;
    }
    return result;
}

std::shared_ptr<const ChannelMap> makePreview(const std::shared_ptr<const LayerFactors>& factors, std::int64_t channel,
                                              float keepAbove)
{
    auto result = std::make_shared<ChannelMap>();
    result->factors = factors;
    result->map = std::make_shared<const AttentionMap>(factors, channel, keepAbove);
    result->layer = factors->layer;
    result->channel = channel;
    result->keepAbove = keepAbove;
    return result;
}

} // namespace mambascope::ui
