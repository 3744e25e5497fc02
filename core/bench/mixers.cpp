// SPDX-License-Identifier: GPL-3.0-or-later
// The operations of a mixer that are not matrix products, through the same functions that a pass calls.
#include "core/bench/session.h"
#include "core/model/operations.h"

#include <ATen/ATen.h>

namespace mambascope::bench {

namespace {

// Vector operations of a state in the scan's recurrence, ten of them the exponential; each counts as a multiply-add.
constexpr double kScanSteps = 15;

struct Shape
{
    std::int64_t tokens;
    std::int64_t channels; // E, or heads
    std::int64_t headDim;  // 1 for Mamba-1
    std::int64_t states;
    std::int64_t width() const { return channels * headDim; }
    std::string text() const
    {
        return headDim > 1 ? bench::text("L", tokens, " H", channels, " P", headDim, " N", states)
                           : bench::text("L", tokens, " D", channels, " N", states);
    }
};

Result resultOf(const std::string& name, const Shape& shape, at::ScalarType type = at::kFloat)
{
    Result result;
    result.name = name;
    result.shape = shape.text();
    result.dtype = type == at::kFloat ? "fp32" : "bf16";
    result.dState = shape.states;
    return result;
}

// Of an operation that has no state.
Result rowsResult(const std::string& name, const Shape& shape)
{
    Result result = resultOf(name, shape);
    result.shape = bench::text("L", shape.tokens, " D", shape.channels);
    result.dState.reset();
    return result;
}

void finish(Session& session, Result& result, const Shape& shape, double ms)
{
    result.medianMs = ms;
    result.nsPerChannelToken = ms * 1e6 / static_cast<double>(shape.tokens * shape.width());
    session.done(result);
}

// Whether that many fp32 values leave room on the device.
bool haveRoom(const Session& session, std::int64_t values)
{
    return values * 4 < freeMemory(session.options().device) / 2;
}

// As a pass hands it over: on a GPU Delta's bias and softplus are part of the kernel.
ops::ScanInput scanInput(const Session& session, const Shape& s, at::ScalarType type)
{
    const bool perHead = s.headDim > 1;
    const auto rows = [&](std::int64_t width, double low, double high) {
        return session.random({s.tokens, width}, low, high).to(type);
    };
    ops::ScanInput in;
    in.x = rows(s.width(), -1, 1);
    if (session.onCpu()) {
        in.dt = rows(s.channels, 0.001, 0.1);
    } else {
        in.dt = rows(s.channels, -1, 1);
        in.dtBias = session.random({s.channels}, -5, -3);
    }
    in.a = perHead ? session.random({s.channels}, -8, -0.5) : session.random({s.states, s.channels}, -16, -0.5);
    in.b = rows(s.states, -1, 1);
    in.c = rows(s.states, -1, 1);
    in.d = session.random({s.width()}, -1, 1);
    if (!perHead)
        in.z = rows(s.width(), -2, 2);
    return in;
}

void measureScan(Session& session, const Shape& shape, at::ScalarType type)
{
    const bool mamba1 = shape.headDim == 1;
    if (!haveRoom(session, shape.tokens * shape.width() * 5))
        return;
    const ops::ScanInput plain = scanInput(session, shape, type);
    ops::ScanInput filtered = plain;
    filtered.threshold = session.random({shape.channels}, 0, 0.1);
    at::Tensor state = mamba1 ? session.random({shape.states, shape.channels}, 0, 0.1)
                              : session.random({shape.channels, shape.states, shape.headDim}, 0, 0.1);
    const auto work = [&](const ops::ScanInput& in) {
        return [&in, &state, mamba1] {
            const at::Tensor out = mamba1 ? ops::selectiveScan(in, state) : ops::ssdScan(in, 1, state);
        };
    };
    const auto [plainMs, filteredMs] = session.measureBoth(work(plain), work(filtered));

    const auto elements = static_cast<double>(shape.tokens * shape.width());
    const auto states = static_cast<double>(shape.states);
    const double bytes = static_cast<double>(plain.x.element_size()) *
                         (elements * (mamba1 ? 4 : 2) + static_cast<double>(shape.tokens * shape.channels) +
                          2 * states * static_cast<double>(shape.tokens));
    Result result = resultOf(mamba1 ? "scan" : "ssd", shape, type);
    // The recurrence of Mamba-2 needs two multiply-adds a state, whatever the form: into the state and out of it.
    session.setLimit(result, bytes,
                     mamba1 && session.onCpu() ? elements * states * kScanSteps
                                               : session.onAnyUnit(elements * states * 2),
                     mamba1 ? elements * states : 0);
    Result filter = result;
    filter.name += "-filter";
    filter.peer = "without filter";
    filter.peerMs = plainMs;
    finish(session, result, shape, plainMs);
    finish(session, filter, shape, filteredMs);
}

void measureConv(Session& session, const Shape& shape)
{
    const at::Tensor x = session.random({shape.tokens, shape.width()}, -1, 1);
    const at::Tensor weight = session.random({4, shape.width()}, -1, 1);
    const at::Tensor bias = session.random({shape.width()}, -1, 1);
    at::Tensor state = session.random({3, shape.width()}, -1, 1);
    Result result = rowsResult("conv", shape);
    const auto elements = static_cast<double>(x.numel());
    session.setLimit(result, 8 * elements, 4 * elements);
    finish(session, result, shape, session.measure([&] { ops::conv1dSilu(x, weight, bias, state); }));
}

void measureNorms(Session& session, const Shape& shape)
{
    const at::Tensor x = session.random({shape.tokens, shape.width()}, -1, 1);
    const at::Tensor z = session.random({shape.tokens, shape.width()}, -1, 1);
    const at::Tensor weight = session.random({shape.width()}, -1, 1);
    const auto elements = static_cast<double>(x.numel());
    Result plain = rowsResult("norm", shape);
    session.setLimit(plain, 8 * elements, 2 * elements);
    finish(session, plain, shape, session.measure([&] { ops::rmsNorm(x, weight, 1e-5); }));
    Result gated = rowsResult("norm-gated", shape);
    session.setLimit(gated, 12 * elements, 2 * elements);
    finish(session, gated, shape, session.measure([&] { ops::gatedRmsNorm(x, z, weight, 1e-5, 1); }));
}

Measurement scanEntry(const std::string& name, const Shape& shape, at::ScalarType type)
{
    return {{name, bench::text(shape.text(), type == at::kFloat ? " fp32" : " bf16")},
            [shape, type](Session& session) { measureScan(session, shape, type); }};
}

Measurement rowsEntry(const std::string& name, const Shape& shape, void (*run)(Session&, const Shape&))
{
    return {{name, bench::text("L", shape.tokens, " D", shape.channels)},
            [shape, run](Session& session) { run(session, shape); }};
}

} // namespace

std::vector<Measurement> mixerMeasurements(const Options& options)
{
    std::vector<Measurement> all;
    const bool onCpu = options.device.kind == Device::Kind::Cpu;
    std::vector<Shape> scans{{65536, 4096, 1, 16}, {16384, 1536, 1, 16}, {2048, 4096, 1, 16}};
    std::vector<Shape> ssd{{65536, 64, 64, 128}, {16384, 64, 64, 128}, {2048, 64, 64, 128}};
    std::vector<at::ScalarType> types{at::kFloat, at::kBFloat16};
    if (onCpu) { // activations are fp32 there, and a pass takes 1,024 tokens at a time
        scans = {{1024, 4096, 1, 16}, {1024, 1536, 1, 64}};
        ssd = {{1024, 64, 64, 128}, {1024, 24, 32, 64}};
        types = {at::kFloat};
    }
    for (const at::ScalarType type : types) {
        for (const Shape& shape : scans)
            all.push_back(scanEntry("scan", shape, type));
        for (const Shape& shape : ssd)
            all.push_back(scanEntry("ssd", shape, type));
    }
    const Shape rows{onCpu ? 1024 : 16384, 4096, 1, 1};
    all.push_back(rowsEntry("conv", rows, measureConv));
    all.push_back(rowsEntry("norm", rows, measureNorms));
    return all;
}

} // namespace mambascope::bench
