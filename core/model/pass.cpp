// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/pass.h"

#include "core/base/error.h"
#include "core/method/method.h"
#include "core/model/mixer.h"
#include "core/model/operations.h"
#include "core/model/shared_block.h"
#include "core/model/state_layers.h"
#include "core/model/weights.h"

#include "mambascope/cuda/views.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <string>

namespace mambascope {

namespace {

constexpr std::int64_t kLogitRows = 256; // rows of logits that exist at once

// Tokens computed together where nobody says how many: what a CPU's caches like, what fills a GPU.
constexpr std::int64_t kChunkOnCpu = 1024;
constexpr std::int64_t kChunkOnGpu = 8192;

constexpr std::int64_t kGpuWorkspace = std::int64_t{256}
                                       << 20; // of the libraries for matrix products, and of the scans

bool isOnCpu(const Model& model)
{
    return model.options().device.kind == Device::Kind::Cpu;
}

std::int64_t chunkOf(const Model& model, const PassOptions& options)
{
    return options.chunk > 0 ? options.chunk : (isOnCpu(model) ? kChunkOnCpu : kChunkOnGpu);
}

at::Device deviceOf(const Model& model)
{
    return isOnCpu(model) ? at::Device(at::kCPU)
                          : at::Device(at::kCUDA, static_cast<at::DeviceIndex>(model.options().device.index));
}

LayerState emptyState(const Model& model)
{
    const ModelConfig& c = model.config();
    const at::TensorOptions options = at::TensorOptions().dtype(at::kFloat).device(deviceOf(model));
    LayerState state;
    state.conv = at::zeros({c.dConv - 1, c.convWidth()}, options);
    state.ssm = c.family == Family::Mamba1 ? at::zeros({c.dState, c.dInner}, options)
                                           : at::zeros({c.heads, c.dState, c.headDim}, options);
    return state;
}

at::Tensor onHost(const at::Tensor& t)
{
    return t.to(at::kCPU, at::kFloat).contiguous();
}

// One method's thresholds for every layer, on the host for observers and on the device, in one transfer, for the scans.
class Thresholds
{
public:
    Thresholds(const Model& model, const Method* method, std::int64_t promptLength)
    {
        const std::int64_t layers = model.config().layers;
        const std::int64_t channels = model.config().channels();
        m_host.resize(static_cast<std::size_t>(layers));
        m_device.resize(static_cast<std::size_t>(layers));
        if (method == nullptr)
            return;
        at::Tensor values = at::empty({layers, channels}, at::kFloat);
        for (std::int64_t i = 0; i < layers; ++i) {
            const std::span row(values.mutable_data_ptr<float>() + i * channels, static_cast<std::size_t>(channels));
            if (method->tokenThresholds(i, promptLength, row))
                m_host[static_cast<std::size_t>(i)].assign(row.begin(), row.end());
        }
        values = values.to(deviceOf(model));
        for (std::int64_t i = 0; i < layers; ++i)
            if (!host(i).empty())
                m_device[static_cast<std::size_t>(i)] = values[i];
    }
    const std::vector<float>& host(std::int64_t layer) const { return m_host[static_cast<std::size_t>(layer)]; }
    const at::Tensor& device(std::int64_t layer) const { return m_device[static_cast<std::size_t>(layer)]; }

private:
    std::vector<std::vector<float>> m_host;
    std::vector<at::Tensor> m_device;
};

ops::Product productOf(const Model& model)
{
    return model.options().dtype == DType::BFloat16 ? ops::Product::BFloat16 : ops::Product::Float32;
}

void showLayer(PassObserver& observer, std::int64_t layer, std::int64_t begin, const at::Tensor& input,
               const MixerTaps& taps, const AttentionTaps& attention, const std::vector<float>& thresholds)
{
    const at::Tensor x = onHost(input);
    const at::Tensor dt = onHost(taps.dt);
    const at::Tensor b = onHost(taps.b);
    const at::Tensor c = onHost(taps.c);
    LayerChunk chunk;
    chunk.layer = layer;
    chunk.begin = begin;
    chunk.tokens = x.size(0);
    chunk.input = x.const_data_ptr<float>();
    chunk.dt = dt.const_data_ptr<float>();
    chunk.b = b.const_data_ptr<float>();
    chunk.c = c.const_data_ptr<float>();
    chunk.thresholds = thresholds;
    at::Tensor queries;
    at::Tensor keys;
    if (attention.queries.defined() && observer.wantsAttention(layer)) {
        queries = onHost(attention.queries);
        keys = onHost(attention.keys);
        chunk.queries = queries.const_data_ptr<float>();
        chunk.keys = keys.const_data_ptr<float>();
    }
    observer.layerChunk(chunk);
}

// Where the model computes.
at::Tensor idsOf(const Model& model, std::span<const std::int64_t> ids)
{
    return at::tensor(at::ArrayRef<std::int64_t>(ids.data(), ids.size()), at::kLong).to(deviceOf(model));
}

// The output of the embedding, fp32.
at::Tensor embed(const Model& model, const at::Tensor& ids)
{
    return at::embedding(model.weights().embedding, ids).to(at::kFloat);
}

// The residual stream [T, D] between two layers, fp32, and what the last one adds to it: the next norm forms the sum.
struct Stream
{
    at::Tensor residual;
    at::Tensor update; // or undefined

