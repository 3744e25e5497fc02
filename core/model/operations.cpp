// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/operations.h"

#include "core/model/operations_cuda.h"
#include "mambascope/kernels/conv1d.h"
#include "mambascope/kernels/elementwise.h"
#include "mambascope/kernels/narrow_matrix.h"
#include "mambascope/kernels/selective_scan.h"
#include "mambascope/kernels/ssd_scan.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>

namespace mambascope::ops {

namespace {

// Kernels for GPUs are not part of every build; what would call them is left out then.
constexpr bool kOwnCudaKernels = MAMBASCOPE_CUDA_KERNELS != 0;

// Tokens that one thread takes at least: below that starting it costs more than the work.
constexpr std::int64_t kGrain = 16;

// Channels or heads that one thread takes at least: all of them for a step of generation, one for a chunk.
std::int64_t scanGrain(std::int64_t tokens, std::int64_t parts)
{
    return tokens < kGrain ? parts : 1;
}

const float* data(const at::Tensor& t)
{
    return t.defined() ? t.const_data_ptr<float>() : nullptr;
}

// A row of a tensor of one row has no meaningful stride; kernels multiply it by zero only.
std::int64_t rowStride(const at::Tensor& t)
{
    TORCH_CHECK(t.dim() == 2 && (t.size(1) <= 1 || t.stride(1) == 1), "columns must be contiguous");
    return t.stride(0);
}

kernels::Narrow narrowType(const at::Tensor& weight)
{
    return weight.scalar_type() == at::kHalf ? kernels::Narrow::Float16 : kernels::Narrow::BFloat16;
}

// Up to so many rows a product is bound by reading the matrix, not by arithmetic.
constexpr std::int64_t kFewRows = 6;

// Whether this processor multiplies in bf16 faster than in fp32. One without a unit for it is several times slower.
bool hasNarrowProducts()
{
#ifdef __x86_64__
    static const bool has = __builtin_cpu_supports("avx512bf16") != 0;
    return has;
#else
    return false;
#endif
}

// Whether both sides of a product are rounded to bf16. On a CPU that is only done where it saves time.
bool isNarrow(const at::Tensor& x, Product product)
{
    return product == Product::BFloat16 && (!x.is_cpu() || (x.size(0) > kFewRows && hasNarrowProducts()));
}

// A row of x at a time: a step of generation is bound by reading the matrix, which half the bytes make twice as fast.
void multiplyRows(const at::Tensor& x, const at::Tensor& weight, float* out)
{
    const auto* w = static_cast<const std::uint16_t*>(weight.const_data_ptr());
    const std::int64_t rows = weight.size(0);
    const std::int64_t columns = weight.size(1);
    const std::int64_t grain = std::max<std::int64_t>(16, (1 << 16) / std::max<std::int64_t>(columns, 1));
    for (std::int64_t t = 0; t < x.size(0); ++t) {
        const float* from = data(x) + t * rowStride(x);
        at::parallel_for(0, rows, grain, [&](std::int64_t begin, std::int64_t end) {
            kernels::narrowMatVec(narrowType(weight), w, from, columns, begin, end, out + t * rows);
        });
    }
}

// Panels of the matrix are widened into a buffer that stays in the cache, then multiplied in fp32.
void multiplyPanels(const at::Tensor& x, const at::Tensor& weight, at::Tensor& out)
{
    const auto* w = static_cast<const std::uint16_t*>(weight.const_data_ptr());
    const std::int64_t rows = weight.size(0);
    const std::int64_t columns = weight.size(1);
    const std::int64_t panel = std::clamp<std::int64_t>((1 << 19) / std::max<std::int64_t>(columns, 1), 64, rows);
    const at::Tensor wide = at::empty({panel, columns}, x.options());
    for (std::int64_t begin = 0; begin < rows; begin += panel) {
        const std::int64_t count = std::min(panel, rows - begin);
        float* to = wide.mutable_data_ptr<float>();
        at::parallel_for(0, count, 16, [&](std::int64_t first, std::int64_t last) {
            kernels::widen(narrowType(weight), w + (begin + first) * columns, (last - first) * columns,
                           to + first * columns);
        });
        at::Tensor part = out.narrow(1, begin, count);
        at::mm_out(part, x, wide.narrow(0, 0, count).t());
    }
}

at::Tensor narrowLinear(const at::Tensor& x, const at::Tensor& weight)
{
    if (!x.is_cpu())
        return at::linear(x, weight.to(at::kFloat));
    TORCH_CHECK(weight.is_contiguous() && x.size(1) == weight.size(1), "matrix rows must follow one another");
    at::Tensor out = at::empty({x.size(0), weight.size(0)}, x.options());
    if (x.size(0) <= kFewRows)
        multiplyRows(x, weight, out.mutable_data_ptr<float>());
    else
        multiplyPanels(x, weight, out);
    return out;
}

// The input of what takes fp32 and Delta itself.
ScanInput withDelta(const ScanInput& given, at::Tensor* delta)
{
    ScanInput in = given;
    for (at::Tensor* part : {&in.x, &in.dt, &in.b, &in.c, &in.z})
        if (part->defined())
            *part = part->to(at::kFloat);
    if (in.dtBias.defined()) {
        in.dt = softplusBias(in.dt, in.dtBias, in.dtMin, in.dtMax);
        in.dtBias.reset();
    }
    if (delta != nullptr)
        *delta = in.dt;
    return in;
}

} // namespace

at::ScalarType activationType(Product product, const at::Device& device)
{
    return kOwnCudaKernels && device.is_cuda() && product == Product::BFloat16 ? at::kBFloat16 : at::kFloat;
}

at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, Product product, const at::Tensor& bias)
{
    at::Tensor out;
    if (isNarrow(x, product))
        out = at::linear(x.to(at::kBFloat16), weight.to(at::kBFloat16)).to(x.scalar_type());
    else if (weight.scalar_type() == at::kFloat)
        out = at::linear(x, weight);
    else
        out = narrowLinear(x, weight);
    return bias.defined() ? out.add_(bias) : out;
}

