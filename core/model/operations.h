// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace mambascope::ops {

// The building blocks of the mixers on fp32 tensors of one sequence, token-major [T, width]; rows may be strided,
// columns are contiguous. On the CPU they run the kernels of kernels/, elsewhere (and in tests, through `generic`)
// LibTorch's operations.

/// How a matrix product is computed: in fp32, whatever the matrix is stored in, or with both sides in bf16.
enum class Product { Float32, BFloat16 };
/// x W^T + bias, result fp32. W [out, in] may be stored in 16 bits; `bias` [out] may be undefined.
at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, Product product, const at::Tensor& bias = {});
/// An undefined weight is all ones.
at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps);
/// norm(y silu(z)) weight, per group.
at::Tensor gatedRmsNorm(const at::Tensor& y, const at::Tensor& z, const at::Tensor& weight, double eps,
                        std::int64_t groups);
/// `state` [K-1, width] is advanced.
at::Tensor conv1dSilu(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, at::Tensor& state);
/// clamp(softplus(x + bias), low, high)
at::Tensor softplusBias(const at::Tensor& x, const at::Tensor& bias, float low, float high);

struct ScanInput
{
    at::Tensor x;         ///< [T, E]
    at::Tensor dt;        ///< [T, channels]
    at::Tensor a;         ///< LayerWeights::a
    at::Tensor b;         ///< [T, G N]
    at::Tensor c;         ///< [T, G N]
    at::Tensor d;         ///< [E]
    at::Tensor z;         ///< [T, E]; Mamba-1 only
    at::Tensor threshold; ///< [channels] or undefined: no filter
};
/// Mamba-1; state [N, E] is advanced. Returns y silu(z), [T, E].
at::Tensor selectiveScan(const ScanInput& in, at::Tensor& state);
/// Mamba-2; state [H, N, P] is advanced. Returns y, [T, E].
at::Tensor ssdScan(const ScanInput& in, std::int64_t groups, at::Tensor& state);

namespace generic {
at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps);
at::Tensor gatedRmsNorm(const at::Tensor& y, const at::Tensor& z, const at::Tensor& weight, double eps,
                        std::int64_t groups);
at::Tensor conv1dSilu(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, at::Tensor& state);
at::Tensor softplusBias(const at::Tensor& x, const at::Tensor& bias, float low, float high);
at::Tensor selectiveScan(const ScanInput& in, at::Tensor& state);
at::Tensor ssdScan(const ScanInput& in, std::int64_t groups, at::Tensor& state);
} // namespace generic

} // namespace mambascope::ops
