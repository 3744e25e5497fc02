// SPDX-License-Identifier: GPL-3.0-or-later
// The part of MapPage that writes files.
#include "core/base/npy.h"
#include "ui/engine/workspace.h"
#include "ui/figures/figures.h"
#include "ui/style/theme.h"
#include "ui/widgets/map_view.h"
#include "ui/windows/command_line.h"
#include "ui/windows/map_page.h"
#include "ui/windows/write_widget.h"

#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace mambascope::ui {

namespace {

AttentionMap::Rect visibleRect(const QRectF& tokens, std::int64_t length)
{
    const auto whole = [length](double value) {
        return static_cast<std::int64_t>(std::clamp(value, 0.0, static_cast<double>(length)));
    };
    return {whole(std::floor(tokens.top())), whole(std::ceil(tokens.bottom())), whole(std::floor(tokens.left())),
            whole(std::ceil(tokens.right()))};
}

void writeCsv(const QString& path, const AttentionMap& map, const AttentionMap::Rect& rect, Progress& progress)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Text))
        throw Error(path.toStdString(), "cannot be written: " + file.errorString().toStdString());
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
        throw Error(path.toStdString(), "cannot be written: " + file.errorString().toStdString());
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

QString MapPage::commandLine(const QString& out) const
{
    if (isPictureSuffix(QFileInfo(out).suffix().toLower()))
        return renderCommand(name(), width(), height(), out);
    const ViewState& s = m_workspace.state();
    const std::int64_t head = m_workspace.shownAttentionHead();
    const QString what =
        head < 0 ? QStringLiteral("--channel %1").arg(s.channel) : QStringLiteral("--attention --channel %1").arg(head);
    return dataCommand(QStringLiteral("map"), s, QStringLiteral("longmamba"),
                       QStringLiteral("--layer %1 %2").arg(QString::number(s.layer), what), out);
}

void MapPage::exportTo(const QString& path)
{
    if (!m_workspace.map(Side::Vanilla)) {
        emit m_workspace.failed(tr("%1: there is no map to write yet").arg(path));
        return;
    }
    if (isPictureSuffix(QFileInfo(path).suffix().toLower()))
        exportPicture(path);
    else
        exportData(path);
}

void MapPage::exportPicture(const QString& path)
{
    // Rendered anew and finer than the screen: vector files are looked at closely.
    const QSize pixels = view(Side::Vanilla)->viewportPixels() * 2;
    const QRectF tokens = view(Side::Vanilla)->visibleRange();
    const ViewState& s = m_workspace.state();
    MapFigure common;
    common.normalise = s.normalise;
    common.colourMap = s.colourMap;
    common.rangeLow = view(Side::Vanilla)->colouring().range.low;
    common.rangeHigh = view(Side::Vanilla)->colouring().range.high;
    std::vector<std::shared_ptr<const ChannelMap>> maps;
    std::vector<MapFigure> panels;
    for (const Side side : kSides) {
        if (!m_workspace.map(side))
            continue;
        maps.push_back(m_workspace.map(side));
        panels.push_back(common);
        panels.back().title = title(side).toStdString();
        if (side == Side::LongMamba && m_workspace.isPreview())
            panels.back().title += tr(" (preview)").toStdString();
    }
    using Panels = std::vector<MapFigure>;
    FigureOptions options;
    options.theme = isDark() ? "dark" : "light";
    options.width = width();
    options.height = height();
    options.scale = devicePixelRatioF() * pictureScale(); // at 1 as large as on the screen, and as --size says
    m_workspace.pictures().request<Panels>(
        QStringLiteral("export"), tr("exporting"),
        [maps, panels, tokens, pixels, level = s.reachLevel](JobControl& control) {
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
                emit m_workspace.failed(QString::fromUtf8(error.what()));
            }
        },
        [this](const QString& message) { emit m_workspace.failed(message); });
}

void MapPage::exportData(const QString& path)
{
    const bool npy = QFileInfo(path).suffix().toLower() == QLatin1String("npy");
    const AttentionMap::Rect rect = visibleRect(view(Side::Vanilla)->visibleRange(), m_length);
    // The filtered map is what the name stands for; the vanilla one goes beside it.
    std::vector<std::pair<QString, std::shared_ptr<const ChannelMap>>> files;
    if (m_workspace.map(Side::LongMamba)) {
        files.emplace_back(path, m_workspace.map(Side::LongMamba));
        files.emplace_back(withInfix(path, QStringLiteral("vanilla")), m_workspace.map(Side::Vanilla));
    } else {
        files.emplace_back(path, m_workspace.map(Side::Vanilla));
    }
    m_workspace.pictures().request<bool>(
        QStringLiteral("export"), tr("exporting"),
        [files, rect, npy](JobControl& control) {
            for (const auto& [name, map] : files)
                (npy ? writeNpy : writeCsv)(name, *map->map, rect, control.progress());
            return std::make_shared<const bool>(true);
        },
        this, [this, path](const std::shared_ptr<const bool>&) { emit m_workspace.saved(path); },
        [this](const QString& message) { emit m_workspace.failed(message); });
}

} // namespace mambascope::ui
