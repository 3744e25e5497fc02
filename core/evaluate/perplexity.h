// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/method/method.h"
#include "core/model/model.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mambascope {

struct PerplexitySettings
{
    std::vector<std::int64_t> contexts; ///< S
    std::int64_t windows = 10;          ///< W: stride = max(10, (len - S) / W), starts 0, stride, .. < len - S
    std::int64_t last = 100;            ///< loss over the last K predicted tokens of a window
};

struct PerplexityText
{
    std::string name;
    std::vector<std::int64_t> ids;
};

struct PerplexityWindow
{
    std::size_t text = 0;
    std::int64_t start = 0;
    double nll = 0; ///< mean over the last K tokens, nats
};

struct PerplexityResult
{
    std::size_t method = 0;
    std::int64_t context = 0;
    std::vector<PerplexityWindow> windows;
    double nll = 0;        ///< mean over windows
    double perplexity = 0; ///< exp(nll)
};

/// LongMamba's PG-19 protocol over any texts: one prefill a window.
/// \throws Error when a text is shorter than a context (both lengths named).
std::vector<PerplexityResult>
runPerplexity(const std::shared_ptr<const Model>& model, const std::vector<PerplexityText>& texts,
              const std::vector<std::shared_ptr<const Method>>& methods, const PerplexitySettings& settings,
              const std::function<void(const PerplexityResult&)>& onResult, Progress& progress);

} // namespace mambascope