    void settle()
    {
        if (update.defined())
            residual.add_(update);
        update.reset();
    }
};

// residual += mixer(norm(residual)); in hybrid layers the shared block's output joins the mixer's input. The observer
// sees what the layer started from. `ids` are the T tokens, `begin` the position of the first one.
void advanceLayer(const Model& model, std::int64_t layer, Stream& stream, const at::Tensor& ids,
                  const Thresholds& thresholds, LayerState& state, std::int64_t begin, PassObserver* observer)
{
    const ModelConfig& config = model.config();
    const ops::Product product = productOf(model);
    const at::ScalarType type = ops::activationType(product, stream.residual.device());
    const LayerWeights& weights = model.weights().layers[static_cast<std::size_t>(layer)];
    AttentionTaps attention;
    at::Tensor input = stream.residual;
    if (weights.hybrid) {
        stream.settle();
        input = stream.residual + sharedBlock(config, model.weights().shared[weights.hybrid->block], *weights.hybrid,
                                              product, stream.residual, embed(model, ids), begin, state, attention);
    }
    const at::Tensor hidden =
        ops::addRmsNorm(input, stream.update, weights.norm, static_cast<double>(config.normEps), type);
    const bool shown = observer != nullptr && observer->wantsLayer(layer);
    MixerTaps taps;
    const auto mixer = config.family == Family::Mamba1 ? mamba1Mixer : mamba2Mixer;
    stream.update = mixer(config, weights, product, hidden, thresholds.device(layer), state, shown ? &taps : nullptr);
    if (shown)
        showLayer(*observer, layer, begin, stream.residual, taps, attention, thresholds.host(layer));
}

// Final norm, hidden states and logits of a chunk whose first token is `begin` tokens into the sequence.
void finishChunk(const Model& model, const Stream& stream, std::int64_t begin, std::int64_t logitsFrom,
                 PassObserver& observer)
{
    const std::int64_t count = stream.residual.size(0);
    const std::int64_t first = std::clamp<std::int64_t>(logitsFrom - begin, 0, count);
    const bool wantsHidden = observer.wantsHidden();
    if (!wantsHidden && first == count)
        return;
    const std::int64_t from = wantsHidden ? 0 : first;
    const auto wanted = [&](const at::Tensor& t) { return t.defined() ? t.narrow(0, from, count - from) : t; };
    const at::Tensor hidden = ops::addRmsNorm(wanted(stream.residual), wanted(stream.update), model.weights().normF,
                                              static_cast<double>(model.config().normEps),
                                              ops::activationType(productOf(model), stream.residual.device()));
    if (wantsHidden) {
        const at::Tensor host = onHost(hidden);
        observer.hiddenChunk(begin, count, host.const_data_ptr<float>());
    }
    for (std::int64_t row = first; row < count; row += kLogitRows) {
        const std::int64_t rows = std::min(kLogitRows, count - row);
        const at::Tensor logits =
            onHost(ops::logits(hidden.narrow(0, row - from, rows), model.weights().head, productOf(model)));
        observer.logitsChunk(begin + row, rows, logits.const_data_ptr<float>());
    }
}

void checkIds(const Model& model, std::span<const std::int64_t> ids)
{
    if (ids.empty())
        throw Error("sequence", "is empty: at least one token is needed");
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (ids[i] < 0 || ids[i] >= model.config().vocab)
            throw Error("token id " + std::to_string(ids[i]) + " at position " + std::to_string(i),
                        "is outside the vocabulary of " + model.name() + " (0.." +
                            std::to_string(model.config().vocab - 1) + ")");
}

void checkOptions(const Model& model, const PassOptions& options)
{
    if (options.chunk < 0)
        throw Error("chunk", std::to_string(options.chunk) + " is not a number of tokens");
    if (options.stopAfterLayer >= model.config().layers)
        throw Error("layer " + std::to_string(options.stopAfterLayer),
                    "the model has " + std::to_string(model.config().layers));
}

std::string megabytes(std::int64_t bytes)
{
    return std::to_string((bytes + (1 << 20) - 1) >> 20) + " MiB";
}

// Before anything is computed. A step of generation, or a chunk that is small anyway, is not worth asking for.
void checkMemory(const Model& model, std::int64_t length, const PassOptions& options)
{
    if (length <= (isOnCpu(model) ? chunkOf(model, options) : 1))
        return;
    const Device& device = model.options().device;
    const std::int64_t needed = passMemory(model, length, options);
    const std::int64_t free = freeMemory(device);
    if (needed <= free)
        return;
    const std::string prompt = "prompt of " + std::to_string(length) + " tokens";
    const std::string sizes = "needs " + megabytes(needed) + " of memory, " + megabytes(free) + " are free";
    throw isOnCpu(model) ? Error(prompt, sizes) : Error("device " + device.text(), "a " + prompt + " " + sizes);
}

// LibTorch's own exceptions become the project's; what they say first is the cause.
template <typename Work>
void translated(const Model& model, Work work)
{
    try {
        work();
    } catch (const c10::OutOfMemoryError&) {
        throw Error("device " + model.options().device.text(), "ran out of memory");
    } catch (const c10::Error& error) {
        const std::string what = error.what_without_backtrace();
        throw Error(model.name(), what.substr(0, what.find('\n')));
    } catch (const std::bad_alloc&) {
        throw Error(model.name(), "not enough memory for this sequence");
    } catch (const cuda::Failure& failure) {
        throw Error("device " + model.options().device.text(), failure.what());
    }
}

} // namespace

State::State(std::shared_ptr<const Model> model) : m_model(std::move(model)), m_layers(std::make_unique<Layers>())
{
    const c10::InferenceMode guard;
    translated(*m_model, [&] {
        for (std::int64_t i = 0; i < m_model->config().layers; ++i)
            m_layers->layers.push_back(emptyState(*m_model));
    });
}

State::State() = default;
State::State(State&&) noexcept = default;
State& State::operator=(State&&) noexcept = default;
State::~State() = default;

State State::copy() const
{
    const c10::InferenceMode guard;
    State other;
    other.m_model = m_model;
    other.m_position = m_position;
    other.m_layers = std::make_unique<Layers>();
    for (const LayerState& layer : m_layers->layers) {
        LayerState copied{layer.conv.clone(), layer.ssm.clone(), {}, {}, layer.cached};
        if (layer.cached > 0) {
            copied.keys = layer.keys.narrow(1, 0, layer.cached).clone();
            copied.values = layer.values.narrow(1, 0, layer.cached).clone();
        }
        other.m_layers->layers.push_back(std::move(copied));
    }
    return other;
}

std::vector<float> State::stateRms(std::int64_t layer) const
{
    const c10::InferenceMode guard;
    const at::Tensor& ssm = m_layers->layers.at(static_cast<std::size_t>(layer)).ssm;
    const bool perChannel = m_model->config().family == Family::Mamba1; // [N, E] against [H, N, P]
    const at::Tensor rms = onHost((perChannel ? ssm.square().mean(0) : ssm.square().flatten(1).mean(1)).sqrt());
    return {rms.const_data_ptr<float>(), rms.const_data_ptr<float>() + rms.numel()};
}

void runPass(State& state, std::span<const std::int64_t> ids, const PassOptions& options, PassObserver* observer,
             Progress& progress)
{
    const Model& model = *state.model();
    checkIds(model, ids);
    checkOptions(model, options);
    const auto length = static_cast<std::int64_t>(ids.size());
    checkMemory(model, length, options);
    const std::int64_t start = state.position();
    const std::int64_t layers = options.stopAfterLayer >= 0 ? options.stopAfterLayer + 1 : model.config().layers;
    const bool complete = options.stopAfterLayer < 0;
    const std::int64_t logitsFrom = options.logitsFrom >= 0 ? options.logitsFrom : start + length - 1;
    const std::string what = "reading " + std::to_string(length) + " tokens";

    translated(model, [&] {
        const c10::InferenceMode guard;
        const Thresholds thresholds(model, options.method, options.promptLength > 0 ? options.promptLength : length);
        std::vector<LayerState>& states = state.layers().layers;
        const std::int64_t size = chunkOf(model, options);
        const std::int64_t chunks = (length + size - 1) / size;
        const auto begin = [&](std::int64_t chunk) { return chunk * size; };
        const auto part = [&](const at::Tensor& all, std::int64_t chunk) {
            return all.narrow(0, begin(chunk), std::min(size, length - begin(chunk)));
        };
        const at::Tensor tokens = idsOf(model, ids);

        if (options.order == PassOrder::ChunkMajor) {
            for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
                Stream stream{embed(model, part(tokens, chunk)), {}};
                for (std::int64_t layer = 0; layer < layers; ++layer) {
                    progress.step(what, chunk * layers + layer, chunks * layers);
                    advanceLayer(model, layer, stream, part(tokens, chunk), thresholds,
                                 states[static_cast<std::size_t>(layer)], start + begin(chunk), observer);
                }
                if (complete && observer != nullptr)
                    finishChunk(model, stream, start + begin(chunk), logitsFrom, *observer);
            }
        } else {
            const at::Tensor residual = embed(model, tokens);
            for (std::int64_t layer = 0; layer < layers; ++layer) {
                for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
                    progress.step(what, layer * chunks + chunk, chunks * layers);
                    Stream stream{part(residual, chunk), {}};
                    advanceLayer(model, layer, stream, part(tokens, chunk), thresholds,
                                 states[static_cast<std::size_t>(layer)], start + begin(chunk), observer);
                    stream.settle();
                }
                if (observer != nullptr)
                    observer->layerDone(layer);
            }
            if (complete && observer != nullptr)
                for (std::int64_t chunk = 0; chunk < chunks; ++chunk)
                    finishChunk(model, {part(residual, chunk), {}}, start + begin(chunk), logitsFrom, *observer);
        }
        progress.step(what, 1, 1);
    });
    state.advance(length);
}

