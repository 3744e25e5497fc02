// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/run_store.h"
#include "core/evaluate/tables_of_runs.h"
#include "tests/cli/program.h"
#include "tests/support/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace mambascope;
using namespace mambascope::test;

/// What the verbs leave for the window's Evaluate page: stored runs, and the tables that it exports.
class StoredTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    QByteArray content(const QString& name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QString& name, const QByteArray& text) const
    {
        QVERIFY(QDir(m_folder.path()).mkpath(QFileInfo(m_folder.filePath(name)).path()));
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }
    Outcome run(const QStringList& words, int code = 0) const
    {
        const Outcome outcome = runProgram(words, m_folder.path());
        if (outcome.code != code)
            QTest::qFail(outcome.text().constData(), __FILE__, __LINE__);
        return outcome;
    }

private slots:
    void initTestCase()
    {
        writeTinyModel(path("tiny"), Family::Mamba2);
        write("bench/config/dataset2prompt.json", R"({"lcc": "{context}"})");
        write("bench/config/dataset2maxlen.json", R"({"lcc": 2})");
        write("bench/data/lcc_e.jsonl", "{\"context\": \"One.\", \"answers\": [\"a\"], \"length\": 30}\n"
                                        "{\"context\": \"Two.\", \"answers\": [\"b\"], \"length\": 5000}\n");
        write("text.txt", QByteArray("It was a dark night, and the rain fell in torrents. ").repeated(40));
    }

    void rendersRunsThatAreThereOnly()
    {
        run({"perplexity", "tiny", "--text", "text.txt", "--contexts", "200", "--windows", "2", "--last", "10",
             "--results", "shown"});
        const QStringList render = {"render", "--model", "tiny", "--run"};
        run(render + QStringList{"shown", "--out", "shown.csv"});
        QVERIFY(content("shown.csv").contains("200"));
        for (const char* out : {"gone.png", "gone.csv"}) {
            for (const QStringList& runs : {QStringList{"no/such"}, QStringList{"shown", "--run", "no/such"}}) {
                const Outcome outcome = run(render + runs + QStringList{"--out", out}, 1);
                QVERIFY2(outcome.err.startsWith("mambascope: ") && outcome.err.contains("no/such/run.json") &&
                             outcome.err.count('\n') == 1,
                         outcome.err.constData());
                QVERIFY(!QFile::exists(m_folder.filePath(out)));
            }
        }
    }

    void everyEvaluationIsAStoredRun_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("records"); // at least
        const auto row = [](const char* name, EvaluationKind kind, int records, const QStringList& words) {
            QTest::newRow(name) << words << static_cast<int>(kind) << records;
        };
        const QStringList results = {"--results", "stored"};
        row("pass keys", EvaluationKind::Passkey, 4,
            QStringList{"passkey", "tiny", "--method", "vanilla,decimamba", "--lengths", "200", "--depths", "0,1"} +
                results);
        row("perplexity", EvaluationKind::Perplexity, 4,
            QStringList{"perplexity", "tiny", "--text", "text.txt", "--contexts", "200", "--windows", "4", "--last",
                        "10"} +
                results);
        row("document retrieval", EvaluationKind::DocumentRetrieval, 3,
            QStringList{"docretrieval", "tiny", "--documents", "1", "--samples", "3"} + results);
        row("LongBench-E", EvaluationKind::LongBench, 2,
            {"longbench", "tiny", "--data", "bench", "--extended", "--out", "stored"});
        row("RULER", EvaluationKind::Ruler, 2,
            {"ruler", "tiny", "--tasks", "niah_single_1", "--lengths", "1100", "--samples", "2", "--out", "stored"});
        row("latency", EvaluationKind::Latency, 2,
            QStringList{"latency", "tiny", "--lengths", "64,128", "--repeats", "1", "--new-tokens", "2"} + results);
    }
    void everyEvaluationIsAStoredRun()
    {
        QFETCH(QStringList, words);
        QFETCH(int, kind);
        QFETCH(int, records);
        QDir(m_folder.filePath("stored")).removeRecursively();
        run(words + QStringList{"--table", "table.md"});
        const StoredRun stored = StoredRun::load(path("stored"));
        QCOMPARE(static_cast<int>(stored.settings.kind), kind);
        QVERIFY(stored.state == StoredRun::State::Finished);
        QCOMPARE(QString::fromStdString(stored.settings.model), m_folder.filePath("tiny"));
        QVERIFY(stored.total >= records);
        QCOMPARE(stored.done, stored.total);
        const StoredResults results = readResults(stored);
        QCOMPARE(static_cast<std::int64_t>(results.records.size()), stored.total);
        const ShownRun shown{stored, results.records, {}};
        QCOMPARE(content("table.md"), QByteArray::fromStdString(markdownOf(resultTable({&shown, 1}))));
        // The command line that the window shows goes on with the run and finds everything there.
        QStringList again = QProcess::splitCommand(QString::fromStdString(commandLineOf(stored.settings, "stored")));
        again.removeFirst();
        const Outcome resumed = run(again + QStringList{"--progress"});
        QVERIFY2(
            kind == static_cast<int>(EvaluationKind::Latency) ||
                resumed.err.contains("0 results made, " + QByteArray::number(stored.total) + " were there already"),
            resumed.text().constData());
        const StoredRun after = StoredRun::load(path("stored"));
        QCOMPARE(after.created, stored.created);
        QCOMPARE(readResults(after).records.size(), results.records.size());
    }

    void searchesAreStoredRuns()
    {
        run({"search",       "tiny", "--metric",  "perplexity", "--text",    "text.txt", "--calibration", "text.txt",
             "--length",     "40",   "--samples", "2",          "--lengths", "300",      "--last",        "10",
             "--candidates", "3",    "--minutes", "0.05",       "--results", "searched"});
        const StoredRun stored = StoredRun::load(path("searched"));
        QVERIFY(stored.settings.kind == EvaluationKind::Search && stored.state == StoredRun::State::Finished);
        const StoredResults results = readResults(stored);
        QCOMPARE(static_cast<std::int64_t>(results.records.size()), stored.done);
        QVERIFY(!results.records.empty() && results.records[0].values.contains("theta"));
        QVERIFY(QFileInfo(m_folder.filePath("searched/profile.safetensors")).size() > 0); // what "Use this" takes
    }

    void whatARunIsRefusedLeavesItAsItWas()
    {
        const QStringList words = {"longbench", "tiny", "--data", "bench", "--extended", "--out", "kept"};
        run(words);
        const QByteArray before = content("kept/run.json");
        run(words + QStringList{"--max-length", "9"}, 1);
        QCOMPARE(content("kept/run.json"), before);
        const Outcome other = run({"passkey", "tiny", "--lengths", "200", "--results", "kept"}, 1);
        QVERIFY2(other.err.contains("holds a run of another kind (longbench)"), other.err.constData());
        QCOMPARE(content("kept/run.json"), before);
    }

    void tablesAreLatexToo()
    {
        run({"ruler", "tiny", "--tasks", "niah_single_1", "--lengths", "1100", "--samples", "1", "--out", "latex",
             "--table", "ruler.tex"});
        QVERIFY(content("ruler.tex").contains("\\toprule"));
        const Outcome wrong = run({"passkey", "tiny", "--lengths", "200", "--table", "table.png"}, 1);
        QVERIFY2(wrong.err.contains("the suffix must be .tex, .md or .csv"), wrong.err.constData());
    }

    void lengthsOfPreparedPromptsAreChosen()
    {
        for (const char* length : {"100", "200"})
            write(QString("data/%1/vt.jsonl").arg(length),
                  "{\"input\": \"a\", \"outputs\": [\"b\"], \"length\": " + QByteArray(length) + "}\n");
        const QStringList words = {"ruler", "tiny", "--data", "data", "--out", "chosen", "--json"};
        QCOMPARE(run(words).json().object()["results"].toArray().size(), 2);
        const QJsonArray one = run(words + QStringList{"--lengths", "200"}).json().object()["results"].toArray();
        QCOMPARE(one.size(), 1);
        QCOMPARE(one[0].toObject()["length"].toInt(), 200);
        const Outcome none = run(words + QStringList{"--lengths", "4096"}, 1);
        QVERIFY2(none.err.contains("has none of these lengths; there are 100, 200"), none.err.constData());
    }

    void wordingOfDeciMambasPasskeys()
    {
        write("wording.json",
              R"({"question": "Find it: ", "needle": "Here is {key}, yes {key}. ", "cue": " Say it: "})");
        const QStringList words = {"passkey",  "tiny", "--protocol",   "decimamba",   "--lengths", "1500",
                                   "--depths", "0.5",  "--save-cases", "cases.jsonl", "--results", "wording"};
        run(words + QStringList{"--template", "wording.json"});
        const QJsonObject one = QJsonDocument::fromJson(content("cases.jsonl").split('\n').first()).object();
        QByteArray ids = "{\"ids\": " + QJsonDocument(one["ids"].toArray()).toJson(QJsonDocument::Compact) + "}\n";
        write("ids.jsonl", ids);
        const QByteArray text =
            run({"tokenize", "--tokenizer", "tiny/tokenizer.json", "--lines", "ids.jsonl", "--decode"}).out;
        const QByteArray key = one["key"].toString().toUtf8();
        QVERIFY2(text.contains("Find it: ") && text.contains("Here is " + key + ", yes " + key + ".") &&
                     text.contains(" Say it: "),
                 text.constData());
        QCOMPARE(StoredRun::load(path("wording")).settings.file("template"),
                 m_folder.filePath("wording.json").toStdString());
        write("broken.json", R"({"needle": "Here it is."})");
        const Outcome broken = run(words + QStringList{"--template", "broken.json"}, 1);
        QVERIFY2(broken.err.contains("broken.json: \"needle\" has no {key}"), broken.err.constData());
    }

    void protocolOfLatency()
    {
        const Outcome outcome = run({"latency", "tiny", "--method", "vanilla,decimamba", "--protocol", "longmamba",
                                     "--lengths", "64,128", "--repeats", "2", "--json"});
        const QJsonObject json = outcome.json().object();
        const QJsonArray results = json["results"].toArray();
        QCOMPARE(results.size(), 4);
        QVERIFY(!results[0].toObject().contains("decode_tokens_per_second"));
        const QJsonArray averages = json["averages"].toArray();
        QCOMPARE(averages.size(), 2);
        double sum = 0;
        for (const QJsonValue& result : results)
            if (result.toObject()["method"] == "vanilla")
                sum += result.toObject()["prefill_seconds"].toDouble();
        QVERIFY(std::abs(averages[0].toObject()["prefill_seconds"].toDouble() - sum / 2) < 1e-9);
        QVERIFY(averages[1].toObject()["overhead_percent"].isDouble());
    }
};

QTEST_GUILESS_MAIN(StoredTest)
#include "stored_test.moc"
