// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/mixer.h"

#include <ATen/ATen.h>

namespace mambascope {

// arXiv 2312.00752 figure 3: only x is convolved; dt_proj's bias is added once, inside the softplus. Falcon-Mamba
// (arXiv 2410.05355) normalises B, C and the raw Delta without weights.
MixerInput mamba1Input(const ModelConfig& config, const LayerWeights& weights, ops::Product product,
                       const at::Tensor& hidden, LayerState& state)
{
    const std::int64_t e = config.dInner;
    const std::int64_t r = config.dtRank;
    const std::int64_t n = config.dState;
    const at::Tensor xz = ops::linear(hidden, weights.inProj, product, weights.inBias);
    const at::Tensor x = ops::conv1dSilu(xz.narrow(1, 0, e), weights.convWeight, weights.convBias, state.conv);
    const at::Tensor dbc = ops::linear(x, weights.xProj, product);
    const auto part = [&](std::int64_t begin, std::int64_t width) {
        const at::Tensor plain = dbc.narrow(1, begin, width);
        return config.mixerNormEps ? ops::rmsNorm(plain, {}, static_cast<double>(*config.mixerNormEps)) : plain;
    };
    return {.scan =
                {
                    .x = x,
                    .dt = ops::linear(part(0, r), weights.dtProj, product),
                    .a = weights.a,
                    .b = part(r, n),
                    .c = part(r + n, n),
                    .d = weights.d,
                    .z = xz.narrow(1, e, e),
                    .threshold = {},
                    .dtBias = weights.dtBias,
                    .dtMin = config.dtMin,
                    .dtMax = config.dtMax,
                },
            .gate = {}};
}

} // namespace mambascope
