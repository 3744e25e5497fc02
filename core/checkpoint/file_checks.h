// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <filesystem>
#include <string>

namespace mambascope {

/// Whether there is a file with content of its own: not a link to nowhere and not the pointer that Git LFS leaves in
/// place of a large file.
bool hasContent(const std::filesystem::path& file);

/// \throws Error (subject: the file) saying why it has no content: absent, a download that is not finished, a pointer
/// of Git LFS, not a regular file.
void requireContent(const std::filesystem::path& file);

/// A sentence on a download into this folder that is not finished ("..."), empty when there is none: the Hugging Face
/// tools keep what they have of a file under a name that ends in .incomplete.
Message unfinishedDownload(const std::filesystem::path& folder);

} // namespace mambascope
