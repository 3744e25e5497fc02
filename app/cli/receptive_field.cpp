// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/common_options.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/evaluate/run_store_settings.h"
#include "core/inspect/trace.h"
#include "ui/figures/figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    SequenceOptions sequence;
    MethodOptions method;
    std::int64_t lastRows = 1;
    std::string out;
};

/// Mean, median and largest of a layer's distances; channels that dropped every token are counted apart.
std::vector<std::string> summaryRow(const std::string& label, std::span<const float> values)
{
    std::vector<float> known;
    std::copy_if(values.begin(), values.end(), std::back_inserter(known),
                 [](float value) { return !std::isnan(value); });
    if (known.empty())
        return {label, "-", "-", "-", std::to_string(values.size())};
    double sum = 0;
    for (const float value : known)
        sum += static_cast<double>(value);
    std::sort(known.begin(), known.end());
    const auto number = [](double value) {
        char text[32];
        std::snprintf(text, sizeof text, "%.1f", value);
        return std::string(text);
    };
    return {label, number(sum / static_cast<double>(known.size())),
            number(static_cast<double>(known[known.size() / 2])), number(static_cast<double>(known.back())),
            std::to_string(values.size() - known.size())};
}

void print(const ModelConfig& config, const std::string& method, const std::vector<float>& distance)
{
    std::printf("%s: Mamba Mean Distance in tokens\n", method.c_str());
    std::vector<std::vector<std::string>> rows = {{"layer", "mean", "median", "largest", "all dropped"}};
    const auto channels = static_cast<std::size_t>(config.channels());
    for (std::int64_t layer = 0; layer < config.layers; ++layer)
        rows.push_back(summaryRow(std::to_string(layer),
                                  std::span(distance).subspan(static_cast<std::size_t>(layer) * channels, channels)));
    rows.push_back(summaryRow("all", distance));
    printColumns(rows);
}

void writePicture(const Options& options, const Model& model, std::int64_t tokens,
                  const std::vector<MethodOptions::Named>& methods, const std::vector<std::vector<float>>& distances)
{
    const auto profile = options.method.profile(model);
    if (!profile)
        throw Error(options.out, "a picture shows distance against decay and needs --profile");
    if (distances.size() > 2)
        wrongUsage("--method", "a picture compares two methods at most");
    ui::ChannelsFigure figure;
    figure.title = model.name() + ", " + grouped(tokens) + " tokens";
    figure.lnDecay = profile->lnDecay;
    figure.distance = distances.front();
    figure.method = methodTitle(methods.front().name);
    if (distances.size() == 2) {
        figure.distanceAfter = distances.back();
        figure.methodAfter = methodTitle(methods.back().name);
    }
    figure.lnTheta = logTheta(options.method.theta(model.config().family, profile.get()));
    ui::writeChannelsPicture(options.out, figure);
}

void receptiveFieldVerb(const Options& options, Job& job)
{
    if (!options.out.empty())
        requireWritable(options.out, OutKind::ArrayOrPicture);
    const auto model = options.model.open(job.progress());
    const std::vector<std::int64_t> ids = options.sequence.read(options.model, model->files());
    const bool array = !options.out.empty() && !isPictureFile(options.out);
    const std::vector<MethodOptions::Named> methods =
        array ? std::vector{options.method.makeOne(*model)} : options.method.make(*model);

    TraceOptions trace;
    trace.receptiveRows = options.lastRows;
    trace.inputBudget = 0; // no layer is looked at again
    std::vector<std::vector<float>> distances;
    for (const auto& [name, method] : methods)
        distances.push_back(Trace::run(model, ids, method, trace, job.progress())->meanDistance());
    job.clearLine();
    if (array)
        writeArray(options.out, distances.front(), {model->config().layers, model->config().channels()});
    else if (!options.out.empty())
        writePicture(options, *model, std::ssize(ids), methods, distances);
    else
        for (std::size_t m = 0; m < methods.size(); ++m)
            print(model->config(), methods[m].name, distances[m]);
}

} // namespace

Action addReceptiveField(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    options->model.add(app);
    options->sequence.add(app);
    options->method.add(app, true);
    app.add_option("--last-rows", options->lastRows, "Mean over the last K rows of the map")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--out", options->out,
                   "[layers, channels] as .npy .csv .json, NaN where every token was dropped; or a picture");
    return [options](Job& job) { receptiveFieldVerb(*options, job); };
}

} // namespace mambascope::cli
