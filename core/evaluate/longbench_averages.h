// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/longbench_run.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mambascope {

/// Means over datasets that have a score, in per cent.
struct LongBenchAverages
{
    double datasets = 0;                                ///< LongMamba's "Avg": every dataset counts alike
    std::vector<std::pair<std::string, double>> groups; ///< "few-shot" .. in the benchmark's order, those with a score
    double groupMean = 0;                               ///< the average of LongBench's tables: every group counts alike
    /// LongBench-E: of each length; NaN where no dataset has records of it.
    std::optional<std::array<double, 3>> byLength;
};

/// The names of LongBench-E's lengths.
extern const std::array<const char*, 3> kLongBenchLengths;

/// Of one method. None: it has no score.
std::optional<LongBenchAverages> longBenchAverages(const std::vector<LongBenchScore>& scores, std::size_t method);

} // namespace mambascope
