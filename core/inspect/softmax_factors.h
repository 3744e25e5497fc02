// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace mambascope {

/// Queries and keys of one hybrid layer's attention for a sequence of L tokens, from which any part of any head's map
///   alpha(i, j) = exp(scale q_i k_j) / sum over j' <= i of exp(scale q_i k_j')
/// is computed on demand. Immutable once made; shared between threads.
struct SoftmaxFactors
{
    std::int64_t layer = 0;
    std::int64_t length = 0; ///< L
    std::int64_t heads = 0;
    std::int64_t keyHeads = 0; ///< divides `heads`; consecutive heads share one
    std::int64_t headDim = 0;
    double scale = 1;
    std::vector<float> queries; ///< [heads, L, head_dim] after the rotary embedding
    std::vector<float> keys;    ///< [key heads, L, head_dim]

    const float* query(std::int64_t head) const { return queries.data() + head * length * headDim; }
    const float* key(std::int64_t head) const { return keys.data() + head / (heads / keyHeads) * length * headDim; }
    /// scale q_i k_j of a rectangle, also above the diagonal; q and k as query() and key() return them.
    void scores(const float* q, const float* k, std::int64_t row0, std::int64_t row1, std::int64_t col0,
                std::int64_t col1, float* out, std::int64_t stride) const;
    /// ln of each row's denominator, [L]. Costs as much as the whole map.
    std::vector<float> logSum(std::int64_t head) const;
    std::int64_t memory() const;
};

} // namespace mambascope
