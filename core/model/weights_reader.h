// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/model_config.h"
#include "core/model/model.h"
#include "core/model/weights.h"

namespace mambascope {

/// What a checkpoint holds, seen with a configuration's eyes.
struct WeightSummary
{
    std::int64_t parameters = 0; ///< tied matrices and repeated shared blocks counted once
    std::int64_t memory = 0;     ///< bytes that readWeights() will hold, mapped ones included
    std::int64_t mapped = 0;     ///< bytes of these that stay in the file and can be dropped by the system
    bool tied = false;           ///< the output matrix is the embedding
    std::string dtype;           ///< of the matrices, as stored
};

/// Finds every tensor that the configuration calls for, under the names of its layout, and holds its shape against the
/// configuration; a tensor that nothing calls for means another architecture. Loads nothing.
/// \throws Error naming file and tensor.
WeightSummary summariseWeights(const Checkpoint& checkpoint, const ModelConfig& config, const LoadOptions& options);

/// Checks in the same way and brings the tensors to where they are computed with. On the CPU matrices stay in the
/// mapped files. `name` is the model's, for progress.
/// \throws Error, Cancelled.
Weights readWeights(const Checkpoint& checkpoint, const ModelConfig& config, const LoadOptions& options,
                    const std::string& name, Progress& progress);

} // namespace mambascope
