// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/gallery_figure.h"

#include "core/base/error.h"
#include "ui/figures/gallery_painter.h"
#include "ui/figures/headless.h"
#include "ui/style/save_file.h"

#include <QApplication>
#include <QBuffer>
#include <QFileInfo>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>
#include <limits>

namespace mambascope::ui {

namespace {

constexpr double kMargin = 12;
constexpr double kSpacing = 10;
constexpr double kSmallestSide = 32; ///< of a map that can be read
constexpr int kLargestEdge = 16384;  ///< of the picture, in pixels; Qt draws up to 32,767

struct Layout
{
    int columns = 1;
    double side = 0;
    QSizeF size; ///< of the whole picture
};

/// The number of columns whose maps are largest in the room that there is.
Layout fitted(const GalleryPainter& painter, int panels, const QSizeF& room, double above, double below)
{
    Layout best;
    for (int columns = 1; columns <= panels; ++columns) {
        const int rows = (panels + columns - 1) / columns;
        const double panelWidth = (room.width() - 2 * kMargin - (columns - 1) * kSpacing) / columns;
        const double panelHeight = (room.height() - 2 * kMargin - above - below - (rows - 1) * kSpacing) / rows;
        const double side = std::min(painter.sideFor(panelWidth), panelHeight - painter.captionHeight());
        if (side > best.side)
            best = {columns, std::floor(side), room};
    }
    return best;
}

Layout natural(const GalleryPainter& painter, int panels, double above, double below)
{
    Layout layout;
    // Wider than high as soon as there are many.
    const int columns = std::max(8, static_cast<int>(std::ceil(std::sqrt(panels * 1.6))));
    layout.columns = std::min(panels, painter.bothLengths ? columns / 2 : columns);
    layout.side = panels > 96 ? 96 : 132;
    const int rows = (panels + layout.columns - 1) / layout.columns;
    const QSizeF panel = painter.panelSize(layout.side);
    layout.size = {2 * kMargin + layout.columns * panel.width() + (layout.columns - 1) * kSpacing,
                   2 * kMargin + above + below + rows * panel.height() + (rows - 1) * kSpacing};
    layout.size.setWidth(std::max(layout.size.width(), 760.0)); // the legend's line
    return layout;
}

void paint(QPainter& painter, const GalleryFigure& figure, const GalleryPainter& panels, const Layout& layout,
           const PlotColours& colours, double above, double below, double ratio)
{
    painter.fillRect(QRectF(QPointF(0, 0), layout.size), colours.background);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont bold = QApplication::font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(colours.text);
    if (!figure.title.empty())
        painter.drawText(QRectF(kMargin, kMargin, layout.size.width() - 2 * kMargin, above),
                         Qt::AlignLeft | Qt::AlignTop, QString::fromStdString(figure.title));
    const QSizeF size = panels.panelSize(layout.side);
    for (std::size_t k = 0; k < figure.panels.size(); ++k) {
        const GalleryPanel& panel = figure.panels[k];
        const int row = static_cast<int>(k) / layout.columns;
        const int column = static_cast<int>(k) % layout.columns;
        const auto pictureOf = [&](const std::shared_ptr<const SmallMap>& map) {
            return map ? panels.picture(*map, layout.side, ratio) : QImage();
        };
        panels.paintPanel(
            painter,
            QPointF(kMargin + column * (size.width() + kSpacing), kMargin + above + row * (size.height() + kSpacing)),
            layout.side, panel, pictureOf(panel.maps.whole), pictureOf(panel.maps.training));
    }
    panels.paintLegend(painter, QRectF(kMargin, layout.size.height() - kMargin - below + kSpacing / 2,
                                       layout.size.width() - 2 * kMargin, below));
}

} // namespace

std::vector<double> galleryTable(const std::vector<GalleryPanel>& panels)
{
    std::vector<double> values;
    for (const GalleryPanel& panel : panels) {
        values.push_back(static_cast<double>(panel.channel.layer));
        values.push_back(static_cast<double>(panel.channel.channel));
        values.push_back(panel.channel.lnDecay);
        values.push_back(panel.kind == ChannelClass::Unknown  ? std::numeric_limits<double>::quiet_NaN()
                         : panel.kind == ChannelClass::Global ? 1
                                                              : 0);
    }
    return values;
}

void writeGalleryPicture(const std::filesystem::path& path, const GalleryFigure& figure, const FigureOptions& options)
{
    if (!isPicture(path))
        throw Error(path.string(), say("pictures are .png, .svg or .pdf"));
    if (figure.panels.empty())
        throw Error(path.string(), say("there is no channel to draw"));
    requireApplication();
    const PlotColours& colours = plotColours(options.theme == "dark");
    GalleryPainter panels(colours, QApplication::font());
    panels.normalise = normaliseFromString(QString::fromStdString(figure.normalise));
    panels.colourMap = QString::fromStdString(figure.colourMap);
    panels.bothLengths = figure.panels.front().maps.training != nullptr;
    const double text = QFontMetricsF(QApplication::font()).height();
    const double above = figure.title.empty() ? 0 : text + kSpacing;
    const double below = text + kSpacing;
    const int count = static_cast<int>(figure.panels.size());
    const bool free = options.width <= 0 || options.height <= 0;
    Layout layout;
    if (!free)
        layout = fitted(panels, count, QSizeF(options.width, options.height), above, below);
    if (layout.side < kSmallestSide) // as large as it has to be rather than too small to see
        layout = natural(panels, count, above, below);
    const QSize size = layout.size.toSize();
    if (size.width() > kLargestEdge || size.height() > kLargestEdge)
        throw Error(path.string(), say("{0} channels are too many for one picture; choose fewer", count));
    const double scale =
        std::min(options.scale, kLargestEdge / static_cast<double>(std::max(size.width(), size.height())));
    const QString suffix = QFileInfo(QString::fromStdString(path.string())).suffix().toLower();
    QBuffer file;
    file.open(QIODevice::WriteOnly);
    if (suffix == QLatin1String("svg")) {
        QSvgGenerator generator;
        generator.setOutputDevice(&file);
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(0, 0), size));
        generator.setTitle(QString::fromStdString(path.stem().string()));
        QPainter painter(&generator);
        paint(painter, figure, panels, layout, colours, above, below, scale);
    } else if (suffix == QLatin1String("pdf")) {
        QPdfWriter writer(&file);
        writer.setResolution(96);
        writer.setPageSize(QPageSize(QSizeF(size) * 72 / 96, QPageSize::Point));
        writer.setPageMargins(QMarginsF());
        writer.setTitle(QString::fromStdString(path.stem().string()));
        QPainter painter(&writer);
        paint(painter, figure, panels, layout, colours, above, below, scale);
    } else {
        QImage image(size * scale, QImage::Format_RGB32);
        image.setDevicePixelRatio(scale);
        QPainter painter(&image);
        paint(painter, figure, panels, layout, colours, above, below, scale);
        painter.end();
        if (!image.save(&file, "PNG"))
            throw Error(path.string(), say("cannot be written: there is not enough memory for the picture"));
    }
    saveWhole(QString::fromStdString(path.string()), file.data());
}

} // namespace mambascope::ui
