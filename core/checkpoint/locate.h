// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <filesystem>
#include <string>

namespace mambascope {

/// The files that make up a model on disk.
struct ModelFiles
{
    std::string name; ///< for titles and messages: the folder's name
    std::filesystem::path folder;
    std::filesystem::path config;    ///< config.json
    std::filesystem::path weights;   ///< the weight file, or the index of a sharded checkpoint
    std::filesystem::path tokenizer; ///< tokenizer.json; empty when none was found
    Message tokenizerOrigin;         ///< for people, where it was found: "in the model's folder" ...
};

/// Resolves what a person names: a folder, a weight file, org/name in the local Hugging Face cache, or the name of a
/// bundled model.
/// \throws Error (subject: the argument) when nothing is found or a part is missing.
ModelFiles locateModel(const std::string& argument);

/// The calibration profile that was made for a bundled model; an empty path for any other one, whatever its folder is
/// called.
std::filesystem::path bundledProfile(const ModelFiles& files);

/// Whether a file is by its name one that locateModel() takes: weights, an index of shards, a config.json.
bool isModelFile(const std::filesystem::path& file);

/// Whether `name` is that of a bundled model or of one in the local Hugging Face cache.
bool isModelName(const std::string& name);

} // namespace mambascope
