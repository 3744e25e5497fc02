// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>

#include <csignal>
#include <sys/resource.h>

namespace mambascope::test {

Outcome runProgram(const QStringList& arguments, const QString& folder, std::int64_t largestFile)
{
    QProcess process;
    if (largestFile > 0)
        process.setChildProcessModifier([largestFile] {
            std::signal(SIGXFSZ, SIG_IGN);
            const auto bytes = static_cast<rlim_t>(largestFile);
            const rlimit limit{bytes, bytes};
            ::setrlimit(RLIMIT_FSIZE, &limit);
        });
    if (!folder.isEmpty())
        process.setWorkingDirectory(folder);
    process.start(QStringLiteral(MAMBASCOPE_PROGRAM), arguments);
    Outcome outcome;
    if (!process.waitForFinished(600'000)) {
        process.kill();
        outcome.err = process.errorString().toUtf8();
        return outcome;
    }
    outcome.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    outcome.out = process.readAllStandardOutput();
    outcome.err = process.readAllStandardError();
    return outcome;
}

int killRuns(const QStringList& arguments, const QString& folder, const QString& journal, int times)
{
    int kills = 0;
    while (kills < times) {
        const qint64 before = QFileInfo(journal).size();
        QProcess process;
        process.setWorkingDirectory(folder);
        process.start(QStringLiteral(MAMBASCOPE_PROGRAM), arguments);
        // QFileInfo keeps what it has read, so it is made anew.
        while (QFileInfo(journal).size() <= before && !process.waitForFinished(1) &&
               process.error() != QProcess::FailedToStart) {
        }
        if (process.state() == QProcess::NotRunning)
            break;
        process.kill();
        process.waitForFinished();
        ++kills;
    }
    return kills;
}

Outcome interruptRun(const QStringList& arguments, const QString& folder, const QString& file)
{
    const auto handler = std::signal(SIGINT, SIG_DFL); // one that is ignored here would be ignored there, too
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(QStringLiteral(MAMBASCOPE_PROGRAM), arguments);
    process.waitForStarted();
    while (!QFile::exists(file) && process.state() != QProcess::NotRunning)
        process.waitForFinished(5);
    if (process.state() != QProcess::NotRunning) {
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        process.waitForFinished(60'000);
    }
    std::signal(SIGINT, handler);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace mambascope::test
