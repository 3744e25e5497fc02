// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/channel_sample.h"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace mambascope::ui {

/// Channels whose maps are wanted, in their order. The page rewrites it while a job works it off, so that scrolling
/// changes what comes next without throwing away what was begun. Any thread.
class GalleryQueue
{
public:
    /// `visible` ones come before all `others`.
    void set(const std::vector<ChannelRef>& visible, const std::vector<ChannelRef>& others);
    /// Takes the next one out: of those that are seen, or else of all, the first one of `layer`, whose factors are at
    /// hand. False: nothing is wanted any more.
    bool take(std::int64_t layer, ChannelRef& result);
    std::size_t size() const;

private:
    mutable std::mutex m_mutex;
    std::vector<ChannelRef> m_channels; ///< next ones last
    std::size_t m_urgent = 0;           ///< how many of the last ones are seen
};

} // namespace mambascope::ui
