// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace mambascope {

/// Whether a file's name is that of the index of a checkpoint in several files (*.index.json).
bool isShardIndex(const std::filesystem::path& file);

/// Reads which file of a checkpoint holds which tensor: paths by the names of tensors. Nothing but the index says which
/// files belong to a checkpoint; others of the same kind may be left over from earlier ones.
/// \throws Error (subject: the index) when it is malformed, or when a file is missing or lies outside the folder. Links
/// may lead to the folder of blobs of the Hugging Face cache.
std::map<std::string, std::filesystem::path> readShardIndex(const std::filesystem::path& index);

} // namespace mambascope
