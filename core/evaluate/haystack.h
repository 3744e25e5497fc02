// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokenizer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mambascope {

/// A passkey prompt: filler prose with one sentence that states a five-digit key, then the question.
struct Haystack
{
    std::vector<std::int64_t> ids;         ///< exactly the length asked for
    std::vector<std::int64_t> answer;      ///< ids that a right answer begins with
    std::string key;                       ///< the digits
    std::int64_t keyBegin = 0, keyEnd = 0; ///< token range of the needle sentence
};

struct HaystackSettings
{
    std::int64_t length = 4096; ///< tokens in all
    double depth = 0.5;         ///< 0: needle first, 1: needle last
    std::uint64_t seed = 0;     ///< chooses the key and where the filler begins
};

/// Builds a prompt of any length from `filler` (paragraphs, repeated when it is too short).
/// \throws Error when the length cannot hold needle and question, depth is outside 0..1, or the filler is empty.
Haystack makeHaystack(const Tokenizer& tokenizer, const std::string& filler, const HaystackSettings& settings);

} // namespace mambascope
