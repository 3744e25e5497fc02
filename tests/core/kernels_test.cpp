// SPDX-License-Identifier: GPL-3.0-or-later
// Every CPU kernel against the fp64 recurrence, with every option on and off.
#include "mambascope/kernels/decay.h"
#include "mambascope/kernels/elementwise.h"
#include "tests/core/kernels_data.h"

#include <QtTest>

using namespace mambascope::kernels;
using namespace mambascope::kernels::test;

namespace {

void lengths()
{
    QTest::addColumn<qint64>("tokens");
    for (const qint64 n : {1, 3, 4, 63, 255, 256, 257, 2047, 2048, 2049, 65536})
        QTest::newRow(qPrintable(QString::number(n))) << n;
}

} // namespace

class KernelsTest : public QObject
{
    Q_OBJECT

private slots:
    void selectiveScanLengths_data() { lengths(); }
    void selectiveScanLengths()
    {
        QFETCH(qint64, tokens);
        ScanData data;
        const std::int64_t channels = tokens > 4096 ? 17 : 83; // whole tiles of channels, whole vectors and a rest
        fill(data, tokens, channels, 16, true, true, true);
        const reference::Result want = reference::selectiveScan(data.s);
        selectiveScan(data.s, 0, channels);
        QVERIFY2(worst(data.out.data(), data.s.outStride, want.out, tokens, channels) < 5e-6, "output");
        QVERIFY2(worst(data.state.data(), channels, want.state, 16, channels) < 5e-6, "state");
    }

    void selectiveScanOptions_data()
    {
        QTest::addColumn<int>("states");
        QTest::addColumn<bool>("gate");
        QTest::addColumn<bool>("filter");
        QTest::addColumn<bool>("initial");
        for (const int states : {1, 5, 8, 16, 24, 32, 64})
            for (int bits = 0; bits < 8; ++bits)
                QTest::addRow("N %d options %d", states, bits)
                    << states << bool(bits & 1) << bool(bits & 2) << bool(bits & 4);
    }
    void selectiveScanOptions()
    {
        QFETCH(int, states);
        QFETCH(bool, gate);
        QFETCH(bool, filter);
        QFETCH(bool, initial);
        ScanData data;
        fill(data, 100, 37, states, gate, filter, initial); // 37: full vectors and a tail on every target
        const reference::Result want = reference::selectiveScan(data.s);
        selectiveScan(data.s, 0, 21); // any split of the channels
        selectiveScan(data.s, 21, 37);
        QVERIFY(worst(data.out.data(), data.s.outStride, want.out, 100, 37) < 5e-6);
        QVERIFY(worst(data.state.data(), 37, want.state, states, 37) < 5e-6);
        for (std::int64_t t = 0; t < 100; ++t) // nothing beyond a row's end was touched
            QCOMPARE(data.out[static_cast<std::size_t>(t * data.s.outStride + 37)], 7.0F);
    }

    void slowChannelsKeepTheirState()
    {
        // Decays next to 1: what the exponential is wrong by is compounded over all tokens.
        ScanData data;
        fill(data, 20000, 16, 4, false, false, true);
        std::fill(data.a.begin(), data.a.end(), -0.001F);
        std::fill(data.x.begin(), data.x.end(), 0.0F);
        const reference::Result want = reference::selectiveScan(data.s);
        selectiveScan(data.s, 0, 16);
        for (std::size_t i = 0; i < data.state.size(); ++i)
            QVERIFY(std::abs(static_cast<double>(data.state[i]) / want.state[i] - 1) < 1e-4);
    }

    void strongDecaysForget()
    {
        // Decays below the smallest number: nothing is left, and nothing is NaN.
        ScanData data;
        fill(data, 40, 20, 16, true, false, true);
        std::fill(data.a.begin(), data.a.end(), -1e6F);
        const reference::Result want = reference::selectiveScan(data.s);
        selectiveScan(data.s, 0, 20);
        QVERIFY(worst(data.out.data(), data.s.outStride, want.out, 40, 20) < 2e-6);
        SsdData ssd;
        fill(ssd, 40, 2, 32, 16, 1, false);
        std::fill(ssd.a.begin(), ssd.a.end(), -1e6F);
        const reference::Result ssdWant = reference::ssdScan(ssd.s);
        ssdScan(ssd.s, 0, 2);
        QVERIFY(worst(ssd.out.data(), ssd.s.outStride, ssdWant.out, 40, 64) < 2e-6);
        QVERIFY(worst(ssd.state.data(), 32, ssdWant.state, 32, 32) < 2e-6);
    }

