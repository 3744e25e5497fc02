// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/workforce.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mambascope {

struct LatencySettings
{
    std::vector<std::int64_t> lengths; ///< tokens of the prompt
    std::int64_t repeats = 3;          ///< timed runs of each; medians count
    std::int64_t newTokens = 32;       ///< generated behind the prompt; 0: none
    bool mean = false;                 ///< means instead of medians

    /// "longmamba": LongMamba's tables 6 and 7: the mean of ten runs at 8k, 16k, 32k and 64k, one token read off the
    /// prompt's last logits and none fed back. \throws Error for another name
    static LatencySettings named(const std::string& protocol);
};

/// One method at one length (LongMamba's tables 6 and 7: prefill, and what a method adds to it).
struct LatencyResult
{
    std::size_t method = 0; ///< index into the methods
    std::int64_t length = 0;
    double prefillSeconds = 0;        ///< whole prompt up to the logits of its last token
    double decodeTokensPerSecond = 0; ///< 0: nothing was generated
    /// Of prefill and generation: on a GPU what was allocated there at most, weights included; on the CPU the largest
    /// resident size of the process.
    std::int64_t peakBytes = 0;
    double overheadPercent = 0; ///< of the prefill over that of vanilla; NaN: vanilla is not among the methods
};

/// `ids` is what prompts are cut from, repeated where it is too short. In every repeat the methods come one after the
/// other, so that all see the same machine; a first, untimed one warms up. `onResult` sees a length's results together.
/// \throws Error for settings out of range or a prompt that does not fit, Cancelled.
std::vector<LatencyResult> runLatency(const std::shared_ptr<const Model>& model, const std::vector<std::int64_t>& ids,
                                      const std::vector<EvaluatedMethod>& methods, const LatencySettings& settings,
                                      const std::function<void(const LatencyResult&)>& onResult, Progress& progress);

} // namespace mambascope
