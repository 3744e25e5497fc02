// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/bench/session.h"

#if MAMBASCOPE_CUDA_KERNELS
#include "mambascope/cuda/device.h"
#endif

#include <ATen/ATen.h>

#include <algorithm>

namespace mambascope::bench {

namespace {

std::string sizeOf(std::int64_t n)
{
    return text(n, "x", n, "x", n);
}

void measureCopy(Session& session)
{
    // Far larger than any cache, but no burden on a small machine.
    const std::int64_t bytes = std::clamp<std::int64_t>(freeMemory(session.options().device) / 8, std::int64_t{1} << 24,
                                                        std::int64_t{1} << 29);
    const at::Tensor from = session.random({bytes / 4}, 0, 1);
    const at::Tensor to = at::empty_like(from);
    Result result;
    result.name = "copy";
    result.shape = text(bytes >> 20, " MiB");
    result.dtype = "fp32";
    result.medianMs = session.measure([&] { to.copy_(from); });
    session.limits.copyBytes = 2.0 * static_cast<double>(bytes) / result.medianMs * 1e3;
    result.rate = session.limits.copyBytes / 1e9;
    result.rateUnit = "GB/s";
    session.done(result);
#if MAMBASCOPE_CUDA_KERNELS
    if (!session.onCpu())
        session.limits.exponentials = cuda::exponentialsPerSecond(session.options().device.index);
#endif
}

double measureProduct(Session& session, std::int64_t n, bool narrow)
{
    const at::ScalarType type = narrow ? at::kBFloat16 : at::kFloat;
    const at::Tensor a = session.random({n, n}, -1, 1).to(type);
    const at::Tensor b = session.random({n, n}, -1, 1).to(type);
    at::Tensor out = at::empty_like(a);
    Result result;
    result.name = "product";
    result.shape = sizeOf(n);
    result.dtype = narrow ? "bf16" : "fp32";
    result.medianMs = session.measure([&] { at::mm_out(out, a, b.t()); });
    const double products = static_cast<double>(n * n * n) / result.medianMs * 1e3;
    result.rate = 2 * products / 1e9;
    result.rateUnit = "GFLOP/s";
    session.done(result);
    return products;
}

} // namespace

std::vector<Measurement> limitMeasurements(const Options& options)
{
    const bool onCpu = options.device.kind == Device::Kind::Cpu;
    const std::int64_t wide = onCpu ? 2048 : 8192;
    const std::int64_t narrow = onCpu ? 1024 : 8192; // without a unit for it, bf16 is slow on a CPU
    return {{{"copy", "memory bandwidth, bytes read and written"}, measureCopy},
            {{"product", text("matrix product in fp32, ", sizeOf(wide))},
             [wide](Session& s) { s.limits.products = measureProduct(s, wide, false); }},
            {{"product", text("matrix product in bf16, ", sizeOf(narrow))},
             [narrow](Session& s) { s.limits.narrowProducts = measureProduct(s, narrow, true); }}};
}

} // namespace mambascope::bench
