// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/common_options.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/inspect/attention_map.h"
#include "core/inspect/receptive_field.h"
#include "core/inspect/trace.h"
#include "ui/figures/figures.h"

#include <algorithm>
#include <cstdio>

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
    std::vector<std::int64_t> rows;
    std::string size;
    std::string reduce = "max";
    std::string normalise = "abs";
    double reachLevel = 1e-3;
    std::string theme = "light";
    std::string out;

    bool allChannels() const { return !channels.empty(); }
    Reduce reduction() const { return reduce == "max" ? Reduce::MaxAbs : Reduce::MeanAbs; }
};

/// One channel's map, one attention head's, or the mean over all channels, behind one set of questions.
class MapSource
{
public:
    MapSource(const Trace& trace, const Options& options, Progress& progress)
        : m_length(trace.length()), m_channel(options.channel)
    {
        if (options.attention) {
            m_map.emplace(trace.attention(options.layer, progress), options.channel);
            return;
        }
        m_factors = trace.factors(options.layer, progress);
        if (!options.allChannels())
            m_map.emplace(m_factors, options.channel);
    }
    std::int64_t length() const { return m_length; }
    void row(std::int64_t i, std::span<float> out) const
    {
        if (m_map)
            m_map->row(i, out);
        else
            channelMeanRow(*m_factors, i, out);
    }
    /// Rows begin..end, all columns.
    void rows(std::int64_t begin, std::int64_t end, std::span<float> out, const Progress& progress) const
    {
        if (m_map)
            m_map->values({begin, end, 0, length()}, out);
        else
            channelMeanValues(*m_factors, {begin, end, 0, length()}, out, progress);
    }
    std::vector<float> pooled(std::int64_t height, std::int64_t width, Reduce reduce, Progress& progress) const
    {
        std::vector<float> cells(static_cast<std::size_t>(height * width));
        const AttentionMap::Rect all{0, length(), 0, length()};
        if (m_map)
            m_map->pooled(all, height, width, reduce, cells, progress);
        else
            pooledChannelMean(*m_factors, all, height, width, reduce, cells, progress);
        return cells;
    }
    bool isMean() const { return !m_map; }
    std::int64_t channel() const { return m_channel; }
    /// Null for an attention head.
    const LayerFactors* factors() const { return m_factors.get(); }
    std::string title() const
    {
        if (isMean())
            return "mean of all channels";
        const char* kind = m_factors == nullptr                  ? "attention head "
                           : m_factors->family == Family::Mamba2 ? "head "
                                                                 : "channel ";
        return kind + std::to_string(m_channel);
    }

private:
    std::int64_t m_length;
    std::shared_ptr<const LayerFactors> m_factors;
    std::int64_t m_channel;
    std::optional<AttentionMap> m_map;
};

void writeRows(const Options& options, const MapSource& map)
{
    const auto writer = openArray<float>(options.out, {std::ssize(options.rows), map.length()});
    std::vector<float> row(static_cast<std::size_t>(map.length()));
    for (const std::int64_t i : options.rows) {
        map.row(i, row);
        writer->append(row);
    }
    writer->finish();
}

void writeWhole(const Options& options, const MapSource& map, Progress& progress)
{
    const std::int64_t length = map.length();
    const std::int64_t block = std::clamp<std::int64_t>((std::int64_t(1) << 22) / length, 1, 256); // 16 MiB at a time
    const auto writer = openArray<float>(options.out, {length, length});
    std::vector<float> values(static_cast<std::size_t>(block * length));
    for (std::int64_t begin = 0; begin < length; begin += block) {
        progress.step("writing the map", begin, length);
        const std::int64_t end = std::min(begin + block, length);
        const std::span<float> part(values.data(), static_cast<std::size_t>((end - begin) * length));
        map.rows(begin, end, part, progress);
        writer->append(part);
    }
    writer->finish();
}

