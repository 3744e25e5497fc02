// SPDX-License-Identifier: GPL-3.0-or-later
// Tiles, rows, pooled maps, mean distances and decays against their definitions, entry by entry in fp64.
#include "mambascope/cuda/attention.h"
#include "mambascope/cuda/decay.h"
#include "tests/cuda/checks.h"
#include "tests/cuda/device_array.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace mambascope::cuda::test {

namespace {

struct Case
{
    bool ratePerState = true;
    std::int64_t length = 300, channels = 3, states = 16, groups = 1;
    bool filter = true;
    float step = 0.05F; ///< dt is below twice that
    float rate = 1;     ///< |A| lies between a fiftieth of that and that
    std::int64_t pad = 0;
};

std::string nameOf(const Case& c)
{
    std::string name = (c.ratePerState ? "map Mamba-1 L" : "map Mamba-2 L") + std::to_string(c.length) + " E" +
                       std::to_string(c.channels) + " N" + std::to_string(c.states);
    if (c.groups > 1)
        name += " G" + std::to_string(c.groups);
    if (c.pad > 0)
        name += " stride +" + std::to_string(c.pad);
    return name + (c.filter ? " filter" : "") + (c.rate > 10 ? " extreme" : "");
}

class Problem
{
public:
    Problem(const Case& c, std::uint64_t seed)
        : m(c), m_generator(seed), m_stride(c.length + c.pad), dt(matrix(c.channels, 0, 2 * c.step)),
          b(matrix(c.groups * c.states, -1, 1)), cc(matrix(c.groups * c.states, -1, 1)),
          a(many(c.channels * (c.ratePerState ? c.states : 1), -c.rate, -c.rate / 50)), threshold(thresholds()),
          m_dt(dt), m_b(b), m_c(cc), m_a(a), m_threshold(threshold),
          m_sums(static_cast<std::size_t>(c.channels * (stepGroups(c.length) + 1))),
          m_slowest(static_cast<std::size_t>(c.channels)), m_lnDecay(m_slowest.size()), m_kept(m_slowest.size())
    {
        m_sums.poison();
        m_slowest.poison();
        m_lnDecay.poison();
        m_kept.poison();
        layer.length = c.length;
        layer.channels = c.channels;
        layer.states = c.states;
        layer.groups = c.groups;
        layer.ratePerState = c.ratePerState;
        layer.dt = m_dt.data();
        layer.b = m_b.data();
        layer.c = m_c.data();
        layer.dtStride = layer.bStride = layer.cStride = m_stride;
        layer.a = m_a.data();
        layer.threshold = c.filter ? m_threshold.data() : nullptr;
        stepSums(layer, {m_sums.data(), m_slowest.data(), m_lnDecay.data(), m_kept.data()}, nullptr);
        layer.sums = m_sums.data();
        layer.slowest = m_slowest.data();
        // S of every token
        for (std::int64_t e = 0; e < c.channels; ++e) {
            double sum = 0;
            for (std::int64_t t = 0; t < c.length; ++t)
                m_s.push_back(sum += step(e, t));
        }
    }

    double step(std::int64_t e, std::int64_t t) const
    {
        const float value = dt[static_cast<std::size_t>(e * m_stride + t)];
        return !m.filter || value > threshold[static_cast<std::size_t>(e)] ? static_cast<double>(value) : 0;
    }
    double rate(std::int64_t e, std::int64_t n) const
    {
        return static_cast<double>(a[static_cast<std::size_t>(m.ratePerState ? e * m.states + n : e)]);
    }
    double alpha(std::int64_t e, std::int64_t i, std::int64_t j) const
    {
        if (j > i)
            return 0;
        const std::int64_t first = e / (m.channels / m.groups) * m.states;
        const auto s = [&](std::int64_t t) { return m_s[static_cast<std::size_t>(e * m.length + t)]; };
        const double gap = s(i) - s(j);
        double decay = std::exp(rate(e, 0) * gap);
        double sum = 0;
        for (std::int64_t n = 0; n < m.states; ++n) {
            if (m.ratePerState && n > 0)
                decay = std::exp(rate(e, n) * gap);
            sum += static_cast<double>(cc[static_cast<std::size_t>((first + n) * m_stride + i)]) * decay *
                   static_cast<double>(b[static_cast<std::size_t>((first + n) * m_stride + j)]);
        }
        return sum * step(e, j);
    }
    /// Of one channel, or the mean over all of them (-1).
    double entry(std::int64_t e, std::int64_t i, std::int64_t j) const
    {
        if (e >= 0)
            return alpha(e, i, j);
        double sum = 0;
        for (std::int64_t k = 0; k < m.channels; ++k)
            sum += alpha(k, i, j);
        return sum / static_cast<double>(m.channels);
    }
    AttentionLayer part(std::int64_t e) const { return e >= 0 ? oneChannel(layer, e) : layer; }

