// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model.h"

#include "core/base/error.h"
#include "core/checkpoint/checkpoint.h"
#include "core/model/weights.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <cstring>
#include <set>

namespace mambascope {

namespace {

std::string shapeText(const std::vector<std::int64_t>& shape)
{
    std::string text = "[";
    for (const std::int64_t size : shape)
        text += (text.size() > 1 ? ", " : "") + std::to_string(size);
    return text + "]";
}

std::string gibibytes(std::int64_t bytes)
{
    const std::int64_t tenths = (bytes * 10 + (std::int64_t{1} << 29)) >> 30;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GiB";
}

// A named tensor and the shape that the configuration demands of it.
struct Expected
{
    std::string name;
    std::vector<std::int64_t> shape;
};

std::string layerPrefix(std::int64_t layer)
{
    return "backbone.layers." + std::to_string(layer) + ".";
}

std::vector<Expected> expectedTensors(const ModelConfig& c)
{
    std::vector<Expected> all{{"backbone.embedding.weight", {c.vocabRows, c.dModel}},
                              {"backbone.norm_f.weight", {c.dModel}}};
    if (!c.tied)
        all.push_back({"lm_head.weight", {c.vocabRows, c.dModel}});
    for (std::int64_t i = 0; i < c.layers; ++i) {
        const std::string p = layerPrefix(i);
        const std::string m = p + "mixer.";
        all.push_back({p + "norm.weight", {c.dModel}});
        all.push_back({m + "conv1d.weight", {c.convWidth(), 1, c.dConv}});
        all.push_back({m + "conv1d.bias", {c.convWidth()}});
        all.push_back({m + "out_proj.weight", {c.dModel, c.dInner}});
        all.push_back({m + "D", {c.channels()}});
        if (c.family == Family::Mamba1) {
            all.push_back({m + "in_proj.weight", {2 * c.dInner, c.dModel}});
            all.push_back({m + "x_proj.weight", {c.dtRank + 2 * c.dState, c.dInner}});
            all.push_back({m + "dt_proj.weight", {c.dInner, c.dtRank}});
            all.push_back({m + "dt_proj.bias", {c.dInner}});
            all.push_back({m + "A_log", {c.dInner, c.dState}});
        } else {
            all.push_back({m + "in_proj.weight", {2 * c.dInner + 2 * c.groups * c.dState + c.heads, c.dModel}});
            all.push_back({m + "dt_bias", {c.heads}});
            all.push_back({m + "A_log", {c.heads}});
            all.push_back({m + "norm.weight", {c.dInner}});
        }
    }
    return all;
}

// Every expected tensor is there in its shape, and nothing else is: an unknown tensor means another architecture.
void checkTensors(const Checkpoint& file, const ModelConfig& config)
{
    const std::string subject = file.files().front().string();
    std::set<std::string> known;
    for (const Expected& e : expectedTensors(config)) {
        const auto found = file.tensors().find(e.name);
        if (found == file.tensors().end())
            throw Error(subject, "has no tensor named " + e.name + ", which a " + familyName(config.family) +
                                     " model of " + std::to_string(config.layers) + " layers needs");
        if (found->second.shape != e.shape)
            throw Error(subject, "tensor " + e.name + " has shape " + shapeText(found->second.shape) +
                                     ", the configuration needs " + shapeText(e.shape));
        known.insert(e.name);
    }
    if (config.tied)
        known.insert("lm_head.weight"); // stored again by some writers
    for (const auto& [name, tensor] : file.tensors())
        if (!known.contains(name))
            throw Error(subject, "has a tensor that the configuration does not explain: " + name);
}

std::vector<TensorInfo> tensorInfos(const Checkpoint& file)
{
    std::vector<TensorInfo> infos;
    for (const auto& [name, tensor] : file.tensors())
        infos.push_back({name, tensor.dtype, tensor.shape, static_cast<std::int64_t>(tensor.bytes.size())});
    return infos;
}

std::int64_t countParameters(const std::vector<TensorInfo>& tensors, bool tied)
{
    std::int64_t total = 0;
    for (const TensorInfo& t : tensors) {
        if (tied && t.name == "lm_head.weight")
            continue;
        std::int64_t n = 1;
        for (const std::int64_t size : t.shape)
            n *= size;
        total += n;
    }
    return total;
}

std::int64_t stateBytes(const ModelConfig& c)
{
    return c.layers * (c.dInner * c.dState + (c.dConv - 1) * c.convWidth()) * std::int64_t{sizeof(float)};
}

// Moves tensors from the mapped file to the device.
class Reader
{
public:
    Reader(const Checkpoint& file, const LoadOptions& options) : m_file(file), m_options(options)
    {
        if (options.device.kind == Device::Kind::Cuda)
            m_device = at::Device(at::kCUDA, static_cast<at::DeviceIndex>(options.device.index));
    }
    at::Tensor matrix(const std::string& name) const
    {
        return read(name, m_options.dtype == DType::BFloat16 ? at::kBFloat16 : at::kFloat);
    }
    at::Tensor plain(const std::string& name) const { return read(name, at::kFloat); }

private:
    at::Tensor read(const std::string& name, at::ScalarType dtype) const
    {
        const StoredTensor& stored = m_file.tensor(name);
        at::ScalarType from = at::kFloat;
        if (stored.dtype == "BF16")
            from = at::kBFloat16;
        else if (stored.dtype == "F16")
            from = at::kHalf;
        else if (stored.dtype == "F64")
            from = at::kDouble;
        else if (stored.dtype != "F32")
            throw Error(m_file.files().front().string(),
                        "tensor " + name + " has dtype " + stored.dtype + " (F32, BF16, F16 or F64 expected)");
        at::Tensor copy = at::empty(stored.shape, at::TensorOptions().dtype(from));
        if (!stored.bytes.empty())
            std::memcpy(copy.mutable_data_ptr(), stored.bytes.data(), stored.bytes.size());
        return copy.to(at::TensorOptions().dtype(dtype).device(m_device));
    }

