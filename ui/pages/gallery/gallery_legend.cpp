// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/gallery/gallery_legend.h"

#include "ui/figures/gallery_painter.h"

#include <QPainter>

namespace mambascope::ui {

GalleryLegend::GalleryLegend(const std::unique_ptr<GalleryPainter>& painter, QWidget* parent)
    : QWidget(parent), m_painter(painter)
{
    setAccessibleName(tr("Legend"));
    const QString meaning =
        tr("A solid frame and a filled square: global. A dashed frame and a circle: local. The line: receptive field. "
           "Above the diagonal there are no values: the key comes after the query.");
    setAccessibleDescription(meaning);
    setToolTip(meaning);
    setMinimumHeight(fontMetrics().height() + 6);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void GalleryLegend::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    m_painter->paintLegend(painter, QRectF(rect()).adjusted(2, 0, 0, 0));
}

} // namespace mambascope::ui
