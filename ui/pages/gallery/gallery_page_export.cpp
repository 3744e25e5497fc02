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

namespace mambascope::ui {

QStringList GalleryPage::exportSuffixes() const
{
    return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("csv"),
            QStringLiteral("npy")};
}

void GalleryPage::exportTo(const QString& path)
{
    if (m_panels.empty()) {
        const QString reason = m_workspace.reasonForNothing(side());
        emit m_workspace.failed(
            tr("%1: %2").arg(path, reason.isEmpty() ? tr("there are no channels to write yet") : reason));
        return;
    }
    try {
        if (isPictureSuffix(QFileInfo(path).suffix().toLower()))
            return exportPicture(path);
        exportTable(path);
        emit m_workspace.saved(path);
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
    }
}

void GalleryPage::exportTable(const QString& path) const
{
    std::vector<double> values;
    for (const GalleryPanel& panel : m_panels) {
        values.push_back(static_cast<double>(panel.channel.layer));
        values.push_back(static_cast<double>(panel.channel.channel));
        values.push_back(panel.channel.lnDecay);
        values.push_back(panel.kind == ChannelClass::Unknown  ? std::numeric_limits<double>::quiet_NaN()
                         : panel.kind == ChannelClass::Global ? 1
                                                              : 0);
    }
    writeTable(
        path,
        {QStringLiteral("layer"), QStringLiteral("channel"), QStringLiteral("ln_decay"), QStringLiteral("global")},
        values);
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

/// Everything of it in the gallery's thread: the maps that nobody scrolled to yet, and the drawing of hundreds.
void GalleryPage::exportPicture(const QString& path)
{
    const GallerySource now = source();
    if (!now.trace || (now.trainingLength > 0 && !now.vanilla)) {
        emit m_workspace.failed(tr("%1: there are no maps to write yet").arg(path));
        return;
    }
    FigureOptions options;
    options.theme = isDark() ? "dark" : "light";
    options.width = width();
    options.height = height();
    options.scale = exportScale();
    m_workspace.gallery().request<bool>(
        QStringLiteral("gallery-export"), tr("writing %1").arg(QFileInfo(path).fileName()),
        [figure = figure(), now, options, path, cache = m_cache](JobControl& control) mutable {
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
                now, wanted, *cache,
                [&](std::size_t k, const GalleryMaps& maps) { figure.panels[places[k]].maps = maps; },
                control.progress());
            writeGalleryPicture(path.toStdString(), figure, options);
            return std::make_shared<const bool>(true);
        },
        this, [this, path](const std::shared_ptr<const bool>&) { emit m_workspace.saved(path); },
        [this](const QString& message) { emit m_workspace.failed(message); });
}

} // namespace mambascope::ui
