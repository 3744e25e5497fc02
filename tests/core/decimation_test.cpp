// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/npy.h"
#include "core/base/text_file.h"
#include "core/generate/generate.h"
#include "core/inspect/receptive_field.h"
#include "core/inspect/trace.h"
#include "core/method/method.h"
#include "core/model/pass.h"
#include "tests/core/test_models.h"
#include "tests/core/whole_pass.h"
#include "tests/support/error_of.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace mambascope;
using test::errorOf;
using test::families;
using test::largestDifference;

namespace {

const QString kGoldens = QStringLiteral(SHARED_TESTDATA_DIR "/goldens/methods");

// What a pass shows of every layer: positions and Deltas; and its logits by position.
class Everything final : public PassObserver
{
public:
    explicit Everything(const ModelConfig& config)
        : m_config(config), positions(static_cast<std::size_t>(config.layers)),
          dt(static_cast<std::size_t>(config.layers))
    {
    }
    bool wantsLayer(std::int64_t) const override { return true; }
    void layerChunk(const LayerChunk& chunk) override
    {
        const auto layer = static_cast<std::size_t>(chunk.layer);
        for (std::int64_t t = 0; t < chunk.tokens; ++t)
            positions[layer].push_back(chunk.positions != nullptr ? chunk.positions[t] : chunk.begin + t);
        dt[layer].insert(dt[layer].end(), chunk.dt, chunk.dt + chunk.tokens * m_config.channels());
    }
    void logitsChunk(std::int64_t begin, std::int64_t rows, const float* values) override
    {
        for (std::int64_t row = 0; row < rows; ++row)
            logitsAt.push_back(begin + row);
        logits.insert(logits.end(), values, values + rows * m_config.vocab);
    }

private:
    const ModelConfig& m_config;

public:
    std::vector<std::vector<std::int64_t>> positions;
    std::vector<std::vector<float>> dt;
    std::vector<std::int64_t> logitsAt;
    std::vector<float> logits;
};

Everything run(const std::shared_ptr<const Model>& model, const std::vector<std::int64_t>& ids, const Method* method,
               PassOptions options = {})
{
    Everything seen(model->config());
    State state(model);
    options.method = method;
    Progress progress;
    runPass(state, ids, options, &seen, progress);
    return seen;
}

std::shared_ptr<const Method> decimamba(const Model& model, DecimationSettings settings)
{
    MethodSettings all;
    all.decimation = std::move(settings);
    return makeMethod("decimamba", all, model.config());
}

} // namespace

class DecimationTest : public QObject
{
    Q_OBJECT

private slots:
    void settingsAsText()
    {
        const DecimationSettings standard{{5}, 512, 0.5, 20};
        QCOMPARE(DecimationSettings::parse("layers=12+16,l_base=2000,beta=0.83,min=7", standard),
                 (DecimationSettings{{12, 16}, 2000, 0.83, 7}));
        QCOMPARE(DecimationSettings::parse("beta=1", standard), (DecimationSettings{{5}, 512, 1, 20}));
        QCOMPARE(DecimationSettings::parse(standard.text(), {}), standard);
        QCOMPARE(standard.text(), std::string("layers=5,l_base=512,beta=0.5,min=20"));
        for (const char* wrong : {"", "layer=3", "layers=", "layers=3+", "layers=a", "beta=0.5x", "l_base", "min=2,,"})
            QVERIFY2(
                errorOf([&] { DecimationSettings::parse(wrong, standard); }).contains(QStringLiteral("decimation")),
                wrong);
    }

