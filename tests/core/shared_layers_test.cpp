// SPDX-License-Identifier: GPL-3.0-or-later
// Passes that go on from another pass's first layers give what they give from the start, bit by bit.
#include "core/base/error.h"
#include "core/base/resources.h"
#include "core/evaluate/greedy_answer.h"
#include "core/evaluate/shared_layers.h"
#include "core/method/method.h"
#include "core/model/pass.h"
#include "core/model/prefix.h"
#include "tests/core/test_models.h"
#include "tests/support/error_of.h"

#include <QtTest>

using namespace mambascope;
using test::errorOf;

namespace {

class Logits final : public PassObserver
{
public:
    void logitsChunk(std::int64_t begin, std::int64_t rows, const float* values) override
    {
        for (std::int64_t row = 0; row < rows; ++row)
            at.push_back(begin + row);
        all.insert(all.end(), values, values + rows * vocab);
    }
    std::int64_t vocab = 0;
    std::vector<std::int64_t> at;
    std::vector<float> all;
};

/// What a pass leaves: logits of the last tokens, the norm of every state, and the next token's logits.
struct Outcome
{
    std::vector<std::int64_t> at;
    std::vector<float> logits, states;
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

template <typename Read>
Outcome outcomeOf(const std::shared_ptr<const Model>& model, std::int64_t length, const Method* method, Read read)
{
    State state(model);
    Logits seen;
    seen.vocab = model->config().vocab;
    PassOptions options;
    options.method = method;
    options.chunk = 100; // the last one is shorter
    options.logitsFrom = length - 20;
    read(state, options, seen);
    Outcome outcome;
    for (std::int64_t layer = 0; layer < model->config().layers; ++layer)
        for (const float rms : state.stateRms(layer))
            outcome.states.push_back(rms);
    Progress progress;
    const std::vector<std::int64_t> next{7};
    runPass(state, next, {}, &seen, progress);
    outcome.at = seen.at;
    outcome.logits = seen.all;
    return outcome;
}

Outcome alone(const std::shared_ptr<const Model>& model, std::span<const std::int64_t> ids, const Method* method)
{
    return outcomeOf(model, std::ssize(ids), method, [&](State& state, PassOptions& options, PassObserver& seen) {
        Progress progress;
        runPass(state, ids, options, &seen, progress);
    });
}

std::shared_ptr<const Method> longMamba(const Model& model, double theta)
{
    MethodSettings settings;
    settings.profile = Profile::load(bundledProfile(model.name()));
    settings.theta = theta;
    return makeMethod("longmamba", settings, model.config());
}

std::shared_ptr<const Method> deciMamba(const Model& model, std::int64_t layer)
{
    MethodSettings settings;
    settings.decimation = DecimationSettings::standard(model.config(), 1024);
    settings.decimation.layers = {layer};
    settings.decimation.baseLength = 300;
    return makeMethod("decimamba", settings, model.config());
}

} // namespace

class SharedLayersTest : public QObject
{
    Q_OBJECT
    const std::vector<std::int64_t> m_ids = test::someIds(1250);

private slots:
    void aPassGoesOnFromItsFirstLayers_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("layers");
        for (const QString& model : {QStringLiteral("mamba1-12m"), QStringLiteral("mamba2-12m")})
            for (const int layers : {1, 4, 6})
                QTest::newRow(qPrintable(QStringLiteral("%1, %2 layers").arg(model).arg(layers))) << model << layers;
    }
    void aPassGoesOnFromItsFirstLayers()
    {
        QFETCH(const QString, model);
        QFETCH(const int, layers);
        const auto opened = test::bundled(model.toStdString());
        const auto method = deciMamba(*opened, 6); // vanilla up to there
        const Outcome vanilla = alone(opened, m_ids, nullptr);
        const Outcome decimated = alone(opened, m_ids, method.get());
        QVERIFY(vanilla != decimated);

        Progress progress;
        Prefix prefix(layers);
        QCOMPARE(prefix.tokens(), 0);
        const Outcome kept =
            outcomeOf(opened, std::ssize(m_ids), nullptr, [&](State& state, PassOptions& options, PassObserver& seen) {
                options.keep = &prefix;
                runPass(state, m_ids, options, &seen, progress);
            });
        QVERIFY(kept == vanilla);
        QCOMPARE(prefix.tokens(), std::ssize(m_ids));
        for (const Method* other : {static_cast<const Method*>(nullptr), method.get()}) {
            const Outcome gone = outcomeOf(opened, std::ssize(m_ids), other,
                                           [&](State& state, PassOptions& options, PassObserver& seen) {
                                               options.from = &prefix;
                                               runPass(state, m_ids, options, &seen, progress);
                                           });
            QVERIFY(gone == (other == nullptr ? vanilla : decimated));
        }
    }

