// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/channels/layer_strip.h"

#include "ui/style/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionFocusRect>
#include <QToolTip>

#include <algorithm>

namespace mambascope::ui {

LayerStrip::LayerStrip(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setAccessibleName(tr("Layers"));
    setAccessibleDescription(tr("Share of global channels in each layer; arrow keys choose a layer"));
}

void LayerStrip::setLayers(std::int64_t layers, std::int64_t channels, const std::vector<std::int64_t>& globalInLayer)
{
    const bool otherHeight = layers != m_layers;
    m_layers = layers;
    m_channels = channels;
    m_global = globalInLayer;
    if (otherHeight)
        updateGeometry();
    update();
}

void LayerStrip::setAttentionLayers(const std::vector<std::int64_t>& layers)
{
    m_attention = layers;
    update();
}

void LayerStrip::setMarked(const std::vector<std::int64_t>& channelsInLayer)
{
    m_marked = channelsInLayer;
    update();
}

bool LayerStrip::hasAttention(std::int64_t layer) const
{
    return std::find(m_attention.begin(), m_attention.end(), layer) != m_attention.end();
}

void LayerStrip::setSelected(std::int64_t layer)
{
    m_selected = layer;
    update();
}

int LayerStrip::rowHeight() const
{
    // A model of 64 layers has to fit beside the other docks; eight of them may breathe.
    const int text = fontMetrics().height();
    return m_layers > 0 ? std::clamp(height() / static_cast<int>(m_layers), 3, 2 * text) : text + 4;
}

QRect LayerStrip::rowRect(std::int64_t layer) const
{
    return {0, static_cast<int>(layer) * rowHeight(), width(), rowHeight()};
}

QSize LayerStrip::sizeHint() const
{
    return {200, static_cast<int>(std::min<std::int64_t>(m_layers, 16)) * (fontMetrics().height() - 1)};
}

QSize LayerStrip::minimumSizeHint() const
{
    return {120, static_cast<int>(std::min<std::int64_t>(m_layers, 12)) * 12};
}

std::int64_t LayerStrip::layerAt(int y) const
{
    const std::int64_t layer = y < 0 ? -1 : y / rowHeight();
    return layer < m_layers ? layer : -1;
}

QString LayerStrip::describe(std::int64_t layer) const
{
    const auto i = static_cast<std::size_t>(layer);
    const QString name = hasAttention(layer) ? tr("layer %1, with attention").arg(layer) : tr("layer %1").arg(layer);
    if (i >= m_global.size())
        return name;
    const QLocale locale;
    const QString text =
        tr("%1: %2 of %3 channels are global (%4 %)")
            .arg(name)
            .arg(locale.toString(static_cast<qint64>(m_global[i])), locale.toString(static_cast<qint64>(m_channels)),
                 locale.toString(100.0 * static_cast<double>(m_global[i]) / static_cast<double>(m_channels), 'f', 1));
    if (i >= m_marked.size())
        return text;
    return text + QLatin1Char('\n') +
           tr("%1 of them are shown in the table of channels").arg(locale.toString(static_cast<qint64>(m_marked[i])));
}

void LayerStrip::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const PlotColours& colours = plotColours();
    const int text = fontMetrics().height();
    const bool labels = rowHeight() >= text - 2;
    const int dots = m_attention.empty() ? 0 : 8;
    const int left = dots + (labels ? fontMetrics().horizontalAdvance(QStringLiteral("888")) + 4 : 8);
    const int right = labels ? fontMetrics().horizontalAdvance(QStringLiteral("100 %")) + 6 : 0;
    for (std::int64_t layer = 0; layer < m_layers; ++layer) {
        const QRect row = rowRect(layer);
        const bool isSelected = layer == m_selected;
        if (isSelected)
            painter.fillRect(row, palette().color(QPalette::Highlight));
        const QColor ink = palette().color(isSelected ? QPalette::HighlightedText : QPalette::WindowText);
        painter.setPen(ink);
        if (labels)
            painter.drawText(QRect(0, row.top(), left - dots - 4, row.height()), Qt::AlignRight | Qt::AlignVCenter,
                             QString::number(layer));
        const int gap = row.height() > 8 ? 2 : 1;
        const QRect bar(left, row.top() + gap, row.width() - left - right, std::max(1, row.height() - 2 * gap));
        painter.fillRect(bar, palette().color(QPalette::Base));
        if (hasAttention(layer)) {
            const int size = std::min(5, std::max(2, row.height() - 2));
            painter.save();
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setPen(Qt::NoPen);
            painter.setBrush(ink);
            painter.drawEllipse(QRectF(left - dots, row.center().y() - size / 2, size, size));
            painter.restore();
        }
        const auto i = static_cast<std::size_t>(layer);
        if (i >= m_global.size())
            continue;
        const double share = static_cast<double>(m_global[i]) / static_cast<double>(m_channels);
        QRectF filled(bar);
        filled.setWidth(bar.width() * share);
        painter.fillRect(filled, colours.global);
        painter.fillRect(QRectF(filled.right(), bar.top(), bar.width() - filled.width(), bar.height()), colours.local);
        if (i < m_marked.size() && m_channels > 0) { // what the table shows, as a line along the bar's lower edge
            const double marked = static_cast<double>(m_marked[i]) / static_cast<double>(m_channels);
            const int height = std::clamp(bar.height() / 3, 1, 4);
            painter.fillRect(QRectF(bar.left(), bar.bottom() + 1 - height, bar.width() * marked, height), colours.pick);
        }
        if (labels)
            painter.drawText(QRect(bar.right() + 1, row.top(), right - 3, row.height()),
                             Qt::AlignRight | Qt::AlignVCenter,
                             QLocale().toString(100 * share, 'f', 0) + QStringLiteral(" %"));
    }
    if (hasFocus()) {
        QStyleOptionFocusRect option;
        option.initFrom(this);
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
    }
}

void LayerStrip::choose(std::int64_t layer)
{
    if (layer < 0 || layer >= m_layers || layer == m_selected)
        return;
    m_selected = layer;
    setAccessibleDescription(describe(layer));
    update();
    emit chosen(layer);
}

void LayerStrip::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        choose(layerAt(event->pos().y()));
}

void LayerStrip::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton && m_layers > 0) // a fast hand that leaves the strip ends at its last row
        choose(std::clamp<std::int64_t>(event->pos().y() / rowHeight(), 0, m_layers - 1));
}

void LayerStrip::mouseDoubleClickEvent(QMouseEvent* event)
{
    const std::int64_t layer = layerAt(event->pos().y());
    if (event->button() == Qt::LeftButton && layer >= 0)
        emit activated(layer);
}

void LayerStrip::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        choose(m_selected - 1);
        break;
    case Qt::Key_Down:
        choose(m_selected + 1);
        break;
    case Qt::Key_Home:
        choose(0);
        break;
    case Qt::Key_End:
        choose(m_layers - 1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_selected >= 0)
            emit activated(m_selected);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool LayerStrip::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const std::int64_t layer = layerAt(help->pos().y());
        if (layer >= 0)
            QToolTip::showText(help->globalPos(), describe(layer), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace mambascope::ui
