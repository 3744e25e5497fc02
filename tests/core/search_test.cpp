// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/latency.h"
#include "core/evaluate/passkey.h"
#include "core/evaluate/search.h"
#include "core/evaluate/search_items.h"
#include "tests/core/test_models.h"
#include "tests/support/error_of.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>

using namespace mambascope;
using test::errorOf;

class SearchTest : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Model> m_model;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    std::string m_text, m_calibration;

    static SearchSettings quick(SearchMetric metric)
    {
        SearchSettings settings;
        settings.metric = metric;
        settings.lengths = {256};
        settings.minutes = 30; // never reached
        settings.trainingLength = 64;
        settings.samples = 2;
        settings.candidates = 4;
        settings.mostItems = 2;
        settings.last = 20;
        settings.source = "story.txt";
        return settings;
    }
    SearchResult run(
        const SearchSettings& settings, Progress& progress,
        const std::function<void(const SearchTrial&)>& onTrial = [](const SearchTrial&) {}) const
    {
        return follow(settings, progress, [&](const SearchProgress& known) {
            if (known.trial != nullptr)
                onTrial(*known.trial);
        });
    }
    SearchResult follow(const SearchSettings& settings, Progress& progress,
                        const std::function<void(const SearchProgress&)>& onProgress) const
    {
        return runSearch(m_model, *m_tokenizer, m_text, m_calibration, settings, onProgress, progress);
    }

