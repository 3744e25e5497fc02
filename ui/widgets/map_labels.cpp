// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/map_labels.h"

#include "ui/style/theme.h"
#include "ui/widgets/causal_entry.h"
#include "ui/widgets/map_view.h"

#include <qcustomplot.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

MapLabels::MapLabels(QWidget& view, QCustomPlot& plot)
    : m_view(view), m_plot(plot), m_title(new QLabel(&view)), m_subtitle(new QLabel(&view)),
      m_message(new QLabel(&plot)), m_busy(new QLabel(&plot)), m_causal(new CausalEntry(&view)),
      m_reduction(MapView::tr("max |α|"))
{
    QFont bold = view.font();
    bold.setBold(true);
    m_title->setFont(bold);
    for (QLabel* label : {m_title, m_subtitle}) {
        label->setTextFormat(Qt::PlainText);
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // a long title never widens the page
        label->setContentsMargins(6, 0, 6, 0);
    }
    m_subtitle->setToolTip(MapView::tr("How many tokens one screen pixel stands for, and which of their values it "
                                       "shows.\nZoom in until it says 1 × 1 to see single values."));
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_message->setMargin(8);
    m_busy->setContentsMargins(8, 3, 8, 3);
    for (QLabel* label : {m_message, m_busy}) {
        label->setTextFormat(Qt::PlainText);
        label->setAutoFillBackground(true);
        label->setAttribute(Qt::WA_TransparentForMouseEvents);
        label->hide();
    }
}

void MapLabels::addTo(QVBoxLayout& layout)
{
    layout.addWidget(m_title);
    auto* line = new QHBoxLayout;
    line->setSpacing(0);
    line->addWidget(m_subtitle, 1);
    line->addWidget(m_causal);
    layout.addLayout(line);
    m_causal->hide();
}

void MapLabels::setTitle(const QString& title)
{
    m_title->setText(title);
    m_title->setToolTip(title);
}

void MapLabels::setScale(const QRectF& range, const QSize& pixels)
{
    m_causal->setVisible(!range.isEmpty());
    if (range.isEmpty()) {
        m_subtitle->clear();
        return;
    }
    const auto perPixel = [](double extent, int n) { return extent / std::max(n, 1); };
    const double across = perPixel(range.width(), pixels.width());
    const double down = perPixel(range.height(), pixels.height());
    const auto number = [](double v) { return QString::number(v, 'f', v < 9.95 && v != std::round(v) ? 1 : 0); };
    if (across <= 1 && down <= 1)
        m_subtitle->setText(MapView::tr("single tokens, one is %1 × %2 px").arg(number(1 / across), number(1 / down)));
    else
        m_subtitle->setText(MapView::tr("1 px = %1 × %2 tokens, %3")
                                .arg(number(std::max(across, 1.0)), number(std::max(down, 1.0)), m_reduction));
    fitCausal();
}

void MapLabels::fitCausal()
{
    m_causal->fit(m_view.width() - m_subtitle->sizeHint().width()); // what a pixel is comes first
}

void MapLabels::setMessage(const QString& message)
{
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
}

void MapLabels::setBusy(const QString& what)
{
    m_busy->setText(what);
    m_busy->setVisible(!what.isEmpty());
}

QString MapLabels::subtitle() const
{
    return m_subtitle->text();
}

void MapLabels::recolour()
{
    const PlotColours& colours = plotColours();
    const auto tint = [](QLabel* label, const QColor& text, const QColor& background) {
        QPalette palette = label->palette();
        palette.setColor(QPalette::WindowText, text);
        palette.setColor(QPalette::Window, background);
        label->setPalette(palette);
    };
    tint(m_subtitle, colours.faintText, m_view.palette().color(QPalette::Window));
    QColor veil = colours.background;
    veil.setAlpha(215);
    tint(m_message, colours.text, veil);
    tint(m_busy, colours.text, veil);
}

void MapLabels::place(bool hasMap)
{
    fitCausal();
    const QRect area = m_plot.axisRect()->rect();
    if (m_busy->isVisibleTo(&m_plot)) {
        m_busy->adjustSize();
        m_busy->move(area.right() - m_busy->width() - 6, area.top() + 7);
    }
    if (!m_message->isVisibleTo(&m_plot))
        return;
    const int room = hasMap ? area.width() * 11 / 20 : area.width() - 24;
    const int width = std::min(std::max(120, room), area.width() - 12);
    const int height = std::min(m_message->heightForWidth(width) + 4, area.height() - 12);
    const int below = m_busy->isVisibleTo(&m_plot) ? m_busy->geometry().bottom() + 6 : area.top() + 7;
    m_message->setGeometry(hasMap ? area.right() - width - 6 : area.center().x() - width / 2,
                           hasMap ? below : area.center().y() - height / 2, width, height);
}

} // namespace mambascope::ui
