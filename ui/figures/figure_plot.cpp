// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/figure_plot.h"

#include "core/base/error.h"
#include "ui/figures/headless.h"
#include "ui/style/colour_map.h"
#include "ui/style/save_file.h"

#include <QBuffer>
#include <QPageSize>
#include <QPdfWriter>
#include <QSvgGenerator>

#include <algorithm>
#include <clocale>
#include <cmath>
#include <cstdio>

namespace mambascope::ui {

namespace {

QString suffixOf(const std::filesystem::path& path)
{
    return QString::fromStdString(path.extension().string()).toLower();
}

const std::filesystem::path& checked(const std::filesystem::path& path)
{
    if (!isPicture(path))
        throw Error(path.string(), say("pictures are .png, .svg or .pdf"));
    requireApplication();
    return path;
}

/// A swatch and words in the middle of a cell of the layout.
class Entry : public QCPLayoutElement
{
public:
    Entry(QCustomPlot* plot, const PlotColours& colours, const QColor& colour, const QString& words)
        : QCPLayoutElement(plot), m_frame(colours.axis), m_text(colours.faintText), m_colour(colour), m_words(words)
    {
        const int height = QFontMetrics(QApplication::font()).height();
        setMinimumSize(0, height);
        setMaximumSize(QWIDGETSIZE_MAX, height);
        setMargins(QMargins(8, 0, 8, 4));
    }

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(false); }
    void draw(QCPPainter* painter) override
    {
        const int gap = 5;
        painter->setFont(QApplication::font());
        const int words = painter->fontMetrics().horizontalAdvance(m_words);
        QRect place = rect();
        place.setLeft(std::max(place.left(), place.center().x() - (kSwatch + gap + words) / 2));
        const QRect swatch(place.left(), place.center().y() - kSwatch / 2, kSwatch, kSwatch);
        painter->setPen(m_frame);
        painter->setBrush(m_colour);
        painter->drawRect(swatch);
        painter->setPen(m_text);
        place.setLeft(swatch.right() + 1 + gap);
        painter->drawText(place, Qt::AlignLeft | Qt::AlignVCenter, m_words);
    }

private:
    static constexpr int kSwatch = 10;
    QColor m_frame, m_text, m_colour;
    QString m_words;
};

} // namespace

void requireApplication()
{
    if (QCoreApplication::instance())
        return;
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    static int argc = 1;
    static char name[] = "mambascope";
    static char* argv[] = {name, nullptr};
    // Qt's remarks about the missing display are of no use to anybody.
    qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& message) {
        if (type == QtCriticalMsg || type == QtFatalMsg)
            std::fprintf(stderr, "%s\n", qPrintable(message));
    });
    // Lives until the process ends: plots and fonts of later figures use it, too.
    static auto* application = new QApplication(argc, argv);
    // Qt takes over the user's locale; numbers that verbs print go on having a point.
    std::setlocale(LC_NUMERIC, "C");
    applyTheme(*application, ThemeChoice::Light);
}

bool isPicture(const std::filesystem::path& path)
{
    const QString suffix = suffixOf(path);
    return suffix == QLatin1String(".png") || suffix == QLatin1String(".svg") || suffix == QLatin1String(".pdf");
}

QCPColorGradient gradientOf(const std::string& colourMap)
{
    const ColourMap& map = ColourMap::named(QString::fromStdString(colourMap));
    QCPColorGradient gradient;
    gradient.clearColorStops();
    constexpr int kStops = 64;
    for (int k = 0; k <= kStops; ++k) {
        const double t = static_cast<double>(k) / kStops;
        gradient.setColorStopAt(t, QColor::fromRgb(map.at(t)));
    }
    return gradient;
}

void setupChannelAxes(QCPAxisRect& rect)
{
    for (QCPAxis* axis : rect.axes()) {
        axis->setScaleType(QCPAxis::stLogarithmic);
        auto ticker = QSharedPointer<QCPAxisTickerLog>::create();
        ticker->setLogBase(10);
        ticker->setSubTickCount(9);
        axis->setTicker(ticker);
        axis->setNumberFormat(QStringLiteral("g"));
        axis->setNumberPrecision(6);
    }
    rect.axis(QCPAxis::atBottom)->setRangeReversed(true);
    rect.axis(QCPAxis::atTop)->setRangeReversed(true);
    rect.axis(QCPAxis::atBottom)->setLabel(QCoreApplication::translate("Figures", "−ln decay (slow channels right)"));
    rect.axis(QCPAxis::atLeft)
        ->setLabel(QCoreApplication::translate("Figures", "receptive field of the last token, tokens"));
}

