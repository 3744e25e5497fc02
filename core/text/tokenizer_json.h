// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/added_tokens.h"
#include "core/text/bpe.h"
#include "core/text/pipeline.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mambascope {

/// What a tokenizer.json describes.
struct TokenizerParts
{
    std::unique_ptr<Normalizer> normalizer;     ///< may be empty
    std::unique_ptr<PreTokenizer> preTokenizer; ///< may be empty
    Bpe model;
    Decoders decoders;
    TextTemplate textTemplate;
    std::vector<AddedToken> addedTokens;
    std::vector<std::string> tokens; ///< by id, without gaps
};

/// \throws Error (subject `subject`) naming what is broken or not supported.
TokenizerParts readTokenizerJson(std::string_view json, const std::string& subject);

} // namespace mambascope
