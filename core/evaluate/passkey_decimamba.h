// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/passkey.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mambascope {

// DeciMamba's passkey retrieval (arXiv 2406.14528; assafbk/DeciMamba): ids are put together, not text. A prompt is the
// question, a context of exactly so many ids, and "\nAnswer: "; the context is sentences without anything between them,
// the last one cut, with the needle in front of one of them.

/// `before`: number of the sentence that the needle stands in front of. \throws Error: the sentences do not suffice
std::vector<std::int64_t> deciMambaContext(const std::vector<std::vector<std::int64_t>>& sentences,
                                           const std::vector<std::int64_t>& needle, std::int64_t length,
                                           std::size_t before);

/// Sentences in front of which a needle may stand for this depth: they begin within a tenth of the length around it.
std::vector<std::size_t> deciMambaPlaces(const std::vector<std::vector<std::int64_t>>& sentences, std::int64_t needle,
                                         std::int64_t length, double depth);

/// What stands around the noise. The published wording is DeciMamba's; ours is the default.
struct DeciMambaWording
{
    std::string question; ///< before the context
    std::string needle;   ///< with {key}, as often as wanted
    std::string cue;      ///< behind the context

    /// A file of any of the three: {"question", "needle", "cue"}; what it does not have stays as it is, and an empty
    /// name is our own wording. \throws Error naming the file: something else, a needle without {key}
    static DeciMambaWording load(const std::string& file);
};

struct DeciMambaPasskeySettings
{
    std::vector<std::int64_t> lengths = {1000,  2000,  4000,  8000,
                                         16000, 32000, 64000, 128000}; ///< of contexts: question and cue come on top
    std::vector<double> depths = {0, 0.25, 0.5, 0.75, 1};
    std::int64_t trials = 1; ///< prompts a cell
    std::uint64_t seed = 123;
    DeciMambaWording wording = DeciMambaWording::load({});
};

/// The grid over sentences of `text`, which go on from prompt to prompt; those of less than ten tokens are left out.
/// A cell near whose depth no sentence begins is a problem of that cell.
/// \throws Error: the text has no sentence, no cell has a prompt
PasskeyCases deciMambaCases(const Tokenizer& tokenizer, const std::string& text,
                            const DeciMambaPasskeySettings& settings);

} // namespace mambascope
