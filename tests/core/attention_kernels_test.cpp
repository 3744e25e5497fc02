// SPDX-License-Identifier: GPL-3.0-or-later
// Pooled maps, means over channels, mean distances and decays on the CPU: against their definitions in fp64, and the
// versions for each vector unit against one another.
#include "kernels/reference/reference.h"
#include "mambascope/kernels/attention_mean.h"
#include "mambascope/kernels/attention_moments.h"
#include "mambascope/kernels/attention_pool.h"
#include "mambascope/kernels/decay.h"

// As the kernels are built.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#include <hwy/highway.h>

#include <QtTest>

#include <random>

using namespace mambascope::kernels;

namespace {

using Floats = std::vector<float>;

struct Shape
{
    std::int64_t length = 300;
    std::int64_t states = 16;
    bool perState = true;
    double drop = 0;   ///< share of tokens that the filter drops
    float step = 0.1F; ///< dt is below twice that
    float rate = 1;    ///< |A| lies between a fiftieth of that and that
    std::int64_t channels = 1;
    std::int64_t groups = 1; ///< consecutive channels share B and C
};

// Channels and everything that their factors point to.
struct Maps
{
    explicit Maps(const Shape& s) : shape(s)
    {
        std::mt19937_64 engine(static_cast<std::uint64_t>(s.length * 31 + s.states + s.channels));
        const auto many = [&](std::int64_t count, float low, float high) {
            Floats values(static_cast<std::size_t>(count));
            for (float& value : values)
                value = low + (high - low) * static_cast<float>(static_cast<double>(engine() >> 11) * 0x1p-53);
            return values;
        };
        threshold = 2 * s.step * static_cast<float>(s.drop);
        b = many(s.groups * s.states * (s.length + 3), -1, 1);
        c = many(s.length * (s.groups * s.states + 5), -1, 1);
        for (std::int64_t k = 0; k < s.channels; ++k) {
            dt.push_back(many(s.length, 0, 2 * s.step));
            a.push_back(many(s.perState ? s.states : 1, -s.rate, -s.rate / 50));
            w.push_back(dt.back());
            std::vector<double>& total = sum.emplace_back();
            double running = 0;
            for (float& value : w.back()) {
                value = value > threshold ? value : 0.0F;
                total.push_back(running += static_cast<double>(value));
            }
        }
        for (std::int64_t k = 0; k < s.channels; ++k) {
            const std::int64_t group = k / (s.channels / s.groups);
            const auto at = static_cast<std::size_t>(k);
            channels.push_back({s.length, s.states, s.perState ? s.states : 1, a[at].data(), sum[at].data(),
                                w[at].data(), b.data() + group * s.states * (s.length + 3), s.length + 3,
                                c.data() + group * s.states, s.groups * s.states + 5});
        }
    }
    Maps(const Maps&) = delete;
    Maps& operator=(const Maps&) = delete;

    double mean(std::int64_t i, std::int64_t j) const
    {
        double sumOfAll = 0;
        for (const AttentionFactors& f : channels)
            sumOfAll += reference::attention(f, i, j) / static_cast<double>(channels.size());
        return sumOfAll;
    }
    /// Moments of the channel 0.
    AttentionMoments moments(std::int64_t first, std::int64_t count) const
    {
        const AttentionFactors& f = channels.front();
        AttentionMoments m;
        m.length = f.length;
        m.states = f.states;
        m.rates = f.rates;
        m.a = f.a;
        m.dt = dt.front().data();
        m.threshold = threshold;
        m.b = f.b;
        m.bStride = f.bStride;
        m.c = f.c;
        m.cStride = f.cStride;
        m.first = first;
        m.count = count;
        return m;
    }

