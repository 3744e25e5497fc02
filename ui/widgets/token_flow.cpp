// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/token_flow.h"

#include <algorithm>

namespace mambascope::ui {

void TokenFlow::setWidths(std::vector<float> widths)
{
    m_widths = std::move(widths);
    m_pageWidth = -1;
}

void TokenFlow::setBreaks(std::vector<bool> breaks)
{
    m_breaks = std::move(breaks);
    m_pageWidth = -1;
}

bool TokenFlow::flow(double width)
{
    if (width == m_pageWidth)
        return false;
    m_pageWidth = width;
    const auto right = static_cast<float>(width - kMargin);
    constexpr auto kLeft = static_cast<float>(kMargin);
    m_lefts.resize(m_widths.size());
    m_starts.clear();
    float x = kLeft;
    bool fresh = true;
    for (std::size_t k = 0; k < m_widths.size(); ++k) {
        if (fresh || x + m_widths[k] > right) {
            m_starts.push_back(static_cast<qint64>(k));
            x = kLeft;
        }
        m_lefts[k] = x;
        x += m_widths[k] + static_cast<float>(kGap);
        fresh = k < m_breaks.size() && m_breaks[k];
    }
    return true;
}

qint64 TokenFlow::lineEnd(qint64 line) const
{
    return line + 1 < lines() ? lineBegin(line + 1) : static_cast<qint64>(m_widths.size());
}

qint64 TokenFlow::lineOf(qint64 token) const
{
    return std::upper_bound(m_starts.begin(), m_starts.end(), token) - m_starts.begin() - 1;
}

qint64 TokenFlow::nearestInLine(qint64 line, double x) const
{
    const qint64 begin = lineBegin(line);
    const auto first = m_lefts.begin() + begin;
    const auto after = std::upper_bound(first, m_lefts.begin() + lineEnd(line), static_cast<float>(x));
    return begin + std::max<qint64>(0, after - first - 1);
}

double TokenFlow::shownWidth(qint64 token) const
{
    constexpr double kLeast = 8;
    return std::min(width(token), std::max(kLeast, m_pageWidth - kMargin - left(token)));
}

} // namespace mambascope::ui
