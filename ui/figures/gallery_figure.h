// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/gallery.h"
#include "ui/figures/figures.h"

namespace mambascope::ui {

enum class ChannelClass { Unknown, Local, Global };

/// One channel in a gallery.
struct GalleryPanel
{
    ChannelRef channel;
    ChannelClass kind = ChannelClass::Unknown;
    GalleryMaps maps;
};

/// Channels as small maps with receptive-field lines: figure 5 of LongMamba (arXiv 2504.16053), and with maps of both
/// lengths its figure 1. Every map has its own colour scale.
struct GalleryFigure
{
    std::string title;
    std::vector<GalleryPanel> panels;
    std::string normalise = "abs"; ///< abs, minmax, log10, row; raw is drawn as abs, for pooled maps have no sign
    std::string colourMap = "ember";
};
/// What the panels say in numbers, a row a channel: layer, channel, ln of the decay and class (1: global, 0: local,
/// NaN: unknown).
std::vector<double> galleryTable(const std::vector<GalleryPanel>& panels);
/// In as many columns as make the maps largest. \throws Error naming the file.
void writeGalleryPicture(const std::filesystem::path& path, const GalleryFigure& figure,
                         const FigureOptions& options = {});

} // namespace mambascope::ui