    void chunksOfAScanGiveTheWhole()
    {
        SsdData whole;
        fill(whole, 77, 2, 48, 24, 1, true);
        SsdData parts;
        fill(parts, 77, 2, 48, 24, 1, true);
        ssdScan(whole.s, 0, 2);
        for (const auto& [begin, end] : {std::pair{0, 1}, {1, 18}, {18, 21}, {21, 77}}) {
            SsdScan s = parts.s;
            s.tokens = end - begin;
            s.x += begin * s.xStride;
            s.dt += begin * s.dtStride;
            s.b += begin * s.bStride;
            s.c += begin * s.cStride;
            s.out += begin * s.outStride;
            ssdScan(s, 0, 2);
        }
        std::vector<double> want(whole.out.begin(), whole.out.end());
        QVERIFY(worst(parts.out.data(), whole.s.outStride, want, 77, whole.s.outStride) < 5e-6);
    }

    void filteredTokensLeaveTheStateExactly()
    {
        ScanData data;
        fill(data, 50, 32, 16, true, true, true);
        std::fill(data.threshold.begin(), data.threshold.end(), 1.0F); // above every dt
        const Floats before = data.state;
        selectiveScan(data.s, 0, 32);
        QCOMPARE(data.state, before);
        SsdData ssd;
        fill(ssd, 50, 4, 32, 16, 1, true);
        std::fill(ssd.threshold.begin(), ssd.threshold.end(), 1.0F);
        const Floats ssdBefore = ssd.state;
        ssdScan(ssd.s, 0, 4);
        QCOMPARE(ssd.state, ssdBefore);
    }

    void thresholdIsStrict()
    {
        SsdData data;
        fill(data, 8, 1, 16, 4, 1, true);
        for (std::int64_t t = 0; t < 8; ++t)
            data.dt[static_cast<std::size_t>(t * data.s.dtStride)] = 0.25F;
        data.threshold[0] = 0.25F; // equal: forgotten
        const Floats before = data.state;
        ssdScan(data.s, 0, 1);
        QCOMPARE(data.state, before);
    }

    void ssdScanLengths_data() { lengths(); }
    void ssdScanLengths()
    {
        QFETCH(qint64, tokens);
        SsdData data;
        const std::int64_t states = tokens > 4096 ? 16 : 64;
        fill(data, tokens, 3, 32, states, 1, true);
        const reference::Result want = reference::ssdScan(data.s);
        ssdScan(data.s, 0, 3);
        QVERIFY(worst(data.out.data(), data.s.outStride, want.out, tokens, 96) < 5e-6);
        QVERIFY(worst(data.state.data(), 96 * states, want.state, 1, 96 * states) < 5e-6);
        for (std::int64_t t = 0; t < tokens; ++t) // nothing beyond a row's end was touched
            QCOMPARE(data.out[static_cast<std::size_t>(t * data.s.outStride + 96)], 7.0F);
    }

    void ssdScanShapes_data()
    {
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("headDim");
        QTest::addColumn<int>("states");
        QTest::addColumn<int>("groups");
        QTest::addColumn<bool>("filter");
        for (const int states : {8, 16, 24, 32, 64, 256})
            for (const bool filter : {false, true})
                QTest::addRow("N %d filter %d", states, int(filter)) << 2 << 32 << states << 1 << filter;
        QTest::newRow("head of 64") << 4 << 64 << 128 << 1 << true;
        QTest::newRow("head of 80") << 2 << 80 << 16 << 1 << true;
        QTest::newRow("groups") << 6 << 16 << 8 << 3 << true;
        QTest::newRow("odd head") << 2 << 21 << 5 << 2 << false;
        QTest::newRow("one value") << 1 << 1 << 1 << 1 << false;
    }
    void ssdScanShapes()
    {
        QFETCH(int, heads);
        QFETCH(int, headDim);
        QFETCH(int, states);
        QFETCH(int, groups);
        QFETCH(bool, filter);
        SsdData data;
        fill(data, 101, heads, headDim, states, groups, filter);
        const reference::Result want = reference::ssdScan(data.s);
        for (int h = 0; h < heads; ++h)
            ssdScan(data.s, h, h + 1);
        QVERIFY(worst(data.out.data(), data.s.outStride, want.out, 101, heads * headDim) < 5e-6);
        const std::int64_t width = std::int64_t{states} * heads * headDim;
        QVERIFY(worst(data.state.data(), width, want.state, 1, width) < 5e-6);
    }