private slots:
    void initTestCase()
    {
        m_model = test::bundled("mamba2-12m");
        m_tokenizer = Tokenizer::load(m_model->files().tokenizer);
        m_text = bundledText(kHaystackText);
        m_calibration = bundledText(kCalibrationText);
    }

    void refusals()
    {
        Progress progress;
        const auto refused = [&](const std::function<void(SearchSettings&)>& change, const char* about) {
            SearchSettings settings = quick(SearchMetric::Perplexity);
            change(settings);
            const QString error = errorOf([&] { run(settings, progress); });
            QVERIFY2(error.contains(QLatin1String(about)), qPrintable(error));
        };
        refused([](SearchSettings& s) { s.lengths = {}; }, "lengths");
        refused([](SearchSettings& s) { s.lengths = {64}; }, "training length");
        refused([](SearchSettings& s) { s.minutes = 0; }, "minutes");
        refused([](SearchSettings& s) { s.method = "vanilla"; }, "vanilla");
        refused([](SearchSettings& s) { s.trainingLength = 0; }, "training length");
        refused([](SearchSettings& s) { s.last = 300; }, "300");
        refused([](SearchSettings& s) { s.lengths = {10'000'000}; }, "10000000");
        QVERIFY(errorOf([] { searchMetricNamed("bleu"); }).contains(QStringLiteral("perplexity")));
    }

    // Four settings, then two, then one, each time on three times as many windows; a score is the mean over all.
    void halving()
    {
        Progress progress;
        const SearchSettings settings = quick(SearchMetric::Perplexity);
        std::vector<SearchTrial> seen;
        SearchProgress last;
        const SearchResult result = follow(settings, progress, [&](const SearchProgress& known) {
            QVERIFY(known.secondsLeft >= 0 && known.secondsLeft <= settings.minutes * 60);
            QVERIFY(known.fraction >= 0 && known.fraction <= 1 && !known.resumed);
            if (known.trial != nullptr)
                seen.push_back(*known.trial);
            QCOMPARE(known.trials, std::ssize(seen));
            last = known;
        });
        QCOMPARE(last.trials, last.total);
        QCOMPARE(last.secondsLeft, 0.0); // nothing is left to measure
        QVERIFY(last.fraction > 0.999);  // up to the time that telling takes
        QVERIFY(result.complete);
        QCOMPARE(seen.size(), result.trials.size());
        std::vector<std::int64_t> perRung(3), items(3);
        for (const SearchTrial& trial : result.trials) {
            ++perRung[static_cast<std::size_t>(trial.rung)];
            items[static_cast<std::size_t>(trial.rung)] = trial.items;
            QVERIFY(std::abs(trial.score - std::exp(trial.nll)) < 1e-9);
        }
        QCOMPARE(perRung, (std::vector<std::int64_t>{4, 2, 1}));
        QCOMPARE(items[1], 3 * items[0]);
        QCOMPARE(items[2], 9 * items[0]);
        QCOMPARE(std::count_if(result.trials.begin(), result.trials.end(), [](const auto& t) { return t.best; }), 1);
        QVERIFY(result.trials.back().best);
        for (const SearchTrial& trial : result.trials) // nobody of the first round was better than those that went on
            if (trial.rung == 0)
                QVERIFY(trial.score >= std::min_element(result.trials.begin(), result.trials.begin() + 4,
                                                        [](const auto& a, const auto& b) { return a.score < b.score; })
                                           ->score);
        // The published default is always among them.
        QVERIFY(result.trials[0].theta == 0.05 && result.trials[0].clamp == 0.05 && result.trials[0].scale == 1);

        // The best one's score is what the method that it stands for gives on the same windows.
        SearchItems again(m_model, *m_tokenizer, m_text, settings);
        const auto method = makeMethod("longmamba", result.settings, m_model->config());
        double sum = 0;
        for (std::int64_t item = 0; item < result.best.items; ++item)
            sum += again.measure(item, 1, *method, progress).front().nll;
        QVERIFY(std::abs(sum / static_cast<double>(result.best.items) - result.best.nll) < 1e-6);

        // The profile keeps it all.
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("found.safetensors")).toStdString();
        result.profile->save(path);
        const auto read = Profile::load(path);
        QCOMPARE(read->theta, result.best.theta);
        QCOMPARE(read->scale, result.best.scale);
        QCOMPARE(read->clamp, result.best.clamp);
        QVERIFY(read->threshold == result.profile->threshold);
        const nlohmann::json history = nlohmann::json::parse(read->history);
        QCOMPARE(history.at("trials").size(), result.trials.size());
        QCOMPARE(history.at("metric").get<std::string>(), std::string("perplexity"));
        QCOMPARE(history.at("trials").back().at("best").get<bool>(), true);
    }

    void sameSeedSameResult()
    {
        Progress progress;
        SearchSettings settings = quick(SearchMetric::Passkey);
        settings.candidates = 2;
        const SearchResult a = run(settings, progress);
        settings.seed = 1;
        const SearchResult c = run(settings, progress);
        QVERIFY(a.trials.front().nll != c.trials.front().nll); // other keys
        for (const SearchTrial& trial : a.trials)
            QVERIFY(trial.score >= 0 && trial.score <= 1);
    }

    // The right answer fed token by token is found exactly where greedy generation gives it.
    void answersAreTheGreedyOnes()
    {
        SearchSettings settings = quick(SearchMetric::Passkey);
        settings.lengths = {512, 1024};
        SearchItems items(m_model, *m_tokenizer, m_text, settings);
        QCOMPARE(items.length(0), std::int64_t{512});
        QCOMPARE(items.length(1), std::int64_t{1024});
        const auto vanilla = makeMethod("vanilla", {}, m_model->config());
        Progress progress;
        for (std::int64_t item = 0; item < 4; ++item) {
            constexpr double kDepths[] = {0.1, 0.1, 0.5, 0.5};
            const Haystack same = makeHaystack(*m_tokenizer, m_text,
                                               {items.length(item), kDepths[item], static_cast<std::uint64_t>(item)});
            const PasskeyCase one{same.ids, same.answer, items.length(item), kDepths[item]};
            PasskeyRun run;
            run.tokenizer = m_tokenizer.get();
            const PasskeyReport report = runPasskey(m_model, {one}, {{"vanilla", "v", vanilla, "v"}}, run, progress);
            QCOMPARE(items.measure(item, 1, *vanilla, progress).front().correct,
                     report.results.at(0).correct ? 1.0 : 0.0);
        }
    }

    // What methods have in common is computed once, and prompts are measured side by side: nothing of it shows.
    void severalModelsAndSharedLayersChangeNothing()
    {
        Progress progress;
        SearchSettings settings = quick(SearchMetric::Perplexity);
        settings.mostItems = 3;
        Workforce two;
        two.models = {m_model, m_model};
        for (const char* method : {"longmamba", "decimamba"}) {
            settings.method = method;
            const SearchResult one = run(settings, progress);
            const SearchResult both = runSearch(
                two, *m_tokenizer, m_text, m_calibration, settings, [](const SearchProgress&) {}, progress);
            QCOMPARE(both.trials.size(), one.trials.size());
            for (std::size_t i = 0; i < one.trials.size(); ++i) {
                QCOMPARE(both.trials[i].nll, one.trials[i].nll);
                QCOMPARE(both.trials[i].items, one.trials[i].items);
            }
            SearchItems alone(m_model, *m_tokenizer, m_text, settings); // shares nothing
            const auto best = makeMethod(method, one.settings, m_model->config());
            double sum = 0;
            for (std::int64_t item = 0; item < one.best.items; ++item)
                sum += alone.measure(item, 1, *best, progress).front().nll;
            QCOMPARE(sum / static_cast<double>(one.best.items), one.best.nll);
        }
        Progress cancelled;
        int known = 0;
        const SearchResult cut = runSearch(
            two, *m_tokenizer, m_text, m_calibration, settings,
            [&](const SearchProgress& told) {
                if (told.trial != nullptr && ++known == 3)
                    cancelled.cancel();
            },
            cancelled);
        QCOMPARE(cut.trials.size(), std::size_t{3});
        QVERIFY(!cut.complete);
    }

    // Cancelled in the middle: the best so far.
    void cancelling()
    {
        Progress progress;
        int known = 0;
        const SearchResult result = run(quick(SearchMetric::Perplexity), progress, [&](const SearchTrial&) {
            if (++known == 5)
                progress.cancel();
        });
        QVERIFY(!result.complete);
        QCOMPARE(result.trials.size(), std::size_t{5});
        QCOMPARE(result.best.rung, 1);
        QVERIFY(result.profile != nullptr);
        Progress before;
        before.cancel();
        QVERIFY_EXCEPTION_THROWN(run(quick(SearchMetric::Perplexity), before), Cancelled);
    }

    // Stopped in the middle and begun again: what was measured is in the journal, once, and the end is the same.
    void goingOn()
    {
        QTemporaryDir folder;
        SearchSettings settings = quick(SearchMetric::Perplexity);
        Progress silent;
        const SearchResult whole = run(settings, silent);
        settings.journal = folder.filePath(QStringLiteral("journal/search.jsonl")).toStdString();
        const auto lines = [&] {
            std::ifstream file(settings.journal);
            return std::count(std::istreambuf_iterator<char>(file), {}, '\n');
        };
        Progress stopped;
        int known = 0;
        run(settings, stopped, [&](const SearchTrial&) {
            if (++known == 5)
                stopped.cancel();
        });
        const auto before = lines();
        QVERIFY(before > 2);
        Progress again;
        int resumed = 0, trials = 0;
        const SearchResult result = follow(settings, again, [&](const SearchProgress& progress) {
            trials += progress.trial != nullptr;
            resumed += progress.trial != nullptr && progress.resumed;
        });
        QVERIFY(result.complete && result.problem.empty());
        QCOMPARE(resumed, 5);
        QCOMPARE(trials, static_cast<int>(whole.trials.size()));
        QCOMPARE(result.best.theta, whole.best.theta);
        QCOMPARE(result.best.nll, whole.best.nll);
        QVERIFY(lines() > before);
        const auto all = lines();
        Progress third;
        const SearchResult known3 = run(settings, third);
        QCOMPARE(lines(), all); // nothing is measured twice
        QCOMPARE(known3.best.nll, whole.best.nll);
        QVERIFY(result.profiles.contains(result.best.clamp));

        settings.seed = 1;
        Progress other;
        const QString error = errorOf([&] { run(settings, other); });
        QVERIFY2(error.contains(QStringLiteral("another run (seed was 0")), qPrintable(error));
    }

    // A setting whose loss is not a number loses against every other one, also as the first; a null is what earlier
    // versions wrote for it.
    void whatIsNotANumberIsNeverTheBest()
    {
        QTemporaryDir folder;
        SearchSettings settings = quick(SearchMetric::Perplexity);
        settings.journal = folder.filePath(QStringLiteral("search.jsonl")).toStdString();
        Progress progress;
        run(settings, progress);
        std::vector<nlohmann::json> lines;
        {
            std::ifstream file(settings.journal);
            for (std::string line; std::getline(file, line);)
                lines.push_back(nlohmann::json::parse(line));
        }
        const auto first = std::find_if(lines.begin(), lines.end(), [](const nlohmann::json& line) {
            return line.contains("key") && line["key"].get<std::string>().starts_with("item 0,");
        });
        QVERIFY(first != lines.end());
        for (const nlohmann::json& nothing : {nlohmann::json(), nlohmann::json("nan")}) {
            (*first)["result"]["nll"] = nothing;
            std::ofstream file(settings.journal);
            for (const nlohmann::json& line : lines)
                file << line.dump() << '\n';
            file.close();
            const SearchResult result = run(settings, progress);
            QVERIFY(result.complete);
            QVERIFY(std::isnan(result.trials.front().nll));
            QVERIFY(!result.trials.front().best);
            QVERIFY(std::isfinite(result.best.nll));
        }
    }

    void firstDecimatingLayer()
    {
        Progress progress;
        SearchSettings settings = quick(SearchMetric::Perplexity);
        settings.method = "decimamba";
        const SearchResult result = run(settings, progress);
        std::set<std::int64_t> layers;
        for (const SearchTrial& trial : result.trials)
            if (trial.rung == 0)
                layers.insert(trial.layer);
        QCOMPARE(layers.size(), std::size_t{9}); // 1..9
        QCOMPARE(result.settings.decimation.layers, std::vector<std::int64_t>{result.best.layer});
        QCOMPARE(result.settings.decimation.baseLength, std::int64_t{64});
        makeMethod("decimamba", result.settings, m_model->config());
        QVERIFY(result.profile == nullptr);
    }

    void latency()
    {
        Progress progress;
        MethodSettings settings;
        settings.decimation = {{5}, 64, 0.5, 20};
        const std::vector<EvaluatedMethod> methods{
            {"vanilla", "v", makeMethod("vanilla", {}, m_model->config()), "v"},
            {"decimamba", "d", makeMethod("decimamba", settings, m_model->config()), "d"}};
        LatencySettings how;
        how.lengths = {100, 300};
        how.repeats = 2;
        how.newTokens = 3;
        std::vector<LatencyResult> seen;
        const auto results = runLatency(
            m_model, test::someIds(70), methods, how, [&](const LatencyResult& r) { seen.push_back(r); }, progress);
        QCOMPARE(results.size(), std::size_t{4});
        QCOMPARE(seen.size(), results.size());
        for (std::size_t i = 0; i < results.size(); ++i) {
            const LatencyResult& r = results[i];
            QCOMPARE(r.method, i % 2);
            QCOMPARE(r.length, i < 2 ? std::int64_t{100} : std::int64_t{300});
            QVERIFY(r.prefillSeconds > 0 && r.decodeTokensPerSecond > 0 && r.peakBytes > 0);
            const double base = results[i - i % 2].prefillSeconds;
            QVERIFY(std::abs(r.overheadPercent - 100 * (r.prefillSeconds / base - 1)) < 1e-9);
        }
        how.newTokens = 0;
        how.lengths = {50};
        const auto alone = runLatency(
            m_model, test::someIds(70), {methods[1]}, how, [](const LatencyResult&) {}, progress);
        QVERIFY(std::isnan(alone.at(0).overheadPercent));
        QCOMPARE(alone.at(0).decodeTokensPerSecond, 0.0);
        how.lengths = {};
        QVERIFY(errorOf([&] {
                    runLatency(
                        m_model, test::someIds(9), methods, how, [](const LatencyResult&) {}, progress);
                }).contains(QStringLiteral("lengths")));
    }
};

QTEST_GUILESS_MAIN(SearchTest)
#include "search_test.moc"