void runLayer(const std::shared_ptr<const Model>& model, std::int64_t layer, std::span<const float> input,
              std::span<const std::int64_t> ids, const PassOptions& options, PassObserver& observer, Progress& progress)
{
    const std::int64_t width = model->config().dModel;
    const auto length = static_cast<std::int64_t>(input.size()) / width;
    if (layer < 0 || layer >= model->config().layers)
        throw Error("layer " + std::to_string(layer), "the model has " + std::to_string(model->config().layers));
    checkOptions(*model, options);
    if (static_cast<std::int64_t>(ids.size()) != length)
        throw Error("layer " + std::to_string(layer), "its input does not have as many rows as there are ids");
    translated(*model, [&] {
        const c10::InferenceMode guard;
        const Thresholds thresholds(*model, options.method, options.promptLength > 0 ? options.promptLength : length);
        LayerState state = emptyState(*model);
        const std::int64_t size = chunkOf(*model, options);
        const at::Tensor tokens = idsOf(*model, ids);
        for (std::int64_t begin = 0; begin < length; begin += size) {
            progress.step("recomputing layer " + std::to_string(layer), begin, length);
            const std::int64_t count = std::min(size, length - begin);
            at::Tensor residual = at::empty({count, width}, at::kFloat);
            std::copy_n(input.data() + begin * width, count * width, residual.mutable_data_ptr<float>());
            Stream stream{residual.to(deviceOf(*model)), {}};
            advanceLayer(*model, layer, stream, tokens.narrow(0, begin, count), thresholds, state, begin, &observer);
        }
        observer.layerDone(layer);
    });
}