    void refusals()
    {
        const auto model = test::bundled("mamba2-12m");
        const auto refused = [&](DecimationSettings settings, const char* about) {
            QVERIFY2(errorOf([&] { decimamba(*model, settings); }).contains(QLatin1String(about)), about);
        };
        refused({{}, 512, 0.5, 20}, "at least one layer");
        refused({{10}, 512, 0.5, 20}, "layers 0 to 9");
        refused({{-1}, 512, 0.5, 20}, "layers 0 to 9");
        refused({{3, 3}, 512, 0.5, 20}, "twice");
        refused({{3}, 0, 0.5, 20}, "l_base");
        refused({{3}, 512, 0, 20}, "beta");
        refused({{3}, 512, 1.1, 20}, "beta");
        refused({{3}, 512, 0.5, 0}, "min");
        ModelConfig hybrid = model->config();
        hybrid.shared.layers = {3};
        MethodSettings settings;
        settings.decimation.layers = {4};
        QVERIFY(errorOf([&] { makeMethod("decimamba", settings, hybrid); }).contains(QStringLiteral("attention")));

        const auto method = decimamba(*model, {{4}, 32, 1, 20});
        const std::vector<std::int64_t> ids = test::someIds(64);
        PassOptions pieces;
        pieces.promptLength = 128;
        QVERIFY(errorOf([&] { run(model, ids, method.get(), pieces); }).contains(QStringLiteral("whole")));
    }

    // P = max(min(L - r, L_base beta^s), min) of the first L - r tokens, and the last r.
    void howManyStay()
    {
        const auto model = test::bundled("mamba2-12m");
        const auto method = decimamba(*model, {{6, 2, 4}, 100, 0.5, 30}); // in any order
        QCOMPARE(method->tokensBehind(1, 1000, 1), std::int64_t{1000});
        QCOMPARE(method->tokensBehind(2, 1000, 1), std::int64_t{101});
        QCOMPARE(method->tokensBehind(4, 101, 1), std::int64_t{51});
        QCOMPARE(method->tokensBehind(6, 51, 1), std::int64_t{31}); // 25 < min
        QCOMPARE(method->tokensBehind(2, 1000, 200), std::int64_t{300});
        QCOMPARE(method->tokensBehind(2, 90, 1), std::int64_t{90});
        QCOMPARE(method->tokensBehind(6, 20, 1), std::int64_t{20}); // fewer than min exist
        QCOMPARE(method->tokensBehind(6, 20, 30), std::int64_t{20});
        QCOMPARE(decimamba(*model, {{2}, 7, 0.3, 1})->tokensBehind(2, 1000, 1), std::int64_t{8});
    }

    // Against a plain choice from the Deltas of a vanilla pass, in which all layers up to the first decimating one are
    // the same.
    void theLargestNormsStay_data() { families(); }
    void theLargestNormsStay()
    {
        QFETCH(QString, name);
        const auto model = test::bundled(name.toStdString());
        const std::vector<std::int64_t> ids = test::someIds(150);
        const auto channels = static_cast<std::size_t>(model->config().channels());
        const std::vector<float> dt = run(model, ids, nullptr).dt[4];
        std::vector<double> norm;
        for (std::size_t t = 0; t < ids.size(); ++t)
            norm.push_back(std::inner_product(dt.begin() + static_cast<std::ptrdiff_t>(t * channels),
                                              dt.begin() + static_cast<std::ptrdiff_t>((t + 1) * channels),
                                              dt.begin() + static_cast<std::ptrdiff_t>(t * channels), 0.0));
        std::vector<std::int64_t> want(147); // the last three always stay
        std::iota(want.begin(), want.end(), 0);
        std::stable_sort(want.begin(), want.end(), [&](std::int64_t a, std::int64_t b) {
            return norm[static_cast<std::size_t>(a)] > norm[static_cast<std::size_t>(b)];
        });
        want.resize(40);
        want.insert(want.end(), {147, 148, 149});
        std::sort(want.begin(), want.end());

        PassOptions options;
        options.keepLast = 3;
        options.chunk = 32;
        const auto method = decimamba(*model, {{4}, 40, 1, 20});
        const Everything seen = run(model, ids, method.get(), options);
        QCOMPARE(seen.positions[3].size(), ids.size());
        for (std::size_t layer = 4; layer < seen.positions.size(); ++layer)
            QCOMPARE(seen.positions[layer], want);
        QCOMPARE(seen.logitsAt, std::vector<std::int64_t>{149});
        // In the layer itself a token that stays has the Delta that it has without decimation.
        for (std::size_t k = 0; k < want.size(); ++k)
            for (std::size_t c = 0; c < channels; ++c)
                QVERIFY(std::abs(seen.dt[4][k * channels + c] - dt[static_cast<std::size_t>(want[k]) * channels + c]) <
                        1e-4F);
    }