    void values(Report& report, std::int64_t e, const AttentionRect& r, double bound) const
    {
        const std::int64_t columns = r.col1 - r.col0;
        const std::int64_t stride = columns + 3;
        DeviceArray<float> out(static_cast<std::size_t>((r.row1 - r.row0) * stride));
        out.poison();
        attentionValues(part(e), r, out.data(), stride, nullptr);
        const std::vector<float> got = out.host();
        Worst worst;
        for (std::int64_t i = r.row0; i < r.row1; ++i)
            for (std::int64_t j = r.col0; j < r.col1; ++j)
                worst.add(static_cast<double>(got[static_cast<std::size_t>((i - r.row0) * stride + j - r.col0)]),
                          entry(e, i, j));
        report.add(nameOf(m) + ", values of channel " + std::to_string(e), worst.relative(), bound);
    }

    void rows(Report& report, std::int64_t e, const std::vector<std::int64_t>& rows) const
    {
        const DeviceArray<std::int64_t> list(rows);
        const std::int64_t stride = m.length + 1;
        DeviceArray<float> out(rows.size() * static_cast<std::size_t>(stride));
        DeviceArray<std::int64_t> far(rows.size());
        out.poison();
        const auto count = static_cast<std::int64_t>(rows.size());
        constexpr double kLevel = 0.01;
        attentionRows(part(e), list.data(), count, out.data(), stride, nullptr);
        attentionReach(out.data(), stride, list.data(), count, static_cast<float>(kLevel), far.data(), nullptr);
        const std::vector<float> got = out.host();
        const std::vector<std::int64_t> reached = far.host();
        Worst worst;
        double missed = 0;
        for (std::size_t k = 0; k < rows.size(); ++k) {
            double most = 0;
            for (std::int64_t j = 0; j < m.length; ++j) {
                const double want = entry(e, rows[k], j);
                worst.add(static_cast<double>(got[k * static_cast<std::size_t>(stride) + static_cast<std::size_t>(j)]),
                          want);
                most = std::max(most, std::abs(want));
            }
            // The entry that was found reaches the level, and none before it does; give or take rounding.
            const std::int64_t first = reached[k] < 0 ? rows[k] + 1 : rows[k] - reached[k];
            if (reached[k] >= 0 && std::abs(entry(e, rows[k], first)) < most * (kLevel - 1e-5))
                missed += 1;
            for (std::int64_t j = 0; j < std::min(first, rows[k] + 1); ++j)
                if (most > 0 && std::abs(entry(e, rows[k], j)) > most * (kLevel + 1e-5))
                    missed += 1;
        }
        report.add(nameOf(m) + ", rows of channel " + std::to_string(e), worst.relative(), 3e-6);
        report.add(nameOf(m) + ", reach of channel " + std::to_string(e), missed, 0.5);
    }

