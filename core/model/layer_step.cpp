// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/layer_step.h"

#include "core/model/device_chunk.h"
#include "core/model/operations.h"
#include "core/model/weights.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <iterator>

namespace mambascope {

at::Device deviceOf(const Model& model)
{
    const Device& device = model.options().device;
    return device.kind == Device::Kind::Cpu ? at::Device(at::kCPU)
                                            : at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device.index));
}

ops::Product productOf(const Model& model)
{
    return model.options().dtype == DType::BFloat16 ? ops::Product::BFloat16 : ops::Product::Float32;
}

at::Tensor onHost(const at::Tensor& t)
{
    return t.to(at::kCPU, at::kFloat).contiguous();
}

at::Tensor idsOf(const Model& model, std::span<const std::int64_t> ids)
{
    return at::tensor(at::ArrayRef<std::int64_t>(ids.data(), ids.size()), at::kLong).to(deviceOf(model));
}

at::Tensor embed(const Model& model, const at::Tensor& ids)
{
    return at::embedding(model.weights().embedding, ids).to(at::kFloat);
}

Thresholds::Thresholds(const Model& model, const Method* method, std::int64_t promptLength)
    : m_model(model), m_method(method), m_promptLength(promptLength), m_layers(index(model.config().layers))
{
}

const std::vector<float>& Thresholds::host(std::int64_t layer)
{
    return made(layer).host;
}

const at::Tensor& Thresholds::device(std::int64_t layer)
{
    return made(layer).device;
}

Thresholds::Layer& Thresholds::made(std::int64_t layer)
{
    Layer& there = m_layers[index(layer)];
    if (!there.known && m_method != nullptr) {
        const bool isFirst = std::ranges::none_of(m_layers, &Layer::known);
        make(isFirst ? layer : 0, isFirst ? layer + 1 : std::ssize(m_layers));
    }
    return there;
}

void Thresholds::make(std::int64_t begin, std::int64_t end)
{
    const at::Device device = deviceOf(m_model);
    const std::int64_t channels = m_model.config().channels();
    // Of pinned memory a copy may still be under way when this returns; its allocator waits for it.
    const at::Tensor values =
        at::empty({end - begin, channels}, at::TensorOptions(at::kFloat).pinned_memory(device.is_cuda()));
    std::vector<std::int64_t> filtered;
    for (std::int64_t layer = begin; layer < end; ++layer) {
        Layer& there = m_layers[index(layer)];
        if (there.known)
            continue;
        there.known = true;
        const std::span row(values.mutable_data_ptr<float>() + (layer - begin) * channels, index(channels));
        if (!m_method->tokenThresholds(layer, m_promptLength, row))
            continue;
        filtered.push_back(layer);
        if (there.host.empty())
            there.host.assign(row.begin(), row.end());
    }
    if (filtered.empty())
        return;
    const at::Tensor copied = values.to(device, /*non_blocking=*/true);
    for (const std::int64_t layer : filtered)
        m_layers[index(layer)].device = copied[layer - begin];
}

MixerInput LayerStep::enter(std::int64_t layer, Stream& stream, const at::Tensor& ids, std::int64_t begin,
                            LayerState& state, AttentionTaps& attention) const
{
    const ModelConfig& config = m_model.config();
    const ops::Product product = productOf(m_model);
    const at::ScalarType type = ops::activationType(product, stream.residual.device());
    const LayerWeights& weights = m_model.weights().layers[static_cast<std::size_t>(layer)];
    at::Tensor input = stream.residual;
    if (weights.hybrid) {
        stream.settle();
        input = stream.residual + sharedBlock(config, m_model.weights().shared[weights.hybrid->block], *weights.hybrid,
                                              product, stream.residual, embed(m_model, ids), begin, state, attention);
    }
    const at::Tensor hidden =
        ops::addRmsNorm(input, stream.update, weights.norm, static_cast<double>(config.normEps), type);
    stream.update.reset(); // the norm added it
    return mixerInput(config, weights, product, hidden, state);
}

