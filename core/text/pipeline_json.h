// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/json_fields.h"
#include "core/text/pipeline.h"

#include <cstdint>
#include <functional>
#include <memory>

// What surrounds the model in a tokenizer.json. Every function gets the file's root, takes a missing part for one that
// does nothing, and refuses by its name what is not supported.
namespace mambascope {

/// Null when there is none.
std::unique_ptr<Normalizer> readNormalizer(const JsonFields& fields, const nlohmann::json& root);

/// Null when there is none: a stretch of text is then one piece.
std::unique_ptr<PreTokenizer> readPreTokenizer(const JsonFields& fields, const nlohmann::json& root);

/// A file without decoder is refused.
Decoders readDecoders(const JsonFields& fields, const nlohmann::json& root);

/// `knows`: whether the tokenizer has this id.
TextTemplate readPostProcessor(const JsonFields& fields, const nlohmann::json& root,
                               const std::function<bool(std::int64_t)>& knows);

} // namespace mambascope
