// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/passkey.h"

#include <filesystem>
#include <string>
#include <vector>

namespace mambascope {

struct PasskeyGrid
{
    std::vector<std::int64_t> lengths = {512, 1024, 2048, 4096};
    std::vector<double> depths = {0, 0.25, 0.5, 0.75, 1};
    std::int64_t trials = 1; ///< prompts a cell
    std::uint64_t seed = 0;  ///< of the first of them
};

/// A prompt for each cell and trial, hidden in `filler`, see makeHaystack(). A length that cannot hold one is a problem
/// of that length. \throws Error when there is none at all
PasskeyCases makePasskeyCases(const Tokenizer& tokenizer, const std::string& filler, const PasskeyGrid& grid);

/// Cases as JSON lines that can be kept and shared: {"ids" or "prompt", "answer_ids" or "answer" or "key", "length",
/// "depth"}. `tokenizer` may be null where all is ids. A line that is no case is a problem of that line. \throws Error
/// naming the file, or its first problem when it holds no case
PasskeyCases readPasskeyCases(const std::filesystem::path& path, const Tokenizer* tokenizer);

/// As ids, so that whoever reads them asks the same. \throws Error naming the file
void writePasskeyCases(const std::filesystem::path& path, const std::vector<PasskeyCase>& cases);

} // namespace mambascope
