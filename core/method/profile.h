// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"
#include "core/base/progress.h"
#include "core/checkpoint/model_config.h"
#include "core/model/model.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace mambascope {

enum class Aggregate { Max, Average };

/// LongMamba's calibration (arXiv 2504.16053 section 4; GATECH-EIC/LongMamba load_align_target.py): for every channel
/// its cumulative decay over the training length, and the token threshold g(S) for a grid of lengths S. File:
/// safetensors with tensors ln_decay F64 [layers, channels], threshold F32 [lengths, layers, channels], lengths I64
/// [lengths], and metadata that says what it was made from; optional keep_ratio F32 like threshold, delta_sum F32 and
/// state_matrix F32 [layers, channels].
struct Profile
{
    std::string model; ///< name of the model it was made for
    Family family = Family::Mamba2;
    std::int64_t layers = 0;
    std::int64_t channels = 0;
    std::int64_t calibrationLength = 0; ///< n, tokens of a calibration sequence: the model's training length
    std::int64_t sequences = 0;
    double clamp = 0; ///< share of the largest Deltas that is cut, 0..1
    Aggregate aggregate = Aggregate::Max;
    std::string source;                ///< file that the sequences came from
    std::vector<std::int64_t> lengths; ///< ascending
    std::vector<double> lnDecay;       ///< [layers, channels] natural logarithm of the cumulative decay
    std::vector<float> threshold;      ///< [lengths, layers, channels] g(S)
    // What only some filters need; empty when the file has none.
    std::vector<float> keepRatio;   ///< [lengths, layers, channels] alpha(S), share of the tokens above g(S)
    std::vector<float> deltaSum;    ///< [layers, channels] sum of the clamped Deltas over n tokens
    std::vector<float> stateMatrix; ///< [layers, channels] A; Mamba-2 only
    double theta = 0;               ///< chosen by a search; 0: none was
    double scale = 0;               ///< the same
    std::string history;            ///< JSON: how a search found theta, clamp and factor; empty: none did

    double lnDecayOf(std::int64_t layer, std::int64_t channel) const
    {
        return lnDecay[static_cast<std::size_t>(layer * channels + channel)];
    }
    float thresholdOf(std::int64_t bucket, std::int64_t layer, std::int64_t channel) const
    {
        return threshold[static_cast<std::size_t>((bucket * layers + layer) * channels + channel)];
    }
    /// The filter acts from the smallest grid length above n on.
    bool active(std::int64_t promptLength) const;
    /// Index into lengths: nearest to the prompt's length, the smaller one on a tie.
    std::size_t bucketFor(std::int64_t promptLength) const;
    /// 1 = global: ln decay > ln theta. [layers, channels]
    std::vector<std::uint8_t> globalChannels(double lnTheta) const;
    /// \throws Error naming both models' layer and channel counts when they differ.
    void requireFits(const ModelConfig& config, const Message& subject) const;

    /// A file, or an align folder of LongMamba (core/method/align_folder.h).
    /// \throws Error naming the file and what is missing or inconsistent.
    static std::shared_ptr<const Profile> load(const std::filesystem::path& path);
    void save(const std::filesystem::path& path) const;
};

/// A profile and a weight file have the same suffix; the names of their tensors tell them apart.
bool isProfile(const std::filesystem::path& path);

struct CalibrationSettings
{
    std::int64_t length = 0; ///< n; tokens used of every sequence
    double clamp = 0.05;
    Aggregate aggregate = Aggregate::Max;
    std::vector<std::int64_t> lengths; ///< grid of S; empty: n x {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64}
    std::string source;
};

/// Runs the model over the first n tokens of each sequence.
/// \throws Error when a sequence has fewer than n tokens, or for settings out of range.
Profile calibrate(const std::shared_ptr<const Model>& model, std::span<const std::vector<std::int64_t>> sequences,
                  const CalibrationSettings& settings, Progress& progress);
/// The same for each of `clamps` instead of the settings' own, from one pass over the sequences.
std::vector<Profile> calibrate(const std::shared_ptr<const Model>& model,
                               std::span<const std::vector<std::int64_t>> sequences,
                               const CalibrationSettings& settings, std::span<const double> clamps, Progress& progress);

/// g(S) of one channel from its Deltas [n] (see Profile): exposed for tests and for explaining it in the window.
/// `sumClamped` receives the sum of the clamped Deltas, `keepRatio` alpha(S), when not null.
std::vector<float> tokenThresholds(std::span<const float> dt, double clamp, std::span<const std::int64_t> lengths,
                                   double* sumClamped = nullptr, std::vector<float>* keepRatio = nullptr);

} // namespace mambascope
