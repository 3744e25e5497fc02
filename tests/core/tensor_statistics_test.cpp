// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/checkpoint/tensor_statistics.h"

#include <QtTest>

#include <cmath>
#include <random>

using namespace mambascope;

namespace {

template <typename T>
StoredTensor tensorOf(const std::vector<T>& values, const char* dtype, std::vector<std::int64_t> shape,
                      std::vector<std::int64_t> strides = {})
{
    return {"t", dtype, std::move(shape), std::move(strides), std::as_bytes(std::span(values)), nullptr};
}

// Straight from the definitions, on a copy.
TensorStatistics expected(const StoredTensor& t)
{
    TensorStatistics s;
    std::vector<double> finite;
    for (const double v : t.toDouble()) {
        ++s.count;
        s.zeros += v == 0 ? 1 : 0;
        if (std::isfinite(v))
            finite.push_back(v);
        else
            ++s.nonFinite;
    }
    s.minimum = *std::min_element(finite.begin(), finite.end());
    s.maximum = *std::max_element(finite.begin(), finite.end());
    const auto n = static_cast<double>(finite.size());
    s.mean = std::accumulate(finite.begin(), finite.end(), 0.0) / n;
    double squares = 0;
    for (const double v : finite) {
        squares += (v - s.mean) * (v - s.mean);
        const double share = (v - s.minimum) / (s.maximum - s.minimum);
        ++s.histogram[std::min<std::size_t>(static_cast<std::size_t>(share * 64), 63)];
    }
    s.standardDeviation = std::sqrt(squares / n);
    return s;
}

void compare(const TensorStatistics& is, const TensorStatistics& shall)
{
    QCOMPARE(is.count, shall.count);
    QCOMPARE(is.nonFinite, shall.nonFinite);
    QCOMPARE(is.zeros, shall.zeros);
    QCOMPARE(is.minimum, shall.minimum);
    QCOMPARE(is.maximum, shall.maximum);
    QVERIFY(std::abs(is.mean - shall.mean) <= 1e-12 * std::max(1.0, std::abs(shall.maximum)));
    QVERIFY(std::abs(is.standardDeviation - shall.standardDeviation) <= 1e-10 * shall.standardDeviation);
    QCOMPARE(is.histogram, shall.histogram);
}

} // namespace

class TensorStatisticsTest : public QObject
{
    Q_OBJECT

private slots:
    void everyType()
    {
        constexpr std::int64_t kCount = 300'000;
        std::mt19937_64 random(3);
        std::normal_distribution<double> normal(0.25, 2);
        std::vector<double> wide(kCount);
        for (double& v : wide)
            v = normal(random);
        wide[7] = INFINITY;
        wide[8] = -INFINITY;
        wide[9] = NAN;
        wide[10] = 0;
        wide[11] = -0.0;
        const std::vector<float> single(wide.begin(), wide.end());
        std::vector<std::uint16_t> brain(kCount);
        std::vector<std::uint16_t> half(kCount); // every pattern: NaNs, infinities and denormals, too
        for (std::size_t i = 0; i < brain.size(); ++i) {
            brain[i] = static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(single[i]) >> 16U);
            half[i] = static_cast<std::uint16_t>(i);
        }
        for (const StoredTensor& t : {tensorOf(wide, "F64", {kCount}), tensorOf(single, "F32", {3, kCount / 3}),
                                      tensorOf(brain, "BF16", {kCount}), tensorOf(half, "F16", {kCount})}) {
            Progress progress;
            compare(tensorStatistics(t, progress), expected(t));
        }
    }

    void stridedTensors()
    {
        std::vector<float> values(24);
        std::iota(values.begin(), values.end(), -7.0F);
        Progress progress;
        const StoredTensor transposed = tensorOf(values, "F32", {6, 4}, {1, 6});
        QCOMPARE(transposed.toFloat()[1], -1.0F);
        compare(tensorStatistics(transposed, progress), expected(transposed));
        const StoredTensor everyThird = tensorOf(values, "F32", {2, 4}, {12, 3});
        QCOMPARE(everyThird.toFloat(), (std::vector<float>{-7, -4, -1, 2, 5, 8, 11, 14}));
        compare(tensorStatistics(everyThird, progress), expected(everyThird));
    }

    void edges()
    {
        Progress progress;
        const std::vector<double> extremes{-1.7e308, 1.7e308, 0, 1.6e308};
        const TensorStatistics wide = tensorStatistics(tensorOf(extremes, "F64", {4}), progress);
        QCOMPARE(wide.mean, 0.4e308);
        QVERIFY(std::isfinite(wide.standardDeviation) && wide.standardDeviation > 1e308);
        QCOMPARE(wide.histogram[0], std::int64_t{1});
        QCOMPARE(wide.histogram[32], std::int64_t{1});
        QCOMPARE(wide.histogram[62], std::int64_t{1});
        QCOMPARE(wide.histogram[63], std::int64_t{1});

        const std::vector<float> same(5, 3.0F);
        const TensorStatistics constant = tensorStatistics(tensorOf(same, "F32", {5}), progress);
        QCOMPARE(constant.histogram[0], std::int64_t{5});
        QCOMPARE(constant.standardDeviation, 0.0);
        QCOMPARE(constant.mean, 3.0);

        const std::vector<float> none{NAN, INFINITY};
        const TensorStatistics nothing = tensorStatistics(tensorOf(none, "F32", {2}), progress);
        QCOMPARE(nothing.nonFinite, std::int64_t{2});
        QVERIFY(std::isnan(nothing.minimum) && std::isnan(nothing.mean) && std::isnan(nothing.standardDeviation));
        const std::vector<float> empty;
        QCOMPARE(tensorStatistics(tensorOf(empty, "F32", {0, 4}), progress).count, std::int64_t{0});
        const TensorStatistics scalar = tensorStatistics(tensorOf(same, "F32", {}), progress);
        QCOMPARE(scalar.count, std::int64_t{1});
        QCOMPARE(scalar.maximum, 3.0);
    }

    void stopsAndRefuses()
    {
        const std::vector<float> values(3'000'000, 1.0F);
        std::vector<double> reported;
        Progress stopped([&](const Message& what, double fraction) {
            QCOMPARE(what.english(), std::string("t"));
            reported.push_back(fraction);
            if (reported.size() == 4)
                stopped.cancel();
        });
        QVERIFY_EXCEPTION_THROWN(tensorStatistics(tensorOf(values, "F32", {3'000'000}), stopped), Cancelled);
        QCOMPARE(reported.size(), std::size_t{4});
        QVERIFY(std::is_sorted(reported.begin(), reported.end()) && reported.back() < 1);
        Progress progress;
        const std::vector<std::int64_t> integers{1};
        QVERIFY_EXCEPTION_THROWN(tensorStatistics(tensorOf(integers, "I64", {1}), progress), Error);
    }
};

QTEST_APPLESS_MAIN(TensorStatisticsTest)
#include "tensor_statistics_test.moc"
