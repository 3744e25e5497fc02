// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/workspace/session.h"

#include <filesystem>
#include <string>

namespace mambascope::ui {

class Page;

/// A view of the window as a file, made without a display by the window's own code.
struct RenderRequest
{
    ViewState state;
    std::string arrangement; ///< of the view, as Session::arrangement; empty: as a new window has it
    /// Of the workbench, as in Session; empty: as a new window has it.
    std::string layout, promptDraft, sequenceDraft;
    std::string view = "workbench"; ///< workbench, map, gallery, decay, channels, tokens, tensors, compare, evaluate
    int width = 1280;               ///< device-independent pixels
    int height = 800;
    double scale = 1;          ///< PNG: pixels for each of them
    bool whole = false;        ///< as ExportOptions::whole
    std::filesystem::path out; ///< .png, .svg or .pdf; of a page whatever it exports
    std::string theme;         ///< light or dark; empty: as the state says, light for "system"
    std::string language;      ///< of the texts, as useLanguage() takes it; empty: English

    /// Takes the state, and for the view that is set all that the session knows of its appearance.
    void show(const Session& session);
};

/// \throws Error naming the file when the page (null: the whole window) is not written with its suffix.
void requireSuffix(const Page* page, const std::filesystem::path& out);

/// Opens what the state names, waits until everything is computed, and writes what the page exports to such a file.
/// \throws Error: an unknown view, a suffix that the view does not write, anything that the window would report as an
/// error; Cancelled.
void renderView(const RenderRequest& request, Progress& progress);

} // namespace mambascope::ui
