// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/pass.h"

#include <cstdint>
#include <vector>

namespace mambascope {

/// How many tokens each layer of a pass sees, which is known before the pass, and which layers look at all of them
/// before they go on.
class PromptPlan
{
public:
    PromptPlan(const ModelConfig& config, const PassOptions& options, std::int64_t tokens);

    std::int64_t layers() const { return std::ssize(m_gathers); }
    bool gathers(std::int64_t layer) const { return m_gathers[static_cast<std::size_t>(layer)]; }
    /// The first layer from `layer` on that gathers, or layers().
    std::int64_t nextGathering(std::int64_t layer) const;
    std::int64_t tokensInto(std::int64_t layer) const { return m_tokens[static_cast<std::size_t>(layer)]; }
    std::int64_t tokensBehind(std::int64_t layer) const { return m_tokens[static_cast<std::size_t>(layer + 1)]; }
    std::int64_t last() const { return m_last; } ///< tokens at the end that never leave
    std::int64_t work() const { return m_work; } ///< sum over layers of their tokens
    std::int64_t mostGathered() const;           ///< tokens

private:
    std::vector<std::int64_t> m_tokens; ///< [layers + 1]
    std::vector<bool> m_gathers;
    std::int64_t m_last = 1;
    std::int64_t m_work = 0;
};

} // namespace mambascope
