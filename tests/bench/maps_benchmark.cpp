// SPDX-License-Identifier: GPL-3.0-or-later
// Times of maps, mean distances and calibration on the CPU. Linked with core only:
//     maps_benchmark [MODEL...]
// Without models only the parts that need none.
#include "core/base/error.h"
#include "core/inspect/attention_map.h"
#include "core/inspect/receptive_field.h"
#include "core/inspect/trace.h"
#include "core/method/profile.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <random>

using namespace mambascope;

namespace {

/// Milliseconds, median of at least three, the first one left out.
double time(const std::function<void()>& work, int repetitions = 5)
{
    std::vector<double> times;
    for (int k = 0; k <= repetitions; ++k) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double, std::milli> ms = std::chrono::steady_clock::now() - begin;
        if (k > 0)
            times.push_back(ms.count());
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

/// `reach`: tokens until the slowest state has decayed to 1/e.
std::shared_ptr<LayerFactors> someFactors(Family family, std::int64_t length, std::int64_t channels,
                                          std::int64_t states, double reach)
{
    std::mt19937 engine(7);
    std::uniform_real_distribution<float> uniform(0, 1);
    auto f = std::make_shared<LayerFactors>();
    f->family = family;
    f->length = length;
    f->channels = channels;
    f->states = states;
    f->dt.resize(static_cast<std::size_t>(channels * length));
    std::generate(f->dt.begin(), f->dt.end(), [&] { return 0.02F * uniform(engine); });
    f->b.resize(static_cast<std::size_t>(states * length));
    f->c.resize(f->b.size());
    std::generate(f->b.begin(), f->b.end(), [&] { return uniform(engine) - 0.5F; });
    std::generate(f->c.begin(), f->c.end(), [&] { return uniform(engine) - 0.5F; });
    for (std::int64_t e = 0; e < channels; ++e)
        for (std::int64_t n = 0; n < f->ratesPerChannel(); ++n)
            f->a.push_back(static_cast<float>(-100 / reach * (1 + 0.5 * static_cast<double>(n))));
    f->thresholds.assign(static_cast<std::size_t>(channels), 0.002F);
    return f;
}

void timePooled(Family family, std::int64_t length, std::int64_t states, std::int64_t cells, double reach,
                Reduce reduce)
{
    const auto f = someFactors(family, length, 2, states, reach);
    const AttentionMap map(f, 1);
    std::vector<float> out(static_cast<std::size_t>(cells * cells));
    Progress progress;
    std::printf("%-8s N%-3lld one channel, %lld^2 to %lld^2, %s, reach %.0f tokens: %.1f ms\n",
                family == Family::Mamba1 ? "Mamba-1" : "Mamba-2", static_cast<long long>(states),
                static_cast<long long>(length), static_cast<long long>(cells),
                reduce == Reduce::MaxAbs ? "max" : "mean", reach, time([&] {
                    map.pooled({0, length, 0, length}, cells, cells, reduce, out, progress);
                }));
    std::fflush(stdout);
}

void timeLayer(Family family, std::int64_t length, std::int64_t channels, std::int64_t states, double reach)
{
    const auto f = someFactors(family, length, channels, states, reach);
    std::printf("%s, %lld tokens, %lld channels, N %lld, reach %.0f tokens\n",
                family == Family::Mamba1 ? "Mamba-1" : "Mamba-2", static_cast<long long>(length),
                static_cast<long long>(channels), static_cast<long long>(states), reach);
    for (const std::int64_t rows : {1, 16})
        std::printf("  mean distance of all channels, last %lld rows: %.1f ms\n", static_cast<long long>(rows),
                    time([&] { meanDistance(*f, rows); }, 3));
    const std::int64_t part = std::min<std::int64_t>(length, 1024);
    std::vector<float> out(256 * 256);
    Progress progress;
    std::printf("  mean of all channels, last %lld^2 to 256^2: %.1f ms\n", static_cast<long long>(part),
                time(
                    [&] {
                        AttentionMap::meanOfChannels(f).pooled({length - part, length, length - part, length}, 256, 256,
                                                               Reduce::MaxAbs, out, progress);
                    },
                    3));
    std::vector<float> row(static_cast<std::size_t>(length));
    std::printf("  mean of all channels, last row: %.1f ms\n",
                time([&] { AttentionMap::meanOfChannels(f).row(length - 1, row); }, 3));
    std::vector<std::int64_t> lines;
    for (std::int64_t k = 0; k < 512; ++k)
        lines.push_back((k + 1) * length / 512 - 1);
    std::printf("  reach of 512 rows of one channel: %.1f ms\n",
                time([&] { mambascope::reach(*f, 1, lines, 1e-3); }, 3));
    std::printf("  cumulative decay of one channel: %.2f ms\n", time([&] { cumulativeDecay(*f, 1); }));
    std::fflush(stdout);
}

void timeModel(const std::string& name, std::int64_t tokens)
{
    Progress progress;
    const std::shared_ptr<const Model> model = Model::open(locateModel(name), {}, progress);
    std::vector<std::int64_t> ids;
    std::mt19937 engine(3);
    for (std::int64_t t = 0; t < tokens; ++t)
        ids.push_back(static_cast<std::int64_t>(2 + engine() % static_cast<std::uint32_t>(model->config().vocab - 2)));
    const std::shared_ptr<const Method> none;
    std::printf("%s, %lld tokens\n", model->name().c_str(), static_cast<long long>(tokens));
    for (const std::int64_t rows : {0, 1, 64}) {
        TraceOptions options;
        options.receptiveField = rows > 0;
        options.receptiveRows = std::max<std::int64_t>(rows, 1);
        std::printf("  trace with the receptive field of %lld rows: %.0f ms\n", static_cast<long long>(rows),
                    time([&] { Trace::run(model, ids, none, options, progress); }, 3));
        std::fflush(stdout);
    }
    CalibrationSettings settings;
    settings.length = tokens;
    const std::vector<std::vector<std::int64_t>> sequences{ids};
    std::printf("  calibration on one sequence: %.0f ms\n",
                time([&] { calibrate(model, sequences, settings, progress); }, 3));
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv)
{
    try {
        for (const Reduce reduce : {Reduce::MaxAbs, Reduce::MeanAbs})
            timePooled(Family::Mamba1, 16384, 16, 1024, 1e5, reduce);
        timePooled(Family::Mamba1, 16384, 16, 1000, 1e5, Reduce::MaxAbs);
        timePooled(Family::Mamba1, 16384, 16, 1024, 300, Reduce::MaxAbs);
        timePooled(Family::Mamba1, 1024, 16, 1024, 1e5, Reduce::MaxAbs);
        timePooled(Family::Mamba2, 16384, 64, 1024, 1e5, Reduce::MaxAbs);
        timePooled(Family::Mamba2, 16384, 128, 1024, 1e5, Reduce::MaxAbs);
        timeLayer(Family::Mamba1, 4096, 768, 16, 1e5);
        timeLayer(Family::Mamba1, 4096, 768, 16, 300);
        timeLayer(Family::Mamba2, 4096, 24, 64, 1e5);
        for (int k = 1; k < argc; ++k)
            timeModel(argv[k], 4096);
    } catch (const Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