    void prefixesThatDoNotFitAreRefused()
    {
        const auto model = test::bundled("mamba2-12m");
        const auto method = deciMamba(*model, 4);
        Progress progress;
        const auto refused = [&](std::span<const std::int64_t> ids, const PassOptions& options) {
            State state(model);
            return errorOf([&] { runPass(state, ids, options, nullptr, progress); }).contains("first layers");
        };
        Prefix five(5), all(model->config().layers), empty(2);
        PassOptions options;
        options.keep = &all;
        QVERIFY(refused(m_ids, options)); // nothing would be left to go on with
        options.keep = &five;
        options.method = method.get();
        QVERIFY(refused(m_ids, options)); // behind the layer that looks at the whole prompt
        options = {};
        options.from = &empty;
        QVERIFY(refused(m_ids, options));
        options = {};
        options.keep = &five;
        State state(model);
        runPass(state, m_ids, options, nullptr, progress);
        options = {};
        options.from = &five;
        QVERIFY(refused(std::span(m_ids).first(100), options)); // another prompt
        options.order = PassOrder::LayerMajor;
        QVERIFY(refused(m_ids, options));
        options.order = PassOrder::ChunkMajor;
        QVERIFY(errorOf([&] { runPass(state, m_ids, options, nullptr, progress); }).contains("first layers"));
    }

    void methodsShareAndGiveWhatTheyGiveAlone_data()
    {
        QTest::addColumn<QString>("model");
        for (const char* model : {"mamba1-12m", "mamba2-12m"})
            QTest::newRow(model) << QString::fromLatin1(model);
    }
    void methodsShareAndGiveWhatTheyGiveAlone()
    {
        QFETCH(const QString, model);
        const auto opened = test::bundled(model.toStdString());
        const bool mamba1 = opened->config().family == Family::Mamba1;
        const std::vector<std::shared_ptr<const Method>> methods{nullptr, longMamba(*opened, mamba1 ? 1e-10 : 0.05),
                                                                 longMamba(*opened, mamba1 ? 1e-9 : 0.1),
                                                                 deciMamba(*opened, 7), deciMamba(*opened, 5)};
        SharedLayers shared(opened, methods);
        const std::vector<std::int64_t> other = test::someIds(1250, 5);
        for (const std::vector<std::int64_t>& ids : {m_ids, other, m_ids})
            for (const auto& method : methods) {
                const Outcome together = outcomeOf(opened, std::ssize(ids), method.get(),
                                                   [&](State& state, PassOptions& options, PassObserver& seen) {
                                                       Progress progress;
                                                       shared.read(state, ids, options, &seen, progress);
                                                   });
                QVERIFY(together == alone(opened, ids, method.get()));
            }
        // At least: each DeciMamba takes five layers of vanilla, three times.
        QVERIFY2(shared.layersSkipped() >= 30, qPrintable(QString::number(shared.layersSkipped())));
    }

    void equalTreatmentsAnswerOnce()
    {
        const auto model = test::bundled("mamba2-12m");
        const auto filter = longMamba(*model, 0.05); // acts beyond 1,024 tokens
        SharedLayers shared(model, {nullptr, filter});
        GreedyOptions options;
        options.maxNewTokens = 4;
        Progress progress;
        const std::vector<std::int64_t> brief = test::someIds(200);
        const auto first = greedyAnswer(shared, brief, nullptr, options, progress);
        QCOMPARE(shared.answers().known.size(), std::size_t(1));
        QCOMPARE(greedyAnswer(shared, brief, filter.get(), options, progress), first);
        QCOMPARE(shared.answers().known.size(), std::size_t(1));
        options.maxNewTokens = 2; // another question
        QCOMPARE(greedyAnswer(shared, brief, filter.get(), options, progress).size(), std::size_t(2));
        QCOMPARE(shared.answers().known.size(), std::size_t(2));
        for (const Method* method : {static_cast<const Method*>(nullptr), filter.get()})
            QCOMPARE(greedyAnswer(shared, m_ids, method, options, progress),
                     greedyAnswer(model, m_ids, method, options, progress));
        QCOMPARE(shared.answers().known.size(), std::size_t(2)); // of the latest prompt, which they treat differently
    }

    void attentionLayersTakeTheirCachesAlong()
    {
        Progress progress;
        const auto model = Model::open(locateModel(TEST_DATA_DIR "/models/hf-zamba2"), {}, progress);
        std::vector<std::int64_t> ids = test::someIds(250);
        for (std::int64_t& id : ids)
            id %= model->config().vocab;
        const Outcome vanilla = alone(model, ids, nullptr);
        QVERIFY(model->config().layers > 2);
        for (std::int64_t layers = 1; layers < model->config().layers; ++layers) {
            Prefix prefix(layers);
            for (const bool first : {true, false}) {
                const Outcome outcome = outcomeOf(model, std::ssize(ids), nullptr,
                                                  [&](State& state, PassOptions& options, PassObserver& seen) {
                                                      options.keep = first ? &prefix : nullptr;
                                                      options.from = first ? nullptr : &prefix;
                                                      runPass(state, ids, options, &seen, progress);
                                                  });
                QVERIFY(outcome == vanilla);
            }
        }
    }
};

QTEST_GUILESS_MAIN(SharedLayersTest)
#include "shared_layers_test.moc"
