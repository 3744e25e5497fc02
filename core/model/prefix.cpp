// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/prefix.h"

#include "core/model/prefix_contents.h"

#include <ATen/ATen.h>

namespace mambascope {

Prefix::Prefix(std::int64_t layers) : m_layers(layers), m_contents(std::make_unique<Contents>()) {}
Prefix::~Prefix() = default;

std::int64_t Prefix::memoryOf(const Model& model, std::int64_t layers, std::int64_t tokens)
{
    const ModelConfig& config = model.config();
    return tokens * config.dModel * static_cast<std::int64_t>(sizeof(float)) +
           model.stateMemory(tokens) * layers / config.layers;
}

void Prefix::Contents::put(Stream& stream, std::int64_t begin, std::int64_t tokens)
{
    stream.settle();
    if (!residual.defined())
        residual = at::empty({tokens, stream.residual.size(1)}, stream.residual.options());
    residual.narrow(0, begin, stream.residual.size(0)).copy_(stream.residual);
}

Stream Prefix::Contents::rows(std::int64_t begin, std::int64_t count) const
{
    return {residual.narrow(0, begin, count).clone(), {}}; // layers add to the stream in place
}

LayerState clone(const LayerState& state)
{
    LayerState copied{state.conv.clone(), state.ssm.clone(), {}, {}, state.cached};
    if (state.cached > 0) {
        copied.keys = state.keys.narrow(1, 0, state.cached).clone();
        copied.values = state.values.narrow(1, 0, state.cached).clone();
    }
    return copied;
}

} // namespace mambascope
