// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/state_norm.h"
#include "core/inspect/trace.h"
#include "core/method/profile.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace mambascope {

/// What is to be measured of one side of a comparison: a model that reads a sequence under a method.
struct SideToMeasure
{
    std::shared_ptr<const Model> model;
    std::vector<std::int64_t> ids;
    std::shared_ptr<const Method> method;
    std::shared_ptr<const Profile> profile; ///< for the classes of channels; null: there are none
    double lnTheta = 0;
    std::shared_ptr<const Trace> trace; ///< of just this, if it is there already; null: it is made
    std::int64_t samples = 64;          ///< of the state norm, about
    std::int64_t lastTokens = 100;      ///< that the loss is taken over
};

struct MeasuredSide
{
    std::shared_ptr<const Trace> trace;
    StateNorm norm;
    std::vector<std::uint8_t> global; ///< [layers, channels], 1 = global; empty without a profile
    double nll = 0;                   ///< mean over the last `nllTokens` tokens, nats; NaN where there is none
    std::int64_t nllTokens = 0;
    double prefillSeconds = 0; ///< of a pass that nothing looks at
};

/// Three passes: one that is timed, one for the trace (unless given), one that samples states and takes the loss.
/// \throws Error like Trace::run; Cancelled.
MeasuredSide measureSide(const SideToMeasure& side, Progress& progress);

/// One layer of a side in a few numbers; NaN where there is nothing to average.
struct LayerSummary
{
    double globalShare = 0;    ///< of the channels
    double globalDistance = 0; ///< Mamba Mean Distance of the last row, mean over global channels, in tokens
    double localDistance = 0;
    double keptTokens = 0; ///< mean over all channels
    double norm = 0;       ///< state's root mean square behind the sequence, root of the mean square over channels
};
/// By layer, and one more for the whole model.
std::vector<LayerSummary> summariseLayers(const MeasuredSide& side);

} // namespace mambascope
