// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/trace.h"

#include "core/base/error.h"
#include "core/inspect/device_collector.h"
#include "core/inspect/device_factors.h"
#include "core/inspect/receptive_field.h"
#include "core/inspect/transpose.h"
#include "core/model/device_chunk.h"
#include "core/model/layer_step.h"
#include "mambascope/kernels/decay.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <functional>

namespace mambascope {

namespace {

constexpr std::size_t kRecentLayers = 2; // a view compares channels of a layer or two at a time

// Assembles a layer's factors from the chunks of a pass.
class FactorsBuilder
{
public:
    FactorsBuilder(const Model& model, std::int64_t length) : m_model(model), m_length(length) {}

    void add(const LayerChunk& chunk)
    {
        if (!m_factors)
            begin(chunk.layer, chunk.thresholds);
        LayerFactors& f = *m_factors;
        const std::int64_t width = f.groups * f.states;
        if (chunk.positions != nullptr) {
            addScattered(chunk);
            return;
        }
        transposeInto(chunk.dt, chunk.tokens, f.channels, f.dt.data() + chunk.begin, m_length);
        transposeInto(chunk.b, chunk.tokens, width, f.b.data() + chunk.begin, m_length);
        std::copy_n(chunk.c, chunk.tokens * width, f.c.data() + chunk.begin * width);
    }
    /// A whole layer that was collected on a GPU.
    void add(const DeviceCollector& collector, std::int64_t layer, std::span<const float> thresholds)
    {
        begin(layer, thresholds);
        collector.copyTo(*m_factors);
    }
    /// `send`: also to the GPU that the model lives on, if any.
    std::shared_ptr<const LayerFactors> take(bool send)
    {
        if (send)
            m_factors->onDevice = DeviceFactors::send(*m_factors, m_model.options().device);
        return std::move(m_factors);
    }

private:
    // Tokens that decimation took away keep Delta = 0 and C = 0: nothing is read from them or written by them, so maps,
    // decays and distances are those of the tokens that stayed, at their places in the prompt.
    void addScattered(const LayerChunk& chunk)
    {
        LayerFactors& f = *m_factors;
        const std::int64_t width = f.groups * f.states;
        f.thresholds.assign(static_cast<std::size_t>(f.channels), 0.0F);
        for (std::int64_t t = 0; t < chunk.tokens; ++t) {
            const std::int64_t at = chunk.positions[t];
            for (std::int64_t channel = 0; channel < f.channels; ++channel)
                f.dt[static_cast<std::size_t>(channel * m_length + at)] = chunk.dt[t * f.channels + channel];
            for (std::int64_t n = 0; n < width; ++n)
                f.b[static_cast<std::size_t>(n * m_length + at)] = chunk.b[t * width + n];
            std::copy_n(chunk.c + t * width, width, f.c.data() + at * width);
        }
    }
    void begin(std::int64_t layer, std::span<const float> thresholds)
    {
        const ModelConfig& c = m_model.config();
        m_factors = std::make_shared<LayerFactors>();
        LayerFactors& f = *m_factors;
        f.family = c.family;
        f.layer = layer;
        f.length = m_length;
        f.channels = c.channels();
        f.states = c.dState;
        f.groups = c.family == Family::Mamba1 ? 1 : c.groups;
        f.dt.resize(static_cast<std::size_t>(f.channels * m_length));
        f.b.resize(static_cast<std::size_t>(c.stateWidth() * m_length));
        f.c.resize(static_cast<std::size_t>(c.stateWidth() * m_length));
        f.a = m_model.stateMatrix(layer);
        f.thresholds.assign(thresholds.begin(), thresholds.end());
    }

