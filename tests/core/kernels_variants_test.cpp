// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels of every vector unit that this processor has give the same numbers.
#include "mambascope/kernels/decay.h"
#include "mambascope/kernels/elementwise.h"
#include "mambascope/kernels/narrow_matrix.h"
#include "tests/core/kernels_data.h"

#include <hwy/targets.h>

#include <QtTest>

#include <functional>

using namespace mambascope::kernels;
using namespace mambascope::kernels::test;

class KernelsVariantsTest : public QObject
{
    Q_OBJECT

private:
    // Runs a kernel on every target and compares what it gives with what the best one gave. The second of two runs on
    // one target has to give the same bits, or else what is compared depends on something else.
    static void compare(const std::function<Floats()>& kernel)
    {
        const std::vector<std::int64_t> targets = hwy::SupportedAndGeneratedTargets();
        QVERIFY(!targets.empty());
        Floats best;
        for (const std::int64_t target : targets) {
            hwy::SetSupportedTargetsForTest(target);
            const Floats got = kernel();
            QCOMPARE(kernel(), got);
            if (best.empty())
                best = got;
            QCOMPARE(got.size(), best.size());
            for (std::size_t i = 0; i < got.size(); ++i) {
                const double difference = std::abs(static_cast<double>(got[i]) - static_cast<double>(best[i]));
                QVERIFY2(difference <= 2e-6 * (1 + std::abs(static_cast<double>(best[i]))),
                         qPrintable(QStringLiteral("%1, value %2: %3, the best target gives %4")
                                        .arg(hwy::TargetName(target))
                                        .arg(i)
                                        .arg(static_cast<double>(got[i]), 0, 'g', 9)
                                        .arg(static_cast<double>(best[i]), 0, 'g', 9)));
            }
        }
        hwy::SetSupportedTargetsForTest(0);
    }

private slots:
    void thereIsMoreThanOne()
    {
        qInfo("best of this processor: %s", hwy::TargetName(hwy::SupportedAndGeneratedTargets().front()));
        QVERIFY(hwy::SupportedAndGeneratedTargets().size() > 1);
    }

    void selectiveScans_data()
    {
        QTest::addColumn<int>("states");
        for (const int states : {8, 16, 24, 64})
            QTest::addRow("N %d", states) << states;
    }
    void selectiveScans()
    {
        QFETCH(int, states);
        compare([&] {
            ScanData data;
            fill(data, 130, 83, states, true, true, true);
            selectiveScan(data.s, 0, 83);
            data.out.insert(data.out.end(), data.state.begin(), data.state.end());
            return data.out;
        });
    }

    void ssdScans_data()
    {
        QTest::addColumn<int>("headDim");
        QTest::addColumn<int>("states");
        QTest::newRow("P 32 N 64") << 32 << 64;
        QTest::newRow("P 64 N 128") << 64 << 128;
        QTest::newRow("P 21 N 5") << 21 << 5;
    }
    void ssdScans()
    {
        QFETCH(int, headDim);
        QFETCH(int, states);
        compare([&] {
            SsdData data;
            fill(data, 99, 2, headDim, states, 1, true);
            ssdScan(data.s, 0, 2);
            data.out.insert(data.out.end(), data.state.begin(), data.state.end());
            return data.out;
        });
    }

    void convolution()
    {
        Random random(3);
        const Floats x = random.many(60 * 45, -2, 2);
        const Floats weight = random.many(4 * 45, -1, 1);
        const Floats bias = random.many(45, -1, 1);
        Floats state = random.many(3 * 45, -1, 1);
        compare([&] {
            Floats out(x.size());
            conv1dSilu({60, 45, 4, x.data(), 45, weight.data(), bias.data(), state.data(), out.data(), 45}, 0, 60);
            return out;
        });
    }

    void normsAndSoftplus()
    {
        Random random(4);
        const Floats x = random.many(7 * 200, -3, 3);
        const Floats z = random.many(7 * 200, -90, 90);
        const Floats weight = random.many(200, -2, 2);
        compare([&] {
            Floats out(3 * x.size());
            rmsNorm(x.data(), 200, weight.data(), 1e-5F, 7, 200, out.data(), 200);
            gatedRmsNorm(x.data(), 200, z.data(), 200, weight.data(), 1e-5F, 7, 200, 4, out.data() + x.size(), 200);
            softplusBias(z.data(), 200, weight.data(), 0, 1e9F, 7, 200, out.data() + 2 * x.size(), 200);
            return out;
        });
    }

    void narrowMatrices_data()
    {
        QTest::addColumn<bool>("half");
        QTest::newRow("bf16") << false;
        QTest::newRow("fp16") << true;
    }
    void narrowMatrices()
    {
        QFETCH(bool, half);
        const Narrow type = half ? Narrow::Float16 : Narrow::BFloat16;
        std::vector<std::uint16_t> w(40 * 77);
        std::uint32_t value = 1;
        for (std::uint16_t& element : w) { // between 2^-6 and 2^-5 in either format, of both signs
            value = value * 1664525 + 1013904223;
            element =
                static_cast<std::uint16_t>((value >> 16 & 0x8000) | (half ? 0x2400 : 0x3c80) | (value >> 20 & 0x7f));
        }
        const Floats x = Random(5).many(77, -1, 1);
        compare([&] {
            Floats out(40 + w.size());
            narrowMatVec(type, w.data(), x.data(), 77, 0, 40, out.data());
            widen(type, w.data(), static_cast<std::int64_t>(w.size()), out.data() + 40);
            return out;
        });
    }

    void maps_data()
    {
        QTest::addColumn<bool>("perState");
        QTest::newRow("Mamba-1") << true;
        QTest::newRow("Mamba-2") << false;
    }
    void maps()
    {
        QFETCH(bool, perState);
        MapData data;
        fill(data, 300, 16, perState, 0.3);
        compare([&] {
            Floats out(300 * 300);
            attentionTile(data.f, 0, 300, 0, 300, out.data(), 300);
            return out;
        });
        const Floats dt = Random(9).many(1000, 0.001F, 3);
        compare([&] { // a logarithm of hundreds
            return Floats{static_cast<float>(
                lnDecaySum(dt.data(), 1000, 0.5F, data.a.data(), static_cast<std::int64_t>(data.a.size())))};
        });
    }
};

QTEST_APPLESS_MAIN(KernelsVariantsTest)
#include "kernels_variants_test.moc"