std::int64_t passMemory(const Model& model, std::int64_t tokens, const PassOptions& options)
{
    const ModelConfig& c = model.config();
    const std::int64_t chunk = std::min(chunkOf(model, options), tokens);
    const auto wide = std::int64_t{sizeof(float)};
    const auto element =
        static_cast<std::int64_t>(c10::elementSize(ops::activationType(productOf(model), deviceOf(model))));
    // The residual stream and Delta are fp32; what else of a token exists at once: norm, update and the one before it,
    // what comes into the mixer and out of it, and B and C.
    std::int64_t perToken =
        wide * (c.dModel + 2 * c.channels()) + element * (3 * c.dModel + 6 * c.dInner + 4 * c.stateWidth());
    // Attention: the block's activations.
    if (const SharedBlocks& s = c.shared; !s.layers.empty())
        perToken += wide * (8 * c.dModel + 4 * s.heads * s.headDim + 4 * s.intermediate);
    std::int64_t bytes = chunk * perToken + wide * std::min(kLogitRows, tokens) * c.vocab +
                         tokens * static_cast<std::int64_t>(sizeof(std::int64_t));
    if (options.order == PassOrder::LayerMajor)
        bytes += wide * tokens * c.dModel;
    // Caches of attention that doubled may hold twice what they need, beside a mask of some rows.
    bytes += model.stateMemory(tokens);
    if (!c.shared.layers.empty())
        bytes += model.stateMemory(tokens) + wide * 64 * tokens;
    return isOnCpu(model) ? bytes : bytes + kGpuWorkspace;
}

} // namespace mambascope
