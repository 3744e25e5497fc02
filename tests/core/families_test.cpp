// SPDX-License-Identifier: GPL-3.0-or-later
// Every family and file form against float64 reference numbers: tests/data/models holds a part of the cases, cut to 96
// tokens; all of them at full length are tested where the optional shared folder has them.
#include "core/base/device.h"
#include "core/base/error.h"
#include "core/base/npy.h"
#include "core/generate/generate.h"
#include "core/inspect/attention_map.h"
#include "core/inspect/trace.h"
#include "core/method/method.h"
#include "core/method/profile.h"
#include "core/model/pass.h"
#include "tests/support/tiny_zamba2.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace mambascope;

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

std::shared_ptr<const Model> open(const QString& folder)
{
    Progress progress;
    return Model::open(locateModel(folder.toStdString()), {}, progress);
}

// Everything a pass computes, in the layout of the reference arrays.
class Everything final : public PassObserver
{
public:
    Everything(const ModelConfig& config, std::int64_t length)
        : m_config(config), m_length(length), dt(static_cast<std::size_t>(config.layers * config.channels() * length)),
          hidden(static_cast<std::size_t>(length * config.dModel)),
          logits(static_cast<std::size_t>(length * config.vocab))
    {
    }
    bool wantsLayer(std::int64_t) const override { return true; }
    bool wantsHidden() const override { return true; }
    void layerChunk(const LayerChunk& chunk) override
    {
        const std::int64_t channels = m_config.channels();
        for (std::int64_t t = 0; t < chunk.tokens; ++t)
            for (std::int64_t c = 0; c < channels; ++c)
                dt[static_cast<std::size_t>((chunk.layer * channels + c) * m_length + chunk.begin + t)] =
                    chunk.dt[t * channels + c];
    }
    void hiddenChunk(std::int64_t begin, std::int64_t rows, const float* values) override
    {
        std::copy_n(values, rows * m_config.dModel, hidden.begin() + begin * m_config.dModel);
    }
    void logitsChunk(std::int64_t begin, std::int64_t rows, const float* values) override
    {
        std::copy_n(values, rows * m_config.vocab, logits.begin() + begin * m_config.vocab);
    }

private:
    const ModelConfig& m_config;
    std::int64_t m_length;

public:
    std::vector<float> dt;
    std::vector<float> hidden;
    std::vector<float> logits;
};

double largestDifference(const std::vector<float>& got, const std::vector<double>& want)
{
    double most = got.size() == want.size() ? 0.0 : INFINITY;
    for (std::size_t i = 0; i < std::min(got.size(), want.size()); ++i) {
        const double difference = std::abs(static_cast<double>(got[i]) - want[i]);
        most = std::isnan(difference) ? INFINITY : std::max(most, difference);
    }
    return most;
}

double largestDifference(const std::vector<float>& a, const std::vector<float>& b)
{
    return largestDifference(a, std::vector<double>(b.begin(), b.end()));
}

std::vector<float> logitsOf(const std::shared_ptr<const Model>& model, const std::vector<std::int64_t>& ids)
{
    State state(model);
    Everything seen(model->config(), static_cast<std::int64_t>(ids.size()));
    PassOptions options;
    options.logitsFrom = 0;
    Progress progress;
    runPass(state, ids, options, &seen, progress);
    return seen.logits;
}

