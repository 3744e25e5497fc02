// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/inspect/trace.h"
#include "core/method/method.h"
#include "core/model/pass.h"
#include "tests/core/test_models.h"
#include "tests/support/error_of.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace mambascope;
using test::errorOf;

namespace {

constexpr std::int64_t kLayers = 2;
constexpr std::int64_t kChannels = 5;
constexpr std::int64_t kLength = 40; // the training length

double some(std::uint64_t& seed) // 0..1
{
    seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(seed >> 11) * 0x1p-53;
}

// Channels 1, 2 and 4 of layer 1 are global at theta 0.05, none of layer 0.
std::shared_ptr<const Profile> someProfile()
{
    auto profile = std::make_shared<Profile>();
    profile->model = "small";
    profile->layers = kLayers;
    profile->channels = kChannels;
    profile->calibrationLength = kLength;
    profile->lengths = {40, 80, 160};
    profile->lnDecay = {-9, -8, -7, -6, -5, -4, -1, -0.5, -3.5, -2};
    std::uint64_t seed = 5;
    for (int i = 0; i < 3 * kLayers * kChannels; ++i) {
        profile->threshold.push_back(static_cast<float>(0.2 * some(seed)));
        profile->keepRatio.push_back(static_cast<float>(0.1 + 0.6 * some(seed)));
    }
    for (int i = 0; i < kLayers * kChannels; ++i)
        profile->deltaSum.push_back(static_cast<float>(2 + 4 * some(seed)));
    return profile;
}

ModelConfig smallConfig()
{
    ModelConfig config;
    config.family = Family::Mamba2;
    config.layers = kLayers;
    config.heads = kChannels;
    return config;
}

std::vector<float> someDeltas(std::int64_t tokens)
{
    std::uint64_t seed = 77;
    std::vector<float> dt;
    for (std::int64_t i = 0; i < tokens * kChannels; ++i)
        dt.push_back(static_cast<float>(std::exp(-4 * some(seed))));
    return dt;
}

std::shared_ptr<const Method> filter(const std::shared_ptr<const Profile>& profile, Filter which, double b = 1)
{
    MethodSettings settings;
    settings.profile = profile;
    settings.filter = which;
    settings.scale = b;
    return makeMethod("longmamba", settings, smallConfig());
}

// The definitions, in fp64 and by counting, for one channel: how many of its Deltas are larger.
struct Plain
{
    std::vector<double> dt;
    std::size_t rank(std::size_t t) const // equal ones before it count
    {
        std::size_t larger = 0;
        for (std::size_t other = 0; other < dt.size(); ++other)
            larger += dt[other] > dt[t] || (dt[other] == dt[t] && other < t);
        return larger;
    }
    double sumOfLargest(std::size_t count) const
    {
        double sum = 0;
        for (std::size_t t = 0; t < dt.size(); ++t)
            if (rank(t) < count)
                sum += dt[t];
        return sum;
    }
    double atRank(std::size_t wanted) const
    {
        for (std::size_t t = 0; t < dt.size(); ++t)
            if (rank(t) == wanted)
                return dt[t];
        return std::nan("");
    }
};

} // namespace

class FiltersTest : public QObject
{
    Q_OBJECT

private slots:
    void names()
    {
        for (const char* name : {"dt_thre", "alpha", "offline", "bound", "norm", "channelwise_topk", "all_topk"})
            QCOMPARE(std::string(filterName(filterNamed(name))), std::string(name));
        QVERIFY(errorOf([] { filterNamed("topk"); }).contains(QStringLiteral("channelwise_topk")));
    }

