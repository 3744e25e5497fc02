// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace mambascope {

/// Content of a text file, as its bytes are. \throws Error naming it: no such file, a folder, cannot be opened
std::string readTextFile(const std::filesystem::path& path);

/// Every line that is not blank, as it is read, with its number from 1. \throws like readTextFile, and what `use`
/// throws
void forEachLine(const std::filesystem::path& path,
                 const std::function<void(const std::string& line, std::int64_t number)>& use);

/// "FILE line N", the subject of an Error
Message linePlace(const std::filesystem::path& path, std::int64_t number);

} // namespace mambascope