    Shape shape;
    float threshold = 0;
    Floats b, c;
    std::vector<Floats> dt, a, w;
    std::vector<std::vector<double>> sum;
    std::vector<AttentionFactors> channels;
};

Floats pooled(const Maps& maps, AttentionCells cells)
{
    Floats out(static_cast<std::size_t>(cells.height * cells.width), 0.0F);
    cells.out = out.data();
    // In two parts, as threads do.
    attentionPool(maps.channels.front(), cells, 0, cells.height / 3);
    attentionPool(maps.channels.front(), cells, cells.height / 3, cells.height);
    return out;
}

std::vector<double> pooledReference(const Maps& maps, const AttentionCells& cells)
{
    std::vector<double> out;
    for (std::int64_t y = 0; y < cells.height; ++y)
        for (std::int64_t x = 0; x < cells.width; ++x) {
            double cell = 0;
            for (std::int64_t i = cells.firstRow(y); i < cells.firstRow(y + 1); ++i)
                for (std::int64_t j = cells.firstColumn(x); j < cells.firstColumn(x + 1); ++j) {
                    const double value = std::abs(reference::attention(maps.channels.front(), i, j));
                    cell = cells.maximum ? std::max(cell, value) : cell + value;
                }
            out.push_back(cell);
        }
    return out;
}

// Total and moment of each row, with the products that one rate needs.
std::pair<std::vector<double>, std::vector<double>> momentsOf(const Maps& maps, std::int64_t first, std::int64_t count)
{
    AttentionMoments m = maps.moments(first, count);
    Floats products;
    if (m.rates == 1) {
        products.assign(static_cast<std::size_t>(count * m.length), std::nanf(""));
        attentionProducts(m, 0, (first + count) / 2, products.data());
        attentionProducts(m, (first + count) / 2, first + count, products.data());
        m.products = products.data();
    }
    std::vector<double> total(static_cast<std::size_t>(count), std::nan(""));
    std::vector<double> moment(total);
    attentionMoments(m, total.data(), moment.data());
    return {total, moment};
}

// Largest difference over the largest value expected; infinite where one of them is no number.
template <typename Got, typename Want>
double worst(const std::vector<Got>& got, const std::vector<Want>& want)
{
    double difference = got.size() == want.size() ? 0 : 1e30;
    double most = 1e-30;
    for (std::size_t k = 0; k < std::min(got.size(), want.size()); ++k) {
        const double off = std::abs(static_cast<double>(got[k]) - static_cast<double>(want[k]));
        difference = std::isnan(off) ? INFINITY : std::max(difference, off);
        most = std::max(most, std::abs(static_cast<double>(want[k])));
    }
    return difference / most;
}

void shapes()
{
    QTest::addColumn<qint64>("length");
    QTest::addColumn<bool>("perState");
    QTest::addColumn<double>("drop");
    for (const qint64 length : {1, 3, 4, 63, 255, 256, 257, 2047, 2048, 2049})
        for (const bool perState : {true, false})
            for (const double drop : {0.0, 0.9})
                QTest::addRow("%lld tokens, %s%s", length, perState ? "Mamba-1" : "Mamba-2",
                              drop > 0 ? ", filtered" : "")
                    << length << perState << drop;
}

Shape shapeOf(qint64 length, bool perState, double drop)
{
    Shape s;
    s.length = length;
    s.perState = perState;
    s.states = perState ? 16 : 33;
    s.drop = drop;
    return s;
}

} // namespace

class AttentionKernelsTest : public QObject
{
    Q_OBJECT

private slots:
    void pool_data() { shapes(); }
    void pool()
    {
        QFETCH(qint64, length);
        QFETCH(bool, perState);
        QFETCH(double, drop);
        const Maps maps(shapeOf(length, perState, drop));
        const std::int64_t near = std::min<std::int64_t>(length, 400);
        for (const bool maximum : {true, false}) {
            std::vector<AttentionCells> cases{{0, near, (near + 1) / 2, 0, near, near, maximum},
                                              {length - near, near, (near + 6) / 7, 0, near, (near + 2) / 3, maximum},
                                              {length - near, near, 1, length - near, near, 1, maximum}};
            if (length > 500) // a cell higher than a band, and cells that divide nothing
                cases.push_back({11, 461, 37, 100, 390, 29, maximum});
            for (const AttentionCells& cells : cases) {
                const double error = worst(pooled(maps, cells), pooledReference(maps, cells));
                // Far from the diagonal everything is small, and the exponent of e^-50 rounds to 50 times 6e-8.
                QVERIFY2(error < 1e-5, qPrintable(QString::number(error)));
            }
        }
    }

