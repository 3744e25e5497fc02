// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/arrangement.h"

#include "ui/widgets/map_view.h"

#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QScrollBar>
#include <QSplitter>

#include <qcustomplot.h>

namespace mambascope::ui {

namespace {

const QString kSplitters = QStringLiteral("splitters");
const QString kHeaders = QStringLiteral("headers");
const QString kScrolled = QStringLiteral("scrolled");
const QString kMaps = QStringLiteral("maps");
const QString kPlots = QStringLiteral("plots");

/// Maps have plots inside, but see to their ranges themselves.
QList<QCustomPlot*> plotsOf(const QWidget& page)
{
    QList<QCustomPlot*> plots = page.findChildren<QCustomPlot*>();
    plots.removeIf(
        [](const QCustomPlot* plot) { return qobject_cast<const MapView*>(plot->parentWidget()) != nullptr; });
    return plots;
}

QList<QHeaderView*> headersOf(const QWidget& page)
{
    QList<QHeaderView*> headers = page.findChildren<QHeaderView*>();
    headers.removeIf([](const QHeaderView* header) { return header->orientation() == Qt::Vertical; });
    return headers;
}

QString encoded(const QByteArray& state)
{
    return QString::fromLatin1(state.toBase64());
}

QByteArray decoded(const QJsonValue& value)
{
    return QByteArray::fromBase64(value.toString().toLatin1());
}

/// Calls use(widget, entry) for as many as both have.
template <typename Widget, typename Use>
void forBoth(const QList<Widget*>& widgets, const QJsonArray& entries, Use use)
{
    for (qsizetype k = 0; k < std::min(widgets.size(), entries.size()); ++k)
        use(*widgets[k], entries[k]);
}

/// In an order of ours (QCPAxisRect::axes() has that of a hash, another one in each process); those that others follow
/// come last.
QList<QCPAxis*> axesOf(const QCustomPlot& plot)
{
    QList<QCPAxis*> axes;
    for (const QCPAxisRect* rect : plot.axisRects())
        for (const auto type : {QCPAxis::atRight, QCPAxis::atTop, QCPAxis::atLeft, QCPAxis::atBottom})
            axes += rect->axes(type);
    return axes;
}

} // namespace

QJsonObject widgetArrangement(const QWidget& page)
{
    QJsonArray splitters, headers, scrolled, maps, plots;
    for (const QSplitter* splitter : page.findChildren<QSplitter*>())
        splitters.append(encoded(splitter->saveState()));
    for (const QHeaderView* header : headersOf(page))
        headers.append(encoded(header->saveState()));
    for (const QScrollBar* bar : page.findChildren<QScrollBar*>())
        scrolled.append(bar->value());
    for (const MapView* map : page.findChildren<MapView*>()) {
        const QRectF range = map->visibleRange();
        maps.append(QJsonArray{range.x(), range.y(), range.width(), range.height()});
    }
    for (const QCustomPlot* plot : plotsOf(page)) {
        QJsonArray ranges;
        for (const QCPAxis* axis : axesOf(*plot))
            ranges.append(QJsonArray{axis->range().lower, axis->range().upper});
        plots.append(ranges);
    }
    return {{kSplitters, splitters}, {kHeaders, headers}, {kScrolled, scrolled}, {kMaps, maps}, {kPlots, plots}};
}

QJsonObject withoutRanges(QJsonObject arrangement)
{
    arrangement.remove(kMaps);
    arrangement.remove(kPlots);
    return arrangement;
}

std::string arrangementText(const QJsonObject& arrangement)
{
    return QJsonDocument(arrangement).toJson(QJsonDocument::Compact).toStdString();
}

QJsonObject arrangementOf(const std::string& text)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
}

void arrangeWidgets(QWidget& page, const QJsonObject& arrangement)
{
    forBoth(page.findChildren<QSplitter*>(), arrangement[kSplitters].toArray(),
            [](QSplitter& splitter, const QJsonValue& state) { splitter.restoreState(decoded(state)); });
    forBoth(headersOf(page), arrangement[kHeaders].toArray(),
            [](QHeaderView& header, const QJsonValue& state) { header.restoreState(decoded(state)); });
    forBoth(page.findChildren<MapView*>(), arrangement[kMaps].toArray(), [](MapView& map, const QJsonValue& entry) {
        const QJsonArray r = entry.toArray();
        if (r.size() == 4)
            map.setVisibleRange(QRectF(r[0].toDouble(), r[1].toDouble(), r[2].toDouble(), r[3].toDouble()));
    });
    forBoth(plotsOf(page), arrangement[kPlots].toArray(), [](QCustomPlot& plot, const QJsonValue& entry) {
        const QJsonArray ranges = entry.toArray();
        qsizetype place = 0;
        for (QCPAxis* axis : axesOf(plot)) {
            const QJsonArray range = ranges[place++].toArray();
            if (range.size() == 2)
                axis->setRange(range[0].toDouble(), range[1].toDouble());
        }
        plot.replot(QCustomPlot::rpQueuedReplot);
    });
    forBoth(page.findChildren<QScrollBar*>(), arrangement[kScrolled].toArray(),
            [](QScrollBar& bar, const QJsonValue& value) { bar.setValue(value.toInt()); });
}

} // namespace mambascope::ui
