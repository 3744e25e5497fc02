// SPDX-License-Identifier: GPL-3.0-or-later
// Maps made of others - mean over channels, difference, rollout - and the ways to reduce them, against their
// definitions.
#include "core/base/error.h"
#include "core/inspect/attention_map.h"
#include "core/inspect/attention_rollout.h"
#include "tests/core/test_models.h"

#include <QtTest>

#include <cmath>

using namespace mambascope;
using namespace mambascope::test;

namespace {

std::shared_ptr<const Trace> traceOf(const std::string& model, std::int64_t length)
{
    Progress progress;
    MethodSettings settings;
    const auto opened = bundled(model);
    TraceOptions options;
    options.receptiveField = false;
    return Trace::run(opened, someIds(length), makeMethod("vanilla", settings, opened->config()), options, progress);
}

std::shared_ptr<const AttentionMap> shared(AttentionMap map)
{
    return std::make_shared<const AttentionMap>(std::move(map));
}

std::vector<float> all(const AttentionMap& map)
{
    std::vector<float> values(static_cast<std::size_t>(map.length() * map.length()));
    map.values({0, map.length(), 0, map.length()}, values);
    return values;
}

double largest(const std::vector<float>& values)
{
    double result = 0;
    for (const float value : values)
        result = std::max(result, std::abs(static_cast<double>(value)));
    return result;
}

} // namespace

