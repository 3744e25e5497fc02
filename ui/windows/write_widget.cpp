// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/write_widget.h"

#include "core/base/error.h"
#include "ui/style/save_file.h"
#include "ui/style/theme.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QEvent>
#include <QFileInfo>
#include <QFontMetrics>
#include <QImage>
#include <QPageSize>
#include <QPaintEngine>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <QWidget>

#include <qcustomplot.h>

#include <memory>
#include <vector>

namespace mambascope::ui {

namespace {

double chosenScale = 1;

/// Covers what lies beyond the axes with the plot's background: Qt's SVG files do not clip.
class Frame : public QCPLayerable
{
public:
    Frame(QCustomPlot* plot, const QString& layer) : QCPLayerable(plot, layer) {}

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(false); }
    void draw(QCPPainter* painter) override
    {
        QRegion outside(parentPlot()->viewport());
        for (const QCPAxisRect* rect : parentPlot()->axisRects())
            outside -= rect->rect();
        for (const QRect& part : outside)
            painter->fillRect(part, plotColours().background);
    }
};

/// While it exists, a plot's curves end at its axes even where the picture's format has no clipping.
class FramedPlot
{
public:
    explicit FramedPlot(QCustomPlot& plot) : m_plot(plot)
    {
        if (!exceedsAxes(plot) || !plot.addLayer(kLayer, plot.layer(QStringLiteral("axes")), QCustomPlot::limBelow))
            return;
        m_frame = new Frame(&plot, kLayer);
        for (int k = 0; k < plot.itemCount(); ++k) { // names of lines stand beside the axes
            if (plot.item(k)->clipToAxisRect())
                continue;
            m_moved.push_back({plot.item(k), plot.item(k)->layer()});
            plot.item(k)->setLayer(QStringLiteral("legend"));
        }
    }
    ~FramedPlot()
    {
        if (!m_frame)
            return;
        for (const auto& [item, layer] : m_moved)
            item->setLayer(layer);
        delete m_frame;
        m_plot.removeLayer(m_plot.layer(kLayer));
        m_plot.replot(QCustomPlot::rpQueuedReplot); // other layers mean other buffers, which are empty
    }
    FramedPlot(const FramedPlot&) = delete;
    FramedPlot& operator=(const FramedPlot&) = delete;

private:
    static bool exceedsAxes(const QCustomPlot& plot)
    {
        for (int k = 0; k < plot.graphCount(); ++k) {
            const QCPGraph* graph = plot.graph(k);
            bool found = false;
            const QCPRange values = graph->getValueRange(found, QCP::sdBoth, graph->keyAxis()->range());
            const QCPRange shown = graph->valueAxis()->range();
            if (graph->visible() && found && (values.lower < shown.lower || values.upper > shown.upper))
                return true;
        }
        return false;
    }

    inline static const QString kLayer = QStringLiteral("frame");
    QCustomPlot& m_plot;
    Frame* m_frame = nullptr;
    std::vector<std::pair<QCPAbstractItem*, QCPLayer*>> m_moved;
};

/// Draws a plot anew instead of showing its buffers, which hold pixels of the screen.
void drawPlot(QCPPainter& painter, QCustomPlot& plot, const QSize& size)
{
    const QPaintEngine::Type type = painter.paintEngine()->type();
    painter.setMode(QCPPainter::pmVectorized, type == QPaintEngine::SVG || type == QPaintEngine::Pdf);
    std::unique_ptr<FramedPlot> framed;
    if (type == QPaintEngine::SVG)
        framed = std::make_unique<FramedPlot>(plot);
    painter.save();
    plot.toPainter(&painter, size.width(), size.height());
    painter.restore();
}

/// Stands in for the plots of a widget while that is rendered.
class PlotPainter : public QObject
{
public:
    explicit PlotPainter(QWidget& widget)
    {
        if (auto* plot = qobject_cast<QCustomPlot*>(&widget))
            plot->installEventFilter(this);
        for (QCustomPlot* plot : widget.findChildren<QCustomPlot*>())
            plot->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        auto* plot = qobject_cast<QCustomPlot*>(watched);
        if (!plot || event->type() != QEvent::Paint)
            return QObject::eventFilter(watched, event);
        QCPPainter painter;
        painter.begin(plot); // the one that renders everything
        drawPlot(painter, *plot, plot->size());
        return true;
    }
};

} // namespace

void setPictureScale(double scale)
{
    chosenScale = scale;
}

double pictureScale()
{
    return chosenScale;
}

void writePicture(const QString& path, const QSize& size, double scale, const std::function<void(QCPPainter&)>& draw)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    QBuffer file;
    file.open(QIODevice::WriteOnly);
    const auto drawOn = [&draw](QPaintDevice& device) {
        QCPPainter painter;
        painter.begin(&device);
        draw(painter);
    };
    if (suffix == QLatin1String("svg")) {
        QSvgGenerator generator;
        generator.setOutputDevice(&file);
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(0, 0), size));
        generator.setTitle(QFileInfo(path).completeBaseName());
        drawOn(generator);
    } else if (suffix == QLatin1String("pdf")) {
        QPdfWriter writer(&file);
        writer.setResolution(96);
        writer.setPageSize(QPageSize(QSizeF(size) * 72 / 96, QPageSize::Point));
        writer.setPageMargins(QMarginsF());
        writer.setTitle(QFileInfo(path).completeBaseName());
        drawOn(writer);
    } else {
        QImage image((QSizeF(size) * scale).toSize(), QImage::Format_RGB32);
        if (image.isNull())
            throw Error(path.toStdString(), say("cannot be written: there is not enough memory for the picture"));
        image.setDevicePixelRatio(scale);
        drawOn(image);
        if (!image.save(&file, "PNG"))
            throw Error(path.toStdString(), say("cannot be written: there is not enough memory for the picture"));
    }
    saveWhole(path, file.data());
}

void settleLayouts()
{
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
}

void writeWidget(QWidget& widget, const QString& path, double scale)
{
    settleLayouts();
    const PlotPainter plots(widget);
    writePicture(path, widget.size(), scale > 0 ? scale : widget.devicePixelRatioF() * chosenScale,
                 [&widget](QCPPainter& painter) { widget.render(&painter); });
}

void writePlot(QCustomPlot& plot, const QString& title, const QString& path, const QSize& size, double scale)
{
    const PlotColours& colours = plotColours();
    QFont font = plot.font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() + 1);
    const int above = title.isEmpty() ? 0 : QFontMetrics(font).height() + 12;
    writePicture(path, size, scale, [&](QCPPainter& painter) {
        painter.fillRect(QRect(QPoint(0, 0), size), colours.background);
        painter.setFont(font);
        painter.setPen(colours.text);
        painter.drawText(QRect(8, 8, size.width() - 16, above), Qt::AlignHCenter | Qt::AlignTop, title);
        painter.translate(0, above);
        drawPlot(painter, plot, QSize(size.width(), size.height() - above));
    });
    plot.replot(QCustomPlot::rpQueuedReplot); // its layout is that of the picture until then
}

} // namespace mambascope::ui
