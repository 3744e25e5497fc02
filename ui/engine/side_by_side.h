// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/generate/sampler.h"
#include "core/inspect/trace.h"
#include "core/text/tokenizer.h"
#include "ui/engine/side.h"

#include <QString>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace mambascope::ui {

/// What one method has written so far.
struct Answer
{
    std::vector<std::int64_t> ids;
    QString text;
    double seconds = 0; ///< spent on this method's tokens alone
    bool ended = false; ///< by the end-of-text token
};
using Answers = std::array<Answer, 2>; ///< by Side

/// Goes on from both traces token by token in turn, so that both texts grow at once. `onGrowth` is called a few dozen
/// times a second with the whole state. \throws Error, Cancelled.
Answers generateSideBySide(const std::array<std::shared_ptr<const Trace>, 2>& traces,
                           const std::shared_ptr<const Tokenizer>& tokenizer, const SamplingSettings& sampling,
                           std::int64_t maxNewTokens, const std::function<void(const Answers&)>& onGrowth,
                           Progress& progress);

} // namespace mambascope::ui