at::Tensor logits(const at::Tensor& x, const at::Tensor& weight, Product product)
{
    if (x.scalar_type() == at::kFloat)
        return linear(x, weight, product);
    return at::mm(x, weight.t(), at::kFloat); // sums are not rounded to 16 bits
}

at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double eps)
{
    return addRmsNorm(x, {}, weight, eps, x.scalar_type());
}

at::Tensor addRmsNorm(const at::Tensor& residual, const at::Tensor& update, const at::Tensor& weight, double eps,
                      at::ScalarType type)
{
    if constexpr (kOwnCudaKernels)
        if (residual.is_cuda())
            return cuda::addRmsNorm(residual, update, weight, eps, type);
    if (update.defined())
        residual.add_(update);
    if (!residual.is_cpu())
        return generic::rmsNorm(residual, weight, eps);
    at::Tensor out = at::empty({residual.size(0), residual.size(1)}, residual.options());
    const std::int64_t width = residual.size(1);
    const std::int64_t stride = rowStride(residual);
    const float* from = data(residual);
    float* to = out.mutable_data_ptr<float>();
    const float* w = data(weight);
    at::parallel_for(0, residual.size(0), kGrain, [&](std::int64_t begin, std::int64_t end) {
        kernels::rmsNorm(from + begin * stride, stride, w, static_cast<float>(eps), end - begin, width,
                         to + begin * width, width);
    });
    return out;
}

at::Tensor gatedRmsNorm(const at::Tensor& y, const at::Tensor& z, const at::Tensor& weight, double eps,
                        std::int64_t groups)
{
    if constexpr (kOwnCudaKernels)
        if (y.is_cuda())
            return cuda::gatedRmsNorm(y, z, weight, eps, groups);
    if (!y.is_cpu())
        return generic::gatedRmsNorm(y, z, weight, eps, groups);
    at::Tensor out = at::empty({y.size(0), y.size(1)}, y.options());
    const std::int64_t width = y.size(1);
    const std::int64_t yStride = rowStride(y);
    const std::int64_t zStride = rowStride(z);
    float* to = out.mutable_data_ptr<float>();
    at::parallel_for(0, y.size(0), kGrain, [&](std::int64_t begin, std::int64_t end) {
        kernels::gatedRmsNorm(data(y) + begin * yStride, yStride, data(z) + begin * zStride, zStride, data(weight),
                              static_cast<float>(eps), end - begin, width, groups, to + begin * width, width);
    });
    return out;
}

at::Tensor conv1dSilu(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, at::Tensor& state)
{
    if constexpr (kOwnCudaKernels)
        if (x.is_cuda())
            return cuda::conv1dSilu(x, weight, bias, state);
    if (!x.is_cpu())
        return generic::conv1dSilu(x, weight, bias, state);
    at::Tensor out = at::empty({x.size(0), x.size(1)}, x.options());
    kernels::Conv1dSilu arguments;
    arguments.tokens = x.size(0);
    arguments.channels = x.size(1);
    arguments.width = weight.size(0);
    arguments.x = data(x);
    arguments.xStride = rowStride(x);
    arguments.weight = data(weight);
    arguments.bias = data(bias);
    arguments.state = state.mutable_data_ptr<float>();
    arguments.out = out.mutable_data_ptr<float>();
    arguments.outStride = out.size(1);
    at::parallel_for(0, arguments.tokens, kGrain,
                     [&](std::int64_t begin, std::int64_t end) { kernels::conv1dSilu(arguments, begin, end); });
    kernels::advanceConv1dState(arguments);
    return out;
}

