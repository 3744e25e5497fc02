// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"
#include "tests/support/tiny_model.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QTemporaryDir>
#include <QtTest>

using namespace mambascope;
using namespace mambascope::test;

/// `mambascope ruler` and `docretrieval` as processes that may be killed at any time.
class RulerProgramTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    QByteArray content(const QString& name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static QStringList arguments(const QString& out)
    {
        return {"ruler",     "tiny",     "--tasks",   "niah_single_1,niah_multikey_3,vt,fwe,qa_1",
                "--lengths", "900,1100", "--samples", "6",
                "--out",     out,        "--json"};
    }
    Outcome run(const QStringList& words) const { return runProgram(words, m_folder.path()); }

private slots:
    void initTestCase() { writeTinyModel(m_folder.filePath("tiny").toStdString(), Family::Mamba1); }

    void killedTenTimes()
    {
        const Outcome whole = run(arguments("whole"));
        QVERIFY2(whole.code == 0, whole.text().constData());
        QCOMPARE(whole.json().object()["results"].toArray().size(), 10);
        const QString journal = "killed/journal/tiny_vanilla.jsonl";
        const int kills = killRuns(arguments("killed"), m_folder.path(), m_folder.filePath(journal), 10);
        QVERIFY2(kills >= 3, qPrintable(QString("finished after %1 kills").arg(kills)));
        const Outcome rest = run(arguments("killed"));
        QVERIFY2(rest.code == 0, rest.text().constData());
        QCOMPARE(rest.json().object()["results"], whole.json().object()["results"]);
        for (const char* length : {"900", "1100"})
            for (const char* name : {"niah_single_1.jsonl", "vt.jsonl", "fwe.jsonl", "qa_1.jsonl", "summary.csv"}) {
                const QString file = QString("/pred/tiny_vanilla/%1/%2").arg(length, name);
                QVERIFY2(!content("whole" + file).isEmpty(), qPrintable(file));
                QCOMPARE(content("killed" + file), content("whole" + file));
            }
        QSet<QString> keys;
        const QList<QByteArray> lines = content(journal).trimmed().split('\n');
        for (const QByteArray& line : lines.mid(1))
            keys.insert(QJsonDocument::fromJson(line).object()["key"].toString());
        QCOMPARE(lines.size(), 61);
        QCOMPARE(keys.size(), 60);
    }

    // What is written is what RULER's own generator would leave, so it can be read as such.
    void preparedFiles()
    {
        const QStringList some = {"--tasks", "cwe,qa_2", "--samples", "2"};
        const Outcome made = run(
            QStringList{"ruler", "tiny", "--lengths", "1100", "--out", "made", "--save-data", "data", "--json"} + some);
        QVERIFY2(made.code == 0, made.text().constData());
        const Outcome read = run(QStringList{"ruler", "tiny", "--data", "data", "--out", "read", "--json"} + some);
        QVERIFY2(read.code == 0, read.text().constData());
        QCOMPARE(read.json().object()["results"], made.json().object()["results"]);
        QCOMPARE(content("read/pred/tiny_vanilla/1100/cwe.jsonl"), content("made/pred/tiny_vanilla/1100/cwe.jsonl"));
    }

    void documentRetrieval()
    {
        const QStringList words = {"docretrieval", "tiny", "--documents", "1,3",   "--samples", "3",
                                   "--results",    "docs", "--json",      "--out", "docs.csv"};
        const Outcome first = run(words);
        QVERIFY2(first.code == 0, first.text().constData());
        QCOMPARE(first.json().object()["results"].toArray().size(), 2);
        QCOMPARE(content("docs.csv").count('\n'), 3);
        QCOMPARE(run(words).out, first.out);
        QCOMPARE(content("docs/journal/tiny_vanilla.jsonl").count('\n'), 7);
    }

    // Predictions of a task are there as soon as it is complete.
    void interruptedRunsScoreWhatIsComplete()
    {
        const QStringList words = {"ruler",     "tiny", "--tasks", "niah_single_1,vt", "--lengths", "1100",
                                   "--samples", "200",  "--out",   "interrupted",      "--json"};
        const QString file = m_folder.filePath("interrupted/pred/tiny_vanilla/1100/niah_single_1.jsonl");
        const Outcome outcome = interruptRun(words, m_folder.path(), file);
        QVERIFY2(outcome.code == 130 && outcome.err.endsWith("mambascope: cancelled\n"), outcome.text().constData());
        QCOMPARE(outcome.json().object()["results"].toArray().size(), 1);
        QVERIFY(content("interrupted/pred/tiny_vanilla/1100/summary.csv").contains("niah_single_1"));
        QVERIFY(!content("interrupted/pred/tiny_vanilla/1100/summary.csv").contains("vt"));

        const QStringList questions = {"docretrieval", "tiny",      "--documents", "1,2",   "--samples",
                                       "2000",         "--results", "asked",       "--json"};
        const Outcome asked =
            interruptRun(questions, m_folder.path(), m_folder.filePath("asked/journal/tiny_vanilla.jsonl"));
        QVERIFY2(asked.code == 130 && asked.json().isObject(), asked.text().constData());
    }

    void oneSentenceForEachMistake()
    {
        const auto fails = [&](const QStringList& words, const char* sentence) {
            const Outcome outcome = run(words);
            QVERIFY2(outcome.code == 1 && outcome.err.contains(sentence) && outcome.err.count('\n') == 1,
                     outcome.text().constData());
        };
        fails({"ruler", "tiny", "--tasks", "niah"}, "task 'niah': is not one of RULER's");
        fails({"ruler", "tiny", "--data", "nowhere"}, "nowhere: no such folder");
        fails({"ruler", "tiny", "--data", "tiny"}, "has no prepared file of RULER's");
        fails({"ruler", "tiny", "--lengths", "100", "--tasks", "qa_1"}, "is too short for the task");
        fails({"ruler", "tiny", "--squad", "tiny/config.json"}, "is not a file in SQuAD's form");
        fails({"ruler", "tiny", "--table", "scores.png"}, "scores are a table");
        fails({"docretrieval", "tiny", "--documents", "1000"}, "0 to 999 can be told apart");
        fails({"ruler", "tiny", "--device", "cpu,cpu"}, "cpu is there twice");
    }
};

QTEST_GUILESS_MAIN(RulerProgramTest)
#include "ruler_test.moc"
