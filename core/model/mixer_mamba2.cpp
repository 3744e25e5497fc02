// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/mixer.h"

#include <ATen/ATen.h>

namespace mambascope {

// arXiv 2405.21060 figure 6: x, B and C pass the convolution together.
MixerInput mamba2Input(const ModelConfig& config, const LayerWeights& weights, ops::Product product,
                       const at::Tensor& hidden, LayerState& state)
{
    const std::int64_t e = config.dInner;
    const std::int64_t gn = config.stateWidth();
    const at::Tensor zxbcdt = ops::linear(hidden, weights.inProj, product, weights.inBias);
    const at::Tensor xbc =
        ops::conv1dSilu(zxbcdt.narrow(1, e, e + 2 * gn), weights.convWeight, weights.convBias, state.conv);
    return {.scan =
                {
                    .x = xbc.narrow(1, 0, e),
                    .dt = zxbcdt.narrow(1, 2 * e + 2 * gn, config.heads),
                    .a = weights.a,
                    .b = xbc.narrow(1, e, gn),
                    .c = xbc.narrow(1, e + gn, gn),
                    .d = weights.d,
                    .z = {}, // the gate comes with the norm
                    .threshold = {},
                    .dtBias = weights.dtBias,
                    .dtMin = config.dtMin,
                    .dtMax = config.dtMax,
                },
            .gate = zxbcdt.narrow(1, 0, e)};
}

} // namespace mambascope
