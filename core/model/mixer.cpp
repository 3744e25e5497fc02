// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/mixer.h"

#include <ATen/ATen.h>

namespace mambascope {

at::Tensor MixerInput::delta() const
{
    return scan.dtBias.defined() ? ops::softplusBias(scan.dt, scan.dtBias, scan.dtMin, scan.dtMax)
                                 : scan.dt.to(at::kFloat);
}

void MixerInput::setDelta(const at::Tensor& delta)
{
    scan.dt = delta.to(scan.dt.scalar_type());
    scan.dtBias.reset();
}

MixerInput MixerInput::changed(const std::function<at::Tensor(const at::Tensor&)>& change) const
{
    MixerInput result = *this;
    for (at::Tensor* t :
         {&result.scan.x, &result.scan.dt, &result.scan.b, &result.scan.c, &result.scan.z, &result.gate})
        if (t->defined())
            *t = change(*t);
    return result;
}

MixerInput MixerInput::joined(const std::vector<MixerInput>& parts)
{
    MixerInput result = parts.front();
    if (parts.size() == 1)
        return result;
    const auto join = [&](auto of) {
        if (!of(result).defined())
            return;
        std::vector<at::Tensor> all;
        for (const MixerInput& part : parts)
            all.push_back(of(part));
        of(result) = at::cat(all);
    };
    join([](auto& p) -> auto& { return p.scan.x; });
    join([](auto& p) -> auto& { return p.scan.dt; });
    join([](auto& p) -> auto& { return p.scan.b; });
    join([](auto& p) -> auto& { return p.scan.c; });
    join([](auto& p) -> auto& { return p.scan.z; });
    join([](auto& p) -> auto& { return p.gate; });
    return result;
}

MixerInput mixerInput(const ModelConfig& config, const LayerWeights& weights, ops::Product product,
                      const at::Tensor& hidden, LayerState& state)
{
    return (config.family == Family::Mamba1 ? mamba1Input : mamba2Input)(config, weights, product, hidden, state);
}

at::Tensor mixerOutput(const ModelConfig& config, const LayerWeights& weights, ops::Product product,
                       const MixerInput& input, const at::Tensor& threshold, LayerState& state, MixerTaps* taps)
{
    ops::ScanInput scan = input.scan;
    scan.threshold = threshold;
    if (taps != nullptr)
        *taps = {{}, scan.b, scan.c};
    at::Tensor* const delta = taps != nullptr ? &taps->dt : nullptr;
    at::Tensor y;
    if (config.family == Family::Mamba1)
        y = ops::selectiveScan(scan, state.ssm, delta);
    else // arXiv 2405.21060 figure 6: the gate comes before the norm, which has a mean for each group
        y = ops::gatedRmsNorm(ops::ssdScan(scan, config.groups, state.ssm, delta), input.gate, weights.gateNorm,
                              static_cast<double>(config.gateNormEps), config.groups);
    return ops::linear(y, weights.outProj, product, weights.outBias);
}

} // namespace mambascope
