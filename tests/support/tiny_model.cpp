// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tiny_model.h"

#include "tests/support/random_weights.h"

#include <cmath>
#include <fstream>

namespace mambascope::test {

namespace {

constexpr std::int64_t kLayers = 2, kModel = 32, kInner = 64, kConv = 4, kVocab = 8192;
constexpr std::int64_t kStates1 = 8, kRank = 2;                  // Mamba-1
constexpr std::int64_t kStates2 = 16, kHeadDim = 16, kHeads = 4; // Mamba-2

void addMixer(RandomWeights& weights, const std::string& mixer, Family family)
{
    const auto deltaBias = [](std::int64_t, double noise) {
        return static_cast<float>(-3 + 2 * noise);
    }; // softplus: .007 to .3
    weights.matrix(mixer + "out_proj.weight", {kModel, kInner});
    if (family == Family::Mamba1) {
        weights.matrix(mixer + "conv1d.weight", {kInner, 1, kConv});
        weights.ones(mixer + "conv1d.bias", kInner);
        weights.ones(mixer + "D", kInner);
        weights.matrix(mixer + "in_proj.weight", {2 * kInner, kModel});
        weights.matrix(mixer + "x_proj.weight", {kRank + 2 * kStates1, kInner});
        weights.matrix(mixer + "dt_proj.weight", {kInner, kRank});
        weights.add(mixer + "dt_proj.bias", {kInner}, deltaBias);
        weights.add(mixer + "A_log", {kInner, kStates1}, [](std::int64_t i, double noise) {
            return static_cast<float>(std::log(1.0 + static_cast<double>(i % kStates1)) + 2 * noise);
        });
        return;
    }
    const std::int64_t width = kInner + 2 * kStates2;
    weights.matrix(mixer + "conv1d.weight", {width, 1, kConv});
    weights.ones(mixer + "conv1d.bias", width);
    weights.ones(mixer + "D", kHeads);
    weights.matrix(mixer + "in_proj.weight", {2 * kInner + 2 * kStates2 + kHeads, kModel});
    weights.add(mixer + "dt_bias", {kHeads}, deltaBias);
    // Heads from slow to fast, so that a usual theta has both classes.
    weights.add(mixer + "A_log", {kHeads}, [](std::int64_t i, double noise) {
        return static_cast<float>(-5 + 2.5 * static_cast<double>(i) + noise);
    });
    weights.ones(mixer + "norm.weight", kInner);
}

} // namespace

void writeTinyModel(const std::filesystem::path& folder, Family family, bool tokenizer, unsigned seed)
{
    std::filesystem::create_directories(folder);
    std::ofstream config(folder / "config.json");
    config << R"({"d_model": 32, "n_layer": 2, "vocab_size": 8192, "ssm_cfg": )"
           << (family == Family::Mamba1 ? R"({"layer": "Mamba1", "d_state": 8, "dt_rank": 2})"
                                        : R"({"layer": "Mamba2", "d_state": 16, "headdim": 16})")
           << R"(, "rms_norm": true, "residual_in_fp32": true, "pad_vocab_size_multiple": 8, "tie_embeddings": true})";
    config.close();
    RandomWeights weights(seed);
    weights.matrix("backbone.embedding.weight", {kVocab, kModel});
    weights.ones("backbone.norm_f.weight", kModel);
    for (std::int64_t layer = 0; layer < kLayers; ++layer) {
        const std::string prefix = "backbone.layers." + std::to_string(layer) + ".";
        weights.ones(prefix + "norm.weight", kModel);
        addMixer(weights, prefix + "mixer.", family);
    }
    weights.save(folder / "model.safetensors");
    if (tokenizer)
        std::filesystem::copy_file(std::filesystem::path(RESOURCES_DIR) / "models" / "tokenizer.json",
                                   folder / "tokenizer.json", std::filesystem::copy_options::overwrite_existing);
}

} // namespace mambascope::test
