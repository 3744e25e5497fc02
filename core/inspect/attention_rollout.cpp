// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/attention_rollout.h"

#include "core/base/error.h"
#include "core/inspect/attention_pooling.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <string>

namespace mambascope {

namespace {

// E_d alpha of one layer between blocks, [blocks, blocks].
std::vector<float> blockMeans(const Rollout& rollout, const std::shared_ptr<const LayerFactors>& factors,
                              Progress& progress)
{
    const std::int64_t n = rollout.blocks;
    const auto edge = static_cast<std::size_t>(n);
    std::vector<float> result(edge * edge, 0.0F);
    if (rollout.isExact()) {
        AttentionMap::meanOfChannels(factors).values({0, n, 0, n}, result);
        progress.check();
        return result;
    }
    const auto entries = channelMeanEntries(factors);
    std::vector<std::int64_t> rows;
    std::vector<std::size_t> owners;
    for (std::int64_t k = 0; k < n; ++k) {
        const std::int64_t tokens = rollout.firstToken(k + 1) - rollout.firstToken(k);
        const std::int64_t count = std::min(kRolloutRows, tokens);
        for (std::int64_t r = 0; r < count; ++r) {
            rows.push_back(rollout.firstToken(k) + (2 * r + 1) * tokens / (2 * count));
            owners.push_back(static_cast<std::size_t>(k));
        }
    }
    std::vector<float> sums(rows.size() * edge);
    poolRows(*entries, rows, n, RowReduce::Sum, sums, progress);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const std::size_t k = owners[r];
        const bool alone = (r == 0 || owners[r - 1] != k) && (r + 1 == rows.size() || owners[r + 1] != k);
        const float share = alone ? 1.0F : 1.0F / static_cast<float>(kRolloutRows);
        for (std::size_t x = 0; x < edge; ++x)
            result[k * edge + x] += share * sums[r * edge + x];
    }
    return result;
}

} // namespace

std::shared_ptr<const Rollout> makeRollout(const Trace& trace, std::int64_t lastLayer, Progress& progress)
{
    const std::int64_t layers = trace.model()->config().layers;
    if (lastLayer < 0 || lastLayer >= layers)
        throw Error(say("layer {0}", lastLayer), say("the model has layers 0 to {0}", layers - 1));
    const c10::InferenceMode guard;
    auto result = std::make_shared<Rollout>();
    result->length = trace.length();
    result->blocks = std::min(trace.length(), kRolloutEdge);
    result->lastLayer = lastLayer;
    const std::int64_t n = result->blocks;
    at::Tensor product;
    for (std::int64_t layer = 0; layer <= lastLayer; ++layer) {
        progress.step(say("rollout"), layer, lastLayer + 1);
        std::vector<float> mean = blockMeans(*result, trace.factors(layer, progress), progress);
        at::Tensor step = at::from_blob(mean.data(), {n, n}, at::TensorOptions().dtype(at::kFloat));
        step.diagonal().add_(1);
        product = layer == 0 ? step.clone() : at::mm(step, product);
    }
    const float* values = product.data_ptr<float>();
    result->values.assign(values, values + n * n);
    return result;
}

namespace {

class RolloutEntries final : public AttentionMap::Entries
{
public:
    explicit RolloutEntries(std::shared_ptr<const Rollout> from) : m_from(std::move(from)) {}
    std::int64_t length() const override { return m_from->length; }
    float value(std::int64_t i, std::int64_t j) const override
    {
        const std::int64_t column = m_from->blockOf(j);
        const std::int64_t tokens = m_from->firstToken(column + 1) - m_from->firstToken(column);
        return m_from->values[static_cast<std::size_t>(m_from->blockOf(i) * m_from->blocks + column)] /
               static_cast<float>(tokens);
    }
    void tile(std::int64_t row0, std::int64_t row1, std::int64_t col0, std::int64_t col1, float* out,
              std::int64_t stride) const override
    {
        for (std::int64_t i = row0; i < row1; ++i)
            for (std::int64_t j = col0; j < col1; ++j)
                out[(i - row0) * stride + (j - col0)] = j > i ? 0.0F : value(i, j);
    }

private:
    std::shared_ptr<const Rollout> m_from;
};

} // namespace

std::unique_ptr<const AttentionMap::Entries> rolloutEntries(std::shared_ptr<const Rollout> rollout)
{
    return std::make_unique<RolloutEntries>(std::move(rollout));
}

} // namespace mambascope
