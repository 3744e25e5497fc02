// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/method/profile.h"

#include "core/base/error.h"
#include "core/checkpoint/safetensors.h"
#include "core/method/align_folder.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

namespace mambascope {

namespace {

constexpr const char* kFormat = "mambascope-profile-1";

Message counts(Family family, std::int64_t layers, std::int64_t channels)
{
    return family == Family::Mamba1 ? say("{0} layers of {1} channels", layers, channels)
                                    : say("{0} layers of {1} heads", layers, channels);
}

const std::string& field(const SafetensorsFile& file, const std::string& key)
{
    const auto found = file.metadata().find(key);
    if (found == file.metadata().end())
        throw Error(file.path().string(), say("is not a calibration profile: its metadata lacks \"{0}\"", key));
    return found->second;
}

template <typename T>
T number(const SafetensorsFile& file, const std::string& key)
{
    const std::string& text = field(file, key);
    T value{};
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || rest != text.data() + text.size() || value < 0)
        throw Error(file.path().string(),
                    say("metadata \"{0}\" is \"{1}\", a number of 0 or more is expected", key, text));
    return value;
}

template <typename T>
std::span<const std::byte> bytesOf(const std::vector<T>& values)
{
    return std::as_bytes(std::span<const T>(values));
}

// A tensor that a profile may lack.
std::vector<float> optionalTensor(const SafetensorsFile& file, const char* name, const std::vector<std::int64_t>& shape)
{
    if (!file.tensors().contains(name))
        return {};
    const StoredTensor& tensor = file.tensor(name);
    if (tensor.shape != shape)
        throw Error(file.path().string(), say("{0} is not of the shape that ln_decay and lengths ask for", name));
    return tensor.toFloat();
}

} // namespace

bool Profile::active(std::int64_t promptLength) const
{
    const auto first = std::upper_bound(lengths.begin(), lengths.end(), calibrationLength);
    return first != lengths.end() && promptLength >= *first;
}

std::size_t Profile::bucketFor(std::int64_t promptLength) const
{
    std::size_t best = 0;
    for (std::size_t i = 1; i < lengths.size(); ++i)
        if (std::abs(lengths[i] - promptLength) < std::abs(lengths[best] - promptLength))
            best = i;
    return best;
}

std::vector<std::uint8_t> Profile::globalChannels(double lnTheta) const
{
    std::vector<std::uint8_t> mask(lnDecay.size());
    std::transform(lnDecay.begin(), lnDecay.end(), mask.begin(),
                   [&](double ln) { return static_cast<std::uint8_t>(ln > lnTheta); });
    return mask;
}

void Profile::requireFits(const ModelConfig& config, const Message& subject) const
{
    if (family != config.family || layers != config.layers || channels != config.channels())
        throw Error(subject, say("was made for a {0} model with {1}, this {2} model has {3}", familyName(family),
                                 counts(family, layers, channels), familyName(config.family),
                                 counts(config.family, config.layers, config.channels())));
}

bool isProfile(const std::filesystem::path& path)
{
    try {
        const SafetensorsFile file(path);
        return file.tensors().contains("ln_decay") && file.tensors().contains("threshold");
    } catch (const Error&) {
        return false; // opening it as a model says what is wrong with it
    }
}

