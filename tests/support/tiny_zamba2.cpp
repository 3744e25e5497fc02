// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tiny_zamba2.h"

#include "tests/support/random_weights.h"

#include <fstream>

namespace mambascope::test {

namespace {

constexpr std::int64_t kModel = 16, kInner = 32, kHeads = 4, kHeadDim = 8, kStates = 4, kConv = 4;
constexpr std::int64_t kAttentionHeads = 4, kAttentionDim = 8, kIntermediate = 12, kRank = 2;

float someValue(std::int64_t index, std::int64_t salt)
{
    return static_cast<float>(std::sin(static_cast<double>(index * 37 + salt * 101)));
}

void addMamba2(RandomWeights& weights, const std::string& prefix)
{
    const std::int64_t width = kInner + 2 * kStates;
    weights.matrix(prefix + "in_proj.weight", {2 * kInner + 2 * kStates + kHeads, kModel});
    weights.matrix(prefix + "out_proj.weight", {kModel, kInner});
    weights.matrix(prefix + "conv1d.weight", {width, 1, kConv});
    weights.ones(prefix + "conv1d.bias", width);
    weights.add(prefix + "D", {kHeads}, [](std::int64_t i, double) { return someValue(i, 1); });
    weights.add(prefix + "dt_bias", {kHeads}, [](std::int64_t i, double) { return someValue(i, 2) - 2; });
    weights.add(prefix + "A_log", {kHeads}, [](std::int64_t i, double) { return static_cast<float>(i) - 2; });
    weights.add(prefix + "norm.weight", {kInner}, [](std::int64_t i, double) { return 1 + .1F * someValue(i, 3); });
}

// A mixer whose heads may be cut into heads of one entry, each with the values of the head that it was a part of.
void addMixer(RandomWeights& weights, const std::string& prefix, const TinyMamba2& settings)
{
    const std::int64_t width = kInner + 2 * kStates;
    weights.matrix(prefix + "out_proj.weight", {kModel, kInner});
    weights.matrix(prefix + "conv1d.weight", {width, 1, kConv});
    weights.ones(prefix + "conv1d.bias", width);
    weights.ones(prefix + "norm.weight", kInner);
    // Last, because they differ in size: all the numbers before them are the same.
    const std::int64_t parts = settings.headOfEntry ? kHeadDim : 1;
    const auto headOf = [parts](std::int64_t i) { return i / parts; };
    const std::int64_t plainRows = 2 * kInner + 2 * kStates;
    weights.add(prefix + "in_proj.weight", {plainRows + kHeads * parts, kModel}, [=](std::int64_t i, double) {
        const std::int64_t row = i / kModel;
        const std::int64_t source = row < plainRows ? row : plainRows + headOf(row - plainRows);
        return .4F * someValue(source * kModel + i % kModel, 8);
    });
    const auto perHead = [&](const char* name, auto value) {
        weights.add(prefix + name, {kHeads * parts}, [=](std::int64_t i, double) { return value(headOf(i)); });
    };
    perHead("dt_bias", [](std::int64_t head) { return someValue(head, 2) - 2; });
    perHead("A_log", [](std::int64_t head) { return static_cast<float>(head) - 2; });
    weights.add(prefix + "D", {settings.huggingFace ? kHeads : kInner},
                [](std::int64_t i, double) { return someValue(i, 1); });
}

// A matrix of `heads` stretches of kAttentionDim rows, each written once or twice.
void addHeads(RandomWeights& weights, const std::string& name, std::int64_t heads, std::int64_t columns,
              std::int64_t repeats, std::int64_t salt)
{
    weights.add(name, {heads * repeats * kAttentionDim, columns}, [=](std::int64_t i, double) {
        const std::int64_t row = i / columns;
        const std::int64_t source = row / kAttentionDim / repeats * kAttentionDim + row % kAttentionDim;
        return .4F * someValue(source * columns + i % columns, salt);
    });
}

std::string sharedIn(int layer)
{
    return "model.layers." + std::to_string(layer) + ".shared_transformer.";
}

void addSharedBlock(RandomWeights& weights, const TinyZamba2& settings)
{
    const std::string prefix = sharedIn(settings.attentionHome);
    const std::int64_t wide = 2 * kModel;
    const std::int64_t repeats = settings.repeatKeys ? kAttentionHeads / settings.keyHeads : 1;
    const std::string attention = prefix + "self_attn.";
    const std::string feedForward = sharedIn(settings.feedForwardHome) + "feed_forward.";
    weights.add(prefix + "input_layernorm.weight", {wide},
                [](std::int64_t i, double) { return 1 + .1F * someValue(i, 4); });
    addHeads(weights, attention + "q_proj.weight", kAttentionHeads, wide, 1, 5);
    weights.matrix(attention + "o_proj.weight", {kModel, kAttentionHeads * kAttentionDim});
    weights.ones(prefix + "pre_ff_layernorm.weight", kModel);
    weights.matrix(feedForward + "gate_up_proj.weight", {2 * kIntermediate, kModel});
    weights.matrix(feedForward + "down_proj.weight", {kModel, kIntermediate});
    for (const char* k : {"0", "1"}) {
        weights.matrix(feedForward + "gate_up_proj_adapter_list." + k + ".0.weight", {kRank, kModel});
        weights.matrix(feedForward + "gate_up_proj_adapter_list." + k + ".1.weight", {2 * kIntermediate, kRank});
    }
    // Last, because they differ in size: all the numbers before them are the same.
    addHeads(weights, attention + "k_proj.weight", settings.keyHeads, wide, repeats, 6);
    addHeads(weights, attention + "v_proj.weight", settings.keyHeads, wide, repeats, 7);
}

} // namespace

void writeTinyZamba2(const std::filesystem::path& folder, const TinyZamba2& settings)
{
    std::filesystem::create_directories(folder);
    const std::int64_t stored = settings.repeatKeys ? kAttentionHeads : settings.keyHeads;
    std::ofstream(folder / "config.json")
        << R"({"model_type": "zamba2", "hidden_size": 16, "num_hidden_layers": 3, "vocab_size": )" << kTinyZambaVocab
        << R"(, "layers_block_type": ["mamba", "hybrid", "hybrid"], "hybrid_layer_ids": [1, 2], "mamba_d_state": 4,
  "mamba_expand": 2, "mamba_ngroups": 1, "n_mamba_heads": 4, "mamba_headdim": 8, "num_attention_heads": 4,
  "attention_head_dim": 8, "intermediate_size": 12, "num_mem_blocks": 1, "adapter_rank": 2, "use_mem_rope": true,
  "num_key_value_heads": )"
        << stored << settings.config << "}";
    RandomWeights weights(7);
    weights.matrix("model.embed_tokens.weight", {kTinyZambaVocab, kModel});
    weights.ones("model.final_layernorm.weight", kModel);
    weights.ones("model.layers.0.input_layernorm.weight", kModel);
    addMamba2(weights, "model.layers.0.mamba.");
    for (const char* layer : {"model.layers.1.", "model.layers.2."}) {
        weights.matrix(std::string(layer) + "linear.weight", {kModel, kModel});
        weights.ones(std::string(layer) + "mamba_decoder.input_layernorm.weight", kModel);
        addMamba2(weights, std::string(layer) + "mamba_decoder.mamba.");
    }
    addSharedBlock(weights, settings);
    weights.save(folder / "model.safetensors");
}