    void chunksAndOrdersAgree_data() { families(); }
    void chunksAndOrdersAgree()
    {
        QFETCH(QString, name);
        const auto model = test::bundled(name.toStdString());
        const std::vector<std::int64_t> ids = test::someIds(301);
        const auto method = decimamba(*model, {{2, 5, 9}, 120, 0.5, 20}); // the last layer decimates, too
        PassOptions options;
        options.logitsFrom = 290; // keeps eleven tokens
        const Everything whole = run(model, ids, method.get(), options);
        QCOMPARE(whole.positions[1].size(), std::size_t{301});
        QCOMPARE(whole.positions[2].size(), std::size_t{131});
        QCOMPARE(whole.positions[5].size(), std::size_t{71});
        QCOMPARE(whole.positions[9].size(), std::size_t{41});
        QCOMPARE(whole.logitsAt.size(), std::size_t{11});
        for (const std::int64_t chunk : {1, 7, 64, 131}) {
            for (const PassOrder order : {PassOrder::ChunkMajor, PassOrder::LayerMajor}) {
                options.chunk = chunk;
                options.order = order;
                const Everything got = run(model, ids, method.get(), options);
                QCOMPARE(got.positions, whole.positions);
                QCOMPARE(got.logitsAt, whole.logitsAt);
                QVERIFY(largestDifference(got.logits, whole.logits) < 5e-4);
            }
        }
    }

    // Nothing leaves a prompt that is not longer than L_base.
    void shortPromptsAreReadAsWithoutIt()
    {
        const auto model = test::bundled("mamba2-12m");
        const std::vector<std::int64_t> ids = test::someIds(64);
        const auto method = decimamba(*model, {{4}, 63, 1, 20});
        const Everything got = run(model, ids, method.get());
        QCOMPARE(got.logits, run(model, ids, nullptr).logits);
        QVERIFY(got.logits != run(model, ids, decimamba(*model, {{4}, 62, 1, 20}).get()).logits);
    }

    // All logits asked for: every token stays. Fewer that stay: logits of those only.
    void logitsOfTokensThatStay()
    {
        const auto model = test::bundled("mamba2-12m");
        const std::vector<std::int64_t> ids = test::someIds(200);
        const auto method = decimamba(*model, {{4}, 50, 1, 20});
        PassOptions options;
        options.logitsFrom = 0;
        QCOMPARE(run(model, ids, method.get(), options).logitsAt.size(), std::size_t{200});
        options.keepLast = 2;
        const Everything seen = run(model, ids, method.get(), options);
        QCOMPARE(seen.logitsAt, seen.positions.back());
        QCOMPARE(seen.logitsAt.size(), std::size_t{52});
    }

    // In a trace's factors a token that left neither writes nor reads: rows and columns of the maps are zero, sums are
    // those of the tokens that stayed, at their places in the prompt.
    void traces_data() { families(); }
    void traces()
    {
        QFETCH(QString, name);
        const auto model = test::bundled(name.toStdString());
        const std::vector<std::int64_t> ids = test::someIds(220);
        const auto method = decimamba(*model, {{3}, 60, 1, 20});
        const Everything seen = run(model, ids, method.get());
        Progress progress;
        const auto trace = Trace::run(model, ids, method, {}, progress);
        QVERIFY(largestDifference(trace->lastLogits(), seen.logits) < 5e-4);
        const std::int64_t channels = model->config().channels();
        QCOMPARE(trace->keptTokens()[static_cast<std::size_t>(2 * channels)], std::int64_t{220});
        QCOMPARE(trace->keptTokens()[static_cast<std::size_t>(3 * channels)], std::int64_t{61});
        QCOMPARE(trace->keptTokens().back(), std::int64_t{61});
        QCOMPARE(trace->filteredChannels(), 7 * channels);
        const std::vector<std::int64_t>& kept = seen.positions[6];
        for (std::int64_t t = 0; t < 220; ++t)
            QCOMPARE(trace->keptBy()[static_cast<std::size_t>(t)],
                     std::binary_search(kept.begin(), kept.end(), t) ? static_cast<std::int32_t>(7 * channels) : 0);

        const auto factors = trace->factors(6, progress);
        QCOMPARE(factors->length, std::int64_t{220});
        for (std::int64_t t = 0; t < 220; ++t) {
            const auto at = std::lower_bound(kept.begin(), kept.end(), t);
            const bool stays = at != kept.end() && *at == t;
            for (const std::int64_t channel : {std::int64_t{0}, channels - 1}) {
                const float want =
                    stays ? seen.dt[6][static_cast<std::size_t>((at - kept.begin()) * channels + channel)] : 0.0F;
                QVERIFY(std::abs(factors->rawDt(channel)[static_cast<std::size_t>(t)] - want) < 1e-4F);
            }
        }
        QVERIFY(std::isfinite(trace->meanDistance().back()));
        QVERIFY(trace->meanDistance().back() > 0);
        QCOMPARE(trace->state().position(), std::int64_t{220});
    }

