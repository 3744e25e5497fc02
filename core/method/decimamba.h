// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/method/method.h"

namespace mambascope {

/// DeciMamba (arXiv 2406.14528 section 4; assafbk/DeciMamba, get_non_decimated_indices): in the s-th decimating layer
/// the P = max(min(L - r, L_base beta^s), min) tokens with the largest norm of Delta over channels go on, and the last
/// r; all others leave the sequence for good, for this layer's scan and for every layer behind it. The convolution has
/// seen them.
class DeciMamba final : public Method
{
public:
    /// \throws Error as makeMethod does.
    DeciMamba(DecimationSettings settings, const ModelConfig& config);
    std::string name() const override { return "decimamba"; }
    bool tokenThresholds(std::int64_t /*layer*/, std::int64_t /*promptLength*/,
                         std::span<float> /*thresholds*/) const override
    {
        return false;
    }
    bool needsWholePrompt() const override { return true; }
    std::int64_t tokensBehind(std::int64_t layer, std::int64_t tokens, std::int64_t last) const override;

private:
    DecimationSettings m_settings; ///< layers ascending
};

} // namespace mambascope