    const Model& m_model;
    std::int64_t m_length;
    std::shared_ptr<LayerFactors> m_factors;
};

// Delivers the factors of one layer only.
class SingleLayer final : public PassObserver
{
public:
    SingleLayer(const Model& model, std::int64_t layer, std::int64_t length) : m_layer(layer), m_builder(model, length)
    {
    }
    bool wantsLayer(std::int64_t layer) const override { return layer == m_layer; }
    void layerChunk(const LayerChunk& chunk) override { m_builder.add(chunk); }
    std::shared_ptr<const LayerFactors> take() { return m_builder.take(true); }

private:
    std::int64_t m_layer;
    FactorsBuilder m_builder;
};

// Delivers queries and keys of one hybrid layer only, turned from token-major to head-major.
class AttentionOfLayer final : public PassObserver
{
public:
    AttentionOfLayer(const ModelConfig& config, std::int64_t layer, std::int64_t length)
        : m_factors(std::make_shared<SoftmaxFactors>())
    {
        const SharedBlocks& s = config.shared;
        m_factors->layer = layer;
        m_factors->length = length;
        m_factors->heads = s.heads;
        m_factors->keyHeads = s.keyHeads;
        m_factors->headDim = s.headDim;
        m_factors->scale = s.scale();
        m_factors->queries.resize(static_cast<std::size_t>(s.heads * length * s.headDim));
        m_factors->keys.resize(static_cast<std::size_t>(s.keyHeads * length * s.headDim));
    }
    bool wantsLayer(std::int64_t layer) const override { return layer == m_factors->layer; }
    bool wantsAttention(std::int64_t layer) const override { return wantsLayer(layer); }
    void layerChunk(const LayerChunk& chunk) override
    {
        spread(chunk, chunk.queries, m_factors->heads, m_factors->queries);
        spread(chunk, chunk.keys, m_factors->keyHeads, m_factors->keys);
    }
    std::shared_ptr<const SoftmaxFactors> take() { return std::move(m_factors); }

private:
    void spread(const LayerChunk& chunk, const float* from, std::int64_t heads, std::vector<float>& to) const
    {
        const std::int64_t width = m_factors->headDim;
        for (std::int64_t t = 0; t < chunk.tokens; ++t)
            for (std::int64_t head = 0; head < heads; ++head)
                std::copy_n(from + (t * heads + head) * width, width,
                            to.data() + (head * m_factors->length + chunk.begin + t) * width);
    }

    std::shared_ptr<SoftmaxFactors> m_factors;
};

} // namespace

class TraceObserver final : public PassObserver
{
public:
    TraceObserver(Trace& trace, Progress& progress)
        : m_trace(trace), m_progress(progress), m_builder(*trace.m_model, trace.length()),
          m_channels(trace.m_model->config().channels())
    {
        const ModelConfig& c = trace.m_model->config();
        const std::int64_t floats = c.layers * c.dModel * trace.length();
        const bool alone = !trace.m_method || !trace.m_method->needsWholePrompt(); // a layer can run without the others
        m_keepInputs = alone && floats * std::int64_t{sizeof(float)} <= trace.m_options.inputBudget;
        if (m_keepInputs)
            trace.m_inputs.resize(static_cast<std::size_t>(c.layers));
        if (alone && passesBeside(trace.length()))
            m_collector = DeviceCollector::make(c, trace.m_model->options().device, trace.length());
    }

