// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/device.h"
#include "core/base/progress.h"
#include "core/checkpoint/locate.h"
#include "core/checkpoint/model_config.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace mambascope {

struct TensorInfo
{
    std::string name;
    std::string dtype;
    std::vector<std::int64_t> shape;
    std::int64_t bytes = 0;
};

struct LoadOptions
{
    Device device;
    DType dtype = DType::Float32;
};

struct Weights; // core/model/weights.h, sees LibTorch

/// Weights and sizes of an opened model: immutable, shared by any number of States and threads.
class Model
{
public:
    /// \throws Error naming file and cause: missing, malformed, a tensor absent or of another shape, not enough memory.
    static std::shared_ptr<const Model> open(const ModelFiles& files, const LoadOptions& options, Progress& progress);
    ~Model();

    const std::string& name() const { return m_files.name; }
    const ModelFiles& files() const { return m_files; }
    const ModelConfig& config() const { return m_config; }
    const LoadOptions& options() const { return m_options; }
    const std::vector<TensorInfo>& tensors() const { return m_tensors; }
    std::int64_t parameters() const { return m_parameters; } ///< tied matrices counted once
    /// Bytes held by the weights; on the CPU most of them are the mapped files'.
    std::int64_t memory() const { return m_memory; }
    /// A [channels, K] as the recurrence uses it (negative): K = d_state for Mamba-1, 1 for Mamba-2.
    const std::vector<float>& stateMatrix(std::int64_t layer) const;
    /// Bytes of state that one sequence carries after so many tokens: only attention layers' caches grow.
    std::int64_t stateMemory(std::int64_t tokens) const;

    const Weights& weights() const { return *m_weights; }

private:
    Model();
    ModelFiles m_files;
    ModelConfig m_config;
    LoadOptions m_options;
    std::vector<TensorInfo> m_tensors;
    std::int64_t m_parameters = 0;
    std::int64_t m_memory = 0;
    std::unique_ptr<Weights> m_weights;
};

/// What `info` shows without loading the weights. \throws like Model::open.
struct ModelSummary
{
    ModelFiles files;
    ModelConfig config;
    std::vector<TensorInfo> tensors;
    std::int64_t parameters = 0;
    std::string dtype;                              ///< of the matrices
    std::vector<std::filesystem::path> weightFiles; ///< the index first, if there is one
    Message format;                                 ///< for people: "safetensors, 2 files" ...
    std::int64_t memoryNeeded = 0;                  ///< weights as they are kept, plus one sequence's state, in bytes
    std::vector<Message> notes;                     ///< sentences on what a person should know about this checkpoint
};
ModelSummary inspectModel(const std::string& argument);

} // namespace mambascope