    void mean_data() { shapes(); }
    void mean()
    {
        QFETCH(qint64, length);
        QFETCH(bool, perState);
        QFETCH(double, drop);
        Shape shape = shapeOf(length, perState, drop);
        shape.channels = 6;
        shape.groups = perState ? 1 : 2;
        const Maps maps(shape);
        const std::int64_t rows = std::min<std::int64_t>(length, kMeanRows);
        const std::pair<std::int64_t, std::int64_t> ranges[] = {
            {0, length}, {length / 3, length}, {std::max<std::int64_t>(0, length - 70), length}, {0, (length + 1) / 2}};
        for (const auto& [col0, col1] : ranges) {
            const std::int64_t stride = (col1 - col0 + 63) / 64 * 64;
            Floats out(static_cast<std::size_t>(rows * stride), std::nanf(""));
            attentionMeanTile(maps.channels.data(), 6, length - rows, length, col0, col1, out.data(), stride);
            Floats got;
            std::vector<double> want;
            for (std::int64_t i = 0; i < rows; ++i)
                for (std::int64_t j = col0; j < col1; ++j) {
                    got.push_back(out[static_cast<std::size_t>(i * stride + j - col0)]);
                    want.push_back(maps.mean(length - rows + i, j));
                }
            const double error = worst(got, want);
            QVERIFY2(error < 4e-6, qPrintable(QString::number(error)));
        }
    }

    void moments_data()
    {
        shapes();
        QTest::newRow("65,536 tokens, Mamba-1") << qint64(65536) << true << 0.0;
        QTest::newRow("65,536 tokens, Mamba-2, filtered") << qint64(65536) << false << 0.9;
    }
    void moments()
    {
        QFETCH(qint64, length);
        QFETCH(bool, perState);
        QFETCH(double, drop);
        Shape shape = shapeOf(length, perState, drop);
        if (length > 10000)
            shape.rate = 0.01F; // something is left after that many tokens
        const Maps maps(shape);
        for (const std::int64_t count : {1, 2, 7, 16}) {
            const std::int64_t first = std::min<std::int64_t>(length - 1, std::max<std::int64_t>(0, length - 40));
            if (first + count > length || (length > 10000 && count == 7))
                continue;
            const auto [total, moment] = momentsOf(maps, first, count);
            for (std::int64_t r = 0; r < count; ++r) {
                double wantTotal = 0;
                double wantMoment = 0;
                for (std::int64_t j = 0; j <= first + r; ++j) {
                    const double value = std::abs(reference::attention(maps.channels.front(), first + r, j));
                    wantTotal += value;
                    wantMoment += value * static_cast<double>(first + r - j);
                }
                const auto at = static_cast<std::size_t>(r);
                QVERIFY2(std::abs(total[at] - wantTotal) <= 1e-5 * wantTotal, qPrintable(QString::number(total[at])));
                QVERIFY2(std::abs(moment[at] - wantMoment) <= 1e-5 * wantMoment + 1e-12,
                         qPrintable(QString::number(moment[at])));
            }
        }
    }

    void longRows()
    {
        for (const bool perState : {true, false}) {
            Shape shape = shapeOf(65536, perState, 0.5);
            shape.rate = 0.01F;
            const Maps maps(shape);
            Floats row(65536);
            attentionTile(maps.channels.front(), 65535, 65536, 0, 65536, row.data(), 65536);
            std::vector<double> want;
            for (std::int64_t j = 0; j < 65536; ++j)
                want.push_back(reference::attention(maps.channels.front(), 65535, j));
            QVERIFY(worst(row, want) < 4e-6);
            const AttentionCells cells{60000, 100, 3, 0, 2000, 7, true};
            QVERIFY(worst(pooled(maps, cells), pooledReference(maps, cells)) < 1e-5);
        }
    }

    // Decays down to e^-100000: nothing that is not a number, and everything near the diagonal still right.
    void extremeDecays_data()
    {
        QTest::addColumn<bool>("perState");
        QTest::newRow("Mamba-1") << true;
        QTest::newRow("Mamba-2") << false;
    }
    void extremeDecays()
    {
        QFETCH(bool, perState);
        Shape shape = shapeOf(300, perState, 0.4);
        shape.step = 1;
        shape.rate = 500;
        shape.channels = 3;
        const Maps maps(shape);
        const AttentionCells cells{0, 300, 100, 0, 300, 300, true};
        QVERIFY(worst(pooled(maps, cells), pooledReference(maps, cells)) < 4e-6);
        Floats out(128 * 320);
        attentionMeanTile(maps.channels.data(), 3, 172, 300, 0, 300, out.data(), 320);
        Floats got;
        std::vector<double> want;
        for (std::int64_t i = 0; i < 128; ++i)
            for (std::int64_t j = 0; j < 300; ++j) {
                got.push_back(out[static_cast<std::size_t>(i * 320 + j)]);
                want.push_back(maps.mean(172 + i, j));
            }
        QVERIFY(worst(got, want) < 4e-6);
        const auto [total, moment] = momentsOf(maps, 284, 16);
        for (std::size_t r = 0; r < 16; ++r)
            QVERIFY(std::isfinite(total[r]) && std::isfinite(moment[r]) && total[r] > 0);
        const double ln = lnDecaySum(maps.dt.front().data(), 300, maps.threshold, maps.channels.front().a,
                                     maps.channels.front().rates);
        QVERIFY(std::isfinite(ln) && ln < 0);
    }

