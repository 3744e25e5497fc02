// SPDX-License-Identifier: GPL-3.0-or-later
// What a run of the Evaluate page takes from outside of the window: prepared prompts and their lengths, several
// devices, the dictionary of Chinese words.
#include "core/base/device.h"
#include "core/base/system_use.h"
#include "core/evaluate/metrics.h"
#include "core/text/chinese_words.h"
#include "tests/support/error_of.h"
#include "tests/support/tiny_model.h"
#include "tests/ui/evaluate_fixture.h"
#include "ui/engine/evaluation_jobs.h"
#include "ui/pages/evaluate/evaluate_form.h"
#include "ui/pages/evaluate/evaluate_page.h"

#include <nlohmann/json.hpp>

#include <QLineEdit>
#include <QPushButton>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <vector>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

class EvaluateDataTest : public EvaluateTest
{
    Q_OBJECT

    static void run(EvaluatePage* page)
    {
        startRun(page);
        QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), 2 * kPatience);
    }
    static std::vector<std::int64_t> lengthsOf(const std::vector<EvaluationRecord>& records)
    {
        std::vector<std::int64_t> lengths;
        for (const EvaluationRecord& record : records)
            lengths.push_back(record.length);
        std::sort(lengths.begin(), lengths.end());
        return lengths;
    }

    /// Losses of all windows, in order of their size.
    std::vector<double> losses(const Workforce& workforce, const QString& folder) const
    {
        EvaluationTools tools;
        tools.workforce = workforce;
        tools.tokenizer = Tokenizer::load(tiny() + "/tokenizer.json");
        EvaluationSettings settings = vanillaSettings(EvaluationKind::Perplexity);
        settings.model = tiny();
        settings.lengths = {150, 200};
        settings.samples = 8;
        std::vector<double> all;
        Progress progress;
        runEvaluation(settings, tools, file(folder).toStdString(),
                      {.onRecord = [&](const EvaluationRecord& record, bool) { all.push_back(record.score); },
                       .onProblem = [](const Message&) {},
                       .onCount = [](const EvaluationCount&) {}},
                      progress);
        std::sort(all.begin(), all.end());
        return all;
    }
    static std::shared_ptr<const Model> opened(const std::string& model)
    {
        Progress progress;
        return Model::open(locateModel(model), {}, progress);
    }

