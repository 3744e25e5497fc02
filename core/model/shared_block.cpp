// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/shared_block.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <optional>

namespace mambascope {

namespace {

// Queries attended together: bounds the mask to this many rows.
constexpr std::int64_t kQueryRows = 256;

at::Tensor adapted(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                   const std::optional<Adapter>& adapter, ops::Product product)
{
    at::Tensor out = ops::linear(x, weight, product, bias);
    if (adapter)
        out.add_(ops::linear(ops::linear(x, adapter->down, product), adapter->up, product));
    return out;
}

// Rotary embedding over the whole head, in halves: (a, b) -> (a cos - b sin, b cos + a sin). x [T, heads, head_dim].
at::Tensor rotated(const at::Tensor& x, std::int64_t position, double theta)
{
    const std::int64_t half = x.size(2) / 2;
    // Angles in fp64: a position of 10^6 leaves fp32 no digits behind the point.
    const at::TensorOptions wide = at::TensorOptions().dtype(at::kDouble).device(x.device());
    const at::Tensor rate = at::pow(theta, at::arange(half, wide) * (-1.0 / static_cast<double>(half)));
    const at::Tensor place =
        at::arange(position, position + x.size(0), at::TensorOptions().dtype(at::kLong).device(x.device()));
    const at::Tensor angle = (place.to(at::kDouble).unsqueeze(1) * rate).unsqueeze(1); // [T, 1, half]
    const at::Tensor cos = at::cos(angle).to(at::kFloat);
    const at::Tensor sin = at::sin(angle).to(at::kFloat);
    const at::Tensor a = x.narrow(2, 0, half);
    const at::Tensor b = x.narrow(2, half, half);
    return at::cat({a * cos - b * sin, b * cos + a * sin}, 2);
}

// Appends [heads, T, head_dim] to a cache that grows by doubling.
void append(at::Tensor& cache, std::int64_t used, const at::Tensor& added)
{
    const std::int64_t needed = used + added.size(1);
    if (!cache.defined() || cache.size(1) < needed) {
        const std::int64_t capacity = std::max(needed, cache.defined() ? 2 * cache.size(1) : needed);
        at::Tensor grown = at::empty({added.size(0), capacity, added.size(2)}, added.options());
        if (used > 0)
            grown.narrow(1, 0, used).copy_(cache.narrow(1, 0, used));
        cache = grown;
    }
    cache.narrow(1, used, added.size(1)).copy_(added);
}

// Causal attention of the newest T tokens over everything cached. q [T, heads, head_dim]; returns [T, heads x
// head_dim].
at::Tensor attend(const SharedBlocks& config, const at::Tensor& q, const LayerState& state)
{
    const std::int64_t tokens = q.size(0);
    const std::int64_t past = state.cached - tokens;
    const auto perHead = [&](const at::Tensor& cache, std::int64_t length) {
        const at::Tensor seen = cache.narrow(1, 0, length);
        const std::int64_t repeats = config.heads / config.keyHeads;
        return (repeats == 1 ? seen : seen.repeat_interleave(repeats, 0)).unsqueeze(0);
    };
    std::vector<at::Tensor> parts;
    for (std::int64_t begin = 0; begin < tokens; begin += kQueryRows) {
        const std::int64_t rows = std::min(kQueryRows, tokens - begin);
        const std::int64_t length = past + begin + rows;
        const at::Tensor query = q.narrow(0, begin, rows).transpose(0, 1).unsqueeze(0); // [1, heads, rows, head_dim]
        std::optional<at::Tensor> mask;
        if (rows > 1)
            mask = at::ones({rows, length}, q.options().dtype(at::kBool)).tril(length - rows);
        const at::Tensor out = at::scaled_dot_product_attention(
            query, perHead(state.keys, length), perHead(state.values, length), mask, 0, false, config.scale());
        parts.push_back(out.squeeze(0).transpose(0, 1).reshape({rows, config.heads * config.headDim}));
    }
    return parts.size() == 1 ? parts.front() : at::cat(parts);
}

} // namespace

at::Tensor sharedBlock(const ModelConfig& config, const SharedBlockWeights& block, const HybridWeights& hybrid,
                       ops::Product product, const at::Tensor& hidden, const at::Tensor& embedding,
                       std::int64_t position, LayerState& state, AttentionTaps& taps)
{
    const SharedBlocks& s = config.shared;
    const double eps = static_cast<double>(config.normEps);
    const std::int64_t tokens = hidden.size(0);
    const at::Tensor x = ops::rmsNorm(at::cat({hidden, embedding}, 1), block.inputNorm, eps);

    const auto heads = [&](const at::Tensor& t, std::int64_t count) { return t.reshape({tokens, count, s.headDim}); };
    taps.queries = heads(adapted(x, block.q, {}, hybrid.q, product), s.heads);
    taps.keys = heads(adapted(x, block.k, {}, hybrid.k, product), s.keyHeads);
    const at::Tensor values = heads(adapted(x, block.v, {}, hybrid.v, product), s.keyHeads);
    if (s.rope) {
        taps.queries = rotated(taps.queries, position, s.ropeTheta);
        taps.keys = rotated(taps.keys, position, s.ropeTheta);
    }
    append(state.keys, state.cached, taps.keys.transpose(0, 1));
    append(state.values, state.cached, values.transpose(0, 1));
    state.cached += tokens;
    const at::Tensor attended = ops::linear(attend(s, taps.queries, state), block.o, product);

    const at::Tensor normed = ops::rmsNorm(attended, block.feedForwardNorm, eps);
    const at::Tensor gateUp = adapted(normed, block.gateUp, block.gateUpBias, hybrid.gateUp, product);
    const at::Tensor gated =
        at::gelu(gateUp.narrow(1, 0, s.intermediate)) * gateUp.narrow(1, s.intermediate, s.intermediate);
    return ops::linear(ops::linear(gated, block.down, product, block.downBias), hybrid.linear, product);
}

} // namespace mambascope
