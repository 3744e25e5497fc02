// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/evaluate/ruler_questions.h"
#include "core/evaluate/ruler_tasks.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mambascope {

/// One prompt of RULER's: the model is given input + answerPrefix.
struct RulerSample
{
    std::int64_t index = 0;
    std::string input;
    std::vector<std::string> outputs; ///< references
    std::string answerPrefix;
    std::int64_t length = 0; ///< tokens of the prompt and of the answer that is asked for
};

/// What the built-in suite is made from.
struct RulerSources
{
    RulerWordings wordings;
    RulerWords words;
    std::string essay;         ///< haystack of six of the needle tasks
    QuestionSet squad, hotpot; ///< qa_1, qa_2
};

/// `count` prompts of at most `length` tokens, the answer's included, as RULER's generators make them: the same
/// wordings, words and seed give the same prompts, and sizes are fitted to the tokenizer in the same way (NVIDIA/RULER,
/// scripts/data/synthetic). \throws Error when so few tokens cannot hold the task, Cancelled
std::vector<RulerSample> makeRulerSamples(const RulerTask& task, const RulerSources& sources,
                                          const Tokenizer& tokenizer, std::int64_t length, std::int64_t count,
                                          std::uint64_t seed, Progress& progress);

} // namespace mambascope
