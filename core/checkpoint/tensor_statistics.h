// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/checkpoint/stored_tensor.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace mambascope {

/// What the values of a tensor look like. Everything but the counts concerns the finite values only.
struct TensorStatistics
{
    static constexpr std::size_t kBins = 64;
    static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

    std::int64_t count = 0;     ///< elements
    std::int64_t nonFinite = 0; ///< infinities and NaNs among them
    std::int64_t zeros = 0;
    double minimum = kNone; ///< NaN, as the three that follow, when no value is finite
    double maximum = kNone;
    double mean = kNone;
    double standardDeviation = kNone; ///< of the population: divided by the number of finite values
    /// How many values lie in each of the equal parts of minimum..maximum; a value on a border belongs to the upper
    /// part, the maximum to the last one. All in the first part when minimum and maximum are equal.
    std::array<std::int64_t, kBins> histogram{};
};

/// Reads the tensor where it lies, once (16-bit types) or twice; nothing is copied.
/// \throws Error for dtypes that are not floating point (F32, F16, BF16, F64); Cancelled.
TensorStatistics tensorStatistics(const StoredTensor& tensor, Progress& progress);

} // namespace mambascope
