// SPDX-License-Identifier: GPL-3.0-or-later
// Configurations of Zamba2 as transformers 4 and 5 write them.
#include "core/checkpoint/config_reader.h"

#include <algorithm>
#include <cmath>

namespace mambascope {

using Json = nlohmann::json;

namespace {

bool isSame(const Json& ids, const std::vector<std::int64_t>& layers)
{
    return ids.is_array() &&
           std::equal(ids.begin(), ids.end(), layers.begin(), layers.end(), [](const Json& id, std::int64_t layer) {
               return id.is_number_integer() && id.get<std::int64_t>() == layer;
           });
}

// The hybrid layers from layers_block_type; hybrid_layer_ids says the same once more.
std::vector<std::int64_t> hybridLayers(const ConfigReader& top, std::int64_t layers)
{
    const Json* types = top.find("layers_block_type");
    if (types == nullptr)
        top.fail(say("layers_block_type is missing"));
    if (!types->is_array())
        top.fail(say("layers_block_type is not a list"));
    if (static_cast<std::int64_t>(types->size()) != layers)
        top.fail(say("layers_block_type has {0} entries, num_hidden_layers is {1}", types->size(), layers));
    std::vector<std::int64_t> hybrid;
    for (std::int64_t i = 0; i < layers; ++i) {
        const Json& entry = (*types)[static_cast<std::size_t>(i)];
        const std::string type = entry.is_string() ? entry.get<std::string>() : entry.dump();
        if (type == "hybrid")
            hybrid.push_back(i);
        else if (type != "mamba" && type != "linear_attention") // the second is transformers 5's word for the first
            top.fail(say("layers_block_type of layer {0} is {1}, which is not supported (mamba or hybrid expected)", i,
                         type));
    }
    if (const Json* ids = top.find("hybrid_layer_ids"); ids != nullptr && !isSame(*ids, hybrid))
        top.fail(say("hybrid_layer_ids does not name the hybrid layers of layers_block_type"));
    return hybrid;
}

// transformers 5 keeps the rotary base in an object of its own.
double ropeTheta(const ConfigReader& top)
{
    double theta = top.number("rope_theta", 10000);
    if (const Json* nested = top.find("rope_parameters")) {
        if (!nested->is_object())
            top.fail(say("rope_parameters is not an object"));
        const ConfigReader rope(*nested, top.subject(), "rope_parameters.");
        rope.expect("rope_type", {"default"});
        theta = rope.number("rope_theta", theta);
    }
    if (!(theta > 0 && std::isfinite(theta)))
        top.fail(say("rope_theta is not a positive number"));
    return theta;
}

SharedBlocks readShared(const ConfigReader& top, ModelConfig& c)
{
    SharedBlocks s;
    s.layers = hybridLayers(top, c.layers);
    s.blocks = top.integer("num_mem_blocks", 1, 4096).value_or(1);
    s.heads = top.required("num_attention_heads", 1);
    s.keyHeads = top.integer("num_key_value_heads", 1).value_or(s.heads);
    // The blocks see the hidden state and the embedding side by side, 2 D wide, and split that into heads.
    const std::int64_t width = top.integer("attention_hidden_size", 1).value_or(2 * c.dModel);
    if (width != 2 * c.dModel)
        top.fail(say("attention_hidden_size is not twice hidden_size"));
    s.headDim = top.integer("attention_head_dim", 1, 65536).value_or(width / s.heads);
    if (s.heads * s.headDim != width)
        top.fail(say("{0} attention heads of {1} do not make the attention width of {2}", s.heads, s.headDim, width));
    if (s.heads % s.keyHeads != 0)
        top.fail(say("num_key_value_heads does not divide num_attention_heads"));
    if (s.headDim % 2 != 0)
        top.fail(say("attention_head_dim is odd"));
    s.intermediate = top.required("intermediate_size", 1);
    s.adapterRank = top.required("adapter_rank", 1);
    s.attentionAdapters = top.boolean("use_shared_attention_adapter", false);
    s.rope = top.boolean("use_mem_rope", false);
    s.ropeTheta = ropeTheta(top);
    if (top.boolean("use_long_context", false)) {
        // As transformers 4 does it; 5 leaves the base alone, and there are no reference numbers that would decide.
        if (s.rope)
            s.ropeTheta *= std::pow(8.0, static_cast<double>(s.headDim) / static_cast<double>(s.headDim - 2));
        if (!std::isfinite(s.ropeTheta))
            top.fail(say("use_long_context needs attention heads of more than two dimensions"));
        c.notes.push_back(say("use_long_context is set: the rotary base is rescaled by 8^(d/(d-2)), as transformers 4 "
                              "does; transformers 5 does not."));
    }
    return s;
}

} // namespace

ModelConfig readZamba2Config(const ConfigReader& top)
{
    ModelConfig c;
    c.architecture = Architecture::Zamba2;
    c.family = Family::Mamba2;
    c.dModel = top.required("hidden_size", 1);
    c.layers = top.required("num_hidden_layers", 1, 4096);
    c.vocab = top.required("vocab_size", 1);
    c.tied = top.boolean("tie_word_embeddings");
    c.dInner = expanded(top, "mamba_expand", top.number("mamba_expand", 2), c.dModel);
    c.dState = top.integer("mamba_d_state", 1, 256).value_or(64);
    c.dConv = top.integer("mamba_d_conv", 2, 16).value_or(4);
    c.groups = top.integer("mamba_ngroups", 1, 4096).value_or(1);
    c.heads = top.required("n_mamba_heads", 1);
    c.headDim = top.integer("mamba_headdim", 1, 4096).value_or(c.dInner / c.heads);
    checkHeads(top, c, "mamba_ngroups");
    c.normEps = top.epsilon("rms_norm_eps", 1e-5F); // the gated norm keeps 1e-5 whatever this says
    top.timeStepLimit("time_step_limit", c);
    top.expect("hidden_act", {"gelu"});
    c.shared = readShared(top, c);
    return c;
}

} // namespace mambascope
