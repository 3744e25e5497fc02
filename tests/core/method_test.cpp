// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/npy.h"
#include "core/base/resources.h"
#include "core/checkpoint/safetensors.h"
#include "core/method/method.h"
#include "core/method/profile.h"
#include "core/method/treatment.h"
#include "tests/core/test_models.h"
#include "tests/support/error_of.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace mambascope;
using test::errorOf;

namespace {

Profile smallProfile()
{
    Profile p;
    p.model = "small";
    p.family = Family::Mamba2;
    p.layers = 2;
    p.channels = 3;
    p.calibrationLength = 512;
    p.sequences = 5;
    p.clamp = 0.05;
    p.aggregate = Aggregate::Average;
    p.source = "text";
    p.lengths = {512, 1024, 2048};
    p.lnDecay = {-0.5, -3.0, -800, -1e-3, -2.99, -40};
    for (int i = 0; i < 18; ++i)
        p.threshold.push_back(i < 6 ? 0.0F : 0.01F * static_cast<float>(i));
    return p;
}

ModelConfig smallConfig()
{
    ModelConfig c;
    c.family = Family::Mamba2;
    c.layers = 2;
    c.heads = 3;
    return c;
}

} // namespace

class MethodTest : public QObject
{
    Q_OBJECT

private slots:
    void thresholdByHand()
    {
        // Stretched to 8: 4, 3.75, 3.25, 2.75, ...; the running sum passes 10 at the third, the threshold is the
        // fourth.
        const std::vector<float> dt{2, 4, 1, 3};
        const std::vector<std::int64_t> lengths{4, 8};
        double sum = 0;
        const std::vector<float> g = tokenThresholds(dt, 0, lengths, &sum);
        QCOMPARE(sum, 10.0);
        QCOMPARE(g, (std::vector<float>{0.0F, 2.75F}));
        tokenThresholds(dt, 0.5, lengths, &sum); // the second largest caps: 3 + 3 + 2 + 1
        QCOMPARE(sum, 9.0);
        tokenThresholds(dt, 0.1, lengths, &sum); // at least one token caps, which changes nothing
        QCOMPARE(sum, 10.0);
    }

    void constantDeltaDropsEveryToken()
    {
        const std::vector<float> dt(100, 0.25F);
        const std::vector<std::int64_t> lengths{400};
        QCOMPARE(tokenThresholds(dt, 0.05, lengths).front(), 0.25F); // and "kept iff dt > g" is strict
    }