std::shared_ptr<const Profile> Profile::load(const std::filesystem::path& path)
{
    if (std::error_code ignored; std::filesystem::is_directory(path, ignored))
        return readAlignFolder(path);
    const SafetensorsFile file(path);
    const std::string subject = path.string();
    if (field(file, "format") != kFormat)
        throw Error(subject, say("is not a calibration profile of this version (format \"{0}\", {1} expected)",
                                 field(file, "format"), kFormat));
    auto profile = std::make_shared<Profile>();
    profile->model = field(file, "model");
    profile->source = field(file, "source");
    const std::string& family = field(file, "family");
    if (family != familyName(Family::Mamba1) && family != familyName(Family::Mamba2))
        throw Error(subject, say("family \"{0}\" is not known", family));
    profile->family = family == familyName(Family::Mamba1) ? Family::Mamba1 : Family::Mamba2;
    const std::string& aggregate = field(file, "aggregate");
    if (aggregate != "max" && aggregate != "avg")
        throw Error(subject, say("aggregate \"{0}\" is not known (max or avg expected)", aggregate));
    profile->aggregate = aggregate == "max" ? Aggregate::Max : Aggregate::Average;
    profile->calibrationLength = number<std::int64_t>(file, "length");
    profile->sequences = number<std::int64_t>(file, "sequences");
    profile->clamp = number<double>(file, "clamp");

    const StoredTensor& decay = file.tensor("ln_decay");
    const StoredTensor& threshold = file.tensor("threshold");
    profile->lengths = file.tensor("lengths").toInt64();
    profile->lnDecay = decay.toDouble();
    profile->threshold = threshold.toFloat();
    if (decay.shape.size() != 2 || decay.count() == 0)
        throw Error(subject, say("ln_decay is not [layers, channels]"));
    profile->layers = decay.shape[0];
    profile->channels = decay.shape[1];
    const std::vector<std::int64_t> expected{static_cast<std::int64_t>(profile->lengths.size()), profile->layers,
                                             profile->channels};
    profile->keepRatio = optionalTensor(file, "keep_ratio", expected);
    profile->deltaSum = optionalTensor(file, "delta_sum", decay.shape);
    profile->stateMatrix = optionalTensor(file, "state_matrix", decay.shape);
    if (const auto history = file.metadata().find("history"); history != file.metadata().end())
        profile->history = history->second;
    if (file.metadata().contains("theta")) {
        profile->theta = number<double>(file, "theta");
        profile->scale = number<double>(file, "scale");
    }
    if (profile->lengths.empty() || threshold.shape != expected)
        throw Error(subject, say("threshold is not [lengths, layers, channels] for its lengths and ln_decay"));
    if (!std::is_sorted(profile->lengths.begin(), profile->lengths.end(), std::less_equal<>()) ||
        profile->lengths.front() < 1)
        throw Error(subject, say("lengths are not ascending positive numbers"));
    if (std::any_of(profile->lnDecay.begin(), profile->lnDecay.end(), [](double v) { return std::isnan(v) || v > 0; }))
        throw Error(subject, say("ln_decay has values that are no logarithms of decays (above 0 or not a number)"));
    if (std::any_of(profile->threshold.begin(), profile->threshold.end(),
                    [](float v) { return !(v >= 0) || std::isinf(v); }))
        throw Error(subject, say("threshold has values below 0 or not finite"));
    if (std::any_of(profile->keepRatio.begin(), profile->keepRatio.end(), [](float v) { return !(v >= 0 && v <= 1); }))
        throw Error(subject, say("keep_ratio has values that are no shares (0 to 1)"));
    if (std::any_of(profile->deltaSum.begin(), profile->deltaSum.end(),
                    [](float v) { return !(v >= 0) || std::isinf(v); }))
        throw Error(subject, say("delta_sum has values below 0 or not finite"));
    return profile;
}

void Profile::save(const std::filesystem::path& path) const
{
    std::ostringstream share;
    share << clamp;
    std::map<std::string, std::string> metadata{{"format", kFormat},
                                                {"model", model},
                                                {"family", familyName(family)},
                                                {"length", std::to_string(calibrationLength)},
                                                {"sequences", std::to_string(sequences)},
                                                {"clamp", share.str()},
                                                {"aggregate", aggregate == Aggregate::Max ? "max" : "avg"},
                                                {"source", source}};
    const auto grid = static_cast<std::int64_t>(lengths.size());
    if (!history.empty())
        metadata["history"] = history;
    if (theta > 0) {
        std::ostringstream chosen, factor;
        chosen << theta;
        factor << scale;
        metadata["theta"] = chosen.str();
        metadata["scale"] = factor.str();
    }
    std::vector<TensorToStore> tensors{{"lengths", "I64", {grid}, bytesOf(lengths)},
                                       {"ln_decay", "F64", {layers, channels}, bytesOf(lnDecay)},
                                       {"threshold", "F32", {grid, layers, channels}, bytesOf(threshold)}};
    if (!keepRatio.empty())
        tensors.push_back({"keep_ratio", "F32", {grid, layers, channels}, bytesOf(keepRatio)});
    if (!deltaSum.empty())
        tensors.push_back({"delta_sum", "F32", {layers, channels}, bytesOf(deltaSum)});
    if (!stateMatrix.empty())
        tensors.push_back({"state_matrix", "F32", {layers, channels}, bytesOf(stateMatrix)});
    writeSafetensors(path, tensors, metadata);
}

} // namespace mambascope
