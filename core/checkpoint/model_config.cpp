// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_config.h"

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <optional>
#include <set>

namespace mambascope {

using Json = nlohmann::json;

namespace {

// Reads typed values of one JSON object and names the file and the key when something is off.
class Reader
{
public:
    Reader(const Json& object, std::string subject) : m_object(object), m_subject(std::move(subject)) {}

    [[noreturn]] void fail(const std::string& cause) const { throw Error(m_subject, cause); }

    std::optional<std::int64_t> integer(const char* key, std::int64_t least, std::int64_t most) const
    {
        const auto found = m_object.find(key);
        if (found == m_object.end() || found->is_null())
            return std::nullopt;
        if (!found->is_number_integer())
            fail(std::string(key) + " is not an integer");
        const auto value = found->get<std::int64_t>();
        if (value < least || value > most)
            fail(std::string(key) + " is " + std::to_string(value) + ", outside " + std::to_string(least) + ".." +
                 std::to_string(most));
        return value;
    }
    std::int64_t required(const char* key, std::int64_t least, std::int64_t most) const
    {
        const auto value = integer(key, least, most);
        if (!value)
            fail(std::string(key) + " is missing");
        return *value;
    }
    bool boolean(const char* key, bool otherwise) const
    {
        const auto found = m_object.find(key);
        if (found == m_object.end() || found->is_null())
            return otherwise;
        if (!found->is_boolean())
            fail(std::string(key) + " is not true or false");
        return found->get<bool>();
    }
    double number(const char* key, double otherwise) const
    {
        const auto found = m_object.find(key);
        if (found == m_object.end() || found->is_null())
            return otherwise;
        if (!found->is_number())
            fail(std::string(key) + " is not a number");
        return found->get<double>();
    }

private:
    const Json& m_object;
    std::string m_subject;
};

std::string layerName(const Json& ssm, const Reader& top)
{
    const auto layer = ssm.find("layer");
    if (layer == ssm.end())
        return "Mamba1";
    if (!layer->is_string())
        top.fail("ssm_cfg.layer is not a string");
    return layer->get<std::string>();
}

} // namespace

std::string familyName(Family family)
{
    return family == Family::Mamba1 ? "mamba" : "mamba2";
}

ModelConfig readModelConfig(const std::filesystem::path& configJson)
{
    const std::string subject = configJson.string();
    std::ifstream in(configJson, std::ios::binary);
    if (!in)
        throw Error(subject, "cannot be opened");
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded() || !json.is_object())
        throw Error(subject, "is not a JSON object");

    const Reader top(json, subject);
    if (json.contains("hidden_size"))
        top.fail("is a Hugging Face configuration (hidden_size); this version opens the state-spaces layout (d_model, "
                 "n_layer)");
    constexpr std::int64_t kMost = 1 << 24;
    ModelConfig c;
    c.dModel = top.required("d_model", 1, kMost);
    c.layers = top.required("n_layer", 1, 4096);
    c.vocab = top.required("vocab_size", 1, kMost);
    const std::int64_t pad = top.integer("pad_vocab_size_multiple", 1, kMost).value_or(8);
    c.vocabRows = (c.vocab + pad - 1) / pad * pad;
    c.tied = top.boolean("tie_embeddings", true);
    if (!top.boolean("rms_norm", true))
        top.fail("rms_norm is false: LayerNorm models are not supported");
    if (top.integer("d_intermediate", 0, kMost).value_or(0) != 0)
        top.fail("d_intermediate is not 0: models with MLP blocks are not supported");
    if (const auto attention = json.find("attn_layer_idx");
        attention != json.end() && attention->is_array() && !attention->empty())
        top.fail("attn_layer_idx is not empty: Mamba-attention hybrids are not supported");

    const Json empty = Json::object();
    const Json& ssm = json.contains("ssm_cfg") && !json["ssm_cfg"].is_null() ? json["ssm_cfg"] : empty;
    if (!ssm.is_object())
        top.fail("ssm_cfg is not an object");
    static const std::set<std::string> known{"layer",   "d_state",          "d_conv",       "expand",    "dt_rank",
                                             "headdim", "ngroups",          "bias",         "conv_bias", "chunk_size",
                                             "rmsnorm", "norm_before_gate", "dt_min",       "dt_max",    "dt_scale",
                                             "dt_init", "dt_limit",         "dt_init_floor"};
    for (const auto& [key, value] : ssm.items())
        if (!known.contains(key))
            top.fail("ssm_cfg." + key + " is not supported");

    const std::string layer = layerName(ssm, top);
    if (layer != "Mamba1" && layer != "Mamba2")
        top.fail("ssm_cfg.layer \"" + layer + "\" is not supported (Mamba1 or Mamba2 expected)");
    c.family = layer == "Mamba1" ? Family::Mamba1 : Family::Mamba2;

    const Reader inner(ssm, subject);
    if (inner.boolean("bias", false))
        top.fail("ssm_cfg.bias is true: biased projections are not supported");
    if (inner.boolean("norm_before_gate", false))
        top.fail("ssm_cfg.norm_before_gate is true, which is not supported");
    if (!inner.boolean("rmsnorm", true))
        top.fail("ssm_cfg.rmsnorm is false, which is not supported");
    if (const auto limit = ssm.find("dt_limit"); limit != ssm.end())
        top.fail("ssm_cfg.dt_limit is not supported");
    const double expand = inner.number("expand", 2);
    const double width = expand * static_cast<double>(c.dModel);
    if (!(width >= 1) || width > kMost || width != std::floor(width))
        top.fail("ssm_cfg.expand times d_model is not a whole number of channels");
    c.dInner = static_cast<std::int64_t>(width);
    c.dState = inner.integer("d_state", 1, 256).value_or(c.family == Family::Mamba1 ? 16 : 128);
    c.dConv = inner.integer("d_conv", 2, 16).value_or(4);
    if (c.family == Family::Mamba1) {
        const bool automatic = !ssm.contains("dt_rank") || (ssm["dt_rank"].is_string() && ssm["dt_rank"] == "auto");
        c.dtRank = automatic ? (c.dModel + 15) / 16 : inner.required("dt_rank", 1, kMost);
    } else {
        c.headDim = inner.integer("headdim", 1, 4096).value_or(64);
        c.groups = inner.integer("ngroups", 1, 4096).value_or(1);
        if (c.dInner % c.headDim != 0)
            top.fail("headdim " + std::to_string(c.headDim) + " does not divide d_inner " + std::to_string(c.dInner));
        c.heads = c.dInner / c.headDim;
        if (c.heads % c.groups != 0)
            top.fail("ngroups " + std::to_string(c.groups) + " does not divide the " + std::to_string(c.heads) +
                     " heads");
    }
    return c;
}

} // namespace mambascope