private slots:
    void initTestCase()
    {
        WindowTest::initTestCase();
        writeTinyModel(tiny(), Family::Mamba2);
        writeTinyModel(file(QStringLiteral("other")).toStdString(), Family::Mamba2, false, 2);
        const std::string record = "{\"input\": \"Which is it?\", \"outputs\": [\"one\"], \"length\": 9}\n";
        for (const char* length : {"2048", "4096", "8192"})
            write(file(QStringLiteral("prepared/%1/vt.jsonl").arg(QLatin1String(length))), record);
    }
    void cleanup()
    {
        setChineseWordsFolder({});
        qunsetenv("MAMBASCOPE_JIEBA");
        WindowTest::cleanup();
    }

    // As the verb does: all that the data has, or those that are named, or a sentence.
    void preparedPromptsOfTheLengthsThatAreNamed()
    {
        MainWindow window;
        EvaluatePage* page = openTiny(window, newStore());
        EvaluateForm* form = page->form();
        form->setSettings(vanillaSettings(EvaluationKind::Ruler));
        auto* lengths = named<QLineEdit>(form, QStringLiteral("Lengths"));
        auto* data = named<QLineEdit>(form, QStringLiteral("Data"));
        QCOMPARE(lengths->text(), QStringLiteral("1024, 4096")); // of the built-in suite
        type(data, file(QStringLiteral("prepared")));
        QCOMPARE(lengths->text(), QString());
        QCOMPARE(lengths->placeholderText(), QStringLiteral("all that the data has"));
        QVERIFY(commandLineOf(form->settings()).find("--lengths") == std::string::npos);
        run(page);
        QCOMPARE(lengthsOf(page->evaluation().records()), (std::vector<std::int64_t>{2048, 4096, 8192}));

        type(lengths, QStringLiteral("8192, 2048"));
        QVERIFY(commandLineOf(form->settings()).find("--lengths 8192,2048") != std::string::npos);
        run(page);
        QCOMPARE(lengthsOf(page->evaluation().records()), (std::vector<std::int64_t>{2048, 8192}));

        type(lengths, QStringLiteral("777"));
        run(page);
        QVERIFY(page->evaluation().run().state == StoredRun::State::Failed);
        const std::string failure = page->evaluation().run().failure.english();
        QVERIFY2(failure.find("has none of these lengths; there are 2048, 4096, 8192") != std::string::npos,
                 failure.c_str());

        lengths->clear();
        data->clear();
        QCOMPARE(lengths->text(), QStringLiteral("1024, 4096"));
        // A stored run's own lengths are not taken for the form's.
        EvaluationSettings stored = vanillaSettings(EvaluationKind::Ruler);
        stored.data = file(QStringLiteral("prepared")).toStdString();
        form->setSettings(stored);
        QCOMPARE(form->settings().lengths, stored.lengths);
        stored.data.clear();
        stored.lengths.clear();
        QVERIFY(!errorOf([&] { stored.validate(); }).isEmpty());
    }

    // What a stored run was made with makes another one like it, also where a field shows less.
    void settingsComeBackAsTheyWere()
    {
        EvaluateForm form;
        const auto comesBack = [&form](const EvaluationSettings& settings) {
            form.setBase(settings, 0); // the model, which is the window's
            form.setSettings(settings);
            const std::string once = form.settings().toJson().dump();
            form.setDraft(form.draft(), "draft");
            const std::string wanted = settings.toJson().dump();
            return once != wanted ? once : form.settings().toJson().dump() != wanted ? form.draft() : std::string();
        };
        EvaluationSettings keys = vanillaSettings(EvaluationKind::Passkey);
        keys.protocol.clear(); // none of a paper
        keys.depths = {0.1 + 0.2, 1.0 / 3, 1e-7, 1};
        keys.seed = std::numeric_limits<std::uint64_t>::max();
        keys.samples = 5'000'000'000;
        keys.texts = {"/texts/a; b.txt"};
        keys.files["cases"] = " saved.jsonl";
        QVERIFY2(comesBack(keys).empty(), comesBack(keys).c_str());
        EvaluationSettings windows = vanillaSettings(EvaluationKind::Perplexity);
        windows.protocol.clear();
        windows.lengths = {300'000};
        windows.last = 250'000;
        windows.texts = {"a;b.txt", "c.txt"};
        QVERIFY2(comesBack(windows).empty(), comesBack(windows).c_str());
        EvaluationSettings bench = vanillaSettings(EvaluationKind::LongBench);
        bench.data = "/bench/of mine ";
        bench.maxLength = 20'000'000;
        QVERIFY2(comesBack(bench).empty(), comesBack(bench).c_str());
        EvaluationSettings times = vanillaSettings(EvaluationKind::Latency);
        times.protocol.clear();
        times.newTokens = 10'000;
        QVERIFY2(comesBack(times).empty(), comesBack(times).c_str());

        // What a person changes is read.
        form.setSettings(keys);
        type(named<QLineEdit>(&form, QStringLiteral("Text")), QStringLiteral("a.txt; b.txt"));
        auto* seed = named<QLineEdit>(&form, QStringLiteral("Seed"));
        QCOMPARE(seed->text(), QStringLiteral("18446744073709551615"));
        type(seed, QStringLiteral("7"));
        keys.texts = {"a.txt", "b.txt"};
        keys.seed = 7;
        QVERIFY(form.settings() == keys);
        for (const char* wrong : {"-1", "18446744073709551616", "1.5", ""}) {
            seed->setText(QString::fromLatin1(wrong));
            QVERIFY2(form.problem().contains(QStringLiteral("is not a whole number")), wrong);
        }
    }

    // Two models that answer differently show who computed what.
    void everyModelOfARunTakesItsShare()
    {
        const auto first = opened(tiny());
        const auto second = opened(file(QStringLiteral("other")).toStdString());
        const std::vector<double> one = losses(first, QStringLiteral("one"));
        const std::vector<double> other = losses(second, QStringLiteral("another"));
        Workforce same, both;
        same.models = {first, first};
        both.models = {first, second};
        QVERIFY(one.size() > 10);
        QCOMPARE(losses(same, QStringLiteral("same")), one);
        int ofFirst = 0, ofSecond = 0;
        for (const double loss : losses(both, QStringLiteral("both"))) {
            const bool known = std::find(one.begin(), one.end(), loss) != one.end();
            QVERIFY(known || std::find(other.begin(), other.end(), loss) != other.end());
            ++(known ? ofFirst : ofSecond);
        }
        QVERIFY2(ofFirst > 0 && ofSecond > 0, qPrintable(QStringLiteral("%1 and %2").arg(ofFirst).arg(ofSecond)));
    }

    void aRunOpensAllDevicesThatItNames()
    {
        EvaluationSettings settings = vanillaSettings(EvaluationKind::Passkey);
        settings.model = tiny();
        const auto models = [&](const char* device) {
            settings.device = device;
            Progress progress;
            return openEvaluationTools(settings, nullptr, progress).workforce.models.size();
        };
        QCOMPARE(models("cpu"), std::size_t{1});
        QVERIFY(errorOf([&] { models("cpu,cpu"); }).contains(QStringLiteral("cpu is there twice")));
        QVERIFY(errorOf([&] { models("cpu,cuda:99"); }).contains(QStringLiteral("cuda:99"))); // not the first alone
        settings.kind = EvaluationKind::Latency;                                              // times are one device's
        QCOMPARE(models("cpu,cuda:99"), std::size_t{1});
    }

    void devicesAreNamedWhereThereAreSeveral()
    {
        MainWindow window;
        EvaluatePage* page = openTiny(window, newStore());
        EvaluateForm* form = page->form();
        auto* devices = named<QLineEdit>(form, QStringLiteral("Devices"));
        QCOMPARE(devices->isVisibleTo(form), gpuNames().size() > 1);
        EvaluationSettings settings = vanillaSettings(EvaluationKind::Passkey);
        settings.device = "cuda:0,cuda:1"; // of a run that the command line began
        form->setSettings(settings);
        QVERIFY(devices->isVisibleTo(form));
        QCOMPARE(form->settings().device, settings.device);
        QVERIFY(commandLineOf(form->settings()).find("--device cuda:0,cuda:1") != std::string::npos);
        type(devices, QStringLiteral("cpu, cuda:3"));
        QCOMPARE(form->settings().device, std::string("cpu,cuda:3"));
        QCOMPARE(form->problem(), QString());
        type(devices, QStringLiteral("cpu, cpu"));
        QVERIFY(form->problem().contains(QStringLiteral("cpu is there twice")));
        QVERIFY(!button(page, "evaluateStart")->isEnabled());
        devices->clear();
        QCOMPARE(form->settings().device, std::string("cpu")); // the window's
        chooseKind(form, EvaluationKind::Latency);
        QVERIFY(!devices->isVisibleTo(form));
    }

    void chineseWordsAreFoundOrNamed()
    {
        const QString words = QStringLiteral(TEST_DATA_DIR "/chinese-words");
        const QString data = file(QStringLiteral("bench"));
        writeLongBenchConfig(data, R"({"dureader": "{context}"})", R"({"dureader": 2})");
        write(data + QStringLiteral("/data/dureader.jsonl"),
              "{\"context\": \"Some text. \", \"length\": 3, \"answers\": [\"灯塔\"]}\n");
        EvaluationSettings settings = vanillaSettings(EvaluationKind::LongBench);
        settings.data = data.toStdString();
        MainWindow window;
        EvaluatePage* page = openTiny(window, newStore());
        EvaluateForm* form = page->form();
        auto* folder = named<QLineEdit>(form, QStringLiteral("Chinese words"));
        qputenv("MAMBASCOPE_JIEBA", words.toUtf8());
        form->setSettings(settings);
        QVERIFY(!folder->isVisibleTo(form));
        run(page);
        QCOMPARE(page->evaluation().records().size(), 1U);
        QVERIFY(page->evaluation().problems().empty());

        qunsetenv("MAMBASCOPE_JIEBA");
        if (!chineseWordsFolder().empty())
            QSKIP("jieba is installed");
        form->setSettings(settings);
        QVERIFY(folder->isVisibleTo(form));
        QCOMPARE(form->problem(), QString()); // answers are written all the same
        run(page);
        QCOMPARE(page->evaluation().records().size(), 0U);
        QCOMPARE(page->evaluation().problems().size(), 1U);
        QVERIFY(page->evaluation().problems()[0].english().find("jieba") != std::string::npos);
        type(folder, file(QStringLiteral("tiny")));
        QVERIFY(form->problem().contains(QStringLiteral("dict.txt")));
        type(folder, words);
        QVERIFY(commandLineOf(form->settings()).find("--jieba " + words.toStdString()) != std::string::npos);
        run(page);
        QCOMPARE(page->evaluation().records().size(), 1U);
        chooseKind(form, EvaluationKind::Passkey);
        QVERIFY(!folder->isVisibleTo(form) && form->settings().files.empty());
        chooseKind(form, EvaluationKind::LongBench); // it has been named for the window's time
        QCOMPARE(folder->text(), words);
    }
};

QTEST_MAIN(EvaluateDataTest)
#include "evaluate_data_test.moc"
