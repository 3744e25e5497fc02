// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/operations.h"

/// The operations of the same names on tensors of a GPU, fp32 or bf16. \throws mambascope::cuda::Failure
namespace mambascope::ops::cuda {

at::Tensor addRmsNorm(const at::Tensor& residual, const at::Tensor& update, const at::Tensor& weight, double eps,
                      at::ScalarType type);
at::Tensor gatedRmsNorm(const at::Tensor& y, const at::Tensor& z, const at::Tensor& weight, double eps,
                        std::int64_t groups);
at::Tensor conv1dSilu(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, at::Tensor& state);
at::Tensor softplusBias(const at::Tensor& x, const at::Tensor& bias, float low, float high);

/// Whether there is a kernel for these arguments: where they lie, and how many states.
bool hasSelectiveScan(const ScanInput& in);
at::Tensor selectiveScan(const ScanInput& in, at::Tensor& state, at::Tensor* delta);
bool hasSsdScan(const ScanInput& in, const at::Tensor& state);
at::Tensor ssdScan(const ScanInput& in, std::int64_t groups, at::Tensor& state, at::Tensor* delta);

} // namespace mambascope::ops::cuda
