// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/mixer.h"
#include "core/model/operations.h"

#include <ATen/ATen.h>

namespace mambascope {

// arXiv 2312.00752 figure 3: only x is convolved; dt_proj's bias is added once, inside the softplus.
at::Tensor mamba1Mixer(const ModelConfig& config, const LayerWeights& weights, const at::Tensor& hidden,
                       const at::Tensor& threshold, LayerState& state, MixerTaps& taps)
{
    const std::int64_t e = config.dInner;
    const std::int64_t r = config.dtRank;
    const std::int64_t n = config.dState;
    const at::Tensor xz = ops::linear(hidden, weights.inProj);
    const at::Tensor x = ops::conv1dSilu(xz.narrow(1, 0, e), weights.convWeight, weights.convBias, state.conv);
    const at::Tensor dbc = ops::linear(x, weights.xProj);
    taps.dt = ops::softplusBias(ops::linear(dbc.narrow(1, 0, r), weights.dtProj), weights.dtBias);
    taps.b = dbc.narrow(1, r, n);
    taps.c = dbc.narrow(1, r + n, n);
    const ops::ScanInput scan{x, taps.dt, weights.a, taps.b, taps.c, weights.d, xz.narrow(1, e, e), threshold};
    return ops::linear(ops::selectiveScan(scan, state.ssm), weights.outProj);
}

} // namespace mambascope
