// SPDX-License-Identifier: GPL-3.0-or-later
// What pictures are made of.
#include "core/bench/session.h"
#include "core/inspect/attention_map.h"
#include "core/inspect/device_factors.h"
#include "mambascope/kernels/decay.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>

namespace mambascope::bench {

namespace {

constexpr std::int64_t kLength = 16384;
constexpr std::int64_t kCells = 1024;
constexpr std::int64_t kDecayTokens = 4096;
constexpr std::int64_t kDecayChannels = 768;
constexpr double kExponentialSteps = 12; // vector operations of an exponential and its sum

void fill(std::vector<float>& to, const at::Tensor& given)
{
    const at::Tensor values = given.to(at::kCPU);
    to.assign(values.const_data_ptr<float>(), values.const_data_ptr<float>() + values.numel());
}

std::shared_ptr<const LayerFactors> factors(const Session& session, Family family, std::int64_t states)
{
    auto f = std::make_shared<LayerFactors>();
    f->family = family;
    f->length = kLength;
    f->channels = 1;
    f->states = states;
    fill(f->dt, session.random({kLength}, 0.001, 0.1));
    fill(f->b, session.random({states * kLength}, -1, 1));
    fill(f->c, session.random({kLength * states}, -1, 1));
    fill(f->a, session.random({f->ratesPerChannel()}, -8, -0.01));
    if (!session.onCpu())
        f->onDevice = DeviceFactors::send(*f, session.options().device);
    return f;
}

void measureMap(Session& session, Family family, std::int64_t states)
{
    const auto layer = factors(session, family, states);
    if (!session.onCpu() && layer->onDevice == nullptr)
        return; // the host would be measured
    const AttentionMap map(layer, 0);
    std::vector<float> cells(static_cast<std::size_t>(kCells * kCells));
    Result result;
    result.name = family == Family::Mamba1 ? "map mamba1" : "map mamba2";
    result.shape = text("L", kLength, " to ", kCells, "x", kCells);
    result.dtype = "fp32";
    result.dState = states;
    // Half the square is empty; exponentials are factored out of it.
    const auto entries = static_cast<double>(kLength) * static_cast<double>(kLength) / 2;
    session.setLimit(result, 4.0 * static_cast<double>(cells.size()),
                     session.onAnyUnit(entries * static_cast<double>(states)));
    result.medianMs = session.measure([&] {
        map.pooled({0, kLength, 0, kLength}, kCells, kCells, Reduce::MaxAbs, cells, session.progress());
    });
    session.done(result);
}

void measureTile(Session& session)
{
    constexpr std::int64_t size = 512;
    const std::int64_t states = 16;
    const AttentionMap map(factors(session, Family::Mamba1, states), 0);
    std::vector<float> out(static_cast<std::size_t>(size * size));
    Result result;
    result.name = "map-tile mamba1";
    result.shape = text(size, "x", size, " at token 8192");
    result.dtype = "fp32";
    result.dState = states;
    session.setLimit(result, 4.0 * size * size, static_cast<double>(size * size * states));
    result.medianMs = session.measure([&] { map.values({8192, 8192 + size, 1024, 1024 + size}, out); });
    session.done(result);
}

void measureDecay(Session& session)
{
    const std::int64_t rates = 16;
    const at::Tensor dt = session.random({kDecayChannels, kDecayTokens}, 0.001, 0.1);
    const at::Tensor a = session.random({kDecayChannels, rates}, -16, -0.5);
    Result result;
    result.name = "decay";
    result.shape = text("L", kDecayTokens, " D", kDecayChannels, " N", rates);
    result.dtype = "fp32";
    result.dState = rates;
    const auto elements = static_cast<double>(dt.numel());
    session.setLimit(result, 4 * elements, elements * static_cast<double>(rates) * kExponentialSteps);
    std::vector<double> sums(static_cast<std::size_t>(kDecayChannels));
    result.medianMs = session.measure([&] {
        at::parallel_for(0, kDecayChannels, 8, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t e = begin; e < end; ++e)
                sums[static_cast<std::size_t>(e)] =
                    kernels::lnDecaySum(dt.const_data_ptr<float>() + e * kDecayTokens, kDecayTokens, -1,
                                        a.const_data_ptr<float>() + e * rates, rates);
        });
    });
    result.nsPerChannelToken = result.medianMs * 1e6 / elements;
    session.done(result);
}

} // namespace

std::vector<Measurement> mapMeasurements(const Options& options)
{
    const std::string shape = text("of ", kLength, " tokens, pooled to ", kCells, "x", kCells);
    std::vector<Measurement> all{
        {{"map mamba1", text(shape, ", N16")}, [](Session& s) { measureMap(s, Family::Mamba1, 16); }},
        {{"map mamba2", text(shape, ", N128")}, [](Session& s) { measureMap(s, Family::Mamba2, 128); }}};
    if (options.device.kind == Device::Kind::Cpu) {
        all.push_back({{"map-tile mamba1", "512x512 entries, N16"}, measureTile});
        all.push_back({{"decay", "of 768 channels over 4096 tokens, N16"}, measureDecay});
    }
    return all;
}

} // namespace mambascope::bench
