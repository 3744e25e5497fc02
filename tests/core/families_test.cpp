// SPDX-License-Identifier: GPL-3.0-or-later
// Every family and file form against float64 reference numbers: tests/data/models holds a part of the cases, cut to 96
// tokens; all of them at full length are tested where the optional shared folder has them.
#include "core/base/error.h"
#include "core/base/npy.h"
#include "core/generate/generate.h"
#include "core/inspect/attention_map.h"
#include "core/inspect/trace.h"
#include "core/method/method.h"
#include "core/method/profile.h"
#include "core/model/pass.h"
#include "tests/core/whole_pass.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace mambascope;
using namespace mambascope::test;

namespace {

QJsonObject readJson(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

void cases(bool refused)
{
    QTest::addColumn<QString>("folder");
    for (const QString& root :
         {QStringLiteral(TEST_DATA_DIR "/models"), QStringLiteral(SHARED_TESTDATA_DIR "/goldens/models")})
        for (const QString& name : QDir(root).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            const QString folder = root + "/" + name;
            const QString expect = readJson(folder + QStringLiteral("/case.json")).value("expect").toString();
            if (expect == (refused ? "refuse" : "ok"))
                QTest::newRow(qPrintable((root.startsWith(QStringLiteral(TEST_DATA_DIR)) ? "" : "full ") + name))
                    << folder;
        }
}

} // namespace

class FamiliesTest : public QObject
{
    Q_OBJECT

private slots:
    void referenceNumbers_data() { cases(false); }
    void referenceNumbers()
    {
        QFETCH(QString, folder);
        const QJsonObject about = readJson(folder + "/case.json");
        const double tolerance = about["tolerance_fp32"].toDouble();
        std::shared_ptr<const Model> model;
        try {
            model = open(folder);
        } catch (const Error& error) {
            QFAIL(error.what());
        }
        QCOMPARE(QString::fromStdString(architectureName(model->config().architecture)), about["family"].toString());
        QCOMPARE(model->config().vocab, about["vocab"].toInteger());
        const std::vector<std::int64_t> ids = loadIds((folder + "/ids.npy").toStdString()).front();
        const auto want = [&](const char* name) { return loadNpy((folder + "/" + name).toStdString()).values; };

        // In one piece, in odd chunks layer by layer and chunk by chunk, and token by token behind a prefix.
        struct Way
        {
            const char* name;
            std::int64_t chunk;
            PassOrder order;
            std::int64_t prefix;
        };
        for (const Way& way :
             {Way{"one piece", 1024, PassOrder::ChunkMajor, -1}, Way{"chunks of 7", 7, PassOrder::ChunkMajor, -1},
              Way{"layer by layer in chunks of 33", 33, PassOrder::LayerMajor, -1},
              Way{"token by token", 1, PassOrder::ChunkMajor, -1},
              Way{"prefix, then steps", 1024, PassOrder::ChunkMajor, 61}}) {
            State state(model);
            Everything seen(model->config(), static_cast<std::int64_t>(ids.size()));
            PassOptions options;
            options.logitsFrom = 0;
            options.chunk = way.chunk;
            options.order = way.order;
            Progress progress;
            const std::span<const std::int64_t> all(ids);
            if (way.prefix < 0) {
                runPass(state, all, options, &seen, progress);
            } else {
                runPass(state, all.first(static_cast<std::size_t>(way.prefix)), options, &seen, progress);
                for (std::size_t t = static_cast<std::size_t>(way.prefix); t < ids.size(); ++t)
                    runPass(state, all.subspan(t, 1), options, &seen, progress);
            }
            const double far = std::max({largestDifference(seen.logits, want("logits.npy")),
                                         largestDifference(seen.dt, want("dt.npy")),
                                         largestDifference(seen.hidden, want("hidden_last.npy"))});
            QVERIFY2(far <= tolerance,
                     qPrintable(QStringLiteral("%1: %2, allowed %3").arg(way.name).arg(far).arg(tolerance)));
        }

        const QJsonObject greedy = readJson(folder + "/greedy.json");
        State state(model);
        Progress progress;
        const Prefill read =
            prefill(state, std::span(ids).first(static_cast<std::size_t>(greedy["prompt_tokens"].toInteger())), nullptr,
                    progress);
        GenerateOptions options;
        options.maxNewTokens = greedy["ids"].toArray().size();
        const GenerateResult result = generate(
            state, read.lastLogits, options, [](std::int64_t) { return true; }, progress);
        QJsonArray got;
        for (const std::int64_t id : result.ids)
            got.append(static_cast<qint64>(id));
        QCOMPARE(got, greedy["ids"].toArray());
    }

    void refusals_data() { cases(true); }
    void refusals()
    {
        QFETCH(QString, folder);
        QString said;
        try {
            open(folder);
        } catch (const Error& error) {
            said = QString::fromUtf8(error.what());
        }
        QVERIFY(!said.isEmpty());
        for (const QJsonValue& word : readJson(folder + "/case.json")["refuse_mentions"].toArray())
            QVERIFY2(said.contains(word.toString(), Qt::CaseInsensitive), qPrintable(said));
    }

