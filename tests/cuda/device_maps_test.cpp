// SPDX-License-Identifier: GPL-3.0-or-later
// What core computes of a layer's factors on a GPU against what it computes on the host. Needs no Qt.
#include "core/base/device.h"
#include "core/base/error.h"
#include "core/inspect/attention_map.h"
#include "core/inspect/device_collector.h"
#include "core/inspect/device_factors.h"
#include "core/inspect/receptive_field.h"
#include "core/model/device_chunk.h"
#include "mambascope/kernels/decay.h"

#include <ATen/ATen.h>

#include <cmath>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

using namespace mambascope;

namespace {

int g_failed = 0;
int g_passed = 0;

void expect(const std::string& what, bool good)
{
    ++(good ? g_passed : g_failed);
    if (!good)
        std::printf("FAIL %s\n", what.c_str());
}

/// Largest difference over the largest value.
template <typename T>
void compare(const std::string& what, const std::vector<T>& got, const std::vector<T>& want, double bound)
{
    double difference = got.size() == want.size() ? 0 : 1e30;
    double most = 1e-30;
    for (std::size_t k = 0; k < std::min(got.size(), want.size()); ++k) {
        const auto g = static_cast<double>(got[k]);
        const auto w = static_cast<double>(want[k]);
        if (std::isnan(g) && std::isnan(w))
            continue;
        const double off = std::abs(g - w);
        difference = std::isnan(off) ? INFINITY : std::max(difference, off);
        most = std::max(most, std::abs(w));
    }
    if (!(difference / most <= bound))
        std::printf("  off by %.3g, bound %.3g\n", difference / most, bound);
    expect(what, difference / most <= bound);
}

std::shared_ptr<LayerFactors> someFactors(Family family, std::int64_t length)
{
    std::mt19937_64 engine(static_cast<std::uint64_t>(length));
    const auto random = [&](float low, float high) { return std::uniform_real_distribution<float>(low, high)(engine); };
    auto f = std::make_shared<LayerFactors>();
    f->family = family;
    f->length = length;
    f->channels = 6;
    f->states = family == Family::Mamba1 ? 16 : 24;
    f->groups = family == Family::Mamba1 ? 1 : 2;
    for (std::int64_t k = 0; k < f->channels * length; ++k)
        f->dt.push_back(random(0.001F, 0.2F));
    for (std::int64_t k = 0; k < f->groups * f->states * length; ++k) {
        f->b.push_back(random(-1, 1));
        f->c.push_back(random(-1, 1));
    }
    for (std::int64_t k = 0; k < f->channels * f->ratesPerChannel(); ++k)
        f->a.push_back(random(-2, -0.02F));
    for (std::int64_t e = 0; e < f->channels; ++e)
        f->thresholds.push_back(e % 2 == 0 ? -1.0F : 0.12F);
    return f;
}

void check(Family family, std::int64_t length, const Device& device)
{
    const std::string name =
        (family == Family::Mamba1 ? "Mamba-1, " : "Mamba-2, ") + std::to_string(length) + " tokens: ";
    const auto host = someFactors(family, length);
    const auto sent = std::make_shared<LayerFactors>(*host);
    sent->onDevice = DeviceFactors::send(*sent, device);
    expect(name + "sent", sent->onDevice != nullptr);
    if (!sent->onDevice)
        return;
    Progress progress;
    for (const std::optional<float> keepAbove : {std::optional<float>(), std::optional<float>(0.05F)})
        for (const std::int64_t channel : {std::int64_t{1}, std::int64_t{4}}) {
            const AttentionMap expected(host, channel, keepAbove);
            const AttentionMap map(sent, channel, keepAbove);
            const std::int64_t part = std::min<std::int64_t>(length, 200);
            std::vector<float> got(static_cast<std::size_t>(part * length));
            std::vector<float> want(got.size());
            map.values({length - part, length, 0, length}, got);
            expected.values({length - part, length, 0, length}, want);
            compare(name + "values", got, want, 5e-6);
            for (const Reduce reduce : {Reduce::MaxAbs, Reduce::MeanAbs}) {
                const std::int64_t cells = std::min<std::int64_t>(length, 61);
                std::vector<float> gotCells(static_cast<std::size_t>(cells * cells));
                std::vector<float> wantCells(gotCells.size());
                map.pooled({0, length, 0, length}, cells, cells, reduce, gotCells, progress);
                expected.pooled({0, length, 0, length}, cells, cells, reduce, wantCells, progress);
                compare(name + "pooled", gotCells, wantCells, 5e-6);
            }
            compare(name + "mean distance of a channel",
                    std::vector<float>{meanDistance(*sent, channel, std::min<std::int64_t>(length, 20), keepAbove)},
                    std::vector<float>{meanDistance(*host, channel, std::min<std::int64_t>(length, 20), keepAbove)},
                    2e-5);
            const std::vector<std::int64_t> rows{0, length / 2, length - 1};
            compare(name + "reach", reach(*sent, channel, rows, 0.017, keepAbove),
                    reach(*host, channel, rows, 0.017, keepAbove), 0);
        }
    for (const std::int64_t rows : {std::int64_t{1}, std::min<std::int64_t>(length, 37)})
        compare(name + "mean distances", meanDistance(*sent, rows), meanDistance(*host, rows), 2e-5);
    std::vector<float> got(static_cast<std::size_t>(length));
    std::vector<float> want(got.size());
    AttentionMap::meanOfChannels(sent).row(length - 1, got);
    AttentionMap::meanOfChannels(host).row(length - 1, want);
    compare(name + "row of the mean", got, want, 5e-6);
    const std::int64_t last = std::min<std::int64_t>(length, 150);
    std::vector<float> gotPart(static_cast<std::size_t>(last * length));
    std::vector<float> wantPart(gotPart.size());
    AttentionMap::meanOfChannels(sent).values({length - last, length, 0, length}, gotPart);
    AttentionMap::meanOfChannels(host).values({length - last, length, 0, length}, wantPart);
    compare(name + "rows of the mean", gotPart, wantPart, 5e-6);
    const std::int64_t cells = std::min<std::int64_t>(length, 50);
    std::vector<float> gotCells(static_cast<std::size_t>(cells * cells));
    std::vector<float> wantCells(gotCells.size());
    AttentionMap::meanOfChannels(sent).pooled({0, length, 0, length}, cells, cells, Reduce::MaxAbs, gotCells, progress);
    AttentionMap::meanOfChannels(host).pooled({0, length, 0, length}, cells, cells, Reduce::MaxAbs, wantCells,
                                              progress);
    compare(name + "pooled mean", gotCells, wantCells, 5e-6);
    std::vector<double> ln;
    std::vector<std::int64_t> kept;
    for (std::int64_t e = 0; e < host->channels; ++e) {
        kept.push_back(host->keptTokens(e));
        ln.push_back(kernels::lnDecaySum(host->rawDt(e).data(), length, host->threshold(e),
                                         host->a.data() + e * host->ratesPerChannel(), host->ratesPerChannel()));
    }
    compare(name + "ln decay", sent->onDevice->lnDecay(), ln, 1e-5);
    compare(name + "kept tokens", sent->onDevice->keptTokens(), kept, 0);
    progress.cancel();
    bool stopped = false;
    try {
        AttentionMap(sent, 0).pooled({0, length, 0, length}, 1, 1, Reduce::MaxAbs, std::span(gotCells).first(1),
                                     progress);
    } catch (const Cancelled&) {
        stopped = true;
    }
    expect(name + "stops when asked to", stopped);
}

/// [width, L] as a pass delivers it: some tokens of it, token by token, on the device.
at::Tensor chunkOf(const std::vector<float>& values, std::int64_t width, std::int64_t begin, std::int64_t end,
                   const Device& device)
{
    const at::Tensor all = at::tensor(at::ArrayRef<float>(values)).view({width, -1});
    return all.narrow(1, begin, end - begin).t().contiguous().to(at::Device(at::kCUDA, device.index));
}

/// A layer that was put together on the device, chunk by chunk, against the same layer that was sent there.
void checkCollected(Family family, std::int64_t length, const Device& device)
{
    const std::string name =
        (family == Family::Mamba1 ? "Mamba-1, " : "Mamba-2, ") + std::to_string(length) + " tokens, collected: ";
    const auto host = someFactors(family, length);
    ModelConfig config;
    config.family = family;
    config.dInner = config.heads = host->channels;
    config.dState = host->states;
    config.groups = host->groups;
    const std::int64_t width = config.stateWidth();
    std::vector<float> c; // [L, G N] turned
    for (std::int64_t n = 0; n < width; ++n)
        for (std::int64_t t = 0; t < length; ++t)
            c.push_back(host->c[static_cast<std::size_t>(t * width + n)]);
    const auto collector = DeviceCollector::make(config, device, length);
    expect(name + "made", collector != nullptr && !collector->holdsLayer());
    if (!collector)
        return;
    const std::int64_t step = length / 3 + 1;
    for (std::int64_t begin = 0; begin < length; begin += step) {
        const std::int64_t end = std::min(begin + step, length);
        DeviceChunk chunk;
        chunk.begin = begin;
        chunk.dt = chunkOf(host->dt, host->channels, begin, end, device);
        chunk.b = chunkOf(host->b, width, begin, end, device);
        chunk.c = chunkOf(c, width, begin, end, device);
        chunk.thresholds = host->thresholds;
        expect(name + "taken", collector->add(chunk));
    }
    expect(name + "held", collector->holdsLayer());
    const auto sent = DeviceFactors::send(*host, device);
    const auto collected = collector->factors(host->a);
    compare(name + "ln decay", collected->lnDecay(), sent->lnDecay(), 1e-14); // added in any order
    compare(name + "kept tokens", collected->keptTokens(), sent->keptTokens(), 0);
    compare(name + "mean distances", collected->allChannels().meanDistance(1), sent->allChannels().meanDistance(1), 0);
    std::vector<std::int32_t> keptBy(static_cast<std::size_t>(length), 0);
    for (const std::int64_t channel : {1, 3, 5})
        for (std::int64_t t = 0; t < length; ++t)
            keptBy[static_cast<std::size_t>(t)] +=
                host->rawDt(channel)[static_cast<std::size_t>(t)] > host->threshold(channel) ? 1 : 0;
    compare(name + "channels that keep a token", collected->keptBy({1, 3, 5}), keptBy, 0);
    LayerFactors back;
    back.dt.resize(host->dt.size());
    back.b.resize(host->b.size());
    back.c.resize(host->c.size());
    collector->copyTo(back);
    expect(name + "brought to the host", back.dt == host->dt && back.b == host->b && back.c == host->c);
    collector->drop();
    expect(name + "dropped", !collector->holdsLayer());
}

} // namespace

int main()
{
    const Device device = Device::parse("cuda");
    try {
        requireDevice(device);
    } catch (const Error& error) {
        std::printf("%s: nothing is compared\n", error.what());
        return 77; // skipped, for CTest
    }
    try {
        for (const Family family : {Family::Mamba1, Family::Mamba2})
            for (const std::int64_t length : {1, 3, 64, 257, 2049}) {
                check(family, length, device);
                checkCollected(family, length, device);
            }
    } catch (const std::exception& error) {
        std::printf("FAIL %s\n", error.what());
        return 1;
    }
    std::printf("%d passed, %d failed\n", g_passed, g_failed);
    return g_failed > 0 || g_passed == 0 ? 1 : 0;
}
