// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/generate/generate.h"
#include "core/inspect/trace.h"
#include "core/method/method.h"
#include "core/model/pass.h"
#include "tests/core/test_models.h"
#include "tests/core/whole_pass.h"
#include "tests/support/error_of.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace mambascope;
using test::errorOf;
using test::families;
using test::largestDifference;

namespace {

// A method with the same threshold everywhere, so that filters can be tested without a calibration.
class FixedThreshold final : public Method
{
public:
    explicit FixedThreshold(float value) : m_value(value) {}
    std::string name() const override { return "fixed"; }
    bool tokenThresholds(std::int64_t layer, std::int64_t promptLength, std::span<float> thresholds) const override
    {
        asked = promptLength;
        std::fill(thresholds.begin(), thresholds.end(), layer % 2 == 0 ? m_value : kKeepAll);
        return layer % 2 == 0;
    }
    mutable std::int64_t asked = 0;

private:
    float m_value;
};

class Logits final : public PassObserver
{
public:
    void logitsChunk(std::int64_t, std::int64_t rows, const float* logits) override
    {
        values.insert(values.end(), logits, logits + rows * vocab);
    }
    std::int64_t vocab = 0;
    std::vector<float> values;
};

std::vector<float> logitsOf(State& state, std::span<const std::int64_t> ids, PassOptions options)
{
    Logits observer;
    observer.vocab = state.model()->config().vocab;
    options.logitsFrom = state.position();
    Progress progress;
    runPass(state, ids, options, &observer, progress);
    return observer.values;
}

} // namespace

class PassTest : public QObject
{
    Q_OBJECT

private slots:
    void anySplitGivesTheSame_data() { families(); }
    void anySplitGivesTheSame()
    {
        QFETCH(QString, name);
        const auto model = test::bundled(name.toStdString());
        const std::vector<std::int64_t> ids = test::someIds(71);
        const FixedThreshold method(0.02F);
        PassOptions options;
        options.method = &method;
        options.promptLength = 71;
        State whole(model);
        const std::vector<float> want = logitsOf(whole, ids, options);
        QCOMPARE(want.size(), ids.size() * static_cast<std::size_t>(model->config().vocab));

        options.chunk = 13; // odd chunks inside one pass
        State chunked(model);
        QVERIFY(largestDifference(logitsOf(chunked, ids, options), want) < 2e-4F);
        options.order = PassOrder::LayerMajor;
        State layered(model);
        QVERIFY(largestDifference(logitsOf(layered, ids, options), want) < 2e-4F);

        options.order = PassOrder::ChunkMajor;
        State pieces(model); // several passes, token by token at the end
        std::vector<float> got;
        std::size_t at = 0;
        for (const std::size_t count : {1UL, 2UL, 50UL, 10UL, 1UL, 1UL, 1UL, 1UL, 1UL, 1UL, 1UL, 1UL}) {
            const std::vector<float> part = logitsOf(pieces, std::span(ids).subspan(at, count), options);
            got.insert(got.end(), part.begin(), part.end());
            at += count;
        }
        QCOMPARE(at, ids.size());
        QCOMPARE(pieces.position(), std::int64_t{71});
        QVERIFY(largestDifference(got, want) < 2e-4F);
        for (std::int64_t layer = 0; layer < model->config().layers; ++layer)
            QVERIFY(largestDifference(pieces.stateRms(layer), whole.stateRms(layer)) < 1e-4F);
    }

    void causal_data() { families(); }
    void causal()
    {
        QFETCH(QString, name);
        const auto model = test::bundled(name.toStdString());
        std::vector<std::int64_t> ids = test::someIds(40);
        State first(model);
        const std::vector<float> before = logitsOf(first, ids, {});
        ids[30] = ids[30] == 77 ? 78 : 77;
        State second(model);
        const std::vector<float> after = logitsOf(second, ids, {});
        const auto border = static_cast<std::ptrdiff_t>(30 * model->config().vocab);
        QVERIFY(std::equal(before.begin(), before.begin() + border, after.begin()));
        QVERIFY(!std::equal(before.begin() + border, before.end(), after.begin() + border));
    }

    void copiesAreIndependent()
    {
        const auto model = test::bundled("mamba2-12m");
        State state(model);
        logitsOf(state, test::someIds(20), {});
        State fork = state.copy();
        const std::vector<float> a = logitsOf(fork, test::someIds(5, 9), {});
        State again = state.copy();
        QCOMPARE(logitsOf(again, test::someIds(5, 9), {}), a);
    }

