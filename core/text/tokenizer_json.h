// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/added_tokens.h"
#include "core/text/bpe.h"
#include "core/text/pipeline.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace mambascope {

/// What a tokenizer.json describes.
struct TokenizerParts
{
    std::unique_ptr<Normalizer> normalizer; ///< may be empty
    std::unique_ptr<PreTokenizer> preTokenizer;
    Bpe model;
    std::unique_ptr<TokenDecoder> decoder;
    std::vector<AddedToken> addedTokens;
    std::vector<std::string> tokens; ///< by id, without gaps
};

/// \throws Error naming the file and what is broken or not supported in it.
TokenizerParts readTokenizerJson(const std::filesystem::path& path);

} // namespace mambascope
