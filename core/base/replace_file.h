// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <string_view>

namespace mambascope {

/// Writes a file that is there as a whole or not at all: `write` fills FILE.part beside it, so that the rename stays on
/// one file system, which then takes its place. Until then, and when something fails, what was there stays.
/// \throws Error naming the file: it cannot be written; what `write` throws
void replaceFile(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write);
void replaceFile(const std::filesystem::path& path, std::string_view content);

} // namespace mambascope
