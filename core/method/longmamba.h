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

    // The ablations rank a channel's Deltas, for which they have to be there.
    bool needsWholePrompt() const override { return m_filter != Filter::Threshold; }
    bool rewritesDelta(std::int64_t layer, std::int64_t promptLength) const override;
    void rewriteDelta(std::int64_t layer, std::int64_t promptLength, std::span<float> delta,
                      std::span<float> keptAbove) const override;

private:
    bool acts(std::int64_t promptLength) const { return m_bucket >= 0 || m_profile->active(promptLength); }
    std::int64_t bucketFor(std::int64_t promptLength) const
    {
        return m_bucket >= 0 ? m_bucket : static_cast<std::int64_t>(m_profile->bucketFor(promptLength));
    }
    bool isGlobal(std::int64_t layer, std::int64_t channel) const
    {
        return m_global[static_cast<std::size_t>(layer * m_profile->channels + channel)] != 0;
    }
    void rewriteChannel(std::int64_t layer, std::int64_t channel, std::int64_t bucket, std::span<float> dt) const;
    std::vector<std::uint8_t> largestNorms(std::int64_t layer, std::span<const float> delta, std::int64_t tokens) const;

    std::shared_ptr<const Profile> m_profile;
    std::vector<std::uint8_t> m_global; ///< [layers, channels]
    double m_scale;
    Filter m_filter;
    std::int64_t m_bucket; ///< index into the profile's lengths; -1: nearest
};

} // namespace mambascope