FigurePlot::FigurePlot(const std::filesystem::path& path, const FigureOptions& options)
    : m_path(checked(path)), m_options(options)
{
    m_plot.setAutoAddPlottableToLegend(false);
    clear(options.theme);
}

FigurePlot::FigurePlot(const FigureOptions& options) : m_options(options)
{
    m_plot.setAutoAddPlottableToLegend(false);
    clear(options.theme);
}

void FigurePlot::clear(const std::string& theme)
{
    m_colours = plotColours(theme == "dark");
    m_plot.clearItems();
    m_plot.clearPlottables();
    m_plot.plotLayout()->clear();
    qDeleteAll(m_plot.findChildren<QCPMarginGroup*>(QString(), Qt::FindDirectChildrenOnly));
    m_plot.plotLayout()->setColumnSpacing(12);
    m_plot.plotLayout()->setRowSpacing(4);
    m_panelRow = 0;
    m_rectRow = 0;
}

void FigurePlot::show()
{
    stylePlot(m_plot, m_colours);
    m_plot.replot(QCustomPlot::rpQueuedReplot);
}

std::string FigurePlot::subject() const
{
    return m_path.empty() ? "figure" : m_path.string();
}

void FigurePlot::setTitle(const std::string& title)
{
    if (title.empty())
        return;
    QFont font = QApplication::font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() + 1);
    auto* text = new QCPTextElement(&m_plot, QString::fromStdString(title), font);
    text->setMargins(QMargins(8, 8, 8, 0));
    m_plot.plotLayout()->addElement(0, 0, text);
    m_panelRow = 1;
}

QCPAxisRect* FigurePlot::addPanel(int column, const std::string& title)
{
    if (!title.empty()) {
        QFont font = QApplication::font();
        font.setBold(m_panelRow == 0);
        auto* text = new QCPTextElement(&m_plot, QString::fromStdString(title), font);
        text->setMargins(QMargins(8, 6, 8, 0));
        m_plot.plotLayout()->addElement(m_panelRow, column, text);
    }
    auto* rect = new QCPAxisRect(&m_plot);
    rect->setupFullAxesBox(false);
    for (QCPAxis* axis : {rect->axis(QCPAxis::atTop), rect->axis(QCPAxis::atRight)}) {
        axis->setTicks(false);
        axis->setTickLabels(false);
    }
    rect->setMinimumMargins(QMargins(10, 8, 12, 8));
    for (QCPAxis* axis : rect->axes()) {
        axis->setLayer(QStringLiteral("axes"));
        axis->grid()->setLayer(QStringLiteral("grid"));
    }
    // A row without any element would take its share of the height.
    m_rectRow = title.empty() ? m_panelRow : m_panelRow + 1;
    m_plot.plotLayout()->addElement(m_rectRow, column, rect);
    return rect;
}

QCPLayoutGrid* FigurePlot::wrapPanel(QCPAxisRect* rect)
{
    QCPLayoutGrid* outer = m_plot.plotLayout();
    int column = 0;
    while (outer->element(m_rectRow, column) != rect)
        ++column;
    outer->take(rect);
    auto* grid = new QCPLayoutGrid;
    outer->addElement(m_rectRow, column, grid);
    grid->addElement(0, 0, rect);
    return grid;
}

QCPColorScale* FigurePlot::addColourScale(int column, const std::string& colourMap, double low, double high,
                                          const QString& label)
{
    auto* scale = new QCPColorScale(&m_plot);
    scale->setGradient(gradientOf(colourMap));
    scale->setDataRange(QCPRange(low, high));
    scale->setBarWidth(12);
    scale->axis()->setLabel(label);
    scale->setRangeDrag(false); // in the window: colours mean the same wherever one looks
    scale->setRangeZoom(false);
    scale->setMargins(QMargins(4, 8, 8, 8));
    m_plot.plotLayout()->addElement(m_rectRow, column, scale);
    // Beside a panel the scale would claim half of the width.
    m_plot.plotLayout()->setColumnStretchFactor(column, 0.001);
    auto* first = qobject_cast<QCPAxisRect*>(m_plot.plotLayout()->element(m_rectRow, 0));
    QCPMarginGroup* group = first ? first->marginGroup(QCP::msTop) : nullptr; // of a scale that was added before
    if (!group)
        group = new QCPMarginGroup(&m_plot);
    for (int k = 0; k < column; ++k) {
        if (auto* rect = qobject_cast<QCPAxisRect*>(m_plot.plotLayout()->element(m_rectRow, k)))
            rect->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    }
    scale->setMarginGroup(QCP::msTop | QCP::msBottom, group);
    return scale;
}

