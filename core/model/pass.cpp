// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/pass.h"

#include "core/base/error.h"
#include "core/method/method.h"
#include "core/model/gathered_layer.h"
#include "core/model/layer_step.h"
#include "core/model/operations.h"
#include "core/model/prefix.h"
#include "core/model/prefix_contents.h"
#include "core/model/prompt_plan.h"
#include "core/model/state_layers.h"
#include "core/model/weights.h"

#include "mambascope/cuda/views.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

namespace mambascope {

namespace {

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

void checkIds(const Model& model, std::span<const std::int64_t> ids)
{
    if (ids.empty())
        throw Error(say("sequence"), say("is empty: at least one token is needed"));
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (ids[i] < 0 || ids[i] >= model.config().vocab)
            throw Error(say("token id {0} at position {1}", ids[i], i),
                        say("is outside the vocabulary of {0} (0..{1})", model.name(), model.config().vocab - 1));
}

void checkOptions(const Model& model, const PassOptions& options)
{
    if (options.chunk < 0)
        throw Error(say("chunk"), say("{0} is not a number of tokens", options.chunk));
    if (options.keepLast < 0)
        throw Error(say("keep last"), say("{0} is not a number of tokens", options.keepLast));
    if (options.stopAfterLayer >= model.config().layers)
        throw Error(say("layer {0}", options.stopAfterLayer), say("the model has {0}", model.config().layers));
}

std::string megabytes(std::int64_t bytes)
{
    return std::to_string((bytes + (1 << 20) - 1) >> 20) + " MiB";
}

void checkPrefixes(const State& state, std::int64_t length, const PassOptions& options)
{
    if (options.from == nullptr && options.keep == nullptr)
        return;
    const Model& model = *state.model();
    const PromptPlan plan(model.config(), options, length);
    const std::int64_t skipped = options.from != nullptr ? options.from->layers() : 0;
    const bool startsOver = state.position() == 0 && options.order == PassOrder::ChunkMajor;
    const bool fits = options.from == nullptr || (options.from->tokens() == length && skipped > 0);
    const std::int64_t end = std::min(plan.nextGathering(0), plan.layers() - 1); // a layer has to follow
    const bool reaches = options.keep == nullptr || (options.keep->layers() > skipped && options.keep->layers() <= end);
    if (!startsOver || !fits || skipped > end || !reaches)
        throw Error(say("first layers of a prompt"), say("cannot be taken over or kept in this pass"));
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
    throw isOnCpu(model)
        ? Error(say("prompt of {0} tokens", length),
                say("needs {0} of memory, {1} are free", megabytes(needed), megabytes(free)))
        : Error(say("device {0}", device.text()), say("a prompt of {0} tokens needs {1} of memory, {2} are free",
                                                      length, megabytes(needed), megabytes(free)));
}

// LibTorch's own exceptions become the project's; what they say first is the cause.
template <typename Work>
void translated(const Model& model, Work work)
{
    try {
        work();
    } catch (const c10::OutOfMemoryError&) {
        throw Error(say("device {0}", model.options().device.text()), say("ran out of memory"));
    } catch (const c10::Error& error) {
        const std::string what = error.what_without_backtrace();
        throw Error(model.name(), what.substr(0, what.find('\n')));
    } catch (const std::bad_alloc&) {
        throw Error(model.name(), say("not enough memory for this sequence"));
    } catch (const cuda::Failure& failure) {
        throw Error(say("device {0}", model.options().device.text()), failure.what());
    }
}

bool needsWholePrompt(const PassOptions& options)
{
    return options.method != nullptr && options.method->needsWholePrompt();
}

// One pass over a prompt. Layers that look at the whole prompt before they go on (PromptPlan) part it into stretches of
// layers; within a stretch the order is the one that was asked for.
class PromptPass
{
public:
    PromptPass(State& state, std::span<const std::int64_t> ids, const PassOptions& options, PassObserver* observer,
               Progress& progress)
        : m_model(*state.model()), m_options(options), m_observer(observer), m_progress(progress),
          m_states(state.layers().layers), m_start(state.position()), m_length(std::ssize(ids)),
          m_promptLength(options.promptLength > 0 ? options.promptLength : m_length),
          m_plan(m_model.config(), options, m_length), m_size(chunkOf(m_model, options)),
          m_thresholds(m_model, options.method, m_promptLength), m_step(m_model, m_thresholds, observer),
          m_tokens(idsOf(m_model, ids)), m_what(say("reading {0} tokens", m_length))
    {
    }

