// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/python_random.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/longbench_score.h"
#include "core/evaluate/ruler_run.h"
#include "tests/support/error_of.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>

using namespace mambascope;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const fs::path kGoldens = fs::path(SHARED_TESTDATA_DIR) / "goldens/text/ruler";

void replaceAll(std::string& text, const std::string& what, const std::string& by)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

std::string between(const std::string& text, std::size_t begin, const std::string& end)
{
    return text.substr(begin, text.find(end, begin) - begin);
}

/// What RULER wrote: its wording is taken from its own prompts here, because it is not part of this repository.
json samplesOf(const std::string& task)
{
    json samples = json::array();
    std::ifstream file(kGoldens / "samples.jsonl");
    for (std::string line; std::getline(file, line);)
        if (json sample = json::parse(line); sample.at("task") == task)
            samples.push_back(std::move(sample));
    return samples;
}

RulerSources sources()
{
    RulerSources made;
    made.wordings = RulerWordings::load({});
    made.words = RulerWords::load({});
    made.essay = bundledText(kHaystackText);
    made.squad = QuestionSet::invented(30, false, 42);
    made.hotpot = QuestionSet::invented(30, true, 42);
    return made;
}

RulerWording trackingWording(const json& sample)
{
    RulerWording wording;
    wording.tokensToGenerate = 30;
    const auto input = sample.at("input").get<std::string>();
    const std::size_t last = input.rfind("\n\n");
    const std::string header = input.substr(0, input.find("\n\n") + 2);
    const std::string question = input.substr(input.rfind('\n') + 1);
    const std::string value = std::regex_replace(question, std::regex("[^0-9]"), "");
    wording.text = header + "{context}\n" + question;
    replaceAll(wording.text, value, "{query}");
    wording.answerPrefix = sample.at("answer_prefix").get<std::string>();
    replaceAll(wording.answerPrefix, value, "{query}");
    replaceAll(wording.answerPrefix, " 5 ", " {num_v} ");
    for (std::size_t at = last + 2; at < input.size();) {
        const std::string line = between(input, at, "\n");
        if (!line.starts_with("VAR")) {
            wording.noise = line;
            break;
        }
        at += line.size() + 1;
    }
    return wording;
}

RulerWording codedWording(const json& sample)
{
    RulerWording wording;
    wording.tokensToGenerate = 50;
    const auto input = sample.at("input").get<std::string>();
    const std::size_t end = input.find("\nQuestion");
    std::size_t begin = end;
    const std::regex code("\\.\\.\\.|[a-z]{6}");
    for (std::size_t at = begin; at > 0;) { // code words reach back to the instruction's full stop
        const std::size_t space = input.rfind(' ', at - 1);
        if (!std::regex_match(input.substr(space + 1, at - space - 1), code))
            break;
        begin = space + 1;
        at = space;
    }
    wording.text = input.substr(0, begin) + "{context}" + input.substr(end);
    wording.answerPrefix = sample.at("answer_prefix").get<std::string>();
    return wording;
}

RulerWording questionsWording(const json& sample)
{
    RulerWording wording;
    wording.tokensToGenerate = 32;
    const auto input = sample.at("input").get<std::string>();
    const std::size_t question = input.rfind("Question: ");
    const std::size_t end = input.rfind("\n\n", input.rfind("\n\n") - 1);
    wording.text = input.substr(0, input.find("Document 1:")) + "{context}" + input.substr(end, question - end) +
                   "Question: {query}";
    wording.answerPrefix = sample.at("answer_prefix").get<std::string>();
    wording.document = "Document {i}:\n{document}";
    return wording;
}

