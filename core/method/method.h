// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/method/profile.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace mambascope {

/// How long context is handled. The mixer asks it once per layer before a prefill; generated tokens are never filtered.
class Method
{
public:
    virtual ~Method() = default;
    virtual std::string name() const = 0;
    /// Which tokens a channel forgets: fills `thresholds` [channels] so that a token is kept iff Delta > threshold
    /// (strictly; kKeepAll keeps every token) and returns true, or returns false when the layer is left alone.
    virtual bool tokenThresholds(std::int64_t layer, std::int64_t promptLength, std::span<float> thresholds) const = 0;

    static constexpr float kKeepAll = -1.0F; // Delta is never negative
};

struct MethodSettings
{
    std::shared_ptr<const Profile> profile; ///< LongMamba only
    double theta = 0.05; ///< 0 < theta <= 1: a channel is global iff its decay over the training length is larger
    double scale = 1.0;  ///< factor on g(S), >= 0
    /// Bucket of the profile to use instead of the nearest, as its length; 0: nearest. Also switches the length gate
    /// off.
    std::int64_t bucket = 0;
    bool operator==(const MethodSettings&) const = default;
};

/// "vanilla" or "longmamba". \throws Error for an unknown name, theta or scale out of range, a missing profile, or a
/// profile of a model of other sizes (both named).
std::shared_ptr<const Method> makeMethod(const std::string& name, const MethodSettings& settings,
                                         const ModelConfig& config);

/// ln(theta). \throws Error (subject "theta") unless 0 < theta <= 1.
double logTheta(double theta);

} // namespace mambascope
