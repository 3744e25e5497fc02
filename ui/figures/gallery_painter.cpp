// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/gallery_painter.h"

#include "ui/widgets/causal_entry.h"
#include "ui/widgets/map_colouring.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

constexpr double kGap = 4; ///< between the two maps of a channel
constexpr double kMark = 8;
constexpr double kCaptionGap = 3;

/// Texts of the functions in this file.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Gallery)
};

/// The line in a map of `side` pixels; broken where a row is zero.
QPainterPath reachPath(const SmallMap& map, double side)
{
    QPainterPath path;
    const double scale = side / static_cast<double>(map.tokens);
    bool pen = false;
    for (std::size_t k = 0; k < map.reachRows.size(); ++k) {
        if (std::isnan(map.reachColumns[k])) {
            pen = false;
            continue;
        }
        const QPointF point((map.reachColumns[k] + 0.5) * scale, (map.reachRows[k] + 0.5) * scale);
        if (pen)
            path.lineTo(point);
        else
            path.moveTo(point);
        pen = true;
    }
    return path;
}

} // namespace

GalleryPainter::GalleryPainter(const PlotColours& colours, const QFont& font)
    : m_colours(colours), m_font(font), m_smallFont(font)
{
    m_smallFont.setPointSizeF(std::max(6.0, font.pointSizeF() * 0.8));
}

double GalleryPainter::captionHeight() const
{
    return 2 * QFontMetricsF(m_font).height() + kCaptionGap;
}

QSizeF GalleryPainter::panelSize(double side) const
{
    return {bothLengths ? 2 * side + kGap : side, side + captionHeight()};
}

double GalleryPainter::sideFor(double panelWidth) const
{
    return bothLengths ? (panelWidth - kGap) / 2 : panelWidth;
}

QString GalleryPainter::caption(const ChannelRef& channel)
{
    return Texts::tr("layer %1 · %2").arg(channel.layer).arg(channel.channel);
}

QString GalleryPainter::decayText(const ChannelRef& channel)
{
    if (std::isnan(channel.lnDecay))
        return Texts::tr("ln –");
    return Texts::tr("ln %1").arg(QLocale().toString(channel.lnDecay, 'f', channel.lnDecay > -100 ? 2 : 0));
}

QImage GalleryPainter::picture(const SmallMap& map, double side, double ratio) const
{
    MapImage image;
    image.row1 = image.col1 = static_cast<double>(map.tokens);
    image.height = image.width = static_cast<int>(map.edge);
    // Shared, not copied: the picture lives shorter than the map.
    image.values = std::shared_ptr<const std::vector<float>>(std::shared_ptr<void>(), &map.values);
    MapColouring colouring;
    colouring.normalise = normalise == Normalise::Raw ? Normalise::Abs : normalise;
    colouring.colourMap = colourMap;
    colouring.statistics = mapStatistics(image);
    colouring.range = autoRange(image, colouring.normalise, colouring.statistics);
    const int pixels = std::max(1, static_cast<int>(std::lround(side * ratio)));
    const auto length = static_cast<double>(map.tokens);
    QImage result = colourise(image, QRectF(0, 0, length, length), QSize(pixels, pixels), colouring,
                              m_colours.causal.rgb(), m_colours.notFinite.rgb());
    QPainter painter(&result);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPainterPath path = reachPath(map, pixels);
    const double width = std::max(1.0, ratio);
    QPen pen(m_colours.casing, 2.4 * width);
    pen.setJoinStyle(Qt::RoundJoin);
    painter.strokePath(path, pen);
    pen.setColor(m_colours.reach);
    pen.setWidthF(1.3 * width);
    painter.strokePath(path, pen);
    return result;
}

void GalleryPainter::paintFrame(QPainter& painter, const QRectF& map, ChannelClass kind) const
{
    painter.setBrush(Qt::NoBrush);
    if (kind == ChannelClass::Global)
        painter.setPen(QPen(m_colours.global, 2.5));
    else if (kind == ChannelClass::Local)
        painter.setPen(QPen(m_colours.local, 1.2, Qt::DashLine));
    else
        painter.setPen(QPen(m_colours.axis, 1));
    painter.drawRect(map);
}

void GalleryPainter::paintMark(QPainter& painter, const QPointF& centre, ChannelClass kind) const
{
    if (kind == ChannelClass::Unknown)
        return;
    const QRectF box(centre.x() - kMark / 2, centre.y() - kMark / 2, kMark, kMark);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (kind == ChannelClass::Global) { // filled square and empty circle: told apart without colours
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_colours.global);
        painter.drawRect(box);
    } else {
        painter.setPen(QPen(m_colours.local, 1.6));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(box);
    }
    painter.restore();
}

