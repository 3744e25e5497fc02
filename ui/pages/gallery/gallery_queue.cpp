// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/gallery/gallery_queue.h"

#include <algorithm>
#include <iterator>

namespace mambascope::ui {

void GalleryQueue::set(const std::vector<ChannelRef>& visible, const std::vector<ChannelRef>& others)
{
    const std::lock_guard lock(m_mutex);
    m_channels.assign(others.rbegin(), others.rend());
    m_channels.insert(m_channels.end(), visible.rbegin(), visible.rend());
    m_urgent = visible.size();
}

bool GalleryQueue::take(std::int64_t layer, ChannelRef& result)
{
    const std::lock_guard lock(m_mutex);
    if (m_channels.empty())
        return false;
    const auto end = m_channels.rbegin() + static_cast<std::ptrdiff_t>(m_urgent > 0 ? m_urgent : m_channels.size());
    auto found = std::find_if(m_channels.rbegin(), end, [layer](const ChannelRef& c) { return c.layer == layer; });
    if (found == end)
        found = m_channels.rbegin();
    result = *found;
    m_channels.erase(std::next(found).base());
    m_urgent -= m_urgent > 0 ? 1 : 0;
    return true;
}

std::size_t GalleryQueue::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_channels.size();
}

} // namespace mambascope::ui
