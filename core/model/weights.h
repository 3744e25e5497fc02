// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace mambascope {

/// Matrices have the model's dtype; everything that enters the recurrence or a norm is fp32.
struct LayerWeights
{
    at::Tensor norm;                ///< [D]
    at::Tensor inProj;              ///< Mamba-1 [2E, D] (x | z); Mamba-2 [2E + 2GN + H, D] (z | x | B | C | dt)
    at::Tensor convWeight;          ///< [K, conv width], transposed from the file's [conv width, 1, K]
    at::Tensor convBias;            ///< [conv width]
    at::Tensor xProj;               ///< Mamba-1 [r + 2N, E] (dt | B | C)
    at::Tensor dtProj;              ///< Mamba-1 [E, r]
    at::Tensor dtBias;              ///< [channels]
    at::Tensor a;                   ///< negative; Mamba-1 [N, E] (transposed), Mamba-2 [H]
    at::Tensor d;                   ///< [channels]
    at::Tensor gateNorm;            ///< Mamba-2 [E]
    at::Tensor outProj;             ///< [D, E]
    std::vector<float> stateMatrix; ///< A on the host, [channels, K]
};

struct Weights
{
    at::Tensor embedding; ///< [vocab rows, D]
    at::Tensor head;      ///< [vocab, D]; shares the embedding's storage when tied
    at::Tensor normF;     ///< [D]
    std::vector<LayerWeights> layers;
};

/// One layer's part of a State, fp32.
struct LayerState
{
    at::Tensor conv; ///< [K-1, conv width] the last inputs of the convolution, oldest first
    at::Tensor ssm;  ///< Mamba-1 [N, E]; Mamba-2 [H, N, P]
};

} // namespace mambascope
