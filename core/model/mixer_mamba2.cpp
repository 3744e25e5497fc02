// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/mixer.h"

#include <ATen/ATen.h>

namespace mambascope {

// arXiv 2405.21060 figure 6: x, B and C pass the convolution together; the gate comes before the norm, which has a mean
// for each group.
at::Tensor mamba2Mixer(const ModelConfig& config, const LayerWeights& weights, ops::Product product,
                       const at::Tensor& hidden, const at::Tensor& threshold, LayerState& state, MixerTaps* taps)
{
    const std::int64_t e = config.dInner;
    const std::int64_t gn = config.stateWidth();
    const at::Tensor zxbcdt = ops::linear(hidden, weights.inProj, product, weights.inBias);
    const at::Tensor z = zxbcdt.narrow(1, 0, e);
    const at::Tensor xbc =
        ops::conv1dSilu(zxbcdt.narrow(1, e, e + 2 * gn), weights.convWeight, weights.convBias, state.conv);
    const ops::ScanInput scan{
        .x = xbc.narrow(1, 0, e),
        .dt = zxbcdt.narrow(1, 2 * e + 2 * gn, config.heads),
        .a = weights.a,
        .b = xbc.narrow(1, e, gn),
        .c = xbc.narrow(1, e + gn, gn),
        .d = weights.d,
        .z = {}, // the gate comes with the norm
        .threshold = threshold,
        .dtBias = weights.dtBias,
        .dtMin = config.dtMin,
        .dtMax = config.dtMax,
    };
    if (taps != nullptr)
        *taps = {{}, scan.b, scan.c};
    const at::Tensor y = ops::ssdScan(scan, config.groups, state.ssm, taps != nullptr ? &taps->dt : nullptr);
    const at::Tensor normed =
        ops::gatedRmsNorm(y, z, weights.gateNorm, static_cast<double>(config.gateNormEps), config.groups);
    return ops::linear(normed, weights.outProj, product, weights.outBias);
}

} // namespace mambascope
