// SPDX-License-Identifier: GPL-3.0-or-later
// Configurations as the state-spaces repository writes them: d_model, n_layer, ssm_cfg. Absent keys have the defaults
// of its configuration class and mixer constructors.
#include "core/checkpoint/config_reader.h"

#include <set>

namespace mambascope {

using Json = nlohmann::json;

namespace {

void refuseAttention(const ConfigReader& top)
{
    const Json* layers = top.find("attn_layer_idx");
    if (layers == nullptr)
        return;
    if (!layers->is_array())
        top.fail(say("attn_layer_idx is not a list"));
    std::string list;
    for (const Json& layer : *layers)
        list += (list.empty() ? "" : ", ") + layer.dump();
    if (!list.empty())
        top.fail(say("attn_layer_idx names attention layers ({0}): Mamba-attention hybrids are not supported", list));
}

Family layerFamily(const ConfigReader& ssm)
{
    const std::string layer = ssm.text("layer", "Mamba1");
    if (layer != "Mamba1" && layer != "Mamba2")
        ssm.fail(say("ssm_cfg.layer \"{0}\" is not supported (Mamba1 or Mamba2 expected)", layer));
    return layer == "Mamba1" ? Family::Mamba1 : Family::Mamba2;
}

void refuseUnknownKeys(const ConfigReader& top, const Json& ssm)
{
    static const std::set<std::string> known{"layer",         "d_state",       "d_conv",           "expand",
                                             "dt_rank",       "headdim",       "ngroups",          "bias",
                                             "conv_bias",     "d_ssm",         "chunk_size",       "rmsnorm",
                                             "dt_min",        "dt_max",        "dt_init",          "dt_scale",
                                             "D_has_hdim",    "dt_limit",      "norm_before_gate", "A_init_range",
                                             "dt_init_floor", "use_fast_path", "use_mem_eff_path"};
    for (const auto& [key, value] : ssm.items())
        if (!known.contains(key))
            top.fail(say("ssm_cfg.{0} is not a known setting of a Mamba layer", key));
}

void readMamba2(const ConfigReader& ssm, ModelConfig& c)
{
    c.headDim = ssm.integer("headdim", 1, 4096).value_or(64);
    c.groups = ssm.integer("ngroups", 1, 4096).value_or(1);
    if (c.dInner % c.headDim != 0)
        ssm.fail(say("ssm_cfg.headdim {0} does not divide the inner width of {1}", c.headDim, c.dInner));
    c.heads = c.dInner / c.headDim;
    checkHeads(ssm, c, "ssm_cfg.ngroups");
    c.dPerEntry = ssm.boolean("D_has_hdim", false);
    ssm.timeStepLimit("dt_limit", c);
    if (const auto width = ssm.integer("d_ssm", 1); width && *width != c.dInner)
        ssm.fail(say("ssm_cfg.d_ssm is not the inner width: layers with an MLP part are not supported"));
    if (ssm.boolean("norm_before_gate", false))
        ssm.fail(say("ssm_cfg.norm_before_gate is true, which is not supported"));
    if (!ssm.boolean("rmsnorm", true))
        ssm.fail(say("ssm_cfg.rmsnorm is false: layers without the gated norm are not supported"));
}

} // namespace

ModelConfig readStateSpacesConfig(const ConfigReader& top)
{
    ModelConfig c;
    c.dModel = top.required("d_model", 1);
    c.layers = top.required("n_layer", 1, 4096);
    c.vocab = top.required("vocab_size", 1);
    top.integer("pad_vocab_size_multiple", 1); // the embedding's rows tell how far it was padded
    c.tied = top.boolean("tie_embeddings", true);
    if (!top.boolean("rms_norm", true))
        top.fail(say("rms_norm is false: models with LayerNorm are not supported"));
    if (top.integer("d_intermediate", 0).value_or(0) != 0)
        top.fail(say("d_intermediate is not 0: models with MLP blocks are not supported"));
    refuseAttention(top);

    const Json empty = Json::object();
    const Json* ssmConfig = top.find("ssm_cfg");
    const Json& object = ssmConfig != nullptr ? *ssmConfig : empty;
    if (!object.is_object())
        top.fail(say("ssm_cfg is not an object"));
    const ConfigReader ssm(object, top.subject(), "ssm_cfg.");
    c.family = layerFamily(ssm);
    c.architecture = c.family == Family::Mamba1 ? Architecture::Mamba : Architecture::Mamba2;
    refuseUnknownKeys(top, object);
    c.dInner = expanded(ssm, "ssm_cfg.expand", ssm.number("expand", 2), c.dModel);
    c.dState = ssm.integer("d_state", 1, 256).value_or(c.family == Family::Mamba1 ? 16 : 128);
    c.dConv = ssm.integer("d_conv", 2, 16).value_or(4);
    if (c.family == Family::Mamba1) {
        const Json* rank = ssm.find("dt_rank");
        const bool automatic = rank == nullptr || (rank->is_string() && *rank == "auto");
        c.dtRank = automatic ? (c.dModel + 15) / 16 : ssm.required("dt_rank", 1);
    } else {
        readMamba2(ssm, c);
    }
    return c;
}

} // namespace mambascope
