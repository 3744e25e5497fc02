// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"
#include "tests/support/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTemporaryDir>
#include <QtTest>

using namespace mambascope;
using namespace mambascope::test;

/// `mambascope longbench` as a process that may be killed at any time.
class LongBenchProgramTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QString path(const QString& name) const { return m_folder.filePath(name); }
    QByteArray content(const QString& name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QString& name, const QByteArray& text) const
    {
        QVERIFY(QDir(m_folder.path()).mkpath(QFileInfo(path(name)).path()));
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }
    static QStringList arguments(const QString& out)
    {
        return {"longbench", "tiny", "--data", "bench", "--extended", "--out", out, "--json"};
    }

private slots:
    void initTestCase()
    {
        writeTinyModel(path("tiny").toStdString(), Family::Mamba1);
        write("bench/config/dataset2prompt.json", R"({"hotpotqa": "{context}\n{input}", "lcc": "{context}"})");
        write("bench/config/dataset2maxlen.json", R"({"hotpotqa": 8, "lcc": 8})");
        for (const char* dataset : {"hotpotqa", "lcc"}) {
            QByteArray lines;
            for (int i = 0; i < 60; ++i)
                lines += QJsonDocument(QJsonObject{{"input", "What is it?"},
                                                   {"context", QString("It was the %1th night. ").arg(i).repeated(60)},
                                                   {"answers", QJsonArray{"night"}},
                                                   {"length", i * 200},
                                                   {"all_classes", QJsonValue::Null}})
                             .toJson(QJsonDocument::Compact) +
                         '\n';
            write(QString("bench/data/%1_e.jsonl").arg(dataset), lines);
        }
    }

    void killedTenTimes()
    {
        const Outcome whole = runProgram(arguments("whole"), m_folder.path());
        QVERIFY2(whole.code == 0, whole.text().constData());

        const QString journal = "killed/journal_e/tiny_vanilla.jsonl";
        const int kills = killRuns(arguments("killed"), m_folder.path(), path(journal), 10);
        QVERIFY2(kills >= 3, qPrintable(QString("finished after %1 kills").arg(kills)));

        const Outcome rest = runProgram(arguments("killed"), m_folder.path());
        QVERIFY2(rest.code == 0, rest.text().constData());
        const QJsonObject counts = rest.json().object()["predictions"].toObject();
        QCOMPARE(counts["made"].toInt() + counts["resumed"].toInt(), 120);
        QVERIFY(counts["resumed"].toInt() >= kills - 1); // the first may have had no more than the settings written
        for (const char* name : {"hotpotqa.jsonl", "lcc.jsonl", "result.json"})
            QCOMPARE(content(QString("killed/pred_e/tiny_vanilla/") + name),
                     content(QString("whole/pred_e/tiny_vanilla/") + name));

        QSet<QString> keys;
        const QList<QByteArray> lines = content(journal).trimmed().split('\n');
        for (const QByteArray& line : lines.mid(1))
            keys.insert(QJsonDocument::fromJson(line).object()["key"].toString());
        QCOMPARE(lines.size(), 121);
        QCOMPARE(keys.size(), 120);
    }

    // Nothing but what is on the disk is lost: the scores are the same, and the same command writes the rest.
    void aFullDiskEndsNoRun()
    {
        const Outcome whole = runProgram(arguments("roomy"), m_folder.path());
        const Outcome full = runProgram(arguments("full"), m_folder.path(), 2000);
        QVERIFY2(full.code == 0, full.text().constData());
        QVERIFY2(full.err.contains("tiny_vanilla.jsonl: ") && full.err.contains(" results are not written: "),
                 full.text().constData());
        QCOMPARE(full.json().object()["results"], whole.json().object()["results"]);
        QVERIFY(full.json().object()["problems"].toArray().size() >= 4); // journal, predictions, the window's results
        const Outcome rest = runProgram(arguments("full"), m_folder.path());
        QVERIFY2(rest.code == 0 && rest.json().object()["problems"].toArray().isEmpty(), rest.text().constData());
        QVERIFY(rest.json().object()["predictions"].toObject()["resumed"].toInt() > 0);
        for (const char* name : {"hotpotqa.jsonl", "lcc.jsonl", "result.json"})
            QCOMPARE(content(QString("full/pred_e/tiny_vanilla/") + name),
                     content(QString("roomy/pred_e/tiny_vanilla/") + name));
    }

    void interruptedRunsScoreWhatIsComplete()
    {
        QByteArray many;
        for (int i = 0; i < 3000; ++i)
            many += R"({"input": "", "context": "It was night. ", "answers": ["night"], "length": 3})"
                    "\n";
        for (const char* config : {"dataset2prompt.json", "dataset2maxlen.json"})
            write(QString("many/config/%1").arg(config), content(QString("bench/config/%1").arg(config)));
        write("many/data/hotpotqa_e.jsonl", content("bench/data/hotpotqa_e.jsonl"));
        write("many/data/lcc_e.jsonl", many);
        QStringList words = arguments("interrupted");
        words[3] = "many";
        const Outcome outcome =
            interruptRun(words, m_folder.path(), path("interrupted/pred_e/tiny_vanilla/result.json"));
        QVERIFY2(outcome.code == 130 && outcome.err.endsWith("mambascope: cancelled\n"), outcome.text().constData());
        const QJsonArray results = outcome.json().object()["results"].toArray();
        QCOMPARE(results.size(), 1);
        QCOMPARE(results[0].toObject()["task"].toString(), QString("hotpotqa"));
        QCOMPARE(results[0].toObject()["records"].toInt(), 60);
    }

    void averagesAndLengthsArePrinted()
    {
        QStringList words = arguments("printed");
        const Outcome json = runProgram(words, m_folder.path());
        const QJsonObject average = json.json().object()["averages"].toArray()[0].toObject();
        QCOMPARE(average["groups"].toObject().keys(), (QStringList{"code", "multi-document QA"}));
        QVERIFY(average["by_length"].toObject()["0-4k"].isDouble());
        QVERIFY2(json.err.contains("prompts are not cut: config/model2maxlen.json"), json.err.constData());
        words.removeLast();
        const Outcome text = runProgram(words + QStringList{"--max-length", "0"}, m_folder.path());
        QVERIFY2(text.code == 0 && text.err.isEmpty(), text.text().constData());
        for (const char* word : {"0-4k", "4-8k", "8k+", "average of groups"})
            QVERIFY2(text.out.contains(word), text.text().constData());
    }

    void killedTenTimesOnTheBenchmarksRecords()
    {
        const QString data = QStringLiteral(SHARED_TESTDATA_DIR "/longbench");
        if (!QFileInfo::exists(data))
            QSKIP("the benchmark's records are not here");
        const auto words = [&](const QString& out) {
            return QStringList{"longbench",  "mamba1-12m", "--method", "vanilla,longmamba",
                               "--protocol", "longmamba",  "--data",   data,
                               "--out",      out,          "--json",   "--extended"};
        };
        const Outcome whole = runProgram(words("all"), m_folder.path());
        QVERIFY2(whole.code == 0, whole.text().constData());
        const QDir folder(path("all/pred_e"));
        const QStringList tags = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        QCOMPARE(tags.size(), 2);
        const QString journal = path("shot/journal_e/" + tags.back() + ".jsonl");
        QCOMPARE(killRuns(words("shot"), m_folder.path(), journal, 10), 10);
        const Outcome rest = runProgram(words("shot"), m_folder.path());
        QVERIFY2(rest.code == 0, rest.text().constData());
        QCOMPARE(rest.json().object()["scores"], whole.json().object()["scores"]);
        int files = 0;
        for (const QString& tag : tags)
            for (const QString& name : QDir(folder.filePath(tag)).entryList(QDir::Files)) {
                QVERIFY(!content("all/pred_e/" + tag + "/" + name).isEmpty());
                QCOMPARE(content("shot/pred_e/" + tag + "/" + name), content("all/pred_e/" + tag + "/" + name));
                ++files;
            }
        QCOMPARE(files, 28); // 13 datasets and the scores, twice
    }

    void oneSentenceForEachMistake()
    {
        const auto fails = [&](const QStringList& words, const char* sentence) {
            const Outcome outcome = runProgram(words, m_folder.path());
            QVERIFY2(outcome.code == 1 && outcome.err.contains(sentence) && outcome.err.count('\n') == 1,
                     outcome.text().constData());
        };
        fails({"longbench", "tiny", "--data", "nowhere"}, "mambascope: nowhere: no such folder");
        fails({"longbench", "tiny", "--data", "bench"}, "has no file of LongBench (data/<dataset>.jsonl)");
        fails({"longbench", "tiny", "--data", "bench", "--extended", "--tasks", "hotpot"},
              "dataset 'hotpot': is not one of LongBench's");
        fails({"longbench", "tiny", "--data", "bench", "--extended", "--protocol", "mine"}, "there are longbench and");
        fails({"longbench", "tiny", "--data", "bench", "--extended", "--out", "whole", "--max-length", "9"},
              "max_length was 0, is 9 now");
    }
};

QTEST_GUILESS_MAIN(LongBenchProgramTest)
#include "longbench_test.moc"