at::Tensor softplusBias(const at::Tensor& x, const at::Tensor& bias, float low, float high)
{
    if constexpr (kOwnCudaKernels)
        if (x.is_cuda())
            return cuda::softplusBias(x, bias, low, high);
    if (!x.is_cpu())
        return generic::softplusBias(x, bias, low, high);
    at::Tensor out = at::empty({x.size(0), x.size(1)}, x.options());
    const std::int64_t width = x.size(1);
    const std::int64_t stride = rowStride(x);
    float* to = out.mutable_data_ptr<float>();
    at::parallel_for(0, x.size(0), kGrain, [&](std::int64_t begin, std::int64_t end) {
        kernels::softplusBias(data(x) + begin * stride, stride, data(bias), low, high, end - begin, width,
                              to + begin * width, width);
    });
    return out;
}

at::Tensor selectiveScan(const ScanInput& given, at::Tensor& state, at::Tensor* delta)
{
    if constexpr (kOwnCudaKernels)
        if (cuda::hasSelectiveScan(given))
            return cuda::selectiveScan(given, state, delta);
    const ScanInput in = withDelta(given, delta);
    if (!in.x.is_cpu())
        return generic::selectiveScan(in, state).to(given.x.scalar_type());
    at::Tensor out = at::empty({in.x.size(0), in.x.size(1)}, in.x.options());
    kernels::SelectiveScan s;
    s.tokens = in.x.size(0);
    s.channels = in.x.size(1);
    s.states = in.a.size(0);
    s.x = data(in.x);
    s.xStride = rowStride(in.x);
    s.dt = data(in.dt);
    s.dtStride = rowStride(in.dt);
    s.a = data(in.a);
    s.b = data(in.b);
    s.bStride = rowStride(in.b);
    s.c = data(in.c);
    s.cStride = rowStride(in.c);
    s.d = data(in.d);
    s.z = data(in.z);
    s.zStride = in.z.defined() ? rowStride(in.z) : 0;
    s.threshold = data(in.threshold);
    s.state = state.mutable_data_ptr<float>();
    s.out = out.mutable_data_ptr<float>();
    s.outStride = out.size(1);
    // Blocks of 64 channels: whole cache lines and whole vectors for every thread.
    const std::int64_t blocks = (s.channels + 63) / 64;
    at::parallel_for(0, blocks, scanGrain(s.tokens, blocks), [&](std::int64_t begin, std::int64_t end) {
        kernels::selectiveScan(s, begin * 64, std::min(end * 64, s.channels));
    });
    return out;
}

at::Tensor ssdScan(const ScanInput& given, std::int64_t groups, at::Tensor& state, at::Tensor* delta)
{
    if constexpr (kOwnCudaKernels)
        if (cuda::hasSsdScan(given, state))
            return cuda::ssdScan(given, groups, state, delta);
    const ScanInput in = withDelta(given, delta);
    if (!in.x.is_cpu())
        return generic::ssdScan(in, groups, state).to(given.x.scalar_type());
    at::Tensor out = at::empty({in.x.size(0), in.x.size(1)}, in.x.options());
    kernels::SsdScan s;
    s.tokens = in.x.size(0);
    s.heads = state.size(0);
    s.states = state.size(1);
    s.headDim = state.size(2);
    s.groups = groups;
    s.x = data(in.x);
    s.xStride = rowStride(in.x);
    s.dt = data(in.dt);
    s.dtStride = rowStride(in.dt);
    s.a = data(in.a);
    s.b = data(in.b);
    s.bStride = rowStride(in.b);
    s.c = data(in.c);
    s.cStride = rowStride(in.c);
    s.d = data(in.d);
    s.threshold = data(in.threshold);
    s.state = state.mutable_data_ptr<float>();
    s.out = out.mutable_data_ptr<float>();
    s.outStride = out.size(1);
    at::parallel_for(0, s.heads, scanGrain(s.tokens, s.heads),
                     [&](std::int64_t begin, std::int64_t end) { kernels::ssdScan(s, begin, end); });
    return out;
}

} // namespace mambascope::ops
