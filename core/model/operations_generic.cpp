// SPDX-License-Identifier: GPL-3.0-or-later
// The operations of the mixers as LibTorch operations: what runs on devices that have no kernels of their own.
#include "core/model/operations.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace mambascope::ops::generic {

namespace {

// Tokens whose intermediate states exist at once. The Mamba-1 scan holds [tokens, N, E] of them, the SSD form
// [H, tokens, tokens] decays.
constexpr std::int64_t kScanTokens = 64;
constexpr std::int64_t kSsdTokens = 128;

at::Tensor filtered(const ScanInput& in)
{
    return in.threshold.defined() ? at::where(in.dt > in.threshold, in.dt, at::zeros({}, in.dt.options())) : in.dt;
}

} // namespace

at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps)
{
    const at::Tensor scaled = x * at::rsqrt(x.square().mean(-1, true) + eps);
    return weight.defined() ? scaled * weight : scaled;
}

at::Tensor gatedRmsNorm(const at::Tensor& y, const at::Tensor& z, const at::Tensor& weight, double eps,
                        std::int64_t groups)
{
    const at::Tensor gated = (y * at::silu(z)).reshape({y.size(0), groups, -1});
    return (gated * at::rsqrt(gated.square().mean(-1, true) + eps)).reshape({y.size(0), y.size(1)}) * weight;
}

at::Tensor conv1dSilu(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, at::Tensor& state)
{
    const std::int64_t width = weight.size(0);
    const at::Tensor padded = at::cat({state, x}, 0);
    at::Tensor y =
        bias.defined() ? bias.expand({x.size(0), x.size(1)}).clone() : at::zeros({x.size(0), x.size(1)}, x.options());
    for (std::int64_t k = 0; k < width; ++k)
        y.addcmul_(padded.narrow(0, k, x.size(0)), weight[k]);
    state.copy_(padded.narrow(0, padded.size(0) - (width - 1), width - 1));
    return at::silu_(y);
}

at::Tensor softplusBias(const at::Tensor& x, const at::Tensor& bias, float low, float high)
{
    return at::softplus(x + bias, 1, 20).clamp_(low, high);
}

// h_t = a_t h_(t-1) + u_t is associative in the pairs (a, u), so a run of tokens is scanned by doubling.
at::Tensor selectiveScan(const ScanInput& in, at::Tensor& state)
{
    const at::Tensor dt = filtered(in);
    std::vector<at::Tensor> parts;
    for (std::int64_t t = 0; t < in.x.size(0); t += kScanTokens) {
        const std::int64_t count = std::min(kScanTokens, in.x.size(0) - t);
        const at::Tensor step = dt.narrow(0, t, count).unsqueeze(1);
        const at::Tensor x = in.x.narrow(0, t, count);
        at::Tensor a = at::exp(step * in.a);                                          // [T, N, E]
        at::Tensor u = step * x.unsqueeze(1) * in.b.narrow(0, t, count).unsqueeze(2); // [T, N, E]
        for (std::int64_t offset = 1; offset < count; offset *= 2) {
            const at::Tensor later = a.narrow(0, offset, count - offset);
            u = at::cat(
                {u.narrow(0, 0, offset), u.narrow(0, offset, count - offset) + later * u.narrow(0, 0, count - offset)});
            a = at::cat({a.narrow(0, 0, offset), later * a.narrow(0, 0, count - offset)});
        }
        const at::Tensor h = u + a * state;
        state.copy_(h[count - 1]);
        at::Tensor y = (h * in.c.narrow(0, t, count).unsqueeze(2)).sum(1) + in.d * x;
        if (in.z.defined())
            y = y * at::silu(in.z.narrow(0, t, count));
        parts.push_back(y);
    }
    return at::cat(parts);
}

// arXiv 2405.21060 section 6: inside a chunk the attention form, between chunks the state.
at::Tensor ssdScan(const ScanInput& in, std::int64_t groups, at::Tensor& state)
{
    const std::int64_t heads = state.size(0);
    const std::int64_t states = state.size(1);
    const std::int64_t headDim = state.size(2);
    const at::Tensor dt = filtered(in);
    const auto perHead = [&](const at::Tensor& t) { // [T, G N] -> [H, T, N]
        return t.reshape({t.size(0), groups, states}).repeat_interleave(heads / groups, 1).transpose(0, 1);
    };
    std::vector<at::Tensor> parts;
    for (std::int64_t t = 0; t < in.x.size(0); t += kSsdTokens) {
        const std::int64_t count = std::min(kSsdTokens, in.x.size(0) - t);
        const at::Tensor step = dt.narrow(0, t, count).transpose(0, 1); // [H, T]
        const at::Tensor sum = at::cumsum(step * in.a.unsqueeze(1), 1); // [H, T] ln decay
        const at::Tensor x = in.x.narrow(0, t, count).reshape({count, heads, headDim}).transpose(0, 1); // [H, T, P]
        const at::Tensor b = perHead(in.b.narrow(0, t, count));
        const at::Tensor c = perHead(in.c.narrow(0, t, count));
        // Differences are <= 0 below the diagonal; above it they are cut before exp can overflow.
        const at::Tensor decay = at::exp(at::clamp_max(sum.unsqueeze(2) - sum.unsqueeze(1), 0)).tril();
        const at::Tensor weights = at::matmul(c, b.transpose(1, 2)) * decay * step.unsqueeze(1);
        at::Tensor y = at::matmul(weights, x) + at::matmul(c * at::exp(sum).unsqueeze(2), state);
        y = y + in.d.reshape({heads, 1, headDim}) * x;
        const at::Tensor last = sum.narrow(1, count - 1, 1);
        const at::Tensor carried = b * (at::exp(last - sum) * step).unsqueeze(2); // [H, T, N]
        state.copy_(state * at::exp(last).unsqueeze(2) + at::matmul(carried.transpose(1, 2), x));
        parts.push_back(y.transpose(0, 1).reshape({count, heads * headDim}));
    }
    return at::cat(parts);
}

} // namespace mambascope::ops::generic