    void pooled(Report& report, std::int64_t e, const AttentionRect& r, std::int64_t height, std::int64_t width,
                bool pieces) const
    {
        const std::int64_t rows = r.row1 - r.row0;
        const std::int64_t columns = r.col1 - r.col0;
        const auto cells = static_cast<std::size_t>(height * width);
        const DeviceArray<float> most(std::vector<float>(cells, 0.0F));
        const DeviceArray<double> sum(std::vector<double>(cells, 0.0));
        DeviceArray<float> mean(cells);
        mean.poison();
        const AttentionPool pool{r, height, width, most.data(), sum.data()};
        if (pieces)
            for (std::int64_t begin = r.row0; begin < r.row1; begin = begin / 128 * 128 + 128)
                attentionPool(part(e), pool, begin, std::min(r.row1, begin / 128 * 128 + 128), nullptr);
        else
            attentionPool(part(e), pool, r.row0, r.row1, nullptr);
        attentionPoolMean(pool, mean.data(), nullptr);
        const std::vector<float> gotMost = most.host();
        const std::vector<float> gotMean = mean.host();
        Worst worst;
        Worst worstMean;
        for (std::int64_t y = 0; y < height; ++y)
            for (std::int64_t x = 0; x < width; ++x) {
                double wantMost = 0;
                double wantMean = 0;
                double area = 0;
                for (std::int64_t i = y * rows / height; i < (y + 1) * rows / height; ++i)
                    for (std::int64_t j = x * columns / width; j < (x + 1) * columns / width; ++j) {
                        const double value = std::abs(entry(e, r.row0 + i, r.col0 + j));
                        wantMost = std::max(wantMost, value);
                        wantMean += value;
                        area += 1;
                    }
                const auto cell = static_cast<std::size_t>(y * width + x);
                worst.add(static_cast<double>(gotMost[cell]), wantMost);
                worstMean.add(static_cast<double>(gotMean[cell]), wantMean / area);
            }
        const std::string name = nameOf(m) + ", pooled to " + std::to_string(height) + "x" + std::to_string(width) +
                                 (pieces ? " in pieces" : "");
        report.add(name + ", most", worst.relative(), 6e-6);
        report.add(name + ", mean", worstMean.relative(), 6e-6);
    }

    void moments(Report& report, std::int64_t first, std::int64_t count) const
    {
        const auto size = static_cast<std::size_t>(m.channels * count);
        DeviceArray<double> total(size);
        DeviceArray<double> moment(size);
        total.poison();
        moment.poison();
        attentionMoments(layer, first, count, total.data(), moment.data(), nullptr);
        const std::vector<double> gotTotal = total.host();
        const std::vector<double> gotMoment = moment.host();
        double error = 0;
        for (std::int64_t e = 0; e < m.channels; ++e)
            for (std::int64_t k = 0; k < count; ++k) {
                double wantTotal = 0;
                double wantMoment = 0;
                for (std::int64_t j = 0; j <= first + k; ++j) {
                    const double value = std::abs(alpha(e, first + k, j));
                    wantTotal += value;
                    wantMoment += value * static_cast<double>(first + k - j);
                }
                const auto at = static_cast<std::size_t>(e * count + k);
                const double off = std::max(std::abs(gotTotal[at] - wantTotal) / std::max(wantTotal, 1e-30),
                                            std::abs(gotMoment[at] - wantMoment) / std::max(wantMoment, 1e-30));
                error = off <= error ? error : off;
            }
        report.add(nameOf(m) + ", moments of " + std::to_string(count) + " rows from " + std::to_string(first), error,
                   2e-5);
    }

    void sums(Report& report) const
    {
        const std::vector<double> gotSums = m_sums.host();
        const std::vector<double> gotLn = m_lnDecay.host();
        const std::vector<std::int64_t> gotKept = m_kept.host();
        Worst worst;
        double ln = 0;
        double kept = 0;
        for (std::int64_t e = 0; e < m.channels; ++e) {
            const std::int64_t groups = stepGroups(m.length);
            double want = 0;
            std::int64_t count = 0;
            for (std::int64_t t = 0; t < m.length; ++t) {
                if (t % kStepGroup == 0)
                    worst.add(gotSums[static_cast<std::size_t>(e * (groups + 1) + t / kStepGroup)],
                              t == 0 ? 0 : m_s[static_cast<std::size_t>(e * m.length + t - 1)]);
                const double w = step(e, t);
                count += w > 0 ? 1 : 0;
                const std::int64_t rates = m.ratePerState ? m.states : 1;
                double slowest = rate(e, 0);
                for (std::int64_t n = 1; n < rates; ++n)
                    slowest = std::max(slowest, rate(e, n));
                double mean = 0;
                for (std::int64_t n = 0; n < rates; ++n)
                    mean += std::exp(w * (rate(e, n) - slowest)) / static_cast<double>(rates);
                want += w * slowest + std::log(mean);
            }
            worst.add(gotSums[static_cast<std::size_t>(e * (groups + 1) + groups)],
                      m_s[static_cast<std::size_t>(e * m.length + m.length - 1)]);
            const double off = std::abs(gotLn[static_cast<std::size_t>(e)] - want) / std::max(1e-3, std::abs(want));
            ln = off <= ln ? ln : off;
            kept += gotKept[static_cast<std::size_t>(e)] == count ? 0 : 1;
        }
        report.add(nameOf(m) + ", sums of steps", worst.relative(), 1e-12);
        report.add(nameOf(m) + ", ln decay", ln, 1e-5);
        report.add(nameOf(m) + ", kept tokens", kept, 0.5);
    }

