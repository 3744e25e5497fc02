// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace mambascope {

/// The files that make up a model on disk.
struct ModelFiles
{
    std::string name; ///< for titles and messages: the folder's name
    std::filesystem::path folder;
    std::filesystem::path config;    ///< config.json
    std::filesystem::path weights;   ///< model.safetensors
    std::filesystem::path tokenizer; ///< tokenizer.json of the folder or of the one above it; empty when absent
};

/// Resolves what a person names: a folder, a weight file, or the name of a bundled model.
/// \throws Error (subject: the argument) when nothing is found or a part is missing.
ModelFiles locateModel(const std::string& argument);

} // namespace mambascope
