// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace mambascope {

/// Two small matrices added to a large one: x -> x down^T up^T.
struct Adapter
{
    at::Tensor down; ///< [rank, width in]
    at::Tensor up;   ///< [width out, rank]
};

/// One of Zamba2's transformer blocks, stored once and used by several layers (core/model/shared_block.h).
struct SharedBlockWeights
{
    at::Tensor inputNorm;       ///< [2D]
    at::Tensor q, k, v;         ///< [heads x head_dim, 2D]; k and v [key heads x head_dim, 2D]
    at::Tensor o;               ///< [D, heads x head_dim]
    at::Tensor feedForwardNorm; ///< [D]
    at::Tensor gateUp;          ///< [2I, D] (gate | up)
    at::Tensor gateUpBias;      ///< [2I] or undefined
    at::Tensor down;            ///< [D, I]
    at::Tensor downBias;        ///< [D] or undefined
};

/// What a hybrid layer has of its own beside its Mamba part.
struct HybridWeights
{
    std::size_t block = 0;          ///< index into Weights::shared
    at::Tensor linear;              ///< [D, D]
    Adapter gateUp;                 ///< of the feed-forward part
    std::optional<Adapter> q, k, v; ///< of the attention part
};

/// Matrices are kept as stored on the CPU (16 or 32 bits, mapped from the file) and in the computing dtype elsewhere;
/// everything that enters the recurrence or a norm is fp32.
struct LayerWeights
{
    at::Tensor norm;                ///< [D]
    at::Tensor inProj;              ///< Mamba-1 [2E, D] (x | z); Mamba-2 [2E + 2GN + H, D] (z | x | B | C | dt)
    at::Tensor inBias;              ///< [rows of inProj] or undefined
    at::Tensor convWeight;          ///< [K, conv width], transposed from the file's [conv width, 1, K]
    at::Tensor convBias;            ///< [conv width] or undefined
    at::Tensor xProj;               ///< Mamba-1 [r + 2N, E] (dt | B | C)
    at::Tensor dtProj;              ///< Mamba-1 [E, r]
    at::Tensor dtBias;              ///< [channels]
    at::Tensor a;                   ///< negative; Mamba-1 [N, E] (transposed), Mamba-2 [H]
    at::Tensor d;                   ///< [E]
    at::Tensor gateNorm;            ///< Mamba-2 [E]
    at::Tensor outProj;             ///< [D, E]
    at::Tensor outBias;             ///< [D] or undefined
    std::vector<float> stateMatrix; ///< A on the host, [channels, K]
    std::optional<HybridWeights> hybrid;
};

struct Weights
{
    at::Tensor embedding; ///< [vocab rows, D]
    at::Tensor head;      ///< [vocab, D]; shares the embedding's storage when tied
    at::Tensor normF;     ///< [D]
    std::vector<LayerWeights> layers;
    std::vector<SharedBlockWeights> shared; ///< Zamba2 only
};

/// One layer's part of a State, fp32.
struct LayerState
{
    at::Tensor conv; ///< [K-1, conv width] the last inputs of the convolution, oldest first
    at::Tensor ssm;  ///< Mamba-1 [N, E]; Mamba-2 [H, N, P]
    // Hybrid layers only: keys and values of the tokens so far, with room for more.
    at::Tensor keys;         ///< [key heads, capacity, head_dim]
    at::Tensor values;       ///< the same
    std::int64_t cached = 0; ///< tokens in keys and values
};

} // namespace mambascope