ui::MapFigure figureOf(const Options& options, const MapSource& map, const std::string& method, Progress& progress)
{
    const std::int64_t length = map.length();
    ui::MapFigure figure;
    std::tie(figure.height, figure.width) =
        options.size.empty() ? std::pair(std::min(length, kPictureCells), std::min(length, kPictureCells))
                             : parseSize("--size", options.size);
    figure.range = {0, length, 0, length};
    const bool entries = figure.height == length && figure.width == length && options.normalise == "raw";
    if (entries) { // the sign is only there when nothing is pooled
        figure.values.resize(static_cast<std::size_t>(length * length));
        map.rows(0, length, figure.values, progress);
    } else {
        figure.values = map.pooled(figure.height, figure.width, options.reduction(), progress);
    }
    figure.title = method + ", layer " + std::to_string(options.layer) + ", " + map.title();
    figure.normalise = options.normalise;
    if (!map.isMean() && map.factors() != nullptr && options.reachLevel > 0) {
        std::vector<std::int64_t> rows;
        const std::int64_t lines = std::min(length, kReachLines);
        for (std::int64_t k = 0; k < lines; ++k)
            rows.push_back((k + 1) * length / lines - 1);
        const std::vector<std::int64_t> reached = reach(*map.factors(), map.channel(), rows, options.reachLevel);
        for (std::size_t k = 0; k < rows.size(); ++k) {
            if (reached[k] < 0)
                continue;
            figure.reachRows.push_back(static_cast<double>(rows[k]));
            figure.reachColumns.push_back(static_cast<double>(rows[k] - reached[k]));
        }
    }
    return figure;
}

void checkUsage(const Options& options)
{
    if (options.allChannels() == (options.channel >= 0))
        wrongUsage("--channel", "either --channel C or --channels all is needed");
    if (options.allChannels() && options.channels != "all")
        wrongUsage("--channels", "'all' is needed; one channel is --channel C");
    if (options.attention && options.allChannels())
        wrongUsage("--attention", "goes with --channel");
    if (!options.rows.empty() && (!options.size.empty() || isPictureFile(options.out)))
        wrongUsage("--rows", "goes with data files and without --size");
    if (!options.size.empty())
        parseSize("--size", options.size);
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
    if (!options.attention && !options.allChannels() && options.channel >= config.channels())
        throw Error("--channel " + std::to_string(options.channel),
                    "a layer has channels 0 to " + std::to_string(config.channels() - 1));
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
    const bool picture = isPictureFile(options.out);
    const std::vector<MethodOptions::Named> methods =
        picture ? options.method.make(*model) : std::vector{options.method.makeOne(*model)};

    TraceOptions trace;
    trace.receptiveField = false;
    std::vector<ui::MapFigure> figures;
    for (const auto& [name, method] : methods) {
        const MapSource map(*Trace::run(model, ids, method, trace, progress), options, progress);
        if (picture)
            figures.push_back(figureOf(options, map, name, progress));
        else if (!options.rows.empty())
            writeRows(options, map);
        else if (options.size.empty())
            writeWhole(options, map, progress);
        else {
            const auto [height, width] = parseSize("--size", options.size);
            writeArray(options.out, map.pooled(height, width, options.reduction(), progress), {height, width});
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
    app.add_flag("--attention", options->attention,
                 "Zamba2: --channel is a head of the layer's softmax attention, not of its Mamba part");
    addList(app, "--rows", options->rows, "Only these rows, [rows, L]");
    app.add_option("--size", options->size, "Pooled to HxW cells of |alpha|");
    app.add_option("--reduce", options->reduce, "How a cell is pooled: max or mean")
        ->check(CLI::IsMember({"max", "mean"}))
        ->capture_default_str();
    app.add_option("--normalise", options->normalise, "Pictures: raw, abs, minmax, log10 or row")
        ->check(CLI::IsMember({"raw", "abs", "minmax", "log10", "row"}))
        ->capture_default_str();
    app.add_option("--reach", options->reachLevel,
                   "Pictures: receptive-field line where |alpha| reaches this share of its row's largest; 0: none")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app.add_option("--theme", options->theme, "Pictures: light or dark")
        ->check(CLI::IsMember({"light", "dark"}))
        ->capture_default_str();
    app.add_option("--out", options->out, "File: .npy .csv .json, or a picture .png .svg .pdf of one panel a method")
        ->required();
    return [options](Job& job) { mapVerb(*options, job); };
}

} // namespace mambascope::cli
