// SPDX-License-Identifier: GPL-3.0-or-later
// Maps and receptive fields against their definitions, entry by entry in fp64.
#include "core/base/error.h"
#include "core/inspect/attention_map.h"
#include "core/inspect/receptive_field.h"

#include <QtTest>

#include <cmath>
#include <random>

using namespace mambascope;

namespace {

std::shared_ptr<LayerFactors> someFactors(Family family, std::int64_t length, std::int64_t channels,
                                          std::int64_t states, std::int64_t groups)
{
    std::mt19937_64 engine(static_cast<std::uint64_t>(length + channels));
    const auto random = [&](float low, float high) {
        return low + (high - low) * static_cast<float>(static_cast<double>(engine() >> 11) * 0x1p-53);
    };
    auto f = std::make_shared<LayerFactors>();
    f->family = family;
    f->length = length;
    f->channels = channels;
    f->states = states;
    f->groups = groups;
    for (std::int64_t i = 0; i < channels * length; ++i)
        f->dt.push_back(random(0.001F, 0.2F));
    for (std::int64_t i = 0; i < groups * states * length; ++i) {
        f->b.push_back(random(-1, 1));
        f->c.push_back(random(-1, 1));
    }
    for (std::int64_t i = 0; i < channels * f->ratesPerChannel(); ++i)
        f->a.push_back(random(-6, -0.02F));
    for (std::int64_t i = 0; i < channels; ++i)
        f->thresholds.push_back(i % 2 == 0 ? -1.0F : 0.12F);
    return f;
}

// The definition, with none of the library's own arithmetic.
double alpha(const LayerFactors& f, std::int64_t channel, std::int64_t i, std::int64_t j, float keepAbove)
{
    if (j > i)
        return 0;
    const auto dt = [&](std::int64_t t) {
        const float raw = f.dt[static_cast<std::size_t>(channel * f.length + t)];
        return raw > keepAbove ? static_cast<double>(raw) : 0.0;
    };
    double gap = 0;
    for (std::int64_t t = j + 1; t <= i; ++t)
        gap += dt(t);
    const std::int64_t group = f.family == Family::Mamba1 ? 0 : channel / (f.channels / f.groups);
    double sum = 0;
    for (std::int64_t n = 0; n < f.states; ++n) {
        const float a = f.a[static_cast<std::size_t>(f.family == Family::Mamba1 ? channel * f.states + n : channel)];
        const float c = f.c[static_cast<std::size_t>(i * f.groups * f.states + group * f.states + n)];
        const float b = f.b[static_cast<std::size_t>((group * f.states + n) * f.length + j)];
        sum += static_cast<double>(c) * std::exp(static_cast<double>(a) * gap) * static_cast<double>(b);
    }
    return sum * dt(j);
}

void families()
{
    QTest::addColumn<bool>("second");
    QTest::addColumn<int>("channel");
    QTest::newRow("Mamba-1 unfiltered") << false << 2;
    QTest::newRow("Mamba-1 filtered") << false << 3;
    QTest::newRow("Mamba-2 unfiltered") << true << 0;
    QTest::newRow("Mamba-2 filtered, second group") << true << 3;
}

std::shared_ptr<LayerFactors> factorsFor(bool second, std::int64_t length)
{
    return second ? someFactors(Family::Mamba2, length, 4, 12, 2) : someFactors(Family::Mamba1, length, 4, 16, 1);
}

template <typename Work>
bool throwsError(Work work)
{
    try {
        work();
    } catch (const Error&) {
        return true;
    }
    return false;
}

} // namespace

class InspectTest : public QObject
{
    Q_OBJECT

private slots:
    void entriesRowsAndColumns_data() { families(); }
    void entriesRowsAndColumns()
    {
        QFETCH(bool, second);
        QFETCH(int, channel);
        const auto f = factorsFor(second, 150);
        const AttentionMap map(f, channel);
        std::vector<float> row(150);
        std::vector<float> column(150);
        for (const std::int64_t i : {std::int64_t{0}, std::int64_t{63}, std::int64_t{64}, std::int64_t{149}}) {
            map.row(i, row);
            map.column(i, column);
            for (std::int64_t j = 0; j < 150; ++j) {
                const double want = alpha(*f, channel, i, j, f->threshold(channel));
                QVERIFY(std::abs(static_cast<double>(map.value(i, j)) - want) < 1e-6);
                QVERIFY(std::abs(static_cast<double>(row[static_cast<std::size_t>(j)]) - want) < 2e-6);
                QVERIFY(std::abs(static_cast<double>(column[static_cast<std::size_t>(j)]) -
                                 alpha(*f, channel, j, i, f->threshold(channel))) < 2e-6);
            }
        }
        QCOMPARE(map.keptTokens(), f->keptTokens(channel));
    }