void FigurePlot::addEntry(int column, const QColor& colour, const QString& words)
{
    m_plot.plotLayout()->addElement(m_rectRow + 1, column, new Entry(&m_plot, m_colours, colour, words));
}

QCPLegend* FigurePlot::addLegend(QCPAxisRect* rect, Qt::Alignment alignment)
{
    auto* legend = new QCPLegend;
    rect->insetLayout()->addElement(legend, alignment);
    rect->insetLayout()->setMargins(QMargins(10, 10, 10, 10));
    legend->setLayer(QStringLiteral("legend"));
    return legend;
}

void FigurePlot::addMarker(QCPAxisRect* rect, bool vertical, double value, const QString& label, const QColor& colour)
{
    QCPAxis* keys = rect->axis(QCPAxis::atBottom);
    QCPAxis* values = rect->axis(QCPAxis::atLeft);
    auto* line = new QCPItemStraightLine(&m_plot);
    line->setClipAxisRect(rect);
    line->setPen(QPen(colour, 1.4, Qt::DashLine));
    auto* text = new QCPItemText(&m_plot);
    text->setClipAxisRect(rect);
    text->setText(label);
    text->setColor(colour);
    text->setFont(QApplication::font());
    text->setPadding(QMargins(4, 1, 4, 1));
    for (QCPItemPosition* position : {line->point1, line->point2, text->position}) {
        position->setAxisRect(rect);
        position->setAxes(keys, values);
    }
    if (vertical) { // named above the frame, where no curve and no legend is
        QMargins margins = rect->minimumMargins();
        margins.setTop(std::max(margins.top(), QFontMetrics(text->font()).height() + 8));
        rect->setMinimumMargins(margins);
        text->setClipToAxisRect(false);
        line->point1->setCoords(value, 1); // not 0: the other axis may be logarithmic
        line->point2->setCoords(value, 2);
        text->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
        text->position->setCoords(value, 0);
        const QCPRange range = keys->range(); // the panel's size is not known yet, so by its half
        const double middle =
            keys->scaleType() == QCPAxis::stLogarithmic ? std::sqrt(range.lower * range.upper) : range.center();
        const bool right = (value > middle) != keys->rangeReversed();
        text->setPositionAlignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignBottom);
    } else {
        line->point1->setCoords(1, value);
        line->point2->setCoords(2, value);
        text->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
        text->position->setCoords(0.99, value);
        text->setPositionAlignment(Qt::AlignRight | Qt::AlignBottom);
    }
}

void FigurePlot::write(int width, int height)
{
    stylePlot(m_plot, m_colours);
    const int w = m_options.width > 0 ? m_options.width : width;
    const int h = m_options.height > 0 ? m_options.height : height;
    const QString suffix = suffixOf(m_path);
    const QString title = QString::fromStdString(m_path.stem().string());
    const auto drawOn = [&](QPaintDevice& device) {
        QCPPainter painter;
        painter.begin(&device);
        painter.setMode(QCPPainter::pmVectorized);
        painter.setMode(QCPPainter::pmNoCaching);
        painter.setWindow(QRect(0, 0, w, h));
        m_plot.toPainter(&painter, w, h);
    };
    QBuffer file;
    file.open(QIODevice::WriteOnly);
    if (suffix == QLatin1String(".png")) {
        if (!m_plot.toPixmap(w, h, m_options.scale).save(&file, "PNG"))
            throw Error(m_path.string(), say("cannot be written: there is not enough memory for the picture"));
    } else if (suffix == QLatin1String(".svg")) {
        QSvgGenerator generator;
        generator.setOutputDevice(&file);
        generator.setSize(QSize(w, h));
        generator.setViewBox(QRect(0, 0, w, h));
        generator.setTitle(title);
        drawOn(generator);
    } else { // what QCustomPlot::savePdf() draws, which empties a file before it knows that it can write it
        QPdfWriter writer(&file);
        writer.setResolution(m_plot.logicalDpiX()); // fonts are as large as the layout takes them to be
        writer.setPageSize(QPageSize(QSizeF(w, h), QPageSize::Point, QString(), QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF());
        writer.setCreator(QStringLiteral("MambaScope"));
        writer.setTitle(title);
        drawOn(writer);
    }
    saveWhole(QString::fromStdString(m_path.string()), file.data());
}

} // namespace mambascope::ui
