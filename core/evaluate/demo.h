// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/evaluate/haystack.h"
#include "core/method/method.h"
#include "core/model/model.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace mambascope {

/// A demonstration that the window (Help menu) and the `demo` verb both show: which model, which sequence, which
/// settings.
struct Demonstration
{
    std::string name;                  ///< "passkey", "collapse", "channels"
    std::string title;                 ///< one line for menus
    std::string summary;               ///< two or three sentences: what to look at, and what the model is not
    std::string model;                 ///< bundled model
    std::int64_t trainingLength = 512; ///< tokens of the sequences that the model was trained on
    std::int64_t tokens = 4096;        ///< length of the prompt
    std::string text = "haystack.txt"; ///< in resources/texts
    bool haystack = true; ///< prompt by makeHaystack from the text; otherwise the text's first `tokens` tokens
    double depth = 0.5;
    std::uint64_t seed = 0;
    double theta = 0.05;
    double scale = 1.0;
    std::int64_t layer = 0; ///< where the window opens its map
    std::int64_t channel = 0;
    std::int64_t maxNewTokens = 48;
};

const std::vector<Demonstration>& demonstrations();
/// \throws Error (subject: the name) listing the known ones.
const Demonstration& demonstration(const std::string& name);

/// Content of resources/texts/<name>. \throws Error naming the file.
std::string bundledText(const std::string& name);
constexpr const char* kHaystackText = "haystack.txt";
constexpr const char* kCalibrationText = "calibration.txt";
/// All of resources/texts, alphabetical.
std::vector<std::string> bundledTexts();

/// The demonstration's prompt as token ids; `answer` and `key` are empty unless it is a haystack.
Haystack demoPrompt(const Demonstration& demo, const Tokenizer& tokenizer);

/// LongMamba with the bundled profile and the demonstration's theta and scale.
std::shared_ptr<const Method> demoMethod(const Demonstration& demo, const ModelConfig& config);

} // namespace mambascope
