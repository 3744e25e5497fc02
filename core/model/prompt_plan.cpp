// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/prompt_plan.h"

#include "core/method/method.h"

#include <algorithm>

namespace mambascope {

PromptPlan::PromptPlan(const ModelConfig& config, const PassOptions& options, std::int64_t tokens)
{
    const std::int64_t layers = options.stopAfterLayer >= 0 ? options.stopAfterLayer + 1 : config.layers;
    const std::int64_t prompt = options.promptLength > 0 ? options.promptLength : tokens;
    m_last = options.keepLast;
    if (m_last == 0)
        m_last = options.logitsFrom >= 0 ? tokens - options.logitsFrom : 1;
    m_last = std::clamp<std::int64_t>(m_last, 1, tokens);
    m_tokens.push_back(tokens);
    for (std::int64_t layer = 0; layer < layers; ++layer) {
        const std::int64_t into = m_tokens.back();
        std::int64_t behind = into;
        bool rewrites = false;
        if (options.method != nullptr) {
            behind = options.method->tokensBehind(layer, into, m_last);
            rewrites = options.method->rewritesDelta(layer, prompt);
        }
        m_gathers.push_back(behind < into || rewrites);
        m_tokens.push_back(behind);
        m_work += into;
    }
}

std::int64_t PromptPlan::nextGathering(std::int64_t layer) const
{
    while (layer < layers() && !gathers(layer))
        ++layer;
    return layer;
}

std::int64_t PromptPlan::mostGathered() const
{
    std::int64_t most = 0;
    for (std::int64_t layer = 0; layer < layers(); ++layer)
        if (gathers(layer))
            most = std::max(most, tokensBehind(layer));
    return most;
}

} // namespace mambascope
