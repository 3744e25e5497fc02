// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/document_retrieval.h"
#include "core/evaluate/likelihood.h"
#include "core/evaluate/passkey.h"
#include "core/evaluate/passkey_cases.h"
#include "core/evaluate/passkey_decimamba.h"
#include "core/evaluate/perplexity.h"
#include "core/generate/generate.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

using namespace mambascope;

class EvaluateTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::shared_ptr<const Model> m_model;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    std::vector<EvaluatedMethod> m_vanilla;

    static std::vector<std::int64_t> someIds(std::int64_t count)
    {
        std::vector<std::int64_t> ids;
        for (std::int64_t i = 0; i < count; ++i)
            ids.push_back((i * i * 3 + 11) % 8192);
        return ids;
    }

private slots:
    void initTestCase()
    {
        const std::filesystem::path folder = m_folder.path().toStdString();
        test::writeTinyModel(folder, Family::Mamba2);
        Progress progress;
        m_model = Model::open(locateModel(folder.string()), LoadOptions(), progress);
        m_tokenizer = Tokenizer::load(m_model->files().tokenizer);
        m_vanilla = {{"vanilla", "vanilla", makeMethod("vanilla", MethodSettings(), m_model->config()), "vanilla"}};
    }

    void likelihood()
    {
        const std::vector<float> logits = {1, 2, 3};
        const double sum = std::exp(1) + std::exp(2) + std::exp(3);
        QVERIFY(std::abs(negativeLogLikelihood(logits, 1) - (std::log(sum) - 2)) < 1e-12);
        const std::vector<float> large = {1000, 999};
        QVERIFY(std::abs(negativeLogLikelihood(large, 0) - std::log1p(std::exp(-1))) < 1e-12);
    }

    void haystackHasItsLength_data()
    {
        QTest::addColumn<qint64>("length");
        QTest::addColumn<double>("depth");
        for (const qint64 length : {90, 91, 92, 128, 512, 4096})
            for (const double depth : {0.0, 0.21, 0.5, 0.9, 1.0})
                QTest::addRow("%lld at %g", static_cast<long long>(length), depth) << length << depth;
    }
    void haystackHasItsLength()
    {
        QFETCH(qint64, length);
        QFETCH(double, depth);
        const std::string filler = bundledText(kHaystackText);
        for (std::uint64_t seed = 0; seed < 3; ++seed) {
            const Haystack haystack = makeHaystack(*m_tokenizer, filler, {length, depth, seed});
            QCOMPARE(std::ssize(haystack.ids), std::int64_t(length));
            const std::string text = m_tokenizer->decode(haystack.ids);
            QCOMPARE(haystack.key.size(), std::size_t(5));
            const std::string needle =
                "The pass key is " + haystack.key + ". Remember it. " + haystack.key + " is the pass key.";
            QCOMPARE(m_tokenizer->decode(std::span(haystack.ids)
                                             .subspan(static_cast<std::size_t>(haystack.keyBegin),
                                                      static_cast<std::size_t>(haystack.keyEnd - haystack.keyBegin))),
                     needle);
            const std::size_t at = text.find("\n\n" + needle + "\n\n");
            QVERIFY2(at != std::string::npos, text.substr(text.find(needle) - 20, 120).c_str());
            QVERIFY(text.find("\n\n\n") == std::string::npos);
            QVERIFY(text.ends_with("\n\nWhat is the pass key? The pass key is"));
            QCOMPARE(m_tokenizer->decode(haystack.answer), " " + haystack.key);
            if (length >= 512) {
                if (depth < 1) // between sentences; the text's end is cut where the length wants it
                    QVERIFY(std::string(".!?\"").find(text[at - 1]) != std::string::npos);
                const double where = static_cast<double>(haystack.keyBegin) / static_cast<double>(length);
                QVERIFY2(std::abs(where - depth) < 0.15, qPrintable(QString::number(where)));
            }
        }
    }

    void haystackOfATokenizerWithABeginToken()
    {
        const auto tokenizer = Tokenizer::load(std::string(TEST_DATA_DIR) + "/tokenizer/sp-bpe/tokenizer.json");
        const std::vector<std::int64_t> begin = tokenizer->beginTokens();
        QCOMPARE(begin.size(), std::size_t(1));
        const Haystack haystack = makeHaystack(*tokenizer, bundledText(kHaystackText), {700, 0.5, 3});
        QCOMPARE(haystack.ids.size(), std::size_t(700));
        QCOMPARE(haystack.ids.front(), begin.front());
        QCOMPARE(std::count(haystack.ids.begin(), haystack.ids.end(), begin.front()), 1);
        QCOMPARE(tokenizer->decode(haystack.ids).find("The pass key is " + haystack.key) != std::string::npos, true);
        QVERIFY(std::find(haystack.answer.begin(), haystack.answer.end(), begin.front()) == haystack.answer.end());
    }

    void haystackSeeds()
    {
        const std::string filler = bundledText(kHaystackText);
        const Haystack one = makeHaystack(*m_tokenizer, filler, {512, 0.5, 1}),
                       same = makeHaystack(*m_tokenizer, filler, {512, 0.5, 1}),
                       other = makeHaystack(*m_tokenizer, filler, {512, 0.5, 2});
        QCOMPARE(one.ids, same.ids);
        QVERIFY(one.key != other.key);
        QVERIFY(one.ids != other.ids);
        const Haystack repeated =
            makeHaystack(*m_tokenizer, "Only one paragraph here. It has two sentences.", {600, 0.5, 1});
        QCOMPARE(repeated.ids.size(), std::size_t(600));
    }

    void haystackRefuses()
    {
        QVERIFY_EXCEPTION_THROWN(makeHaystack(*m_tokenizer, "Filler.", {30, 0.5, 0}), Error);
        QVERIFY_EXCEPTION_THROWN(makeHaystack(*m_tokenizer, "Filler.", {512, -0.1, 0}), Error);
        QVERIFY_EXCEPTION_THROWN(makeHaystack(*m_tokenizer, "Filler.", {512, std::nan(""), 0}), Error);
        QVERIFY_EXCEPTION_THROWN(makeHaystack(*m_tokenizer, " \n\n ", {512, 0.5, 0}), Error);
    }

    void passkey()
    {
        Progress progress;
        State state(m_model);
        const std::vector<std::int64_t> ids = someIds(50);
        const Prefill start = prefill(state, ids, nullptr, progress);
        GenerateOptions options;
        options.maxNewTokens = 3;
        const std::vector<std::int64_t> answer =
            generate(
                state, start.lastLogits, options, [](std::int64_t) { return true; }, progress)
                .ids;
        std::vector<std::int64_t> wrong = answer;
        wrong.back() += 1;
        std::vector<std::size_t> seen;
        PasskeyRun run;
        run.onItem = [&](const PasskeyResult* r, const ItemOutcome&) { seen.push_back(r->caseIndex); };
        const std::vector<PasskeyResult> results =
            runPasskey(m_model, {{ids, answer, 50, 0}, {ids, wrong, 50, 0}}, m_vanilla, run, progress).results;
        QCOMPARE(seen, (std::vector<std::size_t>{0, 1}));
        QVERIFY(results[0].correct && !results[1].correct);
        QCOMPARE(results[1].ids, answer);
        // Rows behind the tokenizer's are padding; here everything from the first answer on is.
        PasskeyRun few;
        few.vocabulary = answer[0];
        const auto limited = runPasskey(m_model, {{ids, answer, 50, 0}}, m_vanilla, few, progress).results;
        QVERIFY(
            std::all_of(limited[0].ids.begin(), limited[0].ids.end(), [&](std::int64_t id) { return id < answer[0]; }));
        QVERIFY_EXCEPTION_THROWN(runPasskey(m_model, {{ids, {}, 50, 0}}, m_vanilla, PasskeyRun(), progress), Error);
    }

    void perplexityWindows()
    {
        Progress progress;
        const std::vector<PerplexityText> texts = {{"a", someIds(130)}, {"b", someIds(105)}};
        PerplexitySettings settings{{50, 100}, 4, 10};
        const auto results = runPerplexity(m_model, texts, m_vanilla, settings, PerplexityRun(), progress).results;
        QCOMPARE(results.size(), std::size_t(2));
        std::vector<std::pair<std::size_t, std::int64_t>> windows;
        for (const PerplexityWindow& window : results[0].windows)
            windows.emplace_back(window.text, window.start);
        // stride max(10, 80 / 4) = 20 and max(10, 55 / 4) = 13, up to but without the end
        const std::vector<std::pair<std::size_t, std::int64_t>> expected = {{0, 0},  {0, 20}, {0, 40}, {0, 60}, {1, 0},
                                                                            {1, 13}, {1, 26}, {1, 39}, {1, 52}};
        QCOMPARE(windows, expected);
        double sum = 0;
        for (const PerplexityWindow& window : results[0].windows)
            sum += window.nll;
        QVERIFY(std::abs(results[0].nll - sum / 9) < 1e-12);
        QVERIFY(std::abs(results[0].perplexity - std::exp(results[0].nll)) < 1e-9);
        QCOMPARE(results[1].windows.size(), std::size_t(4)); // 3 by stride 10, 1 by stride 10
    }

    void perplexityProtocols()
    {
        Progress progress;
        PerplexitySettings settings{{40, 60, 100}, 4, 10, true};
        const std::vector<PerplexityText> texts = {{"a", someIds(80)}, {"b", someIds(55)}};
        const auto results = runPerplexity(m_model, texts, m_vanilla, settings, PerplexityRun(), progress).results;
        QCOMPARE(results.size(), std::size_t(2)); // no text has 100 tokens
        QCOMPARE(results[0].windows.size(), std::size_t(4 + 2));
        QCOMPARE(results[1].windows.size(), std::size_t(2));
        QCOMPARE(PerplexitySettings::named("longmamba").contexts,
                 (std::vector<std::int64_t>{100000, 80000, 60000, 40000, 20000, 10000, 2000}));
        QVERIFY_EXCEPTION_THROWN(PerplexitySettings::named("mine"), Error);
        settings.contexts = {100};
        QVERIFY_EXCEPTION_THROWN(runPerplexity(m_model, texts, m_vanilla, settings, PerplexityRun(), progress), Error);
        QCOMPARE(
            longMambaPerplexityJson({{0, 20000, {}, 0, 12.34567}, {1, 20000, {}, 0, 1}, {0, 2000, {}, 0, 2}}, 0),
            std::string("{\n    \"20k\": \"12.3457\",\n    \"2k\": \"2.0000\",\n    \"average\": \"7.1728\"\n}\n"));
    }

    void runsGoOn()
    {
        Progress progress;
        PasskeyRun run;
        run.folder = m_folder.filePath("keys").toStdString();
        const std::vector<PasskeyCase> cases = {{someIds(20), {1}, 20, 0}, {someIds(30), {1}, 30, 0}};
        const auto first = runPasskey(m_model, cases, m_vanilla, run, progress);
        const auto again = runPasskey(m_model, cases, m_vanilla, run, progress);
        QVERIFY(first.made == 2 && again.made == 0 && again.resumed == 2);
        QCOMPARE(again.results[1].ids, first.results[1].ids);
        PerplexityRun windows;
        windows.folder = m_folder.filePath("windows").toStdString();
        const PerplexitySettings settings{{50}, 4, 10};
        const auto whole = runPerplexity(m_model, {{"a", someIds(99)}}, m_vanilla, settings, windows, progress);
        const auto rest = runPerplexity(m_model, {{"a", someIds(99)}}, m_vanilla, settings, windows, progress);
        QVERIFY(whole.made > 0 && rest.made == 0 && rest.resumed == whole.made);
        QCOMPARE(rest.results[0].nll, whole.results[0].nll); // to the last bit
    }

    // What a broken checkpoint gives is the same in a run that goes on.
    void lossesThatAreNoNumbersAreKept()
    {
        const std::filesystem::path folder = m_folder.filePath("broken").toStdString();
        test::writeTinyModel(folder, Family::Mamba2);
        Progress progress;
        const ModelFiles files = locateModel(folder.string());
        const auto size = std::filesystem::file_size(files.weights);
        {
            std::fstream file(files.weights, std::ios::in | std::ios::out | std::ios::binary);
            file.seekp(static_cast<std::streamoff>(size - 4));
            file.write("\0\0\xc0\x7f", 4); // of the last norm
        }
        const auto broken = Model::open(files, LoadOptions(), progress);
        const std::vector<EvaluatedMethod> vanilla = {
            {"vanilla", "broken_vanilla", makeMethod("vanilla", MethodSettings(), broken->config()), "vanilla"}};
        PerplexityRun run;
        run.folder = m_folder.filePath("broken-run").toStdString();
        for (const bool resumed : {false, true}) {
            const auto report = runPerplexity(broken, {{"a", someIds(99)}}, vanilla, {{50}, 4, 10}, run, progress);
            QCOMPARE(report.made == 0, resumed);
            QVERIFY(std::isnan(report.results.at(0).nll));
        }
    }

    void casesAreShared()
    {
        const std::filesystem::path file = m_folder.filePath("cases.jsonl").toStdString();
        PasskeyCase key{someIds(9), {}, 9, 1};
        key.key = "12345";
        writePasskeyCases(file, {{someIds(20), {1, 2}, 20, 0.25}, key});
        const auto cases = readPasskeyCases(file, m_tokenizer.get()).cases;
        QCOMPARE(cases.size(), std::size_t(2));
        QCOMPARE(cases[0].ids, someIds(20));
        QCOMPARE(cases[0].answer, (std::vector<std::int64_t>{1, 2}));
        QVERIFY(cases[0].depth == 0.25 && cases[0].length == 20 && cases[1].key == "12345");
    }

    void deciMambaPasskeys()
    {
        const std::vector<std::vector<std::int64_t>> sentences = {{1, 1, 1}, {2, 2, 2, 2}, {3, 3}, {4, 4, 4, 4}};
        QCOMPARE(deciMambaContext(sentences, {9, 9}, 10, 1), (std::vector<std::int64_t>{1, 1, 1, 9, 9, 2, 2, 2, 2, 3}));
        QCOMPARE(deciMambaContext(sentences, {9}, 12, 0).size(), std::size_t(12));
        QVERIFY_EXCEPTION_THROWN(deciMambaContext(sentences, {9}, 40, 0), Error);
        QCOMPARE(deciMambaPlaces(sentences, 0, 20, 0.5), (std::vector<std::size_t>{3})); // 9 in [8, 12)
        QCOMPARE(deciMambaPlaces(sentences, 1, 14, 0.5), (std::vector<std::size_t>{}));  // of 0, 3, 7, 9 none in [5, 7)
        DeciMambaPasskeySettings settings;
        settings.lengths = {1500, 3000};
        settings.trials = 2;
        const auto cases = deciMambaCases(*m_tokenizer, bundledText(kHaystackText), settings).cases;
        QCOMPARE(cases.size(), std::size_t(2 * 5 * 2));
        const std::size_t around = cases[0].ids.size() - 1500;
        for (const PasskeyCase& one : cases) {
            QCOMPARE(std::ssize(one.ids) - one.length, std::int64_t(around));
            const std::string text = m_tokenizer->decode(one.ids);
            const std::size_t at = text.find("The pass key is " + one.key + ". ");
            QVERIFY(at != std::string::npos && text.ends_with("\nAnswer: "));
            const double where = static_cast<double>(at) / static_cast<double>(text.size());
            QVERIFY2(std::abs(where - one.depth) < 0.35, qPrintable(QString("%1 %2").arg(where).arg(one.depth)));
        }
        Progress progress;
        PasskeyRun run;
        run.tokenizer = m_tokenizer.get();
        const auto results = runPasskey(m_model, {cases[0]}, m_vanilla, run, progress).results;
        QVERIFY(!results[0].correct && results[0].ids.size() <= 10);
    }

    // Prompts of DeciMamba's own program; they are not part of the repository.
    void deciMambaContexts()
    {
        std::ifstream file(std::string(SHARED_TESTDATA_DIR) + "/goldens/text/decimamba/passkey.jsonl");
        if (!file)
            QSKIP("DeciMamba's prompts are not here");
        int compared = 0;
        for (std::string line; std::getline(file, line); ++compared) {
            const auto record = nlohmann::json::parse(line);
            const std::string root = record.at("tokenizer") == "project"
                                         ? std::string(RESOURCES_DIR) + "/models"
                                         : std::string(SHARED_TESTDATA_DIR) + "/tokenizers/gpt-neox-20b";
            const auto tokenizer = Tokenizer::load(root + "/tokenizer.json");
            const auto ids = [&](const char* field) {
                return tokenizer->encode(record.at(field).get<std::string>(), false);
            };
            const auto sentences = record.at("noise_sentences_ids").get<std::vector<std::vector<std::int64_t>>>();
            const auto before = record.at("needle_before_sentence").get<std::size_t>();
            const auto length = record.at("context_len").get<std::int64_t>();
            std::vector<std::int64_t> prompt = ids("question");
            for (const std::int64_t id : deciMambaContext(sentences, ids("needle"), length, before))
                prompt.push_back(id);
            for (const std::int64_t id : ids("suffix"))
                prompt.push_back(id);
            QCOMPARE(prompt, record.at("prompt_ids").get<std::vector<std::int64_t>>());
            const auto places =
                deciMambaPlaces(sentences, std::ssize(ids("needle")), length, record.at("depth").get<double>());
            QVERIFY(std::find(places.begin(), places.end(), before) != places.end());
        }
        QVERIFY(compared > 10);
    }

    void documentRetrieval()
    {
        QCOMPARE(retrievalPrompt("Who?", {"One.", "Two."}, {7, 12}),
                 std::string(
                     " <|Query|> Who? <|Document 7|> One. <|Query|> Who? <|Document 12|> Two. <|Answer|> <|Document "));
        const QuestionSet set = QuestionSet::invented(20, false, 1);
        RetrievalSettings settings;
        settings.noise = {0, 3};
        settings.questions = 4;
        const auto samples = makeRetrievalSamples(set, settings);
        QCOMPARE(samples.size(), std::size_t(8));
        for (const RetrievalSample& sample : samples) {
            const QString prompt = QString::fromStdString(sample.prompt);
            QCOMPARE(prompt.count("<|Query|>"), static_cast<int>(sample.noise) + 1);
            QVERIFY(prompt.contains(QString("<|Document %1|>").arg(sample.golden)));
        }
        settings.noise = {1000};
        QVERIFY_EXCEPTION_THROWN(makeRetrievalSamples(set, settings), Error);
        Progress progress;
        RetrievalRun run;
        run.folder = m_folder.filePath("retrieval").toStdString();
        const auto report = runRetrieval(m_model, *m_tokenizer, samples, m_vanilla, run, progress);
        QCOMPARE(report.scores.size(), std::size_t(2));
        QCOMPARE(report.scores[1].questions, std::size_t(4));
        QCOMPARE(runRetrieval(m_model, *m_tokenizer, samples, m_vanilla, run, progress).resumed, std::size_t(8));
    }

    void retrievalPromptsOfOthers()
    {
        std::ifstream file(std::string(SHARED_TESTDATA_DIR) + "/goldens/text/decimamba/doc_retrieval.jsonl");
        if (!file)
            QSKIP("DeciMamba's prompts are not here");
        int compared = 0;
        for (std::string line; std::getline(file, line); ++compared) {
            const auto record = nlohmann::json::parse(line);
            auto documents = record.at("noise_docs").get<std::vector<std::string>>();
            documents.insert(documents.begin() + record.at("docs_before_golden").get<std::ptrdiff_t>(),
                             record.at("golden_doc").get<std::string>());
            QCOMPARE(retrievalPrompt(record.at("query").get<std::string>(), documents,
                                     record.at("doc_ids").get<std::vector<int>>()),
                     record.at("prompt").get<std::string>());
        }
        QVERIFY(compared > 5);
    }

    void perplexityRefuses()
    {
        Progress progress;
        const auto attempt = [&](std::int64_t length, const PerplexitySettings& settings) {
            runPerplexity(m_model, {{"a", someIds(length)}}, m_vanilla, settings, PerplexityRun(), progress);
        };
        QVERIFY_EXCEPTION_THROWN(attempt(50, {{50}, 1, 10}), Error);
        QVERIFY_EXCEPTION_THROWN(attempt(90, {{50}, 0, 10}), Error);
        QVERIFY_EXCEPTION_THROWN(attempt(90, {{50}, 1, 50}), Error);
        QVERIFY_EXCEPTION_THROWN(attempt(90, {{}, 1, 10}), Error);
    }

    void cancelled()
    {
        Progress progress;
        int seen = 0;
        PasskeyRun run;
        run.onItem = [&](const PasskeyResult*, const ItemOutcome&) {
            if (++seen == 2)
                progress.cancel();
        };
        const std::vector<PasskeyCase> cases(5, {someIds(20), {1}, 20, 0});
        QVERIFY_EXCEPTION_THROWN(runPasskey(m_model, cases, m_vanilla, run, progress), Cancelled);
        QCOMPARE(seen, 2);
    }

    void demonstrationsFit()
    {
        QCOMPARE(demonstrations().size(), std::size_t(3));
        for (const Demonstration& demo : demonstrations()) {
            const ModelSummary summary = inspectModel(demo.model);
            QVERIFY(demo.layer < summary.config.layers && demo.channel < summary.config.channels());
            QCOMPARE(demoMethod(demo, summary.config)->name(), std::string("longmamba"));
            const Haystack prompt = demoPrompt(demo, *m_tokenizer);
            QCOMPARE(std::ssize(prompt.ids), demo.tokens);
            QCOMPARE(prompt.key.empty(), !demo.haystack);
        }
        QVERIFY_EXCEPTION_THROWN(demonstration("magic"), Error);
    }

    /// What the README promises: vanilla misses the key of the shipped prompt, LongMamba finds it.
    void lostPasskey()
    {
        const Demonstration& demo = demonstration("passkey");
        Progress progress;
        const auto model = Model::open(locateModel(demo.model), LoadOptions(), progress);
        const auto tokenizer = Tokenizer::load(model->files().tokenizer);
        const Haystack prompt = demoPrompt(demo, *tokenizer);
        const std::vector<EvaluatedMethod> methods = {
            {"vanilla", "vanilla", makeMethod("vanilla", MethodSettings(), model->config()), "vanilla"},
            {"longmamba", "longmamba", demoMethod(demo, model->config()), "longmamba"}};
        const auto results =
            runPasskey(model, {{prompt.ids, prompt.answer, demo.tokens, demo.depth}}, methods, PasskeyRun(), progress)
                .results;
        QVERIFY(!results[0].correct);
        QVERIFY(results[1].correct);
    }
};

QTEST_GUILESS_MAIN(EvaluateTest)
#include "evaluate_test.moc"