    bool wantsLayer(std::int64_t) const override { return true; }
    void layerChunk(const LayerChunk& chunk) override
    {
        m_builder.add(chunk);
        keepInput(chunk.layer, chunk.input, chunk.tokens);
    }
    bool takesFromDevice(const DeviceChunk& chunk) override
    {
        if (!m_collector || !m_collector->add(chunk))
            return false;
        if (m_keepInputs)
            keepInput(chunk.layer, onHost(chunk.input).const_data_ptr<float>(), chunk.input.size(0));
        m_thresholds.assign(chunk.thresholds.begin(), chunk.thresholds.end());
        return true;
    }
    void layerDone(std::int64_t layer) override
    {
        m_progress.check();
        if (m_collector && m_collector->holdsLayer()) {
            try {
                const std::vector<float> a = m_trace.m_model->stateMatrix(layer);
                sumOnDevice(layer, *m_collector->factors(a));
            } catch (const Error&) { // too little memory left on it, as a rule; if not, this fails, too
                m_builder.add(*m_collector, layer, m_thresholds);
                sum(layer, *m_builder.take(false));
            }
            m_collector->drop();
            return;
        }
        // Sums alone are formed sooner than dt is sent.
        sum(layer, *m_builder.take(m_trace.m_options.receptiveField));
    }
    void logitsChunk(std::int64_t, std::int64_t rows, const float* logits) override
    {
        const std::int64_t vocab = m_trace.m_model->config().vocab;
        const float* last = logits + (rows - 1) * vocab;
        m_trace.m_lastLogits.assign(last, last + vocab);
    }

private:
    void keepInput(std::int64_t layer, const float* values, std::int64_t tokens)
    {
        if (!m_keepInputs)
            return;
        std::vector<float>& input = m_trace.m_inputs[static_cast<std::size_t>(layer)];
        const std::int64_t width = m_trace.m_model->config().dModel;
        if (input.empty())
            input.reserve(static_cast<std::size_t>(m_trace.length() * width));
        input.insert(input.end(), values, values + tokens * width);
    }
    // Whether the GPU has room for a layer beside what the pass itself needs.
    bool passesBeside(std::int64_t length) const
    {
        const Model& model = *m_trace.m_model;
        if (model.options().device.kind == Device::Kind::Cpu)
            return false;
        PassOptions pass;
        pass.chunk = m_trace.m_options.chunk;
        pass.order = PassOrder::LayerMajor;
        return passMemory(model, length, pass) + DeviceCollector::memoryNeeded(model.config(), length) <=
               freeMemory(model.options().device);
    }
    // Writes nothing before everything is there.
    void sumOnDevice(std::int64_t layer, const DeviceFactors& f)
    {
        const std::int64_t first = layer * m_channels;
        std::vector<std::int64_t> filtered;
        for (std::size_t channel = 0; channel < m_thresholds.size(); ++channel)
            if (m_thresholds[channel] >= 0)
                filtered.push_back(static_cast<std::int64_t>(channel));
        std::vector<float> distance;
        if (m_trace.m_options.receptiveField)
            distance = f.allChannels().meanDistance(m_trace.m_options.receptiveRows);
        std::vector<std::int32_t> kept(m_trace.m_keptBy.size(), 0);
        if (!filtered.empty())
            kept = f.keptBy(filtered);
        if (!distance.empty())
            std::copy(distance.begin(), distance.end(), m_trace.m_meanDistance.begin() + first);
        std::copy_n(f.lnDecay().begin(), m_channels, m_trace.m_lnDecay.begin() + first);
        std::copy_n(f.keptTokens().begin(), m_channels, m_trace.m_kept.begin() + first);
        std::transform(kept.begin(), kept.end(), m_trace.m_keptBy.begin(), m_trace.m_keptBy.begin(), std::plus<>());
        m_trace.m_filteredChannels += std::ssize(filtered);
    }
    void sum(std::int64_t layer, const LayerFactors& f)
    {
        const std::int64_t first = layer * m_channels;
        if (f.onDevice) {
            std::copy_n(f.onDevice->lnDecay().begin(), m_channels, m_trace.m_lnDecay.begin() + first);
            std::copy_n(f.onDevice->keptTokens().begin(), m_channels, m_trace.m_kept.begin() + first);
        } else {
            const std::int64_t rates = f.ratesPerChannel();
            at::parallel_for(0, m_channels, 1, [&](std::int64_t begin, std::int64_t end) {
                for (std::int64_t channel = begin; channel < end; ++channel) {
                    const auto cell = static_cast<std::size_t>(first + channel);
                    m_trace.m_kept[cell] = f.keptTokens(channel);
                    m_trace.m_lnDecay[cell] = kernels::lnDecaySum(
                        f.rawDt(channel).data(), f.length, f.threshold(channel), f.a.data() + channel * rates, rates);
                }
            });
        }
        std::vector<std::int64_t> filtered; // of the others every token is kept
        for (std::int64_t channel = 0; channel < m_channels; ++channel)
            if (f.threshold(channel) >= 0)
                filtered.push_back(channel);
        m_trace.m_filteredChannels += std::ssize(filtered);
        constexpr std::int64_t kTokens = 1024;
        at::parallel_for(0, f.length, kTokens, [&](std::int64_t begin, std::int64_t end) {
            for (const std::int64_t channel : filtered) {
                const float keepAbove = f.threshold(channel);
                const float* dt = f.rawDt(channel).data();
                for (std::int64_t t = begin; t < end; ++t)
                    m_trace.m_keptBy[static_cast<std::size_t>(t)] += dt[t] > keepAbove ? 1 : 0;
            }
        });
        if (m_trace.m_options.receptiveField) {
            const std::vector<float> distance = meanDistance(f, m_trace.m_options.receptiveRows);
            std::copy(distance.begin(), distance.end(), m_trace.m_meanDistance.begin() + first);
        }
    }