    void convolution_data() { lengths(); }
    void convolution()
    {
        QFETCH(qint64, tokens);
        Random random(static_cast<std::uint64_t>(tokens));
        const std::int64_t channels = 45;
        Floats x = random.many(tokens * (channels + 2), -2, 2);
        const Floats weight = random.many(4 * channels, -1, 1);
        const Floats bias = random.many(channels, -1, 1);
        Floats state = random.many(3 * channels, -1, 1);
        const Floats before = state;
        Floats out(static_cast<std::size_t>(tokens * channels));
        const Conv1dSilu s{tokens,      channels,     4,          x.data(), channels + 2, weight.data(),
                           bias.data(), state.data(), out.data(), channels};
        const std::vector<double> want = reference::conv1dSilu(s);
        conv1dSilu(s, 0, tokens / 2);
        conv1dSilu(s, tokens / 2, tokens);
        advanceConv1dState(s);
        QVERIFY(worst(out.data(), channels, want, tokens, channels) < 2e-6);
        for (std::int64_t k = 0; k < 3; ++k) // the last three inputs, older ones from the state
            for (std::int64_t e = 0; e < channels; ++e) {
                const std::int64_t from = tokens - 3 + k;
                const float expected = from >= 0 ? x[static_cast<std::size_t>(from * (channels + 2) + e)]
                                                 : before[static_cast<std::size_t>((from + 3) * channels + e)];
                QCOMPARE(state[static_cast<std::size_t>(k * channels + e)], expected);
            }
    }

    void norms()
    {
        Random random(5);
        const std::int64_t rows = 5;
        const std::int64_t width = 66;
        const Floats y = random.many(rows * width, -3, 3);
        const Floats z = random.many(rows * width, -3, 3);
        const Floats weight = random.many(width, -2, 2);
        Floats plain(y.size());
        Floats gated(y.size());
        rmsNorm(y.data(), width, weight.data(), 1e-5F, rows, width, plain.data(), width);
        gatedRmsNorm(y.data(), width, z.data(), width, weight.data(), 1e-5F, rows, width, 3, gated.data(), width);
        for (std::int64_t r = 0; r < rows; ++r) {
            double squares = 0;
            double groups[3] = {0, 0, 0};
            const auto at = [&](std::int64_t i) { return static_cast<std::size_t>(r * width + i); };
            const auto gate = [&](std::int64_t i) { return static_cast<double>(y[at(i)]) * reference::silu(z[at(i)]); };
            for (std::int64_t i = 0; i < width; ++i) {
                squares += static_cast<double>(y[at(i)]) * static_cast<double>(y[at(i)]);
                groups[i / 22] += gate(i) * gate(i);
            }
            for (std::int64_t i = 0; i < width; ++i) {
                const double w = weight[static_cast<std::size_t>(i)];
                QVERIFY(std::abs(static_cast<double>(plain[at(i)]) -
                                 static_cast<double>(y[at(i)]) / std::sqrt(squares / 66 + 1e-5) * w) < 2e-6);
                QVERIFY(std::abs(static_cast<double>(gated[at(i)]) -
                                 gate(i) / std::sqrt(groups[i / 22] / 22 + 1e-5) * w) < 3e-6);
            }
        }
    }

