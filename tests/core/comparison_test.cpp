// SPDX-License-Identifier: GPL-3.0-or-later
// What is measured of the sides of a comparison, against passes that stop where a sample is taken.
#include "core/base/error.h"
#include "core/evaluate/likelihood.h"
#include "core/inspect/comparison.h"
#include "core/method/calibration_text.h"
#include "tests/support/error_of.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace mambascope;

namespace {

/// Drops about every other token in every second channel.
class Sieve final : public Method
{
public:
    std::string name() const override { return "sieve"; }
    bool tokenThresholds(std::int64_t layer, std::int64_t promptLength, std::span<float> thresholds) const override
    {
        for (std::size_t c = 0; c < thresholds.size(); ++c)
            thresholds[c] = c % 2 == 0 ? kKeepAll : 0.05F * static_cast<float>(layer + 1);
        return promptLength == 23; // what is read in pieces is still one prompt
    }
};

class Logits final : public PassObserver
{
public:
    void logitsChunk(std::int64_t begin, std::int64_t rows, const float* logits) override
    {
        const std::size_t width = static_cast<std::size_t>(vocab);
        for (std::int64_t row = 0; row < rows; ++row)
            all[static_cast<std::size_t>(begin + row)].assign(logits + static_cast<std::size_t>(row) * width,
                                                              logits + static_cast<std::size_t>(row + 1) * width);
    }
    std::int64_t vocab = 0;
    std::vector<std::vector<float>> all;
};

bool close(float a, float b)
{
    return std::abs(a - b) <= 1e-5F * std::max(1.0F, std::abs(b));
}

} // namespace

class ComparisonTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    std::vector<std::int64_t> m_ids;
    Progress m_progress;

    std::shared_ptr<const Model> model(Family family)
    {
        const std::filesystem::path folder =
            m_folder.filePath(family == Family::Mamba1 ? QStringLiteral("one") : QStringLiteral("two")).toStdString();
        if (!std::filesystem::exists(folder))
            test::writeTinyModel(folder, family);
        return Model::open(locateModel(folder.string()), LoadOptions(), m_progress);
    }

