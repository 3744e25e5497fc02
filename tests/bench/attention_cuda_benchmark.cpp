// SPDX-License-Identifier: GPL-3.0-or-later
// Times of the kernels behind maps, mean distances and decays on a GPU, beside what the card could do at best. Needs no
// Qt and no LibTorch.
#include "mambascope/cuda/attention.h"
#include "mambascope/cuda/decay.h"
#include "tests/cuda/device_array.h"

#include <algorithm>
#include <cstdio>
#include <functional>

using namespace mambascope::cuda;
using namespace mambascope::cuda::test;

namespace {

double median(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

/// Milliseconds, median.
double time(const std::function<void()>& work, int repetitions = 20)
{
    cudaEvent_t begin{};
    cudaEvent_t end{};
    check(cudaEventCreate(&begin));
    check(cudaEventCreate(&end));
    for (int k = 0; k < std::min(3, repetitions / 3); ++k)
        work();
    std::vector<double> times;
    for (int k = 0; k < repetitions; ++k) {
        check(cudaEventRecord(begin));
        work();
        check(cudaEventRecord(end));
        check(cudaEventSynchronize(end));
        float ms = 0;
        check(cudaEventElapsedTime(&ms, begin, end));
        times.push_back(static_cast<double>(ms));
    }
    check(cudaEventDestroy(begin));
    check(cudaEventDestroy(end));
    return median(times);
}

struct Card
{
    double fma = 0;  ///< a millisecond, all multiprocessors
    double exps = 0; ///< a millisecond
    double bytes = 0;
};

Card describe()
{
    cudaDeviceProp p{};
    check(cudaGetDeviceProperties(&p, 0));
    int kilohertz = 0;
    check(cudaDeviceGetAttribute(&kilohertz, cudaDevAttrClockRate, 0));
    const double cycles = static_cast<double>(kilohertz) * p.multiProcessorCount; // a millisecond
    const std::size_t size = std::size_t(1) << 30;
    const DeviceArray<unsigned char> from(size);
    const DeviceArray<unsigned char> to(size);
    const double ms = time([&] { check(cudaMemcpyAsync(to.data(), from.data(), size, cudaMemcpyDeviceToDevice)); });
    const Card card{128 * cycles, 16 * cycles, 2.0 * static_cast<double>(size) / ms};
    std::printf("%s, %d multiprocessors at up to %d MHz: copy %.0f GB/s, fp32 %.1f TFMA/s, exponentials %.2f T/s\n",
                p.name, p.multiProcessorCount, kilohertz / 1000, card.bytes / 1e6, card.fma / 1e9, card.exps / 1e9);
    return card;
}

/// A layer with slow channels, whose maps have nothing to leave out (`reach` tokens to 1/e of the slowest state).
class Layer
{
public:
    Layer(bool first, std::int64_t length, std::int64_t channels, std::int64_t states, double reach)
        : m_dt(values(static_cast<std::size_t>(channels * length), 0.01F, 0.002F)),
          m_b(values(static_cast<std::size_t>(states * length), 0, 1)),
          m_c(values(static_cast<std::size_t>(states * length), 0, 1)), m_a(rates(first, channels, states, reach)),
          m_sums(static_cast<std::size_t>(channels * (stepGroups(length) + 1))),
          m_slowest(static_cast<std::size_t>(channels)), m_ln(static_cast<std::size_t>(channels)),
          m_kept(static_cast<std::size_t>(channels)), m_threshold(values(static_cast<std::size_t>(channels), 0.002F, 0))
    {
        layer.length = length;
        layer.channels = channels;
        layer.states = states;
        layer.ratePerState = first;
        layer.dt = m_dt.data();
        layer.b = m_b.data();
        layer.c = m_c.data();
        layer.dtStride = layer.bStride = layer.cStride = length;
        layer.a = m_a.data();
        layer.threshold = m_threshold.data();
        sum();
        layer.sums = m_sums.data();
        layer.slowest = m_slowest.data();
    }
    void sum() const { stepSums(layer, {m_sums.data(), m_slowest.data(), m_ln.data(), m_kept.data()}, nullptr); }

    AttentionLayer layer;

private:
    static std::vector<float> values(std::size_t count, float mean, float deviation)
    {
        // A block of random numbers, repeated: drawing all of them would take longer than everything else.
        const std::vector<float> block =
            normal(std::min<std::size_t>(count, 1 << 20), mean, deviation, Type::Float32, 7);
        std::vector<float> all(count);
        for (std::size_t i = 0; i < count; i += block.size())
            std::copy_n(block.begin(), std::min(block.size(), count - i), all.begin() + static_cast<std::ptrdiff_t>(i));
        return all;
    }
    static std::vector<float> rates(bool first, std::int64_t channels, std::int64_t states, double reach)
    {
        std::vector<float> a;
        for (std::int64_t e = 0; e < channels; ++e)
            for (std::int64_t n = 0; n < (first ? states : 1); ++n)
                a.push_back(static_cast<float>(-100.0 / reach * (1 + 0.1 * static_cast<double>(n))));
        return a;
    }

    DeviceArray<float> m_dt, m_b, m_c, m_a;
    DeviceArray<double> m_sums;
    DeviceArray<float> m_slowest;
    DeviceArray<double> m_ln;
    DeviceArray<std::int64_t> m_kept;
    DeviceArray<float> m_threshold;
};

double triangle(std::int64_t length)
{
    return 0.5 * static_cast<double>(length) * static_cast<double>(length);
}

void print(const char* what, double ms, double limit, const char* boundBy)
{
    std::printf("%-62s %8.3f ms   limit %7.3f (%s)   %.2f of it\n", what, ms, limit, boundBy, ms / limit);
}

void timeMaps(const Card& card, bool first, std::int64_t length, std::int64_t states, std::int64_t cells, double reach)
{
    const Layer l(first, length, first ? 8 : 8, states, reach);
    const DeviceArray<float> most(std::vector<float>(static_cast<std::size_t>(cells * cells), 0.0F));
    const DeviceArray<double> sum(std::vector<double>(static_cast<std::size_t>(cells * cells), 0.0));
    const AttentionLayer one = oneChannel(l.layer, 3);
    const double limit = triangle(length) * static_cast<double>(states) / card.fma;
    char name[128];
    for (const bool mean : {false, true}) {
        std::snprintf(name, sizeof name, "%s N%lld, one channel, %lld^2 to %lld^2, %s%s", first ? "Mamba-1" : "Mamba-2",
                      static_cast<long long>(states), static_cast<long long>(length), static_cast<long long>(cells),
                      mean ? "mean" : "max", reach < 1e4 ? ", fast decay" : "");
        const AttentionPool pool{
            {0, length, 0, length}, cells, cells, mean ? nullptr : most.data(), mean ? sum.data() : nullptr};
        print(name, time([&] { attentionPool(one, pool, 0, length, nullptr); }), limit, "fp32 of the triangle");
    }
}

void timeLayer(const Card& card, bool first, std::int64_t length, std::int64_t channels, std::int64_t states)
{
    const Layer l(first, length, channels, states, 1e5);
    const double entries = static_cast<double>(length) * static_cast<double>(channels);
    const double bytes = entries * 4 / card.bytes;
    const double exps = entries * static_cast<double>(first ? states : 1) / card.exps;
    std::printf("%s, %lld channels, N %lld, %lld tokens\n", first ? "Mamba-1" : "Mamba-2",
                static_cast<long long>(channels), static_cast<long long>(states), static_cast<long long>(length));
    print("  sums of steps, ln decay, kept tokens", time([&] { l.sum(); }), bytes, "bytes");
    if (first) { // steps so large that the series of small ones does not serve
        const Layer large(first, length, channels, states, 1);
        print("  the same with large steps", time([&] { large.sum(); }), std::max(bytes, exps), "exponentials");
    }
    DeviceArray<double> total(static_cast<std::size_t>(channels * kMomentRows));
    DeviceArray<double> moment(static_cast<std::size_t>(channels * kMomentRows));
    print("  mean distance, last row",
          time([&] { attentionMoments(l.layer, length - 1, 1, total.data(), moment.data(), nullptr); }),
          std::max(bytes, exps), exps > bytes ? "exponentials" : "bytes");
    const double rows = entries * 16 * static_cast<double>(first ? states : 1) / card.fma;
    print("  mean distance, last 16 rows",
          time([&] { attentionMoments(l.layer, length - 16, 16, total.data(), moment.data(), nullptr); }),
          std::max({bytes, exps, rows}), rows > bytes ? "fp32" : "bytes");
    const DeviceArray<float> most(std::vector<float>(1024 * 1024, 0.0F));
    const AttentionPool pool{{0, length, 0, length}, 1024, 1024, most.data(), nullptr};
    if (length <= 16384) // a longer one takes seconds
        print("  signed mean of all channels, pooled to 1024^2",
              time([&] { attentionPool(l.layer, pool, 0, length, nullptr); }, 3),
              triangle(length) * static_cast<double>(first ? channels * states : channels + states) / card.fma, "fp32");
    DeviceArray<float> row(static_cast<std::size_t>(512 * length));
    std::vector<std::int64_t> list;
    for (std::int64_t k = 0; k < 512; ++k)
        list.push_back((k + 1) * length / 512 - 1);
    const DeviceArray<std::int64_t> rowList(list);
    const AttentionLayer one = oneChannel(l.layer, 5);
    print("  512 rows of one channel",
          time([&] { attentionRows(one, rowList.data(), 512, row.data(), length, nullptr); }),
          512.0 * static_cast<double>(length) *
              std::max(4 / card.bytes, 0.5 * static_cast<double>(first ? states : 1) / card.exps),
          "bytes or exponentials");
    DeviceArray<std::int64_t> far(512);
    print("  reach of these",
          time([&] { attentionReach(row.data(), length, rowList.data(), 512, 1e-3F, far.data(), nullptr); }),
          512.0 * static_cast<double>(length) * 2 / card.bytes, "bytes");
    print("  mean of all channels, one row",
          time([&] { attentionRows(l.layer, rowList.data() + 511, 1, row.data(), length, nullptr); }, 5),
          std::max(bytes, exps), "exponentials or bytes");
}

} // namespace

int main()
{
    const Card card = describe();
    timeMaps(card, true, 16384, 16, 1024, 1e5);
    timeMaps(card, true, 16384, 16, 1000, 1e5);
    timeMaps(card, true, 16384, 16, 1024, 100);
    timeMaps(card, true, 1024, 16, 1024, 1e5);
    timeMaps(card, true, 65536, 16, 1024, 1e6);
    timeMaps(card, false, 16384, 64, 1024, 1e5);
    timeMaps(card, false, 16384, 128, 1024, 1e5);
    timeMaps(card, false, 16384, 256, 1024, 1e5);
    timeLayer(card, true, 16384, 4096, 16);
    timeLayer(card, true, 65536, 1536, 16);
    timeLayer(card, false, 16384, 64, 128);
    timeLayer(card, false, 65536, 80, 128);
}
