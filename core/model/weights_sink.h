// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/stored_tensor.h"
#include "core/model/model.h"
#include "core/model/weights_reader.h"

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <string>

namespace mambascope {

/// LibTorch's name of a tensor's dtype. \throws Error (subject as given) for one that no weights have
at::ScalarType scalarType(const StoredTensor& tensor, const std::string& subject);

/// What becomes of a tensor that the walk over a checkpoint has found; null tensors stay undefined.
class WeightsSink
{
public:
    virtual ~WeightsSink() = default;
    virtual at::Tensor matrix(const StoredTensor& tensor) = 0;
    /// Vectors and everything small: fp32.
    virtual at::Tensor plain(const StoredTensor& tensor) = 0;
    virtual bool loads() const { return false; }
};

/// Brings tensors to where they are computed with; on the CPU matrices stay in the mapped files.
class WeightsLoader final : public WeightsSink
{
public:
    WeightsLoader(const LoadOptions& options, std::string subject);
    bool loads() const override { return true; }
    at::Tensor matrix(const StoredTensor& tensor) override;
    at::Tensor plain(const StoredTensor& tensor) override;

private:
    const LoadOptions& m_options;
    std::string m_subject;
    at::Device m_device = at::kCPU;
};

/// Counts what the other one would hold.
class WeightsCounter final : public WeightsSink
{
public:
    explicit WeightsCounter(const LoadOptions& options) : m_options(options) {}
    at::Tensor matrix(const StoredTensor& tensor) override;
    at::Tensor plain(const StoredTensor& tensor) override;
    WeightSummary summary;

private:
    const LoadOptions& m_options;
};

} // namespace mambascope
