// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"
#include "tests/support/tiny_model.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QJsonObject>
#include <QProcess>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <csignal>

using namespace mambascope;
using namespace mambascope::test;

/// Evaluations that several processes share, started by mpirun.
class MpiTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_mpirun;

    QByteArray content(const QString& name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static QStringList arguments(const QString& out)
    {
        return {"ruler", "tiny",  "--tasks", "niah_single_1,vt,qa_1", "--lengths", "900", "--samples",
                "20",    "--out", out};
    }
    void start(QProcess& process, const QStringList& words) const
    {
        process.setWorkingDirectory(m_folder.path());
        process.start(m_mpirun, QStringList{"-n", "2", "--oversubscribe", "--allow-run-as-root",
                                            QStringLiteral(MAMBASCOPE_PROGRAM)} +
                                    words);
        QVERIFY2(process.waitForStarted(), qPrintable(process.errorString()));
    }
    void finish(QProcess& process) const
    {
        QVERIFY(process.waitForFinished(600'000));
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0,
                 process.readAllStandardError().constData());
    }
    void compare(const QString& out) const
    {
        for (const char* name : {"niah_single_1.jsonl", "vt.jsonl", "qa_1.jsonl", "summary.csv"}) {
            const QString file = QString("/pred/tiny_vanilla/900/") + name;
            QVERIFY(!content("one" + file).isEmpty());
            QCOMPARE(content(out + file), content("one" + file));
        }
        QSet<QString> keys;
        const QList<QByteArray> lines = content(out + "/journal/tiny_vanilla.jsonl").trimmed().split('\n');
        for (const QByteArray& line : lines.mid(1))
            keys.insert(QJsonDocument::fromJson(line).object()["key"].toString());
        QCOMPARE(lines.size(), 61);
        QCOMPARE(keys.size(), 60);
    }

private slots:
    void initTestCase()
    {
        m_mpirun = QStandardPaths::findExecutable("mpirun");
        if (m_mpirun.isEmpty())
            QSKIP("mpirun is not installed");
        if (!QFile::exists(QFileInfo(QStringLiteral(MAMBASCOPE_PROGRAM)).path() + "/mambascope_mpi.so"))
            QSKIP("this build has no MPI");
        writeTinyModel(m_folder.filePath("tiny").toStdString(), Family::Mamba1);
        const Outcome one = runProgram(arguments("one"), m_folder.path());
        QVERIFY2(one.code == 0, one.text().constData());
    }

    void twoProcessesWriteWhatOneDoes()
    {
        QProcess both;
        start(both, arguments("two"));
        finish(both);
        compare("two");
        QCOMPARE(both.readAllStandardOutput().count("average"), 1); // one of them reports
    }

    void everyEvaluationIsShared_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("outOption");
        const QString data = QStringLiteral(SHARED_TESTDATA_DIR "/longbench");
        const QStringList methods{"tiny", "--method", "vanilla,decimamba", "--decimate", "layers=1,l_base=100"};
        QTest::newRow("passkey") << QStringList{"passkey"} + methods +
                                        QStringList{"--lengths", "300,500", "--depths", "0.2,0.8"}
                                 << "--results";
        QTest::newRow("perplexity") << QStringList{"perplexity"} + methods +
                                           QStringList{"--text", "story.txt", "--contexts", "200,400", "--windows", "3"}
                                    << "--results";
        QTest::newRow("docretrieval") << QStringList{"docretrieval"} + methods +
                                             QStringList{"--documents", "2,4", "--samples", "3"}
                                      << "--results";
        if (QFileInfo::exists(data))
            QTest::newRow("longbench") << QStringList{"longbench"} + methods +
                                              QStringList{"--data", data, "--extended", "--tasks", "qasper,lcc,trec"}
                                       << "--out";
    }
    /// Files of the same names with the same content; what grows line by line holds the lines in another order.
    void everyEvaluationIsShared()
    {
        QFETCH(const QStringList, words);
        QFETCH(const QString, outOption);
        QFile story(m_folder.filePath("story.txt"));
        QVERIFY(story.open(QIODevice::WriteOnly));
        for (int i = 0; i < 300; ++i)
            story.write(QByteArray("In the ") + QByteArray::number(i * 37 % 101) + "th year nothing was heard of it. ");
        story.close();
        const QString name = words.front();
        const Outcome one = runProgram(words + QStringList{outOption, name + "-one"}, m_folder.path());
        QVERIFY2(one.code == 0, one.text().constData());
        QProcess both;
        start(both, words + QStringList{outOption, name + "-two"});
        finish(both);
        QCOMPARE(both.readAllStandardOutput(), one.out);
        const QDir folder(m_folder.filePath(name + "-one"));
        int journals = 0;
        QDirIterator files(folder.path(), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString file = folder.relativeFilePath(files.next());
            QByteArray alone = content(name + "-one/" + file);
            QByteArray shared = content(name + "-two/" + file);
            QVERIFY(!alone.isEmpty());
            if (file == "run.json") // has the time in it
                continue;
            journals += file.startsWith("journal");
            if (file.startsWith("journal") || file == "results.jsonl") {
                for (QByteArray* text : {&alone, &shared}) {
                    QList<QByteArray> lines = text->split('\n');
                    std::sort(lines.begin(), lines.end());
                    *text = lines.join('\n');
                }
            }
            QVERIFY2(shared == alone, qPrintable(file));
        }
        QCOMPARE(journals, 2);
    }

    void commandsForOneProcessSaySo()
    {
        for (const QStringList& words :
             {QStringList{"latency", "tiny", "--lengths", "100"}, QStringList{"search", "tiny", "--length", "64"}}) {
            QProcess both;
            start(both, words);
            QVERIFY(both.waitForFinished(600'000));
            QVERIFY(both.exitCode() != 0);
            const QByteArray told = both.readAllStandardError();
            QVERIFY2(told.contains("for one process") || told.contains("is for one"), told.constData());
        }
    }

    void aKilledProcessIsMadeUpFor()
    {
        QProcess both;
        start(both, arguments("killed"));
        const QString journal = m_folder.filePath("killed/journal/tiny_vanilla.jsonl");
        QList<QByteArray> ranks;
        while (!both.waitForFinished(1)) {
            QFile file(QString("/proc/%1/task/%1/children").arg(both.processId()));
            if (file.open(QIODevice::ReadOnly))
                ranks = file.readAll().simplified().split(' ');
            QFile written(journal);
            if (ranks.size() == 2 && written.open(QIODevice::ReadOnly) && written.readAll().count('\n') > 5)
                break;
        }
        QVERIFY2(both.state() == QProcess::Running, both.readAllStandardError().constData());
        QCOMPARE(::kill(ranks.last().toInt(), SIGKILL), 0);
        QVERIFY(both.waitForFinished(600'000)); // mpirun ends the others
        QVERIFY(both.exitCode() != 0 || both.exitStatus() != QProcess::NormalExit);
        const auto before = content("killed/journal/tiny_vanilla.jsonl").count('\n');
        QVERIFY(before > 5 && before < 61);

        QProcess rest;
        start(rest, arguments("killed"));
        finish(rest);
        compare("killed");
    }

    void mistakesEndAllProcesses()
    {
        QProcess both;
        start(both, {"ruler", "tiny", "--data", "nowhere"});
        QVERIFY(both.waitForFinished(600'000));
        QVERIFY(both.exitCode() != 0);
        QVERIFY(both.readAllStandardError().contains("mambascope: nowhere: no such folder"));
    }
};

QTEST_GUILESS_MAIN(MpiTest)
#include "mpi_test.moc"