void writeTinyMamba2(const std::filesystem::path& folder, const TinyMamba2& settings)
{
    std::filesystem::create_directories(folder);
    const std::int64_t rows = kTinyZambaVocab + (settings.padded ? kTinyPadding : 0);
    std::ofstream config(folder / "config.json");
    if (settings.huggingFace)
        config << R"({"model_type": "mamba2", "hidden_size": 16, "num_hidden_layers": 1, "state_size": 4, "expand": 2,
  "n_groups": 1, "num_heads": 4, "head_dim": 8, "vocab_size": )"
               << rows << "}";
    else
        config << R"({"d_model": 16, "n_layer": 1, "vocab_size": )" << kTinyZambaVocab
               << R"(, "pad_vocab_size_multiple": 16, "tie_embeddings": )" << (settings.untied ? "false" : "true")
               << R"(, "ssm_cfg": {"layer": "Mamba2", "d_state": 4, "D_has_hdim": true, "headdim": )"
               << (settings.headOfEntry ? 1 : kHeadDim) << "}}";
    config.close();
    const auto embedding = [](std::int64_t row, std::int64_t column) {
        if (row < kTinyZambaVocab)
            return .4F * someValue(row * kModel + column, 9);
        // Padding: one of a pair of opposite rows points along any hidden state.
        return (row % 2 == 0 ? 1000.F : -1000.F) * someValue(column, 10);
    };
    RandomWeights weights(8);
    weights.add(settings.huggingFace ? "backbone.embeddings.weight" : "backbone.embedding.weight", {rows, kModel},
                [&](std::int64_t i, double) { return embedding(i / kModel, i % kModel); });
    weights.ones("backbone.norm_f.weight", kModel);
    weights.ones("backbone.layers.0.norm.weight", kModel);
    addMixer(weights, "backbone.layers.0.mixer.", settings);
    if (settings.untied)
        weights.add("lm_head.weight", {rows, kModel}, [&](std::int64_t i, double) {
            const std::int64_t row = i / kModel;
            return embedding(row < kTinyZambaVocab ? kTinyZambaVocab - 1 - row : row, i % kModel);
        });
    weights.save(folder / "model.safetensors");
}

