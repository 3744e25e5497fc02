// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/common_options.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/base/npy.h"
#include "core/base/text_file.h"
#include "core/evaluate/demo.h"
#include "core/method/calibration_text.h"
#include "core/method/profile.h"

#include <algorithm>
#include <cstdio>

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    std::string ids, text, out;
    std::int64_t samples = 5;
    std::string aggregate = "max";
    CalibrationSettings settings;
};

std::vector<std::vector<std::int64_t>> readSequences(const Options& options, const ModelFiles& files,
                                                     std::string& source)
{
    if (!options.ids.empty()) {
        source = std::filesystem::path(options.ids).filename().string();
        return loadIds(options.ids);
    }
    const auto tokenizer = options.model.tokenizer(files);
    const bool own = options.text.empty();
    source = own ? kCalibrationText : std::filesystem::path(options.text).filename().string();
    const std::string text = own ? bundledText(kCalibrationText) : readTextFile(options.text);
    return cutSequences(tokenizer->encode(text), options.samples, options.settings.length,
                        own ? kCalibrationText : options.text);
}

void calibrateVerb(const Options& options, Job& job)
{
    if (!options.ids.empty() && !options.text.empty())
        wrongUsage("--ids", "and --text exclude each other");
    requireWritable(options.out, OutKind::Profile);
    const auto model = options.model.open(job.progress());
    CalibrationSettings settings = options.settings;
    const auto sequences = readSequences(options, model->files(), settings.source);
    settings.aggregate = options.aggregate == "max" ? Aggregate::Max : Aggregate::Average;
    std::sort(settings.lengths.begin(), settings.lengths.end());
    const Profile profile = calibrate(model, sequences, settings, job.progress());
    profile.save(options.out);
    job.clearLine();
    std::printf("%s: %lld sequences of %lld tokens, thresholds for %zu lengths up to %s\n", options.out.c_str(),
                static_cast<long long>(profile.sequences), static_cast<long long>(profile.calibrationLength),
                profile.lengths.size(), grouped(profile.lengths.back()).c_str());
}

} // namespace

Action addCalibrate(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    options->model.add(app);
    app.add_option("--ids", options->ids, "Sequences: .npy of token ids [n, L] or [L]");
    app.add_option("--text", options->text, "Text to cut sequences from; default: a text of the program's own");
    app.add_option("--samples", options->samples, "Sequences cut from the text")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--length", options->settings.length, "Tokens of a sequence: the model's training length")
        ->required()
        ->check(CLI::PositiveNumber);
    app.add_option("--clamp", options->settings.clamp, "Share of the largest Deltas that is cut")
        ->capture_default_str();
    app.add_option("--aggregate", options->aggregate, "Over the sequences: max or avg")
        ->check(CLI::IsMember({"max", "avg"}))
        ->capture_default_str();
    addList(app, "--lengths", options->settings.lengths,
            "Prompt lengths S to make thresholds for; default: 1, 2, 3, 4, 6, 8 .. 64 times --length");
    app.add_option("--out", options->out, "Profile to write, .safetensors")->required();
    return [options](Job& job) { calibrateVerb(*options, job); };
}

} // namespace mambascope::cli
