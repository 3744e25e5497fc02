// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/evaluate/shared_layers.h"
#include "core/method/method.h"
#include "core/model/model.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace mambascope {

struct GreedyOptions
{
    std::int64_t maxNewTokens = 0;
    std::int64_t vocabulary = 0;       ///< only ids below this are chosen; 0: every one that the model has
    std::vector<std::int64_t> stopIds; ///< negative ones are none
    bool firstIsNoStop = false;        ///< at least one token comes before the end
};

/// What the model says behind a prompt, as the benchmarks' programs ask for it: one beam, the likeliest token each
/// time. \throws Error (an empty prompt), Cancelled (an answer that was cut short is none)
std::vector<std::int64_t> greedyAnswer(SharedLayers& reader, std::span<const std::int64_t> prompt, const Method* method,
                                       const GreedyOptions& options, Progress& progress);
std::vector<std::int64_t> greedyAnswer(const std::shared_ptr<const Model>& model, std::span<const std::int64_t> prompt,
                                       const Method* method, const GreedyOptions& options, Progress& progress);

} // namespace mambascope
