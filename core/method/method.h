// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/method/profile.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

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

    /// Whether a layer may have to see all of a prompt before its first token goes on: such a prompt is read in one
    /// pass. The two functions below are asked for every layer then.
    virtual bool needsWholePrompt() const { return false; }
    /// How many of a layer's `tokens` its scan and all layers behind it see: the last `last` and, of the others, those
    /// with the largest norm of Delta.
    virtual std::int64_t tokensBehind(std::int64_t /*layer*/, std::int64_t tokens, std::int64_t /*last*/) const
    {
        return tokens;
    }
    /// Whether rewriteDelta() is to be called for this layer.
    virtual bool rewritesDelta(std::int64_t /*layer*/, std::int64_t /*promptLength*/) const { return false; }
    /// Writes the Deltas that the scan takes over those of the prompt, [L, channels]; 0 drops a token. In `keptAbove`
    /// [channels], which holds kKeepAll, it sets 0 for the channels in which tokens are dropped.
    virtual void rewriteDelta(std::int64_t /*layer*/, std::int64_t /*promptLength*/, std::span<float> /*delta*/,
                              std::span<float> /*keptAbove*/) const
    {
    }

    static constexpr float kKeepAll = -1.0F; // Delta is never negative
};

/// DeciMamba's (core/method/decimamba.h).
struct DecimationSettings
{
    std::vector<std::int64_t> layers;
    std::int64_t baseLength = 2000; ///< L_base: tokens behind the first decimating layer
    double beta = 0.5;              ///< 0 < beta <= 1: what each further one leaves of them
    std::int64_t minLength = 20;    ///< tokens that always stay

    /// The published passkey settings carried over to a model of any depth: its middle layer, L_base = the training
    /// length (0: not known), beta 0.5.
    static DecimationSettings standard(const ModelConfig& config, std::int64_t trainingLength);
    /// What "layers=12+16,l_base=2000,beta=0.5,min=20" or a part of it names, over `standard`. \throws Error
    static DecimationSettings parse(const std::string& text, DecimationSettings standard);
    std::string text() const; ///< as parse() reads it
    bool operator==(const DecimationSettings&) const = default;
};

/// Which Deltas of a global channel LongMamba's filter keeps, of a prompt of S tokens. The paper's is Threshold; the
/// others are the ablations of GATECH-EIC/LongMamba (mamba_ssm/modules/mamba2.py) under their names there. b is
/// MethodSettings::scale.
enum class Filter {
    Threshold,       ///< dt_thre: Delta > b g(S)
    Alpha,           ///< alpha: the ceil(b alpha(S) S) largest
    Offline,         ///< offline: Delta >= the one of rank floor(b alpha(S) S), from 0
    Bound,           ///< bound: the largest ones while their sum is <= b times the calibrated sum
    Norm,            ///< norm: all, each times b calibrated sum / sum
    ChannelwiseTopK, ///< channelwise_topk: Delta > the (1 - n / S) quantile, n being the training length
    AllTopK,         ///< all_topk: the n tokens with the largest norm of Delta over the layer's global channels
};
const char* filterName(Filter filter);
/// \throws Error naming all of them.
Filter filterNamed(const std::string& name);

struct MethodSettings
{
    std::shared_ptr<const Profile> profile; ///< LongMamba only
    double theta = 0.05; ///< 0 < theta <= 1: a channel is global iff its decay over the training length is larger
    double scale = 1.0;  ///< factor on g(S), >= 0
    /// Bucket of the profile to use instead of the nearest, as its length; 0: nearest. Also switches the length gate
    /// off.
    std::int64_t bucket = 0;
    DecimationSettings decimation{};   ///< DeciMamba only
    Filter filter = Filter::Threshold; ///< LongMamba only
    bool operator==(const MethodSettings&) const = default;
};

/// "vanilla", "longmamba" or "decimamba". \throws Error for an unknown name, settings out of range, a missing profile,
/// a profile of a model of other sizes (both named), or no decimating layer.
std::shared_ptr<const Method> makeMethod(const std::string& name, const MethodSettings& settings,
                                         const ModelConfig& config);

/// ln(theta). \throws Error (subject "theta") unless 0 < theta <= 1.
double logTheta(double theta);

} // namespace mambascope
