// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/job.h"

#include <CLI/CLI.hpp>

#include <functional>

namespace mambascope::cli {

/// What a verb does once its arguments are read.
using Action = std::function<void(Job& job)>;

// Each declares the verb's options on `app` and returns what runs afterwards.
Action addBench(CLI::App& app);
Action addCalibrate(CLI::App& app);
Action addClassify(CLI::App& app);
Action addDecay(CLI::App& app);
Action addDemo(CLI::App& app);
Action addDocumentRetrieval(CLI::App& app);
Action addGallery(CLI::App& app);
Action addGenerate(CLI::App& app);
Action addInfo(CLI::App& app);
Action addLongBench(CLI::App& app);
Action addLatency(CLI::App& app);
Action addMap(CLI::App& app);
Action addPasskey(CLI::App& app);
Action addPerplexity(CLI::App& app);
Action addProfile(CLI::App& app);
Action addReceptiveField(CLI::App& app);
Action addRender(CLI::App& app);
Action addRuler(CLI::App& app);
Action addRun(CLI::App& app);
Action addScore(CLI::App& app);
Action addSearch(CLI::App& app);
Action addTokenize(CLI::App& app);

} // namespace mambascope::cli
