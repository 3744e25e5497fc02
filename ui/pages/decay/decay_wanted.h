// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/inspect/receptive_field.h"
#include "core/inspect/trace.h"
#include "ui/engine/map_renderer.h"
#include "ui/pages/decay/decay_page.h"
#include "ui/pages/decay/decay_plot.h"

#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace mambascope::ui {

/// What a job needs to make the curves, by value.
struct DecayPage::Wanted
{
    using Channel = std::pair<std::int64_t, std::int64_t>;
    std::array<std::shared_ptr<const ChannelMap>, 2> maps; ///< of the selected channel; the second may be a preview
    std::array<std::shared_ptr<const Trace>, 2> traces;
    std::vector<Channel> beside, pinned;
    std::vector<std::uint8_t> global;
    QString filtered;       ///< what the filtered curves are called
    std::int64_t among = 0; ///< how many channels those beside are a sample of

    bool operator==(const Wanted&) const = default;

    /// Calls line(DecayLine, curve) for every curve, the selected channel's last: they are drawn on top.
    template <typename Line>
    void forEach(Progress& progress, Line line) const
    {
        const Channel selected(maps[0]->layer, maps[0]->channel);
        std::int64_t done = 0;
        const auto addAll = [&](const std::vector<Channel>& channels, bool isPinned) {
            for (const Channel& channel : channels) {
                progress.step(say("curve"), done++, std::ssize(beside) + std::ssize(pinned));
                if (channel == selected)
                    continue;
                for (const Side side : kSides) {
                    const auto& map = maps[index(side)];
                    const bool preview = map && map->keepAbove;
                    if (!map || !traces[index(side)] || (side == Side::LongMamba && preview))
                        continue;
                    const auto factors = channel.first == map->layer
                                             ? map->factors
                                             : traces[index(side)]->factors(channel.first, progress);
                    add(line, channel, side, false, isPinned, cumulativeDecay(*factors, channel.second));
                }
            }
        };
        addAll(beside, false);
        addAll(pinned, true);
        for (const Side side : kSides) {
            if (const auto& map = maps[index(side)])
                add(line, selected, side, true, false, cumulativeDecay(*map->factors, map->channel, map->keepAbove));
        }
    }

private:
    template <typename Line>
    void add(Line& line, const Channel& channel, Side side, bool isSelected, bool isPinned,
             const std::vector<double>& curve) const
    {
        const auto place = static_cast<std::size_t>(channel.first * maps[0]->factors->channels + channel.second);
        const ChannelClass kind = place >= global.size() ? ChannelClass::Unknown
                                  : global[place]        ? ChannelClass::Global
                                                         : ChannelClass::Local;
        line(DecayLine{channel.first, channel.second, side, isSelected, isPinned, kind, {}}, curve);
    }
};

} // namespace mambascope::ui
