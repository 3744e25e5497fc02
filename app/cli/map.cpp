// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/common_options.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/evaluate/run_store_settings.h"
#include "core/inspect/attention_map.h"
#include "core/inspect/attention_rollout.h"
#include "core/inspect/receptive_field.h"
#include "core/inspect/trace.h"
#include "ui/figures/figures.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string_view>

namespace mambascope::cli {

namespace {

constexpr std::int64_t kPictureCells = 1024; // a side of a picture: more would not be seen
constexpr std::int64_t kReachLines = 512;

struct Options
{
    ModelOptions model;
    SequenceOptions sequence;
    MethodOptions method;
    std::int64_t layer = 0;
    std::int64_t channel = -1;
    std::string channels;
    bool attention = false;
    bool rollout = false;
    std::string minus;
    std::vector<std::int64_t> rows;
    std::string size;
    std::string reduce = "max";
    std::string normalise; ///< empty: abs, or raw for a difference
    double reachLevel = 1e-3;
    std::string theme = "light";
    std::string colours;
    std::string range;
    std::string window;
    bool pixels = false;
    std::string out;

    bool allChannels() const { return !channels.empty(); }
    bool isDifference() const { return !minus.empty(); }
    Reduce reduction() const { return reduce == "max" ? Reduce::MaxAbs : Reduce::MeanAbs; }
    std::string colourMap() const { return !colours.empty() ? colours : isDifference() ? "tide" : "ember"; }
    /// Both 0: fitted.
    std::pair<double, double> colourRange() const;
    std::string normalisation() const { return !normalise.empty() ? normalise : isDifference() ? "raw" : "abs"; }
};

std::pair<double, double> Options::colourRange() const
{
    if (range.empty())
        return {0, 0};
    const std::size_t colon = range.find(':');
    try {
        std::size_t lowEnd = 0;
        std::size_t highEnd = 0;
        const double low = std::stod(range.substr(0, colon), &lowEnd);
        const double high = colon == std::string::npos ? 0 : std::stod(range.substr(colon + 1), &highEnd);
        if (colon != std::string::npos && lowEnd == colon && highEnd == range.size() - colon - 1 && low < high)
            return {low, high};
    } catch (const std::logic_error&) { // said below
    }
    wrongUsage("--range", "LOW:HIGH is needed, for example -0.1:0.1");
}

/// What is drawn or written, and what is needed to name it.
struct MapSource
{
    std::shared_ptr<const AttentionMap> map;
    std::shared_ptr<const LayerFactors> factors; ///< null: the receptive-field line has no meaning
    std::string title;
};

MapSource sourceOf(const Trace& trace, const Options& options, Progress& progress)
{
    MapSource source;
    const auto hold = [](AttentionMap map) { return std::make_shared<const AttentionMap>(std::move(map)); };
    if (options.rollout) {
        const auto rollout = makeRollout(trace, options.layer, progress);
        source.map = hold(AttentionMap(rollout));
        source.title = "rollout over layers 0 to " + std::to_string(options.layer);
        if (!rollout->isExact())
            source.title += ", " + std::to_string(rollout->blocks) + " blocks";
        return source;
    }
    const std::string layer = "layer " + std::to_string(options.layer) + ", ";
    const std::string channel = std::to_string(options.channel);
    if (options.attention) {
        source.map = hold(AttentionMap(trace.attention(options.layer, progress), options.channel));
        source.title = layer + "attention head " + channel;
    } else if (options.allChannels()) {
        source.map = hold(AttentionMap::meanOfChannels(trace.factors(options.layer, progress)));
        source.title = layer + "mean of all channels";
    } else {
        source.factors = trace.factors(options.layer, progress);
        source.map = hold(AttentionMap(source.factors, options.channel));
        source.title = layer + (source.factors->family == Family::Mamba2 ? "head " : "channel ") + channel;
    }
    return source;
}

void writeRows(const Options& options, const AttentionMap& map)
{
    const auto writer = openArray<float>(options.out, {std::ssize(options.rows), map.length()});
    std::vector<float> row(static_cast<std::size_t>(map.length()));
    for (const std::int64_t i : options.rows) {
        map.row(i, row);
        writer->append(row);
    }
    writer->finish();
}

/// "a:b" as whole numbers a < b. \throws CLI's error for wrong usage
std::pair<std::int64_t, std::int64_t> parseSpan(const std::string& option, const std::string& text)
{
    const std::size_t colon = text.find(':');
    std::int64_t begin = 0;
    std::int64_t end = 0;
    const auto number = [](std::string_view part, std::int64_t& to) {
        const auto [rest, failure] = std::from_chars(part.data(), part.data() + part.size(), to);
        return failure == std::errc() && rest == part.data() + part.size() && !part.empty();
    };
    const std::string_view view = text;
    if (colon == std::string::npos || !number(view.substr(0, colon), begin) || !number(view.substr(colon + 1), end) ||
        begin < 0 || begin >= end)
        wrongUsage(option, "rows and columns as FROM:TO,FROM:TO are needed, for example 100:200,0:200");
    return {begin, end};
}

/// The part of the map that --window names, or all of it.
AttentionMap::Rect windowOf(const Options& options, std::int64_t length)
{
    if (options.window.empty())
        return {0, length, 0, length};
    const std::size_t comma = options.window.find(',');
    if (comma == std::string::npos)
        parseSpan("--window", {});
    const auto [row0, row1] = parseSpan("--window", options.window.substr(0, comma));
    const auto [col0, col1] = parseSpan("--window", options.window.substr(comma + 1));
    return {row0, row1, col0, col1};
}

void writeValues(const Options& options, const AttentionMap& map, Progress& progress)
{
    const AttentionMap::Rect rect = windowOf(options, map.length());
    const std::int64_t rows = rect.row1 - rect.row0;
    const std::int64_t columns = rect.col1 - rect.col0;
    const std::int64_t block = std::clamp<std::int64_t>((std::int64_t(1) << 22) / columns, 1, 256); // 16 MiB at a time
    const auto writer = openArray<float>(options.out, {rows, columns});
    std::vector<float> values(static_cast<std::size_t>(block * columns));
    for (std::int64_t begin = rect.row0; begin < rect.row1; begin += block) {
        progress.step("writing the map", begin - rect.row0, rows);
        const std::int64_t end = std::min(begin + block, rect.row1);
        const std::span<float> part(values.data(), static_cast<std::size_t>((end - begin) * columns));
        map.values({begin, end, rect.col0, rect.col1}, part);
        writer->append(part);
    }
    writer->finish();
}

ui::MapFigure figureOf(const Options& options, const MapSource& source, const std::string& name, Progress& progress)
{
    const AttentionMap& map = *source.map;
    const std::int64_t length = map.length();
    ui::MapFigure figure;
    std::tie(figure.height, figure.width) =
        options.size.empty() ? std::pair(std::min(length, kPictureCells), std::min(length, kPictureCells))
                             : parseSize("--size", options.size);
    figure.range = windowOf(options, length);
    if (options.size.empty()) {
        figure.height = std::min(figure.range.row1 - figure.range.row0, kPictureCells);
        figure.width = std::min(figure.range.col1 - figure.range.col0, kPictureCells);
    }
    std::tie(figure.rangeLow, figure.rangeHigh) = options.colourRange();
    figure.normalise = options.normalisation();
    figure.values.resize(static_cast<std::size_t>(figure.height * figure.width));
    const Reduce reduce = figure.normalise == "raw" ? Reduce::Peak : options.reduction();
    map.pooled(figure.range, figure.height, figure.width, reduce, figure.values, progress);
    const std::string method = methodTitle(name);
    figure.title = method + ", " + source.title;
    figure.colourMap = options.colourMap();
    if (options.isDifference()) {
        const std::string minus = methodTitle(options.minus);
        figure.quantity = "\u03b1 " + method + " \u2212 \u03b1 " + minus;
        figure.title = method + " \u2212 " + minus + ", " + source.title;
    }
    if (source.factors && options.reachLevel > 0 && !options.isDifference()) {
        const std::int64_t shown = figure.range.row1 - figure.range.row0;
        std::vector<std::int64_t> rows(static_cast<std::size_t>(std::min(shown, kReachLines)));
        for (std::size_t k = 0; k < rows.size(); ++k)
            rows[k] = figure.range.row0 + (static_cast<std::int64_t>(k) + 1) * shown / std::ssize(rows) - 1;
        const std::vector<std::int64_t> reached = reach(*source.factors, options.channel, rows, options.reachLevel);
        for (std::size_t k = 0; k < rows.size(); ++k) { // through the middle of cells; a row without a reach is a gap
            figure.reachRows.push_back(static_cast<double>(rows[k]) + 0.5);
            figure.reachColumns.push_back(reached[k] < 0 ? std::numeric_limits<double>::quiet_NaN()
                                                         : static_cast<double>(rows[k] - reached[k]) + 0.5);
        }
    }
    return figure;
}

void checkUsage(const Options& options)
{
    if (int(options.allChannels()) + int(options.channel >= 0) + int(options.rollout) != 1)
        wrongUsage("--channel", "either --channel C, --channels all or --rollout is needed");
    if (options.allChannels() && options.channels != "all")
        wrongUsage("--channels", "'all' is needed; one channel is --channel C");
    if (options.attention && options.channel < 0)
        wrongUsage("--attention", "goes with --channel");
    if (!options.rows.empty() && (!options.size.empty() || isPictureFile(options.out)))
        wrongUsage("--rows", "goes with data files and without --size");
    if (!options.size.empty())
        parseSize("--size", options.size);
    if (!options.window.empty() && (!options.size.empty() || !options.rows.empty() || options.pixels))
        wrongUsage("--window", "goes without --size, --rows and --pixels");
    if (options.pixels && !options.size.empty())
        wrongUsage("--pixels", "goes without --size");
    options.colourRange();
    windowOf(options, 0);
}

std::string attentionLayers(const ModelConfig& config)
{
    std::string list;
    for (const std::int64_t layer : config.shared.layers)
        list += (list.empty() ? "; these have: " : ", ") + std::to_string(layer);
    return list;
}

void checkAgainstModel(const Options& options, const ModelConfig& config, std::int64_t length)
{
    if (options.layer >= config.layers)
        throw Error("--layer " + std::to_string(options.layer),
                    "the model has layers 0 to " + std::to_string(config.layers - 1));
    if (options.attention && config.hybridIndex(options.layer) < 0)
        throw Error("--attention",
                    "layer " + std::to_string(options.layer) + " has no attention" + attentionLayers(config));
    if (options.attention && options.channel >= config.shared.heads)
        throw Error("--channel " + std::to_string(options.channel),
                    "the layer has attention heads 0 to " + std::to_string(config.shared.heads - 1));
    if (!options.attention && options.channel >= config.channels())
        throw Error("--channel " + std::to_string(options.channel),
                    "a layer has channels 0 to " + std::to_string(config.channels() - 1));
    const AttentionMap::Rect window = windowOf(options, length);
    if (window.row1 > length || window.col1 > length)
        throw Error("--window " + options.window, "the sequence has positions 0 to " + std::to_string(length - 1));
    for (const std::int64_t row : options.rows)
        if (row < 0 || row >= length)
            throw Error("--rows " + std::to_string(row),
                        "the sequence has positions 0 to " + std::to_string(length - 1));
    if (!options.size.empty()) {
        const auto [height, width] = parseSize("--size", options.size);
        if (std::max(height, width) > length)
            throw Error("--size " + options.size,
                        "more cells than the " + std::to_string(length) + " tokens of the sequence");
    }
}

void mapVerb(const Options& options, Job& job)
{
    checkUsage(options);
    requireWritable(options.out, OutKind::ArrayOrPicture);
    Progress& progress = job.progress();
    const auto model = options.model.open(progress);
    const std::vector<std::int64_t> ids = options.sequence.read(options.model, model->files());
    checkAgainstModel(options, model->config(), std::ssize(ids));
    const bool picture = isPictureFile(options.out) && !options.pixels;
    const std::vector<MethodOptions::Named> methods =
        picture ? options.method.make(*model) : std::vector{options.method.makeOne(*model)};

    TraceOptions trace;
    trace.receptiveField = false;
    const auto make = [&](const std::shared_ptr<const Method>& method) {
        return sourceOf(*Trace::run(model, ids, method, trace, progress), options, progress);
    };
    MapSource subtracted;
    if (options.isDifference())
        subtracted = make(options.method.makeNamed(options.minus, *model));
    std::vector<ui::MapFigure> figures;
    for (const auto& [name, method] : methods) {
        MapSource source = make(method);
        if (options.isDifference())
            source.map = std::make_shared<const AttentionMap>(AttentionMap::difference(source.map, subtracted.map));
        const AttentionMap& map = *source.map;
        if (options.pixels) {
            ui::PixelMapOptions pixels;
            pixels.normalise = options.normalisation();
            pixels.colourMap = options.colourMap();
            std::tie(pixels.rangeLow, pixels.rangeHigh) = options.colourRange();
            pixels.theme = options.theme;
            ui::writePixelMap(options.out, map, pixels, progress);
        } else if (picture)
            figures.push_back(figureOf(options, source, name, progress));
        else if (!options.rows.empty())
            writeRows(options, map);
        else if (options.size.empty())
            writeValues(options, map, progress);
        else {
            const auto [height, width] = parseSize("--size", options.size);
            std::vector<float> cells(static_cast<std::size_t>(height * width));
            map.pooled({0, map.length(), 0, map.length()}, height, width, options.reduction(), cells, progress);
            writeArray(options.out, cells, {height, width});
        }
    }
    if (picture) {
        ui::FigureOptions figureOptions;
        figureOptions.theme = options.theme;
        ui::writeMapPicture(options.out, figures, figureOptions);
    }
}

} // namespace

Action addMap(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    options->model.add(app);
    options->sequence.add(app);
    options->method.add(app, true);
    app.add_option("--layer", options->layer, "Layer, from 0")->required()->check(CLI::NonNegativeNumber);
    app.add_option("--channel", options->channel, "Channel (Mamba-1) or head (Mamba-2), from 0")
        ->check(CLI::NonNegativeNumber);
    app.add_option("--channels", options->channels, "'all': signed mean over all channels");
    app.add_flag("--rollout", options->rollout,
                 "Rollout over the layers 0 to --layer: product of I + mean over channels (exact up to 2,048 tokens)");
    app.add_option("--minus", options->minus, "Difference: the map of --method minus that of this method");
    app.add_flag("--attention", options->attention,
                 "Zamba2: --channel is a head of the layer's softmax attention, not of its Mamba part");
    addList(app, "--rows", options->rows, "Only these rows, [rows, L]");
    app.add_option("--size", options->size, "Pooled to HxW cells of |alpha|");
    app.add_option("--reduce", options->reduce, "How a cell is pooled: max or mean")
        ->check(CLI::IsMember({"max", "mean"}))
        ->capture_default_str();
    app.add_option("--normalise", options->normalise,
                   "Pictures: raw, abs, minmax, log10 or row; default abs, raw with --minus")
        ->check(CLI::IsMember({"raw", "abs", "minmax", "log10", "row"}));
    app.add_option("--reach", options->reachLevel,
                   "Pictures: receptive-field line where |alpha| reaches this share of its row's largest; 0: none")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app.add_option("--window", options->window, "Only the rows and columns FROM:TO,FROM:TO");
    app.add_flag("--pixels", options->pixels, "The map alone, one pixel a token, as .png");
    app.add_option("--colours", options->colours,
                   "Pictures: ember, mist, tide or grey; default ember, tide with --minus")
        ->check(CLI::IsMember({"ember", "mist", "tide", "grey"}));
    app.add_option("--range", options->range,
                   "Pictures: LOW:HIGH of the colours, of normalised values; default: fitted");
    app.add_option("--theme", options->theme, "Pictures: light or dark")
        ->check(CLI::IsMember({"light", "dark"}))
        ->capture_default_str();
    app.add_option("--out", options->out, "File: .npy .csv .json, or a picture .png .svg .pdf of one panel a method")
        ->required();
    return [options](Job& job) { mapVerb(*options, job); };
}

} // namespace mambascope::cli
