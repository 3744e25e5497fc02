// SPDX-License-Identifier: GPL-3.0-or-later
// What the maps of CompareViews share with each other and with the window: visible part, cell under the pointer, picked
// cell.
#include "ui/engine/comparer.h"
#include "ui/engine/token_text.h"
#include "ui/engine/workspace.h"
#include "ui/pages/compare/compare_views.h"
#include "ui/widgets/map_view.h"

#include <QLabel>
#include <QLocale>
#include <QScopedValueRollback>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

constexpr std::size_t kDifference = 2; // behind the two sides

} // namespace

void CompareViews::connectView(std::size_t k)
{
    MapView* view = m_views[k];
    connect(view, &MapView::visibleRangeChanged, this, [this, k](const QRectF& tokens) { link(k, tokens); });
    connect(view, &MapView::viewportChanged, this, &CompareViews::requestDetail);
    connect(view, &MapView::hovered, this, [this, k](qint64 i, qint64 j) {
        for (MapView* other : m_views) {
            if (other != m_views[k] && other->length() == m_views[k]->length())
                other->setCrosshair(i, j);
        }
        if (i >= 0)
            showCell(k, i, j);
        else
            showPickedCell();
    });
    connect(view, &MapView::picked, this, [this, k](qint64 i, qint64 j) { pick(k, i, j); });
}

void CompareViews::link(std::size_t from, const QRectF& tokens)
{
    if (m_linking)
        return;
    const QScopedValueRollback guard(m_linking, true);
    for (MapView* other : m_views) {
        if (other != m_views[from] && other->length() == m_views[from]->length())
            other->setVisibleRange(tokens);
    }
    const auto length = static_cast<double>(m_views[from]->length());
    const bool whole = tokens.left() <= 0 && tokens.top() <= 0 && tokens.right() >= length && tokens.bottom() >= length;
    m_workspace.editView([&](ViewState& s) {
        (movesAlone(from) ? s.comparePartB : s.comparePart) =
            whole ? PlotPart() : PlotPart{tokens.left(), tokens.right(), tokens.top(), tokens.bottom()};
    });
}

bool CompareViews::movesAlone(std::size_t k) const
{
    return k == 1 && m_views[0]->length() > 0 && m_views[0]->length() != m_views[1]->length();
}

/// As the view state has them: what the maps say of it is no wish of a person.
void CompareViews::showMapParts()
{
    const QScopedValueRollback guard(m_linking, true);
    const ViewState& s = m_workspace.state();
    for (std::size_t k = 0; k < m_views.size(); ++k) {
        const PlotPart& part = movesAlone(k) ? s.comparePartB : s.comparePart;
        if (part.isSet())
            m_views[k]->setVisibleRange(QRectF(QPointF(part.x0, part.y0), QPointF(part.x1, part.y1)));
        else
            m_views[k]->fit();
    }
}

/// For a document or a result that is another one: a cell that is out of sight moves no map.
void CompareViews::showPickInPlace()
{
    {
        const QScopedValueRollback guard(m_linking, true);
        showPick();
    }
    showMapParts();
}

const Document* CompareViews::documentOf(std::size_t k) const
{
    if (k == kDifference) {
        const Document* a = documentOf(0);
        const Document* b = documentOf(1);
        return a && b && a->ids == b->ids ? a : nullptr;
    }
    return m_channels[k] ? m_channels[k]->of->document.get() : nullptr;
}

bool CompareViews::readsWindowsTokens(std::size_t k) const
{
    const Document* document = documentOf(k);
    const auto& window = m_workspace.document();
    return document && window && document->ids == window->ids;
}

void CompareViews::pick(std::size_t k, qint64 i, qint64 j)
{
    m_pickedIn = k;
    if (readsWindowsTokens(k)) {
        m_workspace.pickCell(i, j); // and shows it everywhere
        return;
    }
    if (documentOf(kDifference)) { // both sides read the same, only the window does not
        for (MapView* other : m_views)
            other->setPicked(i, j);
    }
    describePick();
}

/// Where a map's tokens are the window's, so is its picked cell. Elsewhere stays what was picked there.
void CompareViews::showPick()
{
    const ViewState& s = m_workspace.state();
    for (std::size_t k = 0; k < m_views.size(); ++k) {
        const bool windows = readsWindowsTokens(k);
        if (windows)
            m_views[k]->setPicked(s.row, s.column);
        else if (m_windowsPick[k] || !documentOf(k))
            m_views[k]->setPicked(-1, -1);
        m_windowsPick[k] = windows;
    }
    const auto first = std::find(m_windowsPick.begin(), m_windowsPick.end(), true);
    if (!m_windowsPick[m_pickedIn] && first != m_windowsPick.end())
        m_pickedIn = static_cast<std::size_t>(first - m_windowsPick.begin());
    describePick();
}

void CompareViews::describePick()
{
    for (std::size_t k = 0; k < m_views.size(); ++k) {
        const auto [i, j] = m_views[k]->pickedCell();
        const Document* document = documentOf(k);
        QString text;
        if (document && i >= 0 && std::max(i, j) < document->length())
            text = cellText(*document, i, j, valueOf(k, i, j));
        m_views[k]->setPickedText(text);
    }
    showPickedCell();
}

void CompareViews::showPickedCell()
{
    const auto [i, j] = m_views[m_pickedIn]->pickedCell();
    showCell(m_pickedIn, i, j);
}

/// As the maps show it: of the difference without signs.
double CompareViews::valueOf(std::size_t k, qint64 i, qint64 j) const
{
    const auto value = [&](std::size_t side) { return static_cast<double>(m_channels[side]->map->map->value(i, j)); };
    return k == kDifference ? std::abs(value(1)) - std::abs(value(0)) : value(k);
}

void CompareViews::showCell(std::size_t k, qint64 i, qint64 j)
{
    const Document* document = documentOf(k);
    if (!document || i < 0 || j < 0 || j > i || i >= document->length()) {
        m_readout->clear();
        return;
    }
    QStringList parts;
    const QLocale locale;
    for (const std::size_t side : Comparer::kBoth) {
        if (m_channels[side] && m_channels[side]->map->map->length() == document->length())
            parts << tr("%1 α = %2").arg(side == 0 ? tr("A") : tr("B"), locale.toString(valueOf(side, i, j), 'g', 4));
    }
    if (documentOf(kDifference))
        parts << tr("|B| − |A| = %1").arg(locale.toString(valueOf(kDifference, i, j), 'g', 4));
    m_readout->setText(tr("%1:   %2").arg(cellText(*document, i, j), parts.join(QStringLiteral("   "))));
}

} // namespace mambascope::ui
