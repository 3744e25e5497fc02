// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/softmax_factors.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace mambascope {

namespace {

// LibTorch has no read-only tensors; this one is only read.
at::Tensor rowsOf(const float* from, std::int64_t rows, std::int64_t width)
{
    return at::from_blob(const_cast<float*>(from), {rows, width}, at::TensorOptions().dtype(at::kFloat));
}

} // namespace

void SoftmaxFactors::scores(const float* q, const float* k, std::int64_t row0, std::int64_t row1, std::int64_t col0,
                            std::int64_t col1, float* out, std::int64_t stride) const
{
    const c10::InferenceMode guard;
    const at::Tensor left = rowsOf(q + row0 * headDim, row1 - row0, headDim);
    const at::Tensor right = rowsOf(k + col0 * headDim, col1 - col0, headDim);
    at::Tensor to = at::from_blob(out, {row1 - row0, col1 - col0}, {stride, 1}, at::TensorOptions().dtype(at::kFloat));
    at::mm_out(to, left, right.t());
    to.mul_(scale);
}

std::vector<float> SoftmaxFactors::logSum(std::int64_t head) const
{
    constexpr std::int64_t kRows = 64;
    constexpr std::int64_t kColumns = 1024;
    std::vector<float> result(static_cast<std::size_t>(length));
    const float* q = query(head);
    const float* k = key(head);
    at::parallel_for(0, (length + kRows - 1) / kRows, 1, [&](std::int64_t first, std::int64_t last) {
        std::vector<float> tile(static_cast<std::size_t>(kRows * kColumns));
        for (std::int64_t row0 = first * kRows; row0 < std::min(last * kRows, length); row0 += kRows) {
            const std::int64_t row1 = std::min(row0 + kRows, length);
            // A running maximum and the sum of exponentials below it.
            std::vector<double> most(static_cast<std::size_t>(row1 - row0), -std::numeric_limits<double>::infinity());
            std::vector<double> sum(most.size(), 0.0);
            for (std::int64_t col0 = 0; col0 < row1; col0 += kColumns) {
                const std::int64_t col1 = std::min(col0 + kColumns, row1);
                scores(q, k, row0, row1, col0, col1, tile.data(), kColumns);
                for (std::int64_t i = row0; i < row1; ++i) {
                    const auto at = static_cast<std::size_t>(i - row0);
                    const float* row = tile.data() + (i - row0) * kColumns;
                    const std::int64_t seen = std::min(col1, i + 1) - col0;
                    if (seen <= 0)
                        continue;
                    const double top = std::max(most[at], static_cast<double>(*std::max_element(row, row + seen)));
                    double part = 0;
                    for (std::int64_t j = 0; j < seen; ++j)
                        part += static_cast<double>(std::exp(row[j] - static_cast<float>(top)));
                    sum[at] = sum[at] * std::exp(most[at] - top) + part;
                    most[at] = top;
                }
            }
            for (std::int64_t i = row0; i < row1; ++i)
                result[static_cast<std::size_t>(i)] = static_cast<float>(
                    most[static_cast<std::size_t>(i - row0)] + std::log(sum[static_cast<std::size_t>(i - row0)]));
        }
    });
    return result;
}

std::int64_t SoftmaxFactors::memory() const
{
    return static_cast<std::int64_t>((queries.size() + keys.size()) * sizeof(float));
}

} // namespace mambascope
