// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/generate/generate.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace mambascope;

namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

Sampler sampler(double temperature, std::int64_t topK = 0, double topP = 1, std::uint64_t seed = 1)
{
    return Sampler({temperature, topK, topP, seed});
}

/// How often each id comes up.
std::vector<int> draws(Sampler from, const std::vector<float>& logits, int count)
{
    std::vector<int> hits(logits.size());
    for (int i = 0; i < count; ++i)
        ++hits[static_cast<std::size_t>(from.next(logits))];
    return hits;
}

} // namespace

class GenerateTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::shared_ptr<const Model> m_model;
    const std::vector<std::int64_t> m_prompt = {5, 900, 33, 8000, 12, 12, 71};

private slots:
    void initTestCase()
    {
        const std::filesystem::path folder = m_folder.path().toStdString();
        test::writeTinyModel(folder, Family::Mamba2);
        Progress progress;
        m_model = Model::open(locateModel(folder.string()), LoadOptions(), progress);
    }

    void greedy()
    {
        QCOMPARE(sampler(0).next(std::vector<float>{1, 3, 2}), 1);
        QCOMPARE(sampler(0).next(std::vector<float>{3, 1, 3}), 0); // a tie goes to the smaller id
        QCOMPARE(sampler(0).next(std::vector<float>{kNaN, 1, kNaN, 2}), 3);
        QCOMPARE(sampler(0, 1, 0.1).next(std::vector<float>{1, 3, 2}), 1);
    }

    void overflowIsAnError()
    {
        QVERIFY_EXCEPTION_THROWN(sampler(0).next(std::vector<float>{kNaN, kNaN}), Error);
        QVERIFY_EXCEPTION_THROWN(sampler(1).next(std::vector<float>{1, kInfinity}), Error);
        QVERIFY_EXCEPTION_THROWN(sampler(1).next(std::vector<float>{-kInfinity}), Error);
    }

    void probabilities()
    {
        const std::vector<float> logits = {std::log(0.5F), std::log(0.3F), std::log(0.2F), -kInfinity};
        const std::vector<int> hits = draws(sampler(1), logits, 20000);
        QVERIFY(std::abs(hits[0] - 10000) < 400);
        QVERIFY(std::abs(hits[1] - 6000) < 400);
        QCOMPARE(hits[3], 0);
        const std::vector<int> cold = draws(sampler(0.5), logits, 20000); // squares of the probabilities: .25 .09 .04
        QVERIFY(std::abs(cold[0] - 20000 * 25 / 38) < 400);
        QVERIFY(std::abs(cold[2] - 20000 * 4 / 38) < 400);
    }

    void onlyIdsBelowTheLimit()
    {
        const std::vector<float> logits = {1, 2, kNaN, 50, kInfinity};
        QCOMPARE(Sampler({}, 3).next(logits), 1);
        QCOMPARE(Sampler({}, 4).next(logits), 3);
        QVERIFY_EXCEPTION_THROWN(Sampler({}, 9).next(logits), Error); // the whole vocabulary, as without a limit
        Sampler hot({.temperature = 100, .seed = 3}, 3);
        std::set<std::int64_t> drawn;
        for (int i = 0; i < 200; ++i)
            drawn.insert(hot.next(logits));
        QCOMPARE(drawn, (std::set<std::int64_t>{0, 1}));
    }

    void topK()
    {
        const std::vector<int> hits = draws(sampler(1, 2), {0, 5, 4.9F, 1}, 2000);
        QCOMPARE(hits[0] + hits[3], 0);
        QVERIFY(hits[1] > 0 && hits[2] > 0);
        QCOMPARE(draws(sampler(1, 2), {1, 1, 1}, 500)[2], 0); // ties: smaller ids stay
        QVERIFY(draws(sampler(1, 99), {1, 1, 1}, 500)[2] > 0);
    }

    void topP()
    {
        const std::vector<float> logits = {std::log(0.2F), std::log(0.5F), std::log(0.3F)};
        QCOMPARE(draws(sampler(1, 0, 0.4), logits, 500)[1], 500); // the first that reaches it is enough
        QCOMPARE(draws(sampler(1, 0, 0.79), logits, 500)[0], 0);  // .5 + .3
        QVERIFY(draws(sampler(1, 0, 0.81), logits, 500)[0] > 0);
        QCOMPARE(draws(sampler(1, 2, 0.6), logits, 500)[1], 500); // of .625 and .375 that top-k left
    }

    void seeds()
    {
        const std::vector<float> logits(100, 0);
        Sampler first = sampler(1, 0, 1, 7), same = sampler(1, 0, 1, 7), other = sampler(1, 0, 1, 8);
        std::vector<std::int64_t> a, b, c;
        for (int i = 0; i < 20; ++i) {
            a.push_back(first.next(logits));
            b.push_back(same.next(logits));
            c.push_back(other.next(logits));
        }
        QCOMPARE(a, b);
        QVERIFY(a != c);
        QVERIFY(std::set<std::int64_t>(a.begin(), a.end()).size() > 5);
    }

    void settingsOutOfRange()
    {
        for (const SamplingSettings& settings :
             {SamplingSettings{-1, 0, 1, 0}, SamplingSettings{kNaN, 0, 1, 0}, SamplingSettings{1, -1, 1, 0},
              SamplingSettings{1, 0, 0, 0}, SamplingSettings{1, 0, 1.1, 0}, SamplingSettings{1, 0, kNaN, 0}})
            QVERIFY_EXCEPTION_THROWN(Sampler{settings}, Error);
    }

    void goesOnFromThePrompt()
    {
        Progress progress;
        State state(m_model);
        const Prefill start = prefill(state, m_prompt, nullptr, progress);
        QCOMPARE(state.position(), std::int64_t(m_prompt.size()));
        QCOMPARE(std::ssize(start.lastLogits), m_model->config().vocab);
        GenerateOptions options;
        options.maxNewTokens = 5;
        std::vector<std::int64_t> seen;
        const GenerateResult result = generate(
            state, start.lastLogits, options,
            [&](std::int64_t id) {
                seen.push_back(id);
                return true;
            },
            progress);
        QCOMPARE(result.ids, seen);
        QCOMPARE(result.ids.size(), std::size_t(5));
        QVERIFY(!result.stopped);
        std::vector<std::int64_t> all = m_prompt; // the same by starting over for every token
        for (const std::int64_t id : result.ids) {
            State fresh(m_model);
            const std::vector<float> logits = prefill(fresh, all, nullptr, progress).lastLogits;
            QCOMPARE(std::int64_t(std::max_element(logits.begin(), logits.end()) - logits.begin()), id);
            all.push_back(id);
        }
    }

    void stops()
    {
        Progress progress;
        State state(m_model);
        const Prefill start = prefill(state, m_prompt, nullptr, progress);
        GenerateOptions options;
        options.maxNewTokens = 6;
        State first = state.copy();
        const std::vector<std::int64_t> all =
            generate(
                first, start.lastLogits, options, [](std::int64_t) { return true; }, progress)
                .ids;
        State second = state.copy();
        int left = 2;
        const GenerateResult two = generate(
            second, start.lastLogits, options, [&](std::int64_t) { return --left > 0; }, progress);
        QVERIFY(two.stopped);
        QCOMPARE(two.ids, std::vector<std::int64_t>(all.begin(), all.begin() + 2));
        State third = state.copy();
        options.stopIds = {all[3]};
        const std::vector<std::int64_t> until =
            generate(
                third, start.lastLogits, options, [](std::int64_t) { return true; }, progress)
                .ids;
        const auto end = std::find(all.begin(), all.end(), all[3]) + 1;
        QCOMPARE(until, std::vector<std::int64_t>(all.begin(), end));
        State fourth = state.copy();
        progress.cancel();
        QVERIFY_EXCEPTION_THROWN(generate(
                                     fourth, start.lastLogits, options, [](std::int64_t) { return true; }, progress),
                                 Cancelled);
    }
};

QTEST_GUILESS_MAIN(GenerateTest)
#include "generate_test.moc"
