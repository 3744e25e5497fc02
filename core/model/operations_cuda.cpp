// SPDX-License-Identifier: GPL-3.0-or-later
// The operations of the mixers on NVIDIA GPUs: LibTorch's tensors handed to the kernels of kernels/cuda. LibTorch works
// on the default stream, and so do they; what LibTorch allocates is reused in the order of that stream.
#include "core/model/operations_cuda.h"

#include "mambascope/cuda/conv1d.h"
#include "mambascope/cuda/device.h"
#include "mambascope/cuda/norm.h"
#include "mambascope/cuda/selective_scan.h"
#include "mambascope/cuda/softplus.h"
#include "mambascope/cuda/ssd_scan.h"

#include <ATen/ATen.h>

namespace mambascope::ops::cuda {

namespace {

namespace kernels = mambascope::cuda;

kernels::Type typeOf(const at::Tensor& t)
{
    TORCH_CHECK(t.scalar_type() == at::kFloat || t.scalar_type() == at::kBFloat16, "fp32 or bf16 is expected");
    return t.scalar_type() == at::kFloat ? kernels::Type::Float32 : kernels::Type::BFloat16;
}

void checkRows(const at::Tensor& t)
{
    TORCH_CHECK(t.dim() == 2 && (t.size(1) <= 1 || t.stride(1) == 1), "columns must be contiguous");
}

// [T, width] as one sequence.
kernels::View viewOf(const at::Tensor& t)
{
    if (!t.defined())
        return {};
    checkRows(t);
    return {t.const_data_ptr(), typeOf(t), t.stride(0), 0};
}

kernels::MutableView targetOf(const at::Tensor& t)
{
    checkRows(t);
    return {t.mutable_data_ptr(), typeOf(t), t.stride(0), 0};
}

const float* data(const at::Tensor& t)
{
    return t.defined() ? t.const_data_ptr<float>() : nullptr;
}

at::Tensor emptyLike(const at::Tensor& t, at::ScalarType type)
{
    return at::empty({t.size(0), t.size(1)}, t.options().dtype(type));
}

// What both scans take.
template <typename Scan>
void fill(Scan& s, const ScanInput& in, const at::Tensor& out, at::Tensor& state)
{
    s.tokens = in.x.size(0);
    s.x = viewOf(in.x);
    s.dt = viewOf(in.dt);
    s.b = viewOf(in.b);
    s.c = viewOf(in.c);
    s.z = viewOf(in.z);
    s.out = targetOf(out);
    s.a = data(in.a);
    s.d = data(in.d);
    s.threshold = data(in.threshold);
    s.softplus = in.dtBias.defined();
    if (s.softplus) {
        s.dtBias = data(in.dtBias);
        s.dtMin = in.dtMin;
        s.dtMax = in.dtMax;
    }
    s.initialState = data(state);
    s.finalState = state.mutable_data_ptr<float>();
}

} // namespace

at::Tensor addRmsNorm(const at::Tensor& residual, const at::Tensor& update, const at::Tensor& weight, double eps,
                      at::ScalarType type)
{
    const at::Tensor out = emptyLike(residual, type);
    kernels::RmsNorm s;
    s.rows = residual.size(0);
    s.width = residual.size(1);
    s.x = viewOf(residual);
    s.update = viewOf(update);
    if (update.defined())
        s.sum = targetOf(residual);
    s.out = targetOf(out);
    s.weight = data(weight);
    s.eps = static_cast<float>(eps);
    kernels::useDevice(residual.get_device());
    kernels::rmsNorm(s, nullptr);
    return out;
}

at::Tensor gatedRmsNorm(const at::Tensor& y, const at::Tensor& z, const at::Tensor& weight, double eps,
                        std::int64_t groups)
{
    const at::Tensor out = emptyLike(y, y.scalar_type());
    kernels::GatedRmsNorm s;
    s.rows = y.size(0);
    s.width = y.size(1);
    s.groups = groups;
    s.y = viewOf(y);
    s.z = viewOf(z);
    s.out = targetOf(out);
    s.weight = data(weight);
    s.eps = static_cast<float>(eps);
    kernels::useDevice(y.get_device());
    kernels::gatedRmsNorm(s, nullptr);
    return out;
}

at::Tensor conv1dSilu(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, at::Tensor& state)
{
    const at::Tensor out = emptyLike(x, x.scalar_type());
    kernels::Conv1dSilu s;
    s.tokens = x.size(0);
    s.channels = x.size(1);
    s.width = weight.size(0);
    s.x = viewOf(x);
    s.out = targetOf(out);
    s.weight = data(weight);
    s.bias = data(bias);
    s.initialState = data(state);
    s.finalState = state.mutable_data_ptr<float>();
    kernels::useDevice(x.get_device());
    kernels::conv1dSilu(s, nullptr);
    return out;
}

at::Tensor softplusBias(const at::Tensor& x, const at::Tensor& bias, float low, float high)
{
    const at::Tensor out = emptyLike(x, at::kFloat);
    kernels::SoftplusBias s;
    s.rows = x.size(0);
    s.width = x.size(1);
    s.x = viewOf(x);
    s.bias = data(bias);
    s.low = low;
    s.high = high;
    s.out = out.mutable_data_ptr<float>();
    kernels::useDevice(x.get_device());
    kernels::softplusBias(s, nullptr);
    return out;
}

bool hasSelectiveScan(const ScanInput& in)
{
    const std::int64_t states = in.a.size(0);
    return in.x.is_cuda() && (states == 8 || states == 16 || states == 32 || states == 64);
}

at::Tensor selectiveScan(const ScanInput& in, at::Tensor& state, at::Tensor* delta)
{
    const at::Tensor out = emptyLike(in.x, in.x.scalar_type());
    kernels::SelectiveScan s;
    s.channels = in.x.size(1);
    s.states = in.a.size(0);
    fill(s, in, out, state);
    kernels::useDevice(in.x.get_device());
    kernels::selectiveScan(s, nullptr);
    if (delta != nullptr)
        *delta = in.dtBias.defined() ? softplusBias(in.dt, in.dtBias, in.dtMin, in.dtMax) : in.dt.to(at::kFloat);
    return out;
}

bool hasSsdScan(const ScanInput& in, const at::Tensor& state)
{
    const std::int64_t states = state.size(1);
    const std::int64_t headDim = state.size(2);
    return in.x.is_cuda() && states % 16 == 0 && states <= 256 && (headDim == 32 || headDim == 64 || headDim == 128);
}

at::Tensor ssdScan(const ScanInput& in, std::int64_t groups, at::Tensor& state, at::Tensor* delta)
{
    const at::Tensor out = emptyLike(in.x, in.x.scalar_type());
    kernels::SsdScan s;
    s.heads = state.size(0);
    s.states = state.size(1);
    s.headDim = state.size(2);
    s.groups = groups;
    fill(s, in, out, state);
    if (delta != nullptr) {
        *delta = emptyLike(in.dt, at::kFloat);
        s.dtOut = targetOf(*delta);
    }
    kernels::useDevice(in.x.get_device());
    // Freed at once, used again only behind the kernels on the same stream.
    s.workspaceBytes = kernels::ssdScanWorkspace(s);
    const at::Tensor workspace =
        at::empty({static_cast<std::int64_t>(s.workspaceBytes)}, in.x.options().dtype(at::kByte));
    s.workspace = workspace.mutable_data_ptr();
    kernels::ssdScan(s, nullptr);
    return out;
}

} // namespace mambascope::ops::cuda