private slots:
    void initTestCase()
    {
        for (std::int64_t i = 0; i < 23; ++i)
            m_ids.push_back((i * 911 + 37) % 8000);
    }

    void stateNormIsThatOfPrefixes_data()
    {
        QTest::addColumn<bool>("second");
        QTest::addColumn<bool>("filtered");
        for (const bool second : {false, true})
            for (const bool filtered : {false, true})
                QTest::addRow("Mamba-%d %s", second ? 2 : 1, filtered ? "filtered" : "vanilla") << second << filtered;
    }
    void stateNormIsThatOfPrefixes()
    {
        QFETCH(bool, second);
        QFETCH(bool, filtered);
        const auto model = this->model(second ? Family::Mamba2 : Family::Mamba1);
        const Sieve sieve;
        PassOptions options;
        options.method = filtered ? &sieve : nullptr;
        options.promptLength = std::ssize(m_ids);
        State state(model);
        StateNormSampler sampler(state, std::ssize(m_ids), 5);
        options.chunk = 5;
        runPass(state, m_ids, options, &sampler, m_progress);
        const StateNorm norm = sampler.take();
        QCOMPARE(norm.positions, (std::vector<std::int64_t>{5, 10, 15, 20, 23}));
        float largest = 0;
        for (std::int64_t s = 0; s < norm.samples(); ++s) {
            State prefix(model);
            options.chunk = 0;
            runPass(prefix,
                    std::span(m_ids).first(static_cast<std::size_t>(norm.positions[static_cast<std::size_t>(s)])),
                    options, nullptr, m_progress);
            for (std::int64_t layer = 0; layer < norm.layers; ++layer) {
                const std::vector<float> expected = prefix.stateRms(layer);
                for (std::int64_t c = 0; c < norm.channels; ++c) {
                    const float got = norm.of(layer, c)[static_cast<std::size_t>(s)];
                    QVERIFY2(close(got, expected[static_cast<std::size_t>(c)]),
                             qPrintable(QStringLiteral("sample %1, layer %2, channel %3: %4, expected %5")
                                            .arg(s)
                                            .arg(layer)
                                            .arg(c)
                                            .arg(got)
                                            .arg(expected[static_cast<std::size_t>(c)])));
                    largest = std::max(largest, got);
                }
            }
        }
        QVERIFY(largest > 0.001F);
    }

    // Chunks that end anywhere, as behind a layer that takes tokens away.
    void samplesBetweenChunksAreWhatWasSeenBefore()
    {
        const auto model = this->model(Family::Mamba2);
        State state(model);
        StateNormSampler sampler(state, 20, 5);
        const auto see = [&](std::int64_t begin, std::int64_t tokens) {
            for (std::int64_t layer = 0; layer < model->config().layers; ++layer) {
                LayerChunk chunk;
                chunk.layer = layer;
                chunk.begin = begin;
                chunk.tokens = tokens;
                sampler.layerChunk(chunk);
            }
        };
        runPass(state, std::span(m_ids).first(7), {}, nullptr, m_progress);
        const float first = state.stateRms(1)[2];
        see(0, 7);
        runPass(state, std::span(m_ids).subspan(7, 6), {}, nullptr, m_progress);
        const float second = state.stateRms(1)[2];
        see(7, 9);
        QVERIFY(first != second);
        const StateNorm norm = sampler.take();
        const std::span<const float> values = norm.of(1, 2);
        QCOMPARE(std::vector<float>(values.begin(), values.end()), (std::vector<float>{0, first, first, second}));
    }

    void refusesNoDistance()
    {
        const State state(model(Family::Mamba2));
        QCOMPARE(test::errorOf([&] { StateNormSampler(state, 10, 0); }),
                 QStringLiteral("state norm: every 0 tokens is no distance between samples"));
        QCOMPARE(samplingDistance(4096, 64), 64);
        QCOMPARE(samplingDistance(65, 64), 2);
        QCOMPARE(samplingDistance(3, 64), 1);
    }

    void measuresASide()
    {
        SideToMeasure side;
        side.model = model(Family::Mamba2);
        side.ids = m_ids;
        side.method = std::make_shared<Sieve>();
        side.lastTokens = 6;
        side.samples = 4;
        const MeasuredSide measured = measureSide(side, m_progress);
        QCOMPARE(measured.norm.positions, (std::vector<std::int64_t>{6, 12, 18, 23}));
        QVERIFY(measured.prefillSeconds > 0);
        QVERIFY(measured.global.empty());

        Logits logits;
        logits.vocab = side.model->config().vocab;
        logits.all.resize(m_ids.size());
        State state(side.model);
        PassOptions options;
        options.method = side.method.get();
        options.logitsFrom = 0;
        runPass(state, m_ids, options, &logits, m_progress);
        double sum = 0;
        for (std::size_t t = m_ids.size() - 6; t < m_ids.size(); ++t)
            sum += negativeLogLikelihood(logits.all[t - 1], m_ids[t]);
        QCOMPARE(measured.nllTokens, 6);
        QVERIFY2(std::abs(measured.nll - sum / 6) < 1e-4, qPrintable(QString::number(measured.nll - sum / 6)));
        for (std::int64_t layer = 0; layer < measured.norm.layers; ++layer)
            QVERIFY(close(measured.norm.of(layer, 3).back(), state.stateRms(layer)[3]));

        const auto trace = measured.trace;
        side.trace = trace;
        QCOMPARE(measureSide(side, m_progress).trace, trace);
    }

    void lossOfOneTokenIsNoNumber()
    {
        SideToMeasure side;
        side.model = model(Family::Mamba1);
        side.ids = {5};
        const MeasuredSide measured = measureSide(side, m_progress);
        QCOMPARE(measured.nllTokens, 0);
        QVERIFY(std::isnan(measured.nll));
        QCOMPARE(measured.norm.positions, std::vector<std::int64_t>{1});
    }

    void summaries()
    {
        SideToMeasure side;
        side.model = model(Family::Mamba2);
        side.ids = m_ids;
        side.method = std::make_shared<Sieve>();
        auto profile = std::make_shared<Profile>();
        profile->layers = side.model->config().layers;
        profile->channels = side.model->config().channels();
        for (std::int64_t k = 0; k < profile->layers * profile->channels; ++k)
            profile->lnDecay.push_back(k == 0 || k == 3 ? -1 : -10); // global: two channels of layer 0
        side.profile = profile;
        side.lnTheta = -5;
        const MeasuredSide measured = measureSide(side, m_progress);
        const std::vector<LayerSummary> layers = summariseLayers(measured);
        QCOMPARE(std::ssize(layers), profile->layers + 1);
        QCOMPARE(layers[0].globalShare, 0.5);
        QCOMPARE(layers[1].globalShare, 0.0);
        QCOMPARE(layers[2].globalShare, 0.25);
        const std::vector<float>& distance = measured.trace->meanDistance();
        QCOMPARE(layers[0].globalDistance, (double(distance[0]) + double(distance[3])) / 2);
        QVERIFY(std::isnan(layers[1].globalDistance));
        QCOMPARE(layers[2].globalDistance, layers[0].globalDistance);
        const std::vector<std::int64_t>& kept = measured.trace->keptTokens();
        QCOMPARE(layers[0].keptTokens, double(kept[0] + kept[1] + kept[2] + kept[3]) / 4);
        QVERIFY(layers[0].keptTokens < 23);
        double squares = 0;
        for (std::int64_t c = 0; c < 4; ++c)
            squares += std::pow(double(measured.norm.of(1, c).back()), 2) / 4;
        QVERIFY(std::abs(layers[1].norm - std::sqrt(squares)) < 1e-9);
    }

    void cancels()
    {
        SideToMeasure side;
        side.model = model(Family::Mamba2);
        side.ids = m_ids;
        Progress stopped;
        stopped.cancel();
        QVERIFY_EXCEPTION_THROWN(measureSide(side, stopped), Cancelled);
    }

    void cutsSequences()
    {
        const auto sequences = cutSequences(std::vector<std::int64_t>(m_ids), 2, 2, "text");
        QCOMPARE(sequences.size(), 2U);
        QCOMPARE(sequences[0], (std::vector<std::int64_t>{m_ids[10], m_ids[11]}));
        QCOMPARE(sequences[1], (std::vector<std::int64_t>{m_ids[21], m_ids[22]}));
        QCOMPARE(test::errorOf([&] { cutSequences(m_ids, 2, 3, "text"); }),
                 QStringLiteral("text: has 23 tokens, too few for 2 sequences of 3"));
    }
};

QTEST_GUILESS_MAIN(ComparisonTest)
#include "comparison_test.moc"