class MapKindsTest : public QObject
{
    Q_OBJECT
private slots:
    void models_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("Mamba-1") << QStringLiteral("mamba1-12m");
        QTest::newRow("Mamba-2") << QStringLiteral("mamba2-12m");
    }

    void meanIsTheMeanOfTheChannels_data() { models_data(); }
    void meanIsTheMeanOfTheChannels()
    {
        QFETCH(QString, model);
        Progress progress;
        const auto factors = traceOf(model.toStdString(), 150)->factors(3, progress);
        const AttentionMap mean = AttentionMap::meanOfChannels(factors);
        const std::vector<float> got = all(mean);
        std::vector<double> want(got.size(), 0);
        for (std::int64_t channel = 0; channel < factors->channels; ++channel) {
            const std::vector<float> one = all(AttentionMap(factors, channel));
            for (std::size_t k = 0; k < want.size(); ++k)
                want[k] += static_cast<double>(one[k]) / static_cast<double>(factors->channels);
        }
        const double scale = largest(got);
        QVERIFY(scale > 0);
        for (std::size_t k = 0; k < want.size(); ++k)
            QVERIFY(std::abs(static_cast<double>(got[k]) - want[k]) < 2e-5 * scale);
        QVERIFY(std::abs(static_cast<double>(mean.value(140, 60)) - want[140 * 150 + 60]) < 2e-5 * scale);
        QCOMPARE(mean.value(60, 140), 0.0F);
    }

    void differenceIsTheDifference()
    {
        Progress progress;
        const auto factors = traceOf("mamba2-12m", 300)->factors(6, progress);
        const auto left = shared(AttentionMap(factors, 15, 0.02F));
        const auto right = shared(AttentionMap(factors, 15));
        const AttentionMap map = AttentionMap::difference(left, right);
        const std::vector<float> got = all(map);
        const std::vector<float> a = all(*left);
        const std::vector<float> b = all(*right);
        QVERIFY(largest(got) > 0);
        for (std::size_t k = 0; k < got.size(); ++k)
            QCOMPARE(got[k], a[k] - b[k]);
        std::vector<float> cells(30 * 20);
        map.pooled({0, 300, 0, 300}, 30, 20, Reduce::Peak, cells, progress);
        std::vector<float> magnitudes(cells.size());
        map.pooled({0, 300, 0, 300}, 30, 20, Reduce::MaxAbs, magnitudes, progress);
        bool negative = false;
        for (std::size_t k = 0; k < cells.size(); ++k) {
            float want = 0;
            for (std::size_t i = k / 20 * 10; i < k / 20 * 10 + 10; ++i)
                for (std::size_t j = k % 20 * 15; j < k % 20 * 15 + 15; ++j)
                    if (std::abs(got[i * 300 + j]) > std::abs(want))
                        want = got[i * 300 + j];
            QCOMPARE(cells[k], want);
            QCOMPARE(magnitudes[k], std::abs(want));
            negative = negative || want < 0;
        }
        QVERIFY(negative);
        const auto shorter = shared(AttentionMap(traceOf("mamba2-12m", 60)->factors(6, progress), 15));
        QVERIFY_EXCEPTION_THROWN(AttentionMap::difference(left, shorter), Error);
    }

    void sampledRowsAreThePeaksOfThoseRows_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("what");
        for (const char* model : {"mamba1-12m", "mamba2-12m"}) {
            QTest::addRow("%s channel", model) << QString::fromLatin1(model) << 0;
            QTest::addRow("%s mean", model) << QString::fromLatin1(model) << 1;
            QTest::addRow("%s difference of means", model) << QString::fromLatin1(model) << 2;
        }
    }
    void sampledRowsAreThePeaksOfThoseRows()
    {
        QFETCH(QString, model);
        QFETCH(int, what);
        constexpr std::int64_t kLength = 700;
        Progress progress;
        const auto trace = traceOf(model.toStdString(), kLength);
        const auto factors = trace->factors(4, progress);
        const auto mean = shared(AttentionMap::meanOfChannels(factors));
        const auto other = shared(AttentionMap::meanOfChannels(trace->factors(5, progress)));
        const AttentionMap map = what == 0   ? AttentionMap(factors, 7)
                                 : what == 1 ? AttentionMap::meanOfChannels(factors)
                                             : AttentionMap::difference(mean, other);
        const std::vector<std::int64_t> rows = {0, 3, 64, 65, 311, 500, 501, 699};
        constexpr std::int64_t kWidth = 33;
        std::vector<float> got(rows.size() * kWidth);
        map.sampleRows(rows, kWidth, got, progress);
        std::vector<float> row(kLength);
        for (std::size_t r = 0; r < rows.size(); ++r) {
            map.row(rows[r], row);
            const double scale = largest(row);
            for (std::int64_t x = 0; x < kWidth; ++x) {
                double magnitude = 0;
                for (std::int64_t j = x * kLength / kWidth; j < (x + 1) * kLength / kWidth; ++j)
                    magnitude = std::max(magnitude, std::abs(static_cast<double>(row[static_cast<std::size_t>(j)])));
                const double value = std::abs(static_cast<double>(got[r * kWidth + static_cast<std::size_t>(x)]));
                QVERIFY2(std::abs(value - magnitude) <= 3e-5 * scale + 1e-12, qPrintable(QString::number(rows[r])));
            }
        }
        QVERIFY_EXCEPTION_THROWN(map.sampleRows(std::vector<std::int64_t>{700}, kWidth, got, progress), Error);
    }

    void rolloutIsTheProductOfAllLayers_data() { models_data(); }
    void rolloutIsTheProductOfAllLayers()
    {
        QFETCH(QString, model);
        constexpr std::size_t n = 90;
        Progress progress;
        const auto trace = traceOf(model.toStdString(), n);
        const auto rollout = makeRollout(*trace, 3, progress);
        QVERIFY(rollout->isExact());
        std::vector<double> product(n * n, 0);
        for (std::size_t i = 0; i < n; ++i)
            product[i * n + i] = 1;
        for (std::int64_t layer = 0; layer <= 3; ++layer) {
            const std::vector<float> mean = all(AttentionMap::meanOfChannels(trace->factors(layer, progress)));
            std::vector<double> next(product);
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t k = 0; k <= i; ++k)
                    for (std::size_t j = 0; j < n; ++j)
                        next[i * n + j] += static_cast<double>(mean[i * n + k]) * product[k * n + j];
            product = next;
        }
        const AttentionMap map(rollout);
        const std::vector<float> got = all(map);
        const double scale = largest(got);
        for (std::size_t k = 0; k < got.size(); ++k)
            QVERIFY(std::abs(static_cast<double>(got[k]) - product[k]) < 1e-5 * scale);
        QVERIFY_EXCEPTION_THROWN(makeRollout(*trace, 99, progress), Error);
    }

    // Blocks are an approximation; what they must keep is how much of the whole prefix reaches a token.
    void longRolloutKeepsTheSumsOfItsRows()
    {
        Progress progress;
        const std::int64_t length = kRolloutEdge + kRolloutEdge / 2 + 7;
        const auto trace = traceOf("mamba2-12m", length);
        const auto rollout = makeRollout(*trace, 0, progress);
        QVERIFY(!rollout->isExact());
        QCOMPARE(rollout->blocks, kRolloutEdge);
        const AttentionMap map(rollout);
        const AttentionMap mean = AttentionMap::meanOfChannels(trace->factors(0, progress));
        std::vector<float> want(static_cast<std::size_t>(length));
        for (const std::int64_t block : {std::int64_t(5), std::int64_t(1000), kRolloutEdge - 1}) {
            const std::int64_t first = rollout->firstToken(block);
            const std::int64_t end = rollout->firstToken(block + 1);
            double sum = 0;
            for (std::int64_t x = 0; x < rollout->blocks; ++x)
                sum += static_cast<double>(rollout->values[static_cast<std::size_t>(block * rollout->blocks + x)]);
            double expected = 1;                         // of I
            for (std::int64_t i = first; i < end; ++i) { // every row of such a small block is taken
                mean.row(i, want);
                for (const float value : want)
                    expected += static_cast<double>(value) / static_cast<double>(end - first);
            }
            QVERIFY(std::abs(sum - expected) < 1e-4 * std::max(1.0, std::abs(expected)));
            // A token's share of its block.
            QCOMPARE(map.value(end - 1, first),
                     rollout->values[static_cast<std::size_t>(block * rollout->blocks + block)] /
                         static_cast<float>(end - first));
        }
    }
};

QTEST_GUILESS_MAIN(MapKindsTest)
#include "map_kinds_test.moc"
