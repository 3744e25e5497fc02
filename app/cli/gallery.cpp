// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/common_options.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/evaluate/run_store_settings.h"
#include "ui/figures/gallery_figure.h"
#include "ui/windows/command_line.h"

#include <charconv>

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    SequenceOptions sequence;
    MethodOptions method;
    std::string layer = "all";
    std::string channels = "48";
    std::uint64_t seed = 0;
    bool figure1 = false;
    std::int64_t trainingLength = 0;
    std::string normalise = "abs";
    std::string colourMap = "ember";
    double reachLevel = 1e-3;
    std::string size;
    std::string theme = "light";
    std::string out;
};

/// A whole number, or -1 for `word`.
std::int64_t numberOr(const std::string& option, const std::string& text, const std::string& word)
{
    if (text == word)
        return -1;
    std::int64_t number = -1;
    const char* end = text.data() + text.size();
    const auto [last, status] = std::from_chars(text.data(), end, number);
    if (status != std::errc() || last != end || number < 0)
        wrongUsage(option, "a number of 0 or more or '" + word + "' is needed, not '" + text + "'");
    return number;
}

ChannelSample sampleOf(const Options& options)
{
    ChannelSample sample;
    sample.layer = numberOr("--layer", options.layer, "all");
    const std::int64_t count = numberOr("--channels", options.channels, "all");
    if (count == 0)
        wrongUsage("--channels", "1 or more, or 'all', is needed");
    sample.count = count < 0 ? 0 : count;
    sample.seed = options.seed;
    return sample;
}

/// The length beside which the whole sequence is shown.
std::int64_t trainingLength(const Options& options, const Profile* profile, std::int64_t tokens)
{
    if (!options.figure1)
        return 0;
    if (options.trainingLength == 0 && !profile)
        throw Error("--figure1", "the model has no profile that says its training length; name it with "
                                 "--training-length");
    const std::int64_t length = options.trainingLength > 0 ? options.trainingLength : profile->calibrationLength;
    if (tokens <= length)
        throw Error("--figure1", "the sequence has " + std::to_string(tokens) +
                                     " tokens and must be longer than the training length of " +
                                     std::to_string(length));
    return length;
}

/// As the window's page does: a table of the channels, and beside it their maps.
void writeNumbers(const std::string& out, const GallerySource& source, const std::vector<ChannelRef>& channels,
                  const ui::GalleryFigure& figure, FactorsCache& cache, Progress& progress)
{
    const QString path = QString::fromStdString(out);
    GallerySource plain = source;
    plain.options.reachLevel = 0;
    saveGalleryMaps(ui::withInfix(path, QStringLiteral("maps")).toStdString(),
                    ui::withInfix(path, QStringLiteral("maps-training")).toStdString(), plain, channels, {}, cache,
                    progress);
    writeArray(out, ui::galleryTable(figure.panels), {std::ssize(channels), 4});
}

void galleryVerb(const Options& options, Job& job)
{
    const ChannelSample sample = sampleOf(options);
    ui::FigureOptions picture;
    picture.theme = options.theme;
    if (!options.size.empty()) {
        const auto [width, height] = parseSize("--size", options.size);
        picture.width = static_cast<int>(width);
        picture.height = static_cast<int>(height);
    }
    requireWritable(options.out, OutKind::NpyOrPicture);
    Progress& progress = job.progress();
    const auto model = options.model.open(progress);
    const std::vector<std::int64_t> ids = options.sequence.read(options.model, model->files());
    if (sample.layer >= model->config().layers)
        throw Error("--layer " + options.layer,
                    "the model has layers 0 to " + std::to_string(model->config().layers - 1));
    const auto profile = options.method.profile(*model);
    const auto [name, method] = options.method.makeOne(*model);
    GallerySource source;
    source.options.reachLevel = options.reachLevel;
    source.trainingLength = trainingLength(options, profile.get(), std::ssize(ids));
    TraceOptions trace;
    trace.receptiveField = false;
    source.trace = Trace::run(model, ids, method, trace, progress);
    source.vanilla = source.trace;
    if (source.trainingLength > 0 && name != "vanilla")
        source.vanilla = Trace::run(model, ids, makeMethod("vanilla", {}, model->config()), trace, progress);

    const std::vector<double>& decay = profile ? profile->lnDecay : source.trace->lnDecay();
    const std::vector<ChannelRef> channels = sampleChannels(decay, model->config().channels(), sample);
    const double lnTheta = logTheta(options.method.theta(model->config().family, profile.get()));
    ui::GalleryFigure figure;
    figure.title = model->name() + ", " + methodTitle(name) + ", " + std::to_string(ids.size()) + " tokens";
    figure.normalise = options.normalise;
    figure.colourMap = options.colourMap;
    for (const ChannelRef& channel : channels)
        figure.panels.push_back({channel,
                                 !profile                    ? ui::ChannelClass::Unknown
                                 : channel.lnDecay > lnTheta ? ui::ChannelClass::Global
                                                             : ui::ChannelClass::Local,
                                 {}});
    FactorsCache cache;
    if (!isPictureFile(options.out)) {
        writeNumbers(options.out, source, channels, figure, cache, progress);
        return;
    }
    makeGallery(
        source, channels, cache, [&](std::size_t k, const GalleryMaps& maps) { figure.panels[k].maps = maps; },
        progress);
    ui::writeGalleryPicture(options.out, figure, picture);
}

} // namespace

Action addGallery(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    options->model.add(app);
    options->sequence.add(app);
    options->method.add(app, false);
    app.add_option("--layer", options->layer, "Channels of this layer, from 0; 'all': of all layers")
        ->capture_default_str();
    app.add_option("--channels", options->channels, "How many of them, sorted by cumulative decay; or 'all'")
        ->capture_default_str();
    app.add_option("--seed", options->seed, "Of the random choice among them")->capture_default_str();
    app.add_flag("--figure1", options->figure1,
                 "Every channel twice: over the training length and over the whole sequence");
    app.add_option("--training-length", options->trainingLength, "For --figure1; default: the profile's")
        ->check(CLI::PositiveNumber);
    app.add_option("--normalise", options->normalise, "Pictures: abs, minmax, log10 or row")
        ->check(CLI::IsMember({"abs", "minmax", "log10", "row"}))
        ->capture_default_str();
    app.add_option("--colour-map", options->colourMap, "Pictures: ember, mist, tide or grey")
        ->check(CLI::IsMember({"ember", "mist", "tide", "grey"}))
        ->capture_default_str();
    app.add_option("--reach", options->reachLevel,
                   "Pictures: receptive-field line where |alpha| reaches this share of its row's largest; 0: none")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app.add_option("--size", options->size, "Pictures: WxH; default: as the number of channels needs");
    app.add_option("--theme", options->theme, "Pictures: light or dark")
        ->check(CLI::IsMember({"light", "dark"}))
        ->capture_default_str();
    app.add_option("--out", options->out,
                   "Picture: .png .svg .pdf; or .npy: layer, channel, ln of the decay and class of the channels, and "
                   "beside x.npy their maps as x-maps.npy, with --figure1 x-maps-training.npy, too")
        ->required();
    return [options](Job& job) { galleryVerb(*options, job); };
}

} // namespace mambascope::cli