    void generationGoesOn()
    {
        const auto model = test::bundled("mamba2-12m");
        const std::vector<std::int64_t> ids = test::someIds(200);
        const auto method = decimamba(*model, {{4}, 50, 1, 20});
        Progress progress;
        State state(model);
        const Prefill start = prefill(state, ids, method.get(), progress);
        GenerateOptions options;
        options.maxNewTokens = 3;
        const GenerateResult made = generate(
            state, start.lastLogits, options, [](std::int64_t) { return true; }, progress);
        QCOMPARE(made.ids.size(), std::size_t{3});
        QCOMPARE(state.position(), std::int64_t{202}); // the last one is chosen, not read
        PassOptions again;
        again.method = method.get();
        QVERIFY(errorOf([&] { runPass(state, ids, again, nullptr, progress); }).contains(QStringLiteral("whole")));
    }

    void goldens_data() { families(); }
    void goldens()
    {
        QFETCH(QString, name);
        if (!QFile::exists(kGoldens))
            QSKIP("reference numbers are not here");
        const std::filesystem::path folder = (kGoldens + "/" + name).toStdString();
        const auto model = test::bundled(name.toStdString());
        const std::vector<std::int64_t> ids = loadIds((kGoldens + "/ids_long.npy").toStdString()).front();
        const nlohmann::json meta = parseJson(readTextFile(folder / "meta.json"), "meta.json");
        int compared = 0;
        for (const nlohmann::json& one : meta.at("deci")) {
            if (one.at("resp_len") != 1)
                continue;
            const nlohmann::json& config = one.at("config");
            const DecimationSettings settings{config.at("layers").get<std::vector<std::int64_t>>(),
                                              config.at("L_base").get<std::int64_t>(), config.at("beta").get<double>(),
                                              one.at("min_seq_len").get<std::int64_t>()};
            const auto method = decimamba(*model, settings);
            const Everything seen = run(model, ids, method.get());
            const std::string file = one.at("files").get<std::string>();
            for (const std::int64_t layer : settings.layers) {
                const NpyArray want = loadNpy(folder / "deci" / (file + "_layer" + std::to_string(layer) + ".npy"));
                QCOMPARE(std::vector<double>(seen.positions[static_cast<std::size_t>(layer)].begin(),
                                             seen.positions[static_cast<std::size_t>(layer)].end()),
                         want.values);
            }
            const NpyArray logits = loadNpy(folder / "deci" / (file + "_logits.npy"));
            QVERIFY(largestDifference(seen.logits, logits.values) < 1e-3);

            State state(model);
            Progress progress;
            const Prefill start = prefill(state, ids, method.get(), progress);
            GenerateOptions options;
            options.maxNewTokens = 8;
            const GenerateResult made = generate(
                state, start.lastLogits, options, [](std::int64_t) { return true; }, progress);
            QCOMPARE(made.ids, one.at("greedy8").get<std::vector<std::int64_t>>());
            ++compared;
        }
        QCOMPARE(compared, 2);
    }
};

QTEST_GUILESS_MAIN(DecimationTest)
#include "decimation_test.moc"
