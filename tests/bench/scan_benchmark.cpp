// SPDX-License-Identifier: GPL-3.0-or-later
// The selective scan on the GPU it finds: time of one call by the card's own clock, median, beside what the card
// copies. Inputs are random and, where they fit the card's cache, taken in turn from several sets.
#include "mambascope/cuda/selective_scan.h"
#include "tests/cuda/device_array.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <vector>

using namespace mambascope::cuda;
using test::check;
using test::DeviceArray;

namespace {

struct ShapeOfScan
{
    std::int64_t batch, channels, tokens;
};
constexpr std::int64_t kStates = 16;
constexpr std::size_t kSetBytes = std::size_t{200} << 20; // more than any card's cache
constexpr int kRepeats = 31;

/// Median time of `run(turn)` in milliseconds.
template <typename Run>
double medianOf(const Run& run)
{
    cudaEvent_t start = nullptr;
    cudaEvent_t stop = nullptr;
    check(cudaEventCreate(&start));
    check(cudaEventCreate(&stop));
    std::vector<float> times;
    for (int turn = -5; turn < kRepeats; ++turn) {
        check(cudaEventRecord(start));
        run(turn + 5);
        check(cudaEventRecord(stop));
        check(cudaEventSynchronize(stop));
        float time = 0;
        check(cudaEventElapsedTime(&time, start, stop));
        if (turn >= 0)
            times.push_back(time);
    }
    check(cudaEventDestroy(start));
    check(cudaEventDestroy(stop));
    std::sort(times.begin(), times.end());
    return static_cast<double>(times[times.size() / 2]);
}

/// GB/s, what is read and what is written counted.
double copyBandwidth()
{
    constexpr std::size_t kBytes = std::size_t{1} << 30;
    const DeviceArray<unsigned char> from(kBytes);
    const DeviceArray<unsigned char> to(kBytes);
    const double time =
        medianOf([&](int) { check(cudaMemcpyAsync(to.data(), from.data(), kBytes, cudaMemcpyDeviceToDevice)); });
    return 2.0 * static_cast<double>(kBytes) / time * 1e-6;
}

class Problem
{
public:
    Problem(const ShapeOfScan& shape, Type type)
        : m_shape(shape), m_type(type),
          m_sets(static_cast<std::size_t>(
              1 + kSetBytes / (4 * elements() * static_cast<std::size_t>(type == Type::Float32 ? 4 : 2)))),
          m_a(negative(static_cast<std::size_t>(kStates * shape.channels))),
          m_d(test::normal(channels(), 1, 0.5F, Type::Float32, 2)),
          m_bias(test::normal(channels(), 0, 0.3F, Type::Float32, 3)),
          m_threshold(test::normal(channels(), 0.01F, 0.003F, Type::Float32, 4)),
          m_mask(std::vector<std::uint8_t>(static_cast<std::size_t>(shape.batch * shape.tokens), 1)),
          m_dtOut(2 * elements())
    {
        const std::int64_t narrow = shape.batch * shape.tokens * kStates;
        const auto all = static_cast<std::int64_t>(elements());
        for (std::uint64_t set = 0; set < m_sets; ++set) {
            m_x.emplace_back(all, 0.0F, 1.0F, type, 10 + set);
            m_dt.emplace_back(all, -4.6F, 1.0F, type, 20 + set);
            m_z.emplace_back(all, 0.0F, 1.0F, type, 30 + set);
            m_b.emplace_back(narrow, 0.0F, 1.0F, type, 40 + set);
            m_c.emplace_back(narrow, 0.0F, 1.0F, type, 50 + set);
            m_out.emplace_back(elements() * (type == Type::Float32 ? 4 : 2));
        }
    }

    enum Option { Plain = 0, Filter = 1, Mask = 2, Steps = 4 };
    SelectiveScan arguments(int turn, int options) const
    {
        const auto set = static_cast<std::size_t>(turn) % m_sets;
        const auto view = [&](const test::RepeatedArray& array, std::int64_t width) {
            return View{array.device.data(), m_type, width, m_shape.tokens * width};
        };
        SelectiveScan s;
        s.batch = m_shape.batch;
        s.tokens = m_shape.tokens;
        s.channels = m_shape.channels;
        s.states = kStates;
        s.x = view(m_x[set], s.channels);
        s.dt = view(m_dt[set], s.channels);
        s.z = view(m_z[set], s.channels);
        s.b = view(m_b[set], kStates);
        s.c = view(m_c[set], kStates);
        s.out = {m_out[set].data(), m_type, s.channels, s.tokens * s.channels};
        s.a = m_a.data();
        s.d = m_d.data();
        s.dtBias = m_bias.data();
        s.softplus = true;
        if (options & Filter)
            s.threshold = m_threshold.data();
        if (options & Mask) {
            s.tokenMask = m_mask.data();
            s.maskStride = s.tokens;
        }
        if (options & Steps)
            s.dtOut = {m_dtOut.data(), Type::BFloat16, s.channels, s.tokens * s.channels};
        return s;
    }
    void measure() const
    {
        const auto time = [&](int options) {
            return medianOf([&](int turn) { selectiveScan(arguments(turn, options), nullptr); });
        };
        const double plain = time(Plain);
        const double elementsMoved = 4.0 * static_cast<double>(elements());
        std::printf("scan B%lld D%lld L%lld N%lld %s  %.4f ms  %.5f ns a channel and token  %.0f GB/s"
                    "  filter %+.1f %%  mask %+.1f %%  dt written as bf16 %+.1f %%\n",
                    static_cast<long long>(m_shape.batch), static_cast<long long>(m_shape.channels),
                    static_cast<long long>(m_shape.tokens), static_cast<long long>(kStates),
                    m_type == Type::Float32 ? "fp32" : "bf16", plain, plain * 1e6 / static_cast<double>(elements()),
                    elementsMoved * (m_type == Type::Float32 ? 4 : 2) / plain * 1e-6, (time(Filter) / plain - 1) * 100,
                    (time(Mask) / plain - 1) * 100, (time(Steps) / plain - 1) * 100);
    }

private:
    std::size_t channels() const { return static_cast<std::size_t>(m_shape.channels); }
    std::size_t elements() const { return static_cast<std::size_t>(m_shape.batch * m_shape.channels * m_shape.tokens); }
    static std::vector<float> negative(std::size_t count)
    {
        std::vector<float> a = test::normal(count, 0, 1, Type::Float32, 1);
        for (float& value : a)
            value = -std::exp(value);
        return a;
    }

    ShapeOfScan m_shape;
    Type m_type;
    std::size_t m_sets;
    DeviceArray<float> m_a, m_d, m_bias, m_threshold;
    DeviceArray<std::uint8_t> m_mask;
    DeviceArray<unsigned char> m_dtOut;
    std::vector<test::RepeatedArray> m_x, m_dt, m_z, m_b, m_c;
    std::vector<DeviceArray<unsigned char>> m_out;
};

} // namespace

int main()
{
    try {
        cudaDeviceProp device{};
        check(cudaGetDeviceProperties(&device, 0));
        std::printf("%s, %d multiprocessors, copy %.0f GB/s\n", device.name, device.multiProcessorCount,
                    copyBandwidth());
        for (const ShapeOfScan& shape : {ShapeOfScan{1, 4096, 65536}, ShapeOfScan{8, 4096, 2048},
                                         ShapeOfScan{1, 1536, 16384}, ShapeOfScan{1, 4096, 2048}})
            for (const Type type : {Type::BFloat16, Type::Float32})
                Problem(shape, type).measure();
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
