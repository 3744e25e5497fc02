// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/passkey.h"

#include <filesystem>
#include <string>
#include <vector>

namespace mambascope {

/// Cases as JSON lines that can be kept and shared: {"ids" or "prompt", "answer_ids" or "answer" or "key", "length",
/// "depth"}. `tokenizer` may be null where all is ids. \throws Error naming file and line
std::vector<PasskeyCase> readPasskeyCases(const std::filesystem::path& path, const Tokenizer* tokenizer);

/// As ids, so that whoever reads them asks the same. \throws Error naming the file
void writePasskeyCases(const std::filesystem::path& path, const std::vector<PasskeyCase>& cases);

} // namespace mambascope
