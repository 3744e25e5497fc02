// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/workspace/view_state.h"

#include <filesystem>
#include <string>

namespace mambascope::ui {

/// A view of the window as a picture file, made without a display by the window's own code.
struct RenderRequest
{
    ViewState state;
    std::string view = "workbench"; ///< workbench, map, gallery, decay, channels, tokens, tensors, compare, evaluate
    int width = 1280;               ///< device-independent pixels
    int height = 800;
    double scale = 0;          ///< PNG of a page: pixels for each of them; 0: one
    std::filesystem::path out; ///< .png, .svg or .pdf; of evaluate also .tex, .md or .csv
    std::string theme;         ///< light or dark; empty: as the state says, light for "system"
    std::string language;      ///< of the texts, as useLanguage() takes it; empty: English
};

/// Opens what the state names, waits until everything is computed, and writes the picture.
/// \throws Error: an unknown view or suffix, anything that the window would report as an error; Cancelled.
void renderView(const RenderRequest& request, Progress& progress);

} // namespace mambascope::ui