    AttentionLayer layer;

private:
    std::vector<float> many(std::int64_t count, float low, float high)
    {
        std::uniform_real_distribution<float> distribution(low, high);
        std::vector<float> values(static_cast<std::size_t>(count));
        for (float& value : values)
            value = distribution(m_generator);
        return values;
    }
    std::vector<float> thresholds()
    {
        std::vector<float> values = many(m.channels, 0, 2 * m.step);
        values[0] = -1; // a channel that the filter leaves alone
        return values;
    }
    // Rows with NaN behind them.
    std::vector<float> matrix(std::int64_t rows, float low, float high)
    {
        std::vector<float> values(static_cast<std::size_t>(rows * m_stride), std::numeric_limits<float>::quiet_NaN());
        for (std::int64_t r = 0; r < rows; ++r) {
            const std::vector<float> row = many(m.length, low, high);
            std::copy(row.begin(), row.end(), values.begin() + r * m_stride);
        }
        return values;
    }

    Case m;
    std::mt19937_64 m_generator;
    std::int64_t m_stride;
    std::vector<float> dt, b, cc, a, threshold;
    DeviceArray<float> m_dt, m_b, m_c, m_a, m_threshold;
    DeviceArray<double> m_sums;
    DeviceArray<float> m_slowest;
    DeviceArray<double> m_lnDecay;
    DeviceArray<std::int64_t> m_kept;
    std::vector<double> m_s; ///< [channels, L]
};

// More than 2^31 steps: the same channel again and again, of which the last one is looked at.
void checkFar(Report& report)
{
    constexpr std::int64_t kLength = 65536;
    constexpr std::int64_t kChannels = 33000;
    std::size_t free = 0;
    std::size_t all = 0;
    check(cudaMemGetInfo(&free, &all));
    if (free < std::size_t(14) << 30)
        return;
    Case c;
    c.length = kLength;
    c.channels = 1;
    c.filter = false;
    const Problem one(c, 77);
    DeviceArray<float> dt(static_cast<std::size_t>(kLength * kChannels));
    DeviceArray<float> a(static_cast<std::size_t>(16 * kChannels));
    for (std::int64_t e = 0; e < kChannels; ++e) {
        check(
            cudaMemcpyAsync(dt.data() + e * kLength, one.layer.dt, kLength * sizeof(float), cudaMemcpyDeviceToDevice));
        check(cudaMemcpyAsync(a.data() + e * 16, one.layer.a, 16 * sizeof(float), cudaMemcpyDeviceToDevice));
    }
    AttentionLayer many = one.layer;
    many.channels = kChannels;
    many.dt = dt.data();
    many.dtStride = kLength;
    many.a = a.data();
    DeviceArray<double> sums(static_cast<std::size_t>(kChannels * (stepGroups(kLength) + 1)));
    DeviceArray<float> slowest(kChannels);
    DeviceArray<double> ln(kChannels);
    DeviceArray<double> total(kChannels), moment(kChannels), want(2);
    stepSums(many, {sums.data(), slowest.data(), ln.data(), nullptr}, nullptr);
    many.sums = sums.data();
    many.slowest = slowest.data();
    attentionMoments(many, kLength - 1, 1, total.data(), moment.data(), nullptr);
    attentionMoments(one.layer, kLength - 1, 1, want.data(), want.data() + 1, nullptr);
    report.add("map, more than 2^31 steps", std::abs(moment.host().back() / want.host()[1] - 1), 1e-6);
    std::vector<float> steps(kLength);
    check(cudaMemcpy(steps.data(), one.layer.dt, kLength * sizeof(float), cudaMemcpyDeviceToHost));
    double s = 0;
    for (const float w : steps)
        s += static_cast<double>(w);
    report.add("map, sums of more than 2^31 steps", std::abs(sums.host().back() / s - 1), 1e-12);
}

} // namespace