    void previewThreshold()
    {
        const auto f = factorsFor(true, 80);
        const AttentionMap preview(f, 0, 0.1F); // channel 0 itself is not filtered
        QVERIFY(std::abs(static_cast<double>(preview.value(79, 3)) - alpha(*f, 0, 79, 3, 0.1F)) < 1e-6);
        QVERIFY(preview.keptTokens() < 80);
    }

    void pooled_data() { families(); }
    void pooled()
    {
        QFETCH(bool, second);
        QFETCH(int, channel);
        const std::int64_t length = 210;
        const auto f = factorsFor(second, length);
        const AttentionMap map(f, channel);
        struct Case
        {
            AttentionMap::Rect rect;
            std::int64_t height, width;
        };
        const Case cases[] = {{{0, 210, 0, 210}, 7, 7},     {{0, 210, 0, 210}, 1, 1},    {{0, 210, 0, 210}, 210, 210},
                              {{0, 210, 0, 210}, 64, 33},   {{50, 190, 20, 200}, 9, 11}, {{0, 30, 100, 200}, 5, 5},
                              {{100, 101, 0, 210}, 1, 210}, {{3, 210, 7, 8}, 100, 1}};
        Progress progress;
        for (const Case& c : cases) {
            const std::int64_t rows = c.rect.row1 - c.rect.row0;
            const std::int64_t cols = c.rect.col1 - c.rect.col0;
            std::vector<double> most(static_cast<std::size_t>(c.height * c.width), 0);
            std::vector<double> mean(most.size(), 0);
            for (std::int64_t y = 0; y < c.height; ++y)
                for (std::int64_t x = 0; x < c.width; ++x) {
                    const auto cell = static_cast<std::size_t>(y * c.width + x);
                    std::int64_t count = 0;
                    for (std::int64_t i = c.rect.row0 + y * rows / c.height;
                         i < c.rect.row0 + (y + 1) * rows / c.height; ++i)
                        for (std::int64_t j = c.rect.col0 + x * cols / c.width;
                             j < c.rect.col0 + (x + 1) * cols / c.width; ++j) {
                            const double value = std::abs(static_cast<double>(map.value(i, j)));
                            most[cell] = std::max(most[cell], value);
                            mean[cell] += value;
                            ++count;
                        }
                    mean[cell] /= static_cast<double>(count);
                }
            std::vector<float> got(most.size());
            map.pooled(c.rect, c.height, c.width, Reduce::MaxAbs, got, progress);
            for (std::size_t k = 0; k < got.size(); ++k)
                QVERIFY(std::abs(static_cast<double>(got[k]) - most[k]) < 3e-6);
            map.pooled(c.rect, c.height, c.width, Reduce::MeanAbs, got, progress);
            for (std::size_t k = 0; k < got.size(); ++k)
                QVERIFY(std::abs(static_cast<double>(got[k]) - mean[k]) < 3e-6);
        }
    }

    void channelMean()
    {
        const auto f = factorsFor(true, 70);
        std::vector<float> row(70);
        AttentionMap::meanOfChannels(f).row(60, row);
        std::vector<float> whole(70 * 70);
        Progress progress;
        std::vector<float> part(40 * 50);
        AttentionMap::meanOfChannels(f).values({30, 70, 5, 55}, part);
        for (std::int64_t j = 5; j < 55; ++j)
            QVERIFY(std::abs(part[static_cast<std::size_t>(30 * 50 + j - 5)] - row[static_cast<std::size_t>(j)]) <
                    1e-6F);
        AttentionMap::meanOfChannels(f).pooled({0, 70, 0, 70}, 70, 70, Reduce::MaxAbs, whole, progress);
        for (std::int64_t j = 0; j < 70; ++j) {
            double want = 0;
            for (std::int64_t channel = 0; channel < 4; ++channel)
                want += alpha(*f, channel, 60, j, f->threshold(channel)) / 4;
            QVERIFY(std::abs(static_cast<double>(row[static_cast<std::size_t>(j)]) - want) < 1e-6);
            QVERIFY(std::abs(static_cast<double>(whole[static_cast<std::size_t>(60 * 70 + j)]) - std::abs(want)) <
                    1e-6);
        }
    }

