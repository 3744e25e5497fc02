// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <vector>

namespace mambascope::ui {

/// Tokens that flow in lines, as words on a page: where each of them is. Widths are measured by whoever knows the font;
/// a new width of the page costs one walk over them.
class TokenFlow
{
public:
    static constexpr double kMargin = 6; ///< left and right of the lines
    static constexpr double kGap = 1;    ///< between two tokens, so that their boundary is visible

    /// Of each token. Lines are to be made anew.
    void setWidths(std::vector<float> widths);
    /// The tokens after which a line ends in any case. Lines are to be made anew.
    void setBreaks(std::vector<bool> breaks);
    /// Makes the lines for a page of that width. \returns false: that is what they were made for.
    bool flow(double width);

    int lines() const { return static_cast<int>(m_starts.size()); }
    qint64 lineBegin(qint64 line) const { return m_starts[static_cast<std::size_t>(line)]; }
    qint64 lineEnd(qint64 line) const;
    qint64 lineOf(qint64 token) const;
    /// The token of a line that begins last before `x`; the first one when none does.
    qint64 nearestInLine(qint64 line, double x) const;
    double left(qint64 token) const { return static_cast<double>(m_lefts[static_cast<std::size_t>(token)]); }
    double width(qint64 token) const { return static_cast<double>(m_widths[static_cast<std::size_t>(token)]); }
    /// What of the width there is room for: a token wider than the page is cut at its edge.
    double shownWidth(qint64 token) const;

private:
    std::vector<float> m_widths;
    std::vector<float> m_lefts; ///< x in its line
    std::vector<bool> m_breaks;
    std::vector<qint64> m_starts; ///< first token of each line
    double m_pageWidth = -1;      ///< the width that the lines were made for
};

} // namespace mambascope::ui