    void run()
    {
        if (m_options.order == PassOrder::ChunkMajor)
            chunkMajor();
        else
            layerMajor();
        m_progress.step(m_what, 1, 1);
    }

private:
    LayerState& stateOf(std::int64_t layer) { return m_states[static_cast<std::size_t>(layer)]; }
    // `count` rows of a stretch that begins behind `gathered`, or with the embedding.
    Rows rows(const std::optional<GatheredLayer>& gathered, std::int64_t begin) const
    {
        if (gathered && !gathered->positions().empty()) {
            const std::int64_t* positions = gathered->positions().data() + begin;
            return {*positions, positions};
        }
        return {m_start + begin, nullptr};
    }
    // Hybrid layers need them; decimation, after which rows are no longer consecutive, is not for hybrid models.
    at::Tensor ids(const Rows& rows, std::int64_t count) const
    {
        return rows.positions != nullptr ? at::Tensor() : m_tokens.narrow(0, rows.begin - m_start, count);
    }
    void advance(std::int64_t layer, Stream& stream, const Rows& at, std::int64_t count)
    {
        step(count);
        m_step.advance(layer, stream, ids(at, count), at, stateOf(layer));
    }
    void gather(GatheredLayer& to, Stream& stream, const Rows& at, std::int64_t count)
    {
        step(count);
        AttentionTaps attention;
        const MixerInput input =
            m_step.enter(to.layer(), stream, ids(at, count), at.begin, stateOf(to.layer()), attention);
        to.add(stream, input, attention, at);
    }
    // The rest of a gathered layer for some of the tokens that stayed.
    Stream leave(const GatheredLayer& gathered, const Rows& at, std::int64_t begin, std::int64_t count)
    {
        Stream stream{gathered.residual().narrow(0, begin, count), {}};
        m_step.leave(gathered.layer(), stream, gathered.input(begin, count), at, stateOf(gathered.layer()),
                     gathered.attention(begin, count));
        return stream;
    }
    GatheredLayer gathering(std::int64_t layer) const
    {
        return {layer, m_plan.tokensInto(layer), m_plan.tokensBehind(layer), m_plan.last()};
    }
    void step(std::int64_t tokens)
    {
        m_progress.step(m_what, m_done, m_plan.work());
        m_done += tokens;
    }
    void finish(const Stream& stream, const Rows& at)
    {
        const std::int64_t logitsFrom = m_options.logitsFrom >= 0 ? m_options.logitsFrom : m_start + m_length - 1;
        if (m_options.stopAfterLayer < 0 && m_observer != nullptr)
            finishChunk(m_model, stream, at, logitsFrom, *m_observer);
    }

    // A stretch's chunk as it comes into its first layer.
    Stream entering(const std::optional<GatheredLayer>& behind, const Rows& at, std::int64_t begin, std::int64_t count)
    {
        if (behind)
            return leave(*behind, at, begin, count);
        return m_options.from != nullptr ? m_options.from->contents().rows(begin, count)
                                         : Stream{embed(m_model, ids(at, count)), {}};
    }
    void keepBefore(std::int64_t layer, Stream& stream, std::int64_t begin)
    {
        if (m_options.keep != nullptr && layer == m_options.keep->layers())
            m_options.keep->contents().put(stream, begin, m_length);
    }
    // The layers that are skipped stand behind the prompt already.
    std::int64_t takeOver()
    {
        if (m_options.from == nullptr)
            return 0;
        const std::vector<LayerState>& states = m_options.from->contents().states;
        std::ranges::transform(states, m_states.begin(), clone);
        m_done = std::ssize(states) * m_length;
        return std::ssize(states);
    }
    void keepStates()
    {
        if (m_options.keep == nullptr)
            return;
        for (std::int64_t layer = 0; layer < m_options.keep->layers(); ++layer)
            m_options.keep->contents().states.push_back(clone(stateOf(layer)));
        m_options.keep->setTokens(m_length);
    }

    void chunkMajor()
    {
        std::optional<GatheredLayer> behind;
        for (std::int64_t first = takeOver();;) {
            const std::int64_t end = m_plan.nextGathering(first);
            const std::int64_t total = behind ? behind->tokens() : m_length;
            std::optional<GatheredLayer> next;
            if (end < m_plan.layers())
                next.emplace(gathering(end));
            for (std::int64_t begin = 0; begin < total; begin += m_size) {
                const std::int64_t count = std::min(m_size, total - begin);
                const Rows at = rows(behind, begin);
                Stream stream = entering(behind, at, begin, count);
                for (std::int64_t layer = first; layer < end; ++layer) {
                    keepBefore(layer, stream, begin);
                    advance(layer, stream, at, count);
                }
                keepBefore(end, stream, begin);
                if (next)
                    gather(*next, stream, at, count);
                else
                    finish(stream, at);
            }
            if (!next)
                return keepStates();
            next->finish(*m_options.method, m_promptLength, m_thresholds);
            behind = std::move(next);
            first = end + 1;
        }
    }

