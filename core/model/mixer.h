// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"
#include "core/model/operations.h"
#include "core/model/weights.h"

#include <functional>

namespace mambascope {

/// What a mixer has of T tokens before its scan. Everything that looks at neighbours (the convolution) is behind it, so
/// rows can leave here without changing what is computed of the others.
struct MixerInput
{
    ops::ScanInput scan; ///< without a threshold
    at::Tensor gate;     ///< [T, E] Mamba-2; Mamba-1's is scan.z

    std::int64_t tokens() const { return scan.x.size(0); }
    /// Delta after bias, softplus and limits, [T, channels], fp32.
    at::Tensor delta() const;
    /// From now on the scan takes this as Delta, [T, channels], fp32.
    void setDelta(const at::Tensor& delta);
    /// The same with every [T, ..] tensor replaced by what `change` makes of it.
    MixerInput changed(const std::function<at::Tensor(const at::Tensor&)>& change) const;
    /// The tokens of `parts` in a sequence.
    static MixerInput joined(const std::vector<MixerInput>& parts);
};

/// What an observer may look at.
struct MixerTaps
{
    at::Tensor dt; ///< [T, channels] Delta before any filter, fp32
    at::Tensor b;  ///< [T, G N]
    at::Tensor c;  ///< [T, G N]
};

/// T tokens of normalised input [T, D] up to the scan; the convolution's state is advanced.
MixerInput mixerInput(const ModelConfig& config, const LayerWeights& weights, ops::Product product,
                      const at::Tensor& hidden, LayerState& state);
/// Scan and what follows: [T, D] to be added to the residual stream, of the input's type; the SSM state is advanced.
/// `threshold` [channels] or undefined. `taps` null: nobody looks.
at::Tensor mixerOutput(const ModelConfig& config, const LayerWeights& weights, ops::Product product,
                       const MixerInput& input, const at::Tensor& threshold, LayerState& state, MixerTaps* taps);

// Of the two families; called through the functions above.
MixerInput mamba1Input(const ModelConfig& config, const LayerWeights& weights, ops::Product product,
                       const at::Tensor& hidden, LayerState& state);
MixerInput mamba2Input(const ModelConfig& config, const LayerWeights& weights, ops::Product product,
                       const at::Tensor& hidden, LayerState& state);

} // namespace mambascope
