// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <filesystem>
#include <string>

namespace mambascope {

struct FoundTokenizer
{
    std::filesystem::path path; ///< empty when none was found
    Message origin;             ///< for people: "in the model's folder" ...
};

/// Looks for a model's tokenizer.json: in its folder, in the folder above, and for checkpoints in the state-spaces
/// layout, which come without one, in the local Hugging Face cache: they were trained with the GPT-NeoX tokenizer.
FoundTokenizer locateTokenizer(const std::filesystem::path& folder, const std::filesystem::path& configJson);

} // namespace mambascope