void GalleryPainter::paintMap(QPainter& painter, const QRectF& place, const QImage& picture, const SmallMap* map,
                              ChannelClass kind) const
{
    if (picture.isNull()) {
        painter.fillRect(place, m_colours.causal);
        painter.setFont(m_smallFont);
        painter.setPen(m_colours.faintText);
        painter.drawText(place, Qt::AlignCenter, QStringLiteral("…"));
    } else {
        painter.drawImage(place, picture);
    }
    if (map && bothLengths) { // the causal half is empty: room for what the map covers
        painter.setFont(m_smallFont);
        painter.setPen(m_colours.text);
        painter.drawText(place.adjusted(4, 3, -4, -3), Qt::AlignRight | Qt::AlignTop,
                         QLocale().toString(static_cast<qint64>(map->tokens)));
    }
    paintFrame(painter, place, kind);
}

void GalleryPainter::paintPanel(QPainter& painter, const QPointF& topLeft, double side, const GalleryPanel& panel,
                                const QImage& whole, const QImage& training) const
{
    const QFontMetricsF metrics(m_font);
    const double width = panelSize(side).width();
    painter.setFont(m_font);
    painter.setPen(m_colours.text);
    const auto line = [&](int k, double indent) {
        return QRectF(topLeft.x() + indent, topLeft.y() + k * metrics.height(), width - indent, metrics.height());
    };
    painter.drawText(line(0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(caption(panel.channel), Qt::ElideRight, width));
    const double indent = panel.kind == ChannelClass::Unknown ? 0 : kMark + 5;
    painter.setPen(m_colours.faintText);
    painter.drawText(line(1, indent), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(decayText(panel.channel), Qt::ElideRight, width - indent));
    paintMark(painter, QPointF(topLeft.x() + kMark / 2 + 1, line(1, 0).center().y()), panel.kind);
    // On whole pixels of the device: a map between two of them would lose or double cells.
    const QTransform device = painter.deviceTransform();
    const QPointF corner = device.map(QPointF(topLeft.x(), topLeft.y() + captionHeight()));
    const QRectF first(device.inverted().map(QPointF(std::round(corner.x()), std::round(corner.y()))),
                       QSizeF(side, side));
    if (bothLengths) {
        paintMap(painter, first, training, panel.maps.training.get(), panel.kind);
        paintMap(painter, first.translated(side + kGap, 0), whole, panel.maps.whole.get(), panel.kind);
    } else {
        paintMap(painter, first, whole, panel.maps.whole.get(), panel.kind);
    }
}

double GalleryPainter::paintLegend(QPainter& painter, const QRectF& line) const
{
    const QFontMetricsF metrics(m_font);
    double x = line.left();
    const double middle = line.center().y();
    painter.setFont(m_font);
    const auto text = [&](const QString& words) {
        painter.setPen(m_colours.text);
        painter.drawText(QPointF(x, middle + (metrics.ascent() - metrics.descent()) / 2), words);
        x += metrics.horizontalAdvance(words) + 18;
    };
    const auto frame = [&](ChannelClass kind, const QString& words) {
        const QRectF box(x + 1, middle - 7, 14, 14);
        painter.fillRect(box, m_colours.causal);
        paintFrame(painter, box, kind);
        paintMark(painter, QPointF(box.right() + 9, middle), kind);
        x = box.right() + 19;
        text(words);
    };
    frame(ChannelClass::Global, Texts::tr("global: keeps more than θ over the training length"));
    frame(ChannelClass::Local, Texts::tr("local"));
    painter.setPen(QPen(m_colours.casing, 3));
    painter.drawLine(QPointF(x, middle), QPointF(x + 18, middle));
    painter.setPen(QPen(m_colours.reach, 1.6));
    painter.drawLine(QPointF(x, middle), QPointF(x + 18, middle));
    x += 24;
    text(Texts::tr("receptive field"));
    const QString causal = CausalEntry::words();
    if (x + 20 + metrics.horizontalAdvance(causal) > line.right())
        return x - line.left();
    const QRectF box(x + 1, middle - 7, 14, 14);
    painter.fillRect(box, m_colours.causal);
    paintFrame(painter, box, ChannelClass::Unknown);
    x = box.right() + 5;
    text(causal);
    return x - line.left();
}

} // namespace mambascope::ui
