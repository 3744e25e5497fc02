// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/render.h"
#include "app/cli/common_options.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/evaluate/tables.h"
#include "core/workspace/demo_state.h"
#include "core/workspace/session.h"

namespace mambascope::cli {

Action addRender(CLI::App& app)
{
    struct Options
    {
        std::string session, model;
        std::string size = "1280x800";
        ui::RenderRequest request;
        std::string out;
        std::vector<std::string> runs;
        CLI::Option* viewOption = nullptr;
    };
    auto options = std::make_shared<Options>();
    app.add_option("--session", options->session, "Session to show, .mscope; default: what the window opens with");
    app.add_option("--model", options->model, "Another model than the session's");
    options->viewOption =
        app.add_option("--view", options->request.view,
                       "workbench, map, gallery, decay, channels, tokens, tensors, compare or evaluate")
            ->check(CLI::IsMember(
                {"workbench", "map", "gallery", "decay", "channels", "tokens", "tensors", "compare", "evaluate"}))
            ->capture_default_str();
    app.add_option("--run", options->runs, "Folder of a stored run, for the view evaluate; several are compared");
    app.add_option("--size", options->size, "WxH in pixels")->capture_default_str();
    app.add_option("--scale", options->request.scale, "PNG: pixels for each of --size")
        ->check(CLI::Range(0.5, 8.0))
        ->capture_default_str();
    app.add_flag(
        "--whole", options->request.whole,
        "map: every token as .png or .npy, not only what the session shows; compare: tables and the maps, too");
    app.add_option("--theme", options->request.theme, "light or dark; default: the session's")
        ->check(CLI::IsMember({"light", "dark"}));
    app.add_option("--language", options->request.language, "Of the texts: en or zh_CN")->default_str("en");
    app.add_option("--out", options->out,
                   "Picture: .png .svg .pdf; of every page but the workbench also its tables: .csv .npy, of "
                   "evaluate also .tex .md; further tables are written beside it")
        ->required();
    return [options](Job& job) {
        ui::RenderRequest request = options->request;
        constexpr std::int64_t kLargest = 16384;
        const auto [width, height] = parseSize("--size", options->size);
        if (width > kLargest || height > kLargest)
            throw Error("--size " + options->size, "a side has at most " + std::to_string(kLargest) + " pixels");
        if (!options->runs.empty() && !options->viewOption->count())
            request.view = "evaluate";
        // Each page knows its own tables; whether the folder takes files is known here.
        if (request.view == "workbench" && !isPictureFile(options->out))
            throw Error(options->out, "cannot be written: the suffix must be .png, .svg or .pdf");
        if (request.view != "evaluate" || !isTableFile(options->out))
            requireWritable(options->out, OutKind::ArrayOrPicture);
        request.width = static_cast<int>(width);
        request.height = static_cast<int>(height);
        request.out = options->out;
        if (options->session.empty()) {
            request.state = demonstrationState(demonstration("passkey"));
        } else {
            request.show(Session::load(options->session));
        }
        if (!options->model.empty())
            request.state.model = options->model;
        if (!options->runs.empty()) {
            request.state.evaluateRuns = options->runs;
            request.state.page = "evaluate";
        }
        ui::renderView(request, job.progress());
    };
}

} // namespace mambascope::cli
