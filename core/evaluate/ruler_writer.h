// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/python_random.h"
#include "core/evaluate/ruler_generate.h"

#include <functional>
#include <memory>
#include <optional>

namespace mambascope {

/// Writes the prompts of one task, each of a size in the task's own unit. One object a file: its random numbers are one
/// stream.
class RulerWriter
{
public:
    struct Prompt
    {
        std::string text;   ///< the answer's prefix included
        std::string prefix; ///< the end of `text`
        std::vector<std::string> outputs;
        /// What stands in front of the text once its length has been tested; `extraTokens` is its part of that.
        std::string example = {};
        std::int64_t extraTokens = 0;
    };

    virtual ~RulerWriter() = default;
    /// \throws std::invalid_argument for a size that cannot be
    virtual Prompt write(std::int64_t index, std::int64_t size) = 0;
    /// Called once the prompt fits.
    virtual void finish(Prompt& /*prompt*/) {}

    /// How sizes are fitted.
    std::int64_t unit = 1;  ///< a prompt that is too long is made smaller by this
    std::int64_t probe = 1; ///< size of the first prompt
    double slack = 3;       ///< on the size that the first prompt suggests
};

/// The stream of everything but needles: RULER has drawn one number of it before the first prompt.
python::Random streamBehindOne(std::uint64_t seed);

/// The largest size that fits as RULER finds it, by bisection with a fresh prompt at each step.
std::int64_t fittedSize(RulerWriter& writer, const Tokenizer& tokenizer, std::int64_t tokens, std::int64_t length,
                        Progress& progress);

std::unique_ptr<RulerWriter> needleWriter(const RulerTask& task, const RulerSources& sources, std::int64_t length,
                                          std::uint64_t seed);
std::unique_ptr<RulerWriter> trackingWriter(const RulerTask& task, const RulerSources& sources,
                                            const Tokenizer& tokenizer, std::int64_t length, std::uint64_t seed,
                                            Progress& progress);
std::unique_ptr<RulerWriter> commonWordsWriter(const RulerTask& task, const RulerSources& sources, std::int64_t length,
                                               std::uint64_t seed);
std::unique_ptr<RulerWriter> questionsWriter(const RulerTask& task, const RulerSources& sources, std::uint64_t seed);
/// Frequent words have a search of their own.
std::vector<RulerSample> frequentWords(const RulerTask& task, const RulerSources& sources, const Tokenizer& tokenizer,
                                       std::int64_t length, std::int64_t count, std::uint64_t seed, Progress& progress);

} // namespace mambascope