std::vector<std::int64_t> tinyIds(std::int64_t count)
{
    std::vector<std::int64_t> ids;
    for (std::int64_t i = 0; i < count; ++i)
        ids.push_back((i * i * 7 + 3 * i + 1) % test::kTinyZambaVocab);
    return ids;
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

    void attentionWithFewerKeyHeads()
    {
        // Keys and values shared by pairs of heads are the same as matrices whose rows are repeated.
        QTemporaryDir folder;
        const std::filesystem::path base = folder.path().toStdString();
        test::writeTinyZamba2(base / "grouped", {.keyHeads = 2});
        test::writeTinyZamba2(base / "repeated", {.keyHeads = 2, .repeatKeys = true});
        const std::vector<std::int64_t> ids = tinyIds(70);
        const auto grouped = open(QString::fromStdString((base / "grouped").string()));
        const auto repeated = open(QString::fromStdString((base / "repeated").string()));
        QCOMPARE(grouped->config().shared.keyHeads, std::int64_t{2});
        QCOMPARE(repeated->config().shared.keyHeads, std::int64_t{4});
        QVERIFY(largestDifference(logitsOf(grouped, ids), logitsOf(repeated, ids)) < 1e-5);
    }

    void aCheckpointThatDoesNotFitIsRefusedUnread()
    {
        // A file with holes: it says that it is larger than any memory, and takes none of the disk.
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        const std::int64_t size = test::writeHugeMamba2(path);
        if (size == 0)
            QSKIP("the file system cannot hold files with holes of this size");
        if (size < availableMemory())
            QSKIP("this machine has more memory than the file is large");
        QString said;
        try {
            open(folder.path());
        } catch (const Error& error) {
            said = QString::fromUtf8(error.what());
        }
        QVERIFY2(said.contains(QRegularExpression(QStringLiteral("needs 5[0-9][0-9]\\.[0-9] GiB .* GiB are free"))),
                 qPrintable(said));
        QVERIFY(peakMemory() < size / 100);
    }

    void aSkipWeightForEveryEntry()
    {
        // D of [heads x head_dim] belongs to entries: the same as D of heads that have one entry each.
        QTemporaryDir folder;
        const std::filesystem::path base = folder.path().toStdString();
        test::writeTinyMamba2(base / "entries", {});
        test::writeTinyMamba2(base / "heads", {.headOfEntry = true});
        const std::vector<std::int64_t> ids = tinyIds(40);
        const auto entries = open(QString::fromStdString((base / "entries").string()));
        const auto heads = open(QString::fromStdString((base / "heads").string()));
        QVERIFY(entries->config().dPerEntry);
        QCOMPARE(entries->config().heads, std::int64_t{4});
        QCOMPARE(heads->config().heads, std::int64_t{32});
        QVERIFY(largestDifference(logitsOf(entries, ids), logitsOf(heads, ids)) < 1e-5);
    }

    void anOutputMatrixOfItsOwn()
    {
        QTemporaryDir folder;
        const std::filesystem::path base = folder.path().toStdString();
        test::writeTinyMamba2(base / "tied", {});
        test::writeTinyMamba2(base / "untied", {.untied = true});
        const std::vector<std::int64_t> ids = tinyIds(9);
        const auto untied = open(QString::fromStdString((base / "untied").string()));
        QCOMPARE(untied->config().tied, std::optional<bool>(false));
        const std::vector<float> tied = logitsOf(open(QString::fromStdString((base / "tied").string())), ids);
        std::vector<float> reversed = logitsOf(untied, ids);
        for (auto row = reversed.begin(); row != reversed.end(); row += test::kTinyZambaVocab)
            std::reverse(row, row + test::kTinyZambaVocab);
        QVERIFY(largestDifference(reversed, tied) < 1e-6);
    }

    void paddingIsNeverWritten_data()
    {
        QTest::addColumn<bool>("huggingFace");
        QTest::addColumn<bool>("untied");
        QTest::newRow("state-spaces") << false << false;
        QTest::newRow("state-spaces, output matrix of its own") << false << true;
        QTest::newRow("Hugging Face") << true << false;
    }
    void paddingIsNeverWritten()
    {
        QFETCH(bool, huggingFace);
        QFETCH(bool, untied);
        QTemporaryDir folder;
        test::writeTinyMamba2(folder.path().toStdString(),
                              {.untied = untied, .padded = true, .huggingFace = huggingFace});
        const auto model = open(folder.path());
        const auto write = [&](double temperature, std::int64_t vocabulary) {
            State state(model);
            Progress progress;
            const Prefill read = prefill(state, tinyIds(5), nullptr, progress);
            GenerateOptions options;
            options.maxNewTokens = 60;
            options.sampling = {.temperature = temperature, .seed = 4};
            options.vocabulary = vocabulary;
            const auto ids = generate(
                                 state, read.lastLogits, options, [](std::int64_t) { return true; }, progress)
                                 .ids;
            return *std::max_element(ids.begin(), ids.end());
        };
        // transformers counts the padding in: there only the tokenizer knows where it begins.
        const std::int64_t tokens = huggingFace ? test::kTinyZambaVocab : 0;
        for (const double temperature : {0.0, 1.0, 1e6})
            QVERIFY(write(temperature, tokens) < test::kTinyZambaVocab);
        if (huggingFace)
            QVERIFY(write(0, 0) >= test::kTinyZambaVocab); // what the limit is for
        else
            QVERIFY_EXCEPTION_THROWN(logitsOf(model, {test::kTinyZambaVocab}), Error);
    }

    void sharedBlocksStoredUnderAnyOfTheirLayers()
    {
        QTemporaryDir folder;
        const std::filesystem::path base = folder.path().toStdString();
        const std::vector<std::int64_t> ids = tinyIds(30);
        std::vector<float> first;
        for (const auto& [attention, feedForward] : {std::pair(1, 1), std::pair(2, 2), std::pair(1, 2)}) {
            test::writeTinyZamba2(base, {.attentionHome = attention, .feedForwardHome = feedForward});
            const std::vector<float> logits = logitsOf(open(folder.path()), ids);
            if (first.empty())
                first = logits;
            QCOMPARE(logits, first);
        }
    }

    void longContext()
    {
        QTemporaryDir folder;
        const std::filesystem::path base = folder.path().toStdString();
        const auto logits = [&](const char* name, const std::string& config) {
            test::writeTinyZamba2(base / name, {.config = config});
            return logitsOf(open(QString::fromStdString((base / name).string())), tinyIds(70));
        };
        const std::vector<float> longer = logits("longer", R"(, "use_long_context": true)");
        // 10000 x 8^(d/(d-2)) for heads of 8
        QCOMPARE(longer, logits("scaled", ", \"rope_theta\": " + std::to_string(10000 * std::pow(8.0, 8.0 / 6.0))));
        QVERIFY(largestDifference(longer, logits("plain", {})) > 1e-3);
    }

    void sixteenThousandTokensInBoundedMemory()
    {
        QTemporaryDir folder;
        test::writeTinyZamba2(folder.path().toStdString(), {});
        const auto model = open(folder.path());
        State state(model);
        Progress progress;
        const std::int64_t before = peakMemory();
        const Prefill read = prefill(state, tinyIds(16384), nullptr, progress);
        // Scores of all pairs would be 4 GiB.
        QVERIFY2(peakMemory() - before < std::int64_t{1} << 30, qPrintable(QString::number(peakMemory() - before)));
        QVERIFY(std::all_of(read.lastLogits.begin(), read.lastLogits.end(), [](float v) { return std::isfinite(v); }));
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
