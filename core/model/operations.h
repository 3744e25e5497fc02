// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <limits>

namespace mambascope::ops {

// The building blocks of the mixers on tensors of one sequence, token-major [T, width]; rows may be strided, columns
// are contiguous. On the CPU and on NVIDIA GPUs they run the kernels of kernels/; what these do not take (and tests,
// through `generic`) runs through LibTorch's operations.
//
// Activations are fp32, or bf16 where activationType() says so; norms, Delta, states and sums are fp32 in either case.

/// How a matrix product is computed: in fp32, whatever the matrix is stored in, or with both sides in bf16 (on a CPU
/// only where that is faster).
enum class Product { Float32, BFloat16 };
/// The type of what goes from one operation to the next: bf16 for bf16 products on a GPU, fp32 elsewhere.
at::ScalarType activationType(Product product, const at::Device& device);
/// x W^T + bias, of x's type. W [out, in] may be stored in 16 bits; `bias` [out] may be undefined.
at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, Product product, const at::Tensor& bias = {});
/// x W^T in fp32, whatever type x has.
at::Tensor logits(const at::Tensor& x, const at::Tensor& weight, Product product);
/// Of x's type. An undefined weight is all ones.
at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps);
/// residual += update, where that is defined; then the norm of the sum, as `type`. The residual stream is fp32.
at::Tensor addRmsNorm(const at::Tensor& residual, const at::Tensor& update, const at::Tensor& weight, double eps,
                      at::ScalarType type);
/// norm(y silu(z)) weight, per group.
at::Tensor gatedRmsNorm(const at::Tensor& y, const at::Tensor& z, const at::Tensor& weight, double eps,
                        std::int64_t groups);
/// `state` [K-1, width] is advanced.
at::Tensor conv1dSilu(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, at::Tensor& state);
/// clamp(softplus(x + bias), low, high), fp32
at::Tensor softplusBias(const at::Tensor& x, const at::Tensor& bias, float low, float high);

struct ScanInput
{
    at::Tensor x;         ///< [T, E]
    at::Tensor dt;        ///< [T, channels] Delta; where `dtBias` is defined, what softplusBias() makes it from
    at::Tensor a;         ///< LayerWeights::a
    at::Tensor b;         ///< [T, G N]
    at::Tensor c;         ///< [T, G N]
    at::Tensor d;         ///< [E]
    at::Tensor z;         ///< [T, E]; Mamba-1 only
    at::Tensor threshold; ///< [channels] or undefined: no filter
    at::Tensor dtBias;    ///< [channels] or undefined
    float dtMin = 0;      ///< limits of Delta, where `dtBias` is defined
    float dtMax = std::numeric_limits<float>::infinity();
};
/// Mamba-1; state [N, E] is advanced. Returns y silu(z), [T, E]. A `delta` that is not null becomes Delta before the
/// filter, [T, channels], fp32.
at::Tensor selectiveScan(const ScanInput& in, at::Tensor& state, at::Tensor* delta = nullptr);
/// Mamba-2; state [H, N, P] is advanced. Returns y, [T, E].
at::Tensor ssdScan(const ScanInput& in, std::int64_t groups, at::Tensor& state, at::Tensor* delta = nullptr);

/// fp32 tensors; `dt` is Delta.
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