void LayerStep::leave(std::int64_t layer, Stream& stream, const MixerInput& input, const Rows& rows, LayerState& state,
                      const AttentionTaps& attention) const
{
    const LayerWeights& weights = m_model.weights().layers[static_cast<std::size_t>(layer)];
    const bool shown = m_observer != nullptr && m_observer->wantsLayer(layer);
    MixerTaps taps;
    stream.update = mixerOutput(m_model.config(), weights, productOf(m_model), input, m_thresholds.device(layer), state,
                                shown ? &taps : nullptr);
    if (!shown)
        return;
    const bool withAttention = attention.queries.defined() && m_observer->wantsAttention(layer);
    if (taps.dt.is_cuda() && rows.positions == nullptr && !withAttention &&
        m_observer->takesFromDevice(
            {layer, rows.begin, stream.residual, taps.dt, taps.b, taps.c, m_thresholds.host(layer)}))
        return;
    const at::Tensor x = onHost(stream.residual);
    const at::Tensor dt = onHost(taps.dt);
    const at::Tensor b = onHost(taps.b);
    const at::Tensor c = onHost(taps.c);
    LayerChunk chunk;
    chunk.layer = layer;
    chunk.begin = rows.begin;
    chunk.tokens = x.size(0);
    chunk.positions = rows.positions;
    chunk.input = x.const_data_ptr<float>();
    chunk.dt = dt.const_data_ptr<float>();
    chunk.b = b.const_data_ptr<float>();
    chunk.c = c.const_data_ptr<float>();
    chunk.thresholds = m_thresholds.host(layer);
    at::Tensor queries;
    at::Tensor keys;
    if (withAttention) {
        queries = onHost(attention.queries);
        keys = onHost(attention.keys);
        chunk.queries = queries.const_data_ptr<float>();
        chunk.keys = keys.const_data_ptr<float>();
    }
    m_observer->layerChunk(chunk);
}

void finishChunk(const Model& model, const Stream& stream, const Rows& rows, std::int64_t logitsFrom,
                 PassObserver& observer)
{
    const std::int64_t count = stream.residual.size(0);
    const auto positionOf = [&](std::int64_t row) {
        return rows.positions != nullptr ? rows.positions[row] : rows.begin + row;
    };
    const std::int64_t first =
        rows.positions != nullptr
            ? std::lower_bound(rows.positions, rows.positions + count, logitsFrom) - rows.positions
            : std::clamp<std::int64_t>(logitsFrom - rows.begin, 0, count);
    const bool wantsHidden = observer.wantsHidden();
    if (!wantsHidden && first == count)
        return;
    const std::int64_t from = wantsHidden ? 0 : first;
    const auto wanted = [&](const at::Tensor& t) { return t.defined() ? t.narrow(0, from, count - from) : t; };
    const at::Tensor hidden = ops::addRmsNorm(wanted(stream.residual), wanted(stream.update), model.weights().normF,
                                              static_cast<double>(model.config().normEps),
                                              ops::activationType(productOf(model), stream.residual.device()));
    // Calls `deliver` with the first row and the length of each run of consecutive positions in begin..end.
    const auto runs = [&](std::int64_t begin, std::int64_t end, const auto& deliver) {
        while (begin < end) {
            std::int64_t next = begin + 1;
            while (next < end && positionOf(next) == positionOf(next - 1) + 1)
                ++next;
            deliver(begin, next - begin);
            begin = next;
        }
    };
    if (wantsHidden) {
        const at::Tensor host = onHost(hidden);
        runs(0, count, [&](std::int64_t row, std::int64_t length) {
            observer.hiddenChunk(positionOf(row), length, host.const_data_ptr<float>() + row * host.size(1));
        });
    }
    for (std::int64_t row = first; row < count; row += kLogitRows) {
        const std::int64_t end = std::min(row + kLogitRows, count);
        const at::Tensor logits =
            onHost(ops::logits(hidden.narrow(0, row - from, end - row), model.weights().head, productOf(model)));
        runs(row, end, [&](std::int64_t begin, std::int64_t length) {
            observer.logitsChunk(positionOf(begin), length,
                                 logits.const_data_ptr<float>() + (begin - row) * logits.size(1));
        });
    }
}

} // namespace mambascope
