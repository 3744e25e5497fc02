// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/causal_entry.h"

#include "ui/style/theme.h"

#include <QPainter>

namespace mambascope::ui {

namespace {
constexpr int kSwatch = 10;
constexpr int kGap = 5;
constexpr int kMargin = 6;
} // namespace

CausalEntry::CausalEntry(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("causalEntry"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    const QString meaning = tr("Above the diagonal there are no values: the key comes after the query");
    setAccessibleName(words());
    setAccessibleDescription(meaning);
    setToolTip(meaning);
}

QString CausalEntry::words()
{
    return tr("no value: key after query");
}

void CausalEntry::fit(int room)
{
    const bool withWords = room >= widthFor(true);
    if (withWords == m_withWords)
        return;
    m_withWords = withWords;
    updateGeometry();
    update();
}

int CausalEntry::widthFor(bool withWords) const
{
    return 2 * kMargin + kSwatch + (withWords ? kGap + fontMetrics().horizontalAdvance(words()) : 0);
}

QSize CausalEntry::sizeHint() const
{
    return {widthFor(m_withWords), fontMetrics().height()};
}

void CausalEntry::paintEvent(QPaintEvent*)
{
    const PlotColours& colours = plotColours();
    QPainter painter(this);
    const QRect swatch(kMargin, (height() - kSwatch) / 2, kSwatch, kSwatch);
    painter.fillRect(swatch, colours.causal);
    painter.setPen(colours.axis);
    painter.drawRect(swatch.adjusted(0, 0, -1, -1));
    if (!m_withWords)
        return;
    painter.setPen(colours.faintText);
    painter.drawText(rect().adjusted(swatch.right() + 1 + kGap, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, words());
}

} // namespace mambascope::ui
