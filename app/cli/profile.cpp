// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/method/profile.h"
#include "app/cli/common_options.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/method/align_folder.h"

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace mambascope::cli {

namespace {

struct ProfileOptions
{
    std::string file, tensor, out, align;
    bool json = false;
};

std::int64_t countGlobal(const std::vector<std::uint8_t>& mask)
{
    return std::accumulate(mask.begin(), mask.end(), std::int64_t(0));
}

void writeTensor(const ProfileOptions& options, const Profile& profile)
{
    const auto lengths = std::ssize(profile.lengths);
    if (options.tensor == "ln_decay")
        writeArray(options.out, profile.lnDecay, {profile.layers, profile.channels});
    else if (options.tensor == "threshold")
        writeArray(options.out, profile.threshold, {lengths, profile.layers, profile.channels});
    else if (options.tensor == "lengths")
        writeArray(options.out, profile.lengths, {lengths});
    else if (options.tensor == "keep_ratio" && !profile.keepRatio.empty())
        writeArray(options.out, profile.keepRatio, {lengths, profile.layers, profile.channels});
    else if (options.tensor == "delta_sum" && !profile.deltaSum.empty())
        writeArray(options.out, profile.deltaSum, {profile.layers, profile.channels});
    else
        throw Error("--tensor " + options.tensor, "this profile has ln_decay, threshold, lengths" +
                                                      std::string(profile.keepRatio.empty() ? "" : ", keep_ratio") +
                                                      (profile.deltaSum.empty() ? "" : ", delta_sum"));
}

void print(const ProfileOptions& options, const Profile& profile)
{
    constexpr double kThetas[] = {1e-30, 1e-10, 1e-5, 1e-3, 0.05, 0.3};
    const char* aggregate = profile.aggregate == Aggregate::Max ? "max" : "avg";
    if (options.json) {
        Json json = {{"model", profile.model},
                     {"family", familyName(profile.family)},
                     {"layers", profile.layers},
                     {"channels", profile.channels},
                     {"length", profile.calibrationLength},
                     {"sequences", profile.sequences},
                     {"clamp", profile.clamp},
                     {"aggregate", aggregate},
                     {"source", profile.source},
                     {"lengths", profile.lengths}};
        for (const double theta : kThetas)
            json["global"].push_back(
                {{"theta", theta}, {"channels", countGlobal(profile.globalChannels(logTheta(theta)))}});
        printJson(json);
        return;
    }
    const auto line = [](const char* label, const std::string& value) {
        std::printf("%-13s%s\n", label, value.c_str());
    };
    line("model", profile.model + ", " + familyName(profile.family));
    line("channels", std::to_string(profile.layers) + " layers of " + std::to_string(profile.channels));
    if (profile.sequences == 0) // an align folder does not say
        line("made from", profile.source + ", " + std::to_string(profile.calibrationLength) + " tokens a sequence");
    else
        line("made from", std::to_string(profile.sequences) + " sequences of " +
                              std::to_string(profile.calibrationLength) + " tokens of " + profile.source);
    if (profile.sequences > 0) {
        line("clamp", shortNumber(100 * profile.clamp) + " % of the largest Deltas");
        line("aggregate", aggregate);
    }
    std::string lengths;
    for (const std::int64_t length : profile.lengths)
        lengths += (lengths.empty() ? "" : " ") + std::to_string(length);
    line("lengths", lengths);
    const auto [low, high] = std::minmax_element(profile.lnDecay.begin(), profile.lnDecay.end());
    line("ln decay", shortNumber(*low) + " to " + shortNumber(*high));
    for (const double theta : kThetas)
        line(theta == kThetas[0] ? "global" : "", grouped(countGlobal(profile.globalChannels(logTheta(theta)))) +
                                                      " of " + grouped(profile.layers * profile.channels) +
                                                      " at theta " + shortNumber(theta));
}

} // namespace

Action addProfile(CLI::App& app)
{
    auto options = std::make_shared<ProfileOptions>();
    app.add_option("FILE", options->file, "Calibration profile, or an align folder of the LongMamba repository")
        ->required();
    app.add_option("--export-align", options->align, "Write an align folder of the LongMamba repository");
    app.add_option("--tensor", options->tensor,
                   "Write one tensor: ln_decay, threshold, lengths, keep_ratio or delta_sum");
    app.add_option("--out", options->out, "Where to: .npy .csv .json");
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job&) {
        if (options->tensor.empty() != options->out.empty())
            wrongUsage("--tensor", "and --out go together");
        if (!options->out.empty())
            requireWritable(options->out, OutKind::Array);
        const auto profile = Profile::load(options->file);
        if (!options->align.empty())
            writeAlignFolder(options->align, *profile);
        if (options->tensor.empty() && options->align.empty())
            print(*options, *profile);
        if (!options->tensor.empty())
            writeTensor(*options, *profile);
    };
}

Action addClassify(CLI::App& app)
{
    struct Options
    {
        std::string profile, out;
        std::optional<double> theta;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    app.add_option("--profile", options->profile, "Calibration profile")->required();
    app.add_option("--theta", options->theta,
                   "A channel is global when its decay over the training length is larger; "
                   "default .05 for Mamba-2, 1e-10 for Mamba-1");
    app.add_option("--out", options->out, "Mask [layers, channels], 1 = global: .npy .csv .json");
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job&) {
        if (!options->out.empty())
            requireWritable(options->out, OutKind::Array);
        const auto profile = Profile::load(options->profile);
        const double theta = options->theta.value_or(defaultTheta(profile->family));
        const std::vector<std::uint8_t> mask = profile->globalChannels(logTheta(theta));
        if (!options->out.empty())
            writeArray(options->out, mask, {profile->layers, profile->channels});
        std::vector<std::int64_t> perLayer;
        for (std::int64_t layer = 0; layer < profile->layers; ++layer)
            perLayer.push_back(countGlobal(
                {mask.begin() + layer * profile->channels, mask.begin() + (layer + 1) * profile->channels}));
        const auto total = std::accumulate(perLayer.begin(), perLayer.end(), std::int64_t(0));
        if (options->json) {
            printJson({{"theta", theta},
                       {"global", total},
                       {"channels", profile->layers * profile->channels},
                       {"per_layer", perLayer}});
            return;
        }
        std::printf("%s of %s channels are global at theta %s\n", grouped(total).c_str(),
                    grouped(std::ssize(mask)).c_str(), shortNumber(theta).c_str());
        std::vector<std::vector<std::string>> rows = {{"layer", "global", "local"}};
        for (std::size_t layer = 0; layer < perLayer.size(); ++layer)
            rows.push_back({std::to_string(layer), std::to_string(perLayer[layer]),
                            std::to_string(profile->channels - perLayer[layer])});
        printColumns(rows);
    };
}

} // namespace mambascope::cli
