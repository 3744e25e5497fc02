// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>

namespace mambascope {

/// LayerChunk (core/model/pass.h) where it was computed, on a GPU. The tensors are the pass's own and change after the
/// call. Only for .cpp files: sees LibTorch.
struct DeviceChunk
{
    std::int64_t layer = 0;
    std::int64_t begin = 0;            ///< position of the first token in the sequence; the others follow without gaps
    at::Tensor input;                  ///< [T, D] residual stream before the layer
    at::Tensor dt;                     ///< [T, channels] Delta after bias, softplus and limits, before any filter
    at::Tensor b;                      ///< [T, G N]
    at::Tensor c;                      ///< [T, G N]
    std::span<const float> thresholds; ///< as in LayerChunk, on the host
};

} // namespace mambascope
