// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/layer_step.h"
#include "core/model/prefix.h"
#include "core/model/weights.h"

#include <vector>

namespace mambascope {

struct Prefix::Contents
{
    at::Tensor residual; ///< [tokens, D] fp32
    std::vector<LayerState> states;

    /// Rows begin.. of the prompt as they leave the first layers. The stream is settled: the next norm would only have
    /// formed the same sum.
    void put(Stream& stream, std::int64_t begin, std::int64_t tokens);
    Stream rows(std::int64_t begin, std::int64_t count) const;
};

/// With memory of its own.
LayerState clone(const LayerState& state);

} // namespace mambascope
