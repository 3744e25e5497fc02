// SPDX-License-Identifier: GPL-3.0-or-later
// Configurations as transformers writes them for mamba, mamba2 and falcon_mamba; absent keys have its defaults.
#include "core/checkpoint/config_reader.h"

namespace mambascope {

namespace {

void readMamba1(const ConfigReader& top, ModelConfig& c)
{
    // falcon-mamba-7b says expand 16 with an intermediate_size of 2 hidden_size: the width itself is right.
    const auto width = top.integer("intermediate_size", 1);
    c.dInner = width ? *width : expanded(top, "expand", top.number("expand", 2), c.dModel);
    const nlohmann::json* rank = top.find("time_step_rank");
    const bool automatic = rank == nullptr || (rank->is_string() && *rank == "auto");
    c.dtRank = automatic ? (c.dModel + 15) / 16 : top.required("time_step_rank", 1);
    if (c.architecture == Architecture::FalconMamba)
        c.mixerNormEps = top.epsilon("mixer_rms_eps", 1e-6F);
}

void readMamba2(const ConfigReader& top, ModelConfig& c)
{
    c.dInner = expanded(top, "expand", top.number("expand", 2), c.dModel);
    c.heads = top.integer("num_heads", 1).value_or(128);
    c.headDim = top.integer("head_dim", 1, 4096).value_or(64);
    c.groups = top.integer("n_groups", 1, 4096).value_or(8);
    checkHeads(top, c, "n_groups");
    top.timeStepLimit("time_step_limit", c);
    top.integer("chunk_size", 1); // how others compute; no influence on the result
    c.gateNormEps = c.normEps;
    // norm_before_gate is in some of these files without an effect in transformers.
    if (!top.boolean("rms_norm", true))
        top.fail(say("rms_norm is false: layers without the gated norm are not supported"));
}

} // namespace

ModelConfig readHuggingFaceConfig(const ConfigReader& top)
{
    ModelConfig c;
    const std::string type = top.text("model_type", {});
    c.architecture = type == "mamba2"         ? Architecture::Mamba2
                     : type == "falcon_mamba" ? Architecture::FalconMamba
                                              : Architecture::Mamba;
    c.family = c.architecture == Architecture::Mamba2 ? Family::Mamba2 : Family::Mamba1;
    c.dModel = top.required("hidden_size", 1);
    c.layers = top.required("num_hidden_layers", 1, 4096);
    c.vocab = top.required("vocab_size", 1);
    c.tied = top.boolean("tie_word_embeddings");
    c.dState = top.integer("state_size", 1, 256).value_or(c.family == Family::Mamba1 ? 16 : 128);
    c.dConv = top.integer("conv_kernel", 2, 16).value_or(4);
    c.normEps = top.epsilon("layer_norm_epsilon", 1e-5F);
    top.expect("hidden_act", {"silu", "swish"});
    if (c.family == Family::Mamba1)
        readMamba1(top, c);
    else
        readMamba2(top, c);
    return c;
}

} // namespace mambascope
