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

    void killedTenTimesOnTheBenchmarksRecords()
    {
        const QString data = QStringLiteral(SHARED_TESTDATA_DIR "/longbench");
        if (!QFileInfo::exists(data))
            QSKIP("the benchmark's records are not here");
        const auto words = [&](const QString& out) {
            return QStringList{"longbench", "mamba1-12m", "--method", "vanilla,longmamba", "--protocol", "longmamba",
                               "--data",    data,         "--out",    out,                 "--json",     "--extended"};
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
