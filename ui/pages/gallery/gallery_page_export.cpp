// SPDX-License-Identifier: GPL-3.0-or-later
// The part of GalleryPage that writes files.
#include "core/base/error.h"
#include "ui/engine/workspace.h"
#include "ui/pages/gallery/gallery_page.h"
#include "ui/style/message_text.h"
#include "ui/style/theme.h"
#include "ui/windows/command_line.h"
#include "ui/windows/table_files.h"

#include <QFileInfo>
#include <QLocale>

#include <algorithm>

namespace mambascope::ui {

namespace {

const QString kMaps = QStringLiteral("maps");
const QString kTrainingMaps = QStringLiteral("maps-training");
const std::vector<QString> kColumns = {QStringLiteral("layer"), QStringLiteral("channel"), QStringLiteral("ln_decay"),
                                       QStringLiteral("global")};

} // namespace

QStringList GalleryPage::exportSuffixes() const
{
    return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("csv"),
            QStringLiteral("npy")};
}

QStringList GalleryPage::exportFiles(const QString& path) const
{
    QStringList files = {path};
    if (QFileInfo(path).suffix().toLower() != QLatin1String("npy"))
        return files;
    files << withInfix(path, kMaps);
    if (trainingLength() > 0)
        files << withInfix(path, kTrainingMaps);
    return files;
}

void GalleryPage::exportTo(const QString& path)
{
    if (m_panels.empty()) {
        const QString reason = m_workspace.reasonForNothing(side());
        emit m_workspace.failed(
            tr("%1: %2").arg(path, reason.isEmpty() ? tr("there are no channels to write yet") : reason));
        return;
    }
    const QString suffix = QFileInfo(path).suffix().toLower();
    try {
        if (isPictureSuffix(suffix))
            return exportPicture(path);
        if (suffix == QLatin1String("npy"))
            return exportMaps(path);
        writeTable(path, kColumns, galleryTable(m_panels));
        emit m_workspace.saved(path);
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
    }
}

GalleryFigure GalleryPage::figure() const
{
    GalleryFigure figure;
    const auto& document = m_workspace.document();
    const QString method = side() == Side::Vanilla ? tr("vanilla") : m_workspace.methodTitle(side());
    figure.title = tr("%1, %2, %3 tokens")
                       .arg(QString::fromStdString(document->model->name()), method,
                            QLocale().toString(static_cast<qint64>(document->length())))
                       .toStdString();
    figure.panels = m_panels;
    for (std::size_t k = 0; k < m_panels.size(); ++k) {
        if (!m_shown[k].current)
            figure.panels[k].maps = {};
    }
    figure.normalise = m_workspace.state().normalise;
    figure.colourMap = m_workspace.state().colourMap;
    return figure;
}

/// Without a trace when it is not there yet, which is said.
GallerySource GalleryPage::readySource(const QString& path)
{
    GallerySource now = source();
    if (now.trace && (now.trainingLength == 0 || now.vanilla))
        return now;
    emit m_workspace.failed(tr("%1: there are no maps to write yet").arg(path));
    return {};
}

/// The table, and beside it the maps: those that nobody scrolled to yet, too.
void GalleryPage::exportMaps(const QString& path)
{
    GallerySource now = readySource(path);
    if (!now.trace)
        return;
    // A cell a pixel of a plain screen: the numbers are the same wherever they are written.
    now.options.edge = std::min(kLargestEdge, m_workspace.state().gallerySize);
    now.options.reachLevel = 0;
    std::vector<ChannelRef> channels;
    std::vector<GalleryMaps> known;
    for (const GalleryPanel& panel : figure().panels) {
        channels.push_back(panel.channel);
        known.push_back(panel.maps);
    }
    m_workspace.write(path, [now, path, channels, known, table = galleryTable(m_panels),
                             cache = std::make_shared<FactorsCache>()](JobControl& control) {
        saveGalleryMaps(withInfix(path, kMaps).toStdString(), withInfix(path, kTrainingMaps).toStdString(), now,
                        channels, known, *cache, control.progress());
        writeTable(path, kColumns, table); // last: who cancels has no files
    });
}

/// Everything of it in a thread: the maps that nobody scrolled to yet, and the drawing of hundreds.
void GalleryPage::exportPicture(const QString& path)
{
    const GallerySource now = readySource(path);
    if (!now.trace)
        return;
    FigureOptions options;
    options.theme = isDark() ? "dark" : "light";
    options.width = width();
    options.height = height();
    options.scale = exportScale();
    m_workspace.write(path, [figure = figure(), now, options, path,
                             cache = std::make_shared<FactorsCache>()](JobControl& control) mutable {
        std::vector<ChannelRef> wanted;
        std::vector<std::size_t> places;
        for (std::size_t k = 0; k < figure.panels.size(); ++k) {
            const GalleryMaps& maps = figure.panels[k].maps;
            if (maps.whole && (now.trainingLength == 0 || maps.training))
                continue;
            wanted.push_back(figure.panels[k].channel);
            places.push_back(k);
        }
        makeGallery(
            now, wanted, *cache, [&](std::size_t k, const GalleryMaps& maps) { figure.panels[places[k]].maps = maps; },
            control.progress());
        writeGalleryPicture(path.toStdString(), figure, options);
    });
}

} // namespace mambascope::ui
