// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"
#include "tests/support/tiny_model.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonObject>
#include <QProcess>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

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
