// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace mambascope {

// The local cache of the Hugging Face tools: <cache>/models--<org>--<name>/{refs/<revision>, snapshots/<commit>/<file>,
// blobs/<hash>}, where a snapshot's files are links to blobs (huggingface.co/docs/huggingface_hub/guides/manage-cache).

/// $HF_HUB_CACHE, else hub/ of $HF_HOME, else huggingface/hub of $XDG_CACHE_HOME or ~/.cache. Empty when not even the
/// home folder is known.
std::filesystem::path hubCacheFolder();

/// Whether `text` could be the name of a model on the Hub: "org/name" or "name".
bool isHubName(const std::string& text);

/// The folder of a model in the cache, whether it exists or not. `name` has to be one.
std::filesystem::path hubModelFolder(const std::string& name);

/// Whether `folder` is that of a model in a cache, with all its snapshots.
bool isHubModelFolder(const std::filesystem::path& folder);

/// The snapshot that refs/main names, else the newest one that has a config.json.
/// \throws Error (subject: `subject`) when there is none.
std::filesystem::path hubSnapshot(const std::filesystem::path& modelFolder, const std::string& subject);

/// The model's name when `folder` is a snapshot in a cache, else empty.
std::string hubNameOfSnapshot(const std::filesystem::path& folder);

} // namespace mambascope
