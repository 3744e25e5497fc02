// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"
#include "core/model/operations.h"
#include "core/model/weights.h"

namespace mambascope {

/// What an observer may look at.
struct MixerTaps
{
    at::Tensor dt; ///< [T, channels] Delta before any filter, fp32
    at::Tensor b;  ///< [T, G N]
    at::Tensor c;  ///< [T, G N]
};

/// One mixer over T tokens of normalised input [T, D]; returns [T, D] to be added to the residual stream, of the
/// input's type, and advances `state`. `threshold` [channels] or undefined. `taps` null: nobody looks.
at::Tensor mamba1Mixer(const ModelConfig& config, const LayerWeights& weights, ops::Product product,
                       const at::Tensor& hidden, const at::Tensor& threshold, LayerState& state, MixerTaps* taps);
at::Tensor mamba2Mixer(const ModelConfig& config, const LayerWeights& weights, ops::Product product,
                       const at::Tensor& hidden, const at::Tensor& threshold, LayerState& state, MixerTaps* taps);

} // namespace mambascope