    void definitions_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<double>("b");
        for (const QString name : {"alpha", "offline", "bound", "norm", "channelwise_topk", "all_topk"})
            for (const double b : {1.0, 0.4, 3.0})
                QTest::addRow("%s, b = %g", qPrintable(name), b) << name << b;
    }
    void definitions()
    {
        QFETCH(QString, name);
        QFETCH(double, b);
        const Filter which = filterNamed(name.toStdString());
        const auto profile = someProfile();
        const auto method = filter(profile, which, b);
        constexpr std::int64_t kTokens = 150; // nearest to the last bucket
        constexpr double kS = 150;
        std::vector<float> got = someDeltas(kTokens);
        const std::vector<float> before = got;
        std::vector<float> keptAbove(kChannels, Method::kKeepAll);
        QVERIFY(method->needsWholePrompt());
        QVERIFY(method->rewritesDelta(1, kTokens));
        QVERIFY(!method->rewritesDelta(0, kTokens)); // no global channel
        QVERIFY(!method->rewritesDelta(1, 79));      // below the smallest length above n
        std::vector<float> none(kChannels);
        QVERIFY(!method->tokenThresholds(1, kTokens, none));
        method->rewriteDelta(1, kTokens, got, keptAbove);

        std::vector<double> norms(kTokens);
        for (std::int64_t t = 0; t < kTokens; ++t)
            for (const std::int64_t c : {1, 2, 4})
                norms[static_cast<std::size_t>(t)] +=
                    std::pow(static_cast<double>(before[static_cast<std::size_t>(t * kChannels + c)]), 2);
        int changed = 0;
        for (std::int64_t c = 0; c < kChannels; ++c) {
            const bool global = c == 1 || c == 2 || c == 4;
            QCOMPARE(keptAbove[static_cast<std::size_t>(c)], global ? 0.0F : Method::kKeepAll);
            Plain channel;
            for (std::int64_t t = 0; t < kTokens; ++t)
                channel.dt.push_back(static_cast<double>(before[static_cast<std::size_t>(t * kChannels + c)]));
            const auto cell = static_cast<std::size_t>(kChannels + c);
            const double alpha = static_cast<double>(profile->keepRatio[2 * kLayers * kChannels + cell]);
            const double target = b * static_cast<double>(profile->deltaSum[cell]);
            double total = 0;
            for (const double value : channel.dt)
                total += value;
            const double high = (kS - 1) * (1 - kLength / kS); // of the quantile, from the smallest on
            const double low = std::floor(high);
            const double quantile = channel.atRank(kTokens - 1 - static_cast<std::size_t>(low)) * (1 - (high - low)) +
                                    channel.atRank(kTokens - 2 - static_cast<std::size_t>(low)) * (high - low);
            for (std::int64_t t = 0; t < kTokens; ++t) {
                const auto at = static_cast<std::size_t>(t);
                const double dt = channel.dt[at];
                double want = dt;
                if (global && which == Filter::Norm) {
                    want = dt * target / total;
                } else if (global) {
                    bool keeps = true;
                    if (which == Filter::Alpha)
                        keeps = static_cast<double>(channel.rank(at)) < std::min(kS, kS * alpha * b);
                    if (which == Filter::Offline)
                        keeps = channel.rank(at) <= static_cast<std::size_t>(std::min(kS - 1, kS * alpha * b));
                    if (which == Filter::Bound)
                        keeps = channel.sumOfLargest(channel.rank(at) + 1) <= target;
                    if (which == Filter::ChannelwiseTopK)
                        keeps = dt > quantile;
                    if (which == Filter::AllTopK)
                        keeps = std::count_if(norms.begin(), norms.end(), [&](double n) { return n > norms[at]; }) <
                                kLength;
                    want = keeps ? dt : 0;
                }
                const auto value = static_cast<double>(got[static_cast<std::size_t>(t * kChannels + c)]);
                QVERIFY2(
                    std::abs(value - want) <= 1e-6 * want,
                    qPrintable(QStringLiteral("channel %1, token %2: %3, not %4").arg(c).arg(t).arg(value).arg(want)));
                changed += value != dt;
            }
        }
        QVERIFY(changed > 0 || (b == 3.0 && (which == Filter::Alpha || which == Filter::Offline)));
    }

    // A factor of 0 forgets the prompt in every global channel (all but the rank filters, which have no factor).
    void aFactorOfZeroDropsEveryToken_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString name : {"alpha", "offline", "bound", "norm"})
            QTest::newRow(qPrintable(name)) << name;
    }
    void aFactorOfZeroDropsEveryToken()
    {
        QFETCH(QString, name);
        constexpr std::int64_t kTokens = 150;
        std::vector<float> got = someDeltas(kTokens);
        const std::vector<float> before = got;
        std::vector<float> keptAbove(kChannels, Method::kKeepAll);
        filter(someProfile(), filterNamed(name.toStdString()), 0)->rewriteDelta(1, kTokens, got, keptAbove);
        for (std::size_t i = 0; i < got.size(); ++i) {
            const auto channel = static_cast<std::int64_t>(i) % kChannels;
            const bool global = channel == 1 || channel == 2 || channel == 4;
            QCOMPARE(got[i], global ? 0.0F : before[i]);
        }
    }

    void tiesOfTheRankedOnes()
    {
        std::vector<float> dt(100 * kChannels, 0.5F); // all equal
        std::vector<float> keptAbove(kChannels, Method::kKeepAll);
        filter(someProfile(), Filter::Bound)->rewriteDelta(1, 100, dt, keptAbove);
        // Of equal ones the earlier are kept: 0.5 k <= sum.
        const auto kept = static_cast<std::int64_t>(static_cast<double>(someProfile()->deltaSum[kChannels + 1]) / 0.5);
        QVERIFY(kept > 0 && kept < 100);
        for (std::int64_t t = 0; t < 100; ++t)
            QCOMPARE(dt[static_cast<std::size_t>(t * kChannels + 1)], t < kept ? 0.5F : 0.0F);
    }

    void profilesThatLackTheirNumbers()
    {
        Profile without = *someProfile();
        without.keepRatio.clear();
        without.deltaSum.clear();
        const auto profile = std::make_shared<const Profile>(without);
        for (const Filter which : {Filter::Alpha, Filter::Offline, Filter::Bound, Filter::Norm})
            QVERIFY(errorOf([&] { filter(profile, which); }).contains(QStringLiteral("calibrate again")));
        filter(profile, Filter::AllTopK);
        filter(profile, Filter::Threshold);
    }

    // In a model: what the observer sees is what was scanned, in any order and chunks, and it changes the result.
    void inAPass_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("name");
        for (const QString model : {"mamba1-12m", "mamba2-12m"})
            for (const QString name : {"alpha", "offline", "bound", "norm", "channelwise_topk", "all_topk"})
                QTest::addRow("%s, %s", qPrintable(model), qPrintable(name)) << model << name;
    }
    void inAPass()
    {
        QFETCH(QString, model);
        QFETCH(QString, name);
        const auto opened = test::bundled(model.toStdString());
        CalibrationSettings calibration;
        calibration.length = 32;
        Progress progress;
        const std::vector<std::vector<std::int64_t>> sequences{test::someIds(32, 3), test::someIds(32, 4)};
        MethodSettings settings;
        settings.profile = std::make_shared<const Profile>(calibrate(opened, sequences, calibration, progress));
        QCOMPARE(settings.profile->keepRatio.size(), settings.profile->threshold.size());
        settings.theta = 1e-3;
        settings.filter = filterNamed(name.toStdString());
        const auto method = makeMethod("longmamba", settings, opened->config());
        const std::vector<std::int64_t> ids = test::someIds(110);
        TraceOptions options;
        options.receptiveField = false;
        const auto filtered = Trace::run(opened, ids, method, options, progress);
        const auto vanilla = Trace::run(opened, ids, nullptr, options, progress);
        QVERIFY(filtered->filteredChannels() > 0);
        QVERIFY(filtered->lastLogits() != vanilla->lastLogits());

        options.chunk = 37;
        const auto chunked = Trace::run(opened, ids, method, options, progress);
        QCOMPARE(chunked->filteredChannels(), filtered->filteredChannels());
        for (std::size_t i = 0; i < filtered->lastLogits().size(); ++i)
            QVERIFY(std::abs(chunked->lastLogits()[i] - filtered->lastLogits()[i]) < 2e-2F);

        // Factors, which are computed again, are those of the pass.
        const std::int64_t layer = opened->config().layers - 1;
        const auto factors = filtered->factors(layer, progress);
        for (std::int64_t c = 0; c < opened->config().channels(); ++c)
            QCOMPARE(factors->keptTokens(c),
                     filtered->keptTokens()[static_cast<std::size_t>(layer * opened->config().channels() + c)]);
    }
};

QTEST_GUILESS_MAIN(FiltersTest)
#include "filters_test.moc"
