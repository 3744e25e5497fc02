// SPDX-License-Identifier: GPL-3.0-or-later
// Every CPU kernel against the fp64 recurrence, with every option on and off.
#include "kernels/reference/reference.h"
#include "mambascope/kernels/decay.h"
#include "mambascope/kernels/elementwise.h"

#include <QtTest>

#include <random>

using namespace mambascope::kernels;

namespace {

using Floats = std::vector<float>;

// Reproducible values on every machine: the engine is specified, the standard's distributions are not.
class Random
{
public:
    explicit Random(std::uint64_t seed) : m_engine(seed) {}
    float operator()(float low, float high)
    {
        return low + (high - low) * static_cast<float>(static_cast<double>(m_engine() >> 11) * 0x1p-53);
    }
    Floats many(std::int64_t count, float low, float high)
    {
        Floats values(static_cast<std::size_t>(count));
        for (float& v : values)
            v = (*this)(low, high);
        return values;
    }

private:
    std::mt19937_64 m_engine;
};

// Largest |got - want| / (1 + |want|).
double worst(const float* got, std::int64_t stride, const std::vector<double>& want, std::int64_t rows,
             std::int64_t width)
{
    double most = 0;
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t c = 0; c < width; ++c) {
            const double w = want[static_cast<std::size_t>(r * width + c)];
            most = std::max(most, std::abs(static_cast<double>(got[r * stride + c]) - w) / (1 + std::abs(w)));
        }
    return most;
}

void lengths()
{
    QTest::addColumn<qint64>("tokens");
    for (const qint64 n : {1, 3, 4, 63, 255, 256, 257, 2047, 2048, 2049})
        QTest::newRow(qPrintable(QString::number(n))) << n;
}

struct ScanData
{
    SelectiveScan s;
    Floats x, dt, a, b, c, d, z, threshold, state, out;
};

// Row strides wider than the rows, so that a kernel which ignores them fails.
void fill(ScanData& data, std::int64_t tokens, std::int64_t channels, std::int64_t states, bool gate, bool filter,
          bool initial)
{
    Random random(static_cast<std::uint64_t>(tokens * 131 + channels * 7 + states));
    const std::int64_t stride = channels + 3;
    data.x = random.many(tokens * stride, -2, 2);
    data.dt = random.many(tokens * stride, 0.001F, 0.2F);
    data.a = random.many(states * channels, -16, -0.05F);
    data.b = random.many(tokens * (states + 1), -1, 1);
    data.c = random.many(tokens * (states + 1), -1, 1);
    data.d = random.many(channels, -1, 1);
    data.z = random.many(tokens * stride, -3, 3);
    data.threshold = random.many(channels, -0.05F, 0.15F);
    data.state = random.many(states * channels, -1, 1);
    if (!initial)
        std::fill(data.state.begin(), data.state.end(), 0.0F);
    data.out.assign(static_cast<std::size_t>(tokens * stride), 7.0F);
    data.s = {tokens,
              channels,
              states,
              data.x.data(),
              stride,
              data.dt.data(),
              stride,
              data.a.data(),
              data.b.data(),
              states + 1,
              data.c.data(),
              states + 1,
              data.d.data(),
              gate ? data.z.data() : nullptr,
              stride,
              filter ? data.threshold.data() : nullptr,
              data.state.data(),
              data.out.data(),
              stride};
}

struct SsdData
{
    SsdScan s;
    Floats x, dt, a, b, c, d, threshold, state, out;
};

void fill(SsdData& data, std::int64_t tokens, std::int64_t heads, std::int64_t headDim, std::int64_t states,
          std::int64_t groups, bool filter)
{
    Random random(static_cast<std::uint64_t>(tokens * 17 + heads * 3 + states));
    const std::int64_t width = heads * headDim;
    const std::int64_t gn = groups * states;
    data.x = random.many(tokens * (width + 5), -2, 2);
    data.dt = random.many(tokens * (heads + 2), 0.001F, 0.5F);
    data.a = random.many(heads, -8, -0.01F);
    data.b = random.many(tokens * (gn + 1), -1, 1);
    data.c = random.many(tokens * (gn + 1), -1, 1);
    data.d = random.many(width, -1, 1);
    data.threshold = random.many(heads, -0.1F, 0.4F);
    data.state = random.many(states * width, -1, 1);
    data.out.assign(static_cast<std::size_t>(tokens * (width + 1)), 7.0F);
    data.s = {tokens,
              heads,
              headDim,
              states,
              groups,
              data.x.data(),
              width + 5,
              data.dt.data(),
              heads + 2,
              data.a.data(),
              data.b.data(),
              gn + 1,
              data.c.data(),
              gn + 1,
              data.d.data(),
              filter ? data.threshold.data() : nullptr,
              data.state.data(),
              data.out.data(),
              width + 1};
}

struct MapData
{
    AttentionFactors f;
    Floats a, w, b, c;
    std::vector<double> sum;
};

void fill(MapData& data, std::int64_t length, std::int64_t states, bool perState, double drop)
{
    Random random(static_cast<std::uint64_t>(length + states));
    data.a = random.many(perState ? states : 1, -4, -0.01F);
    data.w = random.many(length, 0.001F, 0.3F);
    for (float& w : data.w)
        if (static_cast<double>(random(0, 1)) < drop)
            w = 0;
    data.b = random.many(states * (length + 2), -1, 1);
    data.c = random.many(length * (states + 3), -1, 1);
    double sum = 0;
    for (const float w : data.w)
        data.sum.push_back(sum += static_cast<double>(w));
    data.f = {length,        states,     perState ? states : 1, data.a.data(), data.sum.data(), data.w.data(),
              data.b.data(), length + 2, data.c.data(),         states + 3};
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
        fill(data, tokens, 40, 16, true, true, true);
        const reference::Result want = reference::selectiveScan(data.s);
        selectiveScan(data.s, 0, 40);
        QVERIFY2(worst(data.out.data(), data.s.outStride, want.out, tokens, 40) < 2e-5, "output");
        QVERIFY2(worst(data.state.data(), 40, want.state, 16, 40) < 2e-5, "state");
    }

    void selectiveScanOptions_data()
    {
        QTest::addColumn<int>("states");
        QTest::addColumn<bool>("gate");
        QTest::addColumn<bool>("filter");
        QTest::addColumn<bool>("initial");
        for (const int states : {1, 5, 8, 16, 64})
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
        QVERIFY(worst(data.out.data(), data.s.outStride, want.out, 100, 37) < 2e-5);
        QVERIFY(worst(data.state.data(), 37, want.state, states, 37) < 2e-5);
        for (std::int64_t t = 0; t < 100; ++t) // nothing beyond a row's end was touched
            QCOMPARE(data.out[static_cast<std::size_t>(t * data.s.outStride + 37)], 7.0F);
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
        fill(data, tokens, 3, 32, 64, 1, true);
        const reference::Result want = reference::ssdScan(data.s);
        ssdScan(data.s, 0, 3);
        QVERIFY(worst(data.out.data(), data.s.outStride, want.out, tokens, 96) < 3e-5);
        QVERIFY(worst(data.state.data(), 96 * 64, want.state, 1, 96 * 64) < 3e-5);
    }

    void ssdScanShapes_data()
    {
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("headDim");
        QTest::addColumn<int>("states");
        QTest::addColumn<int>("groups");
        QTest::addColumn<bool>("filter");
        QTest::newRow("head of 64") << 4 << 64 << 128 << 1 << true;
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
        QVERIFY(worst(data.out.data(), data.s.outStride, want.out, 101, heads * headDim) < 3e-5);
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
