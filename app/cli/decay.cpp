// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/common_options.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/evaluate/run_store_settings.h"
#include "core/inspect/receptive_field.h"
#include "core/inspect/trace.h"
#include "ui/figures/figures.h"

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    SequenceOptions sequence;
    MethodOptions method;
    std::int64_t layer = 0;
    std::vector<std::int64_t> channels;
    bool logTokens = false, logDecay = false;
    std::string out;
};

void writePicture(const Options& options, const Model& model, ui::DecayFigure figure)
{
    figure.title = model.name() + ", layer " + std::to_string(options.layer);
    if (const auto profile = options.method.profile(model)) {
        figure.lnTheta = logTheta(options.method.theta(model.config().family, profile.get()));
        figure.trainingLength = profile->calibrationLength;
        for (ui::DecayCurve& curve : figure.curves)
            curve.kind = profile->lnDecayOf(options.layer, std::stoll(curve.channel)) > figure.lnTheta ? 1 : 0;
    }
    figure.logTokens = options.logTokens;
    figure.logDecay = options.logDecay;
    ui::writeDecayPicture(options.out, figure);
}

void decayVerb(const Options& options, Job& job)
{
    requireWritable(options.out, OutKind::ArrayOrPicture);
    const auto model = options.model.open(job.progress());
    const ModelConfig& config = model->config();
    const std::vector<std::int64_t> ids = options.sequence.read(options.model, model->files());
    if (options.layer >= config.layers)
        throw Error("--layer " + std::to_string(options.layer),
                    "the model has layers 0 to " + std::to_string(config.layers - 1));
    for (const std::int64_t channel : options.channels)
        if (channel < 0 || channel >= config.channels())
            throw Error("--channels " + std::to_string(channel),
                        "a layer has channels 0 to " + std::to_string(config.channels() - 1));
    const bool picture = isPictureFile(options.out);
    const std::vector<MethodOptions::Named> methods =
        picture ? options.method.make(*model) : std::vector{options.method.makeOne(*model)};

    TraceOptions trace;
    trace.receptiveField = false;
    ui::DecayFigure figure;
    std::vector<float> values;
    for (const auto& [name, method] : methods) {
        const auto factors =
            Trace::run(model, ids, method, trace, job.progress())->factors(options.layer, job.progress());
        for (const std::int64_t channel : options.channels) {
            const std::vector<double> curve = cumulativeDecay(*factors, channel);
            if (picture)
                figure.curves.push_back({std::to_string(channel) + ", " + methodTitle(name),
                                         curve,
                                         name != "vanilla",
                                         {},
                                         std::to_string(channel),
                                         -1,
                                         methodTitle(name)});
            else
                values.insert(values.end(), curve.begin(), curve.end());
        }
    }
    if (picture)
        writePicture(options, *model, std::move(figure));
    else
        writeArray(options.out, values, {std::ssize(options.channels), std::ssize(ids)});
}

} // namespace

Action addDecay(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    options->model.add(app);
    options->sequence.add(app);
    options->method.add(app, true);
    app.add_option("--layer", options->layer, "Layer, from 0")->required()->check(CLI::NonNegativeNumber);
    addList(app, "--channels", options->channels, "Channels (Mamba-1) or heads (Mamba-2), from 0")->required();
    app.add_flag("--log-tokens", options->logTokens, "Pictures: logarithmic axis of tokens");
    app.add_flag("--log-decay", options->logDecay, "Pictures: -ln of the decay on a logarithmic axis");
    app.add_option("--out", options->out,
                   "ln of the decay after each token, [channels, L], as .npy .csv .json; or a picture")
        ->required();
    return [options](Job& job) { decayVerb(*options, job); };
}

} // namespace mambascope::cli
