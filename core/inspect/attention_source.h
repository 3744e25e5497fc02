// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/layer_factors.h"
#include "mambascope/kernels/attention_tile.h"

#include <optional>
#include <vector>

namespace mambascope {

/// One channel of a layer prepared for the attention kernels; points into `factors`, which must outlive it.
class AttentionSource
{
public:
    AttentionSource(const LayerFactors& factors, std::int64_t channel, std::optional<float> keepAbove);
    AttentionSource(const AttentionSource&) = delete;
    AttentionSource& operator=(const AttentionSource&) = delete;

    const kernels::AttentionFactors& kernel() const { return m_kernel; }
    const std::vector<float>& dt() const { return m_dt; }

private:
    std::vector<float> m_dt;
    std::vector<double> m_sum;
    kernels::AttentionFactors m_kernel;
};

} // namespace mambascope
