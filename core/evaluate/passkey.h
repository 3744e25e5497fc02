// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/method/method.h"
#include "core/model/model.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace mambascope {

struct PasskeyCase
{
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> answer;
    std::int64_t length = 0;
    double depth = 0;
};

struct PasskeyResult
{
    std::size_t method = 0; ///< index into the methods
    std::size_t caseIndex = 0;
    bool correct = false; ///< the greedy continuation equals the answer
    std::vector<std::int64_t> ids;
};

/// Greedy answers of every case under every method; `onResult` sees each as it comes. Only ids below `vocabulary` are
/// chosen; 0: every one that the model has.
std::vector<PasskeyResult> runPasskey(const std::shared_ptr<const Model>& model, const std::vector<PasskeyCase>& cases,
                                      const std::vector<std::shared_ptr<const Method>>& methods,
                                      std::int64_t vocabulary,
                                      const std::function<void(const PasskeyResult&)>& onResult, Progress& progress);

} // namespace mambascope