    void layerMajor()
    {
        std::optional<GatheredLayer> behind;
        at::Tensor residual = embed(m_model, m_tokens);
        const auto forChunks = [&](const auto& work) {
            for (std::int64_t begin = 0; begin < residual.size(0); begin += m_size) {
                const std::int64_t count = std::min(m_size, residual.size(0) - begin);
                work(Stream{residual.narrow(0, begin, count), {}}, rows(behind, begin), begin, count);
            }
        };
        for (std::int64_t layer = 0; layer < m_plan.layers(); ++layer) {
            if (m_plan.gathers(layer)) {
                GatheredLayer next = gathering(layer);
                forChunks([&](Stream stream, const Rows& at, std::int64_t, std::int64_t count) {
                    gather(next, stream, at, count);
                });
                next.finish(*m_options.method, m_promptLength, m_thresholds);
                behind.emplace(std::move(next));
                residual = behind->residual();
                forChunks([&](const Stream&, const Rows& at, std::int64_t begin, std::int64_t count) {
                    leave(*behind, at, begin, count).settle();
                });
            } else {
                forChunks([&](Stream stream, const Rows& at, std::int64_t, std::int64_t count) {
                    advance(layer, stream, at, count);
                    stream.settle();
                });
            }
            if (m_observer != nullptr)
                m_observer->layerDone(layer);
        }
        forChunks([&](const Stream& stream, const Rows& at, std::int64_t, std::int64_t) { finish(stream, at); });
    }

    const Model& m_model;
    const PassOptions& m_options;
    PassObserver* m_observer;
    Progress& m_progress;
    std::vector<LayerState>& m_states;
    std::int64_t m_start;
    std::int64_t m_length;
    std::int64_t m_promptLength;
    PromptPlan m_plan;
    std::int64_t m_size;
    Thresholds m_thresholds;
    LayerStep m_step;
    at::Tensor m_tokens;
    const Message m_what;
    std::int64_t m_done = 0;
};

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
    std::ranges::transform(m_layers->layers, std::back_inserter(other.m_layers->layers), clone);
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
    if (needsWholePrompt(options) &&
        (state.position() > 0 || (options.promptLength > 0 && options.promptLength != length)))
        throw Error(say("method {0}", options.method->name()), say("reads a prompt as a whole, not in pieces"));
    checkPrefixes(state, length, options);
    checkMemory(model, length, options);
    translated(model, [&] {
        const c10::InferenceMode guard;
        PromptPass(state, ids, options, observer, progress).run();
    });
    state.advance(length);
}

void runLayer(const std::shared_ptr<const Model>& model, std::int64_t layer, std::span<const float> input,
              std::span<const std::int64_t> ids, const PassOptions& options, PassObserver& observer, Progress& progress)
{
    const std::int64_t width = model->config().dModel;
    const auto length = static_cast<std::int64_t>(input.size()) / width;
    if (layer < 0 || layer >= model->config().layers)
        throw Error(say("layer {0}", layer), say("the model has {0}", model->config().layers));
    checkOptions(*model, options);
    if (static_cast<std::int64_t>(ids.size()) != length)
        throw Error(say("layer {0}", layer), say("its input does not have as many rows as there are ids"));
    if (needsWholePrompt(options))
        throw Error(say("method {0}", options.method->name()), say("needs the layers before a layer, too"));
    translated(*model, [&] {
        const c10::InferenceMode guard;
        Thresholds thresholds(*model, options.method, options.promptLength > 0 ? options.promptLength : length);
        const LayerStep step(*model, thresholds, &observer);
        LayerState state = emptyState(*model);
        const std::int64_t size = chunkOf(*model, options);
        const at::Tensor tokens = idsOf(*model, ids);
        for (std::int64_t begin = 0; begin < length; begin += size) {
            progress.step(say("recomputing layer {0}", layer), begin, length);
            const std::int64_t count = std::min(size, length - begin);
            at::Tensor residual = at::empty({count, width}, at::kFloat);
            std::copy_n(input.data() + begin * width, count * width, residual.mutable_data_ptr<float>());
            Stream stream{residual.to(deviceOf(*model)), {}};
            step.advance(layer, stream, tokens.narrow(0, begin, count), {begin, nullptr}, state);
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
    if (options.keep != nullptr)
        bytes += Prefix::memoryOf(model, options.keep->layers(), tokens);
    if (needsWholePrompt(options)) // the tokens that a gathered layer holds, and those that are taken from them
        bytes += 2 * (PromptPlan(c, options, tokens).mostGathered() + chunk) * perToken;
    // Caches of attention that doubled may hold twice what they need, beside a mask of some rows.
    bytes += model.stateMemory(tokens);
    if (!c.shared.layers.empty())
        bytes += model.stateMemory(tokens) + wide * 64 * tokens;
    return isOnCpu(model) ? bytes : bytes + kGpuWorkspace;
}

} // namespace mambascope