    // Small steps, where a mean of exponentials loses digits, large ones, where they are zero, and both at once.
    void decays()
    {
        for (const float step : {1e-5F, 1e-3F, 0.02F, 0.3F, 20.0F, 1e4F})
            for (const double drop : {0.0, 0.5}) {
                Shape shape = shapeOf(5000, true, drop);
                shape.step = step;
                shape.rate = 16;
                const Maps maps(shape);
                const AttentionFactors& f = maps.channels.front();
                const double slowest = static_cast<double>(*std::max_element(f.a, f.a + f.rates));
                double want = 0;
                for (std::int64_t t = 0; t < f.length; ++t) {
                    double mean = 0;
                    for (std::int64_t n = 0; n < f.rates; ++n)
                        mean += std::exp(static_cast<double>(f.w[t]) * (static_cast<double>(f.a[n]) - slowest)) /
                                static_cast<double>(f.rates);
                    want += static_cast<double>(f.w[t]) * slowest + std::log(mean);
                }
                const double got = lnDecaySum(maps.dt.front().data(), f.length, maps.threshold, f.a, f.rates);
                QVERIFY2(std::abs(got / want - 1) < 1e-6,
                         qPrintable(QStringLiteral("%1, expected %2").arg(got, 0, 'g', 12).arg(want, 0, 'g', 12)));
            }
    }

    void vectorUnitsAgree()
    {
        Shape shapeOne = shapeOf(700, true, 0.3);
        shapeOne.channels = 3;
        Shape shapeTwo = shapeOf(700, false, 0.3);
        shapeTwo.channels = 4;
        shapeTwo.groups = 2;
        const Maps one(shapeOne);
        const Maps two(shapeTwo);
        // Everything that the kernels compute, of both families.
        const auto everything = [&] {
            std::vector<Floats> all;
            for (const Maps* maps : {&one, &two}) {
                const auto count = static_cast<std::int64_t>(maps->channels.size());
                all.push_back(pooled(*maps, {3, 650, 41, 0, 700, 97, true}));
                all.push_back(pooled(*maps, {3, 650, 41, 0, 700, 97, false}));
                Floats& tile = all.emplace_back(static_cast<std::size_t>(128 * 704), 0.0F);
                attentionMeanTile(maps->channels.data(), count, 500, 628, 0, 700, tile.data(), 704);
                Floats& rows = all.emplace_back(static_cast<std::size_t>(90 * 700), 0.0F);
                attentionTile(maps->channels.front(), 600, 690, 0, 700, rows.data(), 700);
                const auto [total, moment] = momentsOf(*maps, 680, 16);
                all.emplace_back(total.begin(), total.end());
                all.emplace_back(moment.begin(), moment.end());
                all.push_back({static_cast<float>(lnDecaySum(maps->dt.front().data(), 700, maps->threshold,
                                                             maps->channels.front().a, maps->channels.front().rates))});
            }
            return all;
        };
        const std::vector<Floats> best = everything();
        const std::int64_t all = hwy::SupportedTargets() & HWY_TARGETS;
        int compared = 0;
        for (std::int64_t left = all; left != 0; left &= left - 1) {
            hwy::SetSupportedTargetsForTest(left & -left);
            hwy::GetChosenTarget().Update(hwy::SupportedTargets());
            const std::vector<Floats> other = everything();
            for (std::size_t k = 0; k < best.size(); ++k) {
                const double error = worst(other[k], best[k]);
                QVERIFY2(error <= 2e-6,
                         qPrintable(
                             QStringLiteral("%1, result %2: %3").arg(hwy::TargetName(left & -left)).arg(k).arg(error)));
            }
            ++compared;
        }
        hwy::SetSupportedTargetsForTest(0);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        QVERIFY(compared >= 1);
    }
};

QTEST_APPLESS_MAIN(AttentionKernelsTest)
#include "attention_kernels_test.moc"
