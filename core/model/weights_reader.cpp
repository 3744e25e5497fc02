// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/weights_reader.h"

#include "core/base/error.h"
#include "core/model/weights_sink.h"

#include <ATen/ATen.h>

#include <cmath>
#include <cstring>
#include <initializer_list>
#include <set>

namespace mambascope {

namespace {

using Shape = std::vector<std::int64_t>;

std::string shapeText(const Shape& shape)
{
    std::string text = "[";
    for (const std::int64_t size : shape)
        text += (text.size() > 1 ? ", " : "") + std::to_string(size);
    return text + "]";
}

std::string numberText(float value)
{
    return std::isnan(value) ? "nan" : std::isinf(value) ? (value > 0 ? "inf" : "-inf") : std::to_string(value);
}

// Looks tensors up, checks them, and remembers which ones were explained.
class Inventory
{
public:
    Inventory(const Checkpoint& checkpoint, const ModelConfig& config) : m_checkpoint(checkpoint), m_config(config) {}

    const StoredTensor* optional(const std::string& name, const Shape& shape)
    {
        const StoredTensor* found = m_checkpoint.find(name);
        if (found == nullptr)
            return nullptr;
        if (found->shape != shape)
            fail(say("tensor {0} has shape {1}, the configuration needs {2}", name, shapeText(found->shape),
                     shapeText(shape)));
        scalarType(*found, subject());
        m_explained.insert(name);
        return found;
    }
    const StoredTensor& required(const std::string& name, const Shape& shape)
    {
        if (const StoredTensor* found = optional(name, shape))
            return *found;
        fail(say("has no tensor named {0}, which a {1} model of {2} layers needs", name,
                 architectureName(m_config.architecture), m_config.layers));
    }
    // A matrix with a row for every id; rows beyond the vocabulary are padding.
    const StoredTensor* vocabularyMatrix(const std::string& name)
    {
        const StoredTensor* found = m_checkpoint.find(name);
        if (found == nullptr)
            return nullptr;
        const Shape& shape = found->shape;
        if (shape.size() != 2 || shape[0] < m_config.vocab || shape[1] != m_config.dModel)
            fail(say("tensor {0} has shape {1}, the configuration needs at least [vocab_size {2}, {3}]", name,
                     shapeText(shape), m_config.vocab, m_config.dModel));
        return optional(name, shape);
    }
    void finish() const
    {
        for (const auto& [name, tensor] : m_checkpoint.tensors())
            if (!m_explained.contains(name) && !name.ends_with("rotary_emb.inv_freq"))
                fail(say("has a tensor that the configuration does not explain: {0}", name));
    }
    [[noreturn]] void fail(const Message& cause) const { throw Error(subject(), cause); }
    std::string subject() const { return m_checkpoint.files().front().string(); }

private:
    const Checkpoint& m_checkpoint;
    const ModelConfig& m_config;
    std::set<std::string> m_explained;
};

struct LayerNames
{
    std::string norm;
    std::string mixer; // a prefix
};

LayerNames layerNames(const ModelConfig& config, std::int64_t layer)
{
    const std::string number = std::to_string(layer) + ".";
    if (config.architecture != Architecture::Zamba2)
        return {"backbone.layers." + number + "norm.weight", "backbone.layers." + number + "mixer."};
    const std::string base = "model.layers." + number;
    if (config.hybridIndex(layer) < 0)
        return {base + "input_layernorm.weight", base + "mamba."};
    return {base + "mamba_decoder.input_layernorm.weight", base + "mamba_decoder.mamba."};
}

// Reads a model part by part; the same walk checks, counts and loads.
class Walk
{
public:
    Walk(const Checkpoint& checkpoint, const ModelConfig& config, WeightsSink& sink)
        : m_tensors(checkpoint, config), m_config(config), m_sink(sink)
    {
    }

    bool tied() const { return m_tied; }

