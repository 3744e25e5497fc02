// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/model.h"

#include "core/base/error.h"
#include "core/checkpoint/checkpoint.h"
#include "core/model/weights.h"
#include "core/model/weights_reader.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <filesystem>
#include <system_error>

namespace mambascope {

namespace {

std::string gibibytes(std::int64_t bytes)
{
    const std::int64_t tenths = (bytes * 10 + (std::int64_t{1} << 29)) >> 30;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GiB";
}

std::vector<TensorInfo> tensorInfos(const Checkpoint& checkpoint)
{
    std::vector<TensorInfo> infos;
    for (const auto& [name, tensor] : checkpoint.tensors())
        infos.push_back({name, tensor.dtype, tensor.shape, tensor.count() * bytesPerElement(tensor.dtype)});
    return infos;
}

std::int64_t stateBytes(const ModelConfig& c, std::int64_t tokens)
{
    const std::int64_t recurrent = c.layers * (c.dInner * c.dState + (c.dConv - 1) * c.convWidth());
    const std::int64_t cached =
        static_cast<std::int64_t>(c.shared.layers.size()) * 2 * c.shared.keyHeads * c.shared.headDim * tokens;
    return (recurrent + cached) * std::int64_t{sizeof(float)};
}

// The configuration's word on tied matrices is replaced by what the tensors say.
ModelConfig settled(ModelConfig config, const WeightSummary& summary)
{
    config.tied = summary.tied;
    return config;
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
    const ModelConfig config = readModelConfig(files.config);
    const Checkpoint checkpoint = Checkpoint::open(files);
    const WeightSummary summary = summariseWeights(checkpoint, config, options);
    model->m_config = settled(config, summary);
    model->m_tensors = tensorInfos(checkpoint);
    model->m_parameters = summary.parameters;
    model->m_memory = summary.memory;
    const std::int64_t needed = summary.memory + stateBytes(config, 0);
    const std::int64_t available = freeMemory(options.device);
    const bool onCpu = options.device.kind == Device::Kind::Cpu;
    if (needed > available)
        throw onCpu
            ? Error(files.name, say("needs {0} of memory, {1} are free", gibibytes(needed), gibibytes(available)))
            : Error(say("device {0}", options.device.text()),
                    say("{0} needs {1} of memory, {2} are free", files.name, gibibytes(needed), gibibytes(available)));
    try {
        model->m_weights = std::make_unique<Weights>(readWeights(checkpoint, config, options, files.name, progress));
    } catch (const c10::OutOfMemoryError&) {
        throw Error(say("device {0}", options.device.text()),
                    say("ran out of memory while {0} was loaded", files.name));
    } catch (const c10::Error& error) {
        const std::string what = error.what_without_backtrace();
        throw Error(files.name,
                    say("cannot be loaded on {0}: {1}", options.device.text(), what.substr(0, what.find('\n'))));
    } catch (const std::bad_alloc&) {
        throw Error(files.name, say("needs {0} of memory, which the system refused", gibibytes(needed)));
    }
    progress.step(say("loading {0}", files.name), config.layers, config.layers);
    return model;
}

const std::vector<float>& Model::stateMatrix(std::int64_t layer) const
{
    return m_weights->layers.at(static_cast<std::size_t>(layer)).stateMatrix;
}

std::int64_t Model::stateMemory(std::int64_t tokens) const
{
    return stateBytes(m_config, tokens);
}

ModelSummary inspectModel(const std::string& argument)
{
    ModelSummary summary;
    summary.files = locateModel(argument);
    const ModelConfig config = readModelConfig(summary.files.config);
    const Checkpoint checkpoint = Checkpoint::open(summary.files);
    const WeightSummary weights = summariseWeights(checkpoint, config, {});
    summary.config = settled(config, weights);
    summary.tensors = tensorInfos(checkpoint);
    summary.weightFiles = checkpoint.files();
    summary.parameters = weights.parameters;
    summary.dtype = weights.dtype;
    summary.format = checkpoint.format();
    summary.memoryNeeded = weights.memory + stateBytes(config, 0);
    summary.notes = config.notes;
    std::error_code status;
    if (summary.files.tokenizer.empty() && std::filesystem::exists(summary.files.folder / "tokenizer.model", status))
        summary.notes.push_back(say("tokenizer.model is a SentencePiece model, which is not supported; a "
                                    "tokenizer.json of the same tokenizer can be chosen."));
    return summary;
}

} // namespace mambascope
