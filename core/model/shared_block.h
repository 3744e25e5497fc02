// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"
#include "core/model/operations.h"
#include "core/model/weights.h"

namespace mambascope {

/// What an observer may look at, fp32, after the rotary embedding.
struct AttentionTaps
{
    at::Tensor queries; ///< [T, heads, head_dim]
    at::Tensor keys;    ///< [T, key heads, head_dim]
};

/// Zamba2's shared transformer block and the layer's own matrix behind it (arXiv 2411.15242; the exact order is that of
/// transformers' zamba2): attention over [hidden, embedding], then a gated feed-forward part, nothing residual inside.
/// `hidden` and `embedding` are [T, D]; the first token is `position` tokens into the sequence. Returns [T, D], which
/// is added to the Mamba part's input only. Keys and values are appended to `state`.
at::Tensor sharedBlock(const ModelConfig& config, const SharedBlockWeights& block, const HybridWeights& hybrid,
                       ops::Product product, const at::Tensor& hidden, const at::Tensor& embedding,
                       std::int64_t position, LayerState& state, AttentionTaps& taps);

} // namespace mambascope