    Trace& m_trace;
    Progress& m_progress;
    FactorsBuilder m_builder;
    std::unique_ptr<DeviceCollector> m_collector; // null: everything comes to the host
    std::vector<float> m_thresholds;              // of the collected layer
    std::int64_t m_channels;
    bool m_keepInputs = false;
};

std::shared_ptr<Trace> Trace::run(const std::shared_ptr<const Model>& model, std::vector<std::int64_t> ids,
                                  std::shared_ptr<const Method> method, const TraceOptions& options, Progress& progress)
{
    const auto started = std::chrono::steady_clock::now();
    const auto tokens = static_cast<std::int64_t>(ids.size());
    if (const std::int64_t needed = memoryNeeded(*model, tokens, options); needed > availableMemory())
        throw Error(say("sequence of {0} tokens", tokens),
                    say("needs {0} MiB of memory, {1} MiB are free", needed >> 20, availableMemory() >> 20));
    std::shared_ptr<Trace> trace(new Trace());
    trace->m_model = model;
    trace->m_method = std::move(method);
    trace->m_ids = std::move(ids);
    trace->m_options = options;
    const auto cells = static_cast<std::size_t>(model->config().layers * model->config().channels());
    trace->m_lnDecay.resize(cells);
    trace->m_kept.resize(cells);
    if (options.receptiveField)
        trace->m_meanDistance.resize(cells);
    trace->m_keptBy.resize(trace->m_ids.size());
    trace->m_state = std::make_unique<State>(model);

    TraceObserver observer(*trace, progress);
    PassOptions pass;
    pass.method = trace->m_method.get();
    pass.chunk = options.chunk;
    pass.order = PassOrder::LayerMajor;
    runPass(*trace->m_state, trace->m_ids, pass, &observer, progress);
    trace->m_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return trace;
}

void Trace::checkLayer(std::int64_t layer) const
{
    if (layer < 0 || layer >= m_model->config().layers)
        throw Error(say("layer {0}", layer), say("the model has layers 0..{0}", m_model->config().layers - 1));
}

// Runs one layer again from its input, or everything up to it when inputs were not kept.
void Trace::recompute(std::int64_t layer, PassObserver& observer, Progress& progress) const
{
    PassOptions options;
    options.method = m_method.get();
    options.promptLength = length();
    options.chunk = m_options.chunk;
    if (!m_inputs.empty()) {
        runLayer(m_model, layer, m_inputs[static_cast<std::size_t>(layer)], m_ids, options, observer, progress);
    } else {
        State state(m_model);
        options.stopAfterLayer = layer;
        runPass(state, m_ids, options, &observer, progress);
    }
}

std::shared_ptr<const LayerFactors> Trace::factors(std::int64_t layer, Progress& progress) const
{
    checkLayer(layer);
    {
        const std::lock_guard lock(m_mutex);
        const auto found =
            std::find_if(m_recent.begin(), m_recent.end(), [&](const auto& f) { return f->layer == layer; });
        if (found != m_recent.end()) {
            std::rotate(found, found + 1, m_recent.end());
            return m_recent.back();
        }
    }
    SingleLayer observer(*m_model, layer, length());
    recompute(layer, observer, progress);
    std::shared_ptr<const LayerFactors> made = observer.take();
    const std::lock_guard lock(m_mutex);
    m_recent.push_back(made);
    if (m_recent.size() > kRecentLayers)
        m_recent.erase(m_recent.begin());
    return made;
}

std::shared_ptr<const SoftmaxFactors> Trace::attention(std::int64_t layer, Progress& progress) const
{
    checkLayer(layer);
    if (m_model->config().hybridIndex(layer) < 0)
        throw Error(say("layer {0}", layer), say("has no attention"));
    {
        const std::lock_guard lock(m_mutex);
        if (m_attention && m_attention->layer == layer)
            return m_attention;
    }
    AttentionOfLayer observer(m_model->config(), layer, length());
    recompute(layer, observer, progress);
    std::shared_ptr<const SoftmaxFactors> made = observer.take();
    const std::lock_guard lock(m_mutex);
    m_attention = made;
    return made;
}

std::int64_t Trace::memory() const
{
    std::int64_t bytes = m_model->stateMemory(length());
    for (const std::vector<float>& input : m_inputs)
        bytes += static_cast<std::int64_t>(input.size() * sizeof(float));
    const std::lock_guard lock(m_mutex);
    for (const auto& f : m_recent)
        bytes += f->memory();
    return bytes + (m_attention ? m_attention->memory() : 0);
}

std::int64_t Trace::memoryNeeded(const Model& model, std::int64_t tokens, const TraceOptions& options)
{
    const ModelConfig& c = model.config();
    PassOptions pass;
    pass.chunk = options.chunk;
    pass.order = PassOrder::LayerMajor;
    const std::int64_t inputs = c.layers * c.dModel * tokens * std::int64_t{sizeof(float)};
    const std::int64_t factors = (c.channels() + 2 * c.stateWidth()) * tokens * std::int64_t{sizeof(float)};
    return passMemory(model, tokens, pass) + (inputs <= options.inputBudget ? inputs : 0) +
           static_cast<std::int64_t>(kRecentLayers + 1) * factors;
}

} // namespace mambascope