RulerWording uuidWording(const json& sample)
{
    RulerWording wording;
    wording.tokensToGenerate = 128;
    const auto input = sample.at("input").get<std::string>();
    const std::regex uuid("[0-9a-f]{8}-[0-9a-f-]{27}");
    const std::string first = between(input, input.find('\n') + 1, "\n");
    wording.needle = std::regex_replace(first, uuid, "{key}", std::regex_constants::format_first_only);
    wording.needle = std::regex_replace(wording.needle, uuid, "{value}");
    wording.text = input.substr(0, input.find('\n') + 1) + "{context}" +
                   std::regex_replace(input.substr(input.rfind('\n')), uuid, "{query}");
    wording.answerPrefix = std::regex_replace(sample.at("answer_prefix").get<std::string>(), uuid, "{query}");
    return wording;
}

} // namespace

class RulerTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    fs::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }

private slots:
    void initTestCase() { m_tokenizer = Tokenizer::load(fs::path(RESOURCES_DIR) / "models" / "tokenizer.json"); }

    // Python 3: random.seed(42), numpy.random.seed(42).
    void pythonsRandomNumbers()
    {
        using python::Random;
        QCOMPARE(Random(42).random(), 0.6394267984578837);
        QCOMPARE(Random(42).uuid4(), std::string("bdd640fb-0667-4ad1-9c80-317fa3b1799d"));
        QCOMPARE(Random(42).sample(1000, 3), (std::vector<std::size_t>{654, 114, 25}));
        QCOMPARE(Random(42).sample(4, 4), (std::vector<std::size_t>{0, 3, 1, 2}));
        QCOMPARE(python::NumpyRandom(42).below(10000, 99999), std::int64_t(25795));
        QVERIFY_EXCEPTION_THROWN(Random(1).sample(3, 4), std::invalid_argument);
    }

    void pythonsRandomNumbersAll()
    {
        std::ifstream file(kGoldens / "random.json");
        if (!file)
            QSKIP("the reference numbers are not here");
        const json seeds = json::parse(file);
        int compared = 0;
        for (const auto& [name, streams] : seeds.items()) {
            if (name.find_first_not_of("0123456789") != std::string::npos)
                continue;
            const std::uint64_t seed = std::stoull(name);
            for (const auto& [stream, expected] : streams.items()) {
                python::Random random(seed);
                python::NumpyRandom numpy(static_cast<std::uint32_t>(seed));
                json got = json::array();
                std::smatch match;
                const auto number = [&](int i) { return std::stoull(match[i]); };
                if (stream == "random")
                    for (std::size_t i = 0; i < expected.size(); ++i)
                        got.push_back(random.random());
                else if (stream == "getrandbits_32")
                    for (std::size_t i = 0; i < expected.size(); ++i)
                        got.push_back(random.bits(32));
                else if (stream == "uuid4")
                    for (std::size_t i = 0; i < expected.size(); ++i)
                        got.push_back(random.uuid4());
                else if (std::regex_match(stream, match, std::regex("randint_(\\d+)_(\\d+)")))
                    for (std::size_t i = 0; i < expected.size(); ++i)
                        got.push_back(
                            random.between(static_cast<std::int64_t>(number(1)), static_cast<std::int64_t>(number(2))));
                else if (std::regex_match(stream, match, std::regex("choice_index_of_(\\d+)")))
                    for (std::size_t i = 0; i < expected.size(); ++i)
                        got.push_back(random.below(number(1)));
                else if (std::regex_match(stream, match, std::regex("sample_range_(\\d+)_k_(\\d+)")))
                    got = random.sample(number(1), number(2));
                else if (std::regex_match(stream, match, std::regex("shuffle_range_(\\d+)"))) {
                    std::vector<std::size_t> values(number(1));
                    for (std::size_t i = 0; i < values.size(); ++i)
                        values[i] = i;
                    random.shuffle(values);
                    got = values;
                } else if (stream == "choices_uppercase_k5")
                    for (std::size_t i = 0; i < expected.size(); ++i)
                        got.push_back(random.letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 5));
                else if (stream == "choices_lowercase_k6")
                    for (std::size_t i = 0; i < expected.size(); ++i)
                        got.push_back(random.letters("abcdefghijklmnopqrstuvwxyz", 6));
                else if (std::regex_match(stream, match, std::regex("numpy_randint_(\\d+)_(\\d+)")))
                    for (std::size_t i = 0; i < expected.size(); ++i)
                        got.push_back(
                            numpy.below(static_cast<std::int64_t>(number(1)), static_cast<std::int64_t>(number(2))));
                else
                    continue; // a stream that no task here draws from
                QVERIFY2(got == expected, (name + " " + stream + ": " + got.dump() + " " + expected.dump()).c_str());
                ++compared;
            }
        }
        QVERIFY(compared > 40);
    }

    // The same prompts as RULER's generators, letter for letter, in RULER's wording.
    void promptsAreRulers_data()
    {
        QTest::addColumn<QString>("task");
        for (const char* task : {"niah_multikey_3", "vt", "fwe", "qa_1", "qa_2"})
            QTest::newRow(task) << task;
    }
    void promptsAreRulers()
    {
        QFETCH(QString, task);
        if (!fs::exists(kGoldens / "samples.jsonl"))
            QSKIP("RULER's prompts are not here");
        RulerSources given = sources();
        given.squad = QuestionSet::readSquad(kGoldens / "squad_sample.json");
        given.hotpot = QuestionSet::readHotpot(kGoldens / "hotpotqa_sample.json");
        const json samples = samplesOf(task.toStdString());
        const RulerTask& kind = rulerTask(task.toStdString());
        RulerWording& wording = given.wordings.kinds[kind.wording];
        wording = task == "vt"                ? trackingWording(samples[0])
                  : task == "fwe"             ? codedWording(samples[0])
                  : task == "niah_multikey_3" ? uuidWording(samples[0])
                                              : questionsWording(samples[0]);
        int compared = 0;
        for (const json& expected : samples) {
            Progress progress;
            const auto at = expected.at("sample").get<std::size_t>();
            const auto made =
                makeRulerSamples(kind, given, *m_tokenizer, expected.at("max_seq_length").get<std::int64_t>(),
                                 static_cast<std::int64_t>(at) + 1, expected.at("seed").get<std::uint64_t>(), progress);
            QCOMPARE(QString::fromStdString(made[at].input),
                     QString::fromStdString(expected.at("input").get<std::string>()));
            QCOMPARE(made[at].outputs, expected.at("outputs").get<std::vector<std::string>>());
            QCOMPARE(made[at].answerPrefix, expected.at("answer_prefix").get<std::string>());
            QCOMPARE(made[at].length, expected.at("length").get<std::int64_t>());
            ++compared;
        }
        QVERIFY(compared >= 2);
    }

    void promptsFit_data()
    {
        QTest::addColumn<QString>("task");
        for (const RulerTask& task : rulerTasks())
            QTest::newRow(task.name) << task.name;
    }
    void promptsFit()
    {
        QFETCH(QString, task);
        const RulerSources given = sources();
        const RulerTask& kind = rulerTask(task.toStdString());
        const RulerWording& wording = given.wordings.of(kind);
        Progress progress;
        for (const std::int64_t length : {1500, 5000}) {
            const auto samples = makeRulerSamples(kind, given, *m_tokenizer, length, 3, 7, progress);
            const auto again = makeRulerSamples(kind, given, *m_tokenizer, length, 3, 7, progress);
            QCOMPARE(samples.size(), std::size_t(3));
            for (std::size_t i = 0; i < samples.size(); ++i) {
                const RulerSample& sample = samples[i];
                QCOMPARE(again[i].input, sample.input);
                const auto tokens = std::ssize(m_tokenizer->encode(sample.input + sample.answerPrefix, false));
                // Joining the example of vt may save a token or two.
                QVERIFY2(tokens + wording.tokensToGenerate <= length + 2, qPrintable(QString::number(tokens)));
                QVERIFY2(tokens > length / 4, qPrintable(QString("%1 of %2").arg(tokens).arg(length)));
                QVERIFY(!sample.outputs.empty() && !sample.answerPrefix.empty());
                for (const std::string& output : sample.outputs)
                    QVERIFY2(sample.input.find(output) != std::string::npos, output.c_str());
                QVERIFY(sample.input.find('{') == std::string::npos);
                QVERIFY(sample.input != samples[(i + 1) % 3].input);
            }
        }
    }

    void needlesAreWhatIsAskedFor()
    {
        const RulerSources given = sources();
        Progress progress;
        const auto one = makeRulerSamples(rulerTask("niah_single_2"), given, *m_tokenizer, 2048, 1, 42, progress)[0];
        QVERIFY(one.input.starts_with("A secret number is hidden"));
        QVERIFY(one.input.find("secret numbers of") != std::string::npos); // the needle keeps its plural
        QVERIFY(one.answerPrefix.ends_with(" is"));
        const auto four = makeRulerSamples(rulerTask("niah_multiquery"), given, *m_tokenizer, 2048, 1, 42, progress)[0];
        QVERIFY(four.input.starts_with("Some secret numbers are hidden"));
        QCOMPARE(four.outputs.size(), std::size_t(4));
        QVERIFY(four.answerPrefix.find(", and ") != std::string::npos);
        const auto values =
            makeRulerSamples(rulerTask("niah_multivalue"), given, *m_tokenizer, 2048, 1, 42, progress)[0];
        QCOMPARE(std::set<std::string>(values.outputs.begin(), values.outputs.end()).size(), std::size_t(4));
    }

    void tooShortIsSaid()
    {
        const RulerSources given = sources();
        for (const RulerTask& task : rulerTasks()) {
            Progress progress;
            const QString text =
                test::errorOf([&] { makeRulerSamples(task, given, *m_tokenizer, 120, 1, 42, progress); });
            QVERIFY2(text.contains("is too short for the task"), task.name);
        }
    }

    void inventedQuestionsCanBeAnswered()
    {
        for (const bool hops : {false, true}) {
            const QuestionSet set = QuestionSet::invented(400, hops, 3);
            QCOMPARE(std::set<std::string>(set.documents.begin(), set.documents.end()).size(), set.documents.size());
            QVERIFY(std::is_sorted(set.documents.begin(), set.documents.end()));
            std::set<std::string> texts;
            for (const auto& question : set.questions) {
                texts.insert(question.text);
                QCOMPARE(question.documents.size(), hops ? std::size_t(2) : std::size_t(1));
                QVERIFY(set.documents.at(question.documents.back()).find(question.answers.front()) !=
                        std::string::npos);
            }
            QCOMPARE(texts.size(), set.questions.size());
        }
    }

    void filesOfOthers()
    {
        const fs::path folder = path("data");
        const auto write = [&](const char* name, const std::string& text) { writeWholeFile(folder / name, text); };
        const std::string record =
            json({{"index", 5}, {"input", "a {b}"}, {"outputs", {"x"}}, {"length", 900}, {"answer_prefix", " p"}})
                .dump();
        write("4096/data/vt/validation.jsonl",
              record + "\n\nnot json\n{\"input\": 3}\n" + json({{"input", "c"}, {"outputs", {"y"}}}).dump() + "\n");
        write("8192/qa_1.jsonl", record + "\n");
        const auto files = readRulerFolder(folder, {}, 0);
        QCOMPARE(files.size(), std::size_t(2));
        QCOMPARE(files[0].length, std::int64_t(4096));
        QCOMPARE(files[0].samples.size(), std::size_t(2));
        QCOMPARE(files[0].problems.size(), std::size_t(2));
        QVERIFY(files[0].problems[1].english().find("validation.jsonl line 4: input: is not text") !=
                std::string::npos);
        QCOMPARE(files[0].samples[0].answerPrefix, std::string(" p"));
        QVERIFY(files[0].samples[1].answerPrefix.empty());
        QCOMPARE(readRulerFolder(folder / "8192", {"qa_1"}, 0)[0].length, std::int64_t(8192));
        QVERIFY(test::errorOf([&] { readRulerFolder(folder, {"cwe"}, 0); }).contains("no such file"));
        QVERIFY(test::errorOf([&] { readRulerFolder(folder, {"mine"}, 0); }).contains("is not one of RULER's"));
        QVERIFY(test::errorOf([&] { readRulerFolder(path("none"), {}, 0); }).contains("no such folder"));

        writeRulerFolder(path("copy"), files);
        const auto copy = readRulerFolder(path("copy"), {}, 0);
        QCOMPARE(copy[0].samples[0].input, std::string("a {b}"));
        QCOMPARE(copy[1].samples[0].index, std::int64_t(5));
    }

    void wordingsOfOthers()
    {
        writeWholeFile(path("t.json"), R"({"qa": {"template": "{context} {query}?", "tokens_to_generate": 5}})");
        const RulerWordings wordings = RulerWordings::load(path("t.json").string());
        QCOMPARE(wordings.kinds.at("qa").text, std::string("{context} {query}?"));
        QCOMPARE(wordings.kinds.at("qa").tokensToGenerate, std::int64_t(5));
        QVERIFY(!wordings.kinds.at("qa").document.empty());
        QVERIFY(!wordings.kinds.at("niah").needle.empty());
        QVERIFY(!wordings.kinds.at("niah").noise.empty() && !wordings.kinds.at("variable_tracking").noise.empty());
        writeWholeFile(path("t.json"), R"({"qa": {"template": 3}})");
        QVERIFY(
            test::errorOf([&] { RulerWordings::load(path("t.json").string()); }).contains("'template' is not text"));
    }

    void wholeRun()
    {
        test::writeTinyModel(path("tiny"), Family::Mamba1);
        Progress progress;
        const auto model = Model::open(locateModel(path("tiny").string()), LoadOptions(), progress);
        const RulerSources given = sources();
        std::vector<RulerFile> files;
        for (const char* task : {"niah_single_1", "qa_1"})
            files.push_back({&rulerTask(task),
                             1000,
                             makeRulerSamples(rulerTask(task), given, *m_tokenizer, 1000, 3, 42, progress),
                             {}});
        const std::vector<EvaluatedMethod> methods = {
            {"vanilla", "tiny_vanilla", makeMethod("vanilla", MethodSettings(), model->config()), "vanilla"}};
        RulerRun run;
        run.folder = path("out");
        run.wordings = given.wordings;
        std::size_t seen = 0;
        run.onItem = [&](const RulerFile&, const RulerSample&, std::size_t, const ItemOutcome& outcome) {
            QCOMPARE(outcome.done, ++seen);
        };
        const RulerReport report = runRuler(model, *m_tokenizer, files, methods, run, progress);
        QVERIFY(report.made == 6 && report.scores.size() == 2 && report.problems.empty() && seen == 6);
        QVERIFY(fs::exists(path("out/pred/tiny_vanilla/1000/summary.csv")));
        std::ifstream lines(path("out/pred/tiny_vanilla/1000/qa_1.jsonl"));
        std::string line;
        QVERIFY(bool(std::getline(lines, line)));
        QCOMPARE(json::parse(line).at("outputs"), json(files[1].samples[0].outputs));
        seen = 0;
        const RulerReport again = runRuler(model, *m_tokenizer, files, methods, run, progress);
        QVERIFY(again.made == 0 && again.resumed == 6);
        QCOMPARE(again.scores[1].score, report.scores[1].score);
    }
};

QTEST_GUILESS_MAIN(RulerTest)
#include "ruler_test.moc"