    Weights read(const std::string& name, Progress& progress)
    {
        Weights weights;
        readVocabulary(weights);
        const bool zamba = m_config.architecture == Architecture::Zamba2;
        weights.normF = plain(zamba ? "model.final_layernorm.weight" : "backbone.norm_f.weight", {m_config.dModel});
        for (std::int64_t i = 0; i < m_config.layers; ++i) {
            if (m_sink.loads())
                progress.step(say("loading {0}", name), i, m_config.layers);
            weights.layers.push_back(readLayer(i));
        }
        if (zamba)
            readShared(weights);
        m_tensors.finish();
        return weights;
    }

private:
    at::Tensor matrix(const std::string& name, const Shape& shape)
    {
        return m_sink.matrix(m_tensors.required(name, shape));
    }
    at::Tensor plain(const std::string& name, const Shape& shape)
    {
        return m_sink.plain(m_tensors.required(name, shape));
    }
    at::Tensor optionalPlain(const std::string& name, const Shape& shape)
    {
        const StoredTensor* found = m_tensors.optional(name, shape);
        return found != nullptr ? m_sink.plain(*found) : at::Tensor();
    }

    void readVocabulary(Weights& weights)
    {
        const StoredTensor* embedding = nullptr;
        const bool zamba = m_config.architecture == Architecture::Zamba2;
        for (const char* name :
             {"backbone.embedding.weight", "backbone.embeddings.weight", "model.embed_tokens.weight"})
            if (embedding == nullptr && std::string(name).starts_with(zamba ? "model." : "backbone."))
                embedding = m_tensors.vocabularyMatrix(name);
        const StoredTensor* head = m_tensors.vocabularyMatrix("lm_head.weight");
        if (embedding == nullptr && (head == nullptr || m_config.tied == false))
            m_tensors.fail(
                say("has no tensor named {0}", zamba ? "model.embed_tokens.weight" : "backbone.embedding.weight"));
        if (head == nullptr && m_config.tied == false)
            m_tensors.fail(say("has no tensor named lm_head.weight, though the configuration says that it is not tied "
                               "to the embedding"));
        // Tied matrices are stored once under either name, or twice.
        m_tied = head == nullptr || embedding == nullptr || isSame(*head, *embedding);
        weights.embedding = m_sink.matrix(embedding != nullptr ? *embedding : *head);
        weights.head = m_tied ? weights.embedding : m_sink.matrix(*head);
        if (weights.head.defined())
            weights.head = weights.head.narrow(0, 0, m_config.vocab); // padding rows are never sampled
    }
    bool isSame(const StoredTensor& head, const StoredTensor& embedding) const
    {
        return head.bytes.data() == embedding.bytes.data() ||
               (m_config.tied == true && head.dtype == embedding.dtype && head.shape == embedding.shape &&
                head.strides == embedding.strides && head.bytes.size() == embedding.bytes.size() &&
                std::memcmp(head.bytes.data(), embedding.bytes.data(), head.bytes.size()) == 0);
    }

    LayerWeights readLayer(std::int64_t layer)
    {
        const ModelConfig& c = m_config;
        const auto [norm, m] = layerNames(c, layer);
        const std::int64_t in =
            c.family == Family::Mamba1 ? 2 * c.dInner : 2 * c.dInner + 2 * c.groups * c.dState + c.heads;
        LayerWeights w;
        w.norm = plain(norm, {c.dModel});
        const StoredTensor& logarithms =
            m_tensors.required(m + "A_log", c.family == Family::Mamba1 ? Shape{c.dInner, c.dState} : Shape{c.heads});
        w.a = m_sink.plain(logarithms);
        if (m_sink.loads())
            requireDecays(logarithms, w.a, layer);
        if (c.family == Family::Mamba1) {
            w.xProj = matrix(m + "x_proj.weight", {c.dtRank + 2 * c.dState, c.dInner});
            w.dtProj = matrix(m + "dt_proj.weight", {c.dInner, c.dtRank});
            w.dtBias = plain(m + "dt_proj.bias", {c.dInner});
        } else {
            w.dtBias = plain(m + "dt_bias", {c.heads});
            w.gateNorm = plain(m + "norm.weight", {c.dInner});
        }
        w.inProj = matrix(m + "in_proj.weight", {in, c.dModel});
        w.inBias = optionalPlain(m + "in_proj.bias", {in});
        w.outProj = matrix(m + "out_proj.weight", {c.dModel, c.dInner});
        w.outBias = optionalPlain(m + "out_proj.bias", {c.dModel});
        w.convWeight = plain(m + "conv1d.weight", {c.convWidth(), 1, c.dConv});
        w.convBias = optionalPlain(m + "conv1d.bias", {c.convWidth()});
        const bool perHead = c.family == Family::Mamba2 && !c.dPerEntry;
        w.d = plain(m + "D", {perHead ? c.heads : c.dInner});
        if (m_sink.loads())
            prepare(w, perHead);
        return w;
    }