void checkAttention(Report& report)
{
    std::uint64_t seed = 1;
    for (const bool first : {true, false})
        for (const bool filter : {true, false}) {
            Case c;
            c.ratePerState = first;
            c.filter = filter;
            c.states = first ? 16 : 24;
            c.channels = first ? 3 : 4;
            c.groups = first ? 1 : 2;
            for (const std::int64_t length : {1, 3, 4, 63, 255, 256, 257, 2047, 2048, 2049}) {
                c.length = length;
                const Problem p(c, seed += 10);
                p.sums(report);
                const std::int64_t near = std::min<std::int64_t>(length, 300);
                p.values(report, c.channels - 1, {0, near, 0, near}, 3e-6);
                p.values(report, -1, {length - near, length, length - near, length}, 3e-6);
                p.values(report, 0, {length - std::min<std::int64_t>(near, 7), length, 0, length}, 3e-6);
                p.rows(report, 0, {length - 1, length / 2, 0});
                p.rows(report, -1, {length - 1});
                const std::int64_t cells = std::min<std::int64_t>(near, 37);
                p.pooled(report, 1, {0, near, 0, near}, cells, (cells + 1) / 2, false);
                p.pooled(report, -1, {length - near, length, length - near, length}, near, near, length % 2 == 0);
                p.moments(report, length - 1, 1);
                p.moments(report, length - std::min<std::int64_t>(length, 16), std::min<std::int64_t>(length, 16));
                p.moments(report, length / 2, std::min<std::int64_t>(3, length - length / 2));
            }
        }
    // Every number of states, strides, shapes that divide nothing.
    for (const bool first : {true, false})
        for (const std::int64_t states : {1, 8, 15, 16, 17, 64, 128, 256}) {
            Case c;
            c.ratePerState = first;
            c.states = states;
            c.channels = first ? 17 : 6;
            c.groups = first ? 1 : 3;
            c.length = 411;
            c.pad = 5;
            const Problem p(c, seed += 10);
            p.sums(report);
            p.values(report, 2, {130, 411, 3, 290}, 4e-6);
            p.values(report, -1, {260, 300, 100, 411}, 4e-6);
            p.rows(report, -1, {410, 77});
            p.pooled(report, 1, {7, 400, 30, 399}, 41, 100, true);
            p.pooled(report, -1, {129, 411, 0, 411}, 1, 3, false);
            p.moments(report, 400, 11);
            p.moments(report, 33, 2);
            p.moments(report, 31, 1);
        }
    // A channel list longer than a block has threads, and decays down to e^-100000.
    for (const bool first : {true, false})
        for (const float rate : {0.5F, 500.0F}) {
            Case c;
            c.ratePerState = first;
            c.channels = 300;
            c.states = first ? 4 : 16;
            c.rate = rate;
            c.step = rate > 10 ? 1.0F : 0.05F;
            const Problem p(c, seed += 10);
            p.sums(report);
            p.values(report, -1, {128, 300, 0, 300}, 4e-6);
            p.pooled(report, 7, {0, 300, 0, 300}, 19, 23, false);
            p.pooled(report, -1, {256, 300, 0, 300}, 5, 30, false);
            p.rows(report, 11, {299, 150});
            p.moments(report, 284, 16);
            p.moments(report, 299, 1);
        }
    for (const bool first : {true, false}) {
        Case c;
        c.ratePerState = first;
        c.length = 65536;
        c.channels = 2;
        c.rate = 0.01F; // something is left after that many tokens
        const Problem p(c, seed += 10);
        p.sums(report);
        p.values(report, 0, {65000, 65536, 0, 200}, 1e-5);
        p.values(report, 1, {65400, 65536, 65300, 65536}, 4e-6);
        p.rows(report, 0, {65535, 40000});
        p.pooled(report, 1, {65000, 65536, 64000, 65536}, 31, 100, false);
        p.pooled(report, 1, {64, 65500, 40000, 40010}, 512, 3, true);
        p.moments(report, 65535, 1);
        p.moments(report, 65520, 16);
    }
    checkFar(report);
}

} // namespace mambascope::cuda::test
