// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/method/align_folder.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/system_reason.h"
#include "core/base/text_file.h"
#include "core/checkpoint/torch_archive.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <system_error>

namespace mambascope {

namespace {

namespace fs = std::filesystem;

constexpr const char* kNote = "mambascope.json";
constexpr std::int64_t kThousand = 1000;
constexpr std::int64_t kPublishedLength = 2000;

fs::path fileOf(const fs::path& folder, const std::string& part, std::int64_t layer)
{
    return folder / part / (part + "_layer_" + std::to_string(layer) + ".pt");
}

std::vector<float> vectorOf(const StoredTensor& tensor, const fs::path& path, std::int64_t channels)
{
    if (tensor.shape.size() != 1 || tensor.shape[0] < 1 || (channels > 0 && tensor.shape[0] != channels))
        throw Error(path.string(), say("holds a tensor that is not one number for each of the layer's heads"));
    return tensor.toFloat();
}

// A file with one tensor; `channels` 0: any number of them.
std::vector<float> readLone(const fs::path& path, std::int64_t channels)
{
    const TorchArchive file(path, TorchArchive::Content::StateDictOrTensor);
    const auto found = file.tensors().find("");
    if (file.tensors().size() != 1 || found == file.tensors().end())
        throw Error(path.string(), say("holds a dict, one tensor is expected"));
    return vectorOf(found->second, path, channels);
}

std::int64_t lengthOf(const std::string& key, const fs::path& path)
{
    std::int64_t thousands = 0;
    const char* const end = key.data() + key.size() - (key.ends_with('k') ? 1 : 0);
    const auto [rest, error] = std::from_chars(key.data(), end, thousands);
    if (!key.ends_with('k') || error != std::errc() || rest != end || thousands < 1 || thousands > 1'000'000)
        throw Error(path.string(), say("has the key \"{0}\", a length as in \"16k\" is expected", key));
    return thousands * kThousand;
}

// A file with a tensor for each length: by length.
std::map<std::int64_t, std::vector<float>> readByLength(const fs::path& path, std::int64_t channels)
{
    const TorchArchive file(path);
    std::map<std::int64_t, std::vector<float>> found;
    for (const auto& [key, tensor] : file.tensors())
        found[lengthOf(key, path)] = vectorOf(tensor, path, channels);
    if (found.empty())
        throw Error(path.string(), say("holds no tensor"));
    return found;
}

void append(std::vector<float>& to, const std::vector<float>& values)
{
    to.insert(to.end(), values.begin(), values.end());
}

// [layers][lengths] of one part, as [lengths, layers, channels].
std::vector<float> byLengthFirst(const std::vector<std::map<std::int64_t, std::vector<float>>>& layers,
                                 const std::vector<std::int64_t>& lengths)
{
    std::vector<float> all;
    for (const std::int64_t length : lengths)
        for (const auto& layer : layers)
            append(all, layer.at(length));
    return all;
}

void requireNumbers(const std::vector<float>& values, float most, const fs::path& folder, const char* part)
{
    if (std::any_of(values.begin(), values.end(), [&](float v) { return !(v >= 0 && v <= most); }))
        throw Error((folder / part).string(), say("has values that are below 0, too large or not numbers"));
}

void readNote(const fs::path& folder, Profile& profile)
{
    const fs::path path = folder / kNote;
    if (!fs::exists(path))
        return;
    const nlohmann::json note = parseJson(readTextFile(path), path.string());
    try {
        profile.model = note.at("model").get<std::string>();
        profile.family = note.at("family") == familyName(Family::Mamba1) ? Family::Mamba1 : Family::Mamba2;
        profile.calibrationLength = note.at("length").get<std::int64_t>();
        profile.sequences = note.at("sequences").get<std::int64_t>();
        profile.clamp = note.at("clamp").get<double>();
        profile.aggregate = note.at("aggregate") == "avg" ? Aggregate::Average : Aggregate::Max;
        profile.source = note.at("source").get<std::string>();
    } catch (const nlohmann::json::exception&) {
        throw Error(path.string(), say("does not say model, family, length, sequences, clamp, aggregate and source"));
    }
}

std::int64_t largestWithoutThreshold(const Profile& profile)
{
    std::int64_t found = 0;
    const auto cells = static_cast<std::ptrdiff_t>(profile.layers * profile.channels);
    for (std::size_t i = 0; i < profile.lengths.size(); ++i) {
        const auto first = profile.threshold.begin() + static_cast<std::ptrdiff_t>(i) * cells;
        if (std::all_of(first, first + cells, [](float g) { return g == 0; }))
            found = profile.lengths[i];
    }
    return found > 0 ? found : kPublishedLength;
}

} // namespace

bool isAlignFolder(const fs::path& folder)
{
    std::error_code ignored;
    return fs::is_directory(folder / "tA_prod", ignored) && fs::is_directory(folder / "delta_t-thre", ignored);
}

std::shared_ptr<const Profile> readAlignFolder(const fs::path& folder)
{
    if (!isAlignFolder(folder))
        throw Error(folder.string(),
                    say("is not an align folder of LongMamba: it has no folders tA_prod and delta_t-thre"));
    auto profile = std::make_shared<Profile>();
    profile->model = fs::weakly_canonical(folder).filename().string();
    profile->source = "align folder";
    std::vector<std::map<std::int64_t, std::vector<float>>> thresholds, ratios;
    const bool hasRatios = fs::exists(folder / "alpha");
    const bool hasSums = fs::exists(folder / "decay");
    const bool hasMatrix = fs::exists(folder / "A");
    for (std::int64_t layer = 0; fs::exists(fileOf(folder, "tA_prod", layer)); ++layer) {
        const std::vector<float> decay = readLone(fileOf(folder, "tA_prod", layer), profile->channels);
        profile->channels = std::ssize(decay);
        ++profile->layers;
        requireNumbers(decay, 1, folder, "tA_prod");
        for (const float value : decay)
            profile->lnDecay.push_back(std::log(static_cast<double>(value)));
        thresholds.push_back(readByLength(fileOf(folder, "delta_t-thre", layer), profile->channels));
        if (hasRatios)
            ratios.push_back(readByLength(fileOf(folder, "alpha", layer), profile->channels));
        if (hasSums)
            append(profile->deltaSum, readLone(fileOf(folder, "decay", layer), profile->channels));
        if (hasMatrix)
            append(profile->stateMatrix, readLone(fileOf(folder, "A", layer), profile->channels));
        for (const auto* part : {&thresholds, &ratios})
            if (!part->empty() &&
                !std::equal(part->back().begin(), part->back().end(), thresholds.front().begin(),
                            thresholds.front().end(), [](const auto& a, const auto& b) { return a.first == b.first; }))
                throw Error(folder.string(), say("layer {0} has other lengths than layer 0", layer));
    }
    if (profile->layers == 0)
        throw Error(folder.string(), say("has no tA_prod/tA_prod_layer_0.pt"));
    for (const auto& [length, values] : thresholds.front())
        profile->lengths.push_back(length);
    profile->threshold = byLengthFirst(thresholds, profile->lengths);
    if (hasRatios)
        profile->keepRatio = byLengthFirst(ratios, profile->lengths);
    requireNumbers(profile->threshold, std::numeric_limits<float>::max(), folder, "delta_t-thre");
    requireNumbers(profile->keepRatio, 1, folder, "alpha");
    requireNumbers(profile->deltaSum, std::numeric_limits<float>::max(), folder, "decay");
    profile->calibrationLength = largestWithoutThreshold(*profile);
    readNote(folder, *profile);
    return profile;
}

std::shared_ptr<const Profile> withTrainingLength(const std::shared_ptr<const Profile>& profile, const fs::path& path,
                                                  std::int64_t length)
{
    if (length < 1)
        throw Error(path.string(), say("a training length of {0} tokens is none", length));
    if (profile->calibrationLength == length)
        return profile;
    std::error_code status;
    if (!isAlignFolder(path) || fs::exists(path / kNote, status))
        throw Error(path.string(),
                    say("says itself that its training length is {0} tokens", profile->calibrationLength));
    auto changed = std::make_shared<Profile>(*profile);
    changed->calibrationLength = length;
    return changed;
}

void writeAlignFolder(const fs::path& folder, const Profile& profile)
{
    for (const std::int64_t length : profile.lengths)
        if (length % kThousand != 0)
            throw Error(folder.string(), say("cannot be written: an align folder has lengths of whole thousands, the "
                                             "profile has one of {0} (calibrate with --lengths 1000,2000,..)",
                                             length));
    if (profile.keepRatio.empty() || profile.deltaSum.empty())
        throw Error(
            folder.string(),
            say("cannot be written: the profile was made without shares and sums of kept tokens; calibrate again"));
    for (const char* part : {"tA_prod", "decay", "A", "alpha", "delta_t-thre"}) {
        std::error_code status;
        if (std::string(part) != "A" || !profile.stateMatrix.empty())
            fs::create_directories(folder / part, status);
        if (status)
            throw Error((folder / part).string(), say("cannot be made: {0}", systemReason(status)));
    }
    const auto channels = static_cast<std::size_t>(profile.channels);
    for (std::int64_t layer = 0; layer < profile.layers; ++layer) {
        const std::size_t first = static_cast<std::size_t>(layer) * channels;
        const auto lone = [&](const char* part, std::span<const float> values) {
            const TorchVector vector{"", values};
            writeTorchArchive(fileOf(folder, part, layer), std::span(&vector, 1));
        };
        const auto byLength = [&](const char* part, const std::vector<float>& all) {
            std::vector<TorchVector> vectors;
            for (std::size_t i = 0; i < profile.lengths.size(); ++i)
                vectors.push_back({std::to_string(profile.lengths[i] / kThousand) + "k",
                                   std::span(all).subspan(
                                       i * static_cast<std::size_t>(profile.layers) * channels + first, channels)});
            writeTorchArchive(fileOf(folder, part, layer), vectors);
        };
        std::vector<float> decay;
        for (std::size_t c = 0; c < channels; ++c)
            decay.push_back(static_cast<float>(std::exp(profile.lnDecay[first + c])));
        lone("tA_prod", decay);
        lone("decay", std::span(profile.deltaSum).subspan(first, channels));
        if (!profile.stateMatrix.empty())
            lone("A", std::span(profile.stateMatrix).subspan(first, channels));
        byLength("alpha", profile.keepRatio);
        byLength("delta_t-thre", profile.threshold);
    }
    const nlohmann::ordered_json note = {{"model", profile.model},
                                         {"family", familyName(profile.family)},
                                         {"length", profile.calibrationLength},
                                         {"sequences", profile.sequences},
                                         {"clamp", profile.clamp},
                                         {"aggregate", profile.aggregate == Aggregate::Max ? "max" : "avg"},
                                         {"source", profile.source}};
    std::ofstream out(folder / kNote, std::ios::binary);
    out << note.dump(4) << '\n';
    if (!out.flush())
        throw Error((folder / kNote).string(), say("cannot be written"));
}

} // namespace mambascope