std::int64_t writeHugeMamba2(const std::filesystem::path& folder)
{
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "config.json")
        << R"({"d_model": 8192, "n_layer": 1, "vocab_size": 16777216, "ssm_cfg": {"layer": "Mamba2"}})";
    const std::string mixer = "backbone.layers.0.mixer.";
    struct Entry
    {
        std::string name;
        std::vector<std::int64_t> shape;
    };
    std::string header = "{";
    std::int64_t at = 0;
    for (const Entry& e :
         {Entry{"backbone.embedding.weight", {16777216, 8192}}, Entry{"backbone.norm_f.weight", {8192}},
          Entry{"backbone.layers.0.norm.weight", {8192}}, Entry{mixer + "in_proj.weight", {33280, 8192}},
          Entry{mixer + "conv1d.weight", {16640, 1, 4}}, Entry{mixer + "conv1d.bias", {16640}},
          Entry{mixer + "dt_bias", {256}}, Entry{mixer + "A_log", {256}}, Entry{mixer + "D", {256}},
          Entry{mixer + "norm.weight", {16384}}, Entry{mixer + "out_proj.weight", {8192, 16384}}}) {
        std::int64_t bytes = 4;
        std::string shape;
        for (const std::int64_t size : e.shape) {
            bytes *= size;
            shape += (shape.empty() ? "" : ",") + std::to_string(size);
        }
        header += (at == 0 ? "\"" : ",\"") + e.name + R"(":{"dtype":"F32","shape":[)" + shape +
                  R"(],"data_offsets":[)" + std::to_string(at) + "," + std::to_string(at + bytes) + "]}";
        at += bytes;
    }
    header += "}";
    const auto size = static_cast<std::uint64_t>(header.size());
    const std::filesystem::path file = folder / "model.safetensors";
    std::ofstream out(file, std::ios::binary);
    out.write(reinterpret_cast<const char*>(&size), 8);
    out << header;
    out.close();
    std::error_code error;
    std::filesystem::resize_file(file, static_cast<std::uintmax_t>(at) + 8 + size, error);
    return error || !out ? 0 : at;
}

} // namespace mambascope::test
