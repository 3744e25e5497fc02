// SPDX-License-Identifier: GPL-3.0-or-later
// The part of MapPage that writes files.
#include "core/base/npy.h"
#include "ui/engine/workspace.h"
#include "ui/figures/figures.h"
#include "ui/pages/map/map_page.h"
#include "ui/style/message_text.h"
#include "ui/style/theme.h"
#include "ui/widgets/map_view.h"
#include "ui/windows/command_line.h"

#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>

namespace mambascope::ui {

namespace {

void writeCsv(const QString& path, const AttentionMap& map, const AttentionMap::Rect& rect, Progress& progress)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Text))
        throw Error(path.toStdString(), say("cannot be written: {0}", file.errorString().toStdString()));
    QByteArray line = "i\\j";
    for (std::int64_t j = rect.col0; j < rect.col1; ++j)
        line += ',' + QByteArray::number(static_cast<qint64>(j));
    file.write(line + '\n');
    std::vector<float> row(static_cast<std::size_t>(rect.col1 - rect.col0));
    for (std::int64_t i = rect.row0; i < rect.row1; ++i) {
        progress.step(path.toStdString(), i - rect.row0, rect.row1 - rect.row0);
        map.values({i, i + 1, rect.col0, rect.col1}, row);
        line = QByteArray::number(static_cast<qint64>(i));
        for (const float value : row)
            line += ',' + QByteArray::number(static_cast<double>(value), 'g', 9);
        file.write(line + '\n');
    }
    if (!file.commit())
        throw Error(path.toStdString(), say("cannot be written: {0}", file.errorString().toStdString()));
}

void writeNpy(const QString& path, const AttentionMap& map, const AttentionMap::Rect& rect, Progress& progress)
{
    const std::int64_t columns = rect.col1 - rect.col0;
    const std::array<std::int64_t, 2> shape = {rect.row1 - rect.row0, columns};
    NpyWriter<float> writer(path.toStdString(), shape);
    constexpr std::int64_t kBand = 64;
    std::vector<float> band;
    for (std::int64_t i = rect.row0; i < rect.row1; i += kBand) {
        progress.step(path.toStdString(), i - rect.row0, shape[0]);
        const std::int64_t end = std::min(i + kBand, rect.row1);
        band.resize(static_cast<std::size_t>((end - i) * columns));
        map.values({i, end, rect.col0, rect.col1}, band);
        writer.append(band);
    }
    writer.finish();
}

} // namespace

QStringList MapPage::exportSuffixes() const
{
    return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("npy"),
            QStringLiteral("csv")};
}

bool MapPage::offersWhole(const QString& suffix) const
{
    return suffix == QLatin1String("npy") || (suffix == QLatin1String("png") && m_length <= kLargestPixelMap);
}

QString MapPage::subjectArguments() const
{
    const ViewState& s = m_workspace.state();
    QString text = QStringLiteral("--layer %1 ").arg(s.layer);
    const MapSubject subject = m_workspace.shownSubject();
    switch (subject.of) {
    case MapOf::AttentionHead:
        text += QStringLiteral("--attention --channel %1").arg(subject.attentionHead);
        break;
    case MapOf::Mean:
        text += QLatin1String("--channels all");
        break;
    case MapOf::Rollout:
        text += QLatin1String("--rollout");
        break;
    case MapOf::Channel:
    case MapOf::Difference:
        text += QStringLiteral("--channel %1").arg(s.channel);
        break;
    }
    if (!showsSides())
        text += QLatin1String(" --minus vanilla");
    return text;
}

QString MapPage::commandLine(const QString& out) const
{
    const ViewState& s = m_workspace.state();
    const bool picture = isPictureSuffix(QFileInfo(out).suffix().toLower());
    if (picture && !m_export.whole) {
        QString command = renderCommand(name(), width(), height(), out);
        if (m_export.scale > 0)
            command += QStringLiteral(" --scale %1").arg(m_export.scale);
        return command;
    }
    QString arguments = subjectArguments();
    if (picture) {
        arguments += QStringLiteral(" --pixels --normalise %1 --colours %2 --theme %3")
                         .arg(showsSides() ? QString::fromStdString(s.normalise) : QStringLiteral("raw"),
                              view(Side::Vanilla)->isHidden() ? differenceView()->colouring().colourMap
                                                              : QString::fromStdString(s.colourMap),
                              isDark() ? QStringLiteral("dark") : QStringLiteral("light"));
        const double low = showsSides() ? s.rangeLow : -s.differenceRange;
        const double high = showsSides() ? s.rangeHigh : s.differenceRange;
        if (low != 0 || high != 0)
            arguments += QStringLiteral(" --range %1:%2").arg(low, 0, 'g', 17).arg(high, 0, 'g', 17);
    } else if (!m_export.whole) {
        const AttentionMap::Rect rect = visibleRect(view(Side::Vanilla)->visibleRange(), m_length);
        if (rect != AttentionMap::Rect{0, m_length, 0, m_length})
            arguments +=
                QStringLiteral(" --window %1:%2,%3:%4").arg(rect.row0).arg(rect.row1).arg(rect.col0).arg(rect.col1);
    }
    const Side written = m_workspace.map(Side::LongMamba) ? Side::LongMamba : Side::Vanilla;
    return dataCommand(QStringLiteral("map"), s, written, arguments, out);
}

void MapPage::exportTo(const QString& path)
{
    const bool ready =
        showsSides() ? m_workspace.map(Side::Vanilla) != nullptr : m_feeds[kDifference]->map() != nullptr;
    if (!ready) {
        emit m_workspace.failed(tr("%1: there is no map to write yet").arg(path));
        return;
    }
    if (isPictureSuffix(QFileInfo(path).suffix().toLower()) && !m_export.whole)
        exportPicture(path);
    else
        exportData(path);
}