    void publishedThresholds_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("Mamba-1") << QStringLiteral("mamba1-12m");
        QTest::newRow("Mamba-2") << QStringLiteral("mamba2-12m");
    }
    // Against the published calibration function, run on the same Deltas (2000 tokens, 25 lengths, three clamps).
    void publishedThresholds()
    {
        QFETCH(QString, model);
        const QString folder = QStringLiteral(SHARED_TESTDATA_DIR "/goldens/methods/") + model;
        if (!QFile::exists(folder))
            QSKIP("the reference numbers are not there");
        const auto load = [&](const char* name) {
            return loadNpy((folder + QLatin1Char('/') + QLatin1String(name)).toStdString());
        };
        QFile file(folder + QStringLiteral("/meta.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject upstream =
            QJsonDocument::fromJson(file.readAll()).object()[QStringLiteral("upstream")].toObject();
        std::vector<std::int64_t> lengths;
        for (const QJsonValue v : upstream[QStringLiteral("buckets")].toArray())
            lengths.push_back(v.toInteger());
        const int layer = upstream[QStringLiteral("dt_layer")].toInt();
        const NpyArray dt = load("upstream/dt.npy");             // [5, 2000, 24]
        const NpyArray channels = load("upstream/channels.npy"); // all that the arrays hold
        const NpyArray want = load("upstream/threshold.npy");    // [clamp, max | avg, length, layer, channel]
        const std::int64_t width = want.shape[4];
        const double clamps[] = {0, 0.05, 0.2};
        for (std::int64_t clamp = 0; clamp < 3; ++clamp)
            for (std::int64_t c = 0; c < 24; ++c) {
                const auto channel = upstream[QStringLiteral("dt_channels")].toArray()[c].toInt();
                const auto at =
                    std::find(channels.values.begin(), channels.values.end(), channel) - channels.values.begin();
                QVERIFY(at < width);
                std::vector<float> most(lengths.size(), 0);
                std::vector<double> mean(lengths.size(), 0);
                for (std::int64_t sequence = 0; sequence < 5; ++sequence) {
                    std::vector<float> one;
                    for (std::int64_t t = 0; t < 2000; ++t)
                        one.push_back(
                            static_cast<float>(dt.values[static_cast<std::size_t>((sequence * 2000 + t) * 24 + c)]));
                    const std::vector<float> g = tokenThresholds(one, clamps[clamp], lengths);
                    for (std::size_t s = 0; s < g.size(); ++s) {
                        most[s] = std::max(most[s], g[s]);
                        mean[s] += static_cast<double>(g[s]) / 5;
                    }
                }
                for (std::size_t s = 0; s < lengths.size(); ++s) {
                    const auto expected = [&](std::int64_t aggregate) {
                        const std::int64_t index =
                            ((clamp * 2 + aggregate) * static_cast<std::int64_t>(lengths.size()) +
                             static_cast<std::int64_t>(s)) *
                                10 +
                            layer;
                        return want.values[static_cast<std::size_t>(index * width + at)];
                    };
                    QVERIFY(std::abs(static_cast<double>(most[s]) - expected(0)) <= 4e-4 * expected(0));
                    QVERIFY(std::abs(mean[s] - expected(1)) <= 4e-4 * expected(1));
                }
            }
    }

    void bucketsAndGate()
    {
        const Profile p = smallProfile();
        QVERIFY(!p.active(512));
        QVERIFY(!p.active(1023));
        QVERIFY(p.active(1024));
        QVERIFY(p.active(1'000'000));
        QCOMPARE(p.bucketFor(1), std::size_t{0});
        QCOMPARE(p.bucketFor(768), std::size_t{0}); // a tie goes to the smaller length
        QCOMPARE(p.bucketFor(769), std::size_t{1});
        QCOMPARE(p.bucketFor(1536), std::size_t{1});
        QCOMPARE(p.bucketFor(1'000'000), std::size_t{2});
    }

    void classesAreComparedInLogSpace()
    {
        const Profile p = smallProfile();
        QCOMPARE(p.globalChannels(-3.0), (std::vector<std::uint8_t>{1, 0, 0, 1, 1, 0})); // -3 itself is not above
        QCOMPARE(p.globalChannels(logTheta(1e-300)), (std::vector<std::uint8_t>{1, 1, 0, 1, 1, 1}));
        QCOMPARE(p.globalChannels(logTheta(1.0)), std::vector<std::uint8_t>(6, 0));
    }

    void longMambaThresholds()
    {
        const auto profile = std::make_shared<const Profile>(smallProfile());
        const auto method = makeMethod("longmamba", {profile, 0.05, 2.0, 0}, smallConfig());
        std::vector<float> thresholds(3);
        QVERIFY(!method->tokenThresholds(0, 1000, thresholds)); // below the gate
        QVERIFY(method->tokenThresholds(1, 2000, thresholds));
        QCOMPARE(thresholds[0], 0.30F); // QCOMPARE of floats allows for rounding
        QCOMPARE(thresholds[1], 0.32F);
        QCOMPARE(thresholds[2], Method::kKeepAll);
        const auto fixed = makeMethod("longmamba", {profile, 0.05, 1.0, 1024}, smallConfig());
        QVERIFY(fixed->tokenThresholds(1, 700, thresholds)); // a chosen bucket acts at any length
        QCOMPARE(thresholds[0], 0.09F);
        const auto nothing = makeMethod("longmamba", {profile, 1.0, 1.0, 0}, smallConfig());
        QVERIFY(!nothing->tokenThresholds(0, 2000, thresholds));                              // no channel is global
        const auto forgetful = makeMethod("longmamba", {profile, 0.05, 0, 0}, smallConfig()); // b = 0 drops every token
        QVERIFY(forgetful->tokenThresholds(1, 2000, thresholds));
        for (const float threshold : thresholds)
            QVERIFY(threshold == Method::kKeepAll || threshold == std::numeric_limits<float>::infinity());
        QVERIFY(std::find(thresholds.begin(), thresholds.end(), std::numeric_limits<float>::infinity()) !=
                thresholds.end());
        QVERIFY(!makeMethod("vanilla", {}, smallConfig())->tokenThresholds(0, 2000, thresholds));
    }

    void whatReadsAPromptAlike()
    {
        const auto profile = std::make_shared<const Profile>(smallProfile());
        const ModelConfig config = smallConfig();
        const auto method = [&](double theta, double scale) {
            return makeMethod("longmamba", {profile, theta, scale, 0}, config);
        };
        const auto treated = [&](const std::shared_ptr<const Method>& one, std::int64_t tokens) {
            return treatmentOf(one.get(), config, tokens, 1);
        };
        const std::string untouched = treated(nullptr, 2000);
        QCOMPARE(treated(makeMethod("vanilla", {}, config), 2000), untouched);
        QCOMPARE(treated(method(0.05, 1.0), 1000), untouched); // below the gate
        QVERIFY(treated(method(0.05, 1.0), 2000) != untouched);
        QVERIFY(treated(method(0.05, 1.0), 2000) != treated(method(0.05, 2.0), 2000));
        QVERIFY(treated(method(0.05, 1.0), 2000) != treated(method(1e-300, 1.0), 2000));
        QCOMPARE(treated(method(0.05, 1.0), 2000), treated(method(0.0499, 1.0), 2000)); // no channel is between them
        MethodSettings decimation;
        decimation.decimation.layers = {1};
        decimation.decimation.baseLength = 100;
        const auto first = makeMethod("decimamba", decimation, config);
        decimation.decimation.layers = {0};
        const auto second = makeMethod("decimamba", decimation, config);
        QCOMPARE(treated(first, 50), untouched);
        QVERIFY(treated(first, 2000) != untouched);
        QVERIFY(treated(first, 2000) != treated(second, 2000));
    }

    void refusals()
    {
        const auto profile = std::make_shared<const Profile>(smallProfile());
        ModelConfig other = smallConfig();
        other.heads = 24;
        const QString fit = errorOf([&] { makeMethod("longmamba", {profile, 0.05, 1.0, 0}, other); });
        QVERIFY2(fit.contains(QStringLiteral("2 layers of 3 heads")) &&
                     fit.contains(QStringLiteral("2 layers of 24 heads")),
                 qPrintable(fit));
        for (const double theta : {0.0, -1.0, 1.5, std::nan("")})
            QVERIFY(errorOf([&] {
                        makeMethod("longmamba", {profile, theta, 1.0, 0}, smallConfig());
                    }).contains(QStringLiteral("theta")));
        for (const double scale : {-0.1, std::nan(""), HUGE_VAL})
            QVERIFY(errorOf([&] {
                        makeMethod("longmamba", {profile, 0.05, scale, 0}, smallConfig());
                    }).contains(QStringLiteral("scale")));
        QVERIFY(errorOf([&] {
                    makeMethod("longmamba", {profile, 0.05, 1.0, 777}, smallConfig());
                }).contains(QStringLiteral("777")));
        QVERIFY(errorOf([&] { makeMethod("longmamba", {}, smallConfig()); }).contains(QStringLiteral("profile")));
        QVERIFY(errorOf([&] { makeMethod("other", {}, smallConfig()); }).contains(QStringLiteral("other")));
    }

    void profilesSurviveAFile()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("p.safetensors")).toStdString();
        const Profile p = smallProfile();
        p.save(path);
        const auto q = Profile::load(path);
        QCOMPARE(q->model, p.model);
        QVERIFY(q->family == p.family && q->aggregate == p.aggregate);
        QCOMPARE(q->lengths, p.lengths);
        QCOMPARE(q->lnDecay, p.lnDecay);
        QCOMPARE(q->threshold, p.threshold);
        QCOMPARE(q->clamp, p.clamp);
        QCOMPARE(q->calibrationLength, p.calibrationLength);
        QCOMPARE(q->sequences, p.sequences);
        QCOMPARE(q->source, p.source);
    }

    void brokenProfiles_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("says");
        QTest::newRow("order of lengths") << "lengths"
                                          << "ascending";
        QTest::newRow("decay above 1") << "decay"
                                       << "ln_decay";
        QTest::newRow("negative threshold") << "threshold"
                                            << "threshold";
        QTest::newRow("too few thresholds") << "shape"
                                            << "threshold";
        QTest::newRow("another safetensors file") << "model"
                                                  << "not a calibration profile";
        QTest::newRow("no file") << "absent"
                                 << "cannot be opened";
    }
    void brokenProfiles()
    {
        QFETCH(QString, kind);
        QFETCH(QString, says);
        QTemporaryDir folder;
        std::filesystem::path path = folder.filePath(QStringLiteral("p.safetensors")).toStdString();
        Profile p = smallProfile();
        if (kind == QLatin1String("lengths"))
            std::swap(p.lengths[0], p.lengths[1]);
        if (kind == QLatin1String("decay"))
            p.lnDecay[2] = 0.5;
        if (kind == QLatin1String("threshold"))
            p.threshold[4] = -1;
        if (kind == QLatin1String("model"))
            path = resourceFolder() / "models" / "mamba2-12m" / "model.safetensors";
        else if (kind == QLatin1String("shape")) {
            const std::vector<std::int64_t> lengths{512};
            const std::vector<double> decay(6, -1);
            const std::vector<float> threshold(12, 0);
            const std::vector<TensorToStore> tensors{
                {"lengths", "I64", {1}, std::as_bytes(std::span(lengths))},
                {"ln_decay", "F64", {2, 3}, std::as_bytes(std::span(decay))},
                {"threshold", "F32", {2, 2, 3}, std::as_bytes(std::span(threshold))}};
            writeSafetensors(path, tensors,
                             {{"format", "mambascope-profile-1"},
                              {"model", "m"},
                              {"source", ""},
                              {"family", "mamba2"},
                              {"aggregate", "max"},
                              {"length", "512"},
                              {"sequences", "5"},
                              {"clamp", "0.05"}});
        } else if (kind != QLatin1String("absent"))
            p.save(path);
        const QString error = errorOf([&] { Profile::load(path); });
        QVERIFY2(error.contains(says) && error.contains(QString::fromStdString(path.filename().string())),
                 qPrintable(error));
    }

    void bundledProfilesFitTheirModels()
    {
        QVERIFY(!bundledModels().empty());
        for (const std::string& name : bundledModels()) {
            const auto profile = Profile::load(bundledProfile(name));
            profile->requireFits(test::bundled(name)->config(), name);
            QCOMPARE(profile->model, name);
        }
    }

    void calibrationOfOneSequence()
    {
        const auto model = test::bundled("mamba2-12m");
        CalibrationSettings settings;
        settings.length = 64;
        settings.lengths = {64, 128, 256};
        settings.clamp = 0.05;
        const std::vector<std::vector<std::int64_t>> sequences{test::someIds(80), test::someIds(64, 3)};
        Progress progress;
        settings.aggregate = Aggregate::Max;
        const Profile most = calibrate(model, sequences, settings, progress);
        settings.aggregate = Aggregate::Average;
        const Profile mean = calibrate(model, sequences, settings, progress);
        const Profile first = calibrate(model, std::span(sequences).first(1), settings, progress);
        const Profile second = calibrate(model, std::span(sequences).last(1), settings, progress);
        for (std::size_t i = 0; i < most.lnDecay.size(); ++i) {
            QCOMPARE(most.lnDecay[i], std::max(first.lnDecay[i], second.lnDecay[i]));
            QVERIFY(std::abs(std::exp(mean.lnDecay[i]) -
                             (std::exp(first.lnDecay[i]) + std::exp(second.lnDecay[i])) / 2) < 1e-12);
        }
        for (std::size_t i = 0; i < most.threshold.size(); ++i)
            QCOMPARE(most.threshold[i], std::max(first.threshold[i], second.threshold[i]));
        settings.length = 65;
        QVERIFY(errorOf([&] {
                    calibrate(model, sequences, settings, progress);
                }).contains(QStringLiteral("sequence 2: has 64 tokens, 65")));
        settings.length = 64;
        settings.clamp = 1;
        QVERIFY(errorOf([&] { calibrate(model, sequences, settings, progress); }).contains(QStringLiteral("clamp")));
    }
};

QTEST_GUILESS_MAIN(MethodTest)
#include "method_test.moc"