    // A decay that is no number makes kernels and devices disagree, none of them with a word. The tensor is small.
    static void requireDecays(const StoredTensor& stored, const at::Tensor& logarithms, std::int64_t layer)
    {
        const at::Tensor host = logarithms.cpu().contiguous();
        const float* const values = host.const_data_ptr<float>();
        for (std::int64_t i = 0; i < host.numel(); ++i)
            if (!std::isfinite(values[i]) || !std::isfinite(std::exp(values[i]))) {
                const std::int64_t columns = host.size(-1);
                const Shape place = host.dim() == 1 ? Shape{i} : Shape{i / columns, i % columns};
                throw Error(stored.file->path().string(),
                            say("tensor {0} has {1} at {2}, from which no decay of layer {3} can be computed",
                                stored.name, numberText(values[i]), shapeText(place), layer));
            }
    }

    // From the file's form to the one that the scans read.
    void prepare(LayerWeights& w, bool dPerHead) const
    {
        w.convWeight = w.convWeight.squeeze(1).t().contiguous();
        w.a = at::exp(w.a).neg();
        const at::Tensor host = w.a.cpu().contiguous();
        w.stateMatrix.assign(host.const_data_ptr<float>(), host.const_data_ptr<float>() + host.numel());
        if (m_config.family == Family::Mamba1)
            w.a = w.a.t().contiguous();
        if (dPerHead)
            w.d = w.d.repeat_interleave(m_config.headDim);
    }

    // A block's matrices are stored under one of its layers, whichever the writer kept (safetensors keeps the name that
    // sorts first: 12 before 6), or again under every one.
    void readShared(Weights& weights)
    {
        const SharedBlocks& s = m_config.shared;
        const auto blocks = static_cast<std::size_t>(s.blocks);
        for (std::size_t block = 0; block < std::min(blocks, s.layers.size()); ++block)
            weights.shared.push_back(readBlock(block));
        for (std::size_t k = 0; k < s.layers.size(); ++k) {
            HybridWeights hybrid = readHybrid(k);
            hybrid.block = k % blocks;
            weights.layers[static_cast<std::size_t>(s.layers[k])].hybrid = std::move(hybrid);
        }
    }

    std::string sharedName(std::size_t k, const std::string& tensor) const
    {
        return "model.layers." + std::to_string(m_config.shared.layers[k]) + ".shared_transformer." + tensor;
    }
    // The name under which a tensor of a block is read: the first of its layers' that there is. Repetitions have to be
    // of the same shape.
    std::string blockTensor(std::size_t block, const std::string& tensor, const Shape& shape)
    {
        const auto blocks = static_cast<std::size_t>(m_config.shared.blocks);
        std::string name;
        for (std::size_t k = block; k < m_config.shared.layers.size(); k += blocks)
            if (m_tensors.optional(sharedName(k, tensor), shape) != nullptr && name.empty())
                name = sharedName(k, tensor);
        return name.empty() ? sharedName(block, tensor) : name;
    }

