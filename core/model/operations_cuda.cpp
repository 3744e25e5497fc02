// SPDX-License-Identifier: GPL-3.0-or-later
// The operations of the mixers on NVIDIA GPUs, where the kernels of kernels/cuda take their arguments. LibTorch works
// on the default stream, and so do they.
#include "core/model/operations_cuda.h"

#include "mambascope/cuda/device.h"
#include "mambascope/cuda/selective_scan.h"

#include <ATen/ATen.h>

namespace mambascope::ops::cuda {

namespace {

namespace kernels = mambascope::cuda;

// [T, width] as one sequence; columns are contiguous.
kernels::View viewOf(const at::Tensor& t)
{
    if (!t.defined())
        return {};
    TORCH_CHECK(t.dim() == 2 && t.scalar_type() == at::kFloat && (t.size(1) <= 1 || t.stride(1) == 1),
                "rows of fp32 are expected");
    return {t.const_data_ptr(), kernels::Type::Float32, t.stride(0), 0};
}

const float* data(const at::Tensor& t)
{
    return t.defined() ? t.const_data_ptr<float>() : nullptr;
}

} // namespace

bool hasSelectiveScan(const ScanInput& in)
{
    const std::int64_t states = in.a.size(0);
    const bool shape = states == 8 || states == 16 || states == 32 || states == 64;
    return in.x.is_cuda() && shape && kernels::isSupported(in.x.get_device());
}

at::Tensor selectiveScan(const ScanInput& in, at::Tensor& state)
{
    at::Tensor out = at::empty({in.x.size(0), in.x.size(1)}, in.x.options());
    kernels::SelectiveScan s;
    s.tokens = in.x.size(0);
    s.channels = in.x.size(1);
    s.states = in.a.size(0);
    s.x = viewOf(in.x);
    s.dt = viewOf(in.dt);
    s.b = viewOf(in.b);
    s.c = viewOf(in.c);
    s.z = viewOf(in.z);
    s.out = {out.mutable_data_ptr(), kernels::Type::Float32, out.stride(0), 0};
    s.a = data(in.a);
    s.d = data(in.d);
    s.threshold = data(in.threshold);
    s.initialState = data(state);
    s.finalState = state.mutable_data_ptr<float>();
    kernels::useDevice(in.x.get_device());
    kernels::selectiveScan(s, nullptr);
    return out;
}

} // namespace mambascope::ops::cuda