    void aTraceOfAHybridSeesMambaAndAttention()
    {
        const auto model = open(QStringLiteral(TEST_DATA_DIR "/models/hf-zamba2"));
        const std::vector<std::int64_t> ids =
            loadIds(std::filesystem::path(TEST_DATA_DIR "/models/hf-zamba2/ids.npy")).front();
        Progress progress;
        // With inputs kept, and with everything in front of the layer computed again.
        for (const std::int64_t budget : {std::int64_t{1} << 29, std::int64_t{0}}) {
            TraceOptions options;
            options.chunk = 40;
            options.inputBudget = budget;
            const auto trace = Trace::run(model, ids, nullptr, options, progress);
            for (const std::int64_t layer : {1, 5}) {
                QCOMPARE(trace->factors(layer, progress)->channels, std::int64_t{8});
                const auto factors = trace->attention(layer, progress);
                QCOMPARE(factors->heads, std::int64_t{4});
                for (std::int64_t head = 0; head < factors->heads; ++head) {
                    const AttentionMap map(factors, head);
                    QCOMPARE(map.length(), static_cast<std::int64_t>(ids.size()));
                    QVERIFY(std::abs(map.value(0, 0) - 1) < 1e-6F);
                    std::vector<float> row(ids.size());
                    for (const std::int64_t i : {0, 1, 39, 40, 95}) {
                        map.row(i, row);
                        double sum = 0;
                        for (std::size_t j = 0; j < row.size(); ++j) {
                            sum += static_cast<double>(row[j]);
                            QVERIFY(static_cast<std::int64_t>(j) <= i ? row[j] > 0 : row[j] == 0);
                            QVERIFY(std::abs(row[j] - map.value(i, static_cast<std::int64_t>(j))) < 1e-5F);
                        }
                        QVERIFY(std::abs(sum - 1) < 1e-5);
                    }
                }
                QVERIFY_EXCEPTION_THROWN(AttentionMap(factors, 4), Error);
            }
            QVERIFY_EXCEPTION_THROWN(trace->attention(0, progress), Error); // a layer without
        }
    }

    void everyFamilyIsFilteredTracedAndMapped_data() { cases(false); }
    void everyFamilyIsFilteredTracedAndMapped()
    {
        QFETCH(QString, folder);
        const auto model = open(folder);
        const ModelConfig& config = model->config();
        std::vector<std::int64_t> ids = loadIds((folder + "/ids.npy").toStdString()).front();
        ids.resize(std::min<std::size_t>(ids.size(), 96));
        Progress progress;
        const std::vector<std::int64_t> calibration(ids.begin(), ids.begin() + 32);
        CalibrationSettings settings;
        settings.length = 32;
        settings.lengths = {32, 64, 96};
        const auto profile =
            std::make_shared<Profile>(calibrate(model, std::span(&calibration, 1), settings, progress));
        const std::shared_ptr<const Method> method =
            makeMethod("longmamba", {.profile = profile, .theta = 1e-30}, config);
        TraceOptions options;
        options.chunk = 40;
        const auto trace = Trace::run(model, ids, method, options, progress);

        State state(model);
        QVERIFY(largestDifference(prefill(state, ids, method.get(), progress).lastLogits, trace->lastLogits()) < 1e-4);
        State vanilla(model);
        QVERIFY(largestDifference(prefill(vanilla, ids, nullptr, progress).lastLogits, trace->lastLogits()) > 1e-6);
        QVERIFY(trace->filteredChannels() > 0);
        const auto length = static_cast<std::int64_t>(ids.size());
        for (std::int64_t layer = 0; layer < config.layers; ++layer) {
            const auto factors = trace->factors(layer, progress);
            QCOMPARE(factors->channels, config.channels());
            QVERIFY(!factors->thresholds.empty()); // hybrid layers are filtered like any other
            for (const std::int64_t channel : {std::int64_t{0}, config.channels() - 1}) {
                const AttentionMap map(factors, channel);
                QCOMPARE(map.keptTokens(),
                         trace->keptTokens()[static_cast<std::size_t>(layer * config.channels() + channel)]);
                std::vector<float> row(ids.size());
                map.row(length - 1, row);
                for (std::size_t j = 0; j < row.size(); ++j) {
                    QVERIFY(std::isfinite(row[j]));
                    QVERIFY(map.dt()[j] > 0 || row[j] == 0); // a dropped token is not seen
                }
            }
        }
    }

    void aCopiedStateGoesOnAlone()
    {
        const auto model = open(QStringLiteral(TEST_DATA_DIR "/models/hf-zamba2"));
        const std::vector<std::int64_t> ids = {5, 7, 11, 13, 17, 19, 23, 29};
        Progress progress;
        State state(model);
        runPass(state, ids, {}, nullptr, progress);
        State fork = state.copy();
        const std::vector<std::int64_t> one = {3};
        const std::vector<std::int64_t> other = {4};
        const auto next = [&](State& from, const std::vector<std::int64_t>& id) {
            return prefill(from, id, nullptr, progress).lastLogits;
        };
        next(state, other); // must not reach the fork
        const std::vector<float> forked = next(fork, one);
        State again(model);
        runPass(again, ids, {}, nullptr, progress);
        QCOMPARE(next(again, one), forked);
        QVERIFY(model->stateMemory(100) > model->stateMemory(0));
    }
};

QTEST_APPLESS_MAIN(FamiliesTest)
#include "families_test.moc"