    const Checkpoint& m_file;
    const LoadOptions& m_options;
    at::Device m_device = at::kCPU;
};

LayerWeights readLayer(const Reader& reader, const ModelConfig& config, std::int64_t layer)
{
    const std::string p = layerPrefix(layer);
    const std::string m = p + "mixer.";
    LayerWeights w;
    w.norm = reader.plain(p + "norm.weight");
    w.inProj = reader.matrix(m + "in_proj.weight");
    w.convWeight = reader.plain(m + "conv1d.weight").squeeze(1).t().contiguous();
    w.convBias = reader.plain(m + "conv1d.bias");
    w.d = reader.plain(m + "D");
    w.outProj = reader.matrix(m + "out_proj.weight");
    const at::Tensor a = at::exp(reader.plain(m + "A_log")).neg();
    const at::Tensor host = a.cpu().contiguous();
    w.stateMatrix.assign(host.const_data_ptr<float>(), host.const_data_ptr<float>() + host.numel());
    if (config.family == Family::Mamba1) {
        w.a = a.t().contiguous();
        w.xProj = reader.matrix(m + "x_proj.weight");
        w.dtProj = reader.matrix(m + "dt_proj.weight");
        w.dtBias = reader.plain(m + "dt_proj.bias");
    } else {
        w.a = a;
        w.dtBias = reader.plain(m + "dt_bias");
        w.gateNorm = reader.plain(m + "norm.weight");
    }
    return w;
}

} // namespace

Model::Model() = default;
Model::~Model() = default;

std::shared_ptr<const Model> Model::open(const ModelFiles& files, const LoadOptions& options, Progress& progress)
{
    const c10::InferenceMode guard;
    requireDevice(options.device);
    const std::shared_ptr<Model> model(new Model());
    model->m_files = files;
    model->m_options = options;
    model->m_config = readModelConfig(files.config);
    const ModelConfig& config = model->m_config;

    const Checkpoint file = Checkpoint::open(files);
    checkTensors(file, config);
    model->m_tensors = tensorInfos(file);
    const std::int64_t needed =
        model->parameters() * std::int64_t{options.dtype == DType::BFloat16 ? 2 : 4} + stateBytes(config);
    if (options.device.kind == Device::Kind::Cpu && needed > availableMemory())
        throw Error(files.name,
                    "needs " + gibibytes(needed) + " of memory, " + gibibytes(availableMemory()) + " are free");

    const Reader reader(file, options);
    auto weights = std::make_unique<Weights>();
    try {
        weights->embedding = reader.matrix("backbone.embedding.weight");
        weights->normF = reader.plain("backbone.norm_f.weight");
        const at::Tensor head = config.tied ? weights->embedding : reader.matrix("lm_head.weight");
        weights->head = head.narrow(0, 0, config.vocab); // padding rows are never sampled
        for (std::int64_t i = 0; i < config.layers; ++i) {
            progress.step("loading " + files.name, i, config.layers);
            weights->layers.push_back(readLayer(reader, config, i));
        }
    } catch (const c10::Error& error) {
        throw Error(files.name, std::string("cannot be loaded on ") + options.device.text() + ": " +
                                    error.what_without_backtrace());
    }
    progress.step("loading " + files.name, config.layers, config.layers);
    model->m_weights = std::move(weights);
    return model;
}

std::int64_t Model::parameters() const
{
    return countParameters(m_tensors, m_config.tied);
}

std::int64_t Model::memory() const
{
    std::int64_t bytes = 0;
    const auto add = [&](const at::Tensor& t) { bytes += t.defined() ? static_cast<std::int64_t>(t.nbytes()) : 0; };
    add(m_weights->embedding);
    add(m_weights->normF);
    if (!m_config.tied)
        add(m_weights->head);
    for (const LayerWeights& w : m_weights->layers)
        for (const at::Tensor* t : {&w.norm, &w.inProj, &w.convWeight, &w.convBias, &w.xProj, &w.dtProj, &w.dtBias,
                                    &w.a, &w.d, &w.gateNorm, &w.outProj})
            add(*t);
    return bytes;
}

const std::vector<float>& Model::stateMatrix(std::int64_t layer) const
{
    return m_weights->layers.at(static_cast<std::size_t>(layer)).stateMatrix;
}

std::int64_t Model::stateMemory() const
{
    return stateBytes(m_config);
}

ModelSummary inspectModel(const std::string& argument)
{
    ModelSummary summary;
    summary.files = locateModel(argument);
    summary.config = readModelConfig(summary.files.config);
    const Checkpoint file = Checkpoint::open(summary.files);
    checkTensors(file, summary.config);
    summary.tensors = tensorInfos(file);
    summary.parameters = countParameters(summary.tensors, summary.config.tied);
    summary.dtype = file.tensor(layerPrefix(0) + "mixer.in_proj.weight").dtype;
    summary.format = file.format();
    summary.memoryNeeded = summary.parameters * 4 + stateBytes(summary.config);
    return summary;
}

} // namespace mambascope