    void receptiveFields_data() { families(); }
    void receptiveFields()
    {
        QFETCH(bool, second);
        QFETCH(int, channel);
        const auto f = factorsFor(second, 120);
        double mean = 0;
        for (std::int64_t i = 117; i < 120; ++i) {
            double total = 0;
            double moment = 0;
            for (std::int64_t j = 0; j <= i; ++j) {
                const double weight = std::abs(alpha(*f, channel, i, j, f->threshold(channel)));
                total += weight;
                moment += weight * static_cast<double>(i - j);
            }
            mean += moment / total / 3;
        }
        QVERIFY(std::abs(static_cast<double>(meanDistance(*f, 3)[static_cast<std::size_t>(channel)]) / mean - 1) <
                1e-5);
        QVERIFY(std::abs(static_cast<double>(meanDistance(*f, channel, 3)) / mean - 1) < 1e-5);
        QVERIFY(std::isnan(meanDistance(*f, channel, 1, 5.0F))); // every token dropped

        const std::vector<std::int64_t> far = reach(*f, channel, {0, 50, 119}, 0.3);
        for (std::size_t k = 0; k < 3; ++k) {
            const std::int64_t i = std::vector<std::int64_t>{0, 50, 119}[k];
            double most = 0;
            for (std::int64_t j = 0; j <= i; ++j)
                most = std::max(most, std::abs(alpha(*f, channel, i, j, f->threshold(channel))));
            std::int64_t first = -1;
            for (std::int64_t j = 0; j <= i && first < 0 && most > 0; ++j)
                if (std::abs(alpha(*f, channel, i, j, f->threshold(channel))) >= 0.3 * most)
                    first = j;
            QCOMPARE(far[k], first < 0 ? -1 : i - first);
        }
        QCOMPARE(reach(*f, channel, {100}, 0.3, 5.0F).front(), std::int64_t{-1});
    }

    void cumulativeDecay_data() { families(); }
    void cumulativeDecay()
    {
        QFETCH(bool, second);
        QFETCH(int, channel);
        const auto f = factorsFor(second, 100);
        const std::vector<double> got = mambascope::cumulativeDecay(*f, channel);
        double want = 0;
        for (std::int64_t t = 0; t < 100; ++t) {
            const float raw = f->rawDt(channel)[static_cast<std::size_t>(t)];
            const double dt = raw > f->threshold(channel) ? static_cast<double>(raw) : 0;
            double mean = 0;
            for (std::int64_t n = 0; n < f->ratesPerChannel(); ++n)
                mean += std::exp(dt * static_cast<double>(
                                          f->a[static_cast<std::size_t>(channel * f->ratesPerChannel() + n)])) /
                        static_cast<double>(f->ratesPerChannel());
            want += std::log(mean);
            QVERIFY(std::abs(got[static_cast<std::size_t>(t)] - want) < 1e-9 * (1 + std::abs(want)));
        }
        // A step so large that every plain exponential underflows still has a logarithm.
        const std::vector<float> fast{-5, -7};
        QVERIFY(std::abs(lnDecayOfStep(fast, 1000) - (-5000 - std::log(2.0))) < 1e-9);
    }

    void refusals()
    {
        const auto f = factorsFor(true, 20);
        QVERIFY(throwsError([&] { AttentionMap(f, 4); }));
        QVERIFY(throwsError([&] { AttentionMap(f, -1); }));
        const AttentionMap map(f, 0);
        QVERIFY(throwsError([&] { map.value(20, 0); }));
        std::vector<float> out(400);
        Progress progress;
        QVERIFY(throwsError([&] { map.pooled({0, 20, 0, 20}, 21, 20, Reduce::MaxAbs, out, progress); }));
        QVERIFY(throwsError([&] { map.pooled({5, 5, 0, 20}, 1, 1, Reduce::MaxAbs, out, progress); }));
        QVERIFY(throwsError([&] { map.pooled({0, 21, 0, 20}, 1, 1, Reduce::MaxAbs, out, progress); }));
        QVERIFY(throwsError([&] {
            map.pooled({0, 20, 0, 20}, 5, 5, Reduce::MaxAbs, out, progress);
        })); // buffer of another size
        QVERIFY(throwsError([&] { meanDistance(*f, 21); }));
        progress.cancel();
        QVERIFY_EXCEPTION_THROWN(map.pooled({0, 20, 0, 20}, 20, 20, Reduce::MaxAbs, out, progress), Cancelled);
    }
};

QTEST_APPLESS_MAIN(InspectTest)
#include "inspect_test.moc"
