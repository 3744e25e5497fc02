// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/method/method.h"

#include <vector>

namespace mambascope {

/// LongMamba (arXiv 2504.16053 section 4): channels whose decay over the training length stays above theta are global;
/// in them a prompt's tokens with Delta <= b g(S) are forgotten. Acts from the profile's first length above the
/// training length on.
class LongMamba final : public Method
{
public:
    /// \throws Error as makeMethod does.
    LongMamba(const MethodSettings& settings, const ModelConfig& config);
    std::string name() const override { return "longmamba"; }
    bool tokenThresholds(std::int64_t layer, std::int64_t promptLength, std::span<float> thresholds) const override;

private:
    std::shared_ptr<const Profile> m_profile;
    std::vector<std::uint8_t> m_global; ///< [layers, channels]
    double m_scale;
    std::int64_t m_bucket; ///< index into the profile's lengths; -1: nearest
};

} // namespace mambascope