    Shape adapterShape(bool up, std::int64_t in, std::int64_t out) const
    {
        return up ? Shape{out, m_config.shared.adapterRank} : Shape{m_config.shared.adapterRank, in};
    }
    // The adapter of the k-th hybrid layer, which is stored with its block.
    Adapter readAdapter(const std::string& name, std::size_t k, std::int64_t in, std::int64_t out)
    {
        const auto part = [&](bool up) {
            const std::string tensor = name + "_adapter_list." + std::to_string(k) + (up ? ".1.weight" : ".0.weight");
            const Shape shape = adapterShape(up, in, out);
            return matrix(blockTensor(k % static_cast<std::size_t>(m_config.shared.blocks), tensor, shape), shape);
        };
        return {part(false), part(true)};
    }

    SharedBlockWeights readBlock(std::size_t block)
    {
        const ModelConfig& c = m_config;
        const SharedBlocks& s = c.shared;
        const std::int64_t wide = 2 * c.dModel;
        const auto large = [&](const std::string& tensor, const Shape& shape) {
            return matrix(blockTensor(block, tensor, shape), shape);
        };
        const auto small = [&](const std::string& tensor, const Shape& shape) {
            return plain(blockTensor(block, tensor, shape), shape);
        };
        const auto bias = [&](const std::string& tensor, const Shape& shape) {
            return optionalPlain(blockTensor(block, tensor, shape), shape);
        };
        SharedBlockWeights b;
        b.inputNorm = small("input_layernorm.weight", {wide});
        b.q = large("self_attn.q_proj.weight", {s.heads * s.headDim, wide});
        b.k = large("self_attn.k_proj.weight", {s.keyHeads * s.headDim, wide});
        b.v = large("self_attn.v_proj.weight", {s.keyHeads * s.headDim, wide});
        b.o = large("self_attn.o_proj.weight", {c.dModel, s.heads * s.headDim});
        b.feedForwardNorm = small("pre_ff_layernorm.weight", {c.dModel});
        b.gateUp = large("feed_forward.gate_up_proj.weight", {2 * s.intermediate, c.dModel});
        b.gateUpBias = bias("feed_forward.gate_up_proj.bias", {2 * s.intermediate});
        b.down = large("feed_forward.down_proj.weight", {c.dModel, s.intermediate});
        b.downBias = bias("feed_forward.down_proj.bias", {c.dModel});
        return b;
    }
    HybridWeights readHybrid(std::size_t k)
    {
        const ModelConfig& c = m_config;
        const SharedBlocks& s = c.shared;
        HybridWeights h;
        h.linear = matrix("model.layers." + std::to_string(s.layers[k]) + ".linear.weight", {c.dModel, c.dModel});
        h.gateUp = readAdapter("feed_forward.gate_up_proj", k, c.dModel, 2 * s.intermediate);
        if (s.attentionAdapters) {
            h.q = readAdapter("self_attn.linear_q", k, 2 * c.dModel, s.heads * s.headDim);
            h.k = readAdapter("self_attn.linear_k", k, 2 * c.dModel, s.keyHeads * s.headDim);
            h.v = readAdapter("self_attn.linear_v", k, 2 * c.dModel, s.keyHeads * s.headDim);
        }
        return h;
    }

    Inventory m_tensors;
    const ModelConfig& m_config;
    WeightsSink& m_sink;
    bool m_tied = false;
};

} // namespace

WeightSummary summariseWeights(const Checkpoint& checkpoint, const ModelConfig& config, const LoadOptions& options)
{
    WeightsCounter sink(options);
    Progress progress;
    Walk walk(checkpoint, config, sink);
    walk.read({}, progress);
    sink.summary.tied = walk.tied();
    return sink.summary;
}

Weights readWeights(const Checkpoint& checkpoint, const ModelConfig& config, const LoadOptions& options,
                    const std::string& name, Progress& progress)
{
    WeightsLoader sink(options, checkpoint.files().front().string());
    return Walk(checkpoint, config, sink).read(name, progress);
}

} // namespace mambascope
