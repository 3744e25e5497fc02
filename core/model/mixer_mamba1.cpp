// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/mixer.h"

#include <ATen/ATen.h>

namespace mambascope {

// arXiv 2312.00752 figure 3: only x is convolved; dt_proj's bias is added once, inside the softplus. Falcon-Mamba
// (arXiv 2410.05355) normalises B, C and the raw Delta without weights.
at::Tensor mamba1Mixer(const ModelConfig& config, const LayerWeights& weights, ops::Product product,
                       const at::Tensor& hidden, const at::Tensor& threshold, LayerState& state, MixerTaps& taps)
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
    taps.dt =
        ops::softplusBias(ops::linear(part(0, r), weights.dtProj, product), weights.dtBias, config.dtMin, config.dtMax);
    taps.b = part(r, n);
    taps.c = part(r + n, n);
    const ops::ScanInput scan{x, taps.dt, weights.a, taps.b, taps.c, weights.d, xz.narrow(1, e, e), threshold};
    return ops::linear(ops::selectiveScan(scan, state.ssm), weights.outProj, product, weights.outBias);
}

} // namespace mambascope