    void theMethodIsAskedForThePromptsLength()
    {
        const auto model = test::bundled("mamba2-12m");
        const FixedThreshold method(0.02F);
        State state(model);
        PassOptions options;
        options.method = &method;
        logitsOf(state, test::someIds(33), options);
        QCOMPARE(method.asked, std::int64_t{33});
    }

    void refusals()
    {
        const auto model = test::bundled("mamba2-12m");
        State state(model);
        Progress progress;
        const std::vector<std::int64_t> outside{5, 8192};
        QVERIFY(errorOf([&] {
                    runPass(state, outside, {}, nullptr, progress);
                }).contains(QStringLiteral("8192 at position 1")));
        const std::vector<std::int64_t> negative{-1};
        QVERIFY(!errorOf([&] { runPass(state, negative, {}, nullptr, progress); }).isEmpty());
        QVERIFY(errorOf([&] { runPass(state, {}, {}, nullptr, progress); }).contains(QStringLiteral("empty")));
        PassOptions beyond;
        beyond.stopAfterLayer = 10;
        const std::vector<std::int64_t> fine{5};
        QVERIFY(errorOf([&] { runPass(state, fine, beyond, nullptr, progress); }).contains(QStringLiteral("layer 10")));
        QCOMPARE(state.position(), std::int64_t{0});
        progress.cancel();
        QVERIFY_EXCEPTION_THROWN(runPass(state, fine, {}, nullptr, progress), Cancelled);
    }

    void traceAgreesWithThePass_data() { families(); }
    void traceAgreesWithThePass()
    {
        QFETCH(QString, name);
        const auto model = test::bundled(name.toStdString());
        const std::vector<std::int64_t> ids = test::someIds(90);
        const auto method = std::make_shared<FixedThreshold>(0.03F);
        Progress progress;
        TraceOptions options;
        options.chunk = 32;
        const auto trace = Trace::run(model, ids, method, options, progress);
        PassOptions pass;
        pass.method = method.get();
        State state(model);
        const std::vector<float> logits = logitsOf(state, ids, pass);
        const std::vector<float> last(logits.end() - model->config().vocab, logits.end());
        QVERIFY(largestDifference(trace->lastLogits(), last) < 2e-4F);

        options.inputBudget = 0; // nothing stored: layers are recomputed from the start
        const auto frugal = Trace::run(model, ids, method, options, progress);
        QVERIFY(frugal->memory() < trace->memory());
        for (const std::int64_t layer : {std::int64_t{0}, std::int64_t{3}, std::int64_t{6}}) {
            const auto a = trace->factors(layer, progress);
            const auto b = frugal->factors(layer, progress);
            QVERIFY(largestDifference(a->dt, b->dt) < 1e-5F);
            QVERIFY(largestDifference(a->b, b->b) < 1e-4F);
            QCOMPARE(a->thresholds.empty(), layer % 2 != 0);
            const std::int64_t cell = layer * model->config().channels() + 2;
            QCOMPARE(trace->keptTokens()[static_cast<std::size_t>(cell)], a->keptTokens(2));
            QVERIFY(layer % 2 == 0 ? a->keptTokens(2) <= 90 : a->keptTokens(2) == 90);
        }
        QCOMPARE(trace->filteredChannels(), 5 * model->config().channels());
        QVERIFY(*std::max_element(trace->keptBy().begin(), trace->keptBy().end()) <= trace->filteredChannels());
        QVERIFY(!errorOf([&] { trace->factors(10, progress); }).isEmpty());
    }

    void generationGoesOnFromATrace()
    {
        const auto model = test::bundled("mamba2-12m");
        const std::vector<std::int64_t> ids = test::someIds(50);
        Progress progress;
        const auto trace = Trace::run(model, ids, nullptr, {}, progress);
        GenerateOptions options;
        options.maxNewTokens = 8;
        State fork = trace->state().copy();
        const GenerateResult fromTrace = generate(
            fork, trace->lastLogits(), options, [](std::int64_t) { return true; }, progress);
        State fresh(model);
        const Prefill start = prefill(fresh, ids, nullptr, progress);
        const GenerateResult fromPrefill = generate(
            fresh, start.lastLogits, options, [](std::int64_t) { return true; }, progress);
        QCOMPARE(fromTrace.ids, fromPrefill.ids);
        QCOMPARE(trace->state().position(), std::int64_t{50}); // the trace's own state stays where it was
    }
};

QTEST_GUILESS_MAIN(PassTest)
#include "pass_test.moc"