    void softplus()
    {
        const Floats x{-100, -20, -5, -1, 0, 1, 5, 19, 19.9F, 20.1F, 50, 1000, 0.5F, -0.5F, 3, 4, 7};
        const Floats bias(x.size(), 0.1F);
        Floats out(x.size());
        softplusBias(x.data(), 17, bias.data(), 0, 1e9F, 1, 17, out.data(), 17);
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double want = reference::softplus(static_cast<double>(x[i] + 0.1F));
            QVERIFY2(std::abs(static_cast<double>(out[i]) - want) <= 3e-7 * want + 1e-12,
                     qPrintable(QString::number(x[i])));
        }
        const Floats sweep = Random(11).many(40000, -80, 30);
        const Floats none(sweep.size(), 0.0F);
        Floats values(sweep.size());
        const auto count = static_cast<std::int64_t>(sweep.size());
        softplusBias(sweep.data(), count, none.data(), 0, 1e9F, 1, count, values.data(), count);
        for (std::size_t i = 0; i < sweep.size(); ++i) {
            const double want = reference::softplusExact(static_cast<double>(sweep[i]));
            QVERIFY2(std::abs(static_cast<double>(values[i]) - want) <= 3e-7 * want,
                     qPrintable(QString::number(static_cast<double>(sweep[i]))));
        }
        softplusBias(x.data(), 17, bias.data(), 0.01F, 10, 1, 17, out.data(), 17);
        QCOMPARE(out.front(), 0.01F);
        QCOMPARE(out[11], 10.0F);
    }

    void attentionTiles_data()
    {
        QTest::addColumn<int>("states");
        QTest::addColumn<bool>("perState");
        QTest::addColumn<double>("drop");
        QTest::newRow("Mamba-1") << 16 << true << 0.0;
        QTest::newRow("Mamba-1 filtered") << 16 << true << 0.9;
        QTest::newRow("Mamba-1 odd") << 7 << true << 0.5;
        QTest::newRow("Mamba-2") << 64 << false << 0.0;
        QTest::newRow("Mamba-2 filtered") << 64 << false << 0.95;
        QTest::newRow("Mamba-2 odd") << 33 << false << 0.2;
    }
    void attentionTiles()
    {
        QFETCH(int, states);
        QFETCH(bool, perState);
        QFETCH(double, drop);
        MapData data;
        fill(data, 300, states, perState, drop);
        const std::int64_t rects[][4] = {{0, 300, 0, 300}, {290, 300, 0, 300}, {100, 101, 0, 300},
                                         {13, 77, 5, 64},  {0, 300, 129, 130}, {0, 64, 64, 128}};
        for (const auto& r : rects) {
            const std::int64_t cols = r[3] - r[2];
            Floats out(static_cast<std::size_t>((r[1] - r[0]) * cols), 9.0F);
            attentionTile(data.f, r[0], r[1], r[2], r[3], out.data(), cols);
            for (std::int64_t i = r[0]; i < r[1]; ++i)
                for (std::int64_t j = r[2]; j < r[3]; ++j) {
                    const double want = reference::attention(data.f, i, j);
                    const auto got = static_cast<double>(out[static_cast<std::size_t>((i - r[0]) * cols + j - r[2])]);
                    QVERIFY2(std::abs(got - want) < 4e-6,
                             qPrintable(QStringLiteral("(%1, %2): %3, expected %4").arg(i).arg(j).arg(got).arg(want)));
                }
        }
    }

    void decaySum()
    {
        Random random(9);
        const Floats dt = random.many(1000, 0.001F, 3);
        const Floats a = random.many(16, -20, -0.3F);
        double want = 0;
        double kept = 0;
        for (const float step : dt) {
            double mean = 0;
            for (const float rate : a)
                mean += std::exp(static_cast<double>(step) * static_cast<double>(rate)) / 16;
            want += std::log(mean);
            kept += step > 1.5F ? static_cast<double>(step) : 0;
        }
        QVERIFY(std::abs(lnDecaySum(dt.data(), 1000, -1, a.data(), 16) / want - 1) < 1e-6);
        QVERIFY(std::abs(lnDecaySum(dt.data(), 1000, 1.5F, a.data(), 1) / (kept * static_cast<double>(a[0])) - 1) <
                1e-12);
    }
};

QTEST_APPLESS_MAIN(KernelsTest)
#include "kernels_test.moc"
