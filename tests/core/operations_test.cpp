// SPDX-License-Identifier: GPL-3.0-or-later
// The kernels behind the mixers against the same operations spelled out in LibTorch, which is what other devices run.
#include "core/model/operations.h"
#include "mambascope/kernels/narrow_matrix.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <cmath>

#include <QtTest> // after LibTorch: Qt's macros and LibTorch's names do not mix

using namespace mambascope;

namespace {

double difference(const at::Tensor& a, const at::Tensor& b)
{
    return (a - b).abs().max().item<double>();
}

} // namespace

class OperationsTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { at::manual_seed(7); }

    void selectiveScan_data()
    {
        QTest::addColumn<int>("tokens");
        QTest::addColumn<bool>("filter");
        for (const int tokens : {1, 63, 64, 65, 200})
            for (const bool filter : {false, true})
                QTest::addRow("%d %s", tokens, filter ? "filtered" : "vanilla") << tokens << filter;
    }
    void selectiveScan()
    {
        QFETCH(int, tokens);
        QFETCH(bool, filter);
        const c10::InferenceMode guard;
        ops::ScanInput in;
        in.x = at::randn({tokens, 48});
        in.dt = at::rand({tokens, 48}) * 0.2;
        in.a = -at::rand({16, 48}) * 8 - 0.1;
        in.b = at::randn({tokens, 40}).narrow(1, 8, 16); // rows wider than what is used
        in.c = at::randn({tokens, 40}).narrow(1, 24, 16);
        in.d = at::randn({48});
        in.z = at::randn({tokens, 96}).narrow(1, 48, 48);
        if (filter)
            in.threshold = at::rand({48}) * 0.3 - 0.1;
        at::Tensor state = at::randn({16, 48});
        at::Tensor other = state.clone();
        const at::Tensor fast = ops::selectiveScan(in, state);
        const at::Tensor plain = ops::generic::selectiveScan(in, other);
        QVERIFY(difference(fast, plain) < 1e-4);
        QVERIFY(difference(state, other) < 1e-5);
    }

    // Delta from a projection and its bias is the Delta that softplusBias() makes, and is given back.
    void deltaOfAScan()
    {
        const c10::InferenceMode guard;
        ops::ScanInput in;
        in.x = at::randn({70, 48});
        in.dt = at::randn({70, 60}).narrow(1, 3, 48) - 3;
        in.dtBias = at::randn({48});
        in.dtMin = 0.02F;
        in.dtMax = 0.6F;
        in.a = -at::rand({16, 48}) * 8 - 0.1;
        in.b = at::randn({70, 16});
        in.c = at::randn({70, 16});
        in.d = at::randn({48});
        in.threshold = at::rand({48}) * 0.1;
        ops::ScanInput made = in;
        made.dt = ops::softplusBias(in.dt, in.dtBias, in.dtMin, in.dtMax);
        made.dtBias.reset();
        at::Tensor state = at::zeros({16, 48});
        at::Tensor other = at::zeros({16, 48});
        at::Tensor delta;
        QVERIFY(at::equal(ops::selectiveScan(in, state, &delta), ops::selectiveScan(made, other)));
        QVERIFY(at::equal(state, other));
        QVERIFY(at::equal(delta, made.dt));
        QVERIFY(delta.min().item<float>() >= in.dtMin && delta.max().item<float>() <= in.dtMax);

        in.a = -at::rand({3}) * 4;
        in.dt = at::randn({70, 3});
        in.dtBias = at::randn({3});
        in.threshold = at::rand({3}) * 0.5;
        made = in;
        made.dt = ops::softplusBias(in.dt, in.dtBias, in.dtMin, in.dtMax);
        made.dtBias.reset();
        at::Tensor heads = at::zeros({3, 16, 16});
        at::Tensor otherHeads = at::zeros({3, 16, 16});
        QVERIFY(at::equal(ops::ssdScan(in, 1, heads, &delta), ops::ssdScan(made, 1, otherHeads)));
        QVERIFY(at::equal(heads, otherHeads));
        QVERIFY(at::equal(delta, made.dt));
    }

    void sumInFrontOfANorm()
    {
        const c10::InferenceMode guard;
        const at::Tensor before = at::randn({9, 40});
        const at::Tensor update = at::randn({9, 40});
        const at::Tensor weight = at::randn({40});
        const at::Tensor residual = before.clone();
        const at::Tensor normed = ops::addRmsNorm(residual, update, weight, 1e-5, at::kFloat);
        QVERIFY(at::equal(residual, before + update));
        QVERIFY(at::equal(normed, ops::rmsNorm(before + update, weight, 1e-5)));
        QVERIFY(at::equal(ops::addRmsNorm(residual, {}, weight, 1e-5, at::kFloat), normed));
        QVERIFY(at::equal(residual, before + update));
    }

    void ssdScan_data()
    {
        QTest::addColumn<int>("tokens");
        QTest::addColumn<int>("groups");
        QTest::addColumn<bool>("filter");
        for (const int tokens : {1, 127, 128, 129, 300})
            for (const int groups : {1, 2})
                for (const bool filter : {false, true})
                    QTest::addRow("%d G %d %s", tokens, groups, filter ? "filtered" : "vanilla")
                        << tokens << groups << filter;
    }
    void ssdScan()
    {
        QFETCH(int, tokens);
        QFETCH(int, groups);
        QFETCH(bool, filter);
        const c10::InferenceMode guard;
        const std::int64_t heads = 4;
        const std::int64_t states = 24;
        const std::int64_t headDim = 32;
        ops::ScanInput in;
        in.x = at::randn({tokens, heads * headDim + 7}).narrow(1, 7, heads * headDim);
        in.dt = at::rand({tokens, heads}) * 0.3;
        in.a = -at::rand({heads}) * 4 - 0.01;
        in.b = at::randn({tokens, groups * states}) * 0.3;
        in.c = at::randn({tokens, groups * states}) * 0.3;
        in.d = at::randn({heads * headDim});
        if (filter)
            in.threshold = at::rand({heads}) * 0.3 - 0.05;
        at::Tensor state = at::randn({heads, states, headDim});
        at::Tensor other = state.clone();
        const at::Tensor fast = ops::ssdScan(in, groups, state);
        const at::Tensor plain = ops::generic::ssdScan(in, groups, other);
        QVERIFY(difference(fast, plain) < 1e-4);
        QVERIFY(difference(state, other) < 1e-4);
    }

    void convolutionAndNorms()
    {
        const c10::InferenceMode guard;
        for (const int tokens : {1, 2, 3, 50}) {
            const at::Tensor x = at::randn({tokens, 70}).narrow(1, 5, 60);
            const at::Tensor weight = at::randn({4, 60});
            const at::Tensor bias = at::randn({60});
            at::Tensor state = at::randn({3, 60});
            at::Tensor other = state.clone();
            QVERIFY(difference(ops::conv1dSilu(x, weight, bias, state),
                               ops::generic::conv1dSilu(x, weight, bias, other)) < 1e-5);
            QVERIFY(at::equal(state, other));
            const at::Tensor z = at::randn({tokens, 60});
            const at::Tensor scale = at::randn({60});
            QVERIFY(difference(ops::rmsNorm(x, scale, 1e-5), ops::generic::rmsNorm(x, scale, 1e-5)) < 1e-5);
            QVERIFY(difference(ops::gatedRmsNorm(x, z, scale, 1e-5, 3),
                               ops::generic::gatedRmsNorm(x, z, scale, 1e-5, 3)) < 1e-5);
            QVERIFY(difference(ops::softplusBias(x, bias, 0.01F, 1.5F),
                               ops::generic::softplusBias(x, bias, 0.01F, 1.5F)) < 1e-6);
        }
    }

    void weightlessNorm()
    {
        const c10::InferenceMode guard;
        const at::Tensor x = at::randn({5, 37});
        QVERIFY(difference(ops::rmsNorm(x, {}, 1e-5), ops::rmsNorm(x, at::ones({37}), 1e-5)) == 0);
        QVERIFY(difference(ops::rmsNorm(x, {}, 1e-5), ops::generic::rmsNorm(x, {}, 1e-5)) < 1e-5);
    }

    void matricesInSixteenBits()
    {
        const c10::InferenceMode guard;
        for (const at::ScalarType type : {at::kBFloat16, at::kHalf})
            for (const int tokens : {1, 3, 6, 7, 40}) // steps, and panels
                for (const int columns : {1, 8, 67, 3000}) {
                    const at::Tensor x = at::randn({tokens, columns + 4}).narrow(1, 2, columns);
                    const at::Tensor w = (at::randn({333, columns}) / std::sqrt(columns)).to(type);
                    const at::Tensor bias = at::randn({333});
                    const at::Tensor y = ops::linear(x, w, ops::Product::Float32, bias);
                    QVERIFY(y.scalar_type() == at::kFloat);
                    // The stored values are widened exactly; only the order of the sum differs.
                    QVERIFY(difference(y, at::linear(x, w.to(at::kFloat), bias)) < 1e-5);
                    QVERIFY(difference(ops::linear(x, w, ops::Product::BFloat16, bias), y) < 0.1);
                }
    }

    void everySixteenBitNumberIsWidenedExactly()
    {
        const c10::InferenceMode guard;
        const at::Tensor bits = at::arange(65536, at::kInt).to(at::kShort);
        for (const at::ScalarType type : {at::kBFloat16, at::kHalf}) {
            const at::Tensor stored = bits.view(type);
            const at::Tensor want = stored.to(at::kFloat);
            at::Tensor got = at::empty({65536}, at::kFloat);
            kernels::widen(type == at::kHalf ? kernels::Narrow::Float16 : kernels::Narrow::BFloat16,
                           reinterpret_cast<const std::uint16_t*>(bits.const_data_ptr()), 65536,
                           got.mutable_data_ptr<float>());
            QVERIFY(at::equal(at::isnan(got), at::isnan(want)));
            QVERIFY(at::equal(at::nan_to_num(got, 0), at::nan_to_num(want, 0)));
        }
    }
};

QTEST_APPLESS_MAIN(OperationsTest)
#include "operations_test.moc"