void MapPage::exportPicture(const QString& path)
{
    // Rendered anew and finer than the screen: vector files are looked at closely.
    const MapView* shown = showsSides() ? view(Side::Vanilla) : differenceView();
    const QSize pixels = shown->viewportPixels() * std::max(2.0, exportScale());
    const QRectF tokens = shown->visibleRange();
    const ViewState& s = m_workspace.state();
    MapFigure common;
    common.normalise = s.normalise;
    common.colourMap = s.colourMap;
    common.rangeLow = view(Side::Vanilla)->colouring().range.low;
    common.rangeHigh = view(Side::Vanilla)->colouring().range.high;
    std::vector<std::shared_ptr<const ChannelMap>> maps;
    std::vector<MapFigure> panels;
    const auto add = [&](std::size_t panel, const std::shared_ptr<const ChannelMap>& map) {
        maps.push_back(map);
        panels.emplace_back();
        const MapColouring& colouring = m_views[panel]->colouring();
        panels.back().normalise = toString(colouring.normalise).toStdString();
        panels.back().colourMap = colouring.colourMap.toStdString();
        panels.back().rangeLow = colouring.range.low;
        panels.back().rangeHigh = colouring.range.high;
        panels.back().title = title(panel).toStdString();
    };
    for (const Side side : kSides) {
        if (!showsSides() || !m_workspace.map(side))
            continue;
        add(index(side), m_workspace.map(side));
        if (side == Side::LongMamba && m_workspace.isPreview())
            panels.back().title += tr(" (preview)").toStdString();
    }
    if (showsDifference() && m_feeds[kDifference]->map()) {
        add(kDifference, m_feeds[kDifference]->map());
        panels.back().quantity = tr("α %1 − α vanilla").arg(m_workspace.mapMethodTitle(Side::LongMamba)).toStdString();
    }
    using Panels = std::vector<MapFigure>;
    FigureOptions options;
    options.theme = isDark() ? "dark" : "light";
    options.width = width();
    options.height = height();
    options.scale = exportScale();
    m_workspace.pictures().request<Panels>(
        QStringLiteral("export"), tr("exporting"),
        [maps, panels, tokens, pixels, level = reachLevel()](JobControl& control) {
            auto result = std::make_shared<Panels>(panels);
            for (std::size_t k = 0; k < maps.size(); ++k) {
                MapFigure& figure = (*result)[k];
                const auto how = normaliseFromString(QString::fromStdString(figure.normalise));
                const MapImage image = renderDetail(*maps[k], tokens, pixels, how, control.progress());
                figure.values = *image.values;
                figure.height = image.height;
                figure.width = image.width;
                figure.range = {static_cast<std::int64_t>(image.row0), static_cast<std::int64_t>(image.row1),
                                static_cast<std::int64_t>(image.col0), static_cast<std::int64_t>(image.col1)};
                for (const auto& [j, i] :
                     renderReach(*maps[k], tokens.top(), tokens.bottom(), 512, level, control.progress())) {
                    figure.reachColumns.push_back(j);
                    figure.reachRows.push_back(i);
                }
            }
            return std::shared_ptr<const Panels>(result);
        },
        this,
        [this, path, options](const std::shared_ptr<const Panels>& figures) {
            try {
                writeMapPicture(path.toStdString(), *figures, options);
                emit m_workspace.saved(path);
            } catch (const Error& error) {
                emit m_workspace.failed(toText(error));
            }
        },
        [this](const QString& message) { emit m_workspace.failed(message); });
}

void MapPage::exportData(const QString& path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    const AttentionMap::Rect rect = m_export.whole ? AttentionMap::Rect{0, m_length, 0, m_length}
                                                   : visibleRect(view(Side::Vanilla)->visibleRange(), m_length);
    // The filtered map is what the name stands for; the others that are shown go beside it.
    struct File
    {
        QString path;
        std::shared_ptr<const ChannelMap> map;
        PixelMapOptions pixels;
    };
    std::vector<File> files;
    const auto add = [&](std::size_t panel, const std::shared_ptr<const ChannelMap>& map, const QString& infix) {
        if (!map)
            return;
        const MapColouring& colouring = m_views[panel]->colouring();
        files.push_back({files.empty() ? path : withInfix(path, infix),
                         map,
                         {.normalise = toString(colouring.normalise).toStdString(),
                          .colourMap = colouring.colourMap.toStdString(),
                          .rangeLow = colouring.range.low,
                          .rangeHigh = colouring.range.high,
                          .theme = isDark() ? "dark" : "light"}});
    };
    if (showsSides()) {
        add(index(Side::LongMamba), m_workspace.map(Side::LongMamba), QString()); // the first bears the name itself
        add(index(Side::Vanilla), m_workspace.map(Side::Vanilla), QStringLiteral("vanilla"));
    }
    if (showsDifference())
        add(kDifference, m_feeds[kDifference]->map(), QStringLiteral("difference"));
    m_workspace.pictures().request<bool>(
        QStringLiteral("export"), tr("exporting"),
        [files, rect, suffix](JobControl& control) {
            for (const File& file : files) {
                if (suffix == QLatin1String("png"))
                    writePixelMap(file.path.toStdString(), *file.map->map, file.pixels, control.progress());
                else if (suffix == QLatin1String("npy"))
                    writeNpy(file.path, *file.map->map, rect, control.progress());
                else
                    writeCsv(file.path, *file.map->map, rect, control.progress());
            }
            return std::make_shared<const bool>(true);
        },
        this, [this, path](const std::shared_ptr<const bool>&) { emit m_workspace.saved(path); },
        [this](const QString& message) { emit m_workspace.failed(message); });
}

} // namespace mambascope::ui
