// SPDX-License-Identifier: GPL-3.0-or-later
// Products with a stored matrix: a prompt's many rows and a step of generation's one.
#include "core/bench/session.h"
#include "core/model/operations.h"

#include <ATen/ATen.h>

namespace mambascope::bench {

namespace {

constexpr std::int64_t kWidth = 4096;

Result resultOf(const std::string& name, std::int64_t rows, ops::Product product)
{
    Result result;
    result.name = name;
    result.shape = text(rows, " x ", kWidth, "x", kWidth);
    result.dtype = product == ops::Product::BFloat16 ? "bf16" : "fp32";
    return result;
}

// The matrix is stored in bf16, as nearly every published checkpoint is, and on a GPU in what is computed with.
at::Tensor matrix(const Session& session, ops::Product product)
{
    const at::Tensor w = session.random({kWidth, kWidth}, -0.02, 0.02);
    return session.onCpu() || product == ops::Product::BFloat16 ? w.to(at::kBFloat16) : w;
}

void measureRows(Session& session, std::int64_t rows, ops::Product product)
{
    const at::Tensor x = session.random({rows, kWidth}, -1, 1);
    const at::Tensor w = matrix(session, product);
    Result result = resultOf("linear", rows, product);
    session.setLimit(result, static_cast<double>(w.nbytes()), static_cast<double>(rows * w.numel()));
    result.medianMs = session.measure([&] { ops::linear(x, w, product); });
    result.rate = 2e-6 * static_cast<double>(rows * w.numel()) / result.medianMs;
    result.rateUnit = "GFLOP/s";
    session.done(result);
}

void measureStep(Session& session, ops::Product product)
{
    const at::Tensor x = session.random({1, kWidth}, -1, 1);
    std::vector<at::Tensor> matrices{matrix(session, product)};
    while (matrices.size() < 16) // together larger than a cache
        matrices.push_back(matrices.front().clone());
    std::size_t next = 0;
    Result result = resultOf("matvec", 1, product);
    const auto bytes = static_cast<double>(matrices.front().nbytes());
    session.setLimit(result, bytes, static_cast<double>(matrices.front().numel()));
    result.medianMs = session.measure([&] { ops::linear(x, matrices[next++ % matrices.size()], product); });
    result.rate = bytes / result.medianMs * 1e-6;
    result.rateUnit = "GB/s";
    session.done(result);
}

} // namespace

std::vector<Measurement> matrixMeasurements(const Options& options)
{
    const std::int64_t rows = options.device.kind == Device::Kind::Cpu ? 1024 : 4096;
    const std::string shape = text(kWidth, "x", kWidth);
    std::vector<Measurement> all;
    for (const ops::Product product : {ops::Product::Float32, ops::Product::BFloat16}) {
        const std::string type = product == ops::Product::BFloat16 ? " in bf16" : " in fp32";
        all.push_back({{"linear", text(rows, " rows, ", shape, type)},
                       [rows, product](Session& s) { measureRows(s, rows, product); }});
        all.push_back({{"matvec", text("one row, ", shape, type)}, [product](Session& s) { measureStep(s, product); }});
    }
    return all;
}

} // namespace mambascope::bench
