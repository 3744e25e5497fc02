// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/model_config.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/checkpoint/config_reader.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

namespace mambascope {

using Json = nlohmann::json;

namespace {

constexpr std::uintmax_t kLargestFile = std::uintmax_t{1} << 24;

// The Zamba2 releases before transformers knew the family: other keys, other layer codes, other tensor names.
bool isFirstZamba2Format(const ConfigReader& top)
{
    return top.has("layer_mapping") || top.has("use_shared_block_lora");
}

} // namespace

std::string familyName(Family family)
{
    return family == Family::Mamba1 ? "mamba" : "mamba2";
}

std::string architectureName(Architecture architecture)
{
    switch (architecture) {
    case Architecture::Mamba:
        return "mamba";
    case Architecture::Mamba2:
        return "mamba2";
    case Architecture::FalconMamba:
        return "falcon_mamba";
    case Architecture::Zamba2:
        return "zamba2";
    }
    return {};
}

double SharedBlocks::scale() const
{
    return 1 / std::sqrt(static_cast<double>(headDim) / 2);
}

std::int64_t ModelConfig::hybridIndex(std::int64_t layer) const
{
    const auto found = std::lower_bound(shared.layers.begin(), shared.layers.end(), layer);
    return found != shared.layers.end() && *found == layer ? found - shared.layers.begin() : -1;
}

ModelConfig parseModelConfig(std::string_view text, const std::string& subject)
{
    const Json json = parseJson(text, subject, {.infinity = true});
    if (!json.is_object())
        throw Error(subject, say("is not a JSON object"));
    const ConfigReader top(json, subject);
    const std::string type = top.text("model_type", {});
    if (isFirstZamba2Format(top))
        top.fail(say("is the first format of Zamba2 (layer_mapping, num_layers), which is not supported; the model is "
                     "also published in the transformers format"));
    // Files converted for transformers may carry left-over state-spaces keys beside hidden_size, which wins.
    if (top.has("hidden_size")) {
        if (type == "zamba2")
            return readZamba2Config(top);
        if (type == "mamba" || type == "mamba2" || type == "falcon_mamba")
            return readHuggingFaceConfig(top);
        if (type.empty())
            top.fail(say("has no model_type, so the family of the model is unknown"));
        top.fail(say("model_type \"{0}\" is not supported (mamba, mamba2, falcon_mamba or zamba2 expected)", type));
    }
    // Other families have a d_model, too; Mamba-3 without a word in ssm_cfg would be read as Mamba-1.
    if (!type.empty() && (!type.starts_with("mamba") || type.starts_with("mamba3")))
        top.fail(say("model_type \"{0}\" is not supported (mamba, mamba2, falcon_mamba or zamba2 expected)", type));
    if (top.has("d_model") && (top.has("n_layer") || top.has("ssm_cfg") || top.has("vocab_size")))
        return readStateSpacesConfig(top);
    top.fail(say("is not the configuration of a Mamba model: neither d_model and n_layer nor hidden_size and "
                 "num_hidden_layers are in it"));
}

ModelConfig readModelConfig(const std::filesystem::path& configJson)
{
    const std::string subject = configJson.string();
    std::error_code status;
    const auto size = std::filesystem::file_size(configJson, status);
    std::ifstream in(configJson, std::ios::binary);
    if (status || !in)
        throw Error(subject, say("cannot be opened"));
    if (size > kLargestFile)
        throw Error(subject, say("is too large for a configuration ({0} bytes)", size));
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (in.bad())
        throw Error(subject, say("cannot be read"));
    return parseModelConfig(text, subject);
}

} // namespace mambascope
