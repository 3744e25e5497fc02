// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/locate_tokenizer.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/checkpoint/file_checks.h"
#include "core/checkpoint/hub_cache.h"
#include "core/checkpoint/mapped_file.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

namespace mambascope {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kLargestId = std::numeric_limits<std::int64_t>::max() - 1; // larger ones fit no model either

// Null when it cannot be read: whoever needs the file says why.
Json readJson(const fs::path& path)
{
    try {
        const MappedFile file(path);
        return parseJson(file.text(), path.string(), {.infinity = true});
    } catch (const Error&) {
        return nullptr;
    }
}

/// The vocabulary of a checkpoint in the state-spaces layout.
std::optional<std::int64_t> stateSpacesVocabulary(const fs::path& configJson)
{
    const Json config = readJson(configJson);
    if (!config.is_object() || !config.contains("d_model") || !config.contains("n_layer") ||
        config.contains("hidden_size"))
        return std::nullopt;
    const auto size = config.find("vocab_size");
    if (size == config.end() || !size->is_number_integer())
        return std::nullopt;
    return size->get<std::int64_t>();
}

/// One more than the largest id of a tokenizer.json; 0 when it has none.
std::int64_t tokenizerSize(const fs::path& path)
{
    const Json json = readJson(path);
    std::int64_t size = 0;
    const auto count = [&](const Json& id) {
        if (id.is_number_unsigned())
            size = std::max(size, static_cast<std::int64_t>(std::min(id.get<std::uint64_t>(), kLargestId)) + 1);
    };
    if (json.is_object() && json.contains("model") && json["model"].is_object() && json["model"].contains("vocab") &&
        json["model"]["vocab"].is_object())
        for (const auto& [token, id] : json["model"]["vocab"].items())
            count(id);
    if (json.is_object() && json.contains("added_tokens") && json["added_tokens"].is_array())
        for (const Json& token : json["added_tokens"])
            if (token.is_object() && token.contains("id"))
                count(token["id"]);
    return size;
}

} // namespace

FoundTokenizer locateTokenizer(const fs::path& folder, const fs::path& configJson)
{
    if (hasContent(folder / "tokenizer.json"))
        return {folder / "tokenizer.json", say("in the model's folder")};
    // Models that share a tokenizer keep it in the folder above.
    if (hasContent(folder.parent_path() / "tokenizer.json"))
        return {folder.parent_path() / "tokenizer.json", say("in the folder above the model's")};

    const std::string neoX = "EleutherAI/gpt-neox-20b";
    const fs::path cached = hubModelFolder(neoX);
    if (!isHubModelFolder(cached))
        return {};
    const std::optional<std::int64_t> vocabulary = stateSpacesVocabulary(configJson);
    fs::path tokenizer;
    try {
        tokenizer = hubSnapshot(cached, neoX) / "tokenizer.json";
    } catch (const Error&) { // a tokenizer downloaded alone has no config.json beside it
    }
    if (!vocabulary || !hasContent(tokenizer))
        return {};
    // vocab_size may be rounded up, by 128 at most in the checkpoints there are.
    const std::int64_t size = tokenizerSize(tokenizer);
    if (size == 0 || size > *vocabulary || *vocabulary - size >= 128)
        return {};
    return {tokenizer, say("the GPT-NeoX tokenizer in the Hugging Face cache ({0})", neoX)};
}

} // namespace mambascope
