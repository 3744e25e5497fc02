// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/generate/sampler.h"
#include "core/model/pass.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace mambascope {

struct GenerateOptions
{
    std::int64_t maxNewTokens = 64;
    SamplingSettings sampling;
    std::int64_t vocabulary = 0;       ///< only ids below this are chosen; 0: every one that the model has
    std::vector<std::int64_t> stopIds; ///< generation ends after one of these (it is delivered too)
};

struct GenerateResult
{
    std::vector<std::int64_t> ids;
    double seconds = 0;
    bool stopped = false; ///< by the callback
};

/// Goes on from `state` and the logits behind its last token. `onToken` sees every token as it is chosen; returning
/// false stops. Generated tokens are never filtered (LongMamba filters the prompt only). \throws Error, Cancelled.
GenerateResult generate(State& state, std::span<const float> lastLogits, const GenerateOptions& options,
                        const std::function<bool(std::int64_t id)>& onToken, Progress& progress);

/// Prefill of a prompt with logits of its last token; the state is advanced.
struct Prefill
{
    std::vector<float> lastLogits;
    double seconds = 0;
};
Prefill prefill(State& state, std::span<const std::int64_t> ids, const Method* method, Progress& progress);

} // namespace mambascope
